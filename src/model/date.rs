//! A date at the precision at which it was written: a day, a month or a year.

use jiff::civil::{Date as Day, DateTime};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A time as data carry it: to the minute, with seconds only if it has some.
pub fn time_text(time: DateTime) -> String {
    let form = if time.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
    time.strftime(form).to_string()
}

/// A date as written: `2014-03-05`, `2014-03` or `2014` (FORMS.md 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Date {
    /// A whole day.
    Day(Day),
    /// A month of a year.
    Month { year: i16, month: i8 },
    /// A year.
    Year(i16),
}

impl Date {
    /// The day, if the date was written to the day.
    pub fn day(self) -> Option<Day> {
        match self {
            Date::Day(day) => Some(day),
            _ => None,
        }
    }

    /// The first day that the date may mean.
    pub fn first(self) -> Day {
        match self {
            Date::Day(day) => day,
            Date::Month { year, month } => jiff::civil::date(year, month, 1),
            Date::Year(year) => jiff::civil::date(year, 1, 1),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::Day(day) => write!(formatter, "{day}"),
            Date::Month { year, month } => write!(formatter, "{year:04}-{month:02}"),
            Date::Year(year) => write!(formatter, "{year:04}"),
        }
    }
}

/// Reads the form in which a date is written to the ledger and to exports; an `Err` names the text.
impl FromStr for Date {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a date");
        match text.len() {
            4 => text.parse().map(Date::Year).map_err(|_| wrong()),
            7 => {
                let (year, month) = text.split_once('-').ok_or_else(wrong)?;
                let (year, month) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
                Day::new(year, month, 1).map_err(|_| wrong())?;
                Ok(Date::Month { year, month })
            }
            _ => text.parse().map(Date::Day).map_err(|_| wrong()),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Prints a day as an official document does: `2014年10月31日`, without leading zeros (GB/T 9704 7.3.5).
pub fn chinese_day(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_keeps_its_precision() {
        for text in ["2014-03-05", "2014-03", "2014"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        assert!("2014-13".parse::<Date>().is_err());
        assert_eq!(chinese_day("2014-03-05".parse::<Date>().unwrap().first()), "2014年3月5日");
    }
}
