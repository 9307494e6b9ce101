//! Figures of notices: cells of the organ's own workbook, so that a circular never says another number than the tables
//! that officers open (FORMS.md 8.2, the re-read check).

use super::issuer::Facts;
use crate::catalog::notice::Declaration;
use crate::catalog::notice_facts::{Figure, FigureList, RowKind};
use crate::expr::{self, Expression, Members, Shape};
use crate::model::table::{Cell, ColumnKind, Role, Row, Table};
use crate::model::{Date, Saying};
use crate::write::workbook::first_data_row;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The id under which a column shows what its row is called.
const LABEL: &str = "label";

/// What is wrong with a declared figure, for the author of the notice.
fn no_figure(field: &str, why: Saying) -> Saying {
    Saying::new("print.field").with("field", field).with("why", why)
}

/// A cell that a notice cites: where it stands in the workbook, and what was taken from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cited {
    /// The name of the sheet.
    pub sheet: String,
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
    /// The number, as digits.
    pub number: String,
}

/// What a notice takes from the workbook.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Its fields.
    pub facts: Facts,
    /// The cells of which its numbers are, for the re-read check.
    pub cited: Vec<Cited>,
}

/// What figures and lists are taken from.
#[derive(Clone, Copy)]
pub struct Taken<'s> {
    /// The tables of the organ's workbook.
    pub tables: &'s [Table],
    /// The names of the issuing organ and of the organ of the other line beside it: `organs` in conditions.
    pub organs: &'s [String],
}

/// An element of a list, with the unit that its row speaks of.
pub struct Element {
    /// The unit, by registry order.
    pub unit: Option<usize>,
    /// Its keys.
    pub facts: Facts,
    /// What it is in the list: its keys, or the text of one of them.
    pub said: Value,
    /// The cells of which its numbers are.
    pub cited: Vec<Cited>,
}

/// All declared figures and lists of a notice, but for the lists of its own rows.
///
/// # Errors
/// A table, row or column that the workbook does not have, or an expression that cannot be read.
pub fn figures(declaration: &Declaration, from: Taken) -> Result<Figures, Saying> {
    let mut found = Figures::default();
    for (field, figure) in &declaration.figures {
        let wrong = |why| no_figure(field, why);
        let value = figure_value(figure, from.tables, &mut found.cited).map_err(wrong)?;
        set(&mut found.facts, field, value);
    }
    for list in declaration.lists.iter().filter(|list| !declaration.is_narrowed(&list.field)) {
        let elements = list_elements(list, from)?;
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            values.push(element.said);
            found.cited.extend(element.cited);
        }
        set(&mut found.facts, &list.field, Value::Array(values));
    }
    Ok(found)
}

/// The elements of a declared list.
///
/// # Errors
/// A table or column that the workbook does not have, or an expression that cannot be read.
pub fn list_elements(list: &FigureList, from: Taken) -> Result<Vec<Element>, Saying> {
    elements(list, from).map_err(|why| no_figure(&list.field, why))
}

/// Sets `a.b` within the object `a`.
pub fn set(facts: &mut Facts, field: &str, value: Value) {
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

fn figure_value(figure: &Figure, tables: &[Table], cited: &mut Vec<Cited>) -> Result<Value, Saying> {
    let table = table_of(tables, &figure.table)?;
    let column = column_of(table, &figure.column)?;
    let row = match &figure.row {
        None => table.rows.iter().position(|row| row.role == Role::Total),
        Some(called) => {
            let label = column_of(table, LABEL)?;
            table.rows.iter().position(|row| matches!(&row.cells[label], Cell::Text(text) if text == called))
        }
    };
    let row = row.ok_or_else(|| Saying::new("print.no_row").with("table", &table.id))?;
    cited.extend(citing(table, row, column));
    Ok(value(&table.rows[row].cells[column], ""))
}

/// A number of a table with its place in the workbook.
fn citing(table: &Table, row: usize, column: usize) -> Option<Cited> {
    let number = table.rows[row].cells[column].number()?.normalize().to_string();
    let row = first_data_row(table).checked_add(u32::try_from(row).ok()?)?;
    Some(Cited { sheet: table.sheet.clone(), row, column: u16::try_from(column).ok()?, number })
}

fn elements(list: &FigureList, from: Taken) -> Result<Vec<Element>, Saying> {
    let table = table_of(from.tables, &list.table)?;
    let columns = list.items.values().map(|id| column_of(table, id)).collect::<Result<Vec<usize>, _>>()?;
    let keys: Vec<&str> = list.items.keys().map(String::as_str).collect();
    let only = list.only.as_deref().map(|text| condition(text, list, table)).transpose()?;
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
    let organs: Vec<expr::Value> = from.organs.iter().map(|name| expr::Value::from(name.as_str())).collect();
    let mut rows = Vec::new();
    for (place, row) in table.rows.iter().enumerate().filter(|(_, row)| chosen(row)) {
        let cells = columns.iter().map(|column| scoped(&row.cells[*column]));
        let scope: Vec<expr::Value> = cells.chain([expr::Value::list(&organs)]).collect();
        let holds = only.as_ref().map(|only| only.holds(&scope)).transpose();
        if holds.map_err(|trouble| trouble.saying())?.is_none_or(|holds| holds == Some(true)) {
            rows.push((place, row));
        }
    }
    if let Some(column) = sort {
        rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.cells[column].number()));
    }
    rows.truncate(list.most.unwrap_or(usize::MAX));
    let element = |(place, row): &(usize, &Row)| {
        let entries = keys.iter().zip(&columns);
        let entries =
            entries.map(|(key, column)| ((*key).to_owned(), value(&row.cells[*column], &list.trim)));
        let also = list.also.iter().map(|(key, text)| (key.clone(), Value::from(text.as_str())));
        let facts: Facts = entries.chain(also).collect();
        let said = list.plain.as_ref().and_then(|key| facts.get(key).cloned());
        Element {
            unit: row.unit,
            said: said.unwrap_or_else(|| Value::Object(facts.clone())),
            facts,
            cited: columns.iter().filter_map(|column| citing(table, *place, *column)).collect(),
        }
    };
    Ok(rows.iter().map(element).collect())
}

/// An expression over the keys of a list, and `organs`.
fn condition(text: &str, list: &FigureList, table: &Table) -> Result<Expression, Saying> {
    let shape = |id: &String| match column_of(table, id).map(|column| table.columns[column].kind) {
        Ok(ColumnKind::Count | ColumnKind::Money | ColumnKind::Decimal | ColumnKind::Percent) => {
            Shape::Number
        }
        Ok(ColumnKind::Date) => Shape::Date,
        _ => Shape::Text,
    };
    let keys = list.items.iter().map(|(key, id)| (key.as_str(), shape(id)));
    let members: Members = keys.chain([("organs", Shape::List(Box::new(Shape::Text)))]).collect();
    Expression::compile(text, &members).map_err(|problem| problem.saying())
}

fn scoped(cell: &Cell) -> expr::Value<'_> {
    match cell {
        Cell::Number(number) => expr::Value::Number(*number),
        Cell::Text(text) => expr::Value::Text(text.as_str().into()),
        Cell::Date(day) => expr::Value::Date(Date::Day(*day)),
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
pub fn number_fact(number: Decimal) -> Value {
    let plain = number.normalize();
    match plain.to_i64() {
        Some(whole) if plain.scale() == 0 => Value::from(whole),
        _ => Value::from(plain.to_string()),
    }
}

fn table_of<'t>(tables: &'t [Table], id: &str) -> Result<&'t Table, Saying> {
    tables.iter().find(|table| table.id == id).ok_or_else(|| Saying::new("print.no_table").with("table", id))
}

fn column_of(table: &Table, id: &str) -> Result<usize, Saying> {
    let found = table.columns.iter().position(|column| column.id == id);
    found.ok_or_else(|| Saying::new("print.no_column").with("table", &table.id).with("column", id))
}
