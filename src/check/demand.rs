//! What a rule demands, held against what a scope answers.

use super::scope::Sides;
use crate::catalog::{Demand, Relation, Rule};
use crate::expr::{Operator, Scope, Trouble, Value, compare};
use rust_decimal::Decimal;

/// The sides of a rule that is broken; `None` where it holds, rests, or is left open by a missing value.
pub fn broken(rule: &Rule, scope: &dyn Scope) -> Result<Option<Sides>, Trouble> {
    if let Some(when) = &rule.when
        && when.holds(scope)? != Some(true)
    {
        return Ok(None);
    }
    match &rule.demand {
        Demand::Assertion(assertion) => Ok((assertion.holds(scope)? == Some(false)).then(Sides::default)),
        Demand::Sides { left, is, right, tolerance } => {
            let (left, right) = (left.evaluate(scope)?, right.evaluate(scope)?);
            if holds(*is, &left, &right, *tolerance)? {
                return Ok(None);
            }
            let difference = match (left.number(), right.number()) {
                (Some(left), Some(right)) => left.checked_sub(right).map_or(Value::Missing, Value::Number),
                _ => Value::Missing,
            };
            Ok(Some(Sides { left: left.into_static(), right: right.into_static(), difference }))
        }
    }
}

/// A side as a finding states it.
pub fn shown(side: &Value) -> String {
    if side.is_missing() { String::new() } else { side.to_string() }
}

/// True if the relation holds or is left open; equal numbers may lie apart by the tolerance.
fn holds(is: Relation, left: &Value, right: &Value, tolerance: Decimal) -> Result<bool, Trouble> {
    if let (Some(left), Some(right)) = (left.number(), right.number()) {
        let near = left.checked_sub(right).is_some_and(|apart| apart.abs() <= tolerance);
        if near && matches!(is, Relation::Equal | Relation::AtMost | Relation::AtLeast) {
            return Ok(true);
        }
    }
    let operator = match is {
        Relation::Equal => Operator::Equal,
        Relation::Different => Operator::NotEqual,
        Relation::AtMost => Operator::AtMost,
        Relation::AtLeast => Operator::AtLeast,
        Relation::Less => Operator::Less,
        Relation::More => Operator::More,
    };
    compare(operator, left, right).map(|held| held.unwrap_or(true)).map_err(|fault| Trouble { at: 0, fault })
}
