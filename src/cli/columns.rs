//! What stands above the rows of a return: the label of the field that each column of a row holds. Learnt from the places
//! of the values that were read, so that it is what the program took it for.

use crate::catalog::{Form, Part};
use crate::model::{Place, Submission};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a sheet or of a Word table: the sheet or table, and the row.
type Line = (u16, u32);

/// The labels above the rows of one return.
#[derive(Debug, Default)]
pub struct ColumnLabels {
    rows: BTreeSet<Line>,
    /// By sheet or table and column.
    labels: BTreeMap<(u16, u16), String>,
}

impl ColumnLabels {
    /// The labels of a return of a form.
    pub fn new(form: &Form, submission: &Submission) -> ColumnLabels {
        let mut found = ColumnLabels::default();
        for record in &submission.records {
            let columns = form.fields.iter().zip(&record.entries).filter(|(field, entry)| {
                let in_rows = field.part == Part::Rows || form.layout.pairs_are_columns;
                in_rows && field.pattern.is_none() && entry.place != Place::Whole
            });
            for (field, entry) in columns {
                if let Some((line, column)) = split(entry.place) {
                    found.rows.insert(line);
                    found.labels.entry((line.0, column)).or_insert_with(|| field.leaf());
                }
            }
        }
        found
    }

    /// The label above a place; nothing above a place that is in none of the rows.
    pub fn above(&self, place: Place) -> &str {
        let Some((line, column)) = split(place).filter(|(line, _)| self.rows.contains(line)) else {
            return "";
        };
        self.labels.get(&(line.0, column)).map_or("", String::as_str)
    }
}

fn split(place: Place) -> Option<(Line, u16)> {
    match place {
        Place::Cell { sheet, row, column } => Some(((sheet, row), column)),
        Place::WordCell { table, row, column } => Some(((table, u32::from(row)), column)),
        Place::Whole | Place::Paragraph(_) => None,
    }
}
