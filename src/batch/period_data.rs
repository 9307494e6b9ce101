//! What other programs read of one period: `outbox/PERIOD/data/`, the tables of CONTRACT.md, “Export”, of that period
//! only, and its findings as JSON and SARIF, too.

use super::closing::Closing;
use super::export::row::{
    self, FINDINGS, FindingRow, HEADERS, RowWriter, SUBMISSIONS, record_columns, write_row,
};
use super::export::write_table;
use super::failure::BatchFailure;
use super::outbox::Outbox;
use super::progress::{Progress, Stage};
use crate::catalog::Form;
use crate::ledger::{Remark, Standing};
use crate::model::Filed;
use crate::model::text::hex;
use crate::write::sarif::{Base, Reported, Titles, sarif};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::path::Path;

/// One file of the folder.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Submissions,
    Headers,
    Records(&'a Form),
    Findings,
    Json,
    Sarif,
}

/// Writes the data of a period, but for what was made from the same already. `over_all` are the findings over many
/// returns of the period.
///
/// # Errors
/// What the disk reports.
pub(super) fn period_data(
    closing: &Closing,
    over_all: &[Remark],
    outbox: &Outbox,
    progress: &dyn Progress,
) -> Result<(), BatchFailure> {
    let inputs = inputs(closing, over_all);
    let came = |form: &&Form| closing.filed.iter().any(|filed| filed.submission.form == form.id);
    let records = closing.loaded.catalog.forms.iter().filter(came).map(Piece::Records);
    let others = [Piece::Submissions, Piece::Headers, Piece::Findings, Piece::Json, Piece::Sarif];
    let pieces: Vec<Piece> = others.into_iter().chain(records).collect();
    progress.stage(Stage::Data, pieces.len());
    pieces.par_iter().try_for_each(|piece| -> Result<(), BatchFailure> {
        let path = piece.path();
        if !outbox.is_fresh(&path, &inputs) {
            outbox.put(&path, &piece.bytes(closing, over_all)?, &inputs)?;
        }
        progress.advance(1);
        Ok(())
    })
}

/// A hash over what the data are made from: that of the period, and all that findings say.
fn inputs(closing: &Closing, over_all: &[Remark]) -> String {
    let mut hash = Sha256::new();
    hash.update(closing.inputs);
    for finding in findings(closing.filed, over_all) {
        finding.cells().iter().for_each(|cell| {
            hash.update(cell.as_bytes());
            hash.update([0]);
        });
    }
    hex(hash.finalize())
}

/// All findings, in the order of CONTRACT.md.
fn findings<'a>(filed: &'a [Filed], over_all: &'a [Remark]) -> impl Iterator<Item = FindingRow<'a>> {
    filed.iter().flat_map(FindingRow::of).chain(over_all.iter().map(FindingRow::from))
}

impl Piece<'_> {
    fn path(self) -> String {
        match self {
            Piece::Submissions => "data/submissions.csv".to_owned(),
            Piece::Headers => "data/headers.csv".to_owned(),
            Piece::Records(form) => format!("data/records/{}.csv", form.id),
            Piece::Findings => "data/findings.csv".to_owned(),
            Piece::Json => "data/findings.json".to_owned(),
            Piece::Sarif => "data/findings.sarif".to_owned(),
        }
    }

    fn bytes(self, closing: &Closing, over_all: &[Remark]) -> Result<Vec<u8>, BatchFailure> {
        let filed = closing.filed;
        match self {
            Piece::Submissions => self.table(&SUBMISSIONS, |write| {
                filed.iter().try_for_each(|filed| write_row(write, &submission(filed)))
            }),
            Piece::Headers => self.table(&HEADERS, |write| {
                let rows = filed.iter().flat_map(|filed| row::headers(filed.id, &filed.submission.headers));
                rows.into_iter().try_for_each(|cells| write_row(write, &cells))
            }),
            Piece::Records(form) => self.table(&record_columns(form), |write| records(filed, form, write)),
            Piece::Findings => self.table(&FINDINGS, |write| {
                findings(filed, over_all).try_for_each(|finding| write_row(write, &finding.cells()))
            }),
            Piece::Json => Ok(json(findings(filed, over_all))),
            Piece::Sarif => {
                let period = closing.period.to_string();
                let rules = closing.loaded.catalog.rules.iter();
                let titles: Titles = rules.map(|rule| (rule.id.as_str(), rule.title.as_str())).collect();
                let reported = findings(filed, over_all).map(|row| reported(row, &period));
                Ok(sarif(&closing.run.program, Base::Inbox, &titles, reported).into_bytes())
            }
        }
    }

    fn table(
        self,
        columns: &[&str],
        rows: impl FnOnce(&mut RowWriter) -> Result<(), BatchFailure>,
    ) -> Result<Vec<u8>, BatchFailure> {
        let mut bytes = Vec::new();
        write_table(&mut bytes, Path::new(&self.path()), columns, rows)?;
        Ok(bytes)
    }
}

fn submission(filed: &Filed) -> Vec<String> {
    let findings = &filed.submission.findings;
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    row::submission(Standing::from(filed), count)
}

fn records(filed: &[Filed], form: &Form, write: &mut RowWriter) -> Result<(), BatchFailure> {
    for of in filed.iter().filter(|filed| filed.submission.form == form.id) {
        let submission = &of.submission;
        for record in &submission.records {
            write_row(write, &row::record(of.id, &submission.unit, submission.period, record, form))?;
        }
    }
    Ok(())
}

fn reported<'a>(row: FindingRow<'a>, period: &'a str) -> Reported<'a> {
    let FindingRow { source, sheet, form, unit, finding, .. } = row;
    Reported { source, sheet, form, unit, period, finding }
}

/// An array with an object for each finding: the columns of `findings.csv`, and the other places that have a part in
/// it. Each stands on a line of its own, so that tools which compare lines can compare two states.
fn json<'a>(findings: impl Iterator<Item = FindingRow<'a>>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Line {
        #[serde(flatten)]
        cells: Map<String, Value>,
        related: Vec<String>,
    }
    let line = |row: FindingRow| {
        let cells = row.cells().map(|cell| Value::String(cell.into_owned()));
        let cells = FINDINGS.map(str::to_owned).into_iter().zip(cells).collect();
        let related = row.finding.related.iter().map(ToString::to_string).collect();
        serde_json::to_string(&Line { cells, related }).expect("all keys are texts")
    };
    let lines: Vec<String> = findings.map(line).collect();
    let body = if lines.is_empty() { String::new() } else { format!("{}\n", lines.join(",\n")) };
    format!("[\n{body}]\n").into_bytes()
}
