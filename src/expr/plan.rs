//! The compiled tree: names are slots, members positions, calls functions; constant parts are values already.

use super::functions::{Function, MOST};
use super::pattern::Pattern;
use super::tree::Operator;
use super::value::Value;

/// A step of an evaluation. `at` is the byte of the text to which a trouble points.
pub enum Node {
    Constant(Value<'static>),
    Slot(u16),
    /// The variable of the macro that lies so many macros further out.
    Local(u16),
    Position(Box<Position>),
    Member(Box<Member>),
    Index(Box<Index>),
    List(Vec<Node>),
    Not(Box<Unary>),
    Negate(Box<Unary>),
    /// `+`, `-`, `*`, `/`, `%`.
    Arithmetic(Box<Binary>),
    /// A comparison or `in`.
    Relation(Box<Binary>),
    And(Vec<Unary>),
    Or(Vec<Unary>),
    If(Box<If>),
    /// `x == null`, or `x != null` if the flag is false.
    IsMissing(Box<Node>, bool),
    Macro(Box<Macro>),
    Call(Box<Call>),
}

pub struct Position {
    pub of: Node,
    pub position: u16,
    pub at: u32,
}

pub struct Member {
    pub of: Node,
    pub name: Box<str>,
    pub at: u32,
}

pub struct Index {
    pub of: Node,
    pub key: Node,
    pub at: u32,
}

pub struct Unary {
    pub of: Node,
    pub at: u32,
}

pub struct Binary {
    pub operator: Operator,
    pub left: Node,
    pub right: Node,
    /// True if both sides are declared as numbers, which is the fast case.
    pub numbers: bool,
    pub at: u32,
}

pub struct If {
    pub condition: Unary,
    pub yes: Node,
    pub no: Node,
}

pub struct Macro {
    pub kind: MacroKind,
    pub list: Node,
    pub body: Node,
    pub at: u32,
    /// Where the body stands.
    pub body_at: u32,
}

pub struct Call {
    pub function: &'static Function,
    pub arguments: Vec<Node>,
    pub pattern: Option<Pattern>,
    pub at: u32,
}

/// The macros of CEL that walk over a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacroKind {
    Filter,
    Map,
    Exists,
    All,
    ExistsOne,
}

impl MacroKind {
    /// The names of all of them.
    pub const NAMES: [&'static str; 5] = ["filter", "map", "exists", "all", "exists_one"];

    /// The macro of a name.
    pub fn find(name: &str) -> Option<MacroKind> {
        Some(match name {
            "filter" => MacroKind::Filter,
            "map" => MacroKind::Map,
            "exists" => MacroKind::Exists,
            "all" => MacroKind::All,
            "exists_one" => MacroKind::ExistsOne,
            _ => return None,
        })
    }
}

impl Node {
    /// True if it needs nothing but constants, so that its value can be known now.
    pub fn is_fixed(&self) -> bool {
        let constant = |node: &Node| matches!(node, Node::Constant(_));
        match self {
            Node::List(elements) => elements.iter().all(constant),
            Node::Not(unary) | Node::Negate(unary) => constant(&unary.of),
            Node::Arithmetic(binary) | Node::Relation(binary) => {
                constant(&binary.left) && constant(&binary.right)
            }
            Node::IsMissing(of, _) => constant(of),
            Node::Index(index) => constant(&index.of) && constant(&index.key),
            Node::Call(call) => {
                debug_assert!(call.arguments.len() <= MOST, "the resolver counts arguments");
                call.arguments.iter().all(constant)
            }
            _ => false,
        }
    }
}
