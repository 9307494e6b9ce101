//! 附件 that are workbooks: tables of the organ's own workbook, cell for cell, or a list of the notice's facts.

use super::super::outbox::file_name;
use super::draft::Desk;
use crate::catalog::message::fill;
use crate::catalog::notice::Attachment;
use crate::model::table::{Book, Cell, Column, ColumnKind, Cover, Emphasis, Page, Row, Table};
use serde_json::Value;

/// The workbook of an attachment.
pub fn attachment_book(desk: &Desk, declared: &Attachment, title: &str, facts: &Value) -> Book {
    let tables = declared.tables.iter().filter_map(|id| desk.tables.iter().find(|table| table.id == *id));
    let mut tables: Vec<Table> = tables.map(without_sources).collect();
    if let Some(rows) = declared.rows.as_ref().and_then(|key| facts.get(key)).and_then(Value::as_array) {
        tables.push(listed(declared, title, rows));
    }
    let words = &desk.closing.loaded.catalog.book.cover;
    let subtitle = fill(&words.subtitle, &[("period", &desk.closing.period.chinese())]);
    let cover = Cover { mark: words.mark.clone(), subtitle, ..Cover::default() };
    Book { name: title.to_owned(), title: title.to_owned(), created: desk.closing.run.as_of, cover, tables }
}

/// A table without the references to where its figures were read, which stay in the house.
fn without_sources(table: &Table) -> Table {
    let stays: Vec<bool> = table.columns.iter().map(|column| column.kind != ColumnKind::Source).collect();
    let mut table = table.clone();
    let mut kept = stays.iter();
    table.columns.retain(|_| kept.next().copied().unwrap_or(true));
    for row in &mut table.rows {
        let mut kept = stays.iter();
        row.cells.retain(|_| kept.next().copied().unwrap_or(true));
    }
    table
}

fn listed(declared: &Attachment, title: &str, rows: &[Value]) -> Table {
    let columns = declared.columns.iter().map(|(id, label, width)| Column {
        id: id.clone(),
        header: vec![label.clone()],
        kind: ColumnKind::Long,
        width: Some(*width),
        emphasis: Emphasis::None,
    });
    let row = |facts: &Value| {
        let cells = declared.columns.iter().map(|(key, ..)| match facts.get(key) {
            Some(Value::String(text)) => Cell::text(text),
            Some(Value::Number(number)) => number.to_string().parse().map_or(Cell::Blank, Cell::Number),
            _ => Cell::Blank,
        });
        Row::data(cells.collect())
    };
    Table {
        id: String::new(),
        sheet: file_name(title).chars().take(31).collect(),
        title: title.to_owned(),
        columns: columns.collect(),
        rows: rows.iter().map(row).collect(),
        page: Page { frozen_columns: 0, filter: true, ..Page::default() },
        ..Table::default()
    }
}
