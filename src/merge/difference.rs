//! Where two returns disagree (FORMS.md 6, R20): a unit's own return against a row that was forwarded for it, a version
//! against the one before, a form against the form that it must agree with.

use super::claim::{Claim, Fate};
use super::fact::{Fact, Facts, Origin, Standing, is_figure};
use super::gather::{Order, unit_number};
use crate::catalog::message::fill;
use crate::catalog::{Catalog, Field, Form};
use crate::model::{Filed, Finding, Record, Registry, Status, Value};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// All differences of the period; values in the order of `Data::Differences`.
pub fn differences<'g, 'a: 'g>(
    order: &Order<'a>,
    filed: &[&'a Filed],
    claims: impl Fn(&Form) -> &'g [Claim<'a>],
) -> Facts<'a> {
    let mut facts = Facts::default();
    for form in &order.catalog.forms {
        forwarded(order, form, claims(form), &mut facts);
    }
    versions(order, filed, &mut facts);
    between_forms(order, filed, &mut facts);
    facts
}

/// What stands on one side.
struct Side {
    by: String,
    figure: Option<Decimal>,
}

struct Difference<'w> {
    kind: &'w str,
    unit: String,
    form: String,
    field: String,
    left: Side,
    right: Side,
    taken: &'w str,
}

impl Difference<'_> {
    fn fact<'a>(self, order: &Order<'a>, origin: Origin<'a>) -> Fact<'a> {
        let number = |figure: Option<Decimal>| figure.map_or(Value::Missing, Value::Number);
        let difference = match (self.left.figure, self.right.figure) {
            (Some(left), Some(right)) => left.checked_sub(right),
            _ => None,
        };
        let unit = unit_number(order.registry, &self.unit);
        let values = vec![
            Value::Text(self.kind.into()),
            Value::Unit(self.unit.into()),
            Value::Text(self.form.into()),
            Value::Text(order.period.chinese().into()),
            Value::Text(self.field.into()),
            Value::Text(self.left.by.into()),
            number(self.left.figure),
            Value::Text(self.right.by.into()),
            number(self.right.figure),
            number(difference),
            Value::Text(self.taken.into()),
        ];
        Fact::made(unit, order.period, Standing::Official, Some(origin), values)
    }
}

/// The figures in which two rows differ: the header path of the field, both figures.
fn unequal(form: &Form, left: &Record, right: &Record) -> Vec<(String, Option<Decimal>, Option<Decimal>)> {
    let number =
        |record: &Record, field: usize| record.entries.get(field).and_then(|entry| entry.value.number());
    let figures = form.fields.iter().enumerate().filter(|(_, field)| is_figure(field));
    figures
        .map(|(at, field)| (label(field), number(left, at), number(right, at)))
        .filter(|(_, left, right)| left != right)
        .collect()
}

fn label(field: &Field) -> String {
    field.path().collect::<Vec<_>>().join("／")
}

fn short_name(registry: &Registry, id: &str) -> String {
    registry.unit(id).map_or_else(|| id.to_owned(), |unit| unit.short_name.clone())
}

fn forwarded<'a>(order: &Order<'a>, form: &'a Form, claims: &[Claim<'a>], facts: &mut Facts<'a>) {
    let words = &order.catalog.book.difference;
    for claim in claims.iter().filter(|claim| claim.period == order.period) {
        let (Fate::Overruled(winner), true) = (claim.fate, claim.standing != Standing::Returned) else {
            continue;
        };
        let direct = &claims[winner];
        for (field, left, right) in unequal(form, direct.record, claim.record) {
            let side = |claim: &Claim, figure| Side {
                by: short_name(order.registry, &claim.filed.submission.unit),
                figure,
            };
            let difference = Difference {
                kind: &words.forwarded,
                unit: claim.record.unit.clone(),
                form: form.name.clone(),
                field,
                left: side(direct, left),
                right: side(claim, right),
                taken: &words.taken_direct,
            };
            let origin = Origin { filed: claim.filed, record: Some(claim.record) };
            facts.push(difference.fact(order, origin));
        }
    }
}

/// A version that stands against the one that it replaced, row by row.
fn versions<'a>(order: &Order<'a>, filed: &[&'a Filed], facts: &mut Facts<'a>) {
    let words = &order.catalog.book.difference;
    let mut older: HashMap<(&str, &str, &str), &Filed> = HashMap::new();
    let of_period = |filed: &&&'a Filed| filed.submission.period == Some(order.period);
    for filed in filed.iter().filter(of_period).filter(|filed| filed.status == Status::Superseded) {
        let submission = &filed.submission;
        let latest = older.entry((&submission.form, &submission.unit, &submission.event)).or_insert(filed);
        if filed.version > latest.version {
            *latest = filed;
        }
    }
    let stands = |filed: &&&Filed| matches!(filed.status, Status::Accepted | Status::Provisional);
    for new in filed.iter().filter(of_period).filter(stands) {
        let submission = &new.submission;
        let key = (submission.form.as_str(), submission.unit.as_str(), submission.event.as_str());
        let (Some(old), Some(form)) = (older.get(&key), order.catalog.form(&submission.form)) else {
            continue;
        };
        for record in submission.data() {
            let same = old.submission.data().find(|other| match record.unit.as_str() {
                "" => other.row == record.row,
                unit => other.unit == unit,
            });
            let Some(same) = same else { continue };
            for (field, left, right) in unequal(form, record, same) {
                let side = |filed: &Filed, figure| Side {
                    by: fill(&words.version, &[("number", &filed.version.to_string())]),
                    figure,
                };
                let unit = if record.unit.is_empty() { &submission.unit } else { &record.unit };
                let difference = Difference {
                    kind: &words.versions,
                    unit: unit.clone(),
                    form: form.name.clone(),
                    field,
                    left: side(new, left),
                    right: side(old, right),
                    taken: &words.taken_newest,
                };
                facts.push(difference.fact(order, Origin { filed: new, record: Some(record) }));
            }
        }
    }
}

/// Findings that tell of a difference between two forms.
fn between_forms<'a>(order: &Order<'a>, filed: &[&'a Filed], facts: &mut Facts<'a>) {
    let words = &order.catalog.book.difference;
    let stands = |filed: &&&Filed| {
        matches!(filed.status, Status::Accepted | Status::Provisional)
            && filed.submission.period == Some(order.period)
    };
    for filed in filed.iter().filter(stands) {
        for finding in &filed.submission.findings {
            let kind = words.rules.iter().find(|(rule, _)| finding.rule.starts_with(rule.as_str()));
            let Some((_, kind)) = kind else { continue };
            let difference = Difference {
                kind,
                unit: filed.submission.unit.clone(),
                form: order
                    .catalog
                    .form(&filed.submission.form)
                    .map_or(String::new(), |form| form.name.clone()),
                field: field_label(order.catalog, filed, finding),
                left: Side { by: words.sides.0.clone(), figure: finding.value.parse().ok() },
                right: Side { by: words.sides.1.clone(), figure: finding.expected.parse().ok() },
                taken: &words.taken_neither,
            };
            facts.push(difference.fact(order, Origin { filed, record: None }));
        }
    }
}

fn field_label(catalog: &Catalog, filed: &Filed, finding: &Finding) -> String {
    let field = catalog.form(&filed.submission.form).and_then(|form| form.field(&finding.field));
    field.map_or_else(
        || finding.field.clone(),
        |field| match finding.row_label.as_str() {
            "" => label(field),
            row => format!("{row}：{}", label(field)),
        },
    )
}
