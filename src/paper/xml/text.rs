//! Character data: references and line ends resolved, nothing else changed.

use crate::paper::sheet::Refusal;
use std::borrow::Cow;

/// The text that character data or an attribute value stands for: references resolved, line ends made `\n`.
///
/// # Errors
/// `Damaged` for an unknown entity or a reference outside Unicode.
#[inline]
pub fn decode(raw: &str) -> Result<Cow<'_, str>, Refusal> {
    match find_special(raw.as_bytes()) {
        None => Ok(Cow::Borrowed(raw)),
        Some(first) => {
            let mut text = String::with_capacity(raw.len());
            text.push_str(&raw[..first]);
            decode_rest(&raw[first..], &mut text)?;
            Ok(Cow::Owned(text))
        }
    }
}

/// Where a reference or a carriage return stands. Most texts are too short to be worth a vector search.
#[inline]
fn find_special(raw: &[u8]) -> Option<usize> {
    if raw.len() > 32 {
        return memchr::memchr2(b'&', b'\r', raw);
    }
    raw.iter().position(|byte| matches!(byte, b'&' | b'\r'))
}

/// The text of a CDATA section: only line ends are resolved.
pub fn decode_literal(raw: &str) -> Cow<'_, str> {
    if raw.contains('\r') {
        Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(raw)
    }
}

fn decode_rest(mut raw: &str, text: &mut String) -> Result<(), Refusal> {
    while let Some(at) = find_special(raw.as_bytes()) {
        text.push_str(&raw[..at]);
        let rest = &raw[at + 1..];
        if raw.as_bytes()[at] == b'\r' {
            text.push('\n');
            raw = rest.strip_prefix('\n').unwrap_or(rest);
        } else {
            let (character, after) = reference(rest).ok_or(Refusal::Damaged)?;
            text.push(character);
            raw = after;
        }
    }
    text.push_str(raw);
    Ok(())
}

/// The character that a reference means, from after its `&`, and what follows it.
#[inline]
fn reference(rest: &str) -> Option<(char, &str)> {
    if let Some(number) = rest.strip_prefix("#x") {
        return numbered(number, 16);
    }
    if let Some(number) = rest.strip_prefix('#') {
        return numbered(number, 10);
    }
    // There are five named ones; documents that define more are refused.
    let named = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\'')];
    named.into_iter().find_map(|(name, character)| Some((character, rest.strip_prefix(name)?)))
}

/// Some programs write every Chinese character as a number.
#[inline]
fn numbered(number: &str, radix: u32) -> Option<(char, &str)> {
    let mut code = 0u32;
    for (at, byte) in number.bytes().enumerate() {
        match char::from(byte).to_digit(radix) {
            Some(digit) => code = code.saturating_mul(radix).saturating_add(digit),
            None if byte == b';' && at > 0 => return Some((char::from_u32(code)?, &number[at + 1..])),
            None => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_line_ends_are_resolved_once_and_nothing_else() {
        let cases = [
            ("a&amp;lt;b", Ok("a&lt;b")),
            ("&#20013;&#x6587;&quot;&apos;&lt;&gt;", Ok("中文\"'<>")),
            ("a\r\nb\rc", Ok("a\nb\nc")),
            ("a&#13;b", Ok("a\rb")),
            ("a&nosuch;b", Err(Refusal::Damaged)),
            ("a&b", Err(Refusal::Damaged)),
            ("&#xD800;", Err(Refusal::Damaged)),
            ("&#+5;", Err(Refusal::Damaged)),
            ("&#;", Err(Refusal::Damaged)),
        ];
        for (raw, expected) in cases {
            assert_eq!(decode(raw).as_deref().map_err(|refusal| *refusal), expected, "{raw}");
        }
    }
}
