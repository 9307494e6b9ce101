//! One binary worksheet part ([MS-XLSB] 2.1.7.62): its cells, and what is hidden or merged.

use super::record::{Records, kind, wide_string};
use crate::paper::biff::{self, f64_at};
use crate::paper::bytes::{u8_at, u16_at, u32_at};
use crate::paper::format::Shown;
use crate::paper::reference::{COLUMNS, ROWS};
use crate::paper::sheet::{Area, Cell, CellContent, Refusal, Sheet};

/// What cells of all sheets refer to, and how many there may still be.
pub struct Book {
    /// Shared strings.
    pub strings: Vec<Box<str>>,
    /// What each cell style makes of a number.
    pub styles: Vec<Shown>,
    /// The serial of day 0, counted from 1899-12-30.
    pub epoch: f64,
    /// Cells, merged areas and the like that may still be read.
    pub left: usize,
}

/// Reads a worksheet part into a sheet.
///
/// # Errors
/// `Damaged` if the part cannot be read or a place is none, `TooLarge` beyond the cells that are left.
pub fn read(part: &[u8], book: &mut Book, sheet: &mut Sheet) -> Result<(), Refusal> {
    let mut records = Records::new(part);
    let mut row = None;
    loop {
        let (kind, data) = records.record()?;
        match kind {
            kind::END_SHEET => break,
            kind::ROW => row = Some(begin_row(data, book, sheet)?),
            kind::COLUMN => hide_columns(data, sheet).ok_or(Refusal::Damaged)??,
            kind::MERGED_CELL => {
                book.left = book.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
                sheet.merges.extend(merge(data).ok_or(Refusal::Damaged)?);
            }
            _ => {
                let Some(content) = content(kind, data, book).ok_or(Refusal::Damaged)? else { continue };
                let column = u32_at(data, 0).filter(|column| *column < COLUMNS).ok_or(Refusal::Damaged)?;
                book.left = book.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
                sheet.cells.push(Cell {
                    row: row.ok_or(Refusal::Damaged)?,
                    column: u16::try_from(column).map_err(|_| Refusal::Damaged)?,
                    content,
                    formula: (kind::FORMULA_STRING..=kind::FORMULA_ERROR).contains(&kind),
                });
            }
        }
    }
    sheet.hidden_rows.sort_unstable();
    sheet.hidden_rows.dedup();
    sheet.hidden_columns.sort_unstable();
    sheet.hidden_columns.dedup();
    Ok(())
}

fn begin_row(data: &[u8], book: &mut Book, sheet: &mut Sheet) -> Result<u32, Refusal> {
    let row = u32_at(data, 0).filter(|row| *row < ROWS).ok_or(Refusal::Damaged)?;
    if u8_at(data, 11).is_some_and(|flags| flags & 0x10 != 0) {
        book.left = book.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
        sheet.hidden_rows.push(row);
    }
    Ok(row)
}

fn hide_columns(data: &[u8], sheet: &mut Sheet) -> Option<Result<(), Refusal>> {
    let (first, last) = (u32_at(data, 0)?, u32_at(data, 4)?.min(COLUMNS - 1));
    if u16_at(data, 16)? & 1 != 0 {
        for column in first..=last {
            sheet.hidden_columns.push(u16::try_from(column).ok()?);
        }
    }
    // More than one entry for a column is not honest, and must not add up.
    let too_many = sheet.hidden_columns.len() > 2 * COLUMNS as usize;
    Some(if too_many { Err(Refusal::TooLarge) } else { Ok(()) })
}

/// A merged area; none if it is just one cell.
fn merge(data: &[u8]) -> Option<Option<Area>> {
    let (top, bottom) = (u32_at(data, 0)?, u32_at(data, 4)?);
    let (left, right) = (u32_at(data, 8)?, u32_at(data, 12)?);
    if top > bottom || left > right || bottom >= ROWS || right >= COLUMNS {
        return None;
    }
    let (left, right) = (u16::try_from(left).ok()?, u16::try_from(right).ok()?);
    Some(((top, left) != (bottom, right)).then_some(Area { top, left, bottom, right }))
}

/// What a cell record shows; nothing for other records and for empty texts. Outer: the record is cut short.
fn content(kind: u16, data: &[u8], book: &Book) -> Option<Option<CellContent>> {
    let number = |value: f64| {
        let style = u32_at(data, 4)? & 0x00FF_FFFF;
        let shown = book.styles.get(style as usize).copied().unwrap_or_default();
        Some(Some(biff::number(value, shown, book.epoch)))
    };
    let text = |text: &str| (!text.is_empty()).then(|| CellContent::Text(text.into()));
    match kind {
        kind::CELL_RK => number(biff::rk(u32_at(data, 8)?)),
        kind::CELL_REAL | kind::FORMULA_NUMBER => number(f64_at(data, 8)?),
        kind::CELL_ERROR | kind::FORMULA_ERROR => Some(Some(biff::error(u8_at(data, 8)?))),
        kind::CELL_FLAG | kind::FORMULA_FLAG => Some(Some(CellContent::Flag(u8_at(data, 8)? != 0))),
        kind::CELL_STRING => Some(text(&wide_string(data.get(8..)?)?.0)),
        kind::CELL_RICH => Some(text(&wide_string(data.get(9..)?)?.0)),
        kind::CELL_SHARED => Some(text(book.strings.get(u32_at(data, 8)? as usize)?)),
        kind::FORMULA_STRING => {
            Some(Some(text(&wide_string(data.get(8..)?)?.0).unwrap_or(CellContent::Uncomputed)))
        }
        _ => Some(None),
    }
}
