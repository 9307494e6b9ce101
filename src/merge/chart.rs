//! Declared charts, with the figures of the table that they belong to.

use super::sight::Sight;
use super::territory::place_name;
use crate::catalog::message::fill;
use crate::catalog::summary::{Chart as Declared, ChartRows};
use crate::model::table::{Cell, Chart, ColumnKind, Role, Row, Series, Table};
use rust_decimal::Decimal;

/// The id under which a column shows what its row is called.
const LABEL: &str = "label";

/// The charts that a declaration makes of a finished table: one, or one for each value of a column.
pub fn charts(sight: &Sight, declared: &Declared, table: &Table) -> Vec<Chart> {
    let split = declared.split.as_ref();
    let Some(column) = split.and_then(|id| table.columns.iter().position(|column| column.id == *id)) else {
        return chart(sight, declared, table, None).into_iter().collect();
    };
    let mut parts: Vec<&str> = Vec::new();
    for row in &table.rows {
        if let Cell::Text(text) = &row.cells[column]
            && !parts.contains(&text.as_str())
        {
            parts.push(text);
        }
    }
    parts.into_iter().filter_map(|part| chart(sight, declared, table, Some((column, part)))).collect()
}

/// A chart, of those rows that have a text in a column if one is given; `None` if nothing is there to be drawn.
fn chart(sight: &Sight, declared: &Declared, table: &Table, part: Option<(usize, &str)>) -> Option<Chart> {
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
    if let Some((column, part)) = part {
        rows.retain(|row| matches!(&row.cells[column], Cell::Text(text) if text == part));
    }
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
        title: fill(
            &declared.title,
            &[("unit", &unit), ("period", &period), ("part", part.map_or("", |part| part.1))],
        ),
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
        lines: declared.lines,
    })
}

/// The place that a subtotal is called after; any other label as it is.
fn place_of<'t>(subtotal: &str, label: &'t str) -> &'t str {
    let Some((before, after)) = subtotal.split_once("{place}") else { return label };
    label.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or(label)
}

/// The names of the rows: the column called so, or the first one of words.
fn label_column(table: &Table) -> Option<usize> {
    let called = table.columns.iter().position(|column| column.id == LABEL);
    called.or_else(|| first_words(table))
}

fn first_words(table: &Table) -> Option<usize> {
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
