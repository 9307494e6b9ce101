//! How often a form is due, and on which day (FORMS.md 7).

use super::switches::When;
use crate::model::{Period, Registry};
use jiff::ToSpan;
use jiff::civil::Date as Day;
use serde::Deserialize;

/// How often a form is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// Every quarter.
    Quarter,
    /// Every year.
    Year,
    /// Once for the year, as a plan, and again with each quarter.
    YearAndQuarter,
}

impl Cycle {
    /// True if a form of this cycle is collected for a period of this kind.
    pub fn admits(self, period: Period) -> bool {
        match self {
            Cycle::Quarter => !period.is_year(),
            Cycle::Year => period.is_year(),
            Cycle::YearAndQuarter => true,
        }
    }

    /// The periods of this cycle that hold a day.
    pub fn periods_of(self, day: Day) -> impl Iterator<Item = Period> {
        let both = [Period::year(day.year()), Period::quarter_of(day)];
        both.into_iter().filter(move |period| self.admits(*period))
    }
}

/// A due day (FORMS.md 7): the last day of the month that lies `months` after the anchor's month, or so many `days` after
/// a day that the return itself states.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// The kind of periods for which it holds, if not for all.
    #[serde(default)]
    pub of: Option<Cycle>,
    /// From where it is counted.
    pub after: Anchor,
    /// Months from there.
    #[serde(default)]
    pub months: i32,
    /// Days from there, the first day not counted; for a day that the return states.
    #[serde(default)]
    pub days: i32,
    /// Working days from there instead.
    #[serde(default)]
    pub workdays: i32,
    /// How switches must be set for it to hold.
    #[serde(default)]
    pub when: When,
    /// Whether they are.
    #[serde(skip)]
    pub holds: bool,
}

/// Another form that stands for one: who sends that owes this no more (FORMS.md 7, 合并报送).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SatisfiedBy {
    /// The code of the other form.
    pub form: String,
    /// How switches must be set for it to hold.
    #[serde(default)]
    pub when: When,
    /// Whether they are.
    #[serde(skip)]
    pub holds: bool,
}

/// From where a due day is counted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Anchor {
    /// An end of the period.
    Period(PeriodAnchor),
    /// A day that the return states: the first of these fields that is filled.
    Stated(Vec<String>),
}

/// The ends of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodAnchor {
    /// The month in which the period begins.
    PeriodStart,
    /// The month in which the period ends.
    PeriodEnd,
}

impl Due {
    /// The due day of a period, before any roll for holidays; `None` if only the return can tell it.
    pub fn day(&self, period: Period) -> Option<Day> {
        let anchor = match &self.after {
            Anchor::Period(PeriodAnchor::PeriodStart) => period.start(),
            Anchor::Period(PeriodAnchor::PeriodEnd) => period.end(),
            Anchor::Stated(_) => return None,
        };
        Some(anchor.first_of_month().saturating_add(self.months.months()).last_of_month())
    }

    /// The due day after a day that the return states, that day not counted.
    pub fn day_after(&self, stated: Day, registry: &Registry) -> Option<Day> {
        let day = if self.workdays == 0 { stated } else { registry.add_workdays(stated, self.workdays) };
        day.checked_add(i64::from(self.days).days()).ok()
    }
}

/// One table or a list of them.
pub(super) fn one_or_several<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Due>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(Due),
        Several(Vec<Due>),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::One(one) => vec![one],
        Either::Several(several) => several,
    })
}
