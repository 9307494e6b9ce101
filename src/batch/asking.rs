//! What goes back to units of which something is to be corrected or explained: their own files with marks and a list, and
//! one list more for what stands in no such file.

mod lines;
mod list;
mod marked;
mod marks;

use super::closing::Closing;
use super::failure::BatchFailure;
use super::outbox::Outbox;
use super::papers::Papers;
use crate::ledger::Ledger;
use crate::model::Unit;
use lines::{Line, asked_files};
pub(super) use list::path_of;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Writes the marked returns and the lists of a period.
///
/// # Errors
/// What the disk or the ledger reports, or if there is nobody to open files.
pub(super) fn write_returned(
    closing: &Closing,
    papers: &dyn Papers,
    ledger: &Ledger,
    outbox: &Outbox,
) -> Result<(), BatchFailure> {
    let registry = &closing.loaded.registry;
    let files = asked_files(closing);
    let asked = files.iter().flat_map(|file| &file.filed).map(|filed| filed.submission.unit.as_str());
    let asked: BTreeSet<&str> = asked.collect();
    let names = names(asked.into_iter().filter_map(|unit| registry.unit(unit)));
    let carried = marked::write_marked(closing, papers, ledger, outbox, &files, &names)?;
    let mut units: BTreeMap<usize, (&Unit, Vec<&Line>)> = BTreeMap::new();
    for (file, carried) in files.iter().zip(carried) {
        for line in file.lines.iter().filter(|_| !carried) {
            let Some(unit) = registry.unit(&line.filed.submission.unit) else { continue };
            units.entry(registry.order(&unit.id)).or_insert_with(|| (unit, Vec::new())).1.push(line);
        }
    }
    let units: Vec<_> = units.into_values().collect();
    units
        .par_iter()
        .try_for_each(|(unit, lines)| list::write_list(closing, outbox, unit, &names[&unit.id], lines))
}

/// Short names of units by their ids; those that several have are told apart by the ids.
fn names<'u>(units: impl Iterator<Item = &'u Unit>) -> BTreeMap<String, String> {
    let units: Vec<&Unit> = units.collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in &units {
        *count.entry(unit.short_name.as_str()).or_default() += 1;
    }
    let name = |unit: &&Unit| {
        let apart = if count[unit.short_name.as_str()] > 1 { unit.id.as_str() } else { "" };
        (unit.id.clone(), format!("{}{apart}", unit.short_name))
    };
    units.iter().map(name).collect()
}
