//! Declared charts, with the figures of the table that they belong to.

use super::sight::Sight;
use super::territory::place_name;
use crate::catalog::message::fill;
use crate::catalog::summary::{Chart as Declared, ChartRows};
use crate::model::table::{Cell, Chart, ColumnKind, Role, Row, Series, Table};
use rust_decimal::Decimal;

/// A chart of a finished table; `None` if nothing is there to be drawn.
pub fn chart(sight: &Sight, declared: &Declared, table: &Table) -> Option<Chart> {
    let label = label_column(table)?;
    let columns: Vec<(usize, &str)> = declared
        .series
        .iter()
        .filter_map(|(id, name)| {
            Some((table.columns.iter().position(|column| column.id == *id)?, name.as_str()))
        })
        .collect();
    let figure = |row: &Row, column: usize| row.cells[column].number();
    let mut rows: Vec<&Row> = chosen(&declared.rows, table, label);
    rows.retain(|row| !row.provisional && columns.iter().any(|(column, _)| figure(row, *column).is_some()));
    if declared.hide_empty {
        let drawn = |row: &&Row| {
            columns.iter().any(|(column, _)| figure(row, *column).is_some_and(|it| !it.is_zero()))
        };
        rows.retain(drawn);
    }
    let first = columns.first()?.0;
    if declared.ranked {
        rows.sort_by_key(|row| std::cmp::Reverse(figure(row, first).unwrap_or(Decimal::MIN)));
    }
    rows.truncate(declared.limit);
    if rows.is_empty() {
        return None;
    }
    let words = &sight.order.catalog.book;
    let unit = place_name(words, sight.root);
    let period = sight.order.period.chinese();
    let name = |row: &&Row| match &row.cells[label] {
        Cell::Text(text) => place_of(&words.rows.subtotal, text).to_owned(),
        _ => String::new(),
    };
    Some(Chart {
        kind: declared.kind,
        title: fill(&declared.title, &[("unit", &unit), ("period", &period)]),
        measure: declared.measure.clone(),
        percent: table.columns[first].kind == ColumnKind::Percent,
        categories: rows.iter().map(name).collect(),
        series: columns
            .iter()
            .map(|(column, name)| Series {
                name: (*name).to_owned(),
                values: rows.iter().map(|row| figure(row, *column)).collect(),
            })
            .collect(),
    })
}

/// The place that a subtotal is called after; any other label as it is.
fn place_of<'t>(subtotal: &str, label: &'t str) -> &'t str {
    let Some((before, after)) = subtotal.split_once("{place}") else { return label };
    label.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or(label)
}

/// The first column of words: the names of the rows.
fn label_column(table: &Table) -> Option<usize> {
    table.columns.iter().position(|column| column.kind == ColumnKind::Text)
}

fn chosen<'t>(which: &ChartRows, table: &'t Table, label: usize) -> Vec<&'t Row> {
    let rows = table.rows.iter();
    match which {
        ChartRows::Groups => {
            let top = table
                .rows
                .iter()
                .filter(|row| figures(row))
                .map(|row| row.level)
                .filter(|level| *level > 0)
                .min();
            rows.filter(|row| figures(row) && Some(row.level) == top).collect()
        }
        ChartRows::Data => rows.filter(|row| row.role == Role::Data).collect(),
        ChartRows::Labels(labels) => {
            let named = |row: &&Row| matches!(&row.cells[label], Cell::Text(text) if labels.contains(text));
            rows.filter(named).collect()
        }
    }
}

fn figures(row: &Row) -> bool {
    matches!(row.role, Role::Data | Role::Subtotal)
}
