//! How duties stand, counted.

use crate::catalog::Form;
use crate::model::{Duty, DutyState};
use crate::write::report::{Counts, FormCounts, rate};
use jiff::civil::Date as Day;
use std::collections::BTreeSet;

/// Counts duties by their states.
pub fn counts<'a>(duties: impl IntoIterator<Item = &'a Duty>) -> Counts {
    let mut counts = Counts::default();
    for duty in duties {
        counts.owed += usize::from(duty.state != DutyState::Exempt);
        counts.came += usize::from(duty.filed.is_some());
        counts.timely += usize::from(duty.state.in_time());
        match duty.state {
            DutyState::OnTime | DutyState::Merged => {}
            DutyState::Nil => counts.nil += 1,
            DutyState::Late(_) => counts.late += 1,
            DutyState::Held => counts.held += 1,
            DutyState::Returned => counts.returned += 1,
            DutyState::Missing => counts.missing += 1,
            DutyState::Exempt => counts.exempt += 1,
        }
    }
    counts.accepted = counts.timely + counts.late;
    counts
}

/// The duties of each form of which anything is due, in the order of forms.
pub fn by_form(forms: &[Form], duties: &[Duty]) -> Vec<FormCounts> {
    let of = |form: &Form| {
        let duties: Vec<&Duty> = duties.iter().filter(|duty| duty.form == form.id).collect();
        if duties.is_empty() {
            return None;
        }
        let due: BTreeSet<Day> = duties.iter().filter_map(|duty| duty.due_on).collect();
        let counts = counts(duties);
        Some(FormCounts {
            name: form.name.clone(),
            due: due.iter().map(Day::to_string).collect(),
            counts,
            rate: rate(counts.timely, counts.owed),
        })
    };
    forms.iter().filter_map(of).collect()
}
