//! Changes of the text of one part: what is not named stays byte for byte as it is.

use crate::paper::sheet::Refusal;
use crate::paper::xml::Tag;

/// Changes of a part, each from a byte to a byte.
#[derive(Debug)]
pub struct Edits<'a> {
    part: &'a str,
    list: Vec<(usize, usize, String)>,
}

impl<'a> Edits<'a> {
    /// No changes of a part yet.
    pub fn of(part: &'a str) -> Edits<'a> {
        Edits { part, list: Vec::new() }
    }

    /// Where a slice of the part stands in it.
    pub fn place(&self, slice: &str) -> usize {
        (slice.as_ptr() as usize).saturating_sub(self.part.as_ptr() as usize).min(self.part.len())
    }

    /// Puts a text at a place.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.list.push((at, at, text.into()));
    }

    /// Puts a text in place of another.
    pub fn replace(&mut self, from: usize, to: usize, text: impl Into<String>) {
        self.list.push((from, to, text.into()));
    }

    /// Gives an attribute of a tag a value, which needs no escapes; adds it if there is none.
    ///
    /// # Errors
    /// `Damaged` if the attributes cannot be read.
    pub fn set(&mut self, tag: Tag<'_>, name: &str, value: &str) -> Result<(), Refusal> {
        match tag.raw(name)? {
            Some(present) => {
                let from = self.place(present);
                self.replace(from, from + present.len(), value);
            }
            None => {
                let at = self.place(tag.qualified) + tag.qualified.len();
                self.insert(at, format!(" {name}=\"{value}\""));
            }
        }
        Ok(())
    }

    /// Puts elements at the end of an element: `before_end` is where its end tag begins, or where its own tag ends if it is
    /// empty.
    pub fn append(&mut self, tag: Tag<'_>, before_end: usize, inside: &str) {
        if tag.empty {
            let close = format!(">{inside}</{}>", tag.qualified);
            self.replace(before_end.saturating_sub(2), before_end, close);
        } else {
            self.insert(before_end, inside);
        }
    }

    /// The part with all changes.
    ///
    /// # Errors
    /// `Damaged` if two of them meet, which a whole part does not lead to.
    pub fn applied(mut self) -> Result<String, Refusal> {
        self.list.sort_by_key(|(from, to, _)| (*from, *to));
        let added: usize = self.list.iter().map(|(.., text)| text.len()).sum();
        let mut made = String::with_capacity(self.part.len() + added);
        let mut done = 0;
        for (from, to, text) in &self.list {
            made.push_str(self.part.get(done..*from).ok_or(Refusal::Damaged)?);
            made.push_str(text);
            done = *to;
        }
        made.push_str(self.part.get(done..).ok_or(Refusal::Damaged)?);
        Ok(made)
    }
}

/// Characters of a text that a cell or a note takes, whatever they are.
const LONGEST: usize = 16_000;

/// A text as character data or the value of an attribute. What XML has no place for is left out, and so is the end of a
/// text that is longer than cells and notes may be.
pub fn escaped(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for letter in text.chars().take(LONGEST) {
        match letter {
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '"' => made.push_str("&quot;"),
            '\n' => made.push_str("&#10;"),
            '\t' => made.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control < ' ' => {}
            letter => made.push(letter),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::xml::{Scanner, Token};

    #[test]
    fn what_is_not_named_stays_and_an_empty_element_is_opened() {
        let part = "<x:a b='1'><x:c/></x:a>";
        let mut scanner = Scanner::new(part, 9);
        let mut edits = Edits::of(part);
        while let Some(token) = scanner.token().unwrap() {
            match token {
                Token::Start(tag) if tag.name == "a" => {
                    edits.set(tag, "b", "2").unwrap();
                    edits.set(tag, "d", "3").unwrap();
                }
                Token::Start(tag) => edits.append(tag, scanner.at(), "<e/>"),
                _ => {}
            }
        }
        assert_eq!(edits.applied().unwrap(), "<x:a d=\"3\" b='2'><x:c><e/></x:c></x:a>");
    }

    #[test]
    fn a_text_is_escaped_and_loses_what_xml_cannot_hold() {
        assert_eq!(escaped("a<b>&\"c\"\u{1}\n一"), "a&lt;b&gt;&amp;&quot;c&quot;&#10;一");
    }
}
