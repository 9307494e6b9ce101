//! Table forms as a workbook: title, period, header block, column header, rows, signatures, notes (FORMS.md 2.1), and a
//! sheet of choices. Labels and sums are locked, without a password; all else is open.

use super::body::{self, FOR_A4, Look, NAME};
use super::cells::{Choices, labels};
use super::known::Known;
use super::overview;
use super::{FORM_PROPERTY, VERSION_PROPERTY};
use crate::catalog::message::fill;
use crate::catalog::{BlankWords, Catalog, Cycle, Form};
use crate::model::table::{Column, ColumnKind, Emphasis};
use crate::write::workbook::{WriteError, header, merge, width};
use jiff::civil::DateTime;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

/// Rows above the column header: title, period, header block.
const ABOVE: u32 = 3;

/// The workbook of a form and those attached to it.
pub fn workbook(
    catalog: &Catalog,
    forms: &[&Form],
    known: &Known,
    created: DateTime,
) -> Result<Vec<u8>, WriteError> {
    let words = &catalog.blank;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(catalog, forms, created)?);
    let mut choices = Choices::default();
    let lists = |form: &&'_ Form| {
        let asked = form.footings.iter().map(|footing| footing.list.clone());
        form.fields.iter().map(|field| field.list.clone()).chain(asked).flatten().collect::<Vec<_>>()
    };
    let named: Vec<String> = forms.iter().flat_map(lists).collect();
    for (column, name) in (0u16..).zip(catalog.lists.keys().filter(|name| named.contains(*name))) {
        let count = catalog.lists.get(name).map_or(0, |list| labels(list).count());
        let letters = crate::model::place::column_letters(column);
        let range = format!("='{}'!${letters}$2:${letters}${}", words.lists_sheet, count + 1);
        choices.ranges.push((name.clone(), range));
    }
    let nothing = Known { rows: Vec::new(), ..known.clone() };
    for (number, form) in forms.iter().enumerate() {
        // The rows are those of the form itself, not of those that are attached to it.
        let known = if number == 0 { known } else { &nothing };
        let look = Look::new(words, widths(&table(form)).iter().sum());
        if overview::stands_beside(form) {
            let sheet = workbook.add_worksheet();
            sheet.set_name(&words.overview_sheet)?;
            overview::draw(sheet, catalog, form, &look, &choices, known)?;
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(super::cells::cut(&fill(&words.sheet, &[("name", &form.name)]), 31))?;
        draw(sheet, catalog, form, &look, &choices, known)?;
    }
    if !choices.ranges.is_empty() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&words.lists_sheet)?;
        draw_choices(sheet, catalog, &choices, &Look::new(words, 0))?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn properties(catalog: &Catalog, forms: &[&Form], created: DateTime) -> Result<DocProperties, XlsxError> {
    let year = u16::try_from(created.year()).unwrap_or(1900);
    let day = ExcelDateTime::from_ymd(year, created.month().unsigned_abs(), created.day().unsigned_abs())?;
    let ids: Vec<&str> = forms.iter().map(|form| form.id.as_str()).collect();
    let title = forms.first().map_or("", |form| form.title.as_str());
    Ok(DocProperties::new()
        .set_title(title)
        .set_creation_datetime(&day)
        .set_custom_property(FORM_PROPERTY, ids.join(";"))
        .set_custom_property(VERSION_PROPERTY, catalog.fingerprint.as_str()))
}

fn draw(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    look: &Look,
    choices: &Choices,
    known: &Known,
) -> Result<(), XlsxError> {
    let words = &catalog.blank;
    // The stored result of a sum over nothing is nothing; the library's own default is 0.
    sheet.set_formula_result_default("");
    let columns = table(form);
    let widths = widths(&columns);
    for (column, width) in (0u16..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
    sheet.set_row_height(0, look.line(34.0))?;
    merge(sheet, 0, 0, last, &form.title, &look.title)?;
    let period = match form.cycle {
        Cycle::Quarter => &words.period.quarter,
        Cycle::Year => &words.period.year,
        Cycle::YearAndQuarter => &words.period.year_and_quarter,
    };
    sheet.set_row_height(1, look.line(20.0))?;
    merge(sheet, 1, 0, last, known.single("period").unwrap_or(period), &look.open_middle)?;
    header_block(sheet, catalog, form, look, &widths, known)?;
    header::draw(sheet, &look.header, &columns, &widths, ABOVE)?;
    let first = ABOVE + u32::try_from(header::depth(&columns)).unwrap_or(1);
    let end = body::draw(sheet, catalog, form, look, (choices, known), first)?;
    if columns.iter().any(|column| column.kind == ColumnKind::Long) {
        for row in first..end {
            sheet.set_row_height(row, 27)?;
        }
    }
    let end = footings(sheet, words, form, look, last, end)?;
    let end = signatures(sheet, catalog, form, look, (last, known), end)?;
    notes(sheet, catalog, form, look, &widths, end)?;
    page(sheet, catalog, form, first, last, widths.iter().sum())
}

fn page(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    first: u32,
    last: u16,
    width: u16,
) -> Result<(), XlsxError> {
    const A3: u8 = 8;
    const A4: u8 = 9;
    sheet.set_landscape().set_paper_size(if width > FOR_A4 { A3 } else { A4 });
    sheet.set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer(&catalog.blank.footer);
    sheet.set_repeat_rows(0, first - 1)?;
    let named = form.layout.unit_field.as_ref();
    let columns = overview::columns(form);
    let named = named
        .and_then(|key| columns.iter().position(|field| field.key == *key))
        .map_or(0, |number| number + 1);
    sheet.set_freeze_panes(first, u16::try_from(named).unwrap_or(0).min(last))?;
    let options = ProtectionOptions {
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        ..ProtectionOptions::new()
    };
    sheet.protect_with_options(&options);
    Ok(())
}

fn column(form: &Form, field: &crate::catalog::Field) -> Column {
    use crate::catalog::Kind;
    let kind = match field.kind {
        Kind::Long => ColumnKind::Long,
        Kind::Date => ColumnKind::Date,
        kind if kind.is_number() => ColumnKind::Count,
        _ => ColumnKind::Text,
    };
    let names_row = [&form.layout.unit_field, &form.layout.indicator_name_field]
        .into_iter()
        .flatten()
        .any(|key| *key == field.key);
    let usual = match field.kind {
        _ if names_row => NAME,
        Kind::Long => 36,
        Kind::Choices | Kind::Unit | Kind::Units | Kind::DocNo | Kind::Time => 18,
        Kind::Date | Kind::Deadline | Kind::Code | Kind::Text => 14,
        Kind::Choice | Kind::Person => 12,
        Kind::Measured | Kind::Money => 11,
        Kind::Count | Kind::Decimal | Kind::Percent | Kind::Flag => 5,
    };
    let header = field.path().collect();
    Column {
        id: field.key.clone(),
        header,
        kind,
        width: Some(field.width.unwrap_or(usual)),
        emphasis: Emphasis::None,
    }
}

/// The columns of the table of a form.
fn table(form: &Form) -> Vec<Column> {
    let fields = overview::columns(form);
    let mut columns: Vec<Column> = fields.iter().map(|field| column(form, field)).collect();
    narrow(&mut columns);
    columns
}

/// Makes columns of long texts narrower, one line more for each, where the table would else be printed too small to read.
fn narrow(columns: &mut [Column]) {
    const FOR_A3: u16 = 260;
    const LEAST: u16 = 16;
    while columns.iter().filter_map(|column| column.width).sum::<u16>() > FOR_A3 {
        let widest = columns.iter_mut().filter_map(|column| column.width.as_mut()).max();
        match widest {
            Some(width) if *width > LEAST => *width -= 2,
            _ => return,
        }
    }
}

fn widths(columns: &[Column]) -> Vec<u16> {
    columns.iter().map(|column| column.width.unwrap_or(8)).collect()
}

/// 填报单位, 填报时间, 计量单位: three runs, each with its label, to be written on.
fn header_block(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    look: &Look,
    widths: &[u16],
    known: &Known,
) -> Result<(), XlsxError> {
    let words = &catalog.blank;
    let mut measures: Vec<&str> = Vec::new();
    for measure in form.fields.iter().filter_map(|field| field.measure.as_deref()) {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    let measures = match measures.as_slice() {
        [] => String::new(),
        some => fill(&words.measure, &[("measures", &some.join(&words.joined))]),
    };
    sheet.set_row_height(2, look.line(22.0))?;
    let runs = runs(widths, 3);
    let unit = format!("{}{}", words.unit, known.single("unit_name").unwrap_or_default());
    let texts = [unit.as_str(), words.date.as_str(), measures.as_str()];
    let formats = [&look.open_left, &look.open_middle, &look.right];
    for (((left, right), text), format) in runs.into_iter().zip(texts).zip(formats) {
        merge(sheet, 2, left, right, text, format)?;
    }
    Ok(())
}

/// So many runs of columns of about the same width.
fn runs(widths: &[u16], count: u16) -> Vec<(u16, u16)> {
    let all: u16 = widths.iter().sum();
    let columns = u16::try_from(widths.len()).unwrap_or(u16::MAX);
    let count = count.min(columns);
    let mut runs = Vec::new();
    let (mut left, mut reached) = (0, 0);
    for (column, width) in (0u16..).zip(widths) {
        reached += width;
        let number = u16::try_from(runs.len()).unwrap_or(0);
        let rest = columns - column - 1;
        let full = u32::from(reached) * u32::from(count) >= u32::from(all) * u32::from(number + 1);
        if number + 1 < count && (full || rest < count - number) {
            runs.push((left, column));
            left = column + 1;
        }
    }
    runs.push((left, columns - 1));
    runs
}

/// 单位负责人, 审核人, 填表人, 联系电话, or what the form declares.
fn signatures(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    look: &Look,
    (last, known): (u16, &Known),
    row: u32,
) -> Result<u32, XlsxError> {
    let labels = signature_labels(catalog, form);
    if labels.is_empty() {
        return Ok(row);
    }
    sheet.set_row_height(row, look.line(26.0))?;
    let even = vec![1; usize::from(last) + 1];
    let count = u16::try_from(labels.len()).unwrap_or(1);
    for ((left, right), (key, label)) in runs(&even, count).into_iter().zip(labels) {
        let text = format!("{label}{}", known.single(&key).unwrap_or_default());
        merge(sheet, row, left, right, &text, &look.open_left)?;
    }
    Ok(row + 1)
}

/// What stands with a label below the rows: 应签, 已签 and the like.
fn footings(
    sheet: &mut Worksheet,
    words: &BlankWords,
    form: &Form,
    look: &Look,
    last: u16,
    row: u32,
) -> Result<u32, XlsxError> {
    let below: Vec<_> = form.footings.iter().filter(|footing| footing.numbered_by.is_none()).collect();
    if below.is_empty() {
        return Ok(row);
    }
    sheet.set_row_height(row, look.line(24.0))?;
    let even = vec![1; usize::from(last) + 1];
    let labels: Vec<String> =
        below.iter().map(|footing| format!("{}：", footing.as_field().leaf())).collect();
    // The word for a total in front tells the row from those above.
    let texts: Vec<(&str, &Format)> = std::iter::once((words.total.as_str(), &look.right))
        .chain(labels.iter().map(|label| (label.as_str(), &look.open_left)))
        .collect();
    let count = u16::try_from(texts.len()).unwrap_or(1);
    for ((left, right), (text, format)) in runs(&even, count).into_iter().zip(texts) {
        merge(sheet, row, left, right, text, format)?;
    }
    Ok(row + 1)
}

/// The labels of the signature row, each with its key and its colon.
pub fn signature_labels(catalog: &Catalog, form: &Form) -> Vec<(String, String)> {
    const STANDARD: [&str; 4] = ["unit_head", "reviewer", "filler", "phone"];
    let keys: Vec<&str> = match &form.layout.signed_by {
        Some(keys) => keys.iter().map(String::as_str).collect(),
        None => STANDARD.to_vec(),
    };
    let title = |key: &&str| {
        let field = catalog.header.fields.iter().find(|field| field.key == *key);
        field.map(|field| (field.key.clone(), format!("{}：", field.title)))
    };
    // The day stands in the header block.
    keys.iter().filter(|key| **key != "filled_on").filter_map(title).collect()
}

fn notes(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    look: &Look,
    widths: &[u16],
    row: u32,
) -> Result<(), XlsxError> {
    let words = &catalog.blank;
    let last = u16::try_from(widths.len().saturating_sub(1)).unwrap_or(0);
    let all: u16 = widths.iter().sum();
    let day = words.word.date.trim_end_matches('：').to_owned();
    let signed =
        signature_labels(catalog, form).into_iter().map(|(_, label)| label.trim_end_matches('：').to_owned());
    let labels = std::iter::once(day).chain(signed).collect::<Vec<_>>().join(&words.joined);
    let sealed = form.layout.sealed.unwrap_or(true);
    let note = if sealed { &words.sealed_note } else { &words.signed_note };
    let signed = fill(note, &[("labels", &labels)]);
    let notes = std::iter::once(signed.as_str())
        .chain(words.notes_of(&form.code))
        .enumerate()
        .map(|(number, note)| format!("{}.{note}", number + 1));
    let text = std::iter::once(words.notes.clone()).chain(notes).collect::<Vec<_>>().join("\n");
    sheet.set_row_height(row, look.line(width::height(width::lines(&text, all))))?;
    merge(sheet, row, 0, last, &text, &look.note)
}

fn draw_choices(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    choices: &Choices,
    look: &Look,
) -> Result<(), XlsxError> {
    for (column, (name, _)) in (0u16..).zip(&choices.ranges) {
        let Some(list) = catalog.lists.get(name) else { continue };
        let widest = labels(list).chain([list.title.as_str()]).map(width::of).max().unwrap_or(8);
        sheet.set_column_width(column, widest + 2)?;
        sheet.write_string_with_format(0, column, &list.title, &look.header)?;
        for (row, label) in (1u32..).zip(labels(list)) {
            sheet.write_string_with_format(row, column, label, &look.locked)?;
        }
    }
    sheet.protect();
    Ok(())
}
