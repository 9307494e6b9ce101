//! Widths and heights for Chinese text. The library's own fit counts every Chinese character as 8 pixels; it needs twice
//! a digit's width.

use crate::model::table::{ABSENT, Cell, Column, ColumnKind, Row, Table};
use unicode_width::UnicodeWidthStr;

/// Rows that are looked at to find a width; lists are much alike further down.
const SAMPLE: usize = 2_000;

/// The column that names the rows: it is indented by how deep they stand.
pub fn label(table: &Table) -> Option<usize> {
    table.columns.iter().position(|column| column.kind == ColumnKind::Text)
}

/// How far a row is indented, in half-width characters.
pub fn indent(row: &Row) -> u16 {
    u16::from(row.level) * 2
}

/// The widths of all columns, in half-width characters.
pub fn widths(table: &Table) -> Vec<u16> {
    let label = label(table);
    let width = |(number, column): (usize, &Column)| {
        let cells = || table.rows.iter().filter_map(move |row| row.cells.get(number));
        // A number that does not fit prints as ####: no declared width may cause that.
        let figures = cells().filter(|cell| matches!(cell, Cell::Number(_) | Cell::Date(_)));
        let digits = figures.map(|cell| shown(cell) + 1).max().unwrap_or(0);
        let width = column.width.unwrap_or_else(|| {
            let indented = |row: &Row| if Some(number) == label { indent(row) } else { 0 };
            let wide = |row: &Row| row.cells.get(number).map_or(0, |cell| shown(cell) + indented(row));
            let widest = table.rows.iter().take(SAMPLE).map(wide).max().unwrap_or(0) + 2;
            widest.clamp(leaf(column), ceiling(column.kind))
        });
        width.max(digits)
    };
    table.columns.iter().enumerate().map(width).collect()
}

/// How wide a text is, in half-width characters.
pub fn of(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// How many lines a text takes in a width.
pub fn lines(text: &str, width: u16) -> u16 {
    // A line ends before the character that does not fit: the last half-width place of a line is often lost.
    let usable = width.saturating_sub(1).max(2);
    let line = |line: &str| of(line).div_ceil(usable).max(1);
    text.split('\n').map(line).sum::<u16>().max(1)
}

/// The height of so many lines, in points.
pub fn height(lines: u16) -> f64 {
    f64::from(lines) * 14.0 + 4.0
}

fn shown(cell: &Cell) -> u16 {
    match cell {
        Cell::Blank => 0,
        Cell::Absent => of(ABSENT),
        Cell::Number(number) => of(&number.to_string()),
        Cell::Text(text) => text.split('\n').map(of).max().unwrap_or(0),
        Cell::Date(_) => 10,
        Cell::Source(number) => of(&number.to_string()) + 2,
    }
}

/// A header may wrap to three lines.
fn leaf(column: &Column) -> u16 {
    let header = column.header.last().map_or(0, |label| of(label));
    (header.div_ceil(3) + 2).clamp(6, 14)
}

fn ceiling(kind: ColumnKind) -> u16 {
    match kind {
        ColumnKind::Long => 60,
        ColumnKind::Text => 40,
        _ => 18,
    }
}
