//! Walks a compiled tree. Three-valued: a missing value makes what depends on it missing, except where the other
//! operand of `&&` or `||` decides alone.

use super::fuel::Fuel;
use super::functions::{Call, MOST};
use super::operate;
use super::plan::{self, MacroKind, Node};
use super::trouble::{Fault, Trouble};
use super::value::{List, Scope, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The value of a tree in a scope.
pub fn evaluate<'a>(node: &'a Node, scope: &'a dyn Scope) -> Result<Value<'a>, Trouble> {
    Walk { scope, fuel: &Fuel::full() }.node(node, None).map_err(|trouble| *trouble)
}

/// Whether a tree holds in a scope; `None` if that is open.
pub fn holds(node: &Node, scope: &dyn Scope) -> Result<Option<bool>, Trouble> {
    Walk { scope, fuel: &Fuel::full() }.flag(node, 0, None).map_err(|trouble| *trouble)
}

/// One evaluation.
struct Walk<'a, 'w> {
    scope: &'a dyn Scope,
    fuel: &'w Fuel,
}

/// The variable of a macro, and those of the macros around it.
struct Frame<'f, 'a> {
    value: &'f Value<'a>,
    outer: Option<&'f Frame<'f, 'a>>,
}

/// Where a node stands, among the macros around it.
type Around<'f, 'a> = Option<&'f Frame<'f, 'a>>;

/// A trouble is rare and large: boxed, it does not widen what every step gives back.
type Outcome<T> = Result<T, Box<Trouble>>;

#[cold]
fn trouble(at: u32, fault: Fault) -> Box<Trouble> {
    Box::new(Trouble { at: at as usize, fault })
}

impl<'a> Walk<'a, '_> {
    fn node(&self, node: &'a Node, around: Around<'_, 'a>) -> Outcome<Value<'a>> {
        match node {
            Node::Slot(slot) => Ok(self.scope.slot(*slot)),
            Node::Constant(value) => Ok(value.borrow()),
            Node::Local(up) => Ok(local(around, *up).cloned().unwrap_or_default()),
            Node::Arithmetic(binary) if binary.numbers => Ok(Value::from(self.calculate(binary, around)?)),
            Node::Arithmetic(binary) => self.arithmetic(binary, around),
            Node::Relation(_) | Node::And(_) | Node::Or(_) | Node::Not(_) | Node::IsMissing(..) => {
                Ok(Value::from(self.flag(node, 0, around)?))
            }
            Node::Position(position) => self.position(position, around),
            Node::Member(member) => self.member(member, around),
            Node::If(choice) => match self.flag(&choice.condition.of, choice.condition.at, around)? {
                Some(true) => self.node(&choice.yes, around),
                Some(false) => self.node(&choice.no, around),
                None => Ok(Value::Missing),
            },
            Node::Negate(unary) => {
                let number = self.number(&unary.of, unary.at, around)?;
                Ok(Value::from(number.map(|number| if number.is_zero() { number } else { -number })))
            }
            Node::List(elements) => {
                let values: Outcome<Vec<_>> = elements.iter().map(|part| self.node(part, around)).collect();
                Ok(Value::from(values?))
            }
            Node::Index(index) => self.index(index, around),
            Node::Macro(call) => self.walk_list(call, around),
            Node::Call(call) => self.call(call, around),
        }
    }

    /// The number that a node gives; `None` if it is missing.
    fn number(&self, node: &'a Node, at: u32, around: Around<'_, 'a>) -> Outcome<Option<Decimal>> {
        let value = match node {
            Node::Slot(slot) => self.scope.slot(*slot),
            Node::Arithmetic(binary) if binary.numbers => return self.calculate(binary, around),
            _ => self.node(node, around)?,
        };
        match value {
            Value::Number(number) => Ok(Some(number)),
            Value::Missing => Ok(None),
            other => Err(trouble(at, Fault::NotANumber(other.kind()))),
        }
    }

    /// Whether a node holds; `None` if that is open.
    fn flag(&self, node: &'a Node, at: u32, around: Around<'_, 'a>) -> Outcome<Option<bool>> {
        match node {
            Node::Relation(binary) if binary.numbers => {
                let Some(left) = self.number(&binary.left, binary.at, around)? else { return Ok(None) };
                let Some(right) = self.number(&binary.right, binary.at, around)? else { return Ok(None) };
                Ok(Some(operate::holds(binary.operator, left.cmp(&right))))
            }
            Node::Relation(binary) => self.relation(binary, around),
            Node::And(parts) => self.junction(parts, false, around),
            Node::Or(parts) => self.junction(parts, true, around),
            Node::Not(unary) => Ok(self.flag(&unary.of, unary.at, around)?.map(|flag| !flag)),
            Node::IsMissing(of, wanted) => Ok(Some(self.node(of, around)?.is_missing() == *wanted)),
            _ => match self.node(node, around)? {
                Value::Flag(flag) => Ok(Some(flag)),
                Value::Missing => Ok(None),
                other => Err(trouble(at, Fault::NotAFlag(other.kind()))),
            },
        }
    }

    /// `&&`, decided by the first false, and `||`, decided by the first true.
    fn junction(
        &self,
        parts: &'a [plan::Unary],
        decisive: bool,
        around: Around<'_, 'a>,
    ) -> Outcome<Option<bool>> {
        let mut answer = Some(!decisive);
        for part in parts {
            match self.flag(&part.of, part.at, around)? {
                Some(flag) if flag == decisive => return Ok(Some(decisive)),
                Some(_) => {}
                None => answer = None,
            }
        }
        Ok(answer)
    }

    /// Arithmetic between what is declared as numbers.
    fn calculate(&self, binary: &'a plan::Binary, around: Around<'_, 'a>) -> Outcome<Option<Decimal>> {
        let Some(left) = self.number(&binary.left, binary.at, around)? else { return Ok(None) };
        let Some(right) = self.number(&binary.right, binary.at, around)? else { return Ok(None) };
        let result = operate::calculate(binary.operator, left, right);
        result.map(Some).map_err(|fault| trouble(binary.at, fault))
    }

    /// Arithmetic between numbers, texts or lists.
    fn arithmetic(&self, binary: &'a plan::Binary, around: Around<'_, 'a>) -> Outcome<Value<'a>> {
        let (left, right) = (self.node(&binary.left, around)?, self.node(&binary.right, around)?);
        let result = operate::arithmetic(binary.operator, left, right, self.fuel);
        result.map_err(|fault| trouble(binary.at, fault))
    }

    fn relation(&self, binary: &'a plan::Binary, around: Around<'_, 'a>) -> Outcome<Option<bool>> {
        let (left, right) = (self.node(&binary.left, around)?, self.node(&binary.right, around)?);
        let elements = right.values().map_or(0, <[_]>::len) as u64;
        let paid = self.fuel.spend(elements);
        let result = paid.and_then(|()| operate::compare(binary.operator, &left, &right));
        result.map_err(|fault| trouble(binary.at, fault))
    }

    fn position(&self, position: &'a plan::Position, around: Around<'_, 'a>) -> Outcome<Value<'a>> {
        let object = match &position.of {
            Node::Local(up) => match local(around, *up) {
                Some(Value::Object(object)) => Value::Object(*object),
                other => other.cloned().unwrap_or_default(),
            },
            of => self.node(of, around)?,
        };
        match object {
            Value::Object(object) => Ok(object.at(position.position)),
            Value::Missing => Ok(Value::Missing),
            other => Err(trouble(position.at, Fault::NoMembers(other.kind()))),
        }
    }

    fn member(&self, member: &'a plan::Member, around: Around<'_, 'a>) -> Outcome<Value<'a>> {
        match self.node(&member.of, around)? {
            Value::Object(object) => object
                .member(&member.name)
                .ok_or_else(|| trouble(member.at, Fault::NoMember(member.name.clone()))),
            Value::Missing => Ok(Value::Missing),
            other => Err(trouble(member.at, Fault::NoMembers(other.kind()))),
        }
    }

    /// A place beyond a list and a name that an object lacks hold nothing.
    fn index(&self, index: &'a plan::Index, around: Around<'_, 'a>) -> Outcome<Value<'a>> {
        let of = self.node(&index.of, around)?;
        match (of, self.node(&index.key, around)?) {
            (Value::Missing, _) | (Value::List(_) | Value::Object(_), Value::Missing) => Ok(Value::Missing),
            (Value::Object(object), Value::Text(name)) => Ok(object.member(&name).unwrap_or_default()),
            (Value::List(list), Value::Number(number)) => {
                let place = if number.is_integer() { number.to_usize() } else { None };
                Ok(place.and_then(|place| list.values().get(place).cloned()).unwrap_or_default())
            }
            (of @ (Value::List(_) | Value::Object(_)), key) => {
                Err(trouble(index.at, Fault::Key { of: of.kind(), key: key.kind() }))
            }
            (other, _) => Err(trouble(index.at, Fault::NoMembers(other.kind()))),
        }
    }

    fn call(&self, call: &'a plan::Call, around: Around<'_, 'a>) -> Outcome<Value<'a>> {
        let mut arguments: [Value<'a>; MOST] = Default::default();
        for (argument, node) in arguments.iter_mut().zip(&call.arguments) {
            *argument = self.node(node, around)?;
            if argument.is_missing() && !call.function.sees_missing {
                return Ok(Value::Missing);
            }
        }
        let pattern = call.pattern.as_ref();
        let mut ready = Call { function: call.function, arguments, pattern, fuel: self.fuel };
        (call.function.run)(&mut ready).map_err(|fault| trouble(call.at, fault))
    }

    fn walk_list(&self, call: &'a plan::Macro, around: Around<'_, 'a>) -> Outcome<Value<'a>> {
        let list = match self.node(&call.list, around)? {
            Value::List(list) => list,
            Value::Missing => return Ok(Value::Missing),
            other => return Err(trouble(call.at, Fault::NotAList(other.kind()))),
        };
        let steps = list.values().len() as u64;
        self.fuel.spend(steps).map_err(|fault| trouble(call.at, fault))?;
        let holds =
            |value: &Value<'a>| self.flag(&call.body, call.body_at, Some(&Frame { value, outer: around }));
        match call.kind {
            MacroKind::Map => {
                let with = |value: &Value<'a>| self.node(&call.body, Some(&Frame { value, outer: around }));
                let values: Outcome<Vec<_>> = list.values().iter().map(with).collect();
                Ok(Value::from(values?))
            }
            MacroKind::Filter => filter(list, holds),
            MacroKind::Exists => {
                for value in list.values() {
                    if holds(value)? == Some(true) {
                        return Ok(Value::Flag(true));
                    }
                }
                Ok(Value::Flag(false))
            }
            MacroKind::ExistsOne => {
                let mut found = 0;
                for value in list.values() {
                    found += usize::from(holds(value)? == Some(true));
                }
                Ok(Value::Flag(found == 1))
            }
            MacroKind::All => {
                let mut answer = Some(true);
                for value in list.values() {
                    match holds(value)? {
                        Some(false) => return Ok(Value::Flag(false)),
                        None => answer = None,
                        Some(true) => {}
                    }
                }
                Ok(Value::from(answer))
            }
        }
    }
}

/// The elements for which a condition holds; where it is open, it does not hold.
fn filter<'a>(list: List<'a>, holds: impl Fn(&Value<'a>) -> Outcome<Option<bool>>) -> Outcome<Value<'a>> {
    let mut kept = Vec::new();
    match list {
        List::Borrowed(values) => {
            for value in values {
                if holds(value)? == Some(true) {
                    kept.push(value.borrow());
                }
            }
        }
        List::Owned(values) => {
            for value in values {
                if holds(&value)? == Some(true) {
                    kept.push(value);
                }
            }
        }
    }
    Ok(Value::from(kept))
}

/// The variable of the macro that lies so many macros further out.
fn local<'f, 'a>(around: Around<'f, 'a>, up: u16) -> Option<&'f Value<'a>> {
    let mut frame = around;
    for _ in 0..up {
        frame = frame.and_then(|inner| inner.outer);
    }
    frame.map(|frame| frame.value)
}
