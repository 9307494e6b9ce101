//! The returns that a period waits for, and those that came but count in no total: of duties, and of forms that nobody owes
//! but that tables are made of (a case sheet beside its statistics).

use crate::batch::closing::Closing;
use crate::model::{DutyState, Status};
use jiff::civil::Date as Day;
use std::collections::BTreeSet;

/// A return that is missing, returned or held.
pub struct Wanting<'a> {
    /// Its unit, by registry order.
    pub unit: usize,
    /// The form id.
    pub form: &'a str,
    /// What became of it.
    pub state: DutyState,
    /// When it was due.
    pub due_on: Option<Day>,
}

/// All such returns of units that are known, those of duties first.
pub fn wanting<'a>(closing: &Closing<'a>) -> Vec<Wanting<'a>> {
    let registry = &closing.loaded.registry;
    let owed = closing.duties.iter().map(|duty| Wanting {
        unit: registry.order(&duty.unit),
        form: &duty.form,
        state: duty.state,
        due_on: duty.due_on,
    });
    let told: BTreeSet<i64> = closing.duties.iter().filter_map(|duty| duty.filed).collect();
    let others = closing.filed.iter().filter(|filed| !told.contains(&filed.id)).filter_map(|filed| {
        let state = match filed.status {
            Status::Provisional => DutyState::Held,
            Status::Returned => DutyState::Returned,
            _ => return None,
        };
        let submission = &filed.submission;
        let unit = registry.order(&submission.unit);
        Some(Wanting { unit, form: &submission.form, state, due_on: filed.due_on })
    });
    let blocks = |state| matches!(state, DutyState::Missing | DutyState::Returned | DutyState::Held);
    owed.chain(others).filter(|one| one.unit != usize::MAX && blocks(one.state)).collect()
}
