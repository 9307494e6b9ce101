//! Lists: one row for each fact, its values as people read them.

use super::column::{Plan, Quantity, Says};
use super::condition::Condition;
use super::fact::{Fact, FactField, Facts, Origin, Standing};
use super::formula::compute;
use super::sight::Sight;
use super::standing::compare;
use super::trace::Trace;
use crate::catalog::BookWords;
use crate::catalog::summary::{Show, Span};
use crate::model::table::{Cell, Role, Row};
use crate::model::text::squeeze;
use crate::model::{Date, Period, Registry, Value};
use jiff::ToSpan;
use jiff::civil::Date as Day;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Which facts of a list come in which order.
pub struct Arranged<'s> {
    /// Of which periods.
    pub span: Span,
    /// Fields that keep facts together across units.
    pub together: &'s [String],
    /// Fields by which they are ordered.
    pub sort: &'s [String],
}

/// The facts that are listed, in order: by unit, then by the declared fields, then as they came; or kept together by
/// other fields, in the order in which their values first come, and in them by the declared fields.
pub fn listed<'f, 'a>(
    sight: &Sight<'_, 'a>,
    facts: &'f Facts<'a>,
    only: &Condition,
    arranged: &Arranged,
) -> Vec<&'f Fact<'a>> {
    let now = sight.order.period;
    let current = facts.periods(now);
    let within = |period: Period| match arranged.span {
        Span::Current => current.contains(&period),
        Span::Year => period.calendar_year() == now.calendar_year() && period <= now,
        Span::All => period <= now,
    };
    let periods: BTreeSet<Period> =
        facts.by_period.keys().chain(facts.since.keys()).copied().filter(|period| within(*period)).collect();
    // A published period says in its own workbook what was published; in those of others what is known now.
    let of = |period: Period| if period == now { facts.of(period) } else { facts.since(period) };
    let spanned = periods.into_iter().flat_map(of);
    let mut found: Vec<&Fact> = spanned
        .filter(|fact| fact.standing != Standing::Returned && sight.sees(fact) && only.met(fact))
        .collect();
    let numbers = |keys: &[String]| keys.iter().filter_map(|key| facts.field(key)).collect::<Vec<usize>>();
    let (together, sort) = (numbers(arranged.together), numbers(arranged.sort));
    let place = |fact: &&Fact| -> Vec<SortKey> {
        sort.iter().map(|key| sort_key(&facts.fields[*key], fact.value(*key))).collect()
    };
    if !together.is_empty() {
        let key = |fact: &Fact| together.iter().map(|key| fact.value(*key).to_string()).collect::<Vec<_>>();
        let mut first: HashMap<Vec<String>, usize> = HashMap::new();
        let mut by_unit: Vec<&Fact> = found.clone();
        by_unit.sort_by_key(|fact| fact.unit.unwrap_or(usize::MAX));
        for fact in by_unit {
            let next = first.len();
            first.entry(key(fact)).or_insert(next);
        }
        found.sort_by_cached_key(|fact| (first.get(&key(fact)).copied(), place(fact), fact.unit));
    } else if !sort.is_empty() {
        found.sort_by_cached_key(|fact| (fact.unit, place(fact)));
    }
    found
}

/// Where a value stands in order: choices as declared, all else by value, what is missing last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    Choice(usize),
    Number(Decimal),
    Day(Day),
    Text(String),
    Missing,
}

fn sort_key(field: &FactField, value: &Value) -> SortKey {
    match (value, field.list) {
        (Value::Missing, _) => SortKey::Missing,
        (Value::Number(number), _) => SortKey::Number(*number),
        (Value::Date(date), _) => SortKey::Day(date.first()),
        (Value::Code(code), Some(list)) => SortKey::Choice(list.order(code)),
        _ => SortKey::Text(value.to_string()),
    }
}

/// Fills the rows of a list.
pub fn list_rows<'a>(
    sight: &Sight<'_, 'a>,
    facts: &Facts<'a>,
    plans: &[Plan<'a>],
    found: &[&Fact<'a>],
    trace: &mut Trace<'a>,
) -> Vec<Row> {
    let words = &sight.order.catalog.book;
    let registry = sight.order.registry;
    let mut rows = Vec::with_capacity(found.len());
    for (index, fact) in found.iter().enumerate() {
        let cells = plans.iter().map(|plan| match &plan.says {
            Says::Row(Show::Published, _) => published(sight, fact),
            Says::Row(show, only) => shown(words, registry, *show, only, fact, index, trace),
            Says::Value(field) => value_cell(words, registry, &facts.fields[*field], fact.value(*field)),
            Says::Figure(figure) => match &figure.quantity {
                Quantity::Sum(field, _) => {
                    value_cell(words, registry, &facts.fields[*field], fact.value(*field))
                }
                _ => Cell::Blank,
            },
            Says::Effect(from, by) => effect(facts, fact, *from, *by),
            Says::Formula(..) | Says::Rank(_) | Says::GroupMean(_) => Cell::Blank,
        });
        let provisional = fact.standing == Standing::Provisional;
        let mut cells: Vec<Cell> = cells.collect();
        compute(plans, &mut cells);
        let unit = fact.unit;
        rows.push(Row { role: Role::Data, level: 0, provisional, unit, cells, parts: Vec::new() });
    }
    let group =
        |fact: &&Fact| fact.unit.and_then(|unit| registry.units().get(unit)).map(|unit| unit.group.as_str());
    compare(plans, &found.iter().map(group).collect::<Vec<_>>(), &mut rows);
    rows
}

fn shown<'a>(
    words: &BookWords,
    registry: &Registry,
    show: Show,
    only: &Condition,
    fact: &Fact<'a>,
    index: usize,
    trace: &mut Trace<'a>,
) -> Cell {
    let unit = fact.unit.and_then(|unit| registry.units().get(unit));
    match show {
        Show::Number => Cell::count(index + 1),
        Show::Label => unit.map_or(Cell::Blank, |unit| Cell::text(&unit.short_name)),
        Show::Group => unit.map_or(Cell::Blank, |unit| Cell::text(&unit.group)),
        Show::Period => Cell::text(fact.period.chinese()),
        Show::State => match fact.origin {
            Some(origin) if fact.standing == Standing::Provisional => {
                Cell::text(super::trace::standing_word(words, origin.filed))
            }
            _ => Cell::Blank,
        },
        Show::Holds => {
            if only.met(fact) {
                Cell::text(&words.rows.yes)
            } else {
                Cell::Blank
            }
        }
        Show::Source => fact.origin.map_or(Cell::Blank, |origin| Cell::Source(trace.number(origin))),
        Show::Received => {
            fact.origin.map_or(Cell::Blank, |origin| Cell::Date(origin.filed.received_at.date()))
        }
        Show::Late => fact.origin.map_or(Cell::Blank, |origin| Cell::Number(origin.filed.days_late.into())),
        Show::Measure | Show::Published | Show::ByHand => Cell::Blank,
    }
}

/// Where the case of a row was made public: by the code of its event, or that of its group.
fn published(sight: &Sight, fact: &Fact) -> Cell {
    let Some(Origin { filed, record }) = fact.origin else { return Cell::Blank };
    let form = sight.order.catalog.form(&filed.submission.form);
    let field = form.and_then(|form| form.field_number(form.layout.group_field.as_ref()?));
    let group = field.zip(record).and_then(|(field, record)| record.entries.get(field));
    let code = group.map_or_else(|| filed.submission.event.clone(), |entry| entry.value.to_string());
    sight.order.published.get(&squeeze(&code)).map_or(Cell::Blank, Cell::text)
}

/// The day on which the longest effect of the choices ends (FORMS.md 3.4, 影响期).
fn effect(facts: &Facts, fact: &Fact, from: usize, by: usize) -> Cell {
    let (Value::Date(Date::Day(day)), Some(list)) =
        (fact.value(from), facts.fields.get(by).and_then(|field| field.list))
    else {
        return Cell::Blank;
    };
    let codes: &[Arc<str>] = match fact.value(by) {
        Value::Codes(codes) => codes,
        Value::Code(code) => std::slice::from_ref(code),
        _ => &[],
    };
    let months =
        codes.iter().filter_map(|code| list.with_code(code)).map(|choice| choice.effect_months).max();
    match months.and_then(|months| i32::try_from(months).ok()) {
        None | Some(0) => Cell::Blank,
        Some(months) => Cell::Date(day.saturating_add(months.months())),
    }
}

/// A value as people read it: labels for codes, short names for units.
pub fn value_cell(words: &BookWords, registry: &Registry, field: &FactField, value: &Value) -> Cell {
    let label = |code: &str| field.list.map_or_else(|| code.to_owned(), |list| list.label(code).to_owned());
    match value {
        Value::Missing => Cell::Blank,
        Value::Number(number) => Cell::Number(*number),
        Value::Text(text) | Value::Open(text) => Cell::text(&**text),
        Value::Date(Date::Day(day)) => Cell::Date(*day),
        Value::Date(date) => Cell::text(date.to_string()),
        Value::Flag(flag) => Cell::text(if *flag { &words.rows.yes } else { &words.rows.no }),
        Value::Code(code) => Cell::text(label(code)),
        Value::Codes(codes) => {
            Cell::text(codes.iter().map(|code| label(code)).collect::<Vec<_>>().join(&words.cover.joined))
        }
        Value::Unit(id) => Cell::text(registry.unit(id).map_or(&**id, |unit| &unit.short_name)),
    }
}
