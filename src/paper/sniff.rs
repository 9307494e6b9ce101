//! What the bytes are, by what is in them and never by the name (FORMS.md 10.1).

use super::bytes::u16_at;
use super::compound::{self, Compound};
use super::password::PACKAGE;
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
    (b"MZ", Refusal::Program),
    (b"\x7FELF", Refusal::Program),
    (b"#!", Refusal::Program),
    (b"L\0\0\0\x01\x14\x02\0", Refusal::Program),
];
/// First fields of saved mails and pages (RFC 5322, RFC 2557), in lower case.
const MAIL_FIELDS: &[&str] =
    &["mime-version:", "received:", "return-path:", "from:", "to:", "date:", "subject:", "message-id:", "x-"];
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
///
/// # Errors
/// Why it is not read; what is encrypted is `Encrypted`, whatever its password.
pub fn sniff_compound(compound: &Compound<'_>) -> Result<Kind, Refusal> {
    if compound.has(PACKAGE) {
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
    if compound.has("PowerPoint Document") {
        return Err(Refusal::Slides);
    }
    // [MS-OXMSG] 2.4: every saved mail has it.
    if compound.has("__properties_version1.0") {
        return Err(Refusal::Mail);
    }
    Err(Refusal::UnknownFormat)
}

/// Texts that hold tables: SpreadsheetML 2003 and HTML.
fn sniff_text(bytes: &[u8]) -> Kind {
    let stored = &bytes[..bytes.len().min(TEXT_HEAD)];
    // What a full disk or a broken copy leaves behind.
    if stored.iter().all(|byte| *byte == 0) {
        return Kind::Refused(Refusal::Damaged);
    }
    let head = match encoding_rs::Encoding::for_bom(stored) {
        Some((encoding, _)) => encoding.decode(stored).0,
        None => String::from_utf8_lossy(stored),
    };
    let head = head.trim_start().to_ascii_lowercase();
    if !head.starts_with('<') {
        return Kind::Refused(sniff_words(stored, &head));
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Kind::Paper(Container::SpreadsheetXml);
    }
    if head.contains("http://schemas.microsoft.com/office/word/2003/wordml") {
        return Kind::Refused(Refusal::OldWord);
    }
    if head.contains("<uof:uof") {
        return Kind::Refused(Refusal::OtherDocument);
    }
    let html = ["<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<div"];
    if html.iter().any(|start| head.starts_with(start) || (head.starts_with("<?xml") && head.contains(start)))
    {
        return Kind::Paper(Container::Html);
    }
    Kind::Refused(Refusal::UnknownFormat)
}

/// Texts that hold no table: mails, saved pages, bare text.
fn sniff_words(stored: &[u8], head: &str) -> Refusal {
    if MAIL_FIELDS.iter().any(|field| head.starts_with(field)) && head.contains("\n") {
        let page = head.contains("multipart/related") || head.starts_with("mime-version:");
        return if page && !head.contains("\nreceived:") { Refusal::WebArchive } else { Refusal::Mail };
    }
    let has_bom = encoding_rs::Encoding::for_bom(stored).is_some();
    let control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    // The head may be cut in the middle of a character: only its last bytes may be none.
    let is_text = || {
        let (text, _, _) = encoding_rs::GB18030.decode(stored);
        let broken = text.char_indices().find(|(_, letter)| *letter == '\u{fffd}');
        let utf8 = match std::str::from_utf8(stored) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none(),
        };
        utf8 || broken.is_none_or(|(at, _)| at + 4 >= text.len())
    };
    if has_bom || (!stored.iter().any(control) && is_text()) {
        Refusal::PlainText
    } else {
        Refusal::UnknownFormat
    }
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
        let kind = kind.trim_ascii();
        let says = |word: &[u8]| memchr::memmem::find(kind, word).is_some();
        return Ok(if spreadsheet {
            Kind::Paper(Container::Ods)
        } else if says(b"opendocument.text") {
            Kind::Refused(Refusal::OtherDocument)
        } else if says(b"opendocument.presentation") {
            Kind::Refused(Refusal::Slides)
        } else {
            Kind::Refused(Refusal::UnknownFormat)
        });
    }
    if let Some(entry) = find("[Content_Types].xml") {
        let types = inflater.inflate(entry)?;
        let says = |word: &[u8]| memchr::memmem::find(&types, word).is_some();
        return Ok(if says(b"wordprocessingml.document") || says(b"wordprocessingml.template") {
            Kind::Paper(Container::Docx)
        } else if says(b"spreadsheetml.sheet.main") || says(b"sheet.macroEnabled.main") {
            Kind::Paper(Container::Xlsx)
        } else if says(b"presentationml.") {
            Kind::Refused(Refusal::Slides)
        } else {
            Kind::Refused(Refusal::UnknownFormat)
        });
    }
    let kinds = [("OFD.xml", Refusal::FixedPages), ("uof.xml", Refusal::OtherDocument)];
    let refused = kinds.into_iter().find(|(name, _)| find(name).is_some());
    Ok(refused.map_or(Kind::Archive, |(_, refusal)| Kind::Refused(refusal)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::testing::{Part, compound, zip};

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
            (b"PK\x03\x04".to_vec(), Kind::Refused(Refusal::Truncated)),
            (zip_of(&[]), Kind::Archive),
            (zip_of(&["a.xlsx", "word/b.docx"]), Kind::Archive),
            (zip_of(&["xl/workbook.xml"]), Kind::Paper(Container::Xlsx)),
            (zip_of(&["/XL\\Workbook.xml"]), Kind::Paper(Container::Xlsx)),
            (zip_of(&["xl/workbook.bin"]), Kind::Paper(Container::Xlsb)),
            (zip_of(&["word/document.xml"]), Kind::Paper(Container::Docx)),
            (types("wordprocessingml.document.main"), Kind::Paper(Container::Docx)),
            (types("spreadsheetml.sheet.main"), Kind::Paper(Container::Xlsx)),
            (types("presentationml.presentation.main"), Kind::Refused(Refusal::Slides)),
            (mimetype("spreadsheet"), Kind::Paper(Container::Ods)),
            (mimetype("text"), Kind::Refused(Refusal::OtherDocument)),
            (mimetype("presentation"), Kind::Refused(Refusal::Slides)),
            (zip_of(&["OFD.xml"]), Kind::Refused(Refusal::FixedPages)),
            (zip_of(&["uof.xml", "_meta/meta.xml"]), Kind::Refused(Refusal::OtherDocument)),
            (compound(&[("PowerPoint Document", vec![])]), Kind::Refused(Refusal::Slides)),
            (compound(&[("__properties_version1.0", vec![])]), Kind::Refused(Refusal::Mail)),
            (b"Received: from a\r\nMIME-Version: 1.0\r\n".to_vec(), Kind::Refused(Refusal::Mail)),
            (
                b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n".to_vec(),
                Kind::Refused(Refusal::WebArchive),
            ),
            // The allocation table is what is missing.
            (compound(&[("Workbook", vec![])])[..4000].to_vec(), Kind::Refused(Refusal::Truncated)),
            (b"MZ\x90\0".to_vec(), Kind::Refused(Refusal::Program)),
            (encoding_rs::GBK.encode("姓名,金额\n").0.into_owned(), Kind::Refused(Refusal::PlainText)),
            (utf16("\u{feff}姓名\t金额\r\n"), Kind::Refused(Refusal::PlainText)),
            (b"\x01\x02\x03\xff".to_vec(), Kind::Refused(Refusal::UnknownFormat)),
            (b"%PDF-1.7".to_vec(), Kind::Refused(Refusal::Picture)),
            (b"\x89PNG\r\n".to_vec(), Kind::Refused(Refusal::Picture)),
            (b"Rar!\x1a\x07".to_vec(), Kind::Refused(Refusal::ForeignArchive)),
            (b"7z\xBC\xAF\x27\x1C".to_vec(), Kind::Refused(Refusal::ForeignArchive)),
            (b"{\\rtf1".to_vec(), Kind::Refused(Refusal::OldWord)),
            (b"a,b\n1,2".to_vec(), Kind::Refused(Refusal::PlainText)),
            (vec![0; 4096], Kind::Refused(Refusal::Damaged)),
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
