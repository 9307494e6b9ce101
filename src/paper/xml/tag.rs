//! The start tag of an element, with its attributes.

use super::text::decode;
use crate::paper::sheet::Refusal;
use std::borrow::Cow;

/// The start tag of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name without its prefix.
    pub name: &'a str,
    /// True for `<name/>`.
    pub empty: bool,
    /// The name with its prefix.
    pub qualified: &'a str,
    /// What stands behind the name.
    pub(super) attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The prefix with its colon, or nothing.
    pub fn prefix(&self) -> &'a str {
        &self.qualified[..self.qualified.len() - self.name.len()]
    }

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

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.rest.trim_ascii_start();
            if rest.is_empty() {
                return None;
            }
            let Some((name, value, rest)) = split_attribute(rest) else {
                self.rest = "";
                return Some(Err(Refusal::Damaged));
            };
            self.rest = rest;
            match name.bytes().position(|byte| byte == b':') {
                None => return Some(Ok((name, value))),
                Some(colon) if &name[..colon] == "xmlns" => {}
                Some(colon) => return Some(Ok((&name[colon + 1..], value))),
            }
        }
    }
}

/// Name, raw value and what follows. Names and values are short: bytes are looked at one by one.
#[inline]
fn split_attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let bytes = rest.as_bytes();
    let name_to =
        bytes.iter().position(|byte| matches!(byte, b'=' | b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\''))?;
    let mut at = name_to;
    while bytes.get(at)?.is_ascii_whitespace() {
        at += 1;
    }
    if name_to == 0 || bytes[at] != b'=' {
        return None;
    }
    at += 1;
    while bytes.get(at)?.is_ascii_whitespace() {
        at += 1;
    }
    let quote = bytes[at];
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let from = at + 1;
    let to = from + bytes[from..].iter().position(|byte| *byte == quote)?;
    Some((&rest[..name_to], &rest[from..to], &rest[to + 1..]))
}
