//! Units down, forms across: where each return stands.

use super::areas::Area;
use crate::batch::closing::Closing;
use crate::merge::state_word;
use crate::model::{Duty, Faults, Filed, Registry, Status};
use crate::write::report::{Matrix, MatrixCell, MatrixGroup, MatrixUnit};
use std::collections::{BTreeSet, HashMap};

/// What stands in a cell, by unit id and form id.
type Cells<'a> = HashMap<(&'a str, &'a str), MatrixCell>;

/// The matrix of a period: the units that owe or sent something, area by area. `found` are the units, by registry order,
/// in whose returns something was found.
pub fn matrix(closing: &Closing, area: Option<&Area>, found: &BTreeSet<usize>) -> Matrix {
    let registry = &closing.loaded.registry;
    let cells = cells(closing);
    let shown: BTreeSet<&str> = cells.keys().map(|(_, form)| *form).collect();
    let forms: Vec<_> =
        closing.loaded.catalog.forms.iter().filter(|form| shown.contains(form.id.as_str())).collect();
    let ids: Vec<&str> = forms.iter().map(|form| form.id.as_str()).collect();
    let speaking: BTreeSet<usize> = cells.keys().map(|(unit, _)| registry.order(unit)).collect();
    let unit = |(number, depth): (usize, usize)| {
        let unit = registry.units().get(number).filter(|_| speaking.contains(&number))?;
        Some(MatrixUnit {
            number,
            name: unit.short_name.clone(),
            depth,
            found: found.contains(&number),
            cells: ids.iter().map(|form| cells.get(&(unit.id.as_str(), *form)).cloned()).collect(),
        })
    };
    let group = |name: &str, own: bool, units: Vec<(usize, usize)>| {
        let units: Vec<MatrixUnit> = units.into_iter().filter_map(unit).collect();
        (!units.is_empty()).then(|| MatrixGroup { name: name.to_owned(), own, units })
    };
    let mut groups = Vec::new();
    if let Some(area) = area {
        groups.extend(group(&area.name, true, area.own().collect()));
        groups.extend(area.below.iter().filter_map(|below| group(&below.name, false, below.all())));
    }
    groups.extend(group("", false, outside(registry, area).into_iter().map(|unit| (unit, 0)).collect()));
    Matrix { forms: forms.iter().map(|form| form.name.clone()).collect(), groups }
}

/// The units that stand in no area under the receiving organ, by registry order.
pub fn outside(registry: &Registry, area: Option<&Area>) -> Vec<usize> {
    let within: BTreeSet<usize> = area.into_iter().flat_map(Area::all).map(|(unit, _)| unit).collect();
    (0..registry.units().len()).filter(|unit| !within.contains(unit)).collect()
}

fn cells<'a>(closing: &Closing<'a>) -> Cells<'a> {
    let words = &closing.loaded.catalog.book;
    let mut cells = Cells::new();
    let mut worst: HashMap<(&str, &str), Status> = HashMap::new();
    let owed: BTreeSet<(&str, &str)> = closing.duties.iter().map(key).collect();
    let returns = closing.filed.iter().filter(|filed| filed.status.is_verdict());
    for filed in returns.filter(|filed| !owed.contains(&sent(filed))) {
        let worst = worst.entry(sent(filed)).or_insert(filed.status);
        *worst = filed.status.max(*worst);
        let cell = cells.entry(sent(filed)).or_default();
        cell.count += 1;
        cell.key = worst.word().to_owned();
        cell.text = words.standing.get(worst.word()).cloned().unwrap_or_default();
        if filed.status == *worst {
            cell.faults = faults(&Faults::of(&filed.submission.findings));
        }
    }
    for duty in closing.duties {
        let cell = MatrixCell {
            key: duty.state.key().to_owned(),
            text: state_word(words, duty.state),
            faults: faults(&duty.faults),
            count: 1,
        };
        cells.insert(key(duty), cell);
    }
    cells
}

fn key(duty: &Duty) -> (&str, &str) {
    (&duty.unit, &duty.form)
}

fn sent(filed: &Filed) -> (&str, &str) {
    (&filed.submission.unit, &filed.submission.form)
}

fn faults(faults: &Faults) -> String {
    let counts = [("F", faults.fatal), ("E", faults.error), ("W", faults.warning), ("C", faults.compliance)];
    let said: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(letter, count)| format!("{letter}{count}"))
        .collect();
    said.join(" ")
}
