//! Notices about a whole collection, once it has closed: who sent what in time, and the figures of the workbook
//! (FORMS.md 7 and 8.2).

use super::draft::{Desk, Draft};
use super::issuer::About;
use super::units::{common, deadlines};
use crate::catalog::notice::Notice;
use crate::model::{Duty, DutyState, Filed, Status, Unit};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Groups with fewer units are not ranked.
const FEWEST_RANKED: usize = 3;

/// The draft, if the collection has closed: the day after the last due day of what it is about. What is about one form
/// alone leaves after the months that it names.
pub fn circular<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Option<Draft<'a>> {
    let closing = desk.closing;
    let catalog = &closing.loaded.catalog;
    let form = notice.declaration.form.as_deref().and_then(|code| catalog.form_by_code(code));
    let declaration = &notice.declaration;
    let by_months = declaration.leaves.as_ref().filter(|_| form.is_some());
    if declaration.cycle.is_some_and(|cycle| !cycle.admits(closing.period))
        || by_months.is_some_and(|leaves| !leaves.names_month(closing.period.end()))
    {
        return None;
    }
    if let Some(form) = form {
        let official = |filed: &Filed| filed.submission.form == form.id && filed.status == Status::Accepted;
        if !form.cycle.admits(closing.period) || !closing.filed.iter().any(official) {
            return None;
        }
    }
    let duties: Vec<&Duty> = closing
        .duties
        .iter()
        .filter(|duty| form.is_none_or(|form| duty.form == form.id) && duty.state != DutyState::Exempt)
        .collect();
    let due_on = duties.iter().filter_map(|duty| duty.due_on).max();
    // What is due on no day is collected until its period ends.
    let undated = form.filter(|form| form.due_on(closing.period).is_none());
    let due_on = due_on.or_else(|| undated.map(|_| closing.period.end()))?;
    if desk.today <= due_on {
        return None;
    }
    let units = owing(desk, &duties);
    let owed: Vec<&Unit> = units.values().map(|(unit, _)| *unit).collect();
    let mut facts = common(desk, notice, About { owing: &owed, ..About::default() });
    facts.extend(collection(desk, &duties, &units));
    facts.insert("due_on".into(), due_on.to_string().into());
    let mut draft = Draft::new(notice, "", facts);
    draft.dated = deadlines(desk, notice);
    draft.dated.insert("closed_on".into(), desk.today.to_string().into());
    Some(draft)
}

type Owing<'a> = BTreeMap<usize, (&'a Unit, Vec<&'a Duty>)>;

/// The duties of each unit, in registry order.
fn owing<'a>(desk: &Desk<'a>, duties: &[&'a Duty]) -> Owing<'a> {
    let registry = &desk.closing.loaded.registry;
    let mut units = Owing::new();
    for duty in duties {
        if let Some(unit) = registry.unit(&duty.unit) {
            units.entry(registry.order(&unit.id)).or_insert_with(|| (unit, Vec::new())).1.push(duty);
        }
    }
    units
}

fn timely(duty: &Duty) -> bool {
    duty.state.in_time()
}

fn late(duty: &Duty) -> i64 {
    match duty.state {
        DutyState::Late(days) => days,
        _ => 0,
    }
}

/// What can be said of a collection: counts of returns, and the units of each kind.
fn collection(desk: &Desk, duties: &[&Duty], units: &Owing) -> super::issuer::Facts {
    let count = |holds: &dyn Fn(&Duty) -> bool| duties.iter().filter(|duty| holds(duty)).count();
    let names = |holds: &dyn Fn(&[&Duty]) -> bool| {
        let found = units.values().filter(|(_, duties)| holds(duties));
        found.map(|(unit, _)| unit.short_name.as_str()).collect::<Vec<_>>()
    };
    let any = |state: DutyState| move |duties: &[&Duty]| duties.iter().any(|duty| duty.state == state);
    let late_units = units.values().filter_map(|(unit, duties)| {
        let days = duties.iter().map(|duty| late(duty)).max().filter(|days| *days > 0)?;
        Some(json!({ "name": unit.short_name, "days": days }))
    });
    super::issuer::object(json!({
        "duties": {
            "due": duties.len(),
            "came": count(&|duty| duty.filed.is_some()),
            "on_time": count(&timely),
            "nil": count(&|duty| duty.state == DutyState::Nil),
            "late": count(&|duty| late(duty) > 0),
            "missing": count(&|duty| duty.state == DutyState::Missing),
            "returned": count(&|duty| duty.state == DutyState::Returned),
            "provisional": count(&|duty| duty.state == DutyState::Held),
        },
        "on_time_units": names(&|duties| duties.iter().all(|duty| timely(duty))),
        "nil_units": names(&|duties| duties.iter().all(|duty| duty.state == DutyState::Nil)),
        "missing_units": names(&|duties| duties.iter().any(|duty| is_listed(desk, duty))),
        "awaited_units": names(&|duties| {
            any(DutyState::Missing)(duties) && !duties.iter().any(|duty| is_listed(desk, duty))
        }),
        "returned_units": names(&any(DutyState::Returned)),
        "late_units": late_units.collect::<Vec<_>>(),
        "repeat_units": names(&|duties| duties.iter().any(|duty| missed_before(desk, duty))),
        "rankings": rankings(units),
    }))
}

/// True for a missing return that is late by as many days as the office's ladder waits before it names a unit.
fn is_listed(desk: &Desk, duty: &Duty) -> bool {
    let waits = desk.closing.office.config.reminders.listed_after_days;
    let late = duty.due_on.and_then(|due| due.until(desk.today).ok()).map_or(0, |span| span.get_days());
    duty.state == DutyState::Missing && late >= i32::from(waits)
}

/// True for a missing return whose unit also sent none in an earlier quarter of the year that was collected.
fn missed_before(desk: &Desk, duty: &Duty) -> bool {
    let closing = desk.closing;
    let unit = closing.loaded.registry.unit(&duty.unit);
    let mut earlier = closing.period.quarters_so_far().filter(|period| *period < closing.period);
    duty.state == DutyState::Missing
        && earlier.any(|period| {
            let mut of = closing
                .compared
                .iter()
                .filter(|filed| filed.submission.form == duty.form && filed.submission.period == Some(period))
                .peekable();
            of.peek().is_some()
                && unit.is_some_and(|unit| unit.active_in(period))
                && of.all(|filed| filed.submission.unit != duty.unit)
        })
}

/// The first three of each 考核组别 by the quality of their returns: all in time and without error, then by how few
/// remarks and versions they took and how early they came. Groups are never mixed (FORMS.md 6, R01).
fn rankings(units: &Owing) -> Vec<Value> {
    let mut groups: Vec<(&str, Vec<_>)> = Vec::new();
    for entry in units.values().filter(|(unit, _)| !unit.group.is_empty()) {
        match groups.iter_mut().find(|(group, _)| *group == entry.0.group) {
            Some((_, members)) => members.push(entry),
            None => groups.push((&entry.0.group, vec![entry])),
        }
    }
    let mut rankings = Vec::new();
    for (group, members) in groups.into_iter().filter(|(_, members)| members.len() >= FEWEST_RANKED) {
        let sound = |duty: &&Duty| timely(duty) && duty.faults.fatal + duty.faults.error == 0;
        let mut best: Vec<_> = members.into_iter().filter(|(_, duties)| duties.iter().all(sound)).collect();
        best.sort_by_key(|(_, duties)| {
            let remarks: u32 = duties.iter().map(|duty| duty.faults.warning).sum();
            let versions: u32 = duties.iter().map(|duty| duty.version).sum();
            (remarks, versions, duties.iter().filter_map(|duty| duty.received_at).max())
        });
        let names: Vec<&str> = best.iter().take(3).map(|(unit, _)| unit.short_name.as_str()).collect();
        if !names.is_empty() {
            rankings.push(json!({ "group": group, "units": names }));
        }
    }
    rankings
}
