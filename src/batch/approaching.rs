//! What is about to be due: of that units are reminded before anything is late (FORMS.md 7).

use super::agenda::{Step, ladder};
use super::answers::Exempt;
use super::owed::last_day;
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::Form;
use crate::model::{Filed, Period, Unit};
use jiff::civil::Date as Day;
use std::collections::BTreeSet;

/// A form that a unit is about to owe, and of which nothing has come.
#[derive(Clone, Copy, Debug)]
pub struct Approaching<'a> {
    /// Who owes it.
    pub unit: &'a Unit,
    /// What is due.
    pub form: &'a Form,
    /// The last day in time.
    pub due_on: Day,
}

/// What is about to be due of a period: from the day of the office's reminder up to the due day, in registry order, then
/// by form. `filed` are the submissions of the period.
pub fn approaching<'a>(
    office: &Office,
    loaded: &'a Loaded,
    today: Day,
    period: Period,
    filed: &[Filed],
    exempt: &Exempt,
) -> Vec<Approaching<'a>> {
    let forms = loaded.catalog.forms.iter().filter(|form| form.expected && form.cycle.admits(period));
    let near = forms.filter_map(|form| {
        let due_on = last_day(office, loaded, form, period)?;
        let (_, day) = ladder(office, loaded, due_on).into_iter().find(|(step, _)| *step == Step::Before)?;
        (day <= today && today <= due_on).then_some((form, due_on))
    });
    let near: Vec<(&Form, Day)> = near.collect();
    if near.is_empty() {
        return Vec::new();
    }
    let returns = filed.iter().filter(|one| one.status.is_verdict());
    let sent: BTreeSet<(&str, &str)> =
        returns.map(|one| (one.submission.unit.as_str(), one.submission.form.as_str())).collect();
    let mut found = Vec::new();
    for unit in loaded.registry.units().iter().filter(|unit| !unit.parent.is_empty()) {
        let owed = near.iter().filter(|(form, _)| {
            unit.owes(&form.code)
                && unit.active_in(period)
                && !exempt.contains(&(unit.id.clone(), form.code.clone(), period))
                && !sent.contains(&(unit.id.as_str(), form.id.as_str()))
        });
        found.extend(owed.map(|(form, due_on)| Approaching { unit, form, due_on: *due_on }));
    }
    found
}
