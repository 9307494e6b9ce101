//! The syntax tree: what was written, before any name has a meaning.

use super::value::Value;
use std::fmt;

/// A part of an expression and where it stands.
#[derive(Debug)]
pub struct Tree<'t> {
    pub form: Form<'t>,
    pub span: Span,
    /// How many trees lie above the lowest one, this one counted; bounded, so that walking a tree never exhausts the
    /// stack.
    pub height: u16,
}

/// Where a part stands: byte offsets into the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// The forms of CEL that are understood.
#[derive(Debug)]
pub enum Form<'t> {
    Literal(Value<'t>),
    Name(&'t str),
    Member(Box<Tree<'t>>, &'t str),
    Index(Box<Tree<'t>>, Box<Tree<'t>>),
    Call(&'t str, Vec<Tree<'t>>),
    /// The span is that of the method's name.
    Method(Box<Tree<'t>>, &'t str, Span, Vec<Tree<'t>>),
    List(Vec<Tree<'t>>),
    Not(Box<Tree<'t>>),
    Negate(Box<Tree<'t>>),
    Binary(Operator, Box<Tree<'t>>, Box<Tree<'t>>),
    /// `a && b && c`, flat.
    And(Vec<Tree<'t>>),
    /// `a || b || c`, flat.
    Or(Vec<Tree<'t>>),
    If(Box<[Tree<'t>; 3]>),
}

/// The operators between two values, except `&&` and `||`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
}

impl Operator {
    /// The relation of a sign: `==`, `!=`, `<`, `<=`, `>`, `>=` or `in`.
    pub fn relation(sign: &str) -> Option<Operator> {
        use Operator::*;
        [Equal, NotEqual, Less, AtMost, More, AtLeast, In]
            .into_iter()
            .find(|operator| operator.sign() == sign)
    }

    /// True if it compares, false if it calculates.
    pub fn is_relation(self) -> bool {
        use Operator::*;
        !matches!(self, Add | Subtract | Multiply | Divide | Remainder)
    }

    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::More => ">",
            Operator::AtLeast => ">=",
            Operator::In => "in",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.sign())
    }
}
