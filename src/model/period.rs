//! The period that a return speaks of: a quarter or a year (FORMS.md 1, “Period key”).

use jiff::ToSpan;
use jiff::civil::{Date as Day, date};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A quarter or a year, ordered by time; a year comes before its quarters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    year: i16,
    /// 0 for the whole year, else 1 to 4.
    quarter: u8,
}

impl Period {
    /// The whole year.
    pub const fn year(year: i16) -> Period {
        Period { year, quarter: 0 }
    }

    /// A quarter, 1 to 4; `None` for any other number.
    pub const fn quarter(year: i16, quarter: u8) -> Option<Period> {
        if quarter >= 1 && quarter <= 4 { Some(Period { year, quarter }) } else { None }
    }

    /// The quarter that holds a day.
    pub fn quarter_of(day: Day) -> Period {
        let quarter = (day.month() - 1) / 3 + 1;
        Period { year: day.year(), quarter: u8::try_from(quarter).expect("a quarter is 1 to 4") }
    }

    /// The calendar year.
    pub fn calendar_year(self) -> i16 {
        self.year
    }

    /// The number of the quarter, if the period is one.
    pub fn quarter_number(self) -> Option<u8> {
        (self.quarter > 0).then_some(self.quarter)
    }

    /// True for a year.
    pub fn is_year(self) -> bool {
        self.quarter == 0
    }

    /// The first day.
    pub fn start(self) -> Day {
        match self.quarter {
            0 => date(self.year, 1, 1),
            quarter => date(self.year, i8::try_from(quarter * 3 - 2).expect("a month is 1 to 12"), 1),
        }
    }

    /// The last day.
    pub fn end(self) -> Day {
        self.next().start().saturating_sub(1.day())
    }

    /// The period of the same kind that follows.
    pub fn next(self) -> Period {
        match self.quarter {
            0 => Period { year: self.year + 1, quarter: 0 },
            4 => Period { year: self.year + 1, quarter: 1 },
            quarter => Period { year: self.year, quarter: quarter + 1 },
        }
    }

    /// The period of the same kind before this one.
    pub fn previous(self) -> Period {
        match self.quarter {
            0 => Period { year: self.year - 1, quarter: 0 },
            1 => Period { year: self.year - 1, quarter: 4 },
            quarter => Period { year: self.year, quarter: quarter - 1 },
        }
    }

    /// The same period of the year before (上年同期).
    pub fn year_before(self) -> Period {
        Period { year: self.year - 1, ..self }
    }

    /// The same period of the year after.
    pub fn year_after(self) -> Period {
        Period { year: self.year + 1, ..self }
    }

    /// The quarters of its year up to and with this one; all four for a year.
    pub fn quarters_so_far(self) -> impl Iterator<Item = Period> {
        let last = if self.quarter == 0 { 4 } else { self.quarter };
        (1..=last).map(move |quarter| Period { year: self.year, quarter })
    }

    /// As official texts say it: `2014年第三季度`, `2014年度`.
    pub fn chinese(self) -> String {
        match self.quarter {
            0 => format!("{}年度", self.year),
            quarter => {
                format!("{}年第{}季度", self.year, ["一", "二", "三", "四"][usize::from(quarter) - 1])
            }
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter {
            0 => write!(formatter, "{:04}", self.year),
            quarter => write!(formatter, "{:04}Q{quarter}", self.year),
        }
    }
}

/// Reads a period key (`2014`, `2014Q3`); an `Err` names the text.
impl FromStr for Period {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a period such as 2014 or 2014Q3");
        let year = text.get(..4).and_then(|year| year.parse().ok()).ok_or_else(wrong)?;
        match &text.as_bytes()[4..] {
            [] => Ok(Period::year(year)),
            [b'Q', quarter @ b'1'..=b'4'] => Ok(Period { year, quarter: quarter - b'0' }),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_knows_its_days_and_its_neighbours() {
        let third: Period = "2014Q3".parse().unwrap();
        assert_eq!((third.start(), third.end()), (date(2014, 7, 1), date(2014, 9, 30)));
        assert_eq!(third.next().next().to_string(), "2015Q1");
        assert_eq!(third.previous().to_string(), "2014Q2");
        assert_eq!(third.year_before().to_string(), "2013Q3");
        assert_eq!(third.chinese(), "2014年第三季度");
        assert_eq!(Period::year(2014).end(), date(2014, 12, 31));
        assert_eq!(Period::quarter_of(date(2014, 12, 31)).to_string(), "2014Q4");
        assert_eq!(third.quarters_so_far().count(), 3);
    }

    #[test]
    fn only_years_and_quarters_are_periods() {
        for text in ["", "2014Q5", "2014H1", "第三季度", "20143"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
