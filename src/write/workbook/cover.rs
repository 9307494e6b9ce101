//! The cover and the contents.

use super::sheet::merge;
use super::style::{Look, Styles};
use super::width::{height, lines};
use crate::catalog::BookWords;
use crate::model::table::{Book, Cell, ColumnKind, Role, Table};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

/// The columns of the cover: names, then figures.
const COLUMNS: u16 = 11;
const NAMES: u16 = 26;
const FIGURES: u16 = 8;

/// Draws the cover: mark, title, facts, counts, lists of units.
pub fn draw_cover(sheet: &mut Worksheet, styles: &Styles, book: &Book) -> Result<(), XlsxError> {
    let last = COLUMNS - 1;
    let rest = FIGURES * last;
    sheet.set_column_width(0, NAMES)?;
    sheet.set_column_range_width(1, last, FIGURES)?;
    sheet.write_string_with_format(0, 0, &book.cover.mark, &styles.mark)?;
    sheet.set_row_height(0, 20)?;
    sheet.set_row_height(2, f64::from(lines(&book.title, (NAMES + rest) / 2)) * 28.0 + 8.0)?;
    merge(sheet, 2, 0, last, &book.title, &styles.title)?;
    sheet.set_row_height(3, 24)?;
    merge(sheet, 3, 0, last, &book.cover.subtitle, &styles.subtitle)?;
    let mut row = 5;
    for (label, text) in &book.cover.facts {
        sheet.write_string_with_format(row, 0, label, &styles.fact_label)?;
        merge(sheet, row, 1, last, text, &styles.fact)?;
        sheet.set_row_height(row, 22)?;
        row += 1;
    }
    for block in &book.cover.blocks {
        row = draw_block(sheet, styles, block, row + 1, rest)?;
    }
    Ok(())
}

/// A small table; the last column of one with fewer columns takes the rest of the width.
fn draw_block(
    sheet: &mut Worksheet,
    styles: &Styles,
    block: &Table,
    mut row: u32,
    rest: u16,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(row, 0, &block.title, &styles.heading)?;
    sheet.set_row_height(row, 22)?;
    row += 1;
    let count = u16::try_from(block.columns.len()).unwrap_or(COLUMNS);
    let span = |column: u16| if column + 1 == count { (column, COLUMNS - 1) } else { (column, column) };
    for (column, described) in (0u16..).zip(&block.columns) {
        let (left, right) = span(column);
        let text = described.header.last().map_or("", String::as_str);
        merge(sheet, row, left, right, text, &styles.header)?;
    }
    sheet.set_row_height(row, height(2))?;
    row += 1;
    for line in &block.rows {
        let mut tall = 1;
        for (column, (cell, described)) in (0u16..).zip(line.cells.iter().zip(&block.columns)) {
            let (left, right) = span(column);
            let look =
                Look { kind: described.kind, role: Role::Data, provisional: false, indent: 0, ruled: true };
            let format = styles.cell(look);
            match cell {
                Cell::Number(number) => {
                    let number = number.to_f64().unwrap_or_default();
                    sheet.write_number_with_format(row, left, number, &format)?;
                }
                Cell::Text(text) => {
                    merge(sheet, row, left, right, text, &format)?;
                    let width = if described.kind == ColumnKind::Long { rest } else { NAMES };
                    tall = tall.max(lines(text, width));
                }
                _ => merge(sheet, row, left, right, "", &format)?,
            }
        }
        sheet.set_row_height(row, height(tall))?;
        row += 1;
    }
    Ok(row)
}

/// Draws the contents: a link to each sheet.
pub fn draw_contents(
    sheet: &mut Worksheet,
    styles: &Styles,
    words: &BookWords,
    book: &Book,
    charts: bool,
) -> Result<(), XlsxError> {
    let texts = &words.sheet;
    for (column, width) in (0u16..).zip([8, 22, 64, 10]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, 34)?;
    merge(sheet, 0, 0, 3, &texts.contents, &styles.title)?;
    for (column, label) in (0u16..).zip(&texts.contents_columns) {
        sheet.write_string_with_format(1, column, label, &styles.header)?;
    }
    sheet.set_row_height(1, 22)?;
    let drawn = book.tables.iter().map(|table| table.charts.len()).sum();
    let shown = book.tables.iter().filter(|table| !table.left_out);
    let tables = shown.map(|table| (table.sheet.as_str(), table.title.as_str(), table.rows.len()));
    let entries =
        [(texts.cover.as_str(), book.title.as_str(), book.cover.blocks.len())].into_iter().chain(tables);
    let entries = entries.chain(charts.then_some((texts.charts.as_str(), texts.charts.as_str(), drawn)));
    for ((row, number), (name, title, rows)) in (2u32..).zip(1u32..).zip(entries) {
        sheet.write_number_with_format(row, 0, number, &styles.number)?;
        let url = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        sheet.write_url_with_format(row, 1, url, &styles.link)?;
        sheet.write_string_with_format(row, 2, title, &styles.text)?;
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        sheet.write_number_with_format(row, 3, rows, &styles.number)?;
        sheet.set_row_height(row, height(lines(title, 64)))?;
    }
    Ok(())
}
