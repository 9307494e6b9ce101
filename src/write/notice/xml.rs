//! Pieces of WordprocessingML as text.

/// Escapes text for element content and attribute values; characters that XML 1.0 forbids are left out.
pub fn escape_into(out: &mut impl std::fmt::Write, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(|character: char| needs_care(character)) {
        out.write_str(&rest[..at])?;
        let character = rest[at..].chars().next().expect("`find` points at a character");
        match character {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            _ => {}
        }
        rest = &rest[at + character.len_utf8()..];
    }
    out.write_str(rest)
}

fn needs_care(character: char) -> bool {
    matches!(character, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}')
        || (character < ' ' && !matches!(character, '\n' | '\t'))
}

/// The text, escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text).expect("a String takes everything");
    out
}

/// The text that escaped text stands for; unknown entities stay as they are.
pub fn unescape(text: &str) -> String {
    match quick_xml::escape::unescape(text) {
        Ok(plain) => plain.into_owned(),
        Err(_) => text.to_owned(),
    }
}

/// A run of text, in a character style if one is given.
pub fn run(style: &str, text: &str) -> String {
    let properties = if style.is_empty() {
        String::new()
    } else {
        format!("<w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr>")
    };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// A paragraph: style, further properties as XML, runs as XML.
pub fn paragraph(style: &str, properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>{runs}</w:p>")
}

/// The namespaces of a part that holds paragraphs.
pub const NAMESPACES: &str = concat!(
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" ",
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" ",
    "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" ",
    "xmlns:w10=\"urn:schemas-microsoft-com:office:word\""
);

/// A part of the package: its root element around the content.
pub fn part(root: &str, content: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:{root} {NAMESPACES}>{content}</w:{root}>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping_leaves_nothing_that_xml_forbids() {
        assert_eq!(escape("a<b>&\"c\"\u{1}\u{b}\n"), "a&lt;b&gt;&amp;&quot;c&quot;\n");
        assert_eq!(unescape(&escape("甲<乙>&\"丙\"")), "甲<乙>&\"丙\"");
    }
}
