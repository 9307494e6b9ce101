//! The rows of the tables of CONTRACT.md, “Export”: their columns, and their cells from what the ledger or memory holds.
//! Both the export of the whole ledger and the data of one period are written from here.

use crate::batch::failure::BatchFailure;
use crate::catalog::Form;
use crate::ledger::{Remark, Standing};
use crate::model::{Entry, Filed, Finding, Period, Record, Severity, time_text};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The columns of `submissions.csv`.
pub const SUBMISSIONS: [&str; 17] = [
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
/// The columns of `headers.csv`.
pub const HEADERS: [&str; 3] = ["submission_id", "field", "value"];
/// The columns of `findings.csv`.
pub const FINDINGS: [&str; 17] = [
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

/// Takes the cells of one row.
pub type RowWriter<'table> = dyn FnMut(&[&str]) -> Result<(), BatchFailure> + 'table;

/// Writes the cells of a row.
pub fn write_row(write: &mut RowWriter, cells: &[impl AsRef<str>]) -> Result<(), BatchFailure> {
    write(&cells.iter().map(AsRef::as_ref).collect::<Vec<_>>())
}

fn period_text(period: Option<Period>) -> String {
    period.map(|period| period.to_string()).unwrap_or_default()
}

/// A row of `submissions.csv`; `count` tells how many findings of a severity it has.
pub fn submission(standing: Standing, count: impl Fn(Severity) -> usize) -> Vec<String> {
    let late = if standing.due_on.is_some() { standing.days_late.to_string() } else { String::new() };
    let mut cells = vec![standing.id.to_string(), standing.source, standing.sha256, standing.form];
    cells.extend([standing.unit, period_text(standing.period), standing.event, standing.version.to_string()]);
    cells.extend([standing.status.word().to_owned(), time_text(standing.received_at)]);
    cells.extend([standing.due_on.map(|day| day.to_string()).unwrap_or_default(), late]);
    cells.extend(COUNTED.map(|severity| count(severity).to_string()));
    cells
}

/// The rows of `headers.csv` for one submission.
pub fn headers(id: i64, headers: &BTreeMap<String, Entry>) -> impl Iterator<Item = [Cow<'_, str>; 3]> {
    let said = headers.iter().filter(|(_, entry)| !entry.value.is_missing());
    said.map(move |(field, entry)| {
        [Cow::Owned(id.to_string()), Cow::Borrowed(field.as_str()), Cow::Owned(entry.value.to_string())]
    })
}

/// The columns of `records/FORM.csv`.
pub fn record_columns(form: &Form) -> Vec<&str> {
    let mut columns = vec!["submission_id", "unit_id", "period", "row"];
    columns.extend(form.layout.unit_field.is_some().then_some("row_unit_id"));
    columns.extend(form.fields.iter().map(|field| field.key.as_str()));
    columns
}

/// A row of `records/FORM.csv`.
pub fn record(id: i64, unit: &str, period: Option<Period>, record: &Record, form: &Form) -> Vec<String> {
    let mut cells = vec![id.to_string(), unit.to_owned(), period_text(period), record.row.to_string()];
    cells.extend(form.layout.unit_field.is_some().then(|| record.unit.clone()));
    let value = |number: usize| record.entries.get(number).map(|entry| entry.value.to_string());
    cells.extend((0..form.fields.len()).map(|number| value(number).unwrap_or_default()));
    cells
}

/// A finding with what its row says beside it.
#[derive(Clone, Copy, Debug)]
pub struct FindingRow<'a> {
    /// The submission; `None` for a finding over many returns.
    pub submission: Option<i64>,
    /// Its place among the findings of the submission or the period, from 1.
    pub ordinal: usize,
    /// The path of the file as dropped.
    pub source: &'a str,
    /// The form id.
    pub form: &'a str,
    /// The unit's id.
    pub unit: &'a str,
    /// The period.
    pub period: Option<Period>,
    /// The name of the sheet on which it points to a cell.
    pub sheet: &'a str,
    /// What is remarked.
    pub finding: &'a Finding,
}

impl<'a> From<&'a Remark> for FindingRow<'a> {
    fn from(remark: &'a Remark) -> FindingRow<'a> {
        FindingRow {
            submission: remark.submission,
            ordinal: remark.ordinal as usize,
            source: &remark.source,
            form: &remark.form,
            unit: &remark.unit,
            period: remark.period,
            sheet: &remark.sheet,
            finding: &remark.finding,
        }
    }
}

impl<'a> FindingRow<'a> {
    /// The findings of a submission.
    pub fn of(filed: &'a Filed) -> impl Iterator<Item = FindingRow<'a>> {
        let submission = &filed.submission;
        (1..).zip(&submission.findings).map(move |(ordinal, finding)| FindingRow {
            submission: Some(filed.id),
            ordinal,
            source: &filed.source,
            form: &submission.form,
            unit: &submission.unit,
            period: submission.period,
            sheet: submission.sheet_name(finding.place),
            finding,
        })
    }

    /// Its cells.
    pub fn cells(&self) -> [Cow<'a, str>; 17] {
        let FindingRow { submission, ordinal, finding, .. } = *self;
        let period = period_text(self.period);
        let (id, owner) = match submission {
            Some(submission) => (format!("{submission}.{ordinal}"), submission.to_string()),
            None => (format!("{period}.{ordinal}"), String::new()),
        };
        [
            id.into(),
            owner.into(),
            self.source.into(),
            finding.rule.as_str().into(),
            finding.severity.letter().into(),
            self.form.into(),
            self.unit.into(),
            period.into(),
            self.sheet.into(),
            finding.place.to_string().into(),
            finding.field.as_str().into(),
            finding.row_label.as_str().into(),
            finding.value.as_str().into(),
            finding.expected.as_str().into(),
            finding.message.as_str().into(),
            finding.hint.as_str().into(),
            finding.state.word().into(),
        ]
    }
}
