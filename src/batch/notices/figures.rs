//! Figures of notices: cells of the organ's own workbook, so that a circular never says another number than the tables
//! that officers open (FORMS.md 8.2, the re-read check).

use super::issuer::Facts;
use crate::catalog::notice::Declaration;
use crate::catalog::notice_facts::{Figure, FigureList, RowKind};
use crate::expr::{self, Expression, Members, Shape};
use crate::model::table::{Cell, Role, Row, Table};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// The id under which a column shows what its row is called.
const LABEL: &str = "label";

/// What is wrong with a declared figure, for the author of the notice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the field `{field}`: {what}")]
pub struct NoFigure {
    field: String,
    what: String,
}

/// All declared figures and lists of a notice.
///
/// # Errors
/// A table, row or column that the workbook does not have, or an expression that cannot be read.
pub fn figures(declaration: &Declaration, tables: &[Table]) -> Result<Facts, NoFigure> {
    let mut facts = Facts::new();
    for (field, figure) in &declaration.figures {
        let value = figure_value(figure, tables).map_err(|what| NoFigure { field: field.clone(), what })?;
        set(&mut facts, field, value);
    }
    for list in &declaration.lists {
        let value = list_value(list, tables).map_err(|what| NoFigure { field: list.field.clone(), what })?;
        set(&mut facts, &list.field, value);
    }
    Ok(facts)
}

/// Sets `a.b` within the object `a`.
fn set(facts: &mut Facts, field: &str, value: Value) {
    match field.split_once('.') {
        None => {
            facts.insert(field.to_owned(), value);
        }
        Some((group, rest)) => {
            let entry = facts.entry(group.to_owned()).or_insert_with(|| Value::Object(Facts::new()));
            if let Value::Object(inner) = entry {
                set(inner, rest, value);
            }
        }
    }
}

fn figure_value(figure: &Figure, tables: &[Table]) -> Result<Value, String> {
    let table = table_of(tables, &figure.table)?;
    let column = column_of(table, &figure.column)?;
    let row = match &figure.row {
        None => table.rows.iter().find(|row| row.role == Role::Total),
        Some(called) => {
            let label = column_of(table, LABEL)?;
            table.rows.iter().find(|row| matches!(&row.cells[label], Cell::Text(text) if text == called))
        }
    };
    let row = row.ok_or_else(|| format!("the table {} has no such row", table.id))?;
    Ok(row.cells.get(column).map_or(Value::Null, |cell| value(cell, "")))
}

fn list_value(list: &FigureList, tables: &[Table]) -> Result<Value, String> {
    let table = table_of(tables, &list.table)?;
    let columns = list.items.values().map(|id| column_of(table, id)).collect::<Result<Vec<usize>, _>>()?;
    let keys: Vec<&str> = list.items.keys().map(String::as_str).collect();
    let only = list.only.as_deref().map(|text| condition(text, list)).transpose()?;
    let sort =
        list.sort.as_ref().and_then(|key| list.items.get(key)).map(|id| column_of(table, id)).transpose()?;
    let role = match list.rows {
        RowKind::Data => Role::Data,
        RowKind::Subtotal => Role::Subtotal,
    };
    let label = if list.called.is_empty() { None } else { Some(column_of(table, LABEL)?) };
    let chosen = |row: &&Row| {
        row.role == role
            && !row.provisional
            && list.level.is_none_or(|level| row.level == level)
            && label.is_none_or(
                |label| matches!(&row.cells[label], Cell::Text(text) if list.called.contains(text)),
            )
    };
    let mut rows = Vec::new();
    for row in table.rows.iter().filter(chosen) {
        let scope: Vec<expr::Value> = columns.iter().map(|column| scoped(&row.cells[*column])).collect();
        let holds = only.as_ref().map(|only| only.holds(&scope)).transpose();
        if holds.map_err(|trouble| trouble.to_string())?.is_none_or(|holds| holds == Some(true)) {
            rows.push(row);
        }
    }
    if let Some(column) = sort {
        rows.sort_by_key(|row| std::cmp::Reverse(row.cells[column].number()));
    }
    rows.truncate(list.most.unwrap_or(usize::MAX));
    let item = |row: &&Row| {
        let entries = keys.iter().zip(&columns);
        let entries =
            entries.map(|(key, column)| ((*key).to_owned(), value(&row.cells[*column], &list.trim)));
        Value::Object(entries.collect())
    };
    Ok(Value::Array(rows.iter().map(item).collect()))
}

/// An expression over the keys of a list.
fn condition(text: &str, list: &FigureList) -> Result<Expression, String> {
    let shape = |id: &String| if id == LABEL { Shape::Text } else { Shape::Number };
    let members: Members = list.items.iter().map(|(key, id)| (key.as_str(), shape(id))).collect();
    Expression::compile(text, &members).map_err(|problem| problem.to_string())
}

fn scoped(cell: &Cell) -> expr::Value<'_> {
    match cell {
        Cell::Number(number) => expr::Value::Number(*number),
        Cell::Text(text) => expr::Value::Text(text.as_str().into()),
        _ => expr::Value::Missing,
    }
}

/// A cell as a fact: numbers exact, and nothing where the cell has no figure.
fn value(cell: &Cell, trim: &str) -> Value {
    match cell {
        Cell::Number(number) => number_fact(*number),
        Cell::Text(text) if text.starts_with(crate::model::table::ABSENT) => Value::Null,
        Cell::Text(text) => Value::from(text.strip_suffix(trim).unwrap_or(text)),
        Cell::Date(day) => Value::from(day.to_string()),
        Cell::Blank | Cell::Absent | Cell::Source(_) => Value::Null,
    }
}

/// A whole number as a number, any other as its digits.
fn number_fact(number: Decimal) -> Value {
    let plain = number.normalize();
    match plain.to_i64() {
        Some(whole) if plain.scale() == 0 => Value::from(whole),
        _ => Value::from(plain.to_string()),
    }
}

fn table_of<'t>(tables: &'t [Table], id: &str) -> Result<&'t Table, String> {
    tables.iter().find(|table| table.id == id).ok_or_else(|| format!("there is no table {id}"))
}

fn column_of(table: &Table, id: &str) -> Result<usize, String> {
    let found = table.columns.iter().position(|column| column.id == id);
    found.ok_or_else(|| format!("the table {} has no column `{id}`", table.id))
}
