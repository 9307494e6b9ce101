//! The list that is sent to a unit: what is to be corrected or explained, with a column for the explanations. It comes
//! back filled in, and is known by its keys (FORMS.md 2.3).

use super::closing::Closing;
use super::failure::BatchFailure;
use super::outbox::{Outbox, file_name};
use crate::catalog::message::fill;
use crate::model::answer::key;
use crate::model::table::{Book, Cell, Column, ColumnKind, Cover, Emphasis, Page, Row, Table};
use crate::model::{Filed, Finding, FindingState, Severity, Unit};
use crate::write::workbook;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A finding with the return in which it is.
type Asked<'a> = (&'a Filed, &'a Finding);

/// Writes a list for each unit of whose returns something is to be corrected or explained.
///
/// # Errors
/// What the disk reports.
pub(super) fn write_lists(closing: &Closing, outbox: &Outbox) -> Result<(), BatchFailure> {
    let registry = &closing.loaded.registry;
    let mut units: BTreeMap<usize, (&Unit, Vec<Asked>)> = BTreeMap::new();
    for filed in closing.filed.iter().filter(|filed| filed.status.is_verdict()) {
        let Some(unit) = registry.unit(&filed.submission.unit) else { continue };
        let asked = filed.submission.findings.iter().filter(|finding| is_asked(finding));
        for finding in asked {
            let (_, all) = units.entry(registry.order(&unit.id)).or_insert_with(|| (unit, Vec::new()));
            all.push((filed, finding));
        }
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (unit, _) in units.values() {
        *names.entry(unit.short_name.as_str()).or_default() += 1;
    }
    let units: Vec<_> = units.into_values().collect();
    units.par_iter().try_for_each(|(unit, asked)| {
        let apart = if names[unit.short_name.as_str()] > 1 { unit.id.as_str() } else { "" };
        write_list(closing, outbox, unit, apart, asked)
    })
}

fn is_asked(finding: &Finding) -> bool {
    finding.severity <= Severity::W && finding.state == FindingState::Open && !finding.auto_fixed
}

fn write_list(
    closing: &Closing,
    outbox: &Outbox,
    unit: &Unit,
    apart: &str,
    asked: &[Asked],
) -> Result<(), BatchFailure> {
    let words = &closing.loaded.catalog.explanations.sheet;
    let period = closing.period.chinese();
    let title = fill(&words.title, &[("unit", &unit.short_name), ("period", &period)]);
    let name = format!("{}{apart}", unit.short_name);
    let path = format!("returned/{}", file_name(&fill(&words.file, &[("unit", &name)])));
    let rows: Vec<Vec<String>> = asked.iter().map(|(filed, finding)| row(closing, filed, finding)).collect();
    let inputs = format!(
        "{} {}",
        closing.loaded.catalog.fingerprint,
        super::sha256_of(format!("{rows:?}").as_bytes())
    );
    if outbox.is_fresh(&path, &inputs) {
        return Ok(());
    }
    let columns = words.columns.iter().map(|(id, label, width)| Column {
        id: id.clone(),
        header: vec![label.clone()],
        kind: ColumnKind::Long,
        width: Some(*width),
        emphasis: Emphasis::None,
    });
    let cell = |text: &String| if text.is_empty() { Cell::Blank } else { Cell::text(text) };
    let table = Table {
        sheet: words.name.clone(),
        title: title.clone(),
        columns: columns.collect(),
        rows: rows.iter().map(|cells| Row::data(cells.iter().map(cell).collect())).collect(),
        notes: words.notes.clone(),
        page: Page { frozen_columns: 0, ..Page::default() },
        ..Table::default()
    };
    let cover = Cover { mark: closing.loaded.catalog.book.cover.mark.clone(), ..Cover::default() };
    let book = Book { name, title, created: closing.run.as_of, cover, tables: vec![table] };
    let bytes = workbook(&book, &closing.loaded.catalog.book)
        .map_err(|error| BatchFailure::Workbook(error.to_string()))?;
    outbox.put(&path, &bytes, &inputs)?;
    Ok(())
}

fn row(closing: &Closing, filed: &Filed, finding: &Finding) -> Vec<String> {
    let catalog = &closing.loaded.catalog;
    let cell = |id: &str| match id {
        "key" if finding.severity == Severity::W => key(filed, finding),
        "form" => catalog.form(&filed.submission.form).map_or_else(String::new, |form| form.name.clone()),
        "severity" => catalog.book.severity.get(finding.severity.letter()).cloned().unwrap_or_default(),
        "place" => {
            let sheet = filed.submission.sheet_name(finding.place);
            format!("{sheet} {}", finding.place).trim().to_owned()
        }
        "row_label" => finding.row_label.clone(),
        "value" => finding.value.clone(),
        "message" => finding.message.clone(),
        "hint" => finding.hint.clone(),
        _ => String::new(),
    };
    catalog.explanations.sheet.columns.iter().map(|(id, ..)| cell(id)).collect()
}
