//! OLE compound files ([MS-CFB]): the streams in the root by name. Old Office files are such, and encrypted new ones.
//! Chains of sectors are followed no further than the file is long.

use super::biff::utf16;
use super::bytes::{u8_at, u16_at, u32_at, u64_at};
use super::sheet::Refusal;

/// The first bytes of a compound file.
pub const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const LITTLE_ENDIAN: u16 = 0xFFFE;
/// Sectors of the mini stream have 64 bytes.
const MINI_SHIFT: u16 = 6;
const HEADER_LENGTH: usize = 512;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const NO_ENTRY: u32 = 0xFFFF_FFFF;
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
const ENTRY_LENGTH: usize = 128;
const IS_STREAM: u8 = 2;
/// FAT sectors named in the header itself.
const HEADER_FAT_SECTORS: usize = 109;

/// A compound file, its directory read.
pub struct Compound<'a> {
    bytes: &'a [u8],
    /// Length of a sector as a power of two.
    shift: u32,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// The stream that holds all short streams.
    mini_stream: Vec<u8>,
    /// Streams below this length are in the mini stream.
    mini_cutoff: u64,
    entries: Vec<Entry>,
}

/// The longest file that is taken for one cut off: beyond this the header lies.
const HONEST_LENGTH: u64 = 1 << 30;

/// True if the allocation table that the header names would stand beyond the end: the rest never came.
fn ends_early(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..HEADER_LENGTH) else { return true };
    let known = u16_at(header, 30).filter(|shift| matches!(shift, 9 | 12));
    let (Some(shift), Some(first)) = (known, u32_at(header, 76)) else { return false };
    let to = (u64::from(first) + 2) << shift;
    (bytes.len() as u64..=HONEST_LENGTH).contains(&(to - 1))
}

/// A stream in the root.
struct Entry {
    name: String,
    start: u32,
    length: u64,
}

impl<'a> Compound<'a> {
    /// Reads the allocation tables and the directory.
    ///
    /// # Errors
    /// `Truncated` if the tables lie beyond the end, `Damaged` if they lead nowhere or in circles.
    pub fn open(bytes: &'a [u8]) -> Result<Compound<'a>, Refusal> {
        Compound::try_open(bytes)
            .ok_or_else(|| if ends_early(bytes) { Refusal::Truncated } else { Refusal::Damaged })
    }

    fn try_open(bytes: &'a [u8]) -> Option<Compound<'a>> {
        let shift = u32::from(u16_at(bytes, 30)?);
        let version = u16_at(bytes, 26)?;
        let known = matches!((version, shift), (3, 9) | (4, 12)) && u16_at(bytes, 28)? == LITTLE_ENDIAN;
        if !bytes.starts_with(SIGNATURE) || !known || u16_at(bytes, 32)? != MINI_SHIFT {
            return None;
        }
        let mut compound = Compound {
            bytes,
            shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            mini_cutoff: u64::from(u32_at(bytes, 56)?),
            entries: Vec::new(),
        };
        // Sectors of the FAT, the mini FAT and the list of FAT sectors: no more than there are.
        if [44, 64, 72]
            .iter()
            .any(|at| u32_at(bytes, *at).is_none_or(|count| count as usize > compound.sectors()))
        {
            return None;
        }
        compound.fat = compound.read_fat()?;
        let directory = compound.chain(u32_at(bytes, 48)?)?;
        let mini_fat = u32_at(bytes, 60)?;
        if mini_fat < LAST_SECTOR {
            compound.mini_fat = numbers(&compound.chain(mini_fat)?);
            let root = u32_at(&directory, 116)?;
            if root < LAST_SECTOR {
                compound.mini_stream = compound.chain(root)?;
            }
        }
        compound.entries = root_entries(&directory, shift)?;
        Some(compound)
    }

    /// True if the root has a stream of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The content of a stream in the root.
    ///
    /// # Errors
    /// `Damaged` if its sectors lead nowhere or in circles, or if there is none of that name.
    pub fn stream(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        let entry = entry.ok_or(Refusal::Damaged)?;
        let content = match entry.length {
            0 => Some(Vec::new()),
            length if length < self.mini_cutoff => self.mini_chain(entry.start),
            _ => self.chain(entry.start),
        };
        let mut content = content.ok_or(Refusal::Damaged)?;
        let length = usize::try_from(entry.length).map_err(|_| Refusal::Damaged)?;
        if content.len() < length {
            return Err(Refusal::Damaged);
        }
        content.truncate(length);
        Ok(content)
    }

    /// How many sectors the file can hold.
    fn sectors(&self) -> usize {
        (self.bytes.len() >> self.shift) + 1
    }

    /// A sector; the last one may be cut short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let from = usize::try_from((u64::from(number) + 1) << self.shift).ok()?;
        let rest = self.bytes.get(from..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(1 << self.shift)])
    }

    fn read_fat(&self) -> Option<Vec<u32>> {
        let mut listed = numbers(self.bytes.get(76..HEADER_LENGTH)?);
        let mut next = u32_at(self.bytes, 68)?;
        while next < LAST_SECTOR {
            let mut more = numbers(self.sector(next)?);
            next = more.pop()?;
            listed.append(&mut more);
            if listed.len() > self.sectors() + HEADER_FAT_SECTORS + (1 << self.shift) {
                return None;
            }
        }
        let mut fat = Vec::new();
        for sector in listed.into_iter().filter(|sector| *sector < LAST_SECTOR) {
            // More entries than sectors mean nothing.
            if fat.len() > self.sectors() {
                break;
            }
            // The last sector of a stream may be cut short; of the table every entry is needed.
            fat.extend(numbers(self.sector(sector).filter(|whole| whole.len() == 1 << self.shift)?));
        }
        Some(fat)
    }

    /// The sectors from one on, joined.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut next = start;
        while next != END_OF_CHAIN {
            if content.len() > self.bytes.len() {
                return None;
            }
            content.extend_from_slice(self.sector(next)?);
            next = *self.fat.get(next as usize)?;
        }
        Some(content)
    }

    fn mini_chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut next = start;
        while next != END_OF_CHAIN {
            if content.len() > self.mini_stream.len() {
                return None;
            }
            let from = (next as usize).checked_mul(1 << MINI_SHIFT)?;
            let rest = self.mini_stream.get(from..).filter(|rest| !rest.is_empty())?;
            content.extend_from_slice(&rest[..rest.len().min(1 << MINI_SHIFT)]);
            next = *self.mini_fat.get(next as usize)?;
        }
        Some(content)
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect()
}

/// The entries below the root: a tree of siblings, walked in any order, each once.
fn root_entries(directory: &[u8], shift: u32) -> Option<Vec<Entry>> {
    let count = directory.len() / ENTRY_LENGTH;
    let mut seen = vec![false; count];
    let mut waiting = vec![u32_at(directory, 76)?];
    let mut entries = Vec::new();
    while let Some(index) = waiting.pop() {
        if index == NO_ENTRY {
            continue;
        }
        let index = index as usize;
        if std::mem::replace(seen.get_mut(index)?, true) {
            return None;
        }
        let entry = &directory[index * ENTRY_LENGTH..(index + 1) * ENTRY_LENGTH];
        waiting.push(u32_at(entry, 68)?);
        waiting.push(u32_at(entry, 72)?);
        if u8_at(entry, 66)? != IS_STREAM {
            continue;
        }
        let name_length = usize::from(u16_at(entry, 64)?).checked_sub(2).filter(|length| *length <= 62)?;
        let units = entry[..name_length].as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit));
        let length = u64_at(entry, 120)?;
        entries.push(Entry {
            name: utf16(units),
            start: u32_at(entry, 116)?,
            // In files with short sectors the upper half is not to be trusted.
            length: if shift == 9 { length & 0xFFFF_FFFF } else { length },
        });
    }
    Some(entries)
}
