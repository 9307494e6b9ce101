//! One worksheet part, read in a single pass: cells, merged areas, what is hidden. What is odd in one cell makes that
//! cell an error; what is odd about where cells stand makes the file damaged. No value is ever guessed.

use super::strings::{SharedStrings, read_rich_text, unescape};
use super::styles::Styles;
use crate::paper::number;
use crate::paper::reference::{self, COLUMNS, ROWS};
use crate::paper::sheet::{Cell, CellContent, Refusal, Sheet};
use crate::paper::xml::{SPACE, Scanner, Tag, Token, decode};
use std::borrow::Cow;

/// What WPS stores in a cell that shows a picture.
const PICTURE_CALL: &str = "=DISPIMG(";

/// What cells of all sheets refer to, and how many there may still be.
pub struct Book {
    /// Shared strings, if the workbook has any.
    pub strings: Option<SharedStrings>,
    /// Cell styles.
    pub styles: Styles,
    /// The serial of day 0, counted from 1899-12-30.
    pub epoch: f64,
    /// Cells, merged areas and the like that may still be read.
    pub left: usize,
    /// Depth of elements.
    pub depth: usize,
}

impl Book {
    fn spend(&mut self) -> Result<(), Refusal> {
        self.left = self.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
        Ok(())
    }
}

/// Reads a worksheet part into a sheet. The id of its drawing relationship is not needed: drawings are found by type.
///
/// # Errors
/// `Damaged` if the part cannot be read or a place is none, `TooLarge` beyond the cells that are left.
pub fn read(part: &str, book: &mut Book, sheet: &mut Sheet) -> Result<(), Refusal> {
    let mut scanner = Scanner::new(part, book.depth);
    match scanner.token()? {
        Some(Token::Start(root)) if root.name == "worksheet" => {}
        _ => return Err(Refusal::Damaged),
    }
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
                let row = match tag.raw("r")? {
                    Some(number) => reference::row_number(number.as_bytes()).ok_or(Refusal::Damaged)?,
                    None => next_row,
                };
                if row >= ROWS {
                    return Err(Refusal::TooLarge);
                }
                next_row = row + 1;
                if tag.flag("hidden")? {
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
        match scanner.token()?.ok_or(Refusal::Damaged)? {
            Token::Start(tag) if tag.name == "c" => {
                let (mut place, mut kind, mut style) = (None, "n", None);
                for attribute in tag.attributes() {
                    match attribute? {
                        ("r", value) => place = Some(value),
                        ("t", value) => kind = value,
                        ("s", value) => style = Some(value),
                        _ => {}
                    }
                }
                let (row, column) = match place {
                    Some(place) => reference::cell(place).ok_or(Refusal::Damaged)?,
                    None => (row, u16::try_from(next_column).map_err(|_| Refusal::Damaged)?),
                };
                if u32::from(column) >= COLUMNS {
                    return Err(Refusal::TooLarge);
                }
                next_column = u32::from(column) + 1;
                let Some(stored) = read_stored(scanner, tag)? else { continue };
                if let Some(content) = stored.content(kind, style, book)? {
                    book.spend()?;
                    if matches!(&content, CellContent::Text(text) if text.starts_with(PICTURE_CALL)) {
                        sheet.pictures.push((row, column));
                    }
                    sheet.cells.push(Cell { row, column, content, formula: stored.formula });
                }
            }
            Token::Start(_) => scanner.skip()?,
            Token::End("row") => return Ok(()),
            _ => {}
        }
    }
}

/// What stands inside a `c`.
#[derive(Default)]
struct Stored<'a> {
    /// Raw text of `v`, if it has no markup inside.
    plain: Option<&'a str>,
    /// Text of `v` otherwise, references resolved.
    value: Option<String>,
    /// Text of `is`.
    inline: Option<String>,
    /// True if there is an `f`.
    formula: bool,
}

/// Reads up to the end of the cell; nothing for a cell that holds nothing.
fn read_stored<'a>(scanner: &mut Scanner<'a>, tag: Tag<'a>) -> Result<Option<Stored<'a>>, Refusal> {
    let mut stored = Stored::default();
    if tag.empty {
        scanner.token()?;
        return Ok(None);
    }
    loop {
        if let Some(plain) = scanner.plain_element("<v>", "</v>") {
            stored.plain = Some(plain);
        }
        match scanner.token()?.ok_or(Refusal::Damaged)? {
            Token::Start(inside) => match inside.name {
                "v" => stored.value = Some(scanner.content()?.into_owned()),
                "f" => {
                    stored.formula = true;
                    scanner.skip()?;
                }
                "is" => {
                    let mut text = String::new();
                    read_rich_text(scanner, &mut text)?;
                    stored.inline = Some(text);
                }
                _ => scanner.skip()?,
            },
            Token::End("c") => break,
            _ => {}
        }
    }
    let holds = stored.formula || stored.plain.is_some() || stored.value.is_some() || stored.inline.is_some();
    Ok(holds.then_some(stored))
}

impl Stored<'_> {
    /// What the cell shows; nothing for an empty text.
    fn content(&self, kind: &str, style: Option<&str>, book: &Book) -> Result<Option<CellContent>, Refusal> {
        let value = match (&self.value, self.plain) {
            (Some(value), _) => Cow::Borrowed(value.as_str()),
            (None, Some(plain)) => decode(plain)?,
            (None, None) if kind != "inlineStr" => return Ok(self.nothing()),
            (None, None) => Cow::Borrowed(""),
        };
        let value = &*value;
        let trimmed = value.trim_matches(SPACE);
        Ok(Some(match kind {
            "s" => match (&book.strings, shared_index(trimmed)) {
                (None, _) => return Err(Refusal::Damaged),
                (Some(strings), Some(index)) => match strings.get(index) {
                    Some("") => return Ok(self.nothing()),
                    Some(text) => CellContent::Text(text.into()),
                    None => CellContent::Error(value.into()),
                },
                (Some(_), None) => CellContent::Error(value.into()),
            },
            "inlineStr" | "str" => {
                let text = if kind == "str" {
                    unescape(value)
                } else {
                    self.inline.as_deref().unwrap_or(value).into()
                };
                if text.is_empty() {
                    return Ok(self.nothing());
                }
                CellContent::Text(text.into())
            }
            _ if trimmed.is_empty() => return Ok(self.nothing()),
            "n" => match number::parse(trimmed) {
                Some(number) => number::shown(number, book.styles.shown(style), book.epoch),
                None => CellContent::Error(value.into()),
            },
            "b" => match trimmed {
                "1" | "true" | "TRUE" => CellContent::Flag(true),
                "0" | "false" | "FALSE" => CellContent::Flag(false),
                _ => CellContent::Error(value.into()),
            },
            "d" => match number::iso_serial(trimmed) {
                Some(serial) => number::day(serial, 0.0),
                None => CellContent::Error(value.into()),
            },
            _ => CellContent::Error(value.into()),
        }))
    }

    /// A formula that has shown nothing yet, or just nothing.
    fn nothing(&self) -> Option<CellContent> {
        self.formula.then_some(CellContent::Uncomputed)
    }
}

/// An index of a shared string: digits only. Anything else must not become string 0.
fn shared_index(value: &str) -> Option<usize> {
    let plain = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| value.parse().ok()).flatten()
}
