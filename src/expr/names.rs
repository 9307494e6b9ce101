//! What an expression may speak of: names, their slots and their shapes. Known when templates are loaded, so that a
//! wrong name is found then and not at the end of a quarter.

use super::value::Kind;
use std::collections::HashMap;
use std::sync::Arc;

/// The names that stand at the root of an expression.
pub trait Names {
    /// The slot and shape of a name; `None` if there is no such name.
    fn root(&self, name: &str) -> Option<Root>;

    /// All names, for “did you mean”.
    fn all(&self) -> Vec<&str>;
}

/// What a root name stands for.
#[derive(Clone, Debug)]
pub struct Root {
    /// What the scope is asked for.
    pub slot: u16,
    /// What it will answer.
    pub shape: Shape,
}

/// What sort of value a name will have, as far as it is declared. Every value may be missing as well.
#[derive(Clone, Debug, Default)]
pub enum Shape {
    /// Not declared: everything about it is found out at run time.
    #[default]
    Any,
    /// A number.
    Number,
    /// A text, a code, a unit id.
    Text,
    /// True or false.
    Flag,
    /// A date.
    Date,
    /// A list whose elements have this shape.
    List(Box<Shape>),
    /// An object with declared members, asked by position ([`Object::at`](super::Object::at)).
    Record(Arc<Members>),
    /// An object that has members of this shape under names that are not declared
    /// ([`Object::member`](super::Object::member)), such as indicators by code.
    Map(Box<Shape>),
}

impl Shape {
    /// A list of records.
    pub fn rows(members: &Arc<Members>) -> Shape {
        Shape::List(Box::new(Shape::Record(members.clone())))
    }

    /// The sort of value, if it is declared.
    pub fn kind(&self) -> Option<Kind> {
        Some(match self {
            Shape::Any => return None,
            Shape::Number => Kind::Number,
            Shape::Text => Kind::Text,
            Shape::Flag => Kind::Flag,
            Shape::Date => Kind::Date,
            Shape::List(_) => Kind::List,
            Shape::Record(_) | Shape::Map(_) => Kind::Object,
        })
    }

    /// What is known of a value that has this shape or another.
    pub(super) fn or(&self, other: &Shape) -> Shape {
        match (self, other) {
            (Shape::List(one), Shape::List(other)) => Shape::List(Box::new(one.or(other))),
            (Shape::Map(one), Shape::Map(other)) => Shape::Map(Box::new(one.or(other))),
            (Shape::Record(one), Shape::Record(other)) if Arc::ptr_eq(one, other) => self.clone(),
            (Shape::Record(_) | Shape::Map(_), _) => Shape::Any,
            _ if self.kind() == other.kind() => self.clone(),
            _ => Shape::Any,
        }
    }
}

/// Declared members in order; the position of a member is its number. Also the plainest [`Names`]: positions are slots.
#[derive(Debug, Default)]
pub struct Members {
    list: Vec<(Box<str>, Shape)>,
    positions: HashMap<Box<str>, u16>,
}

impl Members {
    /// None yet.
    pub fn new() -> Members {
        Members::default()
    }

    /// Adds a member and gives its position. A name that is there already keeps its first position for lookups.
    ///
    /// # Panics
    /// After 65,535 members, far beyond any form.
    pub fn push(&mut self, name: &str, shape: Shape) -> u16 {
        let position = u16::try_from(self.list.len()).expect("a form has fewer than 65,535 fields");
        self.list.push((name.into(), shape));
        self.positions.entry(name.into()).or_insert(position);
        position
    }

    /// The position and shape of a member.
    pub fn find(&self, name: &str) -> Option<(u16, &Shape)> {
        let position = *self.positions.get(name)?;
        Some((position, &self.list[usize::from(position)].1))
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| &**name)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<'n> FromIterator<(&'n str, Shape)> for Members {
    fn from_iter<I: IntoIterator<Item = (&'n str, Shape)>>(members: I) -> Members {
        let mut all = Members::new();
        for (name, shape) in members {
            all.push(name, shape);
        }
        all
    }
}

impl Names for Members {
    fn root(&self, name: &str) -> Option<Root> {
        self.find(name).map(|(slot, shape)| Root { slot, shape: shape.clone() })
    }

    fn all(&self) -> Vec<&str> {
        self.names().collect()
    }
}

/// A name that an expression mentions, with the members it looks into: `["CD", "rank"]` is `root: "CD"`,
/// `path: ["rank"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The root name.
    pub root: Box<str>,
    /// Its slot.
    pub slot: u16,
    /// The members below it, outermost first; empty if the root itself is meant.
    pub path: Vec<Box<str>>,
}
