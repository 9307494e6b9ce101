//! One worksheet part, read in a single pass: cells, merged areas, what is hidden. What is odd in one cell makes that
//! cell an error; what is odd about where cells stand makes the file damaged. No value is ever guessed.

use super::book::Book;
use super::cell::Stored;
use crate::paper::reference::{self, COLUMNS, ROWS};
use crate::paper::sheet::{Cell, CellContent, Refusal, Sheet};
use crate::paper::xml::{Scanner, Tag, Token};

/// What WPS stores in a cell that shows a picture.
const PICTURE_CALL: &str = "=DISPIMG(";

/// Reads a worksheet part into a sheet.
///
/// # Errors
/// `Damaged` if the part cannot be read or a place is none, `TooLarge` beyond the cells that are left.
pub fn read(part: &str, book: &mut Book, sheet: &mut Sheet) -> Result<(), Refusal> {
    let mut scanner = Scanner::new(part, book.depth);
    match scanner.token()? {
        Some(Token::Start(root)) if root.name == "worksheet" => {}
        _ => return Err(Refusal::Damaged),
    }
    // A cell that holds something takes some forty bytes; a part without any must not cost much.
    sheet.cells.reserve((part.len() / 64).min(4096));
    let mut has_data = false;
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        match tag.name {
            "sheetData" => {
                has_data = true;
                read_rows(&mut scanner, book, sheet)?;
            }
            "cols" => {}
            "col" => hide_columns(tag, sheet)?,
            "mergeCells" => {}
            "mergeCell" => {
                book.spend()?;
                let area = tag.raw("ref")?.and_then(reference::area).ok_or(Refusal::Damaged)?;
                if (area.top, area.left) != (area.bottom, area.right) {
                    sheet.merges.push(area);
                }
            }
            _ => scanner.skip()?,
        }
    }
    if !has_data {
        return Err(Refusal::Damaged);
    }
    sheet.hidden_columns.sort_unstable();
    sheet.hidden_columns.dedup();
    sheet.hidden_rows.sort_unstable();
    sheet.hidden_rows.dedup();
    Ok(())
}

fn hide_columns(tag: Tag<'_>, sheet: &mut Sheet) -> Result<(), Refusal> {
    if !tag.flag("hidden")? {
        return Ok(());
    }
    let bound = |name: &str| -> Result<u32, Refusal> {
        let number = tag.raw(name)?.and_then(|value| value.parse::<u32>().ok());
        number.filter(|number| *number > 0).ok_or(Refusal::Damaged)
    };
    for column in bound("min")?..=bound("max")?.min(COLUMNS) {
        sheet.hidden_columns.push(u16::try_from(column - 1).map_err(|_| Refusal::Damaged)?);
    }
    // More than one entry for a column is not honest, and must not add up.
    if sheet.hidden_columns.len() > 2 * COLUMNS as usize { Err(Refusal::TooLarge) } else { Ok(()) }
}

/// The rows up to the end of `sheetData`. Rows and cells without a place stand behind the one before.
fn read_rows(scanner: &mut Scanner<'_>, book: &mut Book, sheet: &mut Sheet) -> Result<(), Refusal> {
    let mut next_row = 0;
    loop {
        match scanner.token()?.ok_or(Refusal::Damaged)? {
            Token::Start(tag) if tag.name == "row" => {
                let (mut row, mut hidden) = (next_row, false);
                for attribute in tag.attributes() {
                    match attribute? {
                        ("r", number) => {
                            row = reference::row_number(number.as_bytes()).ok_or(Refusal::Damaged)?;
                        }
                        ("hidden", value) => hidden = matches!(value, "1" | "true"),
                        _ => {}
                    }
                }
                if row >= ROWS {
                    return Err(Refusal::TooLarge);
                }
                next_row = row + 1;
                if hidden {
                    book.spend()?;
                    sheet.hidden_rows.push(row);
                }
                read_cells(scanner, row, book, sheet)?;
            }
            Token::Start(_) => scanner.skip()?,
            Token::End("sheetData") => return Ok(()),
            _ => {}
        }
    }
}

fn read_cells(
    scanner: &mut Scanner<'_>,
    row: u32,
    book: &mut Book,
    sheet: &mut Sheet,
) -> Result<(), Refusal> {
    let mut next_column = 0;
    loop {
        let stored = match Stored::quick(scanner.rest()) {
            Some((stored, length)) => {
                scanner.advance(length);
                stored
            }
            None => match scanner.token()?.ok_or(Refusal::Damaged)? {
                Token::Start(tag) if tag.name == "c" => Stored::read(scanner, tag)?,
                Token::Start(_) => {
                    scanner.skip()?;
                    continue;
                }
                Token::End("row") => return Ok(()),
                _ => continue,
            },
        };
        let (row, column) = match stored.place {
            Some(place) => reference::cell(place).ok_or(Refusal::Damaged)?,
            None => (row, u16::try_from(next_column).map_err(|_| Refusal::Damaged)?),
        };
        if u32::from(column) >= COLUMNS {
            return Err(Refusal::TooLarge);
        }
        next_column = u32::from(column) + 1;
        let formula = stored.formula;
        if let Some(content) = stored.content(book)? {
            book.spend()?;
            if matches!(&content, CellContent::Text(text) if text.starts_with(PICTURE_CALL)) {
                sheet.pictures.push((row, column));
            }
            sheet.cells.push(Cell { row, column, content, formula });
        }
    }
}
