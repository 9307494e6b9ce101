//! The substream of one worksheet ([MS-XLS] 2.1.7.20.5): its cells, and what is hidden or merged.

use super::globals::Globals;
use super::record::{Record, Records, kind};
use crate::paper::biff;
use crate::paper::bytes::{u8_at, u16_at, u32_at, u64_at};
use crate::paper::format::Shown;
use crate::paper::sheet::{Area, Cell, CellContent, Refusal, Sheet};
use std::collections::BTreeMap;

/// Columns of a BIFF sheet.
const COLUMNS: u16 = 256;
const WORKSHEET: u16 = 0x0010;
/// An object that holds a comment ([MS-XLS] 2.5.143).
const COMMENT_OBJECT: u16 = 0x0019;

/// Reads one worksheet from where its substream begins.
///
/// # Errors
/// `Damaged` if it cannot be read, `TooLarge` beyond the cells that are `left`.
pub fn read(stream: &[u8], globals: &Globals, left: &mut usize, sheet: &mut Sheet) -> Result<(), Refusal> {
    let mut reader = Reader {
        records: Records::new(stream),
        globals,
        left,
        sheet,
        awaiting: None,
        comment: None,
        comments: BTreeMap::new(),
    };
    let begin = reader.records.record()?;
    if begin.kind != kind::BEGIN || u16_at(begin.data, 2) != Some(WORKSHEET) {
        return Err(Refusal::Damaged);
    }
    let mut inside = 0usize;
    loop {
        let record = reader.records.record()?;
        match record.kind {
            // Charts on the sheet are substreams of their own.
            kind::BEGIN => inside += 1,
            kind::EOF if inside == 0 => break,
            kind::EOF => inside -= 1,
            _ if inside > 0 => {}
            kind::TEXT_OBJECT => reader.comment_text(record)?,
            _ => reader.take(record).ok_or(Refusal::Damaged)??,
        }
    }
    reader.sheet.hidden_rows.sort_unstable();
    reader.sheet.hidden_rows.dedup();
    reader.sheet.hidden_columns.sort_unstable();
    reader.sheet.hidden_columns.dedup();
    Ok(())
}

struct Reader<'a, 's> {
    records: Records<'a>,
    globals: &'a Globals,
    left: &'s mut usize,
    sheet: &'s mut Sheet,
    /// The formula whose text comes in a record of its own.
    awaiting: Option<(u32, u16)>,
    /// The id of the comment whose text comes next.
    comment: Option<u16>,
    comments: BTreeMap<u16, String>,
}

/// Outer: the record is cut short. Inner: other refusals.
type Taken = Option<Result<(), Refusal>>;

impl Reader<'_, '_> {
    fn take(&mut self, record: Record<'_>) -> Taken {
        let data = record.data;
        match record.kind {
            kind::NUMBER => {
                let number = biff::f64_at(data, 6)?;
                self.number(data, number, false)
            }
            kind::RK => {
                let number = biff::rk(u32_at(data, 6)?);
                self.number(data, number, false)
            }
            kind::MULTI_RK => self.multi_rk(data),
            kind::SHARED_LABEL => {
                let text = self.globals.shared.get(u32_at(data, 6)? as usize)?.clone();
                self.text(data, text, false)
            }
            kind::LABEL | kind::RICH_LABEL => {
                let text = self.globals.strings.read(data.get(6..)?, true)?.into();
                self.text(data, text, false)
            }
            kind::BOOLEAN_OR_ERROR => {
                let content = flag_or_error(u8_at(data, 6)?, u8_at(data, 7)? != 0);
                self.push(data, content, false)
            }
            kind::FORMULA => self.formula(data),
            kind::STRING => {
                let Some((row, column)) = self.awaiting.take() else { return Some(Ok(())) };
                let text = self.globals.strings.read(data, true)?;
                let content =
                    if text.is_empty() { CellContent::Uncomputed } else { CellContent::Text(text.into()) };
                self.place(row, column, content, true)
            }
            kind::ROW => {
                if u16_at(data, 12)? & 0x20 != 0 {
                    self.sheet.hidden_rows.push(u16_at(data, 0)?.into());
                }
                Some(Ok(()))
            }
            kind::COLUMN => self.column(data),
            kind::MERGED_CELLS => self.merges(data),
            kind::OBJECT => {
                // The first sub-record tells type and id.
                self.comment = (u16_at(data, 4)? == COMMENT_OBJECT).then_some(u16_at(data, 6)?);
                Some(Ok(()))
            }
            kind::NOTE => {
                let (row, column) = place(data)?;
                if let Some(text) = self.comments.remove(&u16_at(data, 6)?) {
                    self.sheet.comments.push((row, column, text));
                }
                Some(Ok(()))
            }
            _ => Some(Ok(())),
        }
    }

    fn number(&mut self, data: &[u8], number: f64, formula: bool) -> Taken {
        let shown = self.shown(u16_at(data, 4)?);
        self.push(data, biff::number(number, shown, self.globals.epoch), formula)
    }

    fn text(&mut self, data: &[u8], text: Box<str>, formula: bool) -> Taken {
        if text.is_empty() { Some(Ok(())) } else { self.push(data, CellContent::Text(text), formula) }
    }

    fn multi_rk(&mut self, data: &[u8]) -> Taken {
        let (row, first) = place(data)?;
        let cells = data.get(4..data.len().checked_sub(2)?)?;
        let cells = cells.as_chunks::<6>().0;
        if usize::from(first) + cells.len() > usize::from(COLUMNS) {
            return None;
        }
        for (number, column) in cells.iter().zip(first..) {
            let shown = self.shown(u16_at(number, 0)?);
            let content = biff::number(biff::rk(u32_at(number, 2)?), shown, self.globals.epoch);
            if let Err(refusal) = self.place(row, column, content, false)? {
                return Some(Err(refusal));
            }
        }
        Some(Ok(()))
    }

    fn formula(&mut self, data: &[u8]) -> Taken {
        let result = u64_at(data, 6)?;
        let [what, _, value, ..] = result.to_le_bytes();
        self.awaiting = None;
        if result >> 48 != 0xFFFF {
            return self.number(data, f64::from_bits(result), true);
        }
        match what {
            0 => {
                self.awaiting = place(data);
                Some(Ok(()))
            }
            1 | 2 => self.push(data, flag_or_error(value, what == 2), true),
            _ => self.push(data, CellContent::Uncomputed, true),
        }
    }

    fn column(&mut self, data: &[u8]) -> Taken {
        if u16_at(data, 8)? & 1 != 0 {
            // The last column may be written as one more than there are.
            let last = u16_at(data, 2)?.min(COLUMNS - 1);
            self.sheet.hidden_columns.extend(u16_at(data, 0)?..=last);
            if self.sheet.hidden_columns.len() > 64 * usize::from(COLUMNS) {
                return Some(Err(Refusal::TooLarge));
            }
        }
        Some(Ok(()))
    }

    fn merges(&mut self, data: &[u8]) -> Taken {
        let count = usize::from(u16_at(data, 0)?);
        let areas = data.get(2..2 + 8 * count)?;
        for area in areas.as_chunks::<8>().0 {
            let (top, bottom) = (u16_at(area, 0)?.into(), u16_at(area, 2)?.into());
            let (left, right) = (u16_at(area, 4)?, u16_at(area, 6)?);
            if top > bottom || left > right {
                return None;
            }
            if let Err(refusal) = self.spend() {
                return Some(Err(refusal));
            }
            if (top, left) != (bottom, right) {
                self.sheet.merges.push(Area { top, left, bottom, right: right.min(COLUMNS - 1) });
            }
        }
        Some(Ok(()))
    }

    /// The text of a comment stands in the record that continues the text object.
    fn comment_text(&mut self, record: Record<'_>) -> Result<(), Refusal> {
        let length = u16_at(record.data, 10).unwrap_or_default();
        let (Some(id), true) = (self.comment.take(), length > 0) else { return Ok(()) };
        let mut data = self.records.continued(&[])?;
        let wide = data.take(1)?[0] & 1 != 0;
        let mut text = String::new();
        data.characters(length.into(), wide, &mut text)?;
        self.comments.insert(id, text);
        Ok(())
    }

    fn shown(&self, style: u16) -> Shown {
        self.globals.styles.get(usize::from(style)).copied().unwrap_or_default()
    }

    fn push(&mut self, data: &[u8], content: CellContent, formula: bool) -> Taken {
        let (row, column) = place(data)?;
        self.place(row, column, content, formula)
    }

    fn place(&mut self, row: u32, column: u16, content: CellContent, formula: bool) -> Taken {
        if column >= COLUMNS {
            return None;
        }
        let spent = self.spend();
        self.sheet.cells.push(Cell { row, column, content, formula });
        Some(spent)
    }

    fn spend(&mut self) -> Result<(), Refusal> {
        *self.left = self.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
        Ok(())
    }
}

/// Row and column at the beginning of a cell record.
fn place(data: &[u8]) -> Option<(u32, u16)> {
    Some((u16_at(data, 0)?.into(), u16_at(data, 2)?))
}

fn flag_or_error(value: u8, error: bool) -> CellContent {
    if error { biff::error(value) } else { CellContent::Flag(value != 0) }
}
