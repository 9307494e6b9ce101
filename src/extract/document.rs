//! A Word file to drafts: tables of rows are read as sheets are; label tables by their labels; narratives by their
//! headings (FORMS.md 2.1, 10.2).

use super::Extractor;
use super::coerce::shown;
use super::draft::{Draft, DraftRow, Found, Placed};
use super::named::Named;
use super::sections::{Paragraph, sections};
use super::table::{SheetReading, read as read_table, take_labelled};
use super::{label_table, letter, several, signature};
use crate::catalog::{Form, PaperKind, Part, Required};
use crate::model::{Place, text};
use crate::paper::{Area, Block, Cell, CellContent, Document, Sheet, WordTable};

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
    named: &Named,
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
    if let Some(draft) = form_of_labels(extractor, (document, named), &paragraphs, &tables, &mut reading) {
        let parts = several::parts(extractor, document, &draft);
        if parts.len() > 1 {
            let several = parts.iter().filter_map(|(paragraphs, tables)| {
                form_of_labels(extractor, (document, named), paragraphs, tables, &mut reading)
            });
            let several: Vec<Draft> = several.collect();
            reading.drafts = several;
        } else {
            reading.drafts.push(draft);
        }
        return reading;
    }
    for (number, sheet) in sheets {
        let mut found = read_table(extractor, PaperKind::Document, named, *number, sheet);
        for draft in &mut found.drafts {
            above(extractor, document, *number, draft);
        }
        reading.drafts.append(&mut found.drafts);
        reading.near = reading.near.or(found.near);
    }
    reading
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
/// Forms are tried by how well a title speaks of them, and only as long as one could still fit better.
fn form_of_labels<'a>(
    extractor: &Extractor,
    (document, named): (&'a Document, &Named),
    paragraphs: &[Paragraph<'a>],
    tables: &[&'a WordTable],
    reading: &mut SheetReading<'a>,
) -> Option<Draft<'a>> {
    let mut best: Option<(f64, Draft<'a>)> = None;
    for (index, title) in candidates(extractor, named, paragraphs) {
        let form = &extractor.catalog.forms[index];
        let may_fit = |(score, draft): &(f64, Draft)| {
            let most = 1.0 + title.weight();
            most > *score || (most >= *score && index < draft.form)
        };
        if !best.as_ref().is_none_or(may_fit) {
            continue;
        }
        let mut draft = Draft { form: index, present: vec![false; form.fields.len()], ..Draft::default() };
        if !title.shown.is_empty() {
            let place = Place::Paragraph(title.paragraph);
            draft.title = Placed { text: text::trim(title.shown).to_owned(), place };
        }
        draft.home = Place::Paragraph(title.paragraph.max(1));
        let share = fill(extractor, form, paragraphs, tables, &mut draft);
        let needed = if title.characters > 0 { form.recognise.fingerprint } else { 0.85 };
        if share < needed {
            let nearer =
                |(other, least, _): (usize, f64, Place)| share > least || (share >= least && index < other);
            if (title.characters > 0 || share > 0.5) && reading.near.is_none_or(nearer) {
                reading.near = Some((index, share, draft.title.place));
            }
            continue;
        }
        draft.sealed |= document.pictures;
        let score = share + title.weight();
        let better =
            |(other, beside): &(f64, Draft)| score > *other || (score >= *other && index < beside.form);
        if best.as_ref().is_none_or(better) {
            best = Some((score, draft));
        }
    }
    best.map(|(_, draft)| draft)
}

/// The paragraph that speaks best of a form as its title; of no characters if none does.
#[derive(Clone, Copy, Default)]
struct Title<'a> {
    characters: usize,
    paragraph: u32,
    shown: &'a str,
}

impl Title<'_> {
    /// What a title adds to the share of labels that were found.
    #[expect(clippy::cast_precision_loss, reason = "a title has few characters")]
    fn weight(self) -> f64 {
        self.characters.min(20) as f64 / 40.0
    }
}

/// The forms that a Word file may hold, by number, those of the best titles first.
fn candidates<'a>(
    extractor: &Extractor,
    named: &Named,
    paragraphs: &[Paragraph<'a>],
) -> Vec<(usize, Title<'a>)> {
    let lines = paragraphs.iter().filter(|(_, shown)| shown.chars().count() <= 60);
    let lines: Vec<(u32, &str, String)> =
        lines.map(|(number, shown)| (*number, *shown, text::key(shown))).collect();
    let mut found = Vec::new();
    for (index, form) in extractor.catalog.forms.iter().enumerate() {
        let has_labels = form.fields.iter().any(|field| field.part == Part::Pairs);
        let in_words = has_labels || !form.headings.is_empty();
        if !form.recognise.papers.contains(&PaperKind::Document) || !in_words {
            continue;
        }
        let mut title = Title::default();
        for (paragraph, shown, key) in &lines {
            let characters = extractor.title_score(index, key);
            if characters > title.characters {
                title = Title { characters, paragraph: *paragraph, shown };
            }
        }
        title.characters = named.or_title(index, title.characters);
        found.push((index, title));
    }
    found.sort_by_key(|(_, title)| std::cmp::Reverse(title.characters));
    found
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
        label_table::read(extractor, form, table, draft, &mut pairs, &mut rows);
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
    let body = if form.layout.letter { body } else { signature::unsigned(extractor, body, draft) };
    draft.sections = sections(form, &extractor.heading_words[draft.form], body);
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
        rows.push(DraftRow { total: false, cells: vec![None; form.fields.len()], coloured: Vec::new() });
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

/// Where no header block names the sender, a field of the form does.
fn name_sender(form: &Form, draft: &mut Draft) {
    let named = |(key, placed): &(String, Placed)| key == "unit_name" && !placed.text.is_empty();
    if draft.labelled.iter().any(named) {
        return;
    }
    if let Some(found) = draft.sender_stated(form) {
        let placed = Placed { text: shown(&found.content).into_owned(), place: found.place };
        draft.labelled.push(("unit_name".into(), placed));
    }
}
