//! The parts of a binary workbook that cells of all sheets refer to.

use super::record::{Records, kind, wide_string};
use crate::paper::bytes::{u16_at, u32_at};
use crate::paper::format::{Shown, builtin, custom};
use crate::paper::sheet::Refusal;
use std::collections::BTreeMap;

/// What the workbook part says.
#[derive(Default)]
pub struct Workbook {
    /// Sheets in order, of whatever kind.
    pub sheets: Vec<SheetEntry>,
    /// True if day 0 is 1904-01-01.
    pub epoch_1904: bool,
    /// True if formulas refer to other files.
    pub external: bool,
}

/// One sheet as the workbook names it.
pub struct SheetEntry {
    /// Its name.
    pub name: String,
    /// Hidden or very hidden.
    pub hidden: bool,
    /// The id of the relationship to its part.
    pub relationship: String,
}

/// Reads the workbook part ([MS-XLSB] 2.1.7.61).
///
/// # Errors
/// `Damaged` if it cannot be read, `TooLarge` for more than `most` sheets.
pub fn workbook(part: &[u8], most: usize) -> Result<Workbook, Refusal> {
    let mut records = Records::new(part);
    let mut workbook = Workbook::default();
    loop {
        let (kind, data) = records.record()?;
        match kind {
            kind::END_BOOK => return Ok(workbook),
            kind::WORKBOOK_PROPERTIES => {
                workbook.epoch_1904 = u32_at(data, 0).ok_or(Refusal::Damaged)? & 1 != 0;
            }
            kind::EXTERNAL_BOOK => workbook.external = true,
            kind::BUNDLE_SHEET if workbook.sheets.len() == most => return Err(Refusal::TooLarge),
            kind::BUNDLE_SHEET => workbook.sheets.push(bundle_sheet(data).ok_or(Refusal::Damaged)?),
            _ => {}
        }
    }
}

fn bundle_sheet(data: &[u8]) -> Option<SheetEntry> {
    let hidden = u32_at(data, 0)? != 0;
    let (relationship, rest) = wide_string(data.get(8..)?)?;
    let (name, _) = wide_string(rest)?;
    Some(SheetEntry { name, hidden, relationship })
}

/// Reads the shared strings part ([MS-XLSB] 2.1.7.45).
///
/// # Errors
/// `Damaged` if it cannot be read, `TooLarge` for more than `most` strings.
pub fn shared_strings(part: &[u8], most: usize) -> Result<Vec<Box<str>>, Refusal> {
    let mut records = Records::new(part);
    let mut strings = Vec::new();
    loop {
        let (kind, data) = records.record()?;
        match kind {
            kind::END_SHARED => return Ok(strings),
            kind::SHARED_ITEM if strings.len() == most => return Err(Refusal::TooLarge),
            kind::SHARED_ITEM => {
                let text = data.get(1..).and_then(wide_string).ok_or(Refusal::Damaged)?.0;
                strings.push(text.into());
            }
            _ => {}
        }
    }
}

/// Reads the styles part ([MS-XLSB] 2.1.7.50): what each cell style makes of a number.
///
/// # Errors
/// `Damaged` if it cannot be read.
pub fn styles(part: &[u8]) -> Result<Vec<Shown>, Refusal> {
    let mut records = Records::new(part);
    let mut customs = BTreeMap::new();
    let mut shown = Vec::new();
    let mut in_cells = false;
    loop {
        let (kind, data) = records.record()?;
        match kind {
            kind::END_STYLES => return Ok(shown),
            kind::BEGIN_CELL_STYLES => in_cells = true,
            kind::END_CELL_STYLES => in_cells = false,
            kind::FORMAT => {
                let id = u16_at(data, 0).ok_or(Refusal::Damaged)?;
                let code = data.get(2..).and_then(wide_string).ok_or(Refusal::Damaged)?.0;
                customs.insert(id, custom(&code));
            }
            kind::STYLE if in_cells => {
                let id = u16_at(data, 2).ok_or(Refusal::Damaged)?;
                shown.push(customs.get(&id).copied().unwrap_or_else(|| builtin(id.into())));
            }
            _ => {}
        }
    }
}
