//! Records of a binary part ([MS-XLSB] 2.1.4).

use crate::paper::biff::utf16;
use crate::paper::bytes::u32_at;
use crate::paper::sheet::Refusal;

/// Record types ([MS-XLSB] 2.3.2).
pub mod kind {
    pub const ROW: u16 = 0;
    pub const CELL_RK: u16 = 2;
    pub const CELL_ERROR: u16 = 3;
    pub const CELL_FLAG: u16 = 4;
    pub const CELL_REAL: u16 = 5;
    pub const CELL_STRING: u16 = 6;
    pub const CELL_SHARED: u16 = 7;
    pub const FORMULA_STRING: u16 = 8;
    pub const FORMULA_NUMBER: u16 = 9;
    pub const FORMULA_FLAG: u16 = 10;
    pub const FORMULA_ERROR: u16 = 11;
    pub const SHARED_ITEM: u16 = 19;
    pub const FORMAT: u16 = 44;
    pub const STYLE: u16 = 47;
    pub const COLUMN: u16 = 60;
    pub const CELL_RICH: u16 = 62;
    pub const END_SHEET: u16 = 130;
    pub const END_BOOK: u16 = 132;
    pub const WORKBOOK_PROPERTIES: u16 = 153;
    pub const BUNDLE_SHEET: u16 = 156;
    pub const END_SHARED: u16 = 160;
    pub const MERGED_CELL: u16 = 176;
    pub const END_STYLES: u16 = 279;
    pub const EXTERNAL_BOOK: u16 = 355;
    pub const BEGIN_CELL_STYLES: u16 = 617;
    pub const END_CELL_STYLES: u16 = 618;
}

/// The records of a part.
pub struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// The records from the beginning of a part.
    pub fn new(part: &'a [u8]) -> Records<'a> {
        Records { rest: part }
    }

    /// Type and data of the next record.
    ///
    /// # Errors
    /// `Damaged` if the part ends before it does; every part ends with a record that says so.
    pub fn record(&mut self) -> Result<(u16, &'a [u8]), Refusal> {
        let kind = self.variable(2).and_then(|kind| u16::try_from(kind).ok()).ok_or(Refusal::Damaged)?;
        let length = self.variable(4).ok_or(Refusal::Damaged)?;
        let (data, rest) = self.rest.split_at_checked(length as usize).ok_or(Refusal::Damaged)?;
        self.rest = rest;
        Ok((kind, data))
    }

    /// A number in groups of seven bits, the lowest first; the highest bit says that more follow.
    fn variable(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for group in 0..most {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7F) << (7 * group);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

/// A string with its length before it ([MS-XLSB] 2.5.168), and what follows.
pub fn wide_string(data: &[u8]) -> Option<(String, &[u8])> {
    let length = (u32_at(data, 0)? as usize).checked_mul(2)?;
    let (text, rest) = data.get(4..)?.split_at_checked(length)?;
    Some((utf16(text.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit))), rest))
}
