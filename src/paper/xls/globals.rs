//! The workbook globals of a BIFF stream ([MS-XLS] 2.1.7.20.3): sheets, styles, shared strings.

use super::record::{Continued, Records, Strings, code_page, kind};
use crate::paper::bytes::{u8_at, u16_at, u32_at};
use crate::paper::format::{Shown, builtin, custom};
use crate::paper::number::EPOCH_1904;
use crate::paper::sheet::{Limits, Refusal};
use std::collections::BTreeMap;

/// What the cells of all sheets refer to.
pub struct Globals {
    /// Sheets in order, of whatever kind.
    pub sheets: Vec<SheetEntry>,
    /// How strings are written.
    pub strings: Strings,
    /// What each cell style makes of a number.
    pub styles: Vec<Shown>,
    /// Shared strings.
    pub shared: Vec<Box<str>>,
    /// The serial of day 0, counted from 1899-12-30.
    pub epoch: f64,
    /// True if there is a VBA project.
    pub macros: bool,
    /// True if formulas refer to other files.
    pub external: bool,
}

/// One sheet as the globals name it.
pub struct SheetEntry {
    /// Its name.
    pub name: String,
    /// Hidden or very hidden.
    pub hidden: bool,
    /// Where its substream begins.
    pub offset: usize,
    /// 0 for a worksheet, 1 for a macro sheet; others hold no cells.
    pub kind: u8,
}

/// BIFF8, and BIFF5 before it.
const VERSION_8: u16 = 0x0600;
const VERSION_5: u16 = 0x0500;

impl Globals {
    /// Reads the globals at the beginning of a stream.
    ///
    /// # Errors
    /// `Encrypted` if the stream is, `UnknownFormat` before BIFF5, `Damaged` or `TooLarge`.
    pub fn read(stream: &[u8], limits: &Limits) -> Result<Globals, Refusal> {
        let mut records = Records::new(stream);
        let begin = records.record()?;
        let strings = match (begin.kind, u16_at(begin.data, 0)) {
            (kind::BEGIN, Some(VERSION_8)) => Strings::Unicode,
            (kind::BEGIN, Some(VERSION_5)) => Strings::CodePage(encoding_rs::WINDOWS_1252),
            _ => return Err(Refusal::UnknownFormat),
        };
        let mut globals = Globals {
            sheets: Vec::new(),
            strings,
            styles: Vec::new(),
            shared: Vec::new(),
            epoch: 0.0,
            macros: false,
            external: false,
        };
        let (mut formats, mut style_formats) = (BTreeMap::new(), Vec::new());
        loop {
            let record = records.record()?;
            match record.kind {
                kind::EOF => break,
                kind::FILE_PASS => return Err(Refusal::Encrypted),
                kind::SHARED_STRINGS => {
                    globals.shared = shared_strings(records.continued(record.data)?, limits.cells)?;
                }
                _ => globals
                    .take(record.kind, record.data, &mut formats, &mut style_formats)
                    .ok_or(Refusal::Damaged)?,
            }
        }
        if globals.sheets.len() > limits.entries {
            return Err(Refusal::TooLarge);
        }
        let shown = |id: u16| formats.get(&id).copied().unwrap_or_else(|| builtin(id.into()));
        globals.styles = style_formats.into_iter().map(shown).collect();
        Ok(globals)
    }

    fn take(
        &mut self,
        kind: u16,
        data: &[u8],
        formats: &mut BTreeMap<u16, Shown>,
        style_formats: &mut Vec<u16>,
    ) -> Option<()> {
        match kind {
            kind::CODE_PAGE => {
                if let Strings::CodePage(encoding) = &mut self.strings {
                    *encoding = code_page(u16_at(data, 0)?);
                }
            }
            kind::DATE_1904 if u16_at(data, 0)? == 1 => self.epoch = EPOCH_1904,
            kind::BOUND_SHEET => self.sheets.push(SheetEntry {
                offset: u32_at(data, 0)? as usize,
                hidden: u8_at(data, 4)? & 3 != 0,
                kind: u8_at(data, 5)?,
                name: self.strings.read(data.get(6..)?, false)?,
            }),
            kind::FORMAT => {
                let wide_length = matches!(self.strings, Strings::Unicode);
                let code = self.strings.read(data.get(2..)?, wide_length)?;
                formats.insert(u16_at(data, 0)?, custom(&code));
            }
            kind::EXTENDED_FORMAT => style_formats.push(u16_at(data, 2)?),
            kind::VBA_PROJECT => self.macros = true,
            // 0x0401 is the workbook itself, 0x3A01 stands for add-in functions.
            kind::SUPPORTING_BOOK => self.external |= !matches!(u16_at(data, 2)?, 0x0401 | 0x3A01),
            _ => {}
        }
        Some(())
    }
}

/// The shared string table; its counts are not believed.
fn shared_strings(mut data: Continued<'_>, most: usize) -> Result<Vec<Box<str>>, Refusal> {
    let head = data.take(8)?;
    let count = u32_at(head, 4).ok_or(Refusal::Damaged)? as usize;
    if count > most {
        return Err(Refusal::TooLarge);
    }
    let mut shared = Vec::new();
    let mut text = String::new();
    for _ in 0..count {
        text.clear();
        data.rich_string(&mut text)?;
        shared.push(text.as_str().into());
    }
    Ok(shared)
}
