//! The leak test: after a document is written, none of the originals may stand anywhere in its package: in texts
//! joined across runs, attributes, properties, comments, names of parts, or embedded files (FORMS.md 9).

use crate::model::Saying;
use crate::model::text::squeeze;
use crate::write::package;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use std::collections::BTreeSet;

/// An original that still stands in a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// The part in which it stands; parts of embedded packages follow a `!`.
    pub part: String,
    /// The original.
    pub original: String,
}

/// Packages within packages are looked into so deep.
const DEEPEST: usize = 3;

/// Where originals still stand in a docx or xlsx, in order. An `Err` says why it cannot be looked through; then it
/// must not be published either.
pub fn leaks(bytes: &[u8], originals: &[String]) -> Result<Vec<Leak>, Saying> {
    let originals: BTreeSet<String> =
        originals.iter().map(|original| squeeze(original)).filter(|original| !original.is_empty()).collect();
    if originals.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = BTreeSet::new();
    search_package(bytes, "", &originals, 1, &mut found)?;
    Ok(found.into_iter().collect())
}

fn search_package(
    bytes: &[u8],
    path: &str,
    originals: &BTreeSet<String>,
    depth: usize,
    found: &mut BTreeSet<Leak>,
) -> Result<(), Saying> {
    for (name, content) in package::read(bytes)? {
        let part = format!("{path}{name}");
        search_text(&name, &part, originals, found);
        if content.starts_with(b"PK\x03\x04") {
            if depth == DEEPEST {
                return Err(Saying::new("damaged.nested").with("part", part));
            }
            search_package(&content, &format!("{part}!"), originals, depth + 1, found)?;
            continue;
        }
        match std::str::from_utf8(&content).ok().and_then(texts) {
            Some(texts) => texts.iter().for_each(|text| search_text(text, &part, originals, found)),
            None => search_bytes(&content, &part, originals, found),
        }
    }
    Ok(())
}

fn search_text(text: &str, part: &str, originals: &BTreeSet<String>, found: &mut BTreeSet<Leak>) {
    let text = squeeze(text);
    for original in originals.iter().filter(|original| text.contains(original.as_str())) {
        found.insert(Leak { part: part.to_owned(), original: original.clone() });
    }
}

/// Parts that are no XML: the originals as UTF-8 and as UTF-16.
fn search_bytes(content: &[u8], part: &str, originals: &BTreeSet<String>, found: &mut BTreeSet<Leak>) {
    for original in originals {
        let wide: Vec<u8> = original.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if [original.as_bytes(), &wide].iter().any(|needle| memchr::memmem::find(content, needle).is_some()) {
            found.insert(Leak { part: part.to_owned(), original: original.clone() });
        }
    }
}

/// The texts of an XML part: those of each paragraph, cell or property joined, and every attribute and comment;
/// `None` if it is no XML.
fn texts(source: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(source);
    let mut texts = Vec::new();
    let mut joined = String::new();
    let mut elements = 0usize;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                elements += 1;
                for attribute in tag.attributes().with_checks(false) {
                    let value = attribute.ok()?.value;
                    texts.push(
                        unescape(&value).map_or_else(|_| value.to_string(), |plain| plain.into_owned()),
                    );
                }
            }
            Event::End(tag) => {
                if ends_text(tag.local_name().as_ref()) {
                    texts.push(std::mem::take(&mut joined));
                }
            }
            Event::Text(text) => joined.push_str(&text),
            Event::CData(text) => joined.push_str(&text),
            Event::GeneralRef(name) => {
                let entity = format!("&{};", &*name);
                joined
                    .push_str(&unescape(&entity).map_or_else(|_| entity.clone(), |plain| plain.into_owned()));
            }
            Event::Comment(text) => texts.push(text.to_string()),
            Event::PI(text) => texts.push(text.to_string()),
            Event::Eof => break,
            Event::Decl(_) | Event::DocType(_) => {}
        }
    }
    texts.push(joined);
    (elements > 0).then_some(texts)
}

/// True for elements whose end parts texts: paragraphs, cells, strings, rows, comments. Properties and texts of
/// headers and footers of workbooks end with the part, which joins more and never less.
fn ends_text(name: &str) -> bool {
    matches!(
        name,
        "p" | "tc" | "tr" | "c" | "row" | "si" | "comment" | "title" | "creator" | "subject" | "lpwstr"
    )
}
