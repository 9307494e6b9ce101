//! Notices that rows of merged tables ask for: one for each unit with such rows, or one for each row; and those that an
//! officer asked for. Rows that need an officer's approval make a draft only once they have it (FORMS.md 4.14, 8.2).

use super::super::failure::BatchFailure;
use super::draft::{Desk, Draft};
use super::figures::{Element, Taken, list_elements, set};
use super::issuer::{About, Facts};
use super::unanswered;
use super::units::{common, deadlines};
use crate::catalog::notice::{Declaration, Notice, Trigger};
use crate::catalog::notice_triggers::{Per, Rows};
use crate::ledger::Request;
use crate::model::Unit;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The rows of a notice: each of its own lists with its elements.
type Own<'a> = Vec<(&'a str, Vec<Element>)>;

/// The drafts that rows ask for, and those that officers asked for.
///
/// # Errors
/// A declared list that the workbook does not have.
pub fn rows<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Result<Vec<Draft<'a>>, BatchFailure> {
    let declaration = &notice.declaration;
    let own = own_rows(declaration, desk.taken())?;
    let waits = declaration.rows.as_ref().is_some_and(|rows| rows.approved);
    let mut drafts = match &declaration.rows {
        Some(rows) if declaration.when == Trigger::Rows && !waits => of_rows(desk, notice, &own, rows),
        _ => Vec::new(),
    };
    for request in desk.memory.requests.iter().filter(|request| request.notice == declaration.id) {
        match drafts.iter_mut().find(|draft| draft.key == request.subject) {
            Some(draft) => give(draft, request),
            None if waits && narrowed(desk, &own, &request.unit).is_empty() => {}
            None => drafts.push(requested(desk, notice, &own, request)),
        }
    }
    drafts.iter_mut().for_each(leave_open);
    Ok(drafts)
}

fn of_rows<'a>(desk: &Desk<'a>, notice: &'a Notice, own: &Own, rows: &Rows) -> Vec<Draft<'a>> {
    match rows.per {
        Per::Unit => units(rows, own)
            .into_iter()
            .filter_map(|order| desk.closing.loaded.registry.units().get(order))
            .flat_map(|unit| {
                let drawn = |key: &str| of_unit(desk, notice, own, unit, key);
                unanswered::steps(desk, notice, rows, unit, &drawn)
            })
            .collect(),
        Per::Row => each_row(desk, notice, own, rows.person.as_deref()),
    }
}

/// The units that may ask for a draft of a notice, in registry order.
///
/// # Errors
/// A declared list that the workbook does not have.
pub fn candidates(declaration: &Declaration, from: Taken) -> Result<BTreeSet<usize>, BatchFailure> {
    let own = own_rows(declaration, from)?;
    Ok(declaration.rows.as_ref().map_or_else(BTreeSet::new, |rows| units(rows, &own)))
}

fn own_rows<'a>(declaration: &'a Declaration, from: Taken) -> Result<Own<'a>, BatchFailure> {
    let own = declaration.lists.iter().filter(|list| declaration.is_narrowed(&list.field));
    // A table that workbooks of this cycle do not have asks for nothing.
    let is_there = |id: &str| from.tables.iter().any(|table| table.id == id);
    own.map(|list| {
        if !is_there(&list.table) {
            return Ok((list.field.as_str(), Vec::new()));
        }
        let wrong = |why| BatchFailure::of_notice(&declaration.id, why);
        Ok((list.field.as_str(), list_elements(list, from).map_err(wrong)?))
    })
    .collect()
}

/// The units of which enough rows of the first list speak.
fn units(rows: &Rows, own: &Own) -> BTreeSet<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let first = own.iter().filter(|(field, _)| rows.of.first().is_some_and(|of| of == field));
    for unit in first.flat_map(|(_, elements)| elements).filter_map(|element| element.unit) {
        *counts.entry(unit).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= rows.fewest).map(|(unit, _)| unit).collect()
}

/// The elements that speak of a unit.
fn narrowed<'o>(desk: &Desk, own: &'o Own, unit: &str) -> Vec<(&'o str, &'o Element)> {
    let order = desk.closing.loaded.registry.order(unit);
    let all = own.iter().flat_map(|(field, elements)| elements.iter().map(move |element| (*field, element)));
    all.filter(|(_, element)| element.unit == Some(order)).collect()
}

fn of_unit<'a>(desk: &Desk<'a>, notice: &'a Notice, own: &Own, unit: &'a Unit, key: &str) -> Draft<'a> {
    let about = About { unit: Some(unit), ..About::default() };
    let mut facts = common(desk, notice, about);
    about_unit(desk, unit, &mut facts);
    let mut lists: BTreeMap<&str, Vec<Value>> = own.iter().map(|(field, _)| (*field, Vec::new())).collect();
    let mut cited = Vec::new();
    for (field, element) in narrowed(desk, own, &unit.id) {
        lists.entry(field).or_default().push(element.said.clone());
        cited.extend(element.cited.iter().cloned());
    }
    for (field, values) in lists {
        set(&mut facts, field, Value::Array(values));
    }
    let mut draft = Draft::new(notice, key, facts);
    draft.unit.clone_from(&unit.id);
    draft.cited = cited;
    draft.dated = deadlines(desk, notice);
    draft
}

/// What can be said of a unit: its names and its 主要负责人.
pub fn about_unit(desk: &Desk, unit: &Unit, facts: &mut Facts) {
    let principal = desk.closing.loaded.registry.principal(&unit.id, desk.today);
    let principal = principal.map(|leader| json!({ "name": leader.name, "post": leader.post }));
    facts.insert("unit".into(), json!({ "short_name": unit.short_name, "name": unit.name }));
    facts.insert("principal".into(), principal.unwrap_or_default());
}

fn each_row<'a>(desk: &Desk<'a>, notice: &'a Notice, own: &Own, person: Option<&str>) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft> = Vec::new();
    let registry = &desk.closing.loaded.registry;
    for element in own.iter().flat_map(|(_, elements)| elements) {
        let Some(unit) = element.unit.and_then(|order| registry.units().get(order)) else { continue };
        let name = person.and_then(|key| element.facts.get(key)).and_then(Value::as_str);
        let about = About { unit: Some(unit), person: name, ..About::default() };
        let mut facts = common(desk, notice, about);
        about_unit(desk, unit, &mut facts);
        facts.insert("row".into(), Value::Object(element.facts.clone()));
        // The rows of one unit are told apart by their number among them, persons by their names.
        let earlier = drafts.iter().filter(|draft| draft.unit == unit.id).count();
        let key = match name {
            Some(name) => format!("{}-{name}", unit.id),
            None => format!("{}-{}", unit.id, earlier + 1),
        };
        let mut draft = Draft::new(notice, key, facts);
        draft.unit.clone_from(&unit.id);
        draft.cited.clone_from(&element.cited);
        draft.dated = deadlines(desk, notice);
        if drafts.iter().all(|other| other.key != draft.key) {
            drafts.push(draft);
        }
    }
    drafts
}

/// The draft that an officer asked for and no row does.
fn requested<'a>(desk: &Desk<'a>, notice: &'a Notice, own: &Own, request: &'a Request) -> Draft<'a> {
    let unit = desk.closing.loaded.registry.unit(&request.unit);
    let mut draft = match unit {
        Some(unit) => of_unit(desk, notice, own, unit, &request.subject),
        None => {
            let facts = common(desk, notice, About::default());
            let mut draft = Draft::new(notice, &request.subject, facts);
            draft.dated = deadlines(desk, notice);
            draft
        }
    };
    draft.stands = false;
    give(&mut draft, request);
    draft
}

/// What an officer gave goes before what is declared.
fn give(draft: &mut Draft, request: &Request) {
    draft.facts.insert("asked_by".into(), request.asked_by.as_str().into());
    draft.facts.insert("asked_on".into(), request.asked_at.date().to_string().into());
    let given: Facts = serde_json::from_str(&request.fields).unwrap_or_default();
    for (field, value) in given {
        draft.dated.remove(&field);
        set(&mut draft.facts, &field, value);
    }
}

/// Fields of which nothing is known say nothing; the text says whether they may.
fn leave_open(draft: &mut Draft) {
    let declaration = &draft.notice.declaration;
    for declared in declaration.fields.keys() {
        let (field, empty) = match declared.strip_suffix("[]") {
            Some(list) => (list, json!([])),
            None => (declared.as_str(), Value::Null),
        };
        let computed = field.contains("[]")
            || declaration.figures.contains_key(field)
            || declaration.deadlines.contains_key(field);
        if !computed && value_at(&draft.facts, field).is_none() {
            set(&mut draft.facts, field, empty);
        }
    }
}

fn value_at<'f>(facts: &'f Facts, field: &str) -> Option<&'f Value> {
    let mut parts = field.split('.');
    let first = facts.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}
