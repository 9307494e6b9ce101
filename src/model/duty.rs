//! A form that a unit owes for a period: when it is due and what became of it. Missing and late are duties, not
//! submissions. The words for the states stand in templates/, not here.

use super::finding::{Finding, FindingState, Severity};
use super::period::Period;
use super::registry::Registry;
use jiff::ToSpan;
use jiff::civil::{Date as Day, DateTime, Weekday};
use serde::Deserialize;

/// The calendar switches of an office (FORMS.md 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// Where a due day moves to that falls on a day on which offices rest.
    pub roll: Roll,
    /// Whether an ordinary weekend moves it.
    pub roll_weekend: bool,
    /// Whether a statutory holiday moves it.
    pub roll_holiday: bool,
    /// Calendar days after the due day that still count as in time.
    pub grace_days: u16,
    /// When a quarterly return is due.
    pub quarter_due: QuarterDue,
    /// The working days after the quarter, if it is due by them.
    pub quarter_workdays: u16,
    /// Whether the first receipt decides, even if that version had to be returned.
    pub first_receipt_counts: bool,
}

impl Default for Calendar {
    fn default() -> Self {
        Calendar {
            roll: Roll::None,
            roll_weekend: false,
            roll_holiday: true,
            grace_days: 0,
            quarter_due: QuarterDue::LastDay,
            quarter_workdays: 0,
            first_receipt_counts: false,
        }
    }
}

/// When a quarterly return is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarterDue {
    /// On the declared day, the last of the quarter.
    #[default]
    LastDay,
    /// Some working days after it.
    Workdays,
}

/// Where a due day moves to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// It stays.
    #[default]
    None,
    /// To the next day on which offices work.
    NextWorkday,
    /// To the last day before on which offices work.
    PrevWorkday,
}

impl Calendar {
    /// The last day in time for the declared due day of a period.
    pub fn due_on(&self, declared: Day, period: Period, registry: &Registry) -> Day {
        let declared = match self.quarter_due {
            QuarterDue::Workdays if !period.is_year() => {
                registry.add_workdays(declared, i32::from(self.quarter_workdays))
            }
            _ => declared,
        };
        let holiday = registry.is_holiday(declared);
        let weekend = !holiday
            && !registry.is_workday(declared)
            && matches!(declared.weekday(), Weekday::Saturday | Weekday::Sunday);
        let moved = (holiday && self.roll_holiday) || (weekend && self.roll_weekend);
        let rolled = match self.roll {
            Roll::NextWorkday if moved => registry.add_workdays(declared, 1),
            Roll::PrevWorkday if moved => registry.add_workdays(declared, -1),
            _ => declared,
        };
        rolled.saturating_add(i32::from(self.grace_days).days())
    }
}

/// Days from the due day to the day of receipt; 0 if in time. A due day lasts until 24:00.
pub fn days_late(due_on: Day, received_at: DateTime) -> i64 {
    let span = due_on.until(received_at.date());
    span.map_or(0, |span| i64::from(span.get_days()).max(0))
}

/// What became of a duty (FORMS.md 6, R01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DutyState {
    /// 按时
    OnTime,
    /// 零报告: in time, and nothing happened.
    Nil,
    /// 合并报送: in time, with another form that stands for it.
    Merged,
    /// 迟报, by so many days.
    Late(i64),
    /// 暂收: held until an error is mended.
    Held,
    /// 退回未改: refused, and no valid version since.
    Returned,
    /// 未报: nothing came.
    Missing,
    /// 免报: the unit was excused.
    Exempt,
}

impl DutyState {
    /// All keys.
    pub const KEYS: [&str; 7] = ["on_time", "nil", "late", "held", "returned", "missing", "exempt"];

    /// The key under which templates/ has the word.
    pub fn key(self) -> &'static str {
        match self {
            DutyState::OnTime => "on_time",
            DutyState::Nil => "nil",
            DutyState::Merged => "merged",
            DutyState::Late(_) => "late",
            DutyState::Held => "held",
            DutyState::Returned => "returned",
            DutyState::Missing => "missing",
            DutyState::Exempt => "exempt",
        }
    }

    /// True if it was done in time.
    pub fn in_time(self) -> bool {
        matches!(self, DutyState::OnTime | DutyState::Nil | DutyState::Merged)
    }
}

/// How many findings of each severity ask for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// F
    pub fatal: u32,
    /// E
    pub error: u32,
    /// W
    pub warning: u32,
    /// C
    pub compliance: u32,
}

impl Faults {
    /// Counts findings that were not overridden.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Faults {
        let mut faults = Faults::default();
        for finding in findings {
            if finding.state == FindingState::Overridden {
                continue;
            }
            match finding.severity {
                Severity::F => faults.fatal += 1,
                Severity::E => faults.error += 1,
                Severity::W => faults.warning += 1,
                Severity::C => faults.compliance += 1,
                Severity::M | Severity::I => {}
            }
        }
        faults
    }
}

/// One form that one unit owes for one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    /// The registry id of the unit.
    pub unit: String,
    /// The form id.
    pub form: String,
    /// The period.
    pub period: Period,
    /// The last day in time; `None` if it is not due on a day.
    pub due_on: Option<Day>,
    /// When the version that counts was received.
    pub received_at: Option<DateTime>,
    /// The version that stands; 0 if nothing came.
    pub version: u32,
    /// Days between the due day and receipt, negative if early; `None` without either.
    pub days: Option<i64>,
    /// What became of it.
    pub state: DutyState,
    /// The findings of the version that stands.
    pub faults: Faults,
    /// The ledger's number of the submission that stands.
    pub filed: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NameRules;

    fn registry() -> Registry {
        let holidays = "date,kind,name\n2014-10-01,holiday,\n2014-10-02,holiday,\n2014-10-03,holiday,\n2014-09-28,workday,\n";
        Registry::load("unit_id\n", "unit_id\n", holidays, &NameRules::default()).0
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_due_day_moves_only_where_the_switches_say_so() {
        let (stays, quarter) = (Calendar::default(), "2014Q3".parse().unwrap());
        assert_eq!(stays.due_on(day("2014-10-01"), quarter, &registry()), day("2014-10-01"));
        let next = Calendar { roll: Roll::NextWorkday, ..stays };
        assert_eq!(
            next.due_on(day("2014-10-01"), quarter, &registry()),
            day("2014-10-06"),
            "holidays and the weekend after"
        );
        assert_eq!(
            next.due_on(day("2014-08-31"), quarter, &registry()),
            day("2014-08-31"),
            "an ordinary Sunday stays"
        );
        let weekend = Calendar { roll_weekend: true, ..next };
        assert_eq!(weekend.due_on(day("2014-08-31"), quarter, &registry()), day("2014-09-01"));
        assert_eq!(
            weekend.due_on(day("2014-09-28"), quarter, &registry()),
            day("2014-09-28"),
            "a Sunday on which offices work"
        );
        let previous = Calendar { roll: Roll::PrevWorkday, grace_days: 2, ..stays };
        assert_eq!(previous.due_on(day("2014-10-01"), quarter, &registry()), day("2014-10-02"));
        let workdays = Calendar { quarter_due: QuarterDue::Workdays, quarter_workdays: 2, ..stays };
        let due = |period| workdays.due_on(day("2014-09-30"), period, &registry());
        assert_eq!(due(quarter), day("2014-10-07"), "two working days after the holidays and the weekend");
        assert_eq!(due("2014".parse().unwrap()), day("2014-09-30"), "a year has its own day");
    }

    #[test]
    fn a_due_day_lasts_until_midnight() {
        let due = day("2014-09-30");
        assert_eq!(days_late(due, "2014-09-30T23:59:59".parse().unwrap()), 0);
        assert_eq!(days_late(due, "2014-10-01T00:00:00".parse().unwrap()), 1);
        assert_eq!(days_late(due, "2014-12-31T00:00:00".parse().unwrap()), 92);
    }
}
