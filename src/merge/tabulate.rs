//! One declared table, made: facts to lines, lines to rows, with notes and charts.

use super::chart::charts;
use super::column::{Plan, plan};
use super::condition::Condition;
use super::fact::{Facts, Standing};
use super::footnote::footnote;
use super::keyed::key_lines;
use super::list::{Arranged, list_rows, listed};
use super::needed::ats;
use super::row::{Line, fill_lines};
use super::series::{group_lines, measure_lines, period_lines};
use super::sight::{Sight, facts_at, periods};
use super::statistic::statistics;
use super::territory::place_name;
use super::trace::Trace;
use super::units::{Asked, unit_lines};
use crate::catalog::message::fill;
use crate::catalog::summary::{At, Data, Rows, Summary};
use crate::model::table::{Page, Role, Row, Table};
use std::collections::BTreeSet;

/// Makes a table of what is in sight. `own` are the facts of a table that only a finished workbook has.
pub fn tabulate<'a>(
    sight: &Sight<'_, 'a>,
    summary: &'a Summary,
    own: Option<&Facts<'a>>,
    trace: &mut Trace<'a>,
) -> Table {
    let nothing = Facts::default();
    let facts = own.or_else(|| sight.gathered.facts_of(summary)).unwrap_or(&nothing);
    let plans = plan(&summary.columns, facts);
    let mut table = empty(sight, summary, &plans);
    if let Rows::List { only, span, sort, together, .. } = &summary.rows {
        let arranged = Arranged { span: *span, together, sort };
        let found = listed(sight, facts, &Condition::of(only, facts), &arranged);
        table.rows = list_rows(sight, facts, &plans, &found, trace);
    } else {
        let needed = ats(summary);
        let lines = lines(sight, summary, facts, &needed);
        let mut rows = fill_lines(sight, facts, &plans, &lines, trace);
        if let Rows::Units { stats, .. } = &summary.rows {
            let below = statistics(&sight.order.catalog.book, &plans, &lines, &rows, stats);
            let at = rows.iter().position(|row| row.role != Role::Total).unwrap_or(rows.len());
            shift(&mut rows, at, below.len());
            rows.splice(at..at, below);
        }
        cite(sight, facts, &needed, trace);
        held_note(sight, summary, facts, &mut table);
        comparison_notes(sight, facts, &needed, &mut table);
        table.rows = rows;
    }
    let footnotes = summary.footnotes.iter().flat_map(|note| footnote(sight, summary, note));
    table.notes.extend(footnotes);
    table.notes.extend(summary.notes.iter().cloned());
    table.charts = summary.charts.iter().flat_map(|declared| charts(sight, declared, &table)).collect();
    table.left_out = summary.hide_empty && !table.rows.iter().any(|row| row.role == Role::Data);
    table
}

fn lines<'f, 'a>(
    sight: &Sight<'f, 'a>,
    summary: &'a Summary,
    facts: &'f Facts<'a>,
    needed: &BTreeSet<At>,
) -> Vec<Line<'f, 'a>> {
    match &summary.rows {
        Rows::Units { of, subtotals, owed, .. } => {
            let owed: Vec<&str> = match owed.as_slice() {
                [] => of.form().into_iter().collect(),
                codes => codes.iter().map(String::as_str).collect(),
            };
            unit_lines(sight, facts, &Asked { periods: needed, subtotals, owed })
        }
        Rows::Measures { measures, .. } => measure_lines(sight, facts, needed, measures),
        Rows::Periods { last, .. } => period_lines(sight, facts, needed, *last),
        Rows::Groups { by, only, hide_empty, .. } => {
            group_lines(sight, facts, needed, by, &Condition::of(only, facts), *hide_empty)
        }
        Rows::Keys { by, only, .. } => key_lines(sight, facts, needed, by, &Condition::of(only, facts)),
        Rows::List { .. } => Vec::new(),
    }
}

/// The ranges of parts move with rows that are put in above them.
fn shift(rows: &mut [Row], at: usize, by: usize) {
    let (at, by) = (u32::try_from(at).unwrap_or(u32::MAX), u32::try_from(by).unwrap_or(0));
    for range in rows.iter_mut().flat_map(|row| &mut row.parts) {
        if range.start >= at {
            range.start += by;
            range.end += by;
        }
    }
}

fn empty(sight: &Sight, summary: &Summary, plans: &[Plan]) -> Table {
    let words = &sight.order.catalog.book;
    let unit = place_name(words, sight.root);
    let period = sight.order.period.chinese();
    let as_of = super::cover::moment(sight.order.as_of);
    let values =
        [("unit", unit.as_str()), ("period", &period), ("as_of", &as_of), ("measure", &summary.measure)];
    Table {
        id: summary.id.clone(),
        sheet: summary.sheet.clone(),
        title: fill(&summary.title, &values),
        line: words.sheet.line.clone().map(|text| fill(&text, &values)),
        columns: plans.iter().map(|plan| plan.column.clone()).collect(),
        page: Page {
            large: summary.page.large,
            upright: summary.page.upright,
            frozen_columns: summary.page.frozen,
            filter: summary.page.filter,
        },
        ..Table::default()
    }
}

/// All official facts behind a table have their row among the sources, those of compared periods too.
fn cite<'a>(sight: &Sight<'_, 'a>, facts: &Facts<'a>, needed: &BTreeSet<At>, trace: &mut Trace<'a>) {
    for at in needed {
        for fact in facts_at(sight, facts, sight.order.period, *at).into_iter().flatten() {
            if let (Some(origin), true) = (fact.origin, fact.standing != Standing::Returned) {
                trace.number(origin);
            }
        }
    }
}

/// Tables by unit show held figures in italics; all others leave them out.
fn held_note(sight: &Sight, summary: &Summary, facts: &Facts, table: &mut Table) {
    let held: BTreeSet<usize> = facts
        .at(sight.order.period)
        .filter(|fact| fact.standing == Standing::Provisional && sight.sees(fact))
        .filter_map(|fact| fact.unit)
        .collect();
    if !held.is_empty() {
        let count = held.len().to_string();
        let words = &sight.order.catalog.book.rows;
        let text = if matches!(summary.rows, Rows::Units { .. }) { &words.held } else { &words.held_out };
        table.notes.push(fill(text, &[("count", &count)]));
    }
}

/// Says of which periods the ledger knows nothing, so that an empty comparison is no riddle.
fn comparison_notes(sight: &Sight, facts: &Facts, needed: &BTreeSet<At>, table: &mut Table) {
    let mut unknown = BTreeSet::new();
    for at in needed.iter().filter(|at| **at != At::Current) {
        for period in periods(sight.order.period, *at) {
            let known = facts.at(period).any(|fact| fact.standing == Standing::Official && sight.sees(fact));
            if !known && period != sight.order.period {
                unknown.insert(period);
            }
        }
    }
    for period in unknown {
        let text = &sight.order.catalog.book.rows.no_comparison;
        table.notes.push(fill(text, &[("period", &period.chinese())]));
    }
}

/// True for tables that only a finished workbook has.
pub fn is_last(data: &Data) -> bool {
    matches!(data, Data::Sources | Data::Conservation | Data::Unplaced)
}
