//! Opens entries of a zip, within bounds: a size is believed only after it was checked against the limits, and the
//! content must have just that size and the CRC that the directory tells.

use super::directory::Entry;
use crate::paper::sheet::{Limits, Refusal};
use libdeflater::Decompressor;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Parts up to this size may be packed as well as they like: lists of one repeated row are honest, and cheap to read.
const RATIO_GRACE: u64 = 32 << 20;

/// Opens entries one by one and counts what they cost.
pub struct Inflater<'l> {
    limits: &'l Limits,
    spent: u64,
    decompressor: Decompressor,
}

impl<'l> Inflater<'l> {
    /// An inflater that has spent nothing yet.
    pub fn new(limits: &'l Limits) -> Inflater<'l> {
        Inflater { limits, spent: 0, decompressor: Decompressor::new() }
    }

    /// The content of an entry.
    ///
    /// # Errors
    /// `TooLarge` beyond the limits of size, sum or ratio; `ForeignArchive` for a method other than stored and
    /// deflated; `Damaged` if size or CRC is not as declared.
    pub fn inflate(&mut self, entry: &Entry<'_>) -> Result<Vec<u8>, Refusal> {
        let packed = entry.packed.len() as u64;
        self.spent = self.spent.saturating_add(entry.size);
        if entry.size > self.limits.part_bytes as u64
            || self.spent > self.limits.total_bytes as u64
            || (entry.size > RATIO_GRACE && entry.size / packed.max(1) > self.limits.ratio as u64)
        {
            return Err(Refusal::TooLarge);
        }
        let size = usize::try_from(entry.size).map_err(|_| Refusal::TooLarge)?;
        let content = match entry.method {
            STORED if entry.packed.len() == size => entry.packed.to_vec(),
            DEFLATED => {
                let mut content = vec![0; size];
                match self.decompressor.deflate_decompress(entry.packed, &mut content) {
                    Ok(written) if written == size => content,
                    _ => return Err(Refusal::Damaged),
                }
            }
            STORED => return Err(Refusal::Damaged),
            _ => return Err(Refusal::ForeignArchive),
        };
        if libdeflater::crc32(&content) == entry.crc { Ok(content) } else { Err(Refusal::Damaged) }
    }
}
