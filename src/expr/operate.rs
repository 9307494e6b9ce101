//! Operators on values: exact arithmetic, and comparison in which a missing value leaves the answer open.

use super::fuel::Fuel;
use super::names::Shape;
use super::tree::Operator;
use super::trouble::Fault;
use super::value::{Kind, List, Value};
use crate::model::Date;
use jiff::civil::Date as Day;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Whether a relation holds between two values; `None` if a missing value or a date of too little precision leaves it
/// open. `operator` is one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`.
///
/// # Errors
/// Values of sorts that cannot be compared, and operators that are no relations.
pub fn compare(operator: Operator, left: &Value<'_>, right: &Value<'_>) -> Result<Option<bool>, Fault> {
    let clash = || Fault::Clash { operator, left: left.kind(), right: right.kind() };
    match operator {
        Operator::Equal => equal(left, right).ok_or_else(clash),
        Operator::NotEqual => Ok(equal(left, right).ok_or_else(clash)?.map(|same| !same)),
        Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast => {
            Ok(order(left, right).ok_or_else(clash)?.map(|order| holds(operator, order)))
        }
        Operator::In => contains(left, right).ok_or_else(clash),
        _ => Err(clash()),
    }
}

/// Whether a relation holds between values in an order.
pub fn holds(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::AtMost => order.is_le(),
        Operator::More => order.is_gt(),
        Operator::AtLeast => order.is_ge(),
        _ => false,
    }
}

/// Adds, subtracts, multiplies or divides numbers; also joins texts and lists. Missing on either side gives Missing.
pub fn arithmetic<'a>(
    operator: Operator,
    left: Value<'a>,
    right: Value<'a>,
    fuel: &Fuel,
) -> Result<Value<'a>, Fault> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => calculate(operator, left, right).map(Value::Number),
        (Value::Missing, _) | (_, Value::Missing) => Ok(Value::Missing),
        (Value::Text(left), Value::Text(right)) if operator == Operator::Add => {
            fuel.spend((left.len() + right.len()) as u64)?;
            let mut both = left.into_owned();
            both.push_str(&right);
            Ok(Value::from(both))
        }
        (Value::List(left), Value::List(right)) if operator == Operator::Add => {
            fuel.spend((left.values().len() + right.values().len()) as u64)?;
            let mut both = left.into_values();
            both.extend(right.into_values());
            Ok(Value::List(List::Owned(both)))
        }
        (left, right) => Err(Fault::Clash { operator, left: left.kind(), right: right.kind() }),
    }
}

/// Exact where 28 digits can hold the result; a quotient is rounded to them.
pub fn calculate(operator: Operator, left: Decimal, right: Decimal) -> Result<Decimal, Fault> {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        _ if right.is_zero() => return Err(Fault::DivisionByZero),
        Operator::Divide => left.checked_div(right),
        _ => left.checked_rem(right),
    };
    result.ok_or(Fault::Overflow)
}

/// Which of two values comes first: `None` if they cannot be ordered, `Some(None)` if that is left open.
pub fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Option<Ordering>> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(Some(left.cmp(right))),
        (Value::Text(left), Value::Text(right)) => Some(Some(left.cmp(right))),
        (Value::Date(left), Value::Date(right)) => Some(order_dates(*left, *right)),
        (Value::Missing, _) | (_, Value::Missing) => Some(None),
        _ => None,
    }
}

/// Dates of one precision are ordered as they are; of two, if their spans do not overlap.
fn order_dates(left: Date, right: Date) -> Option<Ordering> {
    match (left, right) {
        (Date::Day(left), Date::Day(right)) => Some(left.cmp(&right)),
        (Date::Year(left), Date::Year(right)) => Some(left.cmp(&right)),
        (Date::Month { .. }, Date::Month { .. }) => Some(left.first().cmp(&right.first())),
        _ if last(left) < right.first() => Some(Ordering::Less),
        _ if left.first() > last(right) => Some(Ordering::Greater),
        _ => None,
    }
}

/// The last day that a date may mean.
fn last(date: Date) -> Day {
    match date {
        Date::Day(day) => day,
        Date::Month { .. } => date.first().last_of_month(),
        Date::Year(_) => date.first().last_of_year(),
    }
}

/// Whether two values are the same: `None` if they cannot be compared, `Some(None)` if that is left open.
fn equal(left: &Value<'_>, right: &Value<'_>) -> Option<Option<bool>> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(Some(left == right)),
        (Value::Flag(left), Value::Flag(right)) => Some(Some(left == right)),
        (Value::List(left), Value::List(right)) => equal_lists(left.values(), right.values()),
        _ => order(left, right).map(|order| order.map(Ordering::is_eq)),
    }
}

fn equal_lists(left: &[Value<'_>], right: &[Value<'_>]) -> Option<Option<bool>> {
    if left.len() != right.len() {
        return Some(Some(false));
    }
    let mut answer = Some(true);
    for (left, right) in left.iter().zip(right) {
        match equal(left, right)? {
            Some(false) => return Some(Some(false)),
            None => answer = None,
            Some(true) => {}
        }
    }
    Some(answer)
}

/// Whether a list holds a value, or an object says something under a name. Elements of another sort, or missing ones,
/// are not the value.
fn contains(value: &Value<'_>, container: &Value<'_>) -> Option<Option<bool>> {
    match (value, container) {
        (_, Value::Missing) | (Value::Missing, Value::List(_) | Value::Object(_)) => Some(None),
        (_, Value::List(list)) => {
            Some(Some(list.values().iter().any(|element| equal(value, element) == Some(Some(true)))))
        }
        (Value::Text(name), Value::Object(object)) => {
            Some(Some(object.member(name).is_some_and(|member| !member.is_missing())))
        }
        _ => None,
    }
}

/// What an operator gives for sorts of values that are known beforehand, or that they clash.
pub fn result(operator: Operator, left: Kind, right: Kind) -> Result<Kind, Fault> {
    use Operator::*;
    let fits = match operator {
        Add => left == right && matches!(left, Kind::Number | Kind::Text | Kind::List),
        Subtract | Multiply | Divide | Remainder => left == right && left == Kind::Number,
        Less | AtMost | More | AtLeast => {
            left == right && matches!(left, Kind::Number | Kind::Text | Kind::Date)
        }
        Equal | NotEqual => left == right && left != Kind::Object,
        In => right == Kind::List || (right == Kind::Object && left == Kind::Text),
    };
    match operator {
        _ if !fits => Err(Fault::Clash { operator, left, right }),
        Add | Subtract | Multiply | Divide | Remainder => Ok(left),
        _ => Ok(Kind::Flag),
    }
}

/// What an operator gives, whatever it is between: nothing is known of a sum, which may be of numbers, texts or lists.
pub fn outcome(operator: Operator) -> Shape {
    match operator {
        Operator::Add => Shape::Any,
        Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => Shape::Number,
        _ => Shape::Flag,
    }
}
