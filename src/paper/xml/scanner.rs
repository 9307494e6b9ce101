//! A pull scanner over the text of one XML part: tags, text, nothing else. It checks what protects values (tags match,
//! the part is whole, no document type, bounded depth) and leaves out what readers of forms do not need: namespaces are
//! not resolved, names are given without their prefix, comments and instructions are passed over.
//!
//! It exists because the tokens of a sheet are most of the cost of reading a form; everything is a slice of the part.

use super::tag::Tag;
use super::text::{decode, decode_literal};
use crate::paper::sheet::Refusal;
use std::borrow::Cow;

/// Bytes of one text, tag or comment. A cell holds 32,767 characters; whatever is longer than this was made to cost.
pub const LONGEST: usize = 1 << 20;

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

    /// Where the last token ended, in bytes from the begin of the part; of an empty element both tokens end there.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Where a slice of the part stands in it, in bytes.
    pub fn place(&self, slice: &str) -> usize {
        (slice.as_ptr() as usize).saturating_sub(self.part.as_ptr() as usize).min(self.part.len())
    }

    /// What follows, as stored; nothing while the end of an empty element is still to be told.
    #[inline]
    pub fn rest(&self) -> &'a str {
        if self.ending { "" } else { &self.part[self.at..] }
    }

    /// Passes over whole elements that a reader has taken from [`Scanner::rest`] by itself.
    #[inline]
    pub fn advance(&mut self, length: usize) {
        self.at += length;
    }

    /// The next token; `None` at the end of a whole part.
    ///
    /// # Errors
    /// `Damaged` if the part is not well-formed or ends early, `Suspicious` for a document type, `TooLarge` beyond
    /// the depth or [`LONGEST`].
    #[inline]
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
                within(content.len())?;
            }
        }
        Ok(content)
    }

    /// Leaves the part before its end. It must end with the end tag of its root, so that it is not cut off.
    ///
    /// # Errors
    /// `Damaged` if it does not.
    pub fn finish_early(self) -> Result<(), Refusal> {
        let Some(root) = self.open.first() else { return Ok(()) };
        let whole = self.part[self.at..]
            .trim_ascii_end()
            .strip_suffix('>')
            .and_then(|rest| rest.trim_ascii_end().strip_suffix(root))
            .is_some_and(|rest| rest.ends_with("</"));
        if whole { Ok(()) } else { Err(Refusal::Damaged) }
    }

    fn start_tag(&mut self) -> Result<Token<'a>, Refusal> {
        let bytes = self.part.as_bytes();
        let from = self.at + 1;
        let length = bytes[from..].iter().position(|byte| ENDS_NAME[usize::from(*byte)]);
        let to = from + length.ok_or(Refusal::Damaged)?;
        let name = &self.part[from..to];
        if name.is_empty() {
            return Err(Refusal::Damaged);
        }
        let end = tag_end(bytes, to).ok_or(Refusal::Damaged)?;
        within(end - from)?;
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
            qualified: name,
            attributes: &self.part[to..end - usize::from(empty)],
        }))
    }

    fn end_tag(&mut self) -> Result<Token<'a>, Refusal> {
        let bytes = self.part.as_bytes();
        let open = self.open.pop().ok_or(Refusal::Damaged)?;
        let mut at = self.at + 2;
        for expected in open.bytes() {
            if bytes.get(at) != Some(&expected) {
                return Err(Refusal::Damaged);
            }
            at += 1;
        }
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if bytes.get(at) != Some(&b'>') {
            return Err(Refusal::Damaged);
        }
        self.at = at + 1;
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
        within(to)?;
        self.at = self.part.len() - section.len() + to + 3;
        if self.open.is_empty() {
            return Err(Refusal::Damaged);
        }
        Ok(Some(Text { raw: &section[..to], literal: true }))
    }

    fn text(&mut self) -> Result<Option<Text<'a>>, Refusal> {
        let rest = &self.part[self.at..];
        let to = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        within(to)?;
        self.at += to;
        let raw = &rest[..to];
        if !self.open.is_empty() {
            return Ok(Some(Text { raw, literal: false }));
        }
        if raw.trim_ascii().is_empty() { Ok(None) } else { Err(Refusal::Damaged) }
    }

    fn pass(&mut self, end: &str) -> Result<(), Refusal> {
        let rest = &self.part.as_bytes()[self.at..];
        let to = memchr::memmem::find(rest, end.as_bytes()).ok_or(Refusal::Damaged)?;
        within(to)?;
        self.at += to + end.len();
        Ok(())
    }
}

#[inline]
fn within(length: usize) -> Result<(), Refusal> {
    if length > LONGEST { Err(Refusal::TooLarge) } else { Ok(()) }
}

/// Where the `>` of a tag stands; in quotes it does not count.
#[inline]
fn tag_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            b'>' => return Some(at),
            b'<' => return None,
            quote @ (b'"' | b'\'') => {
                at += 1;
                while *bytes.get(at)? != quote {
                    at += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Bytes that end the name of an element.
const ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let mut list = b"<>/\"' =\t\r\n" as &[u8];
    while let Some((byte, rest)) = list.split_first() {
        ends[*byte as usize] = true;
        list = rest;
    }
    ends
};

#[inline]
fn local(name: &str) -> &str {
    match name.as_bytes().iter().position(|byte| *byte == b':') {
        Some(at) => &name[at + 1..],
        None => name,
    }
}
