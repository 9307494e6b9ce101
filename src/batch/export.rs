//! The whole ledger as CSV, to the letter of CONTRACT.md, “Export”: UTF-8 without byte order mark, RFC 4180, rows in the
//! order of taking. Read by programs, but opened by people, too, in spreadsheets that take a text for a formula by how it
//! begins: such a text has an apostrophe before it. Numbers stay plain, negative ones as well.

pub(super) mod row;

pub use row::RowWriter;

use super::durable::{folder_of, sweep, sync_folders, write_streamed};
use super::failure::BatchFailure;
use crate::catalog::{Catalog, Form};
use crate::ledger::{Ledger, Reading, Wanted};
use row::{FINDINGS, FindingRow, HEADERS, SUBMISSIONS, record_columns, write_row};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A folder into which tables are exported, each whole or not at all.
#[derive(Debug)]
pub struct ExportFolder {
    root: PathBuf,
    /// Folders whose names have still to be brought to the disk.
    touched: Mutex<BTreeSet<PathBuf>>,
}

impl ExportFolder {
    /// Tables will lie in this folder.
    pub fn new(root: &Path) -> ExportFolder {
        ExportFolder { root: root.to_owned(), touched: Mutex::default() }
    }

    /// Removes what an export that died left unfinished.
    fn sweep(&self) -> Result<(), BatchFailure> {
        let folders = ["", "records", "rollups"].map(|name| self.root.join(name)).into_iter();
        folders.filter(|folder| folder.is_dir()).try_for_each(|folder| sweep(&folder))
    }

    /// Writes a table: its path within the folder, its columns, and whoever gives its rows.
    ///
    /// # Errors
    /// What the disk or the giver of rows reports; then the table is as it was before.
    pub fn table(
        &self,
        path: &str,
        columns: &[&str],
        rows: impl FnOnce(&mut RowWriter) -> Result<(), BatchFailure>,
    ) -> Result<(), BatchFailure> {
        let path = self.root.join(path);
        write_streamed(&path, |stream| write_table(stream, &path, columns, rows))?;
        let mut touched = self.touched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        touched.insert(folder_of(&path).to_owned());
        Ok(())
    }

    /// Brings the names of all tables to the disk.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn finish(self) -> Result<(), BatchFailure> {
        let touched = self.touched.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        sync_folders(&touched)
    }
}

/// Exports the ledger as of one moment. `more` adds what other floors compute (the roll-ups) from the same moment.
///
/// # Errors
/// What the disk or the ledger reports.
pub fn export(
    ledger: &Ledger,
    catalog: &Catalog,
    to: &Path,
    more: impl FnOnce(Reading, &ExportFolder) -> Result<(), BatchFailure>,
) -> Result<(), BatchFailure> {
    let folder = ExportFolder::new(to);
    folder.sweep()?;
    ledger.snapshot(|reading| {
        submissions(reading, &folder)?;
        headers(reading, &folder)?;
        for form in &catalog.forms {
            records(reading, form, &folder)?;
        }
        findings(reading, &folder)?;
        more(reading, &folder)
    })?;
    folder.finish()
}

/// Writes a table to a stream: its columns, and whoever gives its rows. `path` is named if that fails.
pub(super) fn write_table(
    stream: &mut dyn Write,
    path: &Path,
    columns: &[&str],
    rows: impl FnOnce(&mut RowWriter) -> Result<(), BatchFailure>,
) -> Result<(), BatchFailure> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(stream);
    let mut write = |cells: &[&str]| {
        let mut fields = cells.iter().map(|cell| harmless(cell));
        let written = fields.try_for_each(|cell| writer.write_field(cell.as_bytes()));
        let written = written.and_then(|()| writer.write_record(None::<&[u8]>));
        written.map_err(|error| BatchFailure::disk("write", path)(cause(error)))
    };
    write(columns)?;
    rows(&mut write)?;
    writer.flush().map_err(BatchFailure::disk("write", path))
}

/// What kept a line from being written: the disk, for all that the writer of lines says of it.
fn cause(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// A text that no spreadsheet computes or follows: with an apostrophe before it, if it begins like a formula. What begins
/// with a sign and has no letters (a number, a telephone number) computes nothing that could do harm.
fn harmless(cell: &str) -> Cow<'_, str> {
    let computes = match cell.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => {
            cell.parse::<f64>().is_err()
                && cell.contains(|letter: char| letter.is_alphabetic() || letter == '|')
        }
        _ => false,
    };
    if computes { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn submissions(reading: Reading, folder: &ExportFolder) -> Result<(), BatchFailure> {
    let counts = reading.finding_counts(&Wanted::default())?;
    folder.table("submissions.csv", &SUBMISSIONS, |write| {
        reading.each_standing(&Wanted::default(), |standing| {
            let of_one = counts.get(&standing.id);
            let cells = row::submission(standing, |severity| {
                of_one.and_then(|counts| counts.get(severity.letter())).map_or(0, |count| *count as usize)
            });
            write_row(write, &cells)
        })
    })
}

fn headers(reading: Reading, folder: &ExportFolder) -> Result<(), BatchFailure> {
    folder.table("headers.csv", &HEADERS, |write| {
        reading.each_header(&Wanted::default(), |id, headers| {
            row::headers(id, &headers).try_for_each(|cells| write_row(write, &cells))
        })
    })
}

fn records(reading: Reading, form: &Form, folder: &ExportFolder) -> Result<(), BatchFailure> {
    folder.table(&format!("records/{}.csv", form.id), &record_columns(form), |write| {
        let wanted = Wanted { form: Some(&form.id), ..Wanted::default() };
        reading.each_records(&wanted, |of, records| {
            let cells = |record| row::record(of.id, &of.unit, of.period, record, form);
            records.iter().try_for_each(|record| write_row(write, &cells(record)))
        })
    })
}

fn findings(reading: Reading, folder: &ExportFolder) -> Result<(), BatchFailure> {
    folder.table("findings.csv", &FINDINGS, |write| {
        reading.each_finding(|remark| write_row(write, &FindingRow::from(&remark).cells()))
    })
}

#[cfg(test)]
mod tests;
