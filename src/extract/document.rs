//! A Word file to drafts: tables of rows are read as sheets are; label tables by their labels; narratives by their
//! headings (FORMS.md 2.1, 10.2).

use super::Extractor;
use super::coerce::{read_date, shown};
use super::draft::{Draft, DraftRow, Found, Placed};
use super::letter;
use super::sections::{Paragraph, sections};
use super::table::{SheetReading, read as read_table, take_labelled};
use super::vocabulary::label_key;
use crate::catalog::{Form, PaperKind, Part, Required};
use crate::model::{Place, text};
use crate::paper::{Area, Block, Cell, CellContent, Document, Sheet, WordCell, WordTable};
use std::borrow::Cow;

/// The tables of a Word file as sheets, in the order of their numbers.
pub fn sheets(document: &Document) -> Vec<(u16, Sheet)> {
    let mut found = Vec::new();
    for block in &document.blocks {
        if let Block::Table(table) = block {
            found.push((table.number, sheet(table)));
        }
    }
    found
}

fn sheet(table: &WordTable) -> Sheet {
    let mut sheet = Sheet::default();
    for cell in &table.cells {
        let (row, column) = (u32::from(cell.row) - 1, cell.column - 1);
        if cell.width > 1 || cell.height > 1 {
            let (bottom, right) = (row + u32::from(cell.height) - 1, column + cell.width - 1);
            sheet.merges.push(Area { top: row, left: column, bottom, right });
        }
        if !cell.text.is_empty() {
            let content = CellContent::Text(cell.text.as_str().into());
            sheet.cells.push(Cell { row, column, content, formula: false });
        }
    }
    sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    sheet
}

/// The drafts of a Word file; `sheets` are its tables.
pub fn read<'a>(
    extractor: &Extractor,
    document: &'a Document,
    sheets: &'a [(u16, Sheet)],
) -> SheetReading<'a> {
    let paragraphs: Vec<Paragraph> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph { number, text } => Some((*number, text.as_str())),
            Block::Table(_) => None,
        })
        .collect();
    let tables: Vec<&WordTable> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Paragraph { .. } => None,
        })
        .collect();
    let mut reading = SheetReading::default();
    if let Some(draft) = form_of_labels(extractor, document, &paragraphs, &tables, &mut reading) {
        let parts = parts(extractor, document, &draft);
        if parts.len() > 1 {
            let several = parts.iter().filter_map(|(paragraphs, tables)| {
                form_of_labels(extractor, document, paragraphs, tables, &mut reading)
            });
            let several: Vec<Draft> = several.collect();
            reading.drafts = several;
        } else {
            reading.drafts.push(draft);
        }
        return reading;
    }
    for (number, sheet) in sheets {
        let mut found = read_table(extractor, PaperKind::Document, *number, sheet);
        for draft in &mut found.drafts {
            above(extractor, document, *number, draft);
        }
        reading.drafts.append(&mut found.drafts);
        reading.near = reading.near.or(found.near);
    }
    reading
}

/// What belongs to each of several records of one form that were typed one after the other: each begins with the same
/// title, or with a table that asks again what the one before it asked (FORMS.md 10.2).
fn parts<'a>(
    extractor: &Extractor,
    document: &'a Document,
    draft: &Draft,
) -> Vec<(Vec<Paragraph<'a>>, Vec<&'a WordTable>)> {
    let form = &extractor.catalog.forms[draft.form];
    let first = form.fields.iter().find(|field| field.part == Part::Pairs && field.required == Required::R);
    let asks = |table: &WordTable| {
        first.is_some_and(|field| {
            let labels = std::iter::once(field.leaf()).chain(field.aliases.iter().cloned());
            let keys: Vec<String> = labels.map(|label| text::key(&label)).collect();
            table.cells.iter().any(|cell| keys.contains(&text::key(&cell.text)))
        })
    };
    let title = text::key(&draft.title.text);
    let mut parts: Vec<(Vec<Paragraph>, Vec<&WordTable>)> = vec![Default::default()];
    let mut asked = false;
    for block in &document.blocks {
        let begins = match block {
            Block::Paragraph { text: shown, .. } => asked && !title.is_empty() && text::key(shown) == title,
            Block::Table(table) => {
                let again = asked && asks(table);
                asked |= asks(table);
                again
            }
        };
        if begins {
            parts.push(Default::default());
            asked = matches!(block, Block::Table(_));
        }
        let part = parts.last_mut().expect("there is one from the start");
        match block {
            Block::Paragraph { number, text } => part.0.push((*number, text.as_str())),
            Block::Table(table) => part.1.push(table),
        }
    }
    parts
}

/// Title, period and header block of a table in a Word file stand in the paragraphs above it.
fn above(extractor: &Extractor, document: &Document, table: u16, draft: &mut Draft) {
    let mut heads: Vec<(u32, &str)> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph { number, text } => heads.push((*number, text)),
            Block::Table(other) if other.number == table => break,
            Block::Table(_) => heads.clear(),
        }
    }
    for (number, shown) in heads {
        take_paragraph(extractor, draft, number, shown);
    }
}

fn take_paragraph(extractor: &Extractor, draft: &mut Draft, number: u32, shown: &str) {
    let place = Place::Paragraph(number);
    let labelled = extractor.labels.parse(shown);
    if !labelled.is_empty() {
        take_labelled(extractor, draft, labelled, place, None);
    } else if !text::trim(shown).is_empty() && shown.chars().count() <= 60 {
        let key = text::key(shown);
        if extractor.title_score(draft.form, &key)
            > extractor.title_score(draft.form, &text::key(&draft.title.text))
        {
            draft.title = Placed { text: shown.to_owned(), place };
        }
        draft.head.push(Placed { text: shown.to_owned(), place });
    }
}

/// The form whose labels and headings fit best: with its title a share is enough, without it nearly all must be there.
fn form_of_labels<'a>(
    extractor: &Extractor,
    document: &'a Document,
    paragraphs: &[Paragraph<'a>],
    tables: &[&'a WordTable],
    reading: &mut SheetReading<'a>,
) -> Option<Draft<'a>> {
    let mut best: Option<(f64, Draft<'a>)> = None;
    for (index, form) in extractor.catalog.forms.iter().enumerate() {
        let has_labels = form.fields.iter().any(|field| field.part == Part::Pairs);
        let in_words = has_labels || !form.headings.is_empty();
        if !form.recognise.papers.contains(&PaperKind::Document) || !in_words {
            continue;
        }
        let scored = paragraphs.iter().filter(|(_, shown)| shown.chars().count() <= 60);
        let title = scored
            .map(|(number, shown)| (extractor.title_score(index, &text::key(shown)), *number, *shown))
            .fold((0, 0, ""), |best, one| if one.0 > best.0 { one } else { best });
        let mut draft = Draft { form: index, present: vec![false; form.fields.len()], ..Draft::default() };
        if title.0 > 0 {
            draft.title = Placed { text: text::trim(title.2).to_owned(), place: Place::Paragraph(title.1) };
        }
        draft.home = Place::Paragraph(title.1.max(1));
        let share = fill(extractor, form, paragraphs, tables, &mut draft);
        let needed = if title.0 > 0 { form.recognise.fingerprint } else { 0.85 };
        if share < needed {
            if (title.0 > 0 || share > 0.5) && reading.near.is_none_or(|(_, other, _)| share > other) {
                reading.near = Some((index, share, draft.title.place));
            }
            continue;
        }
        draft.sealed |= document.pictures;
        #[expect(clippy::cast_precision_loss, reason = "a title has few characters")]
        let score = share + title.0.min(20) as f64 / 40.0;
        if best.as_ref().is_none_or(|(other, _)| score > *other) {
            best = Some((score, draft));
        }
    }
    best.map(|(_, draft)| draft)
}

/// Fills a draft from labels and headings; gives the share of the form's fingerprint that was found.
fn fill<'a>(
    extractor: &Extractor,
    form: &Form,
    paragraphs: &[Paragraph<'a>],
    tables: &[&'a WordTable],
    draft: &mut Draft<'a>,
) -> f64 {
    let mut pairs: Vec<Option<Found<'a>>> = vec![None; form.fields.len()];
    let mut rows: Vec<DraftRow<'a>> = Vec::new();
    for table in tables {
        label_table(extractor, form, table, draft, &mut pairs, &mut rows);
    }
    extractor.patterns.fill(draft.form, paragraphs, tables, &mut pairs);
    let body = if form.layout.letter {
        letter::read(extractor, paragraphs, draft)
    } else {
        for (number, shown) in paragraphs.iter().take(12) {
            if extractor.labels.parse(shown).is_empty() && text::trim(shown).chars().count() > 40 {
                break;
            }
            let title = draft.title.clone();
            take_paragraph(extractor, draft, *number, shown);
            draft.title = title;
        }
        paragraphs
    };
    let body = if form.layout.letter { body } else { unsigned(extractor, body, draft) };
    draft.sections = sections(form, body);
    if let Some(Place::Paragraph(first)) = draft.sections.first().map(|section| section.place) {
        let said = body.iter().filter(|(number, _)| *number >= first);
        let counted =
            said.map(|(_, shown)| shown.chars().filter(|character| !text::is_blank(*character)).count());
        draft.characters = counted.sum();
    }
    let required: Vec<usize> = form
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.part == Part::Pairs && field.required == Required::R)
        .map(|(number, _)| number)
        .collect();
    let headings = form.headings.iter().filter(|heading| heading.required);
    let found_headings = headings
        .clone()
        .filter(|heading| draft.sections.iter().any(|section| section.key == heading.key))
        .count();
    let found = required.iter().filter(|field| pairs[**field].is_some()).count();
    // A label table alone identifies its form: a missing narrative is a fault of the return, not another form.
    let (held, whole) =
        if required.is_empty() { (found_headings, headings.count()) } else { (found, required.len()) };
    if rows.is_empty() && !required.is_empty() {
        rows.push(DraftRow { total: false, cells: vec![None; form.fields.len()] });
    }
    for row in &mut rows {
        for (cell, pair) in row.cells.iter_mut().zip(&pairs) {
            if cell.is_none() {
                cell.clone_from(pair);
            }
        }
        for (number, cell) in row.cells.iter().enumerate() {
            draft.present[number] |= cell.is_some();
        }
    }
    draft.rows = rows;
    name_sender(form, draft);
    #[expect(clippy::cast_precision_loss, reason = "numbers of labels")]
    let share = if whole == 0 { 0.0 } else { held as f64 / whole as f64 };
    share
}

/// A narrative without its end: closing phrase, name, seal and date of whoever signs it. The date is kept.
fn unsigned<'p, 'a>(
    extractor: &Extractor,
    paragraphs: &'p [Paragraph<'a>],
    draft: &mut Draft,
) -> &'p [Paragraph<'a>] {
    const LONGEST: usize = 30;
    const LINES: usize = 6;
    let words = &extractor.catalog.header.letter;
    let filled: Vec<usize> = (0..paragraphs.len())
        .rev()
        .filter(|index| !text::trim(paragraphs[*index].1).is_empty())
        .take(LINES)
        .collect();
    let line = |index: usize| text::trim(paragraphs[index].1);
    let mut rest = filled.iter().copied().peekable();
    let mut end = paragraphs.len();
    let dated =
        |index: usize| read_date(line(index), None).value.date().is_some_and(|date| date.day().is_some());
    if let Some(index) = filled.iter().take(2).copied().find(|index| dated(*index)) {
        let placed = Placed { text: line(index).to_owned(), place: Place::Paragraph(paragraphs[index].0) };
        draft.labelled.push(("filled_on".into(), placed));
        end = index;
        while rest.next_if(|other| *other >= index).is_some() {}
        let is_name = |index: usize| {
            line(index).chars().count() <= LONGEST
                && !line(index).ends_with(['。', '；', '：', ':', '！', '.'])
        };
        for _ in 0..2 {
            end = rest.next_if(|index| is_name(*index)).unwrap_or(end);
        }
    }
    let is_closing =
        |index: usize| words.closing.iter().any(|phrase| line(index).starts_with(phrase.as_str()));
    end = rest
        .next_if(|index| line(*index).chars().count() <= 2 * LONGEST && is_closing(*index))
        .unwrap_or(end);
    &paragraphs[..end]
}

/// Where no header block names the sender, a field of the form does.
fn name_sender(form: &Form, draft: &mut Draft) {
    let named = |(key, placed): &(String, Placed)| key == "unit_name" && !placed.text.is_empty();
    if draft.labelled.iter().any(named) {
        return;
    }
    let field = form.layout.sender_field.as_ref().and_then(|key| form.field_number(key));
    let found = field.and_then(|field| draft.rows.first()?.cells[field].as_ref());
    if let Some(found) = found {
        let placed = Placed { text: shown(&found.content).into_owned(), place: found.place };
        draft.labelled.push(("unit_name".into(), placed));
    }
}

/// One label table: labels with their values, and rows below a line of column labels.
fn label_table<'a>(
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
            labels.contains_key(&text::key(&cell.text)) || extractor.labels.exact(&cell.text).is_some()
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
            label_table(extractor, form, inner, draft, pairs, rows);
        }
    }
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
    DraftRow { total: false, cells: found }
}

fn value_of(table: u16, cell: &WordCell) -> Found<'_> {
    Found {
        content: Cow::Owned(CellContent::Text(cell.text.as_str().into())),
        place: Place::WordCell { table, row: cell.row, column: cell.column },
    }
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
    for (position, cell) in cells.iter().enumerate() {
        let place = Place::WordCell { table: table.number, row: cell.row, column: cell.column };
        let beside = cells.get(position + 1);
        draft.sealed |= cell.picture || extractor.is_sealed(&cell.text);
        let key = text::key(&cell.text);
        let footing = extractor.vocabulary.footings[draft.form].iter().find(|(label, _)| *label == key);
        if let Some((_, key)) = footing.filter(|_| !key.is_empty()) {
            let shown = beside.map(|next| text::trim(&next.text).to_owned()).unwrap_or_default();
            let place = beside.map_or(place, |next| value_of(table.number, next).place);
            draft.footing.push((key.clone(), Placed { text: shown, place }));
            continue;
        }
        let own = labels.get(&key).or_else(|| labels.get(&label_key(&cell.text)));
        if let Some(field) = own {
            let value = match beside {
                Some(next) => value_of(table.number, next),
                None => Found { content: Cow::Owned(CellContent::Text("".into())), place },
            };
            pairs[*field].get_or_insert(value);
        }
        if let Some((label, value)) = cell.text.split_once(['：', ':'])
            && let Some(field) = labels.get(&text::key(label))
        {
            let content = Cow::Owned(CellContent::Text(text::trim(value).into()));
            pairs[*field].get_or_insert(Found { content, place });
        }
        let labelled = extractor.labels.parse(&cell.text);
        if !labelled.is_empty() {
            let next = beside.map(|next| next.text.as_str());
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
