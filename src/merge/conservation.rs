//! 守恒: what was read is what was added up, plus what was left out for a reason. The proof is made from the cells of the
//! finished table on the one hand and from the rows as they came on the other; neither is computed from the other.

use super::claim::{Claim, Fate};
use super::fact::{Fact, Facts, Standing, is_figure};
use super::sight::Sight;
use super::trace::{cells, sheet};
use crate::catalog::summary::{Column as Declared, Data, Rows, Summary};
use crate::catalog::{Cycle, Field, Form, Indicator, Kind};
use crate::model::table::{Role, Table};
use crate::model::{Period, Value};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Why an accepted row is in no total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Overruled,
    Repeated,
    Unknown,
    Outside,
}

impl Reason {
    fn key(self) -> &'static str {
        match self {
            Reason::Overruled => "overruled",
            Reason::Repeated => "repeated",
            Reason::Unknown => "unknown",
            Reason::Outside => "outside",
        }
    }
}

/// The accepted rows of the period that concern the organ: of a unit within it, or sent by one.
fn read<'s, 'a>(sight: &'s Sight<'_, 'a>, form: &Form) -> Vec<(&'s Claim<'a>, Option<Reason>)> {
    let registry = sight.order.registry;
    let now = sight.order.period;
    let quarterly = form.cycle == Cycle::Quarter && now.is_year();
    let periods: Vec<Period> = if quarterly { now.quarters_so_far().collect() } else { vec![now] };
    let holds = |unit: Option<usize>| unit.is_some_and(|unit| sight.territory.holds(unit));
    let gathered = sight.gathered;
    let claims = if quarterly { gathered.claims_now(form) } else { gathered.claims(form) }.iter();
    claims
        .filter(|claim| periods.contains(&claim.period) && claim.standing == Standing::Official)
        .filter(|claim| holds(claim.unit) || holds(Some(registry.order(&claim.filed.submission.unit))))
        .map(|claim| {
            let reason = match claim.fate {
                Fate::Speaks if holds(claim.unit) => None,
                Fate::Speaks => Some(Reason::Outside),
                Fate::Overruled(_) => Some(Reason::Overruled),
                Fate::Repeated(_) => Some(Reason::Repeated),
                Fate::Unknown => Some(Reason::Unknown),
            };
            (claim, reason)
        })
        .collect()
}

/// For each figure that a table by unit adds up: read, in the total, left out by reason, and the difference, which is 0.
/// Values in the order of `Data::Conservation`.
pub fn conservation<'a>(sight: &Sight<'_, 'a>, made: &[(&'a Summary, Table)]) -> Facts<'a> {
    let words = &sight.order.catalog.book;
    let mut facts = Facts::default();
    for (summary, table) in made {
        let Some(form) = added_form(sight, summary) else { continue };
        let rows = read(sight, form);
        let total = table.rows.iter().find(|row| row.role == Role::Total);
        let measures = measures(form, summary.rows.data());
        let sums = sums(&measures, &rows);
        for (measure, [placed, left @ ..]) in measures.into_iter().zip(sums) {
            let Some(column) = table.columns.iter().position(|column| column.id == measure.key) else {
                continue;
            };
            let read = left.iter().fold(placed, |read, out| read.saturating_add(*out));
            let total = total.and_then(|row| row.cells[column].number()).unwrap_or_default();
            let difference =
                left.iter().fold(read.saturating_sub(total), |rest, out| rest.saturating_sub(*out));
            let verdict = if difference.is_zero() { "balanced" } else { "unbalanced" };
            let mut values =
                vec![Value::Text(table.sheet.as_str().into()), Value::Text(measure.label.into())];
            values.extend([read, total].into_iter().chain(left).chain([difference]).map(Value::Number));
            values.push(Value::Text(words.conservation.get(verdict).cloned().unwrap_or_default().into()));
            facts.push(Fact::made(root(sight), sight.order.period, Standing::Official, None, values));
        }
    }
    facts
}

/// A figure that adds up over units.
struct Measure<'a> {
    /// The key of its column.
    key: &'a str,
    label: String,
    /// The field that holds it.
    field: usize,
    /// In a form with fixed rows: the field of the code, and the code.
    row: Option<(usize, &'a str)>,
}

/// For each measure what was read in rows that are placed, then in rows left out for each reason.
fn sums(measures: &[Measure], rows: &[(&Claim, Option<Reason>)]) -> Vec<[Decimal; 5]> {
    let fixed: Option<(usize, HashMap<&str, usize>)> =
        measures.first().and_then(|measure| measure.row).map(|(field, _)| {
            let codes =
                measures.iter().enumerate().filter_map(|(number, measure)| Some((measure.row?.1, number)));
            (field, codes.collect())
        });
    let mut sums = vec![[Decimal::ZERO; 5]; measures.len()];
    for (claim, reason) in rows {
        let entries = &claim.record.entries;
        let of_row = match &fixed {
            None => 0..measures.len(),
            Some((field, codes)) => {
                let code = entries.get(*field).and_then(|entry| entry.value.text());
                code.and_then(|code| codes.get(code)).map_or(0..0, |number| *number..number + 1)
            }
        };
        let place = reason.map_or(0, |reason| 1 + reason as usize);
        for number in of_row {
            if let Some(figure) = entries.get(measures[number].field).and_then(|entry| entry.value.number()) {
                sums[number][place] = sums[number][place].saturating_add(figure);
            }
        }
    }
    sums
}

fn measures<'a>(form: &'a Form, data: &Data) -> Vec<Measure<'a>> {
    if let Data::Indicators(indicators) = data {
        let code = form.layout.indicator_field.as_ref().and_then(|key| form.field_number(key));
        let (Some(code), Some(field)) = (code, form.field_number(&indicators.value)) else {
            return Vec::new();
        };
        let additive = form.indicators.iter().filter(|indicator| indicator.measure != "%");
        let measure = |indicator: &'a Indicator| Measure {
            key: &indicator.code,
            label: format!("{} {}", indicator.code, indicator.name),
            field,
            row: Some((code, indicator.code.as_str())),
        };
        return additive.map(measure).collect();
    }
    let additive = |field: &&'a Field| {
        is_figure(field) && matches!(field.kind, Kind::Count | Kind::Decimal | Kind::Money)
    };
    let measure = |(number, field): (usize, &'a Field)| Measure {
        key: &field.key,
        label: field.path().collect::<Vec<_>>().join("／"),
        field: number,
        row: None,
    };
    form.fields.iter().enumerate().filter(|(_, field)| additive(field)).map(measure).collect()
}

/// The accepted rows that are in no total; values in the order of `Data::Unplaced`.
pub fn unplaced<'a>(sight: &Sight<'_, 'a>, made: &[(&'a Summary, Table)]) -> Facts<'a> {
    let words = &sight.order.catalog.book;
    let mut facts = Facts::default();
    for form in made.iter().filter_map(|(summary, _)| added_form(sight, summary)) {
        for (claim, reason) in read(sight, form) {
            let (Some(reason), Some(origin)) = (reason, claim.fact().origin) else { continue };
            let name_field = form.layout.unit_field.as_ref().and_then(|key| form.field_number(key));
            let written =
                name_field.and_then(|field| claim.record.entries.get(field)).map(|entry| entry.typed());
            let unit = claim.unit.and_then(|unit| sight.order.registry.units().get(unit));
            let name = unit.map_or_else(|| written.unwrap_or_default(), |unit| unit.short_name.clone());
            let values = vec![
                Value::Text(name.into()),
                Value::Unit(claim.filed.submission.unit.as_str().into()),
                Value::Text(form.name.as_str().into()),
                Value::Text(claim.period.chinese().into()),
                Value::Text(words.unplaced.get(reason.key()).cloned().unwrap_or_default().into()),
                Value::Text(claim.filed.source.as_str().into()),
                Value::Text(sheet(origin).into()),
                Value::Code(cells(origin).into()),
            ];
            facts.push(Fact::made(root(sight), claim.period, Standing::Official, Some(origin), values));
        }
    }
    facts
}

/// The form that a table by unit adds up as it is.
fn added_form<'a>(sight: &Sight<'_, 'a>, summary: &Summary) -> Option<&'a Form> {
    let Rows::Units { of, only, .. } = &summary.rows else { return None };
    if summary.about.is_some() || of.made_fields().is_some() {
        return None;
    }
    let plain = |column: &Declared| column.only.is_empty();
    let whole = only.is_empty() && summary.columns.iter().all(plain);
    of.form().filter(|_| whole).and_then(|code| sight.order.catalog.form_by_code(code))
}

/// These facts are the organ's own, so that it sees them.
fn root(sight: &Sight) -> Option<usize> {
    Some(sight.order.registry.order(&sight.root.id)).filter(|number| *number != usize::MAX)
}
