//! Makers of small files for tests: zips that may lie, packages, compound files.

use libdeflater::{CompressionLvl, Compressor};

/// One entry of a zip to be made; what is not set is told truly.
#[derive(Clone, Default)]
pub struct Part {
    pub name: Vec<u8>,
    pub content: Vec<u8>,
    pub flags: u16,
    pub method: Option<u16>,
    pub crc: Option<u32>,
    pub size: Option<u32>,
    pub packed: Option<Vec<u8>>,
    pub offset: Option<u32>,
    pub extra: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
}

impl Part {
    pub fn new(name: &str, content: impl Into<Vec<u8>>) -> Part {
        Part { name: name.into(), content: content.into(), ..Part::default() }
    }
}

pub fn deflate(content: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut packed = vec![0; compressor.deflate_compress_bound(content.len())];
    let length = compressor.deflate_compress(content, &mut packed).unwrap();
    packed.truncate(length);
    packed
}

/// A zip of parts in order.
pub fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let offset = part.offset.unwrap_or(bytes.len() as u32);
        let method = part.method.unwrap_or(8);
        let packed = part.packed.clone().unwrap_or_else(|| match method {
            8 => deflate(&part.content),
            _ => part.content.clone(),
        });
        let local_name = part.local_name.as_ref().unwrap_or(&part.name);
        let mut head = Vec::new();
        head.extend(20u16.to_le_bytes());
        head.extend(part.flags.to_le_bytes());
        head.extend(method.to_le_bytes());
        head.extend([0; 4]);
        head.extend(part.crc.unwrap_or_else(|| libdeflater::crc32(&part.content)).to_le_bytes());
        head.extend((packed.len() as u32).to_le_bytes());
        head.extend(part.size.unwrap_or(part.content.len() as u32).to_le_bytes());
        if part.offset.is_none() {
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&head);
            bytes.extend((local_name.len() as u16).to_le_bytes());
            bytes.extend([0; 2]);
            bytes.extend(local_name);
            bytes.extend(&packed);
        }
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend((part.name.len() as u16).to_le_bytes());
        directory.extend((part.extra.len() as u16).to_le_bytes());
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(&part.name);
        directory.extend(&part.extra);
    }
    let offset = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([(parts.len() as u16).to_le_bytes(); 2].concat());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(offset.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// The relationships part that makes `target` the main part.
pub fn root_relationships(target: &str) -> Part {
    Part::new("_rels/.rels", relationships(&[("rId1", "officeDocument", target)]))
}

/// A relationships part: id, last step of the type, target.
pub fn relationships(list: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    format!("<Relationships>{}</Relationships>", list.iter().map(one).collect::<String>())
}

/// A compound file with streams in its root. Streams are made long enough not to need a mini stream.
pub fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    const SECTOR: usize = 512;
    let (mut fat, mut sectors, mut starts) = (vec![], vec![], vec![]);
    for (_, content) in streams {
        let mut content = content.clone();
        content.resize(content.len().max(4096).next_multiple_of(SECTOR), 0);
        let count = content.len() / SECTOR;
        starts.push((fat.len() as u32, content.len() as u64));
        fat.extend((1..count as u32).map(|step| starts[starts.len() - 1].0 + step));
        fat.push(0xFFFF_FFFE);
        sectors.extend(content);
    }
    let directory_start = fat.len() as u32;
    let mut directory = entry("Root Entry", 5, (0xFFFF_FFFE, 0), 1, 0xFFFF_FFFF);
    for (index, ((name, _), start)) in streams.iter().zip(starts).enumerate() {
        let next = if index + 1 == streams.len() { 0xFFFF_FFFF } else { index as u32 + 2 };
        directory.extend(entry(name, 2, start, 0xFFFF_FFFF, next));
    }
    directory.resize(directory.len().next_multiple_of(SECTOR), 0);
    let count = directory.len() / SECTOR;
    fat.extend((1..count as u32).map(|step| directory_start + step));
    fat.push(0xFFFF_FFFE);
    sectors.extend(directory);
    let fat_start = fat.len();
    let fat_sectors = (fat_start + 1).div_ceil(SECTOR / 4 - 1);
    fat.extend(vec![0xFFFF_FFFD; fat_sectors]);
    fat.resize(fat_sectors * (SECTOR / 4), 0xFFFF_FFFF);
    let mut header = vec![0; SECTOR];
    header[..8].copy_from_slice(super::compound::SIGNATURE);
    header[26..34].copy_from_slice(&[3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    header[44..48].copy_from_slice(&(fat_sectors as u32).to_le_bytes());
    header[48..52].copy_from_slice(&directory_start.to_le_bytes());
    header[56..60].copy_from_slice(&4096u32.to_le_bytes());
    header[60..64].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    header[68..72].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    header[76..].fill(0xFF);
    for index in 0..fat_sectors {
        let number = (fat_start + index) as u32;
        header[76 + 4 * index..80 + 4 * index].copy_from_slice(&number.to_le_bytes());
    }
    header.extend(sectors);
    header.extend(fat.into_iter().flat_map(u32::to_le_bytes));
    header
}

fn entry(name: &str, kind: u8, (start, length): (u32, u64), child: u32, next: u32) -> Vec<u8> {
    let mut entry = vec![0; 128];
    let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry[..units.len()].copy_from_slice(&units);
    entry[64..66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
    entry[66] = kind;
    entry[68..72].copy_from_slice(&0xFFFF_FFFFu32.to_le_bytes());
    entry[72..76].copy_from_slice(&next.to_le_bytes());
    let child = if kind == 5 { child } else { 0xFFFF_FFFF };
    entry[76..80].copy_from_slice(&child.to_le_bytes());
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..128].copy_from_slice(&length.to_le_bytes());
    entry
}
