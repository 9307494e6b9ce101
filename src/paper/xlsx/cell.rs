//! One cell of a worksheet part: as it is stored, and what it shows.

use super::book::Book;
use super::strings::{read_rich_text, unescape};
use crate::paper::number;
use crate::paper::sheet::{CellContent, Refusal};
use crate::paper::xml::{LONGEST, Scanner, Tag, Token, decode};
use std::borrow::Cow;

/// A cell as it is stored.
pub struct Stored<'a> {
    /// Its reference, if it has one.
    pub place: Option<&'a str>,
    /// True if there is an `f`.
    pub formula: bool,
    /// Its type.
    kind: &'a str,
    /// The index of its style.
    style: Option<&'a str>,
    value: Value<'a>,
    /// The text of `is`.
    inline: Option<Cow<'a, str>>,
}

/// The text of `v`.
enum Value<'a> {
    /// There is none.
    None,
    /// As stored, without markup inside.
    Raw(&'a str),
    /// With references resolved.
    Resolved(String),
}

impl<'a> Stored<'a> {
    fn new() -> Stored<'a> {
        Stored { place: None, formula: false, kind: "n", style: None, value: Value::None, inline: None }
    }

    /// A cell as nearly all programs write it, and how long it is: `<c`, attributes `r`, `s` and `t` of one blank and
    /// double quotes each, and at most `<f>…</f><v>…</v>` or `<is><t>…</t></is>` inside. Whatever looks different is
    /// left to [`Stored::read`], which sees the same in all that looks like this.
    #[inline]
    pub fn quick(part: &'a str) -> Option<(Stored<'a>, usize)> {
        let bytes = part.as_bytes();
        let mut stored = Stored::new();
        if !bytes.starts_with(b"<c ") {
            return None;
        }
        let mut at = 2;
        while bytes.get(at) == Some(&b' ') {
            let [name, b'=', b'"'] = *bytes.get(at + 1..)?.first_chunk()? else { return None };
            let from = at + 4;
            let to = from + bytes[from..].iter().position(|byte| *byte == b'"')?;
            let value = &part[from..to];
            match name {
                b'r' => stored.place = Some(value),
                b's' => stored.style = Some(value),
                b't' => stored.kind = value,
                _ => return None,
            }
            at = to + 1;
        }
        let rest = &part[at..];
        if rest.starts_with("/>") {
            return Some((stored, at + 2));
        }
        let inside = rest.strip_prefix('>')?;
        let after = stored.quick_inside(inside)?.strip_prefix("</c>")?;
        Some((stored, part.len() - after.len()))
    }

    /// Takes what is inside the cell; gives what follows it.
    #[inline]
    fn quick_inside(&mut self, mut inside: &'a str) -> Option<&'a str> {
        if let Some(after) = inside.strip_prefix("<f>") {
            inside = until(after, "</f>")?.1;
            self.formula = true;
        }
        if let Some(after) = inside.strip_prefix("<v>") {
            let (value, after) = until(after, "</v>")?;
            self.value = Value::Raw(value);
            inside = after;
        } else if let Some(after) = inside.strip_prefix("<is><t>") {
            let (text, after) = until(after, "</t></is>")?;
            self.inline = Some(trimmed(decode(text).ok()?));
            inside = after;
        }
        Some(inside)
    }

    /// Reads the cell whose tag was met last up to its end.
    ///
    /// # Errors
    /// As [`Scanner::token`].
    pub fn read(scanner: &mut Scanner<'a>, tag: Tag<'a>) -> Result<Stored<'a>, Refusal> {
        let mut stored = Stored::new();
        for attribute in tag.attributes() {
            match attribute? {
                ("r", value) => stored.place = Some(value),
                ("t", value) => stored.kind = value,
                ("s", value) => stored.style = Some(value),
                _ => {}
            }
        }
        let outside = scanner.level() - 1;
        while scanner.level() > outside {
            let Some(Token::Start(inside)) = scanner.token()? else { continue };
            match inside.name {
                "v" => stored.value = Value::Resolved(scanner.content()?.into_owned()),
                "f" => {
                    stored.formula = true;
                    scanner.skip()?;
                }
                "is" => {
                    let mut text = String::new();
                    read_rich_text(scanner, &mut text)?;
                    stored.inline = Some(Cow::Owned(text));
                }
                _ => scanner.skip()?,
            }
        }
        Ok(stored)
    }

    /// What the cell shows; nothing for one that is empty or holds an empty text.
    ///
    /// # Errors
    /// `Damaged` if its value cannot be read at all, or needs shared strings that there are not.
    pub fn content(mut self, book: &Book) -> Result<Option<CellContent>, Refusal> {
        let inline = self.inline.take();
        let value = match std::mem::replace(&mut self.value, Value::None) {
            Value::None => match (self.kind, inline) {
                ("inlineStr", Some(text)) => return Ok(self.text(text)),
                _ => return Ok(self.nothing()),
            },
            Value::Raw(raw) => match self.plain(raw, book) {
                Some(content) => return Ok(content),
                None => decode(raw)?,
            },
            Value::Resolved(text) => Cow::Owned(text),
        };
        let trimmed = value.trim_ascii();
        let broken = || Some(CellContent::Error((*value).into()));
        Ok(match self.kind {
            "s" => {
                let strings = book.strings.as_ref().ok_or(Refusal::Damaged)?;
                match shared_index(trimmed).and_then(|index| strings.get(index)) {
                    Some(text) => self.text(Cow::Borrowed(text)),
                    None => broken(),
                }
            }
            // `=IF(A1="","",…)` over a blank row is stored so: computed, and blank.
            "str" if self.formula && value.is_empty() => None,
            "str" => self.text(unescape(&value)),
            "inlineStr" => self.text(inline.unwrap_or(Cow::Borrowed(&value))),
            // An error that does not say which is one all the same.
            "e" => broken(),
            _ if trimmed.is_empty() => self.nothing(),
            "n" => number::parse(trimmed).map_or_else(broken, |number| Some(self.number(number, book))),
            "b" => match trimmed {
                "1" | "true" | "TRUE" => Some(CellContent::Flag(true)),
                "0" | "false" | "FALSE" => Some(CellContent::Flag(false)),
                _ => broken(),
            },
            "d" => number::iso_serial(trimmed).map_or_else(broken, |serial| Some(number::day(serial, 0.0))),
            _ => broken(),
        })
    }

    /// What a plain index or number shows: nearly all values, and they need no decoding.
    #[inline]
    fn plain(&self, raw: &str, book: &Book) -> Option<Option<CellContent>> {
        match self.kind {
            "s" => {
                let text = book.strings.as_ref()?.get(shared_index(raw)?)?;
                Some(self.text(Cow::Borrowed(text)))
            }
            "n" => number::parse(raw).map(|number| Some(self.number(number, book))),
            _ => None,
        }
    }

    fn number(&self, number: f64, book: &Book) -> CellContent {
        number::shown(number, book.styles.shown(self.style), book.epoch)
    }

    fn text(&self, text: Cow<'_, str>) -> Option<CellContent> {
        if text.is_empty() { self.nothing() } else { Some(CellContent::Text(text.into())) }
    }

    /// A formula that has shown nothing yet, or no cell at all.
    fn nothing(&self) -> Option<CellContent> {
        self.formula.then_some(CellContent::Uncomputed)
    }
}

/// Text up to an end that follows it at once, and what comes after. There is no other markup in it.
#[inline]
fn until<'a>(text: &'a str, end: &str) -> Option<(&'a str, &'a str)> {
    let at = memchr::memchr(b'<', text.as_bytes()).filter(|at| *at <= LONGEST)?;
    Some((&text[..at], text[at..].strip_prefix(end)?))
}

/// The text of a `t` that does not say that its outer white space counts.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => unescape(text.trim_ascii()),
        Cow::Owned(text) => match unescape(text.trim_ascii()) {
            Cow::Borrowed(same) if same.len() == text.len() => Cow::Owned(text),
            other => Cow::Owned(other.into_owned()),
        },
    }
}

/// An index of a shared string: digits only. Anything else must not become string 0.
#[inline]
fn shared_index(value: &str) -> Option<usize> {
    if !(1..=9).contains(&value.len()) || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(value.bytes().fold(0, |index, digit| index * 10 + usize::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything about a cell, however it was read.
    fn seen(stored: &Stored<'_>) -> String {
        let value = match &stored.value {
            Value::None => None,
            Value::Raw(raw) => Some(decode(raw).unwrap().into_owned()),
            Value::Resolved(text) => Some(text.clone()),
        };
        let Stored { place, formula, kind, style, inline, .. } = stored;
        format!("{place:?} {formula} {kind} {style:?} {value:?} {inline:?}")
    }

    #[test]
    fn the_quick_way_sees_what_the_careful_way_sees() {
        for cell in [
            "<c r=\"A1\" s=\"1\"/>",
            "<c r=\"A1\"></c>",
            "<c r=\"B12\" s=\"3\" t=\"s\"><v>7</v></c>",
            "<c t=\"str\"><f>A1&amp;B1</f><v>a&lt;b_x0041_</v></c>",
            "<c r=\"A1\"><f>1+1</f></c>",
            "<c r=\"A1\" t=\"inlineStr\"><is><t> &#20013;_x000D_文 </t></is></c>",
            "<c t=\"inlineStr\"><is><t></t></is></c>",
        ] {
            let part = format!("{cell}<c r=\"next\"/>");
            let (quick, length) = Stored::quick(&part).expect("it looks as usual");
            let mut scanner = Scanner::new(cell, 9);
            let Some(Token::Start(tag)) = scanner.token().unwrap() else { panic!("no tag") };
            let careful = Stored::read(&mut scanner, tag).unwrap();
            assert_eq!((seen(&quick), length), (seen(&careful), cell.len()), "{cell}");
        }
    }

    #[test]
    fn what_looks_different_is_left_to_the_careful_way() {
        for cell in [
            "<c/>",
            "<c  r=\"A1\"/>",
            "<c r='A1'/>",
            "<c r = \"A1\"/>",
            "<c cm=\"1\"/>",
            "<x:c r=\"A1\"/>",
            "<col r=\"1\"/>",
            "<c r=\"A1\"><v>1<!--x--></v></c>",
            "<c r=\"A1\"><v>1</v> </c>",
            "<c r=\"A1\"><f t=\"shared\">A1</f></c>",
            "<c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a</t></is></c>",
            "<c r=\"A1\" t=\"inlineStr\"><is><t>&bogus;</t></is></c>",
            "<c r=\"A1\"><v>1",
            "<c r=\"A1",
        ] {
            assert!(Stored::quick(cell).is_none(), "{cell}");
        }
    }
}
