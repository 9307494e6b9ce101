//! Values that are told by the words around them: in running text, or in a cell with others (docs/forms.md, `pattern`).

use super::draft::Found;
use super::sections::Paragraph;
use crate::catalog::{Catalog, Form};
use crate::model::{Place, text};
use crate::paper::{CellContent, WordTable};
use regex::Regex;
use std::borrow::Cow;

/// The patterns of all forms, compiled once: for each form the field, the expression, and which of the cells is meant.
#[derive(Debug)]
pub struct Patterns(Vec<Vec<(usize, Regex, Option<usize>)>>);

impl Patterns {
    /// Compiles the patterns of a catalogue. What does not compile was refused when the catalogue was loaded.
    pub fn new(catalog: &Catalog) -> Patterns {
        Patterns(catalog.forms.iter().map(compiled).collect())
    }

    /// Fills the answers of a form that are not yet found.
    pub fn fill<'a>(
        &self,
        form: usize,
        paragraphs: &[Paragraph<'a>],
        tables: &[&'a WordTable],
        answers: &mut [Option<Found<'a>>],
    ) {
        for (field, pattern, nth) in &self.0[form] {
            if answers[*field].is_some() {
                continue;
            }
            let in_text = paragraphs
                .iter()
                .filter(|_| nth.is_none())
                .find_map(|(number, shown)| Some((value(pattern, shown)?, Place::Paragraph(*number))));
            let in_cells = || {
                let cells =
                    tables.iter().flat_map(|table| table.cells.iter().map(move |cell| (table.number, cell)));
                let mut fits = cells.filter_map(|(table, cell)| {
                    let place = Place::WordCell { table, row: cell.row, column: cell.column };
                    Some((value(pattern, &cell.text)?, place))
                });
                fits.nth(nth.map_or(0, |nth| nth.saturating_sub(1)))
            };
            answers[*field] = in_text
                .or_else(in_cells)
                .map(|(value, place)| Found { content: Cow::Owned(CellContent::Text(value.into())), place });
        }
    }
}

fn compiled(form: &Form) -> Vec<(usize, Regex, Option<usize>)> {
    let declared = form.fields.iter().enumerate();
    let patterns = declared.filter_map(|(number, field)| {
        let pattern = field.pattern.as_ref()?;
        Some((number, Regex::new(&pattern.text).ok()?, pattern.nth))
    });
    patterns.collect()
}

fn value(pattern: &Regex, shown: &str) -> Option<String> {
    let folded = text::fold_width(shown);
    let found = pattern.captures(text::trim(&folded))?;
    found.get(1).map(|value| text::trim(value.as_str()).to_owned())
}
