//! Declared conditions on facts: each named field must have one of the listed values.

use super::fact::{Fact, Facts};
use crate::catalog::summary::Where;
use crate::model::{Date, Value};

/// Conditions that must all hold.
#[derive(Clone, Debug, Default)]
pub struct Condition<'a> {
    terms: Vec<(usize, Vec<Term<'a>>)>,
}

#[derive(Clone, Debug)]
enum Term<'a> {
    /// The value, or one of the values, is this.
    Is(&'a str),
    /// As above, for a text made here.
    Code(String),
    /// There is a value.
    Any,
    /// There is none.
    None,
    /// A day before the period of the fact.
    BeforePeriod,
}

impl<'a> Condition<'a> {
    /// The condition that is declared; fields that do not exist are never met.
    pub fn of(declared: &'a Where, facts: &Facts<'a>) -> Condition<'a> {
        let mut terms = Vec::new();
        for (key, values) in declared {
            let field = facts.field(key).unwrap_or(usize::MAX);
            let mut alternatives = Vec::new();
            for value in values {
                match value.as_str() {
                    "*" => alternatives.push(Term::Any),
                    "" => alternatives.push(Term::None),
                    "before_period" => alternatives.push(Term::BeforePeriod),
                    other => match other.strip_prefix("group:") {
                        Some(group) => {
                            let list = facts.fields.get(field).and_then(|field| field.list);
                            let choices = list.into_iter().flat_map(|list| &list.choices);
                            let of_group = choices.filter(|choice| choice.group == group);
                            alternatives.extend(of_group.map(|choice| Term::Is(&choice.code)));
                        }
                        None => alternatives.push(Term::Is(other)),
                    },
                }
            }
            terms.push((field, alternatives));
        }
        Condition { terms }
    }

    /// The condition that a field has a code.
    pub fn and_code(mut self, field: usize, code: &str) -> Condition<'a> {
        self.terms.push((field, vec![Term::Code(code.to_owned())]));
        self
    }

    /// Both conditions.
    pub fn and(mut self, other: &Condition<'a>) -> Condition<'a> {
        self.terms.extend(other.terms.iter().cloned());
        self
    }

    /// The condition that a field has no value.
    pub fn and_none(mut self, field: usize) -> Condition<'a> {
        self.terms.push((field, vec![Term::None]));
        self
    }

    /// True if the fact meets it.
    pub fn met(&self, fact: &Fact) -> bool {
        self.terms.iter().all(|(field, alternatives)| {
            let value = fact.value(*field);
            alternatives.iter().any(|term| match term {
                Term::Any => !value.is_missing(),
                Term::None => value.is_missing(),
                Term::BeforePeriod => {
                    matches!(value, Value::Date(Date::Day(day)) if *day < fact.period.start())
                }
                Term::Is(text) => is(value, text),
                Term::Code(text) => is(value, text),
            })
        })
    }
}

fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::Codes(codes) => codes.iter().any(|code| **code == *text),
        Value::Text(own) | Value::Code(own) | Value::Unit(own) | Value::Open(own) => **own == *text,
        Value::Flag(flag) => flag.to_string() == text,
        Value::Number(number) => number.normalize().to_string() == text,
        Value::Date(_) | Value::Missing => false,
    }
}
