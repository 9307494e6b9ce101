//! What a field of a return says, in the words that a notice uses.

use crate::catalog::{Catalog, Form};
use crate::model::{Record, Registry, Value};

/// The value of a field.
pub fn answer<'r>(form: &Form, row: &'r Record, key: &str) -> &'r Value {
    static MISSING: Value = Value::Missing;
    let entry = form.field_number(key).and_then(|number| row.entries.get(number));
    entry.map_or(&MISSING, |entry| &entry.value)
}

/// What a field says: units by their short names, choices by their labels, what could not be read as it was written.
pub fn said(catalog: &Catalog, registry: &Registry, form: &Form, row: &Record, key: &str) -> String {
    match answer(form, row, key) {
        Value::Unit(id) => registry.unit(id).map_or_else(|| id.to_string(), |unit| unit.short_name.clone()),
        Value::Code(code) => {
            let list = form.field(key).and_then(|field| catalog.list_of(field));
            list.map_or_else(|| code.to_string(), |list| list.label(code).to_owned())
        }
        Value::Missing => form
            .field_number(key)
            .and_then(|number| row.entries.get(number))
            .map_or_else(String::new, |entry| entry.original.to_string()),
        other => other.to_string(),
    }
}

/// The choices of a field, by their labels.
pub fn labels(catalog: &Catalog, registry: &Registry, form: &Form, row: &Record, key: &str) -> Vec<String> {
    let list = form.field(key).and_then(|field| catalog.list_of(field));
    match (answer(form, row, key), list) {
        (Value::Codes(codes), Some(list)) => codes.iter().map(|code| list.label(code).to_owned()).collect(),
        _ => vec![said(catalog, registry, form, row, key)],
    }
}
