//! The first sheet of a workbook: what it holds, as of when, who is in it, and who is not.

use super::known::state_word;
use super::row::percent;
use super::sight::Sight;
use super::territory::place_name;
use crate::catalog::Form;
use crate::catalog::message::fill;
use crate::model::table::{Cell, Column, ColumnKind, Cover, Emphasis, Row, Table};
use crate::model::{Duty, DutyState};
use jiff::civil::DateTime;
use rust_decimal::Decimal;

/// A moment as officers read it: `2014-10-08 09:00`.
pub fn moment(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The cover of a workbook.
pub fn cover(sight: &Sight) -> Cover {
    let words = &sight.order.catalog.book;
    let place = place_name(words, sight.root);
    let period = sight.order.period.chinese();
    let as_of = moment(sight.order.as_of);
    let values = [
        ("place", place.as_str()),
        ("period", &period),
        ("as_of", &as_of),
        ("run", sight.order.run),
        ("catalog", &sight.order.catalog.fingerprint[..8.min(sight.order.catalog.fingerprint.len())]),
    ];
    let facts = words.cover.facts.iter().map(|(label, text)| (label.clone(), fill(text, &values)));
    let mut blocks = vec![counts(sight)];
    blocks.extend(words.cover.lists.iter().map(|(state, heading)| list(sight, state, heading)));
    Cover {
        mark: words.cover.mark.clone(),
        subtitle: fill(&words.cover.subtitle, &values),
        facts: facts.collect(),
        blocks,
    }
}

/// The forms of which anything is due, in their order, each with its duties.
fn by_form<'a>(sight: &Sight<'_, 'a>) -> Vec<(&'a Form, Vec<&'a Duty>)> {
    let of =
        |form: &Form| sight.duties.iter().copied().filter(|duty| duty.form == form.id).collect::<Vec<_>>();
    let forms = sight.order.catalog.forms.iter().map(|form| (form, of(form)));
    forms.filter(|(_, duties)| !duties.is_empty()).collect()
}

fn counts(sight: &Sight) -> Table {
    let words = &sight.order.catalog.book.cover;
    let columns = words.count_columns.iter().map(|(id, label)| Column {
        id: id.clone(),
        header: vec![label.clone()],
        kind: match id.as_str() {
            "form" => ColumnKind::Text,
            "rate" => ColumnKind::Percent,
            _ => ColumnKind::Count,
        },
        width: None,
        emphasis: Emphasis::None,
    });
    let columns: Vec<Column> = columns.collect();
    let row = |(form, duties): (&Form, Vec<&Duty>)| {
        Row::data(columns.iter().map(|column| count(&column.id, form, &duties)).collect())
    };
    let rows = by_form(sight).into_iter().map(row).collect();
    Table { title: words.counts.clone(), columns, rows, ..Table::default() }
}

fn count(id: &str, form: &Form, duties: &[&Duty]) -> Cell {
    let having = |holds: &dyn Fn(&Duty) -> bool| duties.iter().filter(|duty| holds(duty)).count();
    let owed = having(&|duty| duty.state != DutyState::Exempt);
    match id {
        "form" => Cell::text(&form.name),
        "owed" => Cell::count(owed),
        "came" => Cell::count(having(&|duty| duty.filed.is_some())),
        "rate" => {
            let timely = having(&|duty| duty.state.in_time());
            percent(Decimal::from(timely), Decimal::from(owed)).map_or(Cell::Blank, Cell::Number)
        }
        // What came with another form in time is in time: the states shall add up to what was owed.
        "on_time" => Cell::count(having(&|duty| matches!(duty.state, DutyState::OnTime | DutyState::Merged))),
        key => Cell::count(having(&|duty| duty.state.key() == key)),
    }
}

fn list(sight: &Sight, state: &str, heading: &str) -> Table {
    let words = &sight.order.catalog.book;
    let mut rows = Vec::new();
    let mut all = 0;
    for (form, duties) in by_form(sight) {
        let of_state: Vec<&&Duty> = duties.iter().filter(|duty| duty.state.key() == state).collect();
        if of_state.is_empty() {
            continue;
        }
        all += of_state.len();
        let names: Vec<String> = of_state
            .iter()
            .map(|duty| {
                let unit = sight.order.registry.unit(&duty.unit);
                let name = unit.map_or(duty.unit.as_str(), |unit| unit.short_name.as_str());
                match duty.state {
                    DutyState::Late(_) => format!("{name}（{}）", state_word(words, duty.state)),
                    _ => name.to_owned(),
                }
            })
            .collect();
        rows.push(Row::data(vec![Cell::text(&form.name), Cell::text(names.join(&words.cover.joined))]));
    }
    if rows.is_empty() {
        rows.push(Row::data(vec![Cell::Blank, Cell::text(&words.cover.nobody)]));
    }
    let column = |label: &str, kind| Column {
        id: String::new(),
        header: vec![label.to_owned()],
        kind,
        width: None,
        emphasis: Emphasis::None,
    };
    let (form, units) = &words.cover.list_columns;
    Table {
        title: fill(heading, &[("count", &all.to_string())]),
        columns: vec![column(form, ColumnKind::Text), column(units, ColumnKind::Long)],
        rows,
        ..Table::default()
    }
}
