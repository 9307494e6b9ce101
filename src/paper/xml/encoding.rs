//! Bytes of an XML part to text. Honest files come in UTF-8, a few in UTF-16, and by declaration in anything.

use crate::paper::sheet::Refusal;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text of an XML part: by its byte order mark, else by its first characters, else by its declaration.
///
/// # Errors
/// `Damaged` if the bytes are not in that encoding, or if it is unknown.
pub fn to_text(bytes: Vec<u8>) -> Result<String, Refusal> {
    let encoding = encoding_of(&bytes)?;
    if encoding == UTF_8 {
        return String::from_utf8(bytes).map_err(|_| Refusal::Damaged);
    }
    let (text, had_errors) = encoding.decode_with_bom_removal(&bytes);
    if had_errors { Err(Refusal::Damaged) } else { Ok(text.into_owned()) }
}

fn encoding_of(bytes: &[u8]) -> Result<&'static Encoding, Refusal> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    match bytes.get(..2) {
        Some(b"<\0") => return Ok(UTF_16LE),
        Some(b"\0<") => return Ok(UTF_16BE),
        _ => {}
    }
    let Some(label) = declared_encoding(bytes) else { return Ok(UTF_8) };
    match Encoding::for_label(label) {
        // The declaration was readable byte by byte, so UTF-16 cannot be true.
        Some(encoding) if encoding.is_ascii_compatible() => Ok(encoding),
        _ => Err(Refusal::Damaged),
    }
}

/// The value of `encoding` in the XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let declaration = &rest[..memchr::memmem::find(rest, b"?>")?];
    let at = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
    let value = declaration[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let to = memchr::memchr(*quote, value)?;
    matches!(quote, b'"' | b'\'').then_some(&value[..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_in_a_declared_or_evident_encoding_is_read_and_mojibake_is_refused() {
        let gbk = encoding_rs::GBK.encode("<?xml version=\"1.0\" encoding='GBK'?><a>汉字</a>").0.into_owned();
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let cases = [
            ("<a>汉字</a>".as_bytes().to_vec(), Ok("<a>汉字</a>".to_owned())),
            (gbk, Ok("<?xml version=\"1.0\" encoding='GBK'?><a>汉字</a>".to_owned())),
            (wide("\u{feff}<a>汉</a>"), Ok("<a>汉</a>".to_owned())),
            (wide("<a>汉</a>"), Ok("<a>汉</a>".to_owned())),
            (b"<a>\xff\xfe\xc3</a>".to_vec(), Err(Refusal::Damaged)),
            (b"<?xml version='1.0' encoding='UTF-16'?><a/>".to_vec(), Err(Refusal::Damaged)),
            (b"<?xml version='1.0' encoding='martian'?><a/>".to_vec(), Err(Refusal::Damaged)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(to_text(bytes), expected);
        }
    }
}
