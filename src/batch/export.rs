//! The whole ledger as CSV, to the letter of CONTRACT.md, “Export”: UTF-8 without byte order mark, RFC 4180, rows in the
//! order of taking. Read by programs: a text that begins with `=` stays as it was written, for a mark before it would
//! be another text. What people open in a spreadsheet are the workbooks of the outbox, where texts are typed as such.

use super::durable::{folder_of, sync_folders, write_streamed};
use super::failure::BatchFailure;
use crate::catalog::{Catalog, Form};
use crate::ledger::{Ledger, Reading, Remark, Standing, Wanted};
use crate::model::{Record, Severity};
use jiff::civil::DateTime;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const SUBMISSIONS: [&str; 17] = [
    "submission_id",
    "source",
    "sha256",
    "form",
    "unit_id",
    "period",
    "event",
    "version",
    "status",
    "received_at",
    "due_on",
    "days_late",
    "fatal",
    "error",
    "warning",
    "compliance",
    "info",
];
/// The severities that `submissions.csv` counts, in the order of its columns.
const COUNTED: [Severity; 5] = [Severity::F, Severity::E, Severity::W, Severity::C, Severity::I];
const FINDINGS: [&str; 17] = [
    "finding_id",
    "submission_id",
    "source",
    "rule",
    "severity",
    "form",
    "unit_id",
    "period",
    "sheet",
    "cell",
    "field",
    "row_label",
    "value",
    "expected",
    "message",
    "hint",
    "state",
];

/// A folder into which tables are exported, each whole or not at all.
#[derive(Debug)]
pub struct ExportFolder {
    root: PathBuf,
    /// Folders whose names have still to be brought to the disk.
    touched: Mutex<BTreeSet<PathBuf>>,
}

/// Takes the cells of one row.
pub type RowWriter<'table> = dyn FnMut(&[&str]) -> Result<(), BatchFailure> + 'table;

impl ExportFolder {
    /// Tables will lie in this folder.
    pub fn new(root: &Path) -> ExportFolder {
        ExportFolder { root: root.to_owned(), touched: Mutex::default() }
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
        write_streamed(&path, |stream| {
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(stream);
            let mut write = |cells: &[&str]| {
                writer
                    .write_record(cells)
                    .map_err(|error| BatchFailure::disk("write", &path)(std::io::Error::other(error)))
            };
            write(columns)?;
            rows(&mut write)?;
            writer.flush().map_err(BatchFailure::disk("write", &path))
        })?;
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

/// A time as CSV carries it: to the minute, with seconds only if it has some.
pub fn time_text(time: DateTime) -> String {
    let form = if time.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
    time.strftime(form).to_string()
}

fn period_text(standing: &Standing) -> String {
    standing.period.map(|period| period.to_string()).unwrap_or_default()
}

fn submissions(reading: Reading, folder: &ExportFolder) -> Result<(), BatchFailure> {
    let counts = reading.finding_counts()?;
    folder.table("submissions.csv", &SUBMISSIONS, |write| {
        reading.each_standing(&Wanted::default(), |standing| {
            let (id, version) = (standing.id.to_string(), standing.version.to_string());
            let count = |severity: Severity| {
                let of_one = counts.get(&standing.id).and_then(|counts| counts.get(severity.letter()));
                of_one.copied().unwrap_or(0).to_string()
            };
            let late = if standing.due_on.is_some() { standing.days_late.to_string() } else { String::new() };
            let mut cells = vec![id, standing.source.clone(), standing.sha256.clone(), standing.form.clone()];
            cells.extend([standing.unit.clone(), period_text(&standing), standing.event.clone(), version]);
            cells.extend([standing.status.word().to_owned(), time_text(standing.received_at)]);
            cells.extend([standing.due_on.map(|day| day.to_string()).unwrap_or_default(), late]);
            cells.extend(COUNTED.map(count));
            write(&cells.iter().map(String::as_str).collect::<Vec<_>>())
        })
    })
}

fn headers(reading: Reading, folder: &ExportFolder) -> Result<(), BatchFailure> {
    folder.table("headers.csv", &["submission_id", "field", "value"], |write| {
        reading.each_header(&Wanted::default(), |id, headers| {
            let id = id.to_string();
            let said = headers.iter().filter(|(_, entry)| !entry.value.is_missing());
            for (field, entry) in said {
                write(&[&id, field, &entry.value.to_string()])?;
            }
            Ok(())
        })
    })
}

fn records(reading: Reading, form: &Form, folder: &ExportFolder) -> Result<(), BatchFailure> {
    let many_units = form.layout.unit_field.is_some();
    let mut columns = vec!["submission_id", "unit_id", "period", "row"];
    columns.extend(many_units.then_some("row_unit_id"));
    columns.extend(form.fields.iter().map(|field| field.key.as_str()));
    let path = format!("records/{}.csv", form.id);
    folder.table(&path, &columns, |write| {
        let wanted = Wanted { form: Some(&form.id), ..Wanted::default() };
        reading.each_records(&wanted, |standing, records| {
            for record in records {
                let cells = record_cells(standing, &record, form, many_units);
                write(&cells.iter().map(String::as_str).collect::<Vec<_>>())?;
            }
            Ok(())
        })
    })
}

fn record_cells(standing: &Standing, record: &Record, form: &Form, many_units: bool) -> Vec<String> {
    let mut cells =
        vec![standing.id.to_string(), standing.unit.clone(), period_text(standing), record.row.to_string()];
    cells.extend(many_units.then(|| record.unit.clone()));
    let value = |number: usize| record.entries.get(number).map(|entry| entry.value.to_string());
    cells.extend((0..form.fields.len()).map(|number| value(number).unwrap_or_default()));
    cells
}

fn findings(reading: Reading, folder: &ExportFolder) -> Result<(), BatchFailure> {
    folder.table("findings.csv", &FINDINGS, |write| {
        reading.each_finding(|remark| {
            let Remark { submission, ordinal, source, form, unit, period, sheet, finding } = &remark;
            let period = period.map(|period| period.to_string()).unwrap_or_default();
            let (id, owner) = match submission {
                Some(submission) => (format!("{submission}.{ordinal}"), submission.to_string()),
                None => (format!("{period}.{ordinal}"), String::new()),
            };
            let place = finding.place.to_string();
            write(&[
                &id,
                &owner,
                source,
                &finding.rule,
                finding.severity.letter(),
                form,
                unit,
                &period,
                sheet,
                &place,
                &finding.field,
                &finding.row_label,
                &finding.value,
                &finding.expected,
                &finding.message,
                &finding.hint,
                finding.state.word(),
            ])
        })
    })
}

#[cfg(test)]
mod tests;
