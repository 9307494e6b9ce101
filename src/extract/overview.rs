//! What stands on a sheet of its own beside the table: an overview in pairs of label and value (FORMS.md 4.15), and small
//! tables of numbered values, such as the weights of questions (FORMS.md 4.11).

use super::Extractor;
use super::draft::{Draft, DraftRow, Found, Placed};
use super::grid::{Grid, text};
use super::table::take_labelled;
use super::vocabulary::label_key;
use crate::catalog::{Footing, Part};
use crate::model::text as normal;
use crate::paper::Sheet;
use std::borrow::Cow;

/// Fills the single answers of forms whose table was found on one of the sheets from the sheets without a table.
pub fn attach<'a>(extractor: &Extractor, sheets: &'a [Sheet], drafts: &mut [Draft<'a>]) {
    let taken: Vec<Option<u16>> = drafts.iter().map(|draft| draft.home.sheet()).collect();
    let beside = |number: u16, sheet: &Sheet| !taken.contains(&Some(number)) && !extractor.is_list(sheet);
    for draft in drafts {
        let form = &extractor.catalog.forms[draft.form];
        for footing in form.footings.iter().filter(|footing| footing.numbered_by.is_some()) {
            for (number, sheet) in (0..).zip(sheets).filter(|(number, sheet)| beside(*number, sheet)) {
                numbered(footing, &Grid::new(number, false, sheet), draft);
            }
        }
        let asked =
            form.fields.iter().any(|field| field.part == Part::Pairs) && !form.layout.pairs_are_columns;
        if !asked {
            continue;
        }
        for (number, sheet) in (0..).zip(sheets) {
            if beside(number, sheet) {
                read(extractor, &Grid::new(number, false, sheet), draft);
            }
        }
    }
}

/// Reads a column of numbered values: each goes by the number that stands in the column of numbers.
fn numbered(footing: &Footing, grid: &Grid, draft: &mut Draft) {
    let labels: Vec<String> =
        std::iter::once(&footing.label).chain(&footing.aliases).map(|label| normal::key(label)).collect();
    let numbers = footing.numbered_by.as_deref().map(normal::key);
    let column = |row: u32, wanted: &dyn Fn(&str) -> bool| {
        grid.row(row).iter().find(|cell| wanted(&normal::key(&text(cell)))).map(|cell| cell.column)
    };
    let mut heads = grid.rows().filter_map(|row| {
        let by = column(row, &|label| numbers.as_deref() == Some(label))?;
        Some((row, by, column(row, &|label| labels.iter().any(|other| other == label))?))
    });
    let Some((head, by, values)) = heads.next() else { return };
    for row in grid.rows().filter(|row| *row > head) {
        let (Some(number), Some(value)) = (grid.showing(row, by), grid.showing(row, values)) else {
            continue;
        };
        let digits: String = normal::fold_width(&text(number)).chars().filter(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse::<u32>() {
            let placed = Placed { text: text(value).into_owned(), place: grid.place(row, values) };
            draft.footing.push((format!("{}_{number}", footing.key), placed));
        }
    }
}

fn read<'a>(extractor: &Extractor, grid: &Grid<'a>, draft: &mut Draft<'a>) {
    let labels = &extractor.vocabulary.pairs[draft.form];
    let mut answers: Vec<(usize, Found<'a>)> = Vec::new();
    let mut headers = Vec::new();
    for row in grid.rows() {
        let cells = grid.row(row);
        for (position, cell) in cells.iter().enumerate() {
            let shown = text(cell);
            let beside = cells.get(position + 1);
            if let Some(field) = labels.get(&normal::key(&shown)).or_else(|| labels.get(&label_key(&shown))) {
                let value = beside.filter(|next| !labels.contains_key(&normal::key(&text(next))));
                answers.extend(value.map(|next| {
                    let place = grid.place(next.row, next.column);
                    (*field, Found { content: Cow::Borrowed(&next.content), place })
                }));
                continue;
            }
            let labelled = extractor.labels.parse(&shown);
            if !labelled.is_empty() {
                let beside = beside.map(|next| text(next).into_owned());
                headers.push((labelled, grid.place(cell.row, cell.column), beside));
            } else if answers.is_empty() {
                draft
                    .head
                    .push(Placed { text: shown.into_owned(), place: grid.place(cell.row, cell.column) });
            }
        }
    }
    if answers.is_empty() {
        return;
    }
    for (labelled, place, beside) in headers {
        take_labelled(extractor, draft, labelled, place, beside.as_deref());
    }
    if draft.rows.is_empty() {
        draft.rows.push(DraftRow {
            total: false,
            cells: vec![None; draft.present.len()],
            coloured: Vec::new(),
        });
    }
    for (field, found) in answers {
        draft.present[field] = true;
        for row in &mut draft.rows {
            row.cells[field].get_or_insert_with(|| found.clone());
        }
    }
}
