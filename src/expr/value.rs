//! What an expression computes with: values that borrow from the scope where they can. Not the typed answers of a
//! submission (those are `model::Value`), though each of those has its value here.

use crate::model;
use crate::model::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::fmt;

/// A value at run time. It borrows texts, lists and objects from the scope and from the expression.
#[derive(Clone, Default)]
pub enum Value<'a> {
    /// Nothing was said; `null` in an expression.
    #[default]
    Missing,
    /// A number, exact.
    Number(Decimal),
    /// A text, a code, a unit id.
    Text(Cow<'a, str>),
    /// True or false.
    Flag(bool),
    /// A date at its precision.
    Date(Date),
    /// A list.
    List(List<'a>),
    /// Something with members: a row, a unit, a table by code.
    Object(&'a dyn Object),
}

/// The elements of a list: the scope's own, or made by the expression.
#[derive(Clone)]
pub enum List<'a> {
    /// Kept by the scope or, for a list that the expression spells out, by the expression.
    Borrowed(&'a [Value<'a>]),
    /// Made while evaluating.
    Owned(Vec<Value<'a>>),
}

/// What `a.b` and `a["b"]` look into.
pub trait Object: Sync {
    /// The member at a position that [`Members`](super::Members) gave out for this kind of object. Objects whose
    /// shape is not declared as a record are never asked.
    fn at(&self, _position: u16) -> Value<'_> {
        Value::Missing
    }

    /// The member of a name. `None` says that there can be no such member, which is a trouble;
    /// `Some(Value::Missing)` says that nothing was said.
    fn member(&self, name: &str) -> Option<Value<'_>>;
}

/// What the names of an expression stand for, by the slots that [`Names`](super::Names) gave out.
pub trait Scope {
    /// The value of a slot; it is asked as often as the name stands in the expression.
    fn slot(&self, slot: u16) -> Value<'_>;
}

/// A row of values is a scope: slot 0 is the first.
impl Scope for Vec<Value<'_>> {
    fn slot(&self, slot: u16) -> Value<'_> {
        self.get(usize::from(slot)).map_or(Value::Missing, Value::borrow)
    }
}

/// What sort of value it is, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing was said.
    Missing,
    /// A number.
    Number,
    /// A text.
    Text,
    /// True or false.
    Flag,
    /// A date.
    Date,
    /// A list.
    List,
    /// Something with members.
    Object,
}

impl<'a> Value<'a> {
    /// The same value without a copy of its texts and lists.
    pub fn borrow(&self) -> Value<'_> {
        match self {
            Value::Missing => Value::Missing,
            Value::Number(number) => Value::Number(*number),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Flag(flag) => Value::Flag(*flag),
            Value::Date(date) => Value::Date(*date),
            Value::List(list) => Value::List(List::Borrowed(list.values())),
            Value::Object(object) => Value::Object(*object),
        }
    }

    /// The same value with copies of its texts and lists. Of an object nothing can be kept.
    pub fn into_static(self) -> Value<'static> {
        match self {
            Value::Missing | Value::Object(_) => Value::Missing,
            Value::Number(number) => Value::Number(number),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Flag(flag) => Value::Flag(flag),
            Value::Date(date) => Value::Date(date),
            Value::List(list) => {
                Value::from(list.into_values().into_iter().map(Value::into_static).collect::<Vec<_>>())
            }
        }
    }

    /// A list of values that the caller keeps.
    pub fn list(values: &'a [Value<'a>]) -> Value<'a> {
        Value::List(List::Borrowed(values))
    }

    /// Its sort.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Missing => Kind::Missing,
            Value::Number(_) => Kind::Number,
            Value::Text(_) => Kind::Text,
            Value::Flag(_) => Kind::Flag,
            Value::Date(_) => Kind::Date,
            Value::List(_) => Kind::List,
            Value::Object(_) => Kind::Object,
        }
    }

    /// True if nothing was said.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    /// True if nothing was said or what was said is empty: a text of white space only, a list of no elements.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Missing => true,
            Value::Text(text) => model::text::trim(text).is_empty(),
            Value::List(list) => list.values().is_empty(),
            _ => false,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The flag, if it is one.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The date, if it is one.
    pub fn date(&self) -> Option<Date> {
        match self {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn values(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::List(list) => Some(list.values()),
            _ => None,
        }
    }
}

impl<'a> List<'a> {
    /// The elements.
    pub fn values(&self) -> &[Value<'a>] {
        match self {
            List::Borrowed(values) => values,
            List::Owned(values) => values,
        }
    }

    /// The elements to keep.
    pub fn into_values(self) -> Vec<Value<'a>> {
        match self {
            List::Borrowed(values) => values.to_vec(),
            List::Owned(values) => values,
        }
    }
}

/// Structural; a missing value equals a missing value here (not in an expression), and objects are equal if they
/// are one.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Missing, Value::Missing) => true,
            (Value::Number(left), Value::Number(right)) => left == right,
            (Value::Text(left), Value::Text(right)) => left == right,
            (Value::Flag(left), Value::Flag(right)) => left == right,
            (Value::Date(left), Value::Date(right)) => left == right,
            (Value::List(left), Value::List(right)) => left.values() == right.values(),
            (Value::Object(left), Value::Object(right)) => std::ptr::addr_eq(*left, *right),
            _ => false,
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Missing => formatter.write_str("null"),
            Value::Number(number) => number.normalize().fmt(formatter),
            Value::Text(text) => write!(formatter, "{text:?}"),
            Value::Flag(flag) => write!(formatter, "{flag}"),
            Value::Date(date) => write!(formatter, "date('{date}')"),
            Value::List(list) => list.values().fmt(formatter),
            Value::Object(_) => formatter.write_str("{…}"),
        }
    }
}

impl<'a> From<&'a model::Value> for Value<'a> {
    #[inline]
    fn from(value: &'a model::Value) -> Value<'a> {
        match value {
            model::Value::Missing | model::Value::Open(_) => Value::Missing,
            model::Value::Number(number) => Value::Number(*number),
            model::Value::Text(text) | model::Value::Code(text) | model::Value::Unit(text) => {
                Value::Text(Cow::Borrowed(text))
            }
            model::Value::Date(date) => Value::Date(*date),
            model::Value::Flag(flag) => Value::Flag(*flag),
            model::Value::Codes(codes) => {
                Value::List(List::Owned(codes.iter().map(|code| Value::from(&**code)).collect()))
            }
        }
    }
}

/// For results that are kept: a list becomes a set of the texts of its elements, an object nothing.
impl From<Value<'_>> for model::Value {
    fn from(value: Value<'_>) -> model::Value {
        match value {
            Value::Missing | Value::Object(_) => model::Value::Missing,
            Value::Number(number) => model::Value::Number(number),
            Value::Text(text) => model::Value::Text(text.into_owned().into()),
            Value::Flag(flag) => model::Value::Flag(flag),
            Value::Date(date) => model::Value::Date(date),
            Value::List(list) => {
                let said = list.values().iter().filter(|value| !value.is_missing());
                model::Value::Codes(said.map(|value| value.to_string().into()).collect())
            }
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Number(number.into())
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Number(number.into())
    }
}

impl From<Decimal> for Value<'_> {
    fn from(number: Decimal) -> Self {
        Value::Number(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Flag(flag)
    }
}

impl From<Date> for Value<'_> {
    fn from(date: Date) -> Self {
        Value::Date(date)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Vec<Value<'a>>> for Value<'a> {
    fn from(values: Vec<Value<'a>>) -> Self {
        Value::List(List::Owned(values))
    }
}

impl<'a, V: Into<Value<'a>>> From<Option<V>> for Value<'a> {
    fn from(value: Option<V>) -> Self {
        value.map_or(Value::Missing, Into::into)
    }
}

/// As people read it: numbers plain, dates ISO, lists joined by `、`, nothing for a missing value.
impl fmt::Display for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Missing | Value::Object(_) => Ok(()),
            Value::Number(number) => number.normalize().fmt(formatter),
            Value::Text(text) => formatter.write_str(text),
            Value::Flag(flag) => formatter.write_str(if *flag { "是" } else { "否" }),
            Value::Date(date) => date.fmt(formatter),
            Value::List(list) => {
                for (index, value) in list.values().iter().enumerate() {
                    if index > 0 {
                        formatter.write_str("、")?;
                    }
                    value.fmt(formatter)?;
                }
                Ok(())
            }
        }
    }
}
