//! The days on which notices leave the house by the office's own calendar, as notices declare them (FORMS.md 7).

use super::switches::{Setting, Switches};
use crate::model::Registry;
use jiff::civil::{Date as Day, date};
use serde::Deserialize;

/// When a notice leaves: so many working days after the ends of some months.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaves {
    /// The months, 1 to 12, after whose ends it leaves; with `every` they follow from it.
    #[serde(default)]
    pub months: Vec<i8>,
    /// Every so many months, counted from `from`.
    #[serde(default)]
    pub every: Option<u8>,
    /// The switch that tells the month from which it is counted.
    #[serde(default)]
    pub from: Option<String>,
    /// Working days after the end of the month; 0 for its last day.
    #[serde(default)]
    pub workdays: u16,
    /// Why then: an article, or the office's own rule.
    pub basis: String,
}

impl Leaves {
    /// Takes the months from the switch.
    pub(super) fn settle(&mut self, switches: &Switches) {
        let from = self.from.as_ref().and_then(|key| switches.get(key)).map(|switch| &switch.value);
        if let (Some(every), Some(Setting::Number(from))) = (self.every, from) {
            let on = |month: &i8| (i64::from(*month) - from).rem_euclid(i64::from(every.max(1))) == 0;
            self.months = (1..=12).filter(on).collect();
        }
    }

    /// True if either the months are named, or how they are counted.
    pub(super) fn says_when(&self) -> bool {
        match (self.months.is_empty(), self.every, &self.from) {
            (false, None, None) => true,
            (true, Some(every), Some(_)) => (1..=12).contains(&every),
            _ => false,
        }
    }

    /// True for the end of a month that it names.
    pub fn names_month(&self, day: Day) -> bool {
        self.months.contains(&day.month())
    }

    /// The days of a year, in order.
    pub fn days(&self, year: i16, registry: &Registry) -> Vec<Day> {
        let ends = [year - 1, year].into_iter().flat_map(|year| (1..=12).map(move |month| (year, month)));
        let ends = ends.map(|(year, month)| date(year, month, 1).last_of_month());
        let days = ends
            .filter(|end| self.names_month(*end))
            .map(|end| registry.add_workdays(end, i32::from(self.workdays)));
        days.filter(|day| day.year() == year).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NameRules;

    #[test]
    fn a_notice_leaves_at_the_ends_of_its_months_or_some_working_days_later() {
        let holidays = "date,kind,name\n2014-10-01,holiday,\n2014-10-02,holiday,\n2014-10-03,holiday,\n";
        let registry = Registry::load("unit_id\n", "unit_id\n", holidays, &NameRules::default()).0;
        let days = |months: &[i8], workdays| -> Vec<String> {
            let leaves =
                Leaves { months: months.to_vec(), every: None, from: None, workdays, basis: String::new() };
            leaves.days(2014, &registry).iter().map(Day::to_string).collect()
        };
        assert_eq!(days(&[2, 4], 0), ["2014-02-28", "2014-04-30"]);
        assert_eq!(days(&[9, 12], 10), ["2014-01-14", "2014-10-17"], "the year before ends in this one");
    }
}
