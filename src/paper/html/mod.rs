//! HTML saved under the name of a workbook, as many systems export it: the tables one below the other on one sheet, and
//! the text around them in rows of its own, as Excel shows it.

#[cfg(test)]
mod tests;
mod token;

use super::grid;
use super::reference::{COLUMNS, ROWS};
use super::sheet::{Area, Cell, CellContent, Container, Content, Limits, Paper, Refusal, Remark, Sheet};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;
use token::{Token, Tokens, attribute, resolve};

/// How far into the text its encoding is declared.
const HEAD: usize = 4096;
/// The name of a sheet that does not say its own.
const UNNAMED: &str = "Sheet1";

/// Reads the tables of an HTML text.
///
/// # Errors
/// `TooLarge` beyond the grid or the limits, `UnknownFormat` if there is no table.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Paper, Refusal> {
    if bytes.len() > limits.part_bytes {
        return Err(Refusal::TooLarge);
    }
    let text = decode(bytes);
    let mut reader = Reader {
        sheet: Sheet { name: sheet_name(&text), ..Sheet::default() },
        left: limits.cells,
        row: 0,
        column: 0,
        taken: Vec::new(),
        tables: 0,
        open: false,
        cell: None,
        merges_before: 0,
        outside: String::new(),
        seen_table: false,
    };
    for token in Tokens::new(&text) {
        reader.take(token)?;
    }
    reader.end_row()?;
    reader.end_outside()?;
    if !reader.seen_table {
        return Err(Refusal::UnknownFormat);
    }
    let mut remarks = vec![Remark::ForeignFormat];
    if grid::settle(&mut reader.sheet)? {
        remarks.push(Remark::DoubledCells);
    }
    let content = Content::Workbook(vec![reader.sheet]);
    Ok(Paper { container: Container::Html, content, remarks, properties: Vec::new() })
}

/// By byte order mark or declaration, else UTF-8 if it can be, else GB18030, which holds GBK.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let declared = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
        let value = head.split_once("charset=")?.1.trim_start_matches(['"', '\'']).to_owned();
        let to = value.find(|next: char| !next.is_ascii_alphanumeric() && !matches!(next, '-' | '_'))?;
        Encoding::for_label(&value.as_bytes()[..to]).filter(|encoding| encoding.is_ascii_compatible())
    };
    let encoding = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(declared);
    match encoding {
        Some(encoding) if encoding != UTF_8 => encoding.decode(bytes).0,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
            Err(_) => GB18030.decode(bytes).0,
        },
    }
}

/// Excel writes the name of the sheet into a comment for itself.
fn sheet_name(text: &str) -> String {
    let named = text.split_once("<x:Name>").and_then(|(_, rest)| rest.split_once("</x:Name>"));
    let name = named.map(|(name, _)| resolve(name.trim()).into_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| UNNAMED.to_owned())
}

/// A cell whose end was not yet met.
struct Open {
    text: String,
    width: u32,
    height: u32,
}

struct Reader {
    sheet: Sheet,
    left: usize,
    row: u32,
    column: u32,
    /// By column, the row before which a cell from above reaches.
    taken: Vec<u32>,
    /// Tables that are open; those within cells are text of the cell.
    tables: usize,
    /// True inside a row.
    open: bool,
    cell: Option<Open>,
    /// Merged areas of the tables above.
    merges_before: usize,
    /// Text outside tables.
    outside: String,
    seen_table: bool,
}

impl Reader {
    fn take(&mut self, token: Token<'_>) -> Result<(), Refusal> {
        let (name, attributes, start) = match token {
            Token::Text(text) => {
                self.push_text(&resolve(text));
                return Ok(());
            }
            Token::Start(name, attributes) => (name.to_ascii_lowercase(), attributes, true),
            Token::End(name) => (name.to_ascii_lowercase(), "", false),
        };
        match (name.as_str(), start) {
            ("table", true) => return self.begin_table(),
            ("table", false) => return self.end_table(),
            // Inside a table within a cell, only breaks matter.
            ("tr", _) if self.tables > 1 => self.break_line(),
            ("tr", true) => return self.begin_row(attributes),
            ("tr", false) => return self.end_row(),
            ("td" | "th", _) if self.tables > 1 => self.push_text(" "),
            ("td" | "th", true) => return self.begin_cell(attributes),
            ("td" | "th", false) => return self.end_cell(),
            ("p" | "div" | "li" | "h1" | "h2" | "h3", _) if self.tables == 0 => return self.end_outside(),
            ("br" | "p" | "div" | "li" | "h1" | "h2" | "h3", _) => self.break_line(),
            ("img", true) if self.cell.is_some() => {
                let column = u16::try_from(self.column).map_err(|_| Refusal::TooLarge)?;
                self.sheet.pictures.push((self.row, column));
                return self.spend();
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_table(&mut self) -> Result<(), Refusal> {
        if self.tables == 0 {
            self.end_outside()?;
            self.seen_table = true;
        }
        self.tables += 1;
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Refusal> {
        if self.tables == 1 {
            self.end_row()?;
            self.taken.clear();
            // What reaches below the last row of its table ends with it.
            for area in &mut self.sheet.merges[self.merges_before..] {
                area.bottom = area.bottom.min(self.row.saturating_sub(1)).max(area.top);
            }
            self.merges_before = self.sheet.merges.len();
        }
        self.tables = self.tables.saturating_sub(1);
        Ok(())
    }

    fn begin_row(&mut self, attributes: &str) -> Result<(), Refusal> {
        self.end_row()?;
        self.open = true;
        let style = attribute(attributes, "style").unwrap_or_default();
        if style.replace(' ', "").contains("display:none") {
            self.spend()?;
            self.sheet.hidden_rows.push(self.row);
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        self.end_cell()?;
        if std::mem::take(&mut self.open) {
            self.row += 1;
            self.column = 0;
        }
        if self.row >= ROWS { Err(Refusal::TooLarge) } else { Ok(()) }
    }

    fn begin_cell(&mut self, attributes: &str) -> Result<(), Refusal> {
        self.end_cell()?;
        if self.tables == 0 {
            return Ok(());
        }
        self.open = true;
        while self.taken.get(self.column as usize).is_some_and(|row| *row > self.row) {
            self.column += 1;
        }
        let span = |name: &str, most: u32| {
            let value = attribute(attributes, name).and_then(|value| value.trim().parse::<u32>().ok());
            value.unwrap_or(1).clamp(1, most)
        };
        let (width, height) = (span("colspan", COLUMNS), span("rowspan", ROWS));
        if self.column + width > COLUMNS || height > ROWS - self.row {
            return Err(Refusal::TooLarge);
        }
        self.cell = Some(Open { text: String::new(), width, height });
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let (from, to) = (self.column as usize, (self.column + cell.width) as usize);
        let column = u16::try_from(self.column).map_err(|_| Refusal::TooLarge)?;
        if (cell.width, cell.height) != (1, 1) {
            self.spend()?;
            let right = u16::try_from(to - 1).map_err(|_| Refusal::TooLarge)?;
            let bottom = self.row + cell.height - 1;
            self.sheet.merges.push(Area { top: self.row, left: column, bottom, right });
        }
        if self.taken.len() < to {
            self.taken.resize(to, 0);
        }
        self.taken[from..to].fill(self.row + cell.height);
        self.push_cell(column, &cell.text)?;
        self.column += cell.width;
        Ok(())
    }

    /// A line of text outside tables is a row of its own.
    fn end_outside(&mut self) -> Result<(), Refusal> {
        let text = std::mem::take(&mut self.outside);
        if text.trim().is_empty() {
            return Ok(());
        }
        self.push_cell(0, &text)?;
        self.row += 1;
        if self.row >= ROWS { Err(Refusal::TooLarge) } else { Ok(()) }
    }

    fn push_cell(&mut self, column: u16, text: &str) -> Result<(), Refusal> {
        let text = text.trim_matches([' ', '\n']);
        if text.is_empty() {
            return Ok(());
        }
        self.spend()?;
        let content = CellContent::Text(text.into());
        self.sheet.cells.push(Cell { row: self.row, column, content, formula: false });
        Ok(())
    }

    /// Runs of white space are one blank, as a browser shows them.
    fn push_text(&mut self, text: &str) {
        let into = match &mut self.cell {
            Some(cell) => &mut cell.text,
            None if self.tables == 0 => &mut self.outside,
            None => return,
        };
        for character in text.chars() {
            if !character.is_ascii_whitespace() {
                into.push(character);
            } else if !into.ends_with([' ', '\n']) {
                into.push(' ');
            }
        }
    }

    fn break_line(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.text.truncate(cell.text.trim_end_matches(' ').len());
            if !cell.text.is_empty() {
                cell.text.push('\n');
            }
        } else {
            self.outside.push(' ');
        }
    }

    fn spend(&mut self) -> Result<(), Refusal> {
        self.left = self.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
        Ok(())
    }
}
