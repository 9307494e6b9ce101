//! The list that is sent to a unit where its returns cannot carry one themselves: what is to be corrected or explained,
//! with a column for the explanations. It comes back filled in, and is known by its keys (FORMS.md 2.3).

use super::lines::Line;
use crate::batch::closing::Closing;
use crate::batch::failure::BatchFailure;
use crate::batch::outbox::{Outbox, file_name};
use crate::batch::sha256_of;
use crate::catalog::message::fill;
use crate::catalog::{Explanations, ListedColumn};
use crate::model::Unit;
use crate::model::table::{Book, Cell, Column, ColumnKind, Cover, Emphasis, Page, Row, Table};
use crate::write::workbook;

/// All columns that there are, by their keys.
const COLUMNS: [ListedColumn; 9] = [
    ListedColumn::Key,
    ListedColumn::Form,
    ListedColumn::Severity,
    ListedColumn::Place,
    ListedColumn::RowLabel,
    ListedColumn::Value,
    ListedColumn::Message,
    ListedColumn::Hint,
    ListedColumn::Answer,
];

/// The path of the list of a unit in the outbox.
pub fn path_of(words: &Explanations, unit: &str) -> String {
    format!("returned/{}", file_name(&fill(&words.sheet.file, &[("unit", unit)])))
}

/// Writes the list of a unit. `name` is that of the unit, apart from all others.
///
/// # Errors
/// What the disk reports.
pub fn write_list(
    closing: &Closing,
    outbox: &Outbox,
    unit: &Unit,
    name: &str,
    lines: &[&Line],
) -> Result<(), BatchFailure> {
    let explanations = &closing.loaded.catalog.explanations;
    let words = &explanations.sheet;
    let period = closing.period.chinese();
    let title = fill(&words.title, &[("unit", &unit.short_name), ("period", &period)]);
    let path = path_of(explanations, name);
    let rows: Vec<Vec<String>> = lines.iter().map(|line| row(closing, line)).collect();
    let inputs =
        format!("{} {}", closing.loaded.catalog.fingerprint, sha256_of(format!("{rows:?}").as_bytes()));
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
    let book = Book { name: name.to_owned(), title, created: closing.run.as_of, cover, tables: vec![table] };
    let bytes =
        workbook(&book, &closing.loaded.catalog.book).map_err(|error| BatchFailure::workbook(&error))?;
    outbox.put(&path, &bytes, &inputs)?;
    Ok(())
}

fn row(closing: &Closing, line: &Line) -> Vec<String> {
    let columns = closing.loaded.catalog.explanations.sheet.columns.iter();
    let text = |id: &str| {
        let column = COLUMNS.into_iter().find(|column| column.key() == id);
        column.map_or_else(String::new, |column| line.text(closing, column))
    };
    columns.map(|(id, ..)| text(id)).collect()
}
