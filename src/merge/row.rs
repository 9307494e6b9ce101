//! A row of a merged table before it is filled: what it is, and which facts it is made of. From here every shape of
//! table is filled in one way.

use super::column::{Figure, Plan, Quantity, Says};
use super::fact::{Fact, Standing, sum};
use super::trace::Trace;
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
    words: &BookWords,
    plans: &[Plan<'a>],
    lines: &[Line<'_, 'a>],
    trace: &mut Trace<'a>,
) -> Vec<Row> {
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
            Says::Value(_) | Says::Effect(..) | Says::Rank(_) => Cell::Blank,
        });
        let cells = cells.collect();
        let Line { role, level, provisional, unit, .. } = *line;
        rows.push(Row { role, level, provisional, unit, cells, parts: line.parts.clone() });
    }
    rank(plans, lines, &mut rows);
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
            let one =
                facts.filter(|facts| facts.len() == 1 && line.unit.is_some()).and_then(|facts| facts.first());
            one.and_then(|fact| fact.origin).map_or(Cell::Blank, |origin| Cell::Source(trace.number(origin)))
        }
        Show::Holds | Show::Number | Show::Period | Show::Source | Show::Published | Show::ByHand => {
            Cell::Blank
        }
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
    }
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

/// Ranks units within their group by another column; equal figures share a rank. Groups are never mixed.
fn rank(plans: &[Plan], lines: &[Line], rows: &mut [Row]) {
    for (column, by) in plans.iter().enumerate().filter_map(|(column, plan)| match plan.says {
        Says::Rank(by) => Some((column, by)),
        _ => None,
    }) {
        let mut groups: BTreeMap<&str, Vec<(Decimal, usize)>> = BTreeMap::new();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.unit.is_some()) {
            if let Some(figure) = rows[number].cells.get(by).and_then(Cell::number) {
                groups.entry(&line.group).or_default().push((figure, number));
            }
        }
        for members in groups.values_mut() {
            members.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
            let mut place = 0;
            for (index, (figure, number)) in members.iter().enumerate() {
                if index == 0 || members[index - 1].0 != *figure {
                    place = index + 1;
                }
                rows[*number].cells[column] = Cell::count(place);
            }
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
