//! What the bytes are, by what is in them and never by the name (FORMS.md 10.1).

use super::sheet::{Container, Limits, Refusal};
use super::zip::{Inflater, entries};

/// What to do with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One paper, to be read.
    Paper(Container),
    /// A zip of files, to be opened by [`super::archive::members`].
    Archive,
    /// Nothing that is read.
    Refused(Refusal),
}

/// First bytes of formats that are refused by their first bytes alone.
const REFUSED: &[(&[u8], Refusal)] = &[
    (b"%PDF", Refusal::Picture),
    (b"\xFF\xD8\xFF", Refusal::Picture),
    (b"\x89PNG", Refusal::Picture),
    (b"GIF8", Refusal::Picture),
    (b"BM", Refusal::Picture),
    (b"II*\0", Refusal::Picture),
    (b"MM\0*", Refusal::Picture),
    (b"Rar!", Refusal::ForeignArchive),
    (b"7z\xBC\xAF\x27\x1C", Refusal::ForeignArchive),
    (b"\x1F\x8B", Refusal::ForeignArchive),
    (b"BZh", Refusal::ForeignArchive),
    (b"\xFD7zXZ", Refusal::ForeignArchive),
    (b"{\\rtf", Refusal::OldWord),
];
const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What the bytes are.
pub fn sniff(bytes: &[u8]) -> Kind {
    if bytes.is_empty() {
        return Kind::Refused(Refusal::Empty);
    }
    if bytes.starts_with(ZIP) {
        return sniff_zip(bytes).unwrap_or_else(Kind::Refused);
    }
    if bytes.starts_with(EMPTY_ZIP) {
        return Kind::Archive;
    }
    if bytes.starts_with(OLE) {
        return Kind::Refused(Refusal::UnknownFormat);
    }
    let refused = REFUSED.iter().find(|(head, _)| bytes.starts_with(head));
    Kind::Refused(refused.map_or(Refusal::UnknownFormat, |(_, refusal)| *refusal))
}

/// Kinds of zip by the parts that only they have.
const MARKS: &[(&str, Container)] = &[
    ("xl/workbook.xml", Container::Xlsx),
    ("xl/workbook.bin", Container::Xlsb),
    ("word/document.xml", Container::Docx),
];

fn sniff_zip(bytes: &[u8]) -> Result<Kind, Refusal> {
    let limits = Limits::default();
    let entries = entries(bytes, &limits)?;
    let find = |name: &str| {
        entries.iter().find(|entry| {
            let stored = entry.name.strip_prefix(b"/").unwrap_or(entry.name);
            stored.len() == name.len()
                && stored.iter().zip(name.bytes()).all(|(left, right)| {
                    left.eq_ignore_ascii_case(&right) || (*left == b'\\' && right == b'/')
                })
        })
    };
    if let Some((_, container)) = MARKS.iter().find(|(name, _)| find(name).is_some()) {
        return Ok(Kind::Paper(*container));
    }
    let mut inflater = Inflater::new(&limits);
    if let Some(entry) = find("mimetype") {
        let kind = inflater.inflate(entry)?;
        let spreadsheet = kind.trim_ascii().starts_with(b"application/vnd.oasis.opendocument.spreadsheet");
        let kind =
            if spreadsheet { Kind::Paper(Container::Ods) } else { Kind::Refused(Refusal::UnknownFormat) };
        return Ok(kind);
    }
    if let Some(entry) = find("[Content_Types].xml") {
        let types = inflater.inflate(entry)?;
        let says = |word: &[u8]| memchr::memmem::find(&types, word).is_some();
        return Ok(if says(b"wordprocessingml.document") || says(b"wordprocessingml.template") {
            Kind::Paper(Container::Docx)
        } else if says(b"spreadsheetml.sheet.main") || says(b"sheet.macroEnabled.main") {
            Kind::Paper(Container::Xlsx)
        } else {
            Kind::Refused(Refusal::UnknownFormat)
        });
    }
    let ofd = find("OFD.xml").is_some();
    Ok(if ofd { Kind::Refused(Refusal::UnknownFormat) } else { Kind::Archive })
}
