//! Records of a BIFF stream ([MS-XLS] 2.1.4), and strings that run over several of them.

use crate::paper::biff::utf16;
use crate::paper::bytes::{u16_at, u32_at};
use crate::paper::sheet::Refusal;
use encoding_rs::Encoding;

/// Record types ([MS-XLS] 2.3).
pub mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000A;
    pub const NOTE: u16 = 0x001C;
    pub const DATE_1904: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002F;
    pub const CONTINUE: u16 = 0x003C;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const OBJECT: u16 = 0x005D;
    pub const PALETTE: u16 = 0x0092;
    pub const COLUMN: u16 = 0x007D;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MULTI_RK: u16 = 0x00BD;
    pub const MULTI_BLANK: u16 = 0x00BE;
    pub const VBA_PROJECT: u16 = 0x00D3;
    pub const RICH_LABEL: u16 = 0x00D6;
    pub const EXTENDED_FORMAT: u16 = 0x00E0;
    pub const MERGED_CELLS: u16 = 0x00E5;
    pub const SHARED_STRINGS: u16 = 0x00FC;
    pub const SHARED_LABEL: u16 = 0x00FD;
    pub const SUPPORTING_BOOK: u16 = 0x01AE;
    pub const TEXT_OBJECT: u16 = 0x01B6;
    pub const BLANK: u16 = 0x0201;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOLEAN_OR_ERROR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const BEGIN: u16 = 0x0809;
}

/// One record.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Its type.
    pub kind: u16,
    /// Its data.
    pub data: &'a [u8],
}

/// The records of a stream.
#[derive(Clone)]
pub struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// The records from the beginning of a slice.
    pub fn new(stream: &'a [u8]) -> Records<'a> {
        Records { rest: stream }
    }

    /// The next record.
    ///
    /// # Errors
    /// `Damaged` if the stream ends before it does; every substream ends with a record that says so.
    pub fn record(&mut self) -> Result<Record<'a>, Refusal> {
        let kind = u16_at(self.rest, 0).ok_or(Refusal::Damaged)?;
        let to = 4 + usize::from(u16_at(self.rest, 2).ok_or(Refusal::Damaged)?);
        let data = self.rest.get(4..to).ok_or(Refusal::Damaged)?;
        self.rest = &self.rest[to..];
        Ok(Record { kind, data })
    }

    /// A record and those that continue it, as one text.
    pub fn continued(&mut self, first: &'a [u8]) -> Result<Continued<'a>, Refusal> {
        let mut pieces = vec![first];
        while u16_at(self.rest, 0) == Some(kind::CONTINUE) {
            pieces.push(self.record()?.data);
        }
        pieces.reverse();
        let now = pieces.pop().unwrap_or_default();
        Ok(Continued { now, later: pieces })
    }
}

/// Data of a record and of those that continue it.
pub struct Continued<'a> {
    now: &'a [u8],
    /// What follows, last piece first.
    later: Vec<&'a [u8]>,
}

impl<'a> Continued<'a> {
    /// The next bytes, which no record boundary cuts.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        self.turn()?;
        let (taken, rest) = self.now.split_at_checked(length).ok_or(Refusal::Damaged)?;
        self.now = rest;
        Ok(taken)
    }

    fn skip(&mut self, mut length: usize) -> Result<(), Refusal> {
        while length > 0 {
            self.turn()?;
            let here = length.min(self.now.len());
            self.now = &self.now[here..];
            length -= here;
        }
        Ok(())
    }

    /// A string of the shared table ([MS-XLS] 2.5.293): its formatting runs and phonetic hints are left out.
    pub fn rich_string(&mut self, into: &mut String) -> Result<(), Refusal> {
        let head = self.take(3)?;
        let (characters, flags) = (usize::from(u16_at(head, 0).ok_or(Refusal::Damaged)?), head[2]);
        let runs = if flags & 8 == 0 { 0 } else { usize::from(u16_at(self.take(2)?, 0).unwrap_or(0)) };
        let hints = if flags & 4 == 0 { 0 } else { u32_at(self.take(4)?, 0).unwrap_or(0) as usize };
        self.characters(characters, flags & 1 != 0, into)?;
        self.skip(runs * 4)?;
        self.skip(hints)
    }

    /// Characters of one or two bytes. Where they go on in the next record, it says anew how wide they are.
    pub fn characters(&mut self, mut count: usize, mut wide: bool, into: &mut String) -> Result<(), Refusal> {
        let mut units = Vec::new();
        while count > 0 {
            if self.now.is_empty() {
                self.turn()?;
                let (flags, rest) = self.now.split_first().ok_or(Refusal::Damaged)?;
                wide = flags & 1 != 0;
                self.now = rest;
            }
            let width = 1 + usize::from(wide);
            let here = count.min(self.now.len() / width);
            if here == 0 {
                return Err(Refusal::Damaged);
            }
            let (text, rest) = self.now.split_at(here * width);
            push_units(text, wide, &mut units);
            self.now = rest;
            count -= here;
        }
        into.push_str(&utf16(units));
        Ok(())
    }

    /// Goes to the next piece if this one is used up.
    fn turn(&mut self) -> Result<(), Refusal> {
        while self.now.is_empty() {
            self.now = self.later.pop().ok_or(Refusal::Damaged)?;
        }
        Ok(())
    }
}

fn push_units(text: &[u8], wide: bool, units: &mut Vec<u16>) {
    if wide {
        units.extend(text.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)));
    } else {
        units.extend(text.iter().map(|byte| u16::from(*byte)));
    }
}

/// How strings are written in a stream.
#[derive(Clone, Copy)]
pub enum Strings {
    /// Unicode, one or two bytes a character (BIFF8).
    Unicode,
    /// In a code page (BIFF5).
    CodePage(&'static Encoding),
}

impl Strings {
    /// A string whose length stands before it in one or two bytes.
    pub fn read(self, data: &[u8], wide_length: bool) -> Option<String> {
        let (length, rest) = if wide_length {
            (usize::from(u16_at(data, 0)?), &data[2..])
        } else {
            (usize::from(*data.first()?), &data[1..])
        };
        match self {
            Strings::CodePage(encoding) => {
                Some(encoding.decode_without_bom_handling(rest.get(..length)?).0.into_owned())
            }
            Strings::Unicode => {
                let (flags, text) = rest.split_first()?;
                let wide = flags & 1 != 0;
                let mut units = Vec::with_capacity(length);
                push_units(text.get(..length << u8::from(wide))?, wide, &mut units);
                Some(utf16(units))
            }
        }
    }
}

/// The encoding of a code page; Windows Latin if it is not known.
pub fn code_page(number: u16) -> &'static Encoding {
    match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        _ => encoding_rs::WINDOWS_1252,
    }
}
