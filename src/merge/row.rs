//! A row of a merged table before it is filled: what it is, and which facts it is made of. From here every shape of
//! table is filled in one way.

use super::column::{Figure, Plan, Quantity, Says};
use super::fact::{Fact, Facts, Standing, sum};
use super::formula::compute;
use super::list::value_cell;
use super::sight::Sight;
use super::standing::compare;
use super::trace::Trace;
use super::trimmed::{mean, trimmed, two_decimals};
use crate::catalog::BookWords;
use crate::catalog::message::fill;
use crate::catalog::summary::{At, Show, Shown};
use crate::model::table::{Cell, Role, Row};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A row to be filled.
#[derive(Clone, Debug)]
pub struct Line<'f, 'a> {
    /// What it is called.
    pub label: String,
    /// What it is.
    pub role: Role,
    /// How deep it stands.
    pub level: u8,
    /// True for held figures.
    pub provisional: bool,
    /// The unit, by registry order, of a row that is one unit's.
    pub unit: Option<usize>,
    /// 考核组别 of that unit.
    pub group: String,
    /// What became of the return.
    pub state: String,
    /// True if its figures were due and did not come.
    pub absent: bool,
    /// True if it also shows what its facts say in words, each once.
    pub spelled: bool,
    /// The unit of measure.
    pub measure: String,
    /// The fields that it adds up, in tables of measures.
    pub fields: Vec<usize>,
    /// The field of which it is a share, in tables of measures.
    pub share_of: Option<usize>,
    /// The facts that it is made of, by period. A period that is not there is not known at all.
    pub facts: BTreeMap<At, Vec<&'f Fact<'a>>>,
    /// The rows that it adds up.
    pub parts: Vec<Range<u32>>,
}

impl<'f, 'a> Line<'f, 'a> {
    /// A row without facts.
    pub fn new(label: impl Into<String>, role: Role, level: u8) -> Line<'f, 'a> {
        Line {
            label: label.into(),
            role,
            level,
            provisional: false,
            unit: None,
            group: String::new(),
            state: String::new(),
            absent: false,
            spelled: false,
            measure: String::new(),
            fields: Vec::new(),
            share_of: None,
            facts: BTreeMap::new(),
            parts: Vec::new(),
        }
    }
}

/// Fills rows. The first row is the whole of which shares are parts.
pub fn fill_lines<'a>(
    sight: &Sight<'_, 'a>,
    facts: &Facts<'a>,
    plans: &[Plan<'a>],
    lines: &[Line<'_, 'a>],
    trace: &mut Trace<'a>,
) -> Vec<Row> {
    let words = &sight.order.catalog.book;
    let whole = lines.first();
    let mut number = 0;
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        if line.role == Role::Data {
            number += 1;
        }
        let cells = plans.iter().map(|plan| match &plan.says {
            Says::Row(show, _) => said(*show, line, number, trace),
            Says::Figure(figure) => figure_cell(words, figure, line, whole),
            Says::Value(field) if line.spelled => spelled(sight, facts, line, *field),
            Says::Value(_) | Says::Effect(..) | Says::Rank(_) | Says::GroupMean(_) | Says::Formula(..) => {
                Cell::Blank
            }
        });
        let mut cells: Vec<Cell> = cells.collect();
        if line.role != Role::Head {
            compute(plans, &mut cells);
        }
        let Line { role, level, provisional, unit, .. } = *line;
        rows.push(Row { role, level, provisional, unit, cells, parts: line.parts.clone() });
    }
    let ranked = lines.iter().map(|line| line.unit.map(|_| line.group.as_str()));
    compare(plans, &ranked.collect::<Vec<_>>(), &mut rows);
    rows
}

fn said<'a>(show: Show, line: &Line<'_, 'a>, number: usize, trace: &mut Trace<'a>) -> Cell {
    match show {
        Show::Number if line.role == Role::Data => Cell::count(number),
        Show::Label => Cell::text(&line.label),
        Show::Group => Cell::text(&line.group),
        Show::State => Cell::text(&line.state),
        Show::Measure => Cell::text(&line.measure),
        Show::Source if line.role == Role::Data => {
            let facts = line.facts.get(&At::Current);
            let alone = |facts: &&Vec<&Fact>| line.spelled || (facts.len() == 1 && line.unit.is_some());
            let one = facts.filter(alone).and_then(|facts| facts.first());
            one.and_then(|fact| fact.origin).map_or(Cell::Blank, |origin| Cell::Source(trace.number(origin)))
        }
        Show::Holds
        | Show::Number
        | Show::Period
        | Show::Source
        | Show::Published
        | Show::Received
        | Show::Late
        | Show::ByHand => Cell::Blank,
    }
}

/// The figure of a line at a period; `None` if nobody has said it.
pub fn figure_at(figure: &Figure, line: &Line, at: At) -> Option<Decimal> {
    let facts = line.facts.get(&at)?;
    let counted = || facts.iter().filter(|fact| figure.only.met(fact));
    match &figure.quantity {
        Quantity::Sum(field, additive) => {
            if !additive && facts.len() > 1 {
                return None;
            }
            sum(counted().filter_map(|fact| fact.number(*field)))
        }
        Quantity::OfRow => {
            sum(counted().flat_map(|fact| line.fields.iter().filter_map(|field| fact.number(*field))))
        }
        Quantity::Rows => Some(Decimal::from(counted().count())),
        Quantity::Distinct(fields) => {
            let different: BTreeSet<Vec<String>> = counted()
                .map(|fact| fields.iter().map(|field| fact.value(*field).to_string()).collect())
                .collect();
            Some(Decimal::from(different.len()))
        }
        Quantity::Ratio(part, whole) => {
            let of = |field: usize| sum(counted().filter_map(|fact| fact.number(field)));
            percent(of(*part)?, of(*whole)?)
        }
        Quantity::Mean(fields, trim_from) => {
            let of = |field: &usize| counted().filter_map(|fact| fact.number(*field)).collect();
            let means: Vec<Decimal> =
                fields.iter().filter_map(|field| trimmed(of(field), *trim_from)).collect();
            (means.len() == fields.len()).then(|| mean(&means)).flatten().map(two_decimals)
        }
    }
}

/// What the facts of a row say in a field, each once, in order.
fn spelled<'a>(sight: &Sight<'_, 'a>, facts: &Facts<'a>, line: &Line<'_, 'a>, field: usize) -> Cell {
    let words = &sight.order.catalog.book;
    let now = line.facts.get(&At::Current).map_or(&[][..], Vec::as_slice);
    let mut said: Vec<Cell> = Vec::new();
    for fact in now {
        let cell = value_cell(words, sight.order.registry, &facts.fields[field], fact.value(field));
        if cell != Cell::Blank && !said.contains(&cell) {
            said.push(cell);
        }
    }
    if said.len() < 2 {
        return said.pop().unwrap_or(Cell::Blank);
    }
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Date(day) => day.to_string(),
        Cell::Number(number) => number.normalize().to_string(),
        Cell::Blank | Cell::Absent | Cell::Source(_) => String::new(),
    };
    Cell::text(said.iter().map(text).collect::<Vec<_>>().join(&words.rows.merged))
}

/// One number in percent of another, one decimal; `None` of nothing.
pub fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let ratio = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(ratio.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}

fn figure_cell(words: &BookWords, figure: &Figure, line: &Line, whole: Option<&Line>) -> Cell {
    if line.role == Role::Head {
        return Cell::Blank;
    }
    let own_absent = line.absent && figure.at == At::Current;
    if own_absent {
        return if figure.shown == Shown::Figure { Cell::Absent } else { Cell::Blank };
    }
    let Some(now) = figure_at(figure, line, figure.at) else { return Cell::Blank };
    match figure.shown {
        Shown::Figure => Cell::Number(now),
        Shown::Share => {
            let of = match line.share_of {
                Some(field) => {
                    let whole = Figure { quantity: Quantity::Sum(field, true), ..figure.clone() };
                    figure_at(&whole, line, figure.at)
                }
                // Measures are of different kinds: only a declared whole is one.
                None if figure.quantity == Quantity::OfRow => None,
                None => whole.and_then(|whole| figure_at(figure, whole, figure.at)),
            };
            of.and_then(|of| percent(now, of)).map_or(Cell::Blank, Cell::Number)
        }
        Shown::Change | Shown::Rate => {
            let before = figure.against.and_then(|at| figure_at(figure, line, at));
            before.map_or(Cell::Blank, |before| compared(words, now, before, figure.shown))
        }
    }
}

/// A figure against an earlier one. Growth from 0 has no rate: it prints `—` with the absolute change (FORMS.md 6).
pub fn compared(words: &BookWords, now: Decimal, before: Decimal, shown: Shown) -> Cell {
    let Some(change) = now.checked_sub(before) else { return Cell::Blank };
    if shown == Shown::Change {
        return Cell::Number(change);
    }
    match percent(change, before.abs()) {
        Some(rate) => Cell::Number(rate),
        None if change.is_zero() => Cell::Absent,
        None => {
            let sign = if change.is_sign_positive() { "+" } else { "" };
            let change = format!("{sign}{}", change.normalize());
            Cell::Text(fill(&words.rows.from_nothing, &[("change", &change)]))
        }
    }
}

/// The official facts among some.
pub fn official<'f, 'a>(facts: impl IntoIterator<Item = &'f Fact<'a>>) -> Vec<&'f Fact<'a>>
where
    'a: 'f,
{
    facts.into_iter().filter(|fact| fact.standing == Standing::Official).collect()
}
