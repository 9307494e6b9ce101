//! Walks a compiled tree. Three-valued: a missing value makes what depends on it missing, except where the other
//! operand of `&&` or `||` decides alone.

use super::fuel::Fuel;
use super::functions::{Call, MOST};
use super::operate;
use super::plan::{self, MacroKind, Node};
use super::trouble::{Fault, Trouble};
use super::value::{List, Scope, Value};

/// The value of a tree in a scope.
pub fn evaluate<'a>(node: &'a Node, scope: &'a dyn Scope) -> Result<Value<'a>, Trouble> {
    Walk { scope, fuel: &Fuel::full() }.node(node, None)
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

type Outcome<'a> = Result<Value<'a>, Trouble>;

fn trouble(at: u32) -> impl FnOnce(Fault) -> Trouble {
    move |fault| Trouble { at: at as usize, fault }
}

impl<'a> Walk<'a, '_> {
    fn node(&self, node: &'a Node, frame: Option<&Frame<'_, 'a>>) -> Outcome<'a> {
        match node {
            Node::Slot(slot) => Ok(self.scope.slot(*slot)),
            Node::Constant(value) => Ok(value.borrow()),
            Node::Binary(binary) => {
                let left = self.node(&binary.left, frame)?;
                let right = self.node(&binary.right, frame)?;
                operate::binary(binary.operator, left, right, self.fuel).map_err(trouble(binary.at))
            }
            Node::Local(up) => Ok(local(frame, *up)),
            Node::Position(position) => match self.node(&position.of, frame)? {
                Value::Object(object) => Ok(object.at(position.position)),
                Value::Missing => Ok(Value::Missing),
                other => Err(trouble(position.at)(Fault::NoMembers(other.kind()))),
            },
            Node::Member(member) => match self.node(&member.of, frame)? {
                Value::Object(object) => object
                    .member(&member.name)
                    .ok_or_else(|| trouble(member.at)(Fault::NoMember(member.name.clone()))),
                Value::Missing => Ok(Value::Missing),
                other => Err(trouble(member.at)(Fault::NoMembers(other.kind()))),
            },
            Node::And(parts) => self.junction(parts, frame, false),
            Node::Or(parts) => self.junction(parts, frame, true),
            Node::Not(unary) => Ok(Value::from(self.flag(unary, frame)?.map(|flag| !flag))),
            Node::If(choice) => match self.flag(&choice.condition, frame)? {
                Some(true) => self.node(&choice.yes, frame),
                Some(false) => self.node(&choice.no, frame),
                None => Ok(Value::Missing),
            },
            Node::IsMissing(of, wanted) => Ok(Value::Flag(self.node(of, frame)?.is_missing() == *wanted)),
            Node::Negate(unary) => match self.node(&unary.of, frame)? {
                Value::Number(number) => Ok(Value::Number(if number.is_zero() { number } else { -number })),
                Value::Missing => Ok(Value::Missing),
                other => Err(trouble(unary.at)(Fault::NotANumber(other.kind()))),
            },
            Node::List(elements) => {
                let values: Result<Vec<_>, _> = elements.iter().map(|part| self.node(part, frame)).collect();
                Ok(Value::from(values?))
            }
            Node::Index(index) => self.index(index, frame),
            Node::Macro(call) => self.walk_list(call, frame),
            Node::Call(call) => self.call(call, frame),
        }
    }

    /// True, false, or open.
    fn flag(&self, unary: &'a plan::Unary, frame: Option<&Frame<'_, 'a>>) -> Result<Option<bool>, Trouble> {
        match self.node(&unary.of, frame)? {
            Value::Flag(flag) => Ok(Some(flag)),
            Value::Missing => Ok(None),
            other => Err(trouble(unary.at)(Fault::NotAFlag(other.kind()))),
        }
    }

    /// `&&`, decided by the first false, and `||`, decided by the first true.
    fn junction(
        &self,
        parts: &'a [plan::Unary],
        frame: Option<&Frame<'_, 'a>>,
        decisive: bool,
    ) -> Outcome<'a> {
        let mut open = false;
        for part in parts {
            match self.flag(part, frame)? {
                Some(flag) if flag == decisive => return Ok(Value::Flag(decisive)),
                Some(_) => {}
                None => open = true,
            }
        }
        Ok(if open { Value::Missing } else { Value::Flag(!decisive) })
    }

    /// A place beyond a list and a name that an object lacks hold nothing.
    fn index(&self, index: &'a plan::Index, frame: Option<&Frame<'_, 'a>>) -> Outcome<'a> {
        use rust_decimal::prelude::ToPrimitive;
        let of = self.node(&index.of, frame)?;
        match (of, self.node(&index.key, frame)?) {
            (Value::Missing, _) | (Value::List(_) | Value::Object(_), Value::Missing) => Ok(Value::Missing),
            (Value::Object(object), Value::Text(name)) => Ok(object.member(&name).unwrap_or_default()),
            (Value::List(list), Value::Number(number)) => {
                let place = if number.is_integer() { number.to_usize() } else { None };
                Ok(place.and_then(|place| list.values().get(place).cloned()).unwrap_or_default())
            }
            (Value::List(_) | Value::Object(_), key) => Err(trouble(index.at)(Fault::NoMembers(key.kind()))),
            (other, _) => Err(trouble(index.at)(Fault::NoMembers(other.kind()))),
        }
    }

    fn call(&self, call: &'a plan::Call, frame: Option<&Frame<'_, 'a>>) -> Outcome<'a> {
        let mut arguments: [Value<'a>; MOST] = Default::default();
        for (argument, node) in arguments.iter_mut().zip(&call.arguments) {
            *argument = self.node(node, frame)?;
            if argument.is_missing() && !call.function.sees_missing {
                return Ok(Value::Missing);
            }
        }
        let pattern = call.pattern.as_ref();
        let mut ready = Call { function: call.function, arguments, pattern, fuel: self.fuel };
        (call.function.run)(&mut ready).map_err(trouble(call.at))
    }

    fn walk_list(&self, call: &'a plan::Macro, frame: Option<&Frame<'_, 'a>>) -> Outcome<'a> {
        let list = match self.node(&call.list, frame)? {
            Value::List(list) => list,
            Value::Missing => return Ok(Value::Missing),
            other => return Err(trouble(call.at)(Fault::NotAList(other.kind()))),
        };
        self.fuel.spend(list.values().len() as u64).map_err(trouble(call.at))?;
        let with = |value: &Value<'a>| self.node(&call.body, Some(&Frame { value, outer: frame }));
        let holds = |value: &Value<'a>| match with(value)? {
            Value::Flag(flag) => Ok(Some(flag)),
            Value::Missing => Ok(None),
            other => Err(trouble(call.body_at)(Fault::NotAFlag(other.kind()))),
        };
        match call.kind {
            MacroKind::Map => {
                let values: Result<Vec<_>, _> = list.values().iter().map(with).collect();
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
fn filter<'a>(list: List<'a>, holds: impl Fn(&Value<'a>) -> Result<Option<bool>, Trouble>) -> Outcome<'a> {
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

fn local<'a>(frame: Option<&Frame<'_, 'a>>, up: u16) -> Value<'a> {
    let mut frame = frame;
    for _ in 0..up {
        frame = frame.and_then(|inner| inner.outer);
    }
    frame.map_or(Value::Missing, |frame| frame.value.clone())
}
