//! Character data: references and line ends resolved, nothing else changed.

use crate::paper::sheet::Refusal;
use std::borrow::Cow;

/// What XML calls white space.
pub const SPACE: &[char] = &[' ', '\t', '\r', '\n'];

/// The text that character data or an attribute value stands for: references resolved, line ends made `\n`.
///
/// # Errors
/// `Damaged` for an unknown entity or a reference outside Unicode.
pub fn decode(raw: &str) -> Result<Cow<'_, str>, Refusal> {
    match memchr::memchr2(b'&', b'\r', raw.as_bytes()) {
        None => Ok(Cow::Borrowed(raw)),
        Some(first) => {
            let mut text = String::with_capacity(raw.len());
            text.push_str(&raw[..first]);
            decode_rest(&raw[first..], &mut text)?;
            Ok(Cow::Owned(text))
        }
    }
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
    while let Some(at) = memchr::memchr2(b'&', b'\r', raw.as_bytes()) {
        text.push_str(&raw[..at]);
        let rest = &raw[at + 1..];
        if raw.as_bytes()[at] == b'\r' {
            text.push('\n');
            raw = rest.strip_prefix('\n').unwrap_or(rest);
        } else {
            let end = rest.find(';').ok_or(Refusal::Damaged)?;
            text.push(referred(&rest[..end]).ok_or(Refusal::Damaged)?);
            raw = &rest[end + 1..];
        }
    }
    text.push_str(raw);
    Ok(())
}

/// The character that a reference means. There are five named ones; documents that define more are refused.
fn referred(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
            let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten().and_then(char::from_u32)
        }
    }
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
