//! A Word file as a zip of parts: read once with bounds, written many times with the same bytes for the same parts.
//! Static parts are packed once and copied; the order is by name and the time is fixed (FORMS.md 11).

use crate::model::Saying;
use libdeflater::{CompressionLvl, Compressor, crc32};
use std::cell::RefCell;
use std::io::{Cursor, Read};

/// More parts or bytes than any honest template has.
const MOST_PARTS: usize = 500;
const MOST_BYTES: u64 = 64 << 20;

/// Filled parts below this size are stored: setting up the compressor costs more than it saves.
const STORED_BELOW: usize = 2048;

/// A part, packed.
#[derive(Clone, Debug)]
pub struct Packed {
    name: String,
    method: u16,
    checksum: u32,
    size: u32,
    data: Vec<u8>,
}

impl Packed {
    /// Packs a part.
    pub fn new(name: &str, bytes: &[u8]) -> Packed {
        const DEFLATE: u16 = 8;
        Packed::with(name, bytes, DEFLATE, deflate(bytes))
    }

    /// Packs a part that is written once: a small one is stored.
    pub fn quickly(name: &str, bytes: &[u8]) -> Packed {
        const STORE: u16 = 0;
        if bytes.len() < STORED_BELOW {
            Packed::with(name, bytes, STORE, bytes.to_vec())
        } else {
            Packed::new(name, bytes)
        }
    }

    fn with(name: &str, bytes: &[u8], method: u16, data: Vec<u8>) -> Packed {
        let size = u32::try_from(bytes.len()).expect("a part of a notice is far below 4 GiB");
        Packed { name: name.to_owned(), method, checksum: crc32(bytes), size, data }
    }

    /// The fields that the local header and the central directory share.
    fn fields(&self, out: &mut Vec<u8>) {
        const VERSION: u16 = 20;
        const UTF8_NAMES: u16 = 1 << 11;
        const MIDNIGHT: u16 = 0;
        const FIRST_OF_1980: u16 = 0x21;
        for number in [VERSION, UTF8_NAMES, self.method, MIDNIGHT, FIRST_OF_1980] {
            out.extend(number.to_le_bytes());
        }
        out.extend(self.checksum.to_le_bytes());
        out.extend(length(&self.data).to_le_bytes());
        out.extend(self.size.to_le_bytes());
        out.extend(u16::try_from(self.name.len()).unwrap_or(u16::MAX).to_le_bytes());
        out.extend(0u16.to_le_bytes());
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        static COMPRESSOR: RefCell<Compressor> =
            RefCell::new(Compressor::new(CompressionLvl::new(6).expect("6 is a level of deflate")));
    }
    COMPRESSOR.with_borrow_mut(|compressor| {
        let mut data = vec![0; compressor.deflate_compress_bound(bytes.len())];
        let length =
            compressor.deflate_compress(bytes, &mut data).expect("the bound is enough for the input");
        data.truncate(length);
        data
    })
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a notice is far below 4 GiB")
}

/// Writes the parts, which are in order of their names, as one zip.
pub fn write(parts: &[&Packed]) -> Vec<u8> {
    let room: usize = parts.iter().map(|part| part.data.len() + 2 * part.name.len() + 80).sum();
    let mut out = Vec::with_capacity(room + 22);
    let mut directory = Vec::with_capacity(parts.len() * 80);
    for part in parts {
        let offset = length(&out);
        out.extend(b"PK\x03\x04");
        part.fields(&mut out);
        out.extend(part.name.as_bytes());
        out.extend(&part.data);
        directory.extend(b"PK\x01\x02\x14\x00");
        part.fields(&mut directory);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let (count, start) = (u16::try_from(parts.len()).unwrap_or(u16::MAX), length(&out));
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length(&directory).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0u16.to_le_bytes());
    out
}

/// Reads all parts, in order of their names. An `Err` says why it cannot be.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Saying> {
    let no_zip = |why: String| Saying::new("damaged.zip").with("why", why);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| no_zip(error.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(Saying::new("damaged.parts").with("count", archive.len()));
    }
    let mut parts = Vec::with_capacity(archive.len());
    let mut room = MOST_BYTES;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| no_zip(error.to_string()))?;
        let name = file.name().map_err(|error| no_zip(error.to_string()))?.into_owned();
        if file.is_dir() {
            continue;
        }
        let mut content = Vec::new();
        file.take(room + 1).read_to_end(&mut content).map_err(|error| no_zip(error.to_string()))?;
        room = room.checked_sub(content.len() as u64).ok_or(Saying::new("damaged.large"))?;
        parts.push((name, content));
    }
    parts.sort();
    if parts.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(Saying::new("damaged.twice"));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back_and_is_always_the_same_bytes() {
        let parts: Vec<(String, Vec<u8>)> = vec![
            ("[Content_Types].xml".into(), b"<Types/>".to_vec()),
            ("word/文.xml".into(), "责任追究".repeat(1000).into_bytes()),
            ("word/空.xml".into(), Vec::new()),
        ];
        let pack = || -> Vec<Packed> { parts.iter().map(|(name, bytes)| Packed::new(name, bytes)).collect() };
        let (first, second) = (pack(), pack());
        let bytes = write(&first.iter().collect::<Vec<_>>());
        assert_eq!(read(&bytes).unwrap(), parts);
        assert_eq!(bytes, write(&second.iter().collect::<Vec<_>>()));
        let quick: Vec<Packed> = parts.iter().map(|(name, bytes)| Packed::quickly(name, bytes)).collect();
        assert_eq!(read(&write(&quick.iter().collect::<Vec<_>>())).unwrap(), parts);
    }

    #[test]
    fn what_is_no_package_is_refused() {
        assert!(read(b"PK\x03\x04").is_err());
        assert!(read(b"").is_err());
    }
}
