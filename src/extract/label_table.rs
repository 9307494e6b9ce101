//! Tables of labels with their values beside them, and of rows below a line of column labels (FORMS.md 2.1, 10.2).

use super::Extractor;
use super::draft::{Draft, DraftRow, Found, Placed};
use super::labels::undecorated;
use super::table::take_labelled;
use super::vocabulary::label_key;
use crate::catalog::{Form, Part};
use crate::model::{Place, text};
use crate::paper::{CellContent, WordCell, WordTable};
use std::borrow::Cow;
use std::collections::HashMap;

/// One label table: labels with their values, and rows below a line of column labels.
pub fn read<'a>(
    extractor: &Extractor,
    form: &Form,
    table: &'a WordTable,
    draft: &mut Draft<'a>,
    pairs: &mut [Option<Found<'a>>],
    rows: &mut Vec<DraftRow<'a>>,
) {
    let labels = &extractor.vocabulary.pairs[draft.form];
    let mut columns: Vec<(u16, usize)> = Vec::new();
    let mut start = 0;
    while start < table.cells.len() {
        let row = table.cells[start].row;
        let end = table.cells[start..]
            .iter()
            .position(|cell| cell.row != row)
            .map_or(table.cells.len(), |length| start + length);
        let cells = &table.cells[start..end];
        start = end;
        let heads = column_labels(form, cells);
        if heads.len() >= 3 && heads.len() * 5 >= cells.len() * 3 {
            columns = heads;
            continue;
        }
        let labelled = cells.first().is_some_and(|cell| {
            field_of(labels, &cell.text).is_some() || extractor.labels.exact(&cell.text).is_some()
        });
        if !columns.is_empty() && !labelled {
            if cells.iter().any(|cell| !text::trim(&cell.text).is_empty()) {
                rows.push(object_row(form, table.number, cells, &columns));
            }
            continue;
        }
        columns.clear();
        label_row(extractor, draft, table, cells, pairs);
        for inner in cells.iter().flat_map(|cell| &cell.tables) {
            read(extractor, form, inner, draft, pairs, rows);
        }
    }
}

/// The field whose label a text is: as it is declared, or with marks and hints around it. What is in brackets before a
/// colon says what is wanted behind it, and is part of the label: 乙方（盖章）：.
fn field_of<'l>(labels: &'l HashMap<String, usize>, label: &str) -> Option<&'l usize> {
    let closed = text::trim(label).ends_with(text::COLONS);
    let hinted = || if closed { None } else { labels.get(&label_key(label)) };
    labels.get(&text::key(undecorated(label))).or_else(hinted)
}

fn column_labels(form: &Form, cells: &[WordCell]) -> Vec<(u16, usize)> {
    let mut found = Vec::new();
    for cell in cells {
        let key = label_key(&cell.text);
        let field = form.fields.iter().position(|field| {
            field.part == Part::Rows
                && std::iter::once(&field.leaf()).chain(&field.aliases).any(|label| label_key(label) == key)
        });
        if let Some(field) = field.filter(|_| !key.is_empty()) {
            found.push((cell.column, field));
        }
    }
    found
}

fn object_row<'a>(form: &Form, table: u16, cells: &'a [WordCell], columns: &[(u16, usize)]) -> DraftRow<'a> {
    let mut found = vec![None; form.fields.len()];
    for cell in cells {
        let field = columns.iter().find(|(column, _)| *column == cell.column);
        if let Some((_, field)) = field {
            found[*field] = Some(value_of(table, cell));
        }
    }
    DraftRow { total: false, cells: found, coloured: Vec::new() }
}

fn value_of(table: u16, cell: &WordCell) -> Found<'_> {
    Found {
        content: Cow::Owned(CellContent::Text(cell.text.as_str().into())),
        place: Place::WordCell { table, row: cell.row, column: cell.column },
    }
}

/// A label and what stands behind it in its own cell. A label that ended in a colon of its own has two.
fn inside(shown: &str) -> Option<(&str, &str)> {
    let (label, value) = shown.split_once(text::COLONS)?;
    let value = text::trim(value.trim_start_matches(text::COLONS));
    (!value.is_empty()).then_some((label, value))
}

/// The labels of one row: the value stands in the next cell, or in the label's own cell after a colon.
fn label_row<'a>(
    extractor: &Extractor,
    draft: &mut Draft<'a>,
    table: &'a WordTable,
    cells: &'a [WordCell],
    pairs: &mut [Option<Found<'a>>],
) {
    let labels = &extractor.vocabulary.pairs[draft.form];
    let footings = &extractor.vocabulary.footings[draft.form];
    let below = |label: &str| {
        // Most forms have none: then no key is made for nothing.
        let keys = (!footings.is_empty()).then(|| [text::key(label), label_key(label)])?;
        footings.iter().find(|(own, _)| !own.is_empty() && keys.contains(own))
    };
    // In front of a value a hint in brackets may say what it is: the seal behind 甲方（盖章） is not 甲方.
    let stated = |label: &str| labels.get(&text::key(undecorated(label)));
    let named = |label: &str| stated(label).is_some() || below(label).is_some();
    for (position, cell) in cells.iter().enumerate() {
        let place = Place::WordCell { table: table.number, row: cell.row, column: cell.column };
        let blank = || Found { content: Cow::Owned(CellContent::Text("".into())), place };
        // A label that ends in a colon is blank if its neighbour holds a label and a value of its own.
        let filled = |next: &&WordCell| inside(&next.text).is_some_and(|(label, _)| named(label));
        let closed = text::trim(&cell.text).ends_with(text::COLONS);
        let next = cells.get(position + 1);
        let beside = next.filter(|next| !(closed && filled(next)));
        draft.sealed |= cell.picture || extractor.is_sealed(&cell.text);
        let own_value = inside(&cell.text);
        let whole = below(&cell.text);
        if let Some((_, name)) = whole.or_else(|| below(own_value?.0)) {
            let placed = match (own_value, beside) {
                (Some((_, value)), _) if whole.is_none() => Placed { text: value.to_owned(), place },
                (_, Some(next)) => Placed {
                    text: text::trim(&next.text).to_owned(),
                    place: value_of(table.number, next).place,
                },
                (_, None) => Placed { text: String::new(), place },
            };
            draft.footing.push((name.clone(), placed));
            continue;
        }
        let own_value = own_value.and_then(|(label, value)| Some((stated(label)?, value)));
        let own = field_of(labels, &cell.text);
        if let Some((field, value)) = own_value {
            let content = Cow::Owned(CellContent::Text(value.into()));
            pairs[*field].get_or_insert(Found { content, place });
        } else if let Some(field) = own {
            // A label beside a label is a heading at its side: its value is elsewhere.
            match beside {
                Some(next) if stated(&next.text).is_some() || filled(&next) => {}
                Some(next) => drop(pairs[*field].get_or_insert_with(|| value_of(table.number, next))),
                None => drop(pairs[*field].get_or_insert_with(blank)),
            }
        }
        let labelled = extractor.labels.parse(&cell.text);
        if !labelled.is_empty() {
            let next = next.map(|next| next.text.as_str());
            take_labelled(extractor, draft, labelled, place, next);
        } else if let Some(key) = extractor.labels.exact(&cell.text).filter(|_| own.is_none()) {
            let value = beside.map(|next| super::labels::folded(&next.text)).unwrap_or_default();
            let at = beside.map_or(place, |next| Place::WordCell {
                table: table.number,
                row: next.row,
                column: next.column,
            });
            if key != "measure" && key != "unit_name" {
                draft.labelled.push((key.to_owned(), Placed { text: value, place: at }));
            }
        }
    }
}
