//! The export of an office: its ledger as it is, and the roll-ups that are computed from it (CONTRACT.md, “Export”).

use super::export::row::write_row;
use super::export::{ExportFolder, export};
use super::failure::BatchFailure;
use super::owed::owed;
use super::run::{Loaded, load};
use super::workspace::Office;
use crate::ledger::{Ledger, Reading, Wanted};
use crate::merge::rollup::{R01_HEADER, r01, r02};
use crate::model::Filed;
use std::path::Path;

/// Exports an office, as of the clock of its newest run.
///
/// # Errors
/// What is wrong with the declarations, the disk or the ledger.
pub fn export_office(office: &Office, to: &Path) -> Result<(), BatchFailure> {
    let loaded = load(office)?;
    let ledger = Ledger::open_for_reading(&office.ledger_path())?;
    export(&ledger, &loaded.catalog, to, |reading, folder| rollups(office, &loaded, reading, folder))
}

fn rollups(
    office: &Office,
    loaded: &Loaded,
    ledger: Reading,
    folder: &ExportFolder,
) -> Result<(), BatchFailure> {
    let as_of = ledger.last_run()?.map(|run| run.as_of).unwrap_or_default();
    let duties = owed(office, loaded, ledger, as_of, None)?;
    folder.table("rollups/R01.csv", &R01_HEADER, |write| {
        r01(&loaded.catalog, &duties).try_for_each(|row| write_row(write, &row))
    })?;
    let mut counted: Vec<Filed> = Vec::new();
    for form in loaded.catalog.forms.iter().filter(|form| form.layout.unit_field.is_some()) {
        let wanted = Wanted { form: Some(&form.id), in_brief: true, ..Wanted::default() };
        counted.extend(ledger.current(&wanted)?);
    }
    let (header, rows) = r02(&loaded.catalog, &loaded.registry, &counted.iter().collect::<Vec<_>>());
    let columns: Vec<&str> = header.iter().map(String::as_str).collect();
    folder.table("rollups/R02.csv", &columns, |write| rows.iter().try_for_each(|row| write_row(write, row)))
}
