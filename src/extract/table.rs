//! A sheet to drafts: each header band that fits a form begins one; above it stand title and header block, below it
//! rows, signatures and notes. Several units or forms may be stacked on one sheet (FORMS.md 10.2).

use super::Extractor;
use super::bands::{Band, bands};
use super::body;
use super::columns::{Column, Match};
use super::draft::{Draft, Placed};
use super::grid::{Grid, text};
use super::named::Named;
use crate::catalog::PaperKind;
use crate::model::{Place, text as normal};
use crate::paper::Sheet;

/// What a sheet gave.
#[derive(Debug, Default)]
pub struct SheetReading<'a> {
    /// The forms on it.
    pub drafts: Vec<Draft<'a>>,
    /// A table that looks like a form but is none: the nearest form, the share that was found, and where.
    pub near: Option<(usize, f64, Place)>,
}

/// The drafts of one sheet.
pub fn read<'a>(
    extractor: &Extractor,
    kind: PaperKind,
    named: &Named,
    number: u16,
    sheet: &'a Sheet,
) -> SheetReading<'a> {
    let grid = Grid::new(number, kind == PaperKind::Document, sheet);
    let bands = bands(&grid, &extractor.vocabulary);
    let mut reading = SheetReading::default();
    let mut from = 0;
    let mut index = 0;
    while index < bands.len() {
        let band = &bands[index];
        let head: Vec<u32> = grid.rows().filter(|row| *row >= from && *row < band.top).collect();
        let Some(matched) = recognise(extractor, (kind, named), &grid, band, &head, &mut reading) else {
            index += 1;
            continue;
        };
        let mut draft = begin(extractor, &grid, band, &matched, &head);
        let next = body::read(extractor, &grid, &bands[index..], &matched, &mut draft);
        from = next;
        reading.drafts.push(draft);
        index += 1;
        while index < bands.len() && bands[index].top < next {
            index += 1;
        }
    }
    reading
}

/// The form whose columns and title fit best: with its title a share of its fingerprint is enough, without it nearly
/// all must be there (GN-S002).
fn recognise(
    extractor: &Extractor,
    (kind, named): (PaperKind, &Named),
    grid: &Grid,
    band: &Band,
    head: &[u32],
    reading: &mut SheetReading,
) -> Option<Match> {
    let forms = &extractor.catalog.forms;
    let titles: Vec<String> =
        head.iter().flat_map(|row| grid.row(*row)).map(|cell| normal::key(&text(cell))).collect();
    let mut best: Option<(f64, &Match)> = None;
    let found = extractor.known_bands.matches(&band.columns, &extractor.vocabulary, extractor.catalog);
    for matched in found.iter() {
        let layout = &extractor.vocabulary.layouts[matched.layout];
        let form = &forms[layout.form];
        if !form.recognise.papers.contains(&kind) {
            continue;
        }
        let title = titles.iter().map(|title| extractor.title_score(layout.form, title)).max().unwrap_or(0);
        let title = named.or_title(layout.form, title);
        let needed = if title > 0 { form.recognise.fingerprint } else { 0.85 };
        #[expect(clippy::cast_precision_loss, reason = "a title has few characters")]
        let score = matched.share + (title.min(20) as f64) / 40.0
            - if layout.variant.is_empty() { 0.0 } else { 0.02 };
        let score = if title > 0 { score } else { score + untitled(extractor, grid, band, matched) };
        if matched.share < needed {
            if (title > 0 || matched.share > 0.5)
                && reading.near.is_none_or(|(_, share, _)| matched.share > share)
            {
                let place = grid.place(band.top, 0);
                reading.near = Some((layout.form, matched.share, place));
            }
            continue;
        }
        if best.as_ref().is_none_or(|(other, _)| score > *other) {
            best = Some((score, matched));
        }
    }
    best.map(|(_, matched)| matched.clone())
}

/// What speaks for a form where no title does, between 0 and 0.02: the name of the sheet, and rows that hold indicators
/// of the form. It only decides between forms with the same columns.
fn untitled(extractor: &Extractor, grid: &Grid, band: &Band, matched: &Match) -> f64 {
    const ROWS: usize = 12;
    let number = extractor.vocabulary.layouts[matched.layout].form;
    let form = &extractor.catalog.forms[number];
    let named = extractor.title_score(number, &normal::key(&grid.sheet.name)) > 0;
    let field = form.layout.indicator_field.as_ref().and_then(|key| form.field_number(key));
    let column = field.and_then(|field| matched.fields.iter().position(|other| *other == Some(field)));
    let column = column.map(|index| band.columns[index].number);
    let rows = grid.rows().filter(|row| *row > band.bottom).take(ROWS);
    let codes: Vec<String> = rows
        .filter_map(|row| grid.at(row, column?))
        .map(|cell| normal::squeeze(&normal::fold_width(&text(cell))))
        .collect();
    let known = codes.iter().filter(|code| form.indicators.iter().any(|one| one.code == **code)).count();
    let indicated = known > 0 && known * 2 > codes.len();
    f64::from(u8::from(named)) * 0.01 + f64::from(u8::from(indicated)) * 0.01
}

/// The label of a column, at the lowest cell that says a part of it.
fn label_of(grid: &Grid, band: &Band, column: &Column) -> Placed {
    let said = (band.top..=band.bottom).rev().find(|row| grid.at(*row, column.number).is_some());
    Placed { text: column.label.clone(), place: grid.place(said.unwrap_or(band.top), column.number) }
}

/// A draft with what stands above its columns.
fn begin<'a>(
    extractor: &Extractor,
    grid: &Grid<'a>,
    band: &Band,
    matched: &Match,
    head: &[u32],
) -> Draft<'a> {
    let layout = &extractor.vocabulary.layouts[matched.layout];
    let form = &extractor.catalog.forms[layout.form];
    let home = grid.place(band.top, band.columns[0].number);
    let mut draft = Draft {
        form: layout.form,
        variant: layout.variant.clone(),
        home,
        sheet_name: grid.sheet.name.clone(),
        present: vec![false; form.fields.len()],
        ..Draft::default()
    };
    for field in matched.fields.iter().flatten() {
        draft.present[*field] = true;
    }
    let unmatched = band.columns.iter().zip(&matched.fields).filter(|(_, field)| field.is_none());
    draft.unmatched = unmatched.map(|(column, _)| label_of(grid, band, column)).collect();
    if draft.variant.is_empty() {
        let missing = layout.fingerprint.iter().filter(|field| !draft.present[**field]);
        draft.missing = missing.map(|field| form.fields[*field].label.replace('／', "/")).collect();
    }
    let mut best = 0;
    for row in head {
        let cells = grid.row(*row);
        for (position, cell) in cells.iter().enumerate() {
            let place = grid.place(cell.row, cell.column);
            let shown = text(cell).into_owned();
            let labelled = extractor.labels.parse(&shown);
            if labelled.is_empty() {
                if extractor.labels.exact(&shown).is_some_and(|key| key != "measure") {
                    continue;
                }
                let score = extractor.title_score(layout.form, &normal::key(&shown));
                if score > best {
                    best = score;
                    draft.title = Placed { text: shown.clone(), place };
                }
                draft.head.push(Placed { text: shown, place });
                continue;
            }
            let beside = cells.get(position + 1).map(|next| text(next).into_owned());
            take_labelled(extractor, &mut draft, labelled, place, beside.as_deref());
        }
    }
    draft.sealed |= grid.sheet.pictures.iter().any(|(row, _)| *row + 8 >= head.first().copied().unwrap_or(0));
    draft
}

/// Keeps the labelled texts of a cell; a label without a value takes the next cell, unless that has labels itself.
pub fn take_labelled(
    extractor: &Extractor,
    draft: &mut Draft,
    labelled: Vec<super::labels::Labelled>,
    place: Place,
    beside: Option<&str>,
) {
    let last = labelled.len().saturating_sub(1);
    for (position, one) in labelled.into_iter().enumerate() {
        let mut value = one.value;
        if value.is_empty()
            && position == last
            && let Some(beside) = beside.filter(|text| extractor.labels.parse(text).is_empty())
        {
            value = super::labels::folded(beside);
        }
        draft.sealed |= extractor.is_sealed(&value);
        draft.labelled.push((one.key, Placed { text: value, place }));
    }
}
