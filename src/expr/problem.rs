//! What can be wrong with the text of an expression, found when it is compiled, shown with a caret.

use super::tree::Span;
use super::trouble::Fault;
use crate::model::Saying;
use unicode_width::UnicodeWidthStr;

/// A text that is no expression, with the place and a plain sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The whole text.
    pub text: Box<str>,
    /// The first byte of what is wrong.
    pub start: usize,
    /// The byte after it; may equal `start` at the end of the text.
    pub end: usize,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A character that no expression has outside a text; the ASCII character that was meant, if there is one.
    Character(char, Option<char>),
    /// A text without its closing quote.
    OpenText,
    /// A backslash before something that has no escape.
    Escape,
    /// A number that cannot be read or has more than 28 digits.
    Number,
    /// Something else was expected here: what, and what was found; `None` is the end.
    Expected { wanted: Wanted, found: Option<Box<str>> },
    /// A word that CEL keeps for itself.
    Reserved(Box<str>),
    /// Longer than an expression may be.
    Long { limit: usize },
    /// Nested deeper than an expression may be.
    Deep { limit: usize },
    /// A name that is not declared, and the nearest that is.
    Name { name: Box<str>, near: Option<Box<str>> },
    /// A member that is not declared, and the nearest that is.
    Member { name: Box<str>, near: Option<Box<str>> },
    /// A function that there is not, and the nearest that there is.
    Function { name: Box<str>, near: Option<Box<str>> },
    /// A function with too few or too many arguments: how it is written.
    Arguments { usage: Saying },
    /// A format of a hole that there is not, and the nearest that there is.
    Format { name: Box<str>, near: Option<Box<str>> },
    /// It would be a trouble whatever the values.
    Always(Fault),
}

impl Problem {
    pub(super) fn new(text: &str, span: Span, flaw: Flaw) -> Problem {
        let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
        Problem { text: text.into(), start: start.min(end), end, flaw }
    }

    /// The line that holds the place, with carets below it. Wide characters take two columns, as in a terminal.
    pub fn picture(&self) -> String {
        let head = self.text[..self.start].rfind('\n').map_or(0, |newline| newline + 1);
        let tail = self.text[self.start..].find('\n').map_or(self.text.len(), |newline| self.start + newline);
        let indent = self.text[head..self.start].width();
        let carets = self.text[self.start..self.end.clamp(self.start, tail)].width().max(1);
        format!("{}\n{}{}", &self.text[head..tail], " ".repeat(indent), "^".repeat(carets))
    }

    /// What is wrong, and below it the line with its place.
    pub fn saying(&self) -> Saying {
        Saying::new("expression.problem").with("flaw", self.flaw.saying()).with("picture", self.picture())
    }
}

/// What the parser would have taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A number, a text, a name, a list or a bracket.
    Value,
    /// A name.
    Name,
    /// The name of a format.
    Format,
    /// An operator or the end of the text.
    OperatorOrEnd,
    /// An operator or what may stand in a hole after its expression.
    OperatorOrHole,
    /// A sign.
    Sign(&'static str),
    /// One of two signs.
    Either(&'static str, &'static str),
}

impl Wanted {
    fn saying(self) -> Saying {
        match self {
            Wanted::Value => Saying::new("expression.a_value"),
            Wanted::Name => Saying::new("expression.a_name"),
            Wanted::Format => Saying::new("expression.a_format"),
            Wanted::OperatorOrEnd => Saying::new("expression.operator_or_end"),
            Wanted::OperatorOrHole => Saying::new("expression.operator_or_hole"),
            Wanted::Sign(sign) => Saying::new("expression.sign").with("sign", sign),
            Wanted::Either(one, other) => {
                Saying::new("expression.either").with("one", one).with("other", other)
            }
        }
    }
}

impl Flaw {
    fn saying(&self) -> Saying {
        let unknown = |plain, like, name: &str, near: &Option<Box<str>>| match near {
            None => Saying::new(plain).with("name", name),
            Some(near) => Saying::new(like).with("name", name).with("near", &**near),
        };
        match self {
            Flaw::Character(found, Some(meant)) => Saying::new("expression.character_meant")
                .with("found", found.to_string())
                .with("meant", meant.to_string()),
            Flaw::Character(found, None) => {
                Saying::new("expression.character").with("found", found.to_string())
            }
            Flaw::OpenText => Saying::new("expression.open_text"),
            Flaw::Escape => Saying::new("expression.escape"),
            Flaw::Number => Saying::new("expression.number"),
            Flaw::Expected { wanted, found } => {
                let found = found.as_ref().map_or(Saying::new("expression.end"), |found| {
                    Saying::new("expression.found").with("text", &**found)
                });
                Saying::new("expression.expected").with("wanted", wanted.saying()).with("found", found)
            }
            Flaw::Reserved(word) => Saying::new("expression.reserved").with("word", &**word),
            Flaw::Long { limit } => Saying::new("expression.long").with("limit", *limit),
            Flaw::Deep { limit } => Saying::new("expression.deep").with("limit", *limit),
            Flaw::Name { name, near } => unknown("expression.no_name", "expression.no_name_near", name, near),
            Flaw::Member { name, near } => {
                unknown("expression.no_member", "expression.no_member_near", name, near)
            }
            Flaw::Function { name, near } => {
                unknown("expression.no_function", "expression.no_function_near", name, near)
            }
            Flaw::Arguments { usage } => Saying::new("expression.arguments").with("usage", usage.clone()),
            Flaw::Format { name, near } => {
                unknown("expression.no_format", "expression.no_format_near", name, near)
            }
            Flaw::Always(fault) => fault.saying(),
        }
    }
}

/// The declared name that is most like a wrong one, if one is like it at all.
pub(super) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<Box<str>> {
    const LIKE_ENOUGH: f64 = 0.6;
    let scored = known.into_iter().map(|other| (strsim::normalized_damerau_levenshtein(name, other), other));
    let best =
        scored.filter(|(score, _)| *score >= LIKE_ENOUGH).max_by(|left, right| left.0.total_cmp(&right.0));
    best.map(|(_, other)| other.into())
}
