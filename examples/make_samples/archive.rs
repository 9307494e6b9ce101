//! Zip archives with the same bytes everywhere: fixed times, one compressor, names as the packing program wrote them.

use super::schema_order;
use encoding_rs::GBK;
use libdeflater::{CompressionLvl, Compressor, crc32};
use std::io::Read;

/// 1 January 2014 in the format of MS-DOS.
const DAY: u16 = ((2014 - 1980) << 9) | (1 << 5) | 1;

/// In which encoding names stand in the archive.
#[derive(Clone, Copy, PartialEq)]
pub enum Names {
    /// With the mark that says so (bit 11).
    Utf8,
    /// As Chinese Windows wrote them, with no mark.
    Gbk,
}

/// An archive of files.
pub fn packed(files: &[(String, Vec<u8>)], names: Names) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let (name, flags): (Vec<u8>, u16) = match names {
            Names::Utf8 => (name.as_bytes().to_vec(), if name.is_ascii() { 0 } else { 1 << 11 }),
            Names::Gbk => (GBK.encode(name).0.into_owned(), 0),
        };
        let offset = size(archive.len());
        let body = deflated(bytes);
        let mut entry = Vec::new();
        for field in [20u16, flags, 8, 0, DAY] {
            entry.extend(field.to_le_bytes());
        }
        for field in [crc32(bytes), size(body.len()), size(bytes.len())] {
            entry.extend(field.to_le_bytes());
        }
        entry.extend(u16::try_from(name.len()).expect("a short name").to_le_bytes());
        entry.extend(0u16.to_le_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&entry);
        archive.extend(&name);
        archive.extend(&body);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&entry);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(&name);
    }
    let count = u16::try_from(files.len()).expect("a small archive").to_le_bytes();
    let (start, length) = (size(archive.len()), size(directory.len()));
    archive.append(&mut directory);
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    archive.extend(count);
    archive.extend(count);
    archive.extend(length.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// The same document or workbook, packed by this file instead of by the library that wrote it, whose compressor may
/// differ from machine to machine; without some parts and without any mention of them.
pub fn repacked(bytes: &[u8], without: &[&str]) -> Vec<u8> {
    let dropped = |text: &str| without.iter().any(|part| text.contains(part));
    let mut files = unpacked(bytes);
    files.retain(|(name, _)| !dropped(name));
    for (name, bytes) in &mut files {
        if name.starts_with("word/") && name.ends_with(".xml") {
            *bytes = schema_order::ordered(&String::from_utf8_lossy(bytes)).into_bytes();
        }
        if name.ends_with(".rels") || name == "[Content_Types].xml" {
            let text = String::from_utf8_lossy(bytes);
            let kept: String = text.split_inclusive("/>").filter(|element| !dropped(element)).collect();
            *bytes = kept.into_bytes();
        }
    }
    themed(&mut files);
    packed(&files, Names::Utf8)
}

/// The colours and fonts that a Word document has beside its styles; docx-rs writes none.
const THEME: &str = include_str!("../../templates/notices/layout/theme.xml");

/// Gives a Word document a theme, which strict readers ask for.
fn themed(files: &mut Vec<(String, Vec<u8>)>) {
    const PART: &str = "word/theme/theme1.xml";
    if !files.iter().any(|(name, _)| name == "word/document.xml") {
        return;
    }
    for (name, bytes) in files.iter_mut() {
        let (end, entry) = match name.as_str() {
            "[Content_Types].xml" => (
                "</Types>",
                "<Override PartName=\"/word/theme/theme1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.theme+xml\"/>",
            ),
            "word/_rels/document.xml.rels" => (
                "</Relationships>",
                "<Relationship Id=\"rIdTheme\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme\" Target=\"theme/theme1.xml\"/>",
            ),
            _ => continue,
        };
        let text = String::from_utf8_lossy(bytes);
        *bytes = text.replace(end, &format!("{entry}{end}")).into_bytes();
    }
    files.push((PART.to_owned(), THEME.as_bytes().to_vec()));
}

/// The files of an archive that a library wrote.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a library wrote it");
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("an entry of the archive");
        let name = file.name().expect("the name is ASCII").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("the entry can be read");
        if !name.ends_with('/') {
            files.push((name, content));
        }
    }
    files
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut body = vec![0; compressor.deflate_compress_bound(bytes.len())];
    let length = compressor.deflate_compress(bytes, &mut body).expect("the bound is sufficient");
    body.truncate(length);
    body
}

fn size(length: usize) -> u32 {
    u32::try_from(length).expect("samples are small")
}
