//! A pull scanner over the text of one XML part: tags, text, nothing else. It checks what protects values (tags match,
//! the part is whole, no document type, bounded depth) and leaves out what readers of forms do not need: namespaces are
//! not resolved, names are given without their prefix, comments and instructions are passed over.
//!
//! It exists because the tokens of a sheet are most of the cost of reading a form; everything is a slice of the part.

use super::text::{SPACE, decode, decode_literal};
use crate::paper::sheet::Refusal;
use std::borrow::Cow;

/// What stands next in a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// An element begins. Its end always follows, also if the tag is empty.
    Start(Tag<'a>),
    /// The element of this local name ends.
    End(&'a str),
    /// Character data, possibly not all of it: comments and CDATA sections split it.
    Text(Text<'a>),
}

/// The start tag of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name without its prefix.
    pub name: &'a str,
    /// True for `<name/>`.
    pub empty: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The attributes as stored, namespace declarations left out: local name and raw value.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// The raw value of an attribute by its local name: references are not resolved.
    ///
    /// # Errors
    /// `Damaged` if an attribute before it cannot be read.
    pub fn raw(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        for attribute in self.attributes() {
            let (other, value) = attribute?;
            if other == name {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// The value of an attribute by its local name.
    ///
    /// # Errors
    /// `Damaged` if it cannot be read.
    pub fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>, Refusal> {
        self.raw(name)?.map(decode).transpose()
    }

    /// True if an on-off attribute is present and on (ST_OnOff: `1`, `true`, `on`).
    ///
    /// # Errors
    /// `Damaged` if it cannot be read.
    pub fn flag(&self, name: &str) -> Result<bool, Refusal> {
        Ok(matches!(self.raw(name)?, Some("1" | "true" | "on")))
    }

    /// True if an element that switches something on by being there is not switched off by its `val`.
    ///
    /// # Errors
    /// `Damaged` if it cannot be read.
    pub fn is_on(&self) -> Result<bool, Refusal> {
        Ok(!matches!(self.raw("val")?, Some("0" | "false" | "off")))
    }
}

/// Iterator over the attributes of a tag.
pub struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<(&'a str, &'a str), Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.rest = self.rest.trim_start_matches(SPACE);
            if self.rest.is_empty() {
                return None;
            }
            match split_attribute(self.rest) {
                None => {
                    self.rest = "";
                    return Some(Err(Refusal::Damaged));
                }
                Some((name, value, rest)) => {
                    self.rest = rest;
                    match name.split_once(':') {
                        Some(("xmlns", _)) => {}
                        Some((_, local)) => return Some(Ok((local, value))),
                        None => return Some(Ok((name, value))),
                    }
                }
            }
        }
    }
}

/// Name, raw value and what follows.
fn split_attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = rest.split_once('=')?;
    let name = name.trim_end_matches(SPACE);
    let rest = rest.trim_start_matches(SPACE);
    let quote = *rest.as_bytes().first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let to = 1 + memchr::memchr(quote, &rest.as_bytes()[1..])?;
    let plain = !name.is_empty() && !name.contains(['"', '\'', ' ', '\t', '\r', '\n']);
    plain.then(|| (name, &rest[1..to], &rest[to + 1..]))
}

/// A run of character data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    raw: &'a str,
    literal: bool,
}

impl<'a> Text<'a> {
    /// The text that it stands for.
    ///
    /// # Errors
    /// `Damaged` for a reference that means nothing.
    pub fn decode(&self) -> Result<Cow<'a, str>, Refusal> {
        if self.literal { Ok(decode_literal(self.raw)) } else { decode(self.raw) }
    }
}

/// The scanner.
pub struct Scanner<'a> {
    part: &'a str,
    at: usize,
    /// Qualified names of the elements that are open.
    open: Vec<&'a str>,
    /// True if the last tag was empty and its end is still to be told.
    ending: bool,
    /// True if the root has begun.
    rooted: bool,
    depth: usize,
}

impl<'a> Scanner<'a> {
    /// A scanner at the beginning of a part. Elements may be `depth` deep.
    pub fn new(part: &'a str, depth: usize) -> Scanner<'a> {
        let at = if part.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Scanner { part, at, open: Vec::with_capacity(16), ending: false, rooted: false, depth }
    }

    /// How many elements are open.
    pub fn level(&self) -> usize {
        self.open.len()
    }

    /// The next token; `None` at the end of a whole part.
    ///
    /// # Errors
    /// `Damaged` if the part is not well-formed or ends early, `Suspicious` for a document type, `TooLarge` beyond
    /// the depth.
    pub fn token(&mut self) -> Result<Option<Token<'a>>, Refusal> {
        if self.ending {
            self.ending = false;
            return Ok(Some(Token::End(local(self.open.pop().ok_or(Refusal::Damaged)?))));
        }
        loop {
            let rest = &self.part.as_bytes()[self.at..];
            match rest {
                [] if self.rooted && self.open.is_empty() => return Ok(None),
                [] => return Err(Refusal::Damaged),
                [b'<', b'/', ..] => return self.end_tag().map(Some),
                [b'<', b'?', ..] => self.pass("?>")?,
                [b'<', b'!', ..] => {
                    if let Some(text) = self.declaration()? {
                        return Ok(Some(Token::Text(text)));
                    }
                }
                [b'<', ..] => return self.start_tag().map(Some),
                _ => {
                    if let Some(text) = self.text()? {
                        return Ok(Some(Token::Text(text)));
                    }
                }
            }
        }
    }

    /// Passes over the rest of the element that began last, its end included.
    ///
    /// # Errors
    /// As [`Scanner::token`].
    pub fn skip(&mut self) -> Result<(), Refusal> {
        let outside = self.open.len().saturating_sub(1);
        while self.open.len() > outside {
            self.token()?;
        }
        Ok(())
    }

    /// The text inside the element that began last, up to and with its end; elements inside count with their text.
    ///
    /// # Errors
    /// As [`Scanner::token`] and [`Text::decode`].
    pub fn content(&mut self) -> Result<Cow<'a, str>, Refusal> {
        let outside = self.open.len().saturating_sub(1);
        let mut content = Cow::Borrowed("");
        while self.open.len() > outside {
            if let Some(Token::Text(text)) = self.token()? {
                let text = text.decode()?;
                if content.is_empty() {
                    content = text;
                } else {
                    content.to_mut().push_str(&text);
                }
            }
        }
        Ok(content)
    }

    /// If just `<name>text</name>` follows, with no markup in the text: passes over it and gives the raw text.
    /// This is how nearly every value of a sheet is written.
    pub fn plain_element(&mut self, open: &str, close: &str) -> Option<&'a str> {
        if self.ending {
            return None;
        }
        let inside = self.part[self.at..].strip_prefix(open)?;
        let to = memchr::memchr(b'<', inside.as_bytes())?;
        if !inside[to..].starts_with(close) {
            return None;
        }
        self.at += open.len() + to + close.len();
        Some(&inside[..to])
    }

    /// Leaves the part before its end. It must end with the end tag of its root, so that it is not cut off.
    ///
    /// # Errors
    /// `Damaged` if it does not.
    pub fn finish_early(self) -> Result<(), Refusal> {
        let Some(root) = self.open.first() else { return Ok(()) };
        let whole = self.part[self.at..]
            .trim_end_matches(SPACE)
            .strip_suffix('>')
            .and_then(|rest| rest.trim_end_matches(SPACE).strip_suffix(root))
            .is_some_and(|rest| rest.ends_with("</"));
        if whole { Ok(()) } else { Err(Refusal::Damaged) }
    }

    fn start_tag(&mut self) -> Result<Token<'a>, Refusal> {
        let bytes = self.part.as_bytes();
        let from = self.at + 1;
        let mut to = from;
        while !matches!(bytes.get(to), None | Some(b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t' | b'<' | b'"'))
        {
            to += 1;
        }
        let name = &self.part[from..to];
        if name.is_empty() {
            return Err(Refusal::Damaged);
        }
        let end = tag_end(bytes, to).ok_or(Refusal::Damaged)?;
        let empty = end > to && bytes[end - 1] == b'/';
        if self.open.len() >= self.depth {
            return Err(Refusal::TooLarge);
        }
        if self.open.is_empty() && std::mem::replace(&mut self.rooted, true) {
            return Err(Refusal::Damaged);
        }
        self.open.push(name);
        self.ending = empty;
        self.at = end + 1;
        Ok(Token::Start(Tag {
            name: local(name),
            empty,
            attributes: &self.part[to..end - usize::from(empty)],
        }))
    }

    fn end_tag(&mut self) -> Result<Token<'a>, Refusal> {
        let rest = &self.part[self.at + 2..];
        let open = self.open.pop().ok_or(Refusal::Damaged)?;
        let after = rest.strip_prefix(open).ok_or(Refusal::Damaged)?;
        let after = if after.starts_with('>') { after } else { after.trim_start_matches(SPACE) };
        let after = after.strip_prefix('>').ok_or(Refusal::Damaged)?;
        self.at = self.part.len() - after.len();
        Ok(Token::End(local(open)))
    }

    /// A comment, a CDATA section, or a document type, which no honest form has.
    fn declaration(&mut self) -> Result<Option<Text<'a>>, Refusal> {
        let rest = &self.part[self.at..];
        if rest.starts_with("<!--") {
            self.at += 4;
            self.pass("-->")?;
            return Ok(None);
        }
        let Some(section) = rest.strip_prefix("<![CDATA[") else {
            let declares = rest.as_bytes().get(2).is_some_and(u8::is_ascii_uppercase);
            return Err(if declares { Refusal::Suspicious } else { Refusal::Damaged });
        };
        let to = memchr::memmem::find(section.as_bytes(), b"]]>").ok_or(Refusal::Damaged)?;
        self.at = self.part.len() - section.len() + to + 3;
        if self.open.is_empty() {
            return Err(Refusal::Damaged);
        }
        Ok(Some(Text { raw: &section[..to], literal: true }))
    }

    fn text(&mut self) -> Result<Option<Text<'a>>, Refusal> {
        let rest = &self.part[self.at..];
        let to = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        self.at += to;
        let raw = &rest[..to];
        if !self.open.is_empty() {
            return Ok(Some(Text { raw, literal: false }));
        }
        if raw.trim_matches(SPACE).is_empty() { Ok(None) } else { Err(Refusal::Damaged) }
    }

    fn pass(&mut self, end: &str) -> Result<(), Refusal> {
        let rest = &self.part.as_bytes()[self.at..];
        let to = memchr::memmem::find(rest, end.as_bytes()).ok_or(Refusal::Damaged)?;
        self.at += to + end.len();
        Ok(())
    }
}

/// Where the `>` of a tag stands; in quotes it does not count.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'>' => return Some(at),
            b'<' => return None,
            quote @ (b'"' | b'\'') => at += 2 + memchr::memchr(*quote, &bytes[at + 1..])?,
            _ => at += 1,
        }
    }
}

fn local(name: &str) -> &str {
    match name.as_bytes().iter().position(|byte| *byte == b':') {
        Some(at) => &name[at + 1..],
        None => name,
    }
}
