//! Strings of a workbook: shared strings, rich text, and the escapes that Excel puts on top of XML.

use crate::paper::sheet::Refusal;
use crate::paper::xml::{LONGEST, Scanner, Tag, Token, decode};
use std::borrow::Cow;

/// The shared strings: one text, cut where each string ends.
pub struct SharedStrings {
    text: String,
    ends: Vec<usize>,
}

impl SharedStrings {
    /// Reads the shared strings part.
    ///
    /// # Errors
    /// `Damaged` if it cannot be read, `TooLarge` for more than `most` strings.
    pub fn read(part: &str, depth: usize, most: usize) -> Result<SharedStrings, Refusal> {
        let mut strings = SharedStrings { text: String::with_capacity(part.len() / 2), ends: Vec::new() };
        let mut scanner = Scanner::new(part, depth);
        loop {
            if let Some((text, length)) = quick_item(scanner.rest()) {
                strings.text.push_str(&unescape(decode(text)?.trim_ascii()));
                scanner.advance(length);
                strings.end_item(most)?;
                continue;
            }
            match scanner.token()? {
                None => return Ok(strings),
                Some(Token::Start(tag)) => match tag.name {
                    "sst" => {}
                    "si" => {
                        read_rich_text(&mut scanner, &mut strings.text)?;
                        strings.end_item(most)?;
                    }
                    _ => scanner.skip()?,
                },
                Some(_) => {}
            }
        }
    }

    fn end_item(&mut self, most: usize) -> Result<(), Refusal> {
        self.ends.push(self.text.len());
        if self.ends.len() > most { Err(Refusal::TooLarge) } else { Ok(()) }
    }

    /// The string of an index.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        Some(&self.text[start..end])
    }
}

/// The raw text of an item as nearly all are written, without runs and without markup, and how long the item is.
#[inline]
fn quick_item(part: &str) -> Option<(&str, usize)> {
    let inside = part.strip_prefix("<si><t>")?;
    let to = memchr::memchr(b'<', inside.as_bytes()).filter(|to| *to <= LONGEST)?;
    let after = inside[to..].strip_prefix("</t></si>")?;
    Some((&inside[..to], part.len() - after.len()))
}

/// Appends the text of the element that began last (`si`, `is`, `text`) and passes over it: its runs joined, phonetic
/// hints left out.
///
/// # Errors
/// As [`Scanner::token`].
pub fn read_rich_text(scanner: &mut Scanner<'_>, into: &mut String) -> Result<(), Refusal> {
    let outside = scanner.level() - 1;
    while scanner.level() > outside {
        let Some(Token::Start(tag)) = scanner.token()? else { continue };
        match tag.name {
            "t" => read_run(scanner, tag, into)?,
            "r" => {}
            _ => scanner.skip()?,
        }
    }
    Ok(())
}

/// A `t`: its outer white space counts only if it says so, as in Excel.
fn read_run(scanner: &mut Scanner<'_>, tag: Tag<'_>, into: &mut String) -> Result<(), Refusal> {
    let keep = tag.raw("space")? == Some("preserve");
    let content = scanner.content()?;
    let content = if keep { &content } else { content.trim_ascii() };
    into.push_str(&unescape(content));
    Ok(())
}

/// Resolves `_xHHHH_`, by which a workbook writes characters that XML does not allow (ISO/IEC 29500-1, 22.9.2.19).
/// Surrogates come in pairs; one alone becomes U+FFFD.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().windows(2).any(|pair| pair == b"_x") {
        return Cow::Borrowed(text);
    }
    let mut units = Vec::new();
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(unit) = escaped_unit(rest) {
            units.push(unit);
            rest = &rest[7..];
            continue;
        }
        result.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('\u{fffd}')));
        result.push(first);
        rest = &rest[first.len_utf8()..];
    }
    result.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')));
    Cow::Owned(result)
}

fn escaped_unit(text: &str) -> Option<u16> {
    let bytes = text.as_bytes().get(..7)?;
    let framed =
        bytes.starts_with(b"_x") && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit);
    framed.then(|| u16::from_str_radix(&text[2..6], 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_is_joined_and_phonetic_hints_are_left_out() {
        let part = "<sst><si><r><rPr><b/></rPr><t>bold</t></r><r><t xml:space=\"preserve\"> plain</t></r></si>\
            <si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/></si><si><t/></si><si/>\
            <si><t> a </t></si><si><t>a<!--c-->b<![CDATA[<c>]]></t></si></sst>";
        let strings = SharedStrings::read(part, 9, 99).unwrap();
        let read: Vec<&str> = (0..7).map_while(|index| strings.get(index)).collect();
        assert_eq!(read, ["bold plain", "東京", "", "", "a", "ab<c>"]);
    }

    #[test]
    fn escapes_are_resolved_once() {
        let cases = [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_", "\u{fffd}"),
            ("_x00", "_x00"),
            ("汉_x0041_", "汉A"),
            ("__x0041_", "_A"),
        ];
        for (text, expected) in cases {
            assert_eq!(unescape(text), expected, "{text}");
        }
    }
}
