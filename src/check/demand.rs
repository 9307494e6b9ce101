//! What a rule demands, held against what a scope answers.

use super::scope::Sides;
use crate::catalog::{Demand, Relation, Rule};
use crate::expr::{Operator, Scope, Trouble, Value, compare};
use rust_decimal::Decimal;
use std::cell::Cell;

/// What came of holding a rule against what a scope answers.
pub enum Verdict {
    /// It does not speak here, or a missing value leaves it open.
    Rests,
    /// What it demands is so.
    Holds,
    /// It is not so.
    Broken(Sides),
}

/// One rule that is asked alone, and how often it held: an example proves nothing while the rule rests.
pub struct Alone<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// How often what it demands was so.
    pub held: Cell<usize>,
}

impl<'r> Alone<'r> {
    /// A rule that was not asked yet.
    pub fn new(rule: &'r Rule) -> Alone<'r> {
        Alone { rule, held: Cell::new(0) }
    }
}

/// True for a rule that is asked: any, or the one alone.
pub fn asked(only: Option<&Alone>, rule: &Rule) -> bool {
    only.is_none_or(|only| std::ptr::eq(only.rule, rule))
}

/// The sides of a rule that is broken; `None` where it holds or rests.
pub fn broken(rule: &Rule, scope: &dyn Scope, only: Option<&Alone>) -> Result<Option<Sides>, Trouble> {
    match weigh(rule, scope)? {
        Verdict::Broken(sides) => return Ok(Some(sides)),
        Verdict::Holds => only.into_iter().for_each(|only| only.held.set(only.held.get() + 1)),
        Verdict::Rests => {}
    }
    Ok(None)
}

fn weigh(rule: &Rule, scope: &dyn Scope) -> Result<Verdict, Trouble> {
    if let Some(when) = &rule.when
        && when.holds(scope)? != Some(true)
    {
        return Ok(Verdict::Rests);
    }
    match &rule.demand {
        Demand::Assertion(assertion) => Ok(match assertion.holds(scope)? {
            Some(true) => Verdict::Holds,
            Some(false) => Verdict::Broken(Sides::default()),
            None => Verdict::Rests,
        }),
        Demand::Sides { left, is, right, tolerance } => {
            let (left, right) = (left.evaluate(scope)?, right.evaluate(scope)?);
            match holds(*is, &left, &right, *tolerance)? {
                Some(true) => return Ok(Verdict::Holds),
                None => return Ok(Verdict::Rests),
                Some(false) => {}
            }
            let difference = match (left.number(), right.number()) {
                (Some(left), Some(right)) => left.checked_sub(right).map_or(Value::Missing, Value::Number),
                _ => Value::Missing,
            };
            Ok(Verdict::Broken(Sides { left: left.into_static(), right: right.into_static(), difference }))
        }
    }
}

/// A side as a finding states it.
pub fn shown(side: &Value) -> String {
    if side.is_missing() { String::new() } else { side.to_string() }
}

/// Whether the relation holds, if no missing value leaves it open; equal numbers may lie apart by the tolerance.
fn holds(is: Relation, left: &Value, right: &Value, tolerance: Decimal) -> Result<Option<bool>, Trouble> {
    if let (Some(left), Some(right)) = (left.number(), right.number()) {
        let near = left.checked_sub(right).is_some_and(|apart| apart.abs() <= tolerance);
        if near && matches!(is, Relation::Equal | Relation::AtMost | Relation::AtLeast) {
            return Ok(Some(true));
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
    compare(operator, left, right).map_err(|fault| Trouble { at: 0, fault })
}
