//! One table on its sheet: title, line, header, rows, notes.

use super::header;
use super::links::{Links, put_source, put_total};
use super::style::{Look, Styles};
use super::width::{self, height, indent, label, lines, widths};
use crate::model::place::column_letters;
use crate::model::table::{ABSENT, Cell, ColumnKind, Role, Row, Table};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Url, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// Rows above the header: the title and the line below it.
const ABOVE: u32 = 2;
/// A sum of more ranges than this is written as a number.
const SUMMED_RANGES: usize = 60;
/// A row is at most so many lines tall: a spreadsheet takes 409 points.
const TALLEST: u16 = 28;
/// The width of the way back to the contents.
const BACK: u16 = 12;
/// The longest text of a cell, in characters; a spreadsheet takes 32,767 units of UTF-16.
const LONGEST: usize = 16_000;

/// The row, from 0, of the first row of data.
pub fn first_data_row(table: &Table) -> u32 {
    ABOVE + u32::try_from(header::depth(&table.columns)).unwrap_or(0)
}

/// Draws a table. A large one has formats by column and no rules, so that no cell needs a format of its own.
pub fn draw(
    sheet: &mut Worksheet,
    styles: &Styles,
    links: &Links,
    table: &Table,
    large: bool,
) -> Result<(), XlsxError> {
    let widths = widths(table);
    let mut formats = Formats { styles, made: BTreeMap::new(), large };
    for (column, width) in (0u16..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
        if large {
            let look = Look::of(table.columns[usize::from(column)].kind, None, large);
            sheet.set_column_format(column, formats.get(look))?;
        }
    }
    let first = first_data_row(table);
    top(sheet, styles, links, table, &widths)?;
    header::draw(sheet, &styles.header, &table.columns, &widths, ABOVE)?;
    for (number, row) in (first..).zip(&table.rows) {
        let tall = tall(table, row, &widths);
        if tall > 1 {
            sheet.set_row_height(number, height(tall))?;
        }
        draw_row(sheet, &mut formats, links, table, row, number)?;
    }
    let end = first + u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    notes(sheet, styles, table, &widths, end)?;
    outline(sheet, table, first)?;
    sheet.set_freeze_panes(first, table.page.frozen_columns)?;
    let pages = pages(table, &widths);
    sheet.set_print_fit_to_pages(pages, 0);
    if pages > 1 && table.page.frozen_columns > 0 {
        sheet.set_repeat_columns(0, table.page.frozen_columns - 1)?;
    }
    sheet.set_repeat_rows(0, first - 1)?;
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
    let bottom = end + u32::try_from(table.notes.len()).unwrap_or(0);
    sheet.set_print_area(0, 0, bottom.max(first + 1) - 1, last_column)?;
    if table.page.filter && end > first {
        sheet.autofilter(first - 1, 0, end - 1, last_column)?;
    }
    if large {
        sheet.set_print_gridlines(true);
    }
    Ok(())
}

/// How many lines the longest wrapped text of a row takes; no reader but one fits heights by itself.
fn tall(table: &Table, row: &Row, widths: &[u16]) -> u16 {
    let label = label(table);
    let cells = row.cells.iter().zip(table.columns.iter().zip(widths)).enumerate();
    let texts = cells.map(|(index, (cell, (column, width)))| match cell {
        Cell::Text(text) if matches!(column.kind, ColumnKind::Text | ColumnKind::Long) => {
            let indent = if Some(index) == label { indent(row) } else { 0 };
            lines(text, width.saturating_sub(indent))
        }
        _ => 1,
    });
    texts.max().unwrap_or(1).min(TALLEST)
}

impl Look {
    fn of(kind: ColumnKind, row: Option<(&Row, bool)>, large: bool) -> Look {
        let role = row.map_or(Role::Data, |(row, _)| row.role);
        let provisional = row.is_some_and(|(row, _)| row.provisional);
        let indent = row.filter(|(_, label)| *label).map_or(0, |(row, _)| row.level.min(8));
        Look { kind, role, provisional, indent, ruled: !large }
    }
}

/// Formats by look, each made once.
struct Formats<'s> {
    styles: &'s Styles,
    made: BTreeMap<Look, Format>,
    large: bool,
}

impl Formats<'_> {
    fn get(&mut self, look: Look) -> &Format {
        self.made.entry(look).or_insert_with(|| self.styles.cell(look))
    }
}

/// What a page holds in print that can still be read, in half-width characters.
fn readable(table: &Table) -> u16 {
    match (table.page.large, table.page.upright) {
        (true, false) => 340,
        (true, true) | (false, false) => 240,
        (false, true) => 160,
    }
}

/// How many pages lie side by side.
fn pages(table: &Table, widths: &[u16]) -> u16 {
    let all = widths.iter().fold(0u16, |all, width| all.saturating_add(*width));
    all.div_ceil(readable(table)).max(1)
}

/// The last column of the first page.
fn first_page(widths: &[u16], pages: u16) -> u16 {
    let all = widths.iter().fold(0u16, |all, width| all.saturating_add(*width));
    let mut reached = 0u16;
    let within = widths.iter().take_while(|width| {
        reached = reached.saturating_add(**width);
        reached <= all / pages
    });
    u16::try_from(within.count().max(1) - 1).unwrap_or(u16::MAX)
}

fn top(
    sheet: &mut Worksheet,
    styles: &Styles,
    links: &Links,
    table: &Table,
    widths: &[u16],
) -> Result<(), XlsxError> {
    let right_most = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
    // Over several pages the title stands on the first.
    let last = first_page(widths, pages(table, widths));
    let widths = &widths[..=usize::from(last).min(widths.len().saturating_sub(1))];
    let all: u16 = widths.iter().sum();
    sheet.set_row_height(0, f64::from(lines(&table.title, all / 2)) * 26.0 + 6.0)?;
    merge(sheet, 0, 0, last, &table.title, &styles.title)?;
    // The way back stands beside the table, where no print shows it.
    let back = Url::new(&links.contents).set_text(links.back);
    sheet.write_url_with_format(0, right_most.saturating_add(1), back, &styles.back)?;
    sheet.set_column_width(right_most.saturating_add(1), BACK)?;
    let [left, middle, right] = &table.line;
    let (one, two) = thirds(widths);
    let fits = |text: &str, from: u16, to: u16| {
        width::of(text) <= widths[usize::from(from)..=usize::from(to)].iter().sum()
    };
    let side_by_side =
        last >= 2 && fits(left, 0, one) && fits(middle, one + 1, two) && fits(right, two + 1, last);
    if !side_by_side {
        // What does not fit side by side stands in one run: nothing of it may be cut off.
        let parts: Vec<&str> =
            [left, middle, right].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let text = parts.join("　");
        sheet.set_row_height(1, height(lines(&text, all)))?;
        return merge(sheet, 1, 0, last, &text, &styles.left);
    }
    sheet.set_row_height(1, 18)?;
    merge(sheet, 1, 0, one, left, &styles.left)?;
    merge(sheet, 1, one + 1, two, middle, &styles.middle)?;
    merge(sheet, 1, two + 1, last, right, &styles.right)
}

/// The last columns of the first and the second third of the width.
fn thirds(widths: &[u16]) -> (u16, u16) {
    let all: u16 = widths.iter().sum();
    let count = u16::try_from(widths.len()).unwrap_or(u16::MAX);
    let mut reached = 0;
    let (mut one, mut two) = (0, 0);
    for (column, width) in (0u16..).zip(widths) {
        reached += width;
        if reached <= all / 3 {
            one = column;
        }
        if reached <= all / 3 * 2 {
            two = column;
        }
    }
    let one = one.min(count.saturating_sub(3));
    (one, two.clamp(one + 1, count.saturating_sub(2).max(one + 1)))
}

/// A run of cells with one text.
pub fn merge(
    sheet: &mut Worksheet,
    row: u32,
    left: u16,
    right: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if left == right {
        sheet.write_string_with_format(row, left, text, format)?;
    } else {
        sheet.merge_range(row, left, row, right, text, format)?;
    }
    Ok(())
}

fn draw_row(
    sheet: &mut Worksheet,
    formats: &mut Formats,
    links: &Links,
    table: &Table,
    row: &Row,
    number: u32,
) -> Result<(), XlsxError> {
    let label = label(table);
    let large = formats.large;
    let plain = large && row.role == Role::Data && !row.provisional && row.level == 0;
    let mut run: Option<(Look, u16)> = None;
    for (index, (cell, described)) in row.cells.iter().zip(&table.columns).enumerate() {
        let column = u16::try_from(index).unwrap_or(u16::MAX);
        let look = Look::of(described.kind, Some((row, Some(index) == label)), large);
        if !large && run.is_none_or(|(other, _)| other != look) {
            format_run(sheet, formats, number, run, column)?;
            run = Some((look, column));
        }
        let linked = matches!(cell, Cell::Source(_)) || (Some(index) == label && !row.parts.is_empty());
        // Of a sheet in memory a run of cells is formatted at once: a format is looked up by all that it says, and that costs
        // more than the cell. A link must have its own, or it would have that of links.
        let format = (!plain && (large || linked)).then(|| formats.get(look));
        match cell {
            Cell::Blank => {}
            Cell::Absent => put_text(sheet, number, column, ABSENT, format)?,
            Cell::Text(text) if Some(index) == label && !row.parts.is_empty() => {
                put_total(sheet, links, table, row, (number, column), text, format)?;
            }
            Cell::Text(text) => put_text(sheet, number, column, text, format)?,
            Cell::Date(day) => {
                let year = u16::try_from(day.year()).unwrap_or(1900);
                let date =
                    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs());
                match (date, format) {
                    (Ok(date), Some(format)) => {
                        sheet.write_datetime_with_format(number, column, &date, format)?
                    }
                    (Ok(date), None) => sheet.write_datetime(number, column, &date)?,
                    // Before 1900 a spreadsheet has no days.
                    (Err(_), _) => sheet.write_string(number, column, day.to_string())?,
                };
            }
            Cell::Number(value) => {
                let float = value.to_f64().unwrap_or_default();
                match (formula(table, row, index, *value), format) {
                    (Some(sum), Some(format)) => {
                        sheet.write_formula_with_format(number, column, sum, format)?
                    }
                    (Some(sum), None) => sheet.write_formula(number, column, sum)?,
                    (None, Some(format)) => sheet.write_number_with_format(number, column, float, format)?,
                    (None, None) => sheet.write_number(number, column, float)?,
                };
            }
            Cell::Source(source) => put_source(sheet, links, table, (number, column), *source, format)?,
        }
    }
    let end = u16::try_from(row.cells.len().min(table.columns.len())).unwrap_or(u16::MAX);
    format_run(sheet, formats, number, run, end)
}

/// Formats the cells of a row from where a look begins up to a column; those that hold nothing have it, too.
fn format_run(
    sheet: &mut Worksheet,
    formats: &mut Formats,
    row: u32,
    run: Option<(Look, u16)>,
    end: u16,
) -> Result<(), XlsxError> {
    if let Some((look, start)) = run.filter(|(_, start)| *start < end) {
        sheet.set_range_format(row, start, row, end - 1, formats.get(look))?;
    }
    Ok(())
}

/// Always a string: a text that begins with `=` is no formula.
pub(super) fn put_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let cut: String;
    let text = if text.chars().nth(LONGEST).is_some() {
        cut = text.chars().take(LONGEST).chain(['…']).collect();
        &cut
    } else {
        text
    };
    match format {
        Some(format) => sheet.write_string_with_format(row, column, text, format)?,
        None => sheet.write_string(row, column, text)?,
    };
    Ok(())
}

/// The sum over the parts of a row, if it says what the cell says: a total may hold what is on no line of the table.
fn formula(table: &Table, row: &Row, column: usize, value: Decimal) -> Option<Formula> {
    if row.parts.is_empty() || row.parts.len() > SUMMED_RANGES {
        return None;
    }
    if !matches!(table.columns[column].kind, ColumnKind::Count | ColumnKind::Money | ColumnKind::Decimal) {
        return None;
    }
    let parts = row.parts.iter().cloned().flatten().filter_map(|part| table.rows.get(part as usize));
    let numbers = parts.filter_map(|part| part.cells.get(column).and_then(Cell::number));
    let sum = numbers.fold(Decimal::ZERO, Decimal::saturating_add);
    if sum != value {
        return None;
    }
    let first = first_data_row(table);
    let letters = column_letters(u16::try_from(column).ok()?);
    let ranges = row.parts.iter().map(|range| match (first + range.start + 1, first + range.end) {
        (top, bottom) if top == bottom => format!("{letters}{top}"),
        (top, bottom) => format!("{letters}{top}:{letters}{bottom}"),
    });
    let text = format!("=SUM({})", ranges.collect::<Vec<_>>().join(","));
    Some(Formula::new(text).set_result(value.normalize().to_string()))
}

fn notes(
    sheet: &mut Worksheet,
    styles: &Styles,
    table: &Table,
    widths: &[u16],
    from: u32,
) -> Result<(), XlsxError> {
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
    let all: u16 = widths.iter().fold(0, |all, width| all.saturating_add(*width));
    for (row, note) in (from..).zip(&table.notes) {
        sheet.set_row_height(row, height(lines(note, all)))?;
        merge(sheet, row, 0, last, note, &styles.note)?;
    }
    Ok(())
}

/// Groups rows by how deep they stand, so that places can be folded; the line of a place stands above what is in it.
fn outline(sheet: &mut Worksheet, table: &Table, first: u32) -> Result<(), XlsxError> {
    const DEEPEST: u8 = 7;
    sheet.group_symbols_above(true);
    for level in 2..=DEEPEST {
        let mut start = None;
        for (number, row) in (first..).zip(table.rows.iter().map(Some).chain([None])) {
            let inside = row.is_some_and(|row| row.level >= level);
            match (inside, start) {
                (true, None) => start = Some(number),
                (false, Some(from)) => {
                    sheet.group_rows(from, number - 1)?;
                    start = None;
                }
                _ => {}
            }
        }
    }
    Ok(())
}
