//! HTML as it is found: tags and text, whatever is wrong with them. Nothing is refused.

use std::borrow::Cow;

/// What stands next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A start tag: its name as written and what follows the name.
    Start(&'a str, &'a str),
    /// An end tag.
    End(&'a str),
    /// Text, references not resolved.
    Text(&'a str),
}

/// The tokens of a text. What a page does not show is left out: comments, declarations,
/// scripts, style sheets, its title.
pub struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    /// The tokens from the beginning of a text.
    pub fn new(text: &'a str) -> Tokens<'a> {
        Tokens { rest: text }
    }

    /// Passes over everything up to the end tag of a name.
    fn pass_element(&mut self, name: &str) {
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("</") {
            let inside = &self.rest[from + at + 2..];
            if inside.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                self.rest = inside;
                self.pass(">");
                return;
            }
            from += at + 2;
        }
        self.rest = "";
    }

    fn pass(&mut self, end: &str) {
        self.rest = self.rest.find(end).map_or("", |at| &self.rest[at + end.len()..]);
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let Some(inside) = self.rest.strip_prefix('<') else {
                let to = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at(to);
                self.rest = rest;
                return Some(Token::Text(text));
            };
            if inside.starts_with("!--") {
                self.pass("-->");
                continue;
            }
            if inside.starts_with(['!', '?']) {
                self.pass(">");
                continue;
            }
            let name_from = inside.strip_prefix('/').unwrap_or(inside);
            if !name_from.starts_with(|first: char| first.is_ascii_alphabetic()) {
                // A `<` that begins no tag is text.
                let to = inside.find('<').map_or(self.rest.len(), |at| at + 1);
                let (text, rest) = self.rest.split_at(to);
                self.rest = rest;
                return Some(Token::Text(text));
            }
            let name_length = name_from
                .find(|next: char| next.is_ascii_whitespace() || matches!(next, '>' | '/'))
                .unwrap_or(name_from.len());
            let (name, after) = name_from.split_at(name_length);
            let to = tag_end(after);
            let attributes = &after[..to];
            self.rest = after.get(to + 1..).unwrap_or("");
            if inside.starts_with('/') {
                return Some(Token::End(name));
            }
            if ["script", "style", "title", "xml"].iter().any(|skipped| name.eq_ignore_ascii_case(skipped)) {
                self.pass_element(name);
                continue;
            }
            return Some(Token::Start(name, attributes));
        }
    }
}

/// Where the `>` of a tag stands; in quotes it does not count, unless the quote never ends.
fn tag_end(after: &str) -> usize {
    let bytes = after.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return at,
            b'"' | b'\'' => match memchr::memchr(*byte, &bytes[at + 1..]) {
                Some(length) => at += length + 2,
                None => return memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |more| at + more),
            },
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The value of an attribute, quoted or not; references are not resolved.
pub fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|next: char| next.is_ascii_whitespace() || next == '/');
        let to = rest.find(|next: char| next.is_ascii_whitespace() || next == '=')?;
        let (found, after) = rest.split_at(to);
        let after = after.trim_ascii_start();
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_ascii_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|next: char| next.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after;
    }
}

/// Text with its references resolved; one that means nothing stays as it is.
pub fn resolve(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, referred(&rest[1..end])?))) {
            Some((end, character)) => {
                resolved.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                resolved.push('&');
                rest = &rest[1..];
            }
        }
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

/// The character of a reference: the ones that programs write, and numbers.
fn referred(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "middot" => '·',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "ldquo" => '“',
        "rdquo" => '”',
        "times" => '×',
        "yen" => '¥',
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
            if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            match char::from_u32(u32::from_str_radix(digits, radix).ok()?)? {
                '\u{a0}' => ' ',
                character => character,
            }
        }
    })
}
