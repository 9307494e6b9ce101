//! The calendar of an office (FORMS.md 7): what is due on which day, from which unit to whom, and the office's own days:
//! when units are reminded and when notices leave.

use super::owed::last_day;
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::Form;
use crate::catalog::notice::Declaration;
use crate::model::{Period, Unit};
use jiff::ToSpan;
use jiff::civil::Date as Day;
use std::collections::BTreeSet;

/// A form that a unit owes, and the last day in time.
#[derive(Clone, Debug)]
pub struct DueDay<'a> {
    /// The last day in time, with the office's calendar.
    pub day: Day,
    /// What is due.
    pub form: &'a Form,
    /// For which period.
    pub period: Period,
    /// Who owes it.
    pub unit: &'a Unit,
    /// Who must receive it.
    pub recipients: Vec<&'a Unit>,
}

/// A step of the ladder of reminders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Some working days before the due day.
    Before,
    /// 第一次催报
    First,
    /// 第二次催报
    Second,
    /// 通报列名
    Listed,
}

/// A day of the office's own.
#[derive(Clone, Debug)]
pub enum OwnDay<'a> {
    /// Units are reminded of a form and period.
    Reminder(Day, Step, &'a Form, Period),
    /// A notice leaves.
    Leaves(Day, &'a Declaration),
}

impl OwnDay<'_> {
    /// The day.
    pub fn day(&self) -> Day {
        match self {
            OwnDay::Reminder(day, ..) | OwnDay::Leaves(day, _) => *day,
        }
    }
}

/// All due days of a year: by day, then in registry order, then by form. A form that a unit sends only when something
/// happened stands here too; its absence is no missing return.
pub fn due_days<'a>(office: &Office, loaded: &'a Loaded, year: i16) -> Vec<DueDay<'a>> {
    let mut days = Vec::new();
    for (form, period, day) in due_forms(office, loaded, year) {
        let owing = loaded.registry.units().iter().filter(|unit| !unit.parent.is_empty());
        for unit in owing.filter(|unit| unit.owes(&form.code) && unit.active_in(period)) {
            let organs = form.recipients.iter().filter_map(|role| role.organ(&loaded.registry, unit));
            days.push(DueDay { day, form, period, unit, recipients: organs.collect() });
        }
    }
    days.sort_by_key(|due| (due.day, loaded.registry.order(&due.unit.id)));
    days
}

/// The office's own days of a year, in order.
pub fn own_days<'a>(office: &Office, loaded: &'a Loaded, year: i16) -> Vec<OwnDay<'a>> {
    let mut days = Vec::new();
    let owed: BTreeSet<&str> =
        loaded.registry.units().iter().flat_map(|unit| &unit.duties).map(String::as_str).collect();
    for around in [year - 1, year, year + 1] {
        let forms = due_forms(office, loaded, around);
        for (form, period, due) in
            forms.filter(|(form, ..)| form.expected && owed.contains(form.code.as_str()))
        {
            let ladder = ladder(office, loaded, due);
            let steps = ladder.into_iter().filter(|(_, day)| day.year() == year);
            days.extend(steps.map(|(step, day)| OwnDay::Reminder(day, step, form, period)));
        }
    }
    for notice in &loaded.catalog.notices.all {
        let leaves = notice.declaration.leaves.iter();
        let left = leaves.flat_map(|leaves| leaves.days(year, &loaded.registry));
        days.extend(left.map(|day| OwnDay::Leaves(day, &notice.declaration)));
    }
    days.sort_by_key(OwnDay::day);
    days
}

/// The days of the reminders of what is due on a day.
pub fn ladder(office: &Office, loaded: &Loaded, due: Day) -> Vec<(Step, Day)> {
    let reminders = &office.config.reminders;
    let before = loaded.registry.add_workdays(due, -i32::from(reminders.before_workdays));
    let after = |days: u16| due.saturating_add(i32::from(days).days());
    let mut ladder = vec![
        (Step::First, after(reminders.first_after_days)),
        (Step::Second, after(reminders.second_after_days)),
        (Step::Listed, after(reminders.listed_after_days)),
    ];
    if before < due {
        ladder.insert(0, (Step::Before, before));
    }
    ladder
}

/// The forms and periods that are due in a year, in the order of the forms.
fn due_forms<'a>(
    office: &Office,
    loaded: &'a Loaded,
    year: i16,
) -> impl Iterator<Item = (&'a Form, Period, Day)> {
    let periods = (year - 1..=year + 1)
        .flat_map(|year| std::iter::once(Period::year(year)).chain(Period::year(year).quarters_so_far()));
    let periods: Vec<Period> = periods.collect();
    let mut found = Vec::new();
    for form in &loaded.catalog.forms {
        for period in periods.iter().filter(|period| form.cycle.admits(**period)) {
            let day = last_day(office, loaded, form, *period);
            found.extend(day.filter(|day| day.year() == year).map(|day| (form, *period, day)));
        }
    }
    found.into_iter()
}
