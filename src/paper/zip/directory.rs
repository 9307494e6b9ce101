//! The central directory of a zip, read by ourselves so that nothing in it is overlooked: doubled names, entries that
//! overlap, encryption, sizes that lie. It says where the entries are; `inflate.rs` opens them.

use crate::paper::bytes::{u16_at, u32_at, u64_at};
use crate::paper::sheet::{Limits, Refusal};

const END: &[u8; 4] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const END_64: &[u8; 4] = b"PK\x06\x06";
const END_64_LOCATOR: &[u8; 4] = b"PK\x06\x07";
const END_64_LOCATOR_LENGTH: usize = 20;
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const CENTRAL_LENGTH: usize = 46;
const LOCAL: &[u8; 4] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;
/// Values of 32-bit fields whose true value stands in a zip64 field.
const SEE_64: u64 = 0xFFFF_FFFF;

/// Bit 0 of the flags: the entry is encrypted.
const FLAG_ENCRYPTED: u16 = 1;
/// Bit 11 of the flags: the name is UTF-8.
const FLAG_UTF8: u16 = 1 << 11;

/// One entry, as the central directory tells it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The name as stored, in whatever encoding.
    pub name: &'a [u8],
    /// True if the name is said to be UTF-8.
    pub utf8: bool,
    /// The extra field of the central directory.
    pub extra: &'a [u8],
    /// 0 stored, 8 deflated; others are not read.
    pub method: u16,
    /// The CRC-32 of the content.
    pub crc: u32,
    /// The packed content.
    pub packed: &'a [u8],
    /// The size of the content, as declared.
    pub size: u64,
}

/// The entries of a zip in the order of its central directory.
///
/// # Errors
/// `Truncated` if the end of the zip is not there, `Damaged` if the directory cannot be read, `Encrypted` if an entry is, `TooLarge` beyond `limits.entries`,
/// `Suspicious` if entries overlap or a local header tells another name.
pub fn entries<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Vec<Entry<'a>>, Refusal> {
    let end = find_end(bytes).ok_or_else(|| {
        let tail = &bytes[bytes.len().saturating_sub(END_LENGTH + usize::from(u16::MAX))..];
        // A zip is written from front to back: without an end record the rest never came.
        let begun = memchr::memmem::rfind(tail, END).is_some_and(|at| at + END_LENGTH <= tail.len());
        if begun { Refusal::Damaged } else { Refusal::Truncated }
    })?;
    if end.count > limits.entries as u64 {
        return Err(Refusal::TooLarge);
    }
    let mut directory = bytes
        .get(usize::try_from(end.offset).map_err(|_| Refusal::Damaged)?..end.before)
        .ok_or(Refusal::Damaged)?;
    let before = &bytes[..end.before - directory.len()];
    let mut entries = Vec::with_capacity(usize::try_from(end.count).map_err(|_| Refusal::Damaged)?);
    let mut spans = Vec::with_capacity(entries.capacity());
    for _ in 0..end.count {
        let (record, rest) = central_record(directory).ok_or(Refusal::Damaged)?;
        directory = rest;
        if record.flags & FLAG_ENCRYPTED != 0 {
            return Err(Refusal::Encrypted);
        }
        let (entry, span, local_name) = open_local(before, &record).ok_or(Refusal::Damaged)?;
        if local_name != entry.name {
            return Err(Refusal::Suspicious);
        }
        spans.push(span);
        entries.push(entry);
    }
    if directory.starts_with(CENTRAL) {
        return Err(Refusal::Damaged);
    }
    refuse_overlaps(spans)?;
    Ok(entries)
}

/// What the end record says.
struct End {
    /// Entries in the directory.
    count: u64,
    /// Where the directory begins.
    offset: u64,
    /// Where it must have ended.
    before: usize,
}

fn find_end(bytes: &[u8]) -> Option<End> {
    let from = bytes.len().saturating_sub(END_LENGTH + usize::from(u16::MAX));
    let candidates = || {
        memchr::memmem::rfind_iter(&bytes[from..], END)
            .map(|at| from + at)
            .filter_map(|at| Some((at, at + END_LENGTH + usize::from(u16_at(bytes, at + 20)?))))
    };
    // A comment may hold what looks like an end record: the one that ends with the file goes first.
    let (at, _) = candidates()
        .find(|(_, to)| *to == bytes.len())
        .or_else(|| candidates().find(|(_, to)| *to < bytes.len()))?;
    let narrow = End {
        count: u64::from(u16_at(bytes, at + 10)?),
        offset: u64::from(u32_at(bytes, at + 16)?),
        before: at,
    };
    let has_locator = at
        .checked_sub(END_64_LOCATOR_LENGTH)
        .is_some_and(|locator| bytes[locator..].starts_with(END_64_LOCATOR));
    let is_narrow = narrow.count != 0xFFFF && narrow.offset != SEE_64;
    if is_narrow || !has_locator { Some(narrow) } else { find_end_64(bytes, at - END_64_LOCATOR_LENGTH) }
}

/// The zip64 end record that a locator points to.
fn find_end_64(bytes: &[u8], locator: usize) -> Option<End> {
    let at = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
    let record = bytes.get(..locator)?.get(at..)?;
    if !record.starts_with(END_64) {
        return None;
    }
    Some(End { count: u64_at(record, 32)?, offset: u64_at(record, 48)?, before: at })
}

/// A record of the central directory, not yet checked.
struct Record<'a> {
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    name: &'a [u8],
    extra: &'a [u8],
    offset: u64,
}

fn central_record(directory: &[u8]) -> Option<(Record<'_>, &[u8])> {
    if !directory.starts_with(CENTRAL) {
        return None;
    }
    let name_to = CENTRAL_LENGTH + usize::from(u16_at(directory, 28)?);
    let extra_to = name_to + usize::from(u16_at(directory, 30)?);
    let (stored, rest) = directory.split_at_checked(extra_to + usize::from(u16_at(directory, 32)?))?;
    let mut record = Record {
        flags: u16_at(stored, 8)?,
        method: u16_at(stored, 10)?,
        crc: u32_at(stored, 16)?,
        packed: u64::from(u32_at(stored, 20)?),
        size: u64::from(u32_at(stored, 24)?),
        name: stored.get(CENTRAL_LENGTH..name_to)?,
        extra: stored.get(name_to..extra_to)?,
        offset: u64::from(u32_at(stored, 42)?),
    };
    widen(&mut record)?;
    Some((record, rest))
}

/// Takes the 64-bit values of the zip64 field, for those that do not fit 32 bits.
fn widen(record: &mut Record<'_>) -> Option<()> {
    let mut wide = extra_field(record.extra, 0x0001).unwrap_or_default();
    for value in [&mut record.size, &mut record.packed, &mut record.offset] {
        if *value == SEE_64 && !wide.is_empty() {
            *value = u64_at(wide, 0)?;
            wide = &wide[8..];
        }
    }
    Some(())
}

/// The data of one field of an extra field.
pub fn extra_field(mut extra: &[u8], id: u16) -> Option<&[u8]> {
    loop {
        let data = extra.get(4..)?.get(..usize::from(u16_at(extra, 2)?))?;
        if u16_at(extra, 0)? == id {
            return Some(data);
        }
        extra = &extra[4 + data.len()..];
    }
}

/// Finds the packed content by the local header, before the directory. Gives the entry and the bytes that it takes up.
fn open_local<'a>(bytes: &'a [u8], record: &Record<'a>) -> Option<(Entry<'a>, (usize, usize), &'a [u8])> {
    let from = usize::try_from(record.offset).ok()?;
    let header = bytes.get(from..).filter(|rest| rest.starts_with(LOCAL))?;
    let name_to = LOCAL_LENGTH + usize::from(u16_at(header, 26)?);
    let content_from = name_to + usize::from(u16_at(header, 28)?);
    let packed = header.get(content_from..)?.get(..usize::try_from(record.packed).ok()?)?;
    let entry = Entry {
        name: record.name,
        utf8: record.flags & FLAG_UTF8 != 0,
        extra: record.extra,
        method: record.method,
        crc: record.crc,
        packed,
        size: record.size,
    };
    Some((entry, (from, from + content_from + packed.len()), header.get(LOCAL_LENGTH..name_to)?))
}

/// No byte may belong to two entries: such files are built to blow up.
fn refuse_overlaps(mut spans: Vec<(usize, usize)>) -> Result<(), Refusal> {
    spans.sort_unstable();
    let apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    if apart { Ok(()) } else { Err(Refusal::Suspicious) }
}
