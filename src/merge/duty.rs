//! Who owed what, and what became of it (FORMS.md 6, R01; FORMS.md 7).

use crate::catalog::{Catalog, Form};
use crate::model::duty::days_late;
use crate::model::{Calendar, Duty, DutyState, Faults, Filed, Period, Registry, Status, Unit, Value, text};
use jiff::civil::{Date as Day, DateTime};
use std::collections::{BTreeSet, HashMap};

/// What is collected, and since when.
#[derive(Clone, Debug)]
pub struct Collection {
    /// Periods that begin before this day are not asked for, unless something came; `None` asks for none of itself.
    pub since: Option<Day>,
    /// The clock of the run.
    pub as_of: DateTime,
    /// The calendar switches.
    pub calendar: Calendar,
    /// Units excused from a form for a period: unit id, form code, period.
    pub exempt: BTreeSet<(String, String, Period)>,
}

/// All duties whose day has come or for which something came, in registry order, then by form and period. `filed`
/// should hold all versions; those that never count are passed over.
pub fn duties(
    catalog: &Catalog,
    registry: &Registry,
    collection: &Collection,
    filed: &[&Filed],
) -> Vec<Duty> {
    let mut sent: HashMap<(&str, &str, Period), Vec<&Filed>> = HashMap::new();
    let mut periods: HashMap<&str, BTreeSet<Period>> = HashMap::new();
    for filed in filed.iter().filter(|filed| counts(filed)) {
        let submission = &filed.submission;
        if let Some(period) = submission.period {
            sent.entry((&submission.form, &submission.unit, period)).or_default().push(filed);
            if shows_collection(catalog, &submission.form, period, filed.status, filed.received_at) {
                periods.entry(&submission.form).or_default().insert(period);
            }
        }
    }
    let collected: Vec<(&Form, Vec<Period>)> = catalog
        .forms
        .iter()
        .filter(|form| form.expected)
        .map(|form| {
            let mut all = periods.remove(form.id.as_str()).unwrap_or_default();
            all.extend(asked(form, collection));
            (form, all.into_iter().collect())
        })
        .collect();
    let mut duties = Vec::new();
    for unit in registry.units().iter().filter(|unit| !unit.parent.is_empty()) {
        for (form, periods) in collected.iter().filter(|(form, _)| unit.owes(&form.code)) {
            for period in periods.iter().filter(|period| unit.active_in(**period)) {
                let sent = |form: &Form| {
                    let key = (form.id.as_str(), unit.id.as_str(), *period);
                    sent.get(&key).map_or_else(Vec::new, Clone::clone)
                };
                let own = duty(registry, collection, form, unit, *period, &sent(form));
                let other = form.satisfied_by.as_ref().filter(|other| other.holds);
                let other = other.and_then(|other| catalog.form_by_code(&other.form));
                let merged = other.and_then(|other| {
                    duty(registry, collection, form, unit, *period, &sent(other)).and_then(merged)
                });
                let done = own.as_ref().is_some_and(|duty| !is_open(duty.state));
                duties.extend(if done { own } else { merged.or(own) });
            }
        }
    }
    duties
}

/// Whether a submission shows that its period is collected: one that stands does, and one of a period that was not over
/// and done with when it came. A return that is returned for a wrong year does not make everybody owe that year.
pub fn shows_collection(
    catalog: &Catalog,
    form: &str,
    period: Period,
    status: Status,
    received_at: DateTime,
) -> bool {
    let open = |form: &Form| period >= form.collected_on(received_at.date(), !period.is_year());
    matches!(status, Status::Accepted | Status::Provisional) || catalog.form(form).is_some_and(open)
}

/// True for a duty that is still to be done.
fn is_open(state: DutyState) -> bool {
    matches!(state, DutyState::Missing | DutyState::Returned)
}

/// What became of a duty that is done with another form; `None` if that did not do it either.
fn merged(mut duty: Duty) -> Option<Duty> {
    if duty.filed.is_none() || is_open(duty.state) {
        return None;
    }
    if duty.state.in_time() {
        duty.state = DutyState::Merged;
    }
    // What is wrong with the other form is that one's own.
    duty.faults = Faults::default();
    Some(duty)
}

/// The periods that are asked for: begun since the collection began, and due or, on no fixed day, over.
fn asked(form: &Form, collection: &Collection) -> Vec<Period> {
    let Some(since) = collection.since else { return Vec::new() };
    let today = collection.as_of.date();
    let mut periods = Vec::new();
    for first in form.cycle.periods_of(since) {
        let from = if first.start() < since { first.next() } else { first };
        let all = std::iter::successors(Some(from), |period| Some(period.next()));
        periods.extend(all.take_while(|period| is_over(form.due_on(*period), *period, today)));
    }
    periods
}

/// True once a return must be there: its due day has come, or, on no fixed day, its period has ended.
fn is_over(due_on: Option<Day>, period: Period, today: Day) -> bool {
    due_on.map_or(period.end() < today, |due| due <= today)
}

fn counts(filed: &Filed) -> bool {
    matches!(filed.status, Status::Accepted | Status::Provisional | Status::Returned | Status::Superseded)
}

fn duty(
    registry: &Registry,
    collection: &Collection,
    form: &Form,
    unit: &Unit,
    period: Period,
    versions: &[&Filed],
) -> Option<Duty> {
    let calendar = &collection.calendar;
    let standing = versions
        .iter()
        .filter(|filed| filed.status != Status::Superseded)
        .max_by_key(|filed| (filed.status == Status::Accepted, filed.received_at, filed.id));
    let declared = form.due_on(period).map(|day| calendar.due_on(day, period, registry));
    let due_on = declared.or_else(|| standing.and_then(|filed| filed.due_on));
    let exempt = collection.exempt.contains(&(unit.id.clone(), form.code.clone(), period));
    let mut duty = Duty {
        unit: unit.id.clone(),
        form: form.id.clone(),
        period,
        due_on,
        received_at: None,
        version: 0,
        days: None,
        state: if exempt { DutyState::Exempt } else { DutyState::Missing },
        faults: Faults::default(),
        filed: None,
    };
    let Some(standing) = standing else {
        return is_over(due_on, period, collection.as_of.date()).then_some(duty);
    };
    let received = received(calendar, standing, versions);
    duty.received_at = Some(received);
    duty.version = standing.version;
    duty.days = due_on.and_then(|due| due.until(received.date()).ok()).map(|span| i64::from(span.get_days()));
    duty.faults = Faults::of(&standing.submission.findings);
    duty.filed = Some(standing.id);
    duty.state = match standing.status {
        Status::Returned => DutyState::Returned,
        Status::Provisional => DutyState::Held,
        _ => match due_on.map_or(0, |due| days_late(due, received)) {
            0 if is_nil(form, standing) => DutyState::Nil,
            0 => DutyState::OnTime,
            days => DutyState::Late(days),
        },
    };
    Some(duty)
}

/// When the duty was done: at the receipt of the first valid version, since a unit that corrects a valid return is not
/// late by that; of the first version at all where the office says so.
fn received(calendar: &Calendar, standing: &Filed, versions: &[&Filed]) -> DateTime {
    let valid = |filed: &&&Filed| {
        calendar.first_receipt_counts || Status::of_findings(&filed.submission.findings) == Status::Accepted
    };
    let earlier = versions.iter().filter(|filed| filed.received_at < standing.received_at).filter(valid);
    if standing.status == Status::Accepted || calendar.first_receipt_counts {
        earlier.map(|filed| filed.received_at).min().unwrap_or(standing.received_at)
    } else {
        standing.received_at
    }
}

/// True for a nil return: every row carries the statement that nothing happened (FORMS.md 4.17, 零报告).
fn is_nil(form: &Form, filed: &Filed) -> bool {
    let Some(field) = form.layout.nil_field.as_ref().and_then(|key| form.field_number(key)) else {
        return false;
    };
    let stated = |value: &Value| {
        let words = value.text().map(text::squeeze).unwrap_or_default();
        form.layout.nil_words.iter().any(|nil| words.contains(nil.as_str()))
    };
    let mut rows = filed.submission.data().peekable();
    rows.peek().is_some()
        && rows.all(|record| record.entries.get(field).is_some_and(|entry| stated(&entry.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_of_a_wrong_year_makes_nobody_owe_that_year() {
        let catalog = Catalog::builtin().unwrap();
        let shows = |code: &str, period: &str, status: Status, day: &str| {
            let form = catalog.form_by_code(code).unwrap();
            let received_at = format!("{day}T09:00:00").parse().unwrap();
            shows_collection(&catalog, &form.id, period.parse().unwrap(), status, received_at)
        };
        assert!(!shows("DL", "2013Q1", Status::Returned, "2014-03-28"));
        assert!(!shows("CQ", "2013Q4", Status::Returned, "2014-10-08"));
        assert!(!shows("AP", "2013", Status::Returned, "2015-01-20"));
        assert!(shows("DL", "2014Q1", Status::Returned, "2014-03-28"));
        assert!(shows("CQ", "2014Q3", Status::Returned, "2014-09-30"));
        assert!(shows("CQ", "2014Q3", Status::Returned, "2014-10-08"));
        assert!(shows("AP", "2014", Status::Returned, "2015-01-20"));
        assert!(shows("CQ", "2013Q1", Status::Provisional, "2014-10-08"), "one that stands was asked for");
    }
}
