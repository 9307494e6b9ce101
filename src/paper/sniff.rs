//! What the bytes are, by what is in them and never by the name (FORMS.md 10.1).

use super::bytes::u16_at;
use super::compound::{self, Compound};
use super::sheet::{Container, Limits, Refusal};
use super::xls;
use super::zip::{Entry, Inflater, entries};

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
/// How far into a text its format must show.
const TEXT_HEAD: usize = 4096;

/// What the bytes are.
pub fn sniff(bytes: &[u8]) -> Kind {
    if bytes.is_empty() {
        return Kind::Refused(Refusal::Empty);
    }
    if is_zip(bytes) {
        let limits = Limits::default();
        let kind = entries(bytes, &limits).and_then(|entries| sniff_entries(&entries, &limits));
        return kind.unwrap_or_else(Kind::Refused);
    }
    if bytes.starts_with(compound::SIGNATURE) {
        return Compound::open(bytes)
            .and_then(|compound| sniff_compound(&compound))
            .unwrap_or_else(Kind::Refused);
    }
    if let Some((_, refusal)) = REFUSED.iter().find(|(head, _)| bytes.starts_with(head)) {
        return Kind::Refused(*refusal);
    }
    sniff_text(bytes)
}

/// True if the bytes begin like a zip, with files or without.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(EMPTY_ZIP)
}

/// The streams of a compound file decide.
fn sniff_compound(compound: &Compound<'_>) -> Result<Kind, Refusal> {
    if compound.has("EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    if xls::STREAMS.iter().any(|name| compound.has(name)) {
        return Ok(Kind::Paper(Container::Xls));
    }
    if compound.has("WordDocument") {
        // Bit 8 of the flags in the file information block ([MS-DOC] 2.5.2).
        let flags = u16_at(&compound.stream("WordDocument")?, 10).unwrap_or_default();
        return Err(if flags & 0x0100 != 0 { Refusal::Encrypted } else { Refusal::OldWord });
    }
    Err(Refusal::UnknownFormat)
}

/// Texts that hold tables: SpreadsheetML 2003 and HTML.
fn sniff_text(bytes: &[u8]) -> Kind {
    let head = &bytes[..bytes.len().min(TEXT_HEAD)];
    let head = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0,
        None => String::from_utf8_lossy(head),
    };
    let head = head.trim_start().to_ascii_lowercase();
    if !head.starts_with('<') {
        return Kind::Refused(Refusal::UnknownFormat);
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Kind::Paper(Container::SpreadsheetXml);
    }
    if head.contains("http://schemas.microsoft.com/office/word/2003/wordml") {
        return Kind::Refused(Refusal::OldWord);
    }
    let html = ["<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<div"];
    if html.iter().any(|start| head.starts_with(start) || (head.starts_with("<?xml") && head.contains(start)))
    {
        return Kind::Paper(Container::Html);
    }
    Kind::Refused(Refusal::UnknownFormat)
}

/// Kinds of zip by the parts that only they have.
const MARKS: &[(&str, Container)] = &[
    ("xl/workbook.xml", Container::Xlsx),
    ("xl/workbook.bin", Container::Xlsb),
    ("word/document.xml", Container::Docx),
];

/// The entries of a zip decide.
///
/// # Errors
/// As [`Inflater::inflate`], for the parts that say what it is.
pub fn sniff_entries(entries: &[Entry<'_>], limits: &Limits) -> Result<Kind, Refusal> {
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
    let mut inflater = Inflater::new(limits);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::testing::{Part, zip};

    #[test]
    fn bytes_are_told_by_what_is_in_them() {
        let zip_of = |names: &[&str]| {
            zip(&names.iter().map(|name| Part::new(name, name.as_bytes())).collect::<Vec<_>>())
        };
        let types =
            |kind: &str| zip(&[Part::new("[Content_Types].xml", format!("application/x.{kind}+xml"))]);
        let mimetype =
            |kind: &str| zip(&[Part::new("mimetype", format!("application/vnd.oasis.opendocument.{kind}"))]);
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let cases: Vec<(Vec<u8>, Kind)> = vec![
            (vec![], Kind::Refused(Refusal::Empty)),
            (b"PK\x03\x04".to_vec(), Kind::Refused(Refusal::Damaged)),
            (zip_of(&[]), Kind::Archive),
            (zip_of(&["a.xlsx", "word/b.docx"]), Kind::Archive),
            (zip_of(&["xl/workbook.xml"]), Kind::Paper(Container::Xlsx)),
            (zip_of(&["/XL\\Workbook.xml"]), Kind::Paper(Container::Xlsx)),
            (zip_of(&["xl/workbook.bin"]), Kind::Paper(Container::Xlsb)),
            (zip_of(&["word/document.xml"]), Kind::Paper(Container::Docx)),
            (types("wordprocessingml.document.main"), Kind::Paper(Container::Docx)),
            (types("spreadsheetml.sheet.main"), Kind::Paper(Container::Xlsx)),
            (types("presentationml.presentation.main"), Kind::Refused(Refusal::UnknownFormat)),
            (mimetype("spreadsheet"), Kind::Paper(Container::Ods)),
            (mimetype("text"), Kind::Refused(Refusal::UnknownFormat)),
            (zip_of(&["OFD.xml"]), Kind::Refused(Refusal::UnknownFormat)),
            (b"%PDF-1.7".to_vec(), Kind::Refused(Refusal::Picture)),
            (b"\x89PNG\r\n".to_vec(), Kind::Refused(Refusal::Picture)),
            (b"Rar!\x1a\x07".to_vec(), Kind::Refused(Refusal::ForeignArchive)),
            (b"7z\xBC\xAF\x27\x1C".to_vec(), Kind::Refused(Refusal::ForeignArchive)),
            (b"{\\rtf1".to_vec(), Kind::Refused(Refusal::OldWord)),
            (b"a,b\n1,2".to_vec(), Kind::Refused(Refusal::UnknownFormat)),
            (vec![0; 4096], Kind::Refused(Refusal::UnknownFormat)),
            (b"\r\n<HTML><table>".to_vec(), Kind::Paper(Container::Html)),
            (utf16("\u{feff}<table>"), Kind::Paper(Container::Html)),
            (b"<?xml version=\"1.0\"?><html xmlns=\"x\">".to_vec(), Kind::Paper(Container::Html)),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
                    .to_vec(),
                Kind::Paper(Container::SpreadsheetXml),
            ),
            (b"<svg/>".to_vec(), Kind::Refused(Refusal::UnknownFormat)),
        ];
        for (bytes, kind) in cases {
            assert_eq!(sniff(&bytes), kind, "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
        }
    }
}
