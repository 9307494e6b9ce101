//! What can go wrong while an expression is evaluated. It is the officer's to mend, not the unit's. No sentence quotes
//! a value, so none carries a name or a fact of a case.

use super::names::Shape;
use super::tree::Operator;
use super::value::Kind;
use crate::model::Saying;

/// An expression that could not be evaluated, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The byte of the expression's text at which it arose.
    pub at: usize,
    /// What went wrong.
    pub fault: Fault,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An operator between sorts of values that do not go together.
    Clash { operator: Operator, left: Kind, right: Kind },
    /// A value where a true-or-false was needed: `&&`, `||`, `!`, `?:`, a condition of a macro.
    NotAFlag(Kind),
    /// `-x` of something that is no number.
    NotANumber(Kind),
    /// A macro over something that is no list.
    NotAList(Kind),
    /// A member of something that has none.
    NoMembers(Kind),
    /// `of[key]` with a key that such a thing is not asked by.
    Key { of: Kind, key: Kind },
    /// An object without that member.
    NoMember(Box<str>),
    /// A function with an argument that it does not take: the function, the number of the argument from 1, what is
    /// wanted, and what it was.
    Argument { function: &'static str, number: u8, wanted: Takes, found: Kind },
    /// A division by zero.
    DivisionByZero,
    /// A number beyond 28 digits or a date beyond the calendar.
    Overflow,
    /// A regular expression that is none, and why, as its reader says it.
    Pattern { why: Box<str> },
    /// A regular expression that takes too much memory.
    LargePattern,
    /// More steps or longer texts than one evaluation may take.
    TooMuch,
}

/// What a function takes as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any value.
    Any,
    /// A number.
    Number,
    /// A whole number in a small range, such as a number of places.
    Count,
    /// A text.
    Text,
    /// A text that is a date: `2014-01-31`, `2014-01`, `2014`.
    DateText,
    /// A regular expression.
    Pattern,
    /// A date.
    Date,
    /// A list.
    List,
    /// A list or a text.
    Sized,
    /// A list of numbers.
    Numbers,
    /// A list of texts, numbers, dates or flags.
    Plain,
}

impl Kind {
    /// What it is called.
    pub fn saying(self) -> Saying {
        Saying::new(match self {
            Kind::Missing => "expression.nothing",
            Kind::Number => "expression.a_number",
            Kind::Text => "expression.a_text",
            Kind::Flag => "expression.a_flag",
            Kind::Date => "expression.a_date",
            Kind::List => "expression.a_list",
            Kind::Object => "expression.an_object",
        })
    }
}

impl Takes {
    /// What it is called.
    pub fn saying(self) -> Saying {
        Saying::new(match self {
            Takes::Any => "expression.any_value",
            Takes::Number => "expression.a_number",
            Takes::Count => "expression.a_small_number",
            Takes::Text => "expression.a_text",
            Takes::DateText => "expression.a_date_text",
            Takes::Pattern => "expression.a_pattern",
            Takes::Date => "expression.a_date",
            Takes::List => "expression.a_list",
            Takes::Sized => "expression.a_list_or_text",
            Takes::Numbers => "expression.numbers",
            Takes::Plain => "expression.plain_values",
        })
    }
}

impl Takes {
    /// What is known beforehand to be wrong with an argument of a shape: the sort of it or of its elements.
    pub(super) fn refuses(self, shape: &Shape) -> Option<Kind> {
        let kind = shape.kind()?;
        let element = if let Shape::List(element) = shape { element.kind() } else { None };
        let fits = match self {
            Takes::Any => true,
            Takes::Number | Takes::Count => kind == Kind::Number,
            Takes::Text | Takes::DateText | Takes::Pattern => kind == Kind::Text,
            Takes::Date => kind == Kind::Date,
            Takes::List | Takes::Numbers | Takes::Plain => kind == Kind::List,
            Takes::Sized => matches!(kind, Kind::List | Kind::Text),
        };
        match element {
            _ if !fits => Some(kind),
            Some(found) if self == Takes::Numbers && found != Kind::Number => Some(found),
            Some(found @ (Kind::List | Kind::Object)) if self == Takes::Plain => Some(found),
            _ => None,
        }
    }
}

impl Trouble {
    /// The sentence for the officer.
    pub fn saying(&self) -> Saying {
        Saying::new("expression.trouble").with("fault", self.fault.saying()).with("byte", self.at + 1)
    }
}

impl Fault {
    /// The sentence.
    pub fn saying(&self) -> Saying {
        let needed = |wanted, kind: &Kind| {
            Saying::new("expression.needed").with("wanted", Saying::new(wanted)).with("found", kind.saying())
        };
        match self {
            Fault::Clash { operator, left, right } => Saying::new("expression.clash")
                .with("operator", operator.sign())
                .with("left", left.saying())
                .with("right", right.saying()),
            Fault::NotAFlag(kind) => needed("expression.true_or_false", kind),
            Fault::NotANumber(kind) => needed("expression.a_number", kind),
            Fault::NotAList(kind) => needed("expression.a_list", kind),
            Fault::NoMembers(kind) => Saying::new("expression.no_members").with("kind", kind.saying()),
            Fault::Key { of, key } => {
                Saying::new("expression.key").with("of", of.saying()).with("key", key.saying())
            }
            Fault::NoMember(name) => Saying::new("expression.no_member").with("name", &**name),
            Fault::Argument { function, number, wanted, found } => Saying::new("expression.argument")
                .with("function", *function)
                .with("number", usize::from(*number))
                .with("wanted", wanted.saying())
                .with("found", found.saying()),
            Fault::DivisionByZero => Saying::new("expression.division_by_zero"),
            Fault::Overflow => Saying::new("expression.overflow"),
            Fault::Pattern { why } => Saying::new("expression.pattern").with("why", &**why),
            Fault::LargePattern => Saying::new("expression.large_pattern"),
            Fault::TooMuch => Saying::new("expression.too_much"),
        }
    }
}
