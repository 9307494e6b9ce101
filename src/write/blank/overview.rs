//! The single answers of a table form, on a sheet of their own: label and open cell, two pairs to a row (FORMS.md 4.15).

use super::body::Look;
use super::cells::{Choices, validation};
use super::known::Known;
use crate::catalog::{Catalog, Field, Footing, Form, Kind, Part};
use crate::write::workbook::merge;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The single answers that a form asks for beside its table; none where they are columns of it.
pub fn answers(form: &Form) -> Vec<&Field> {
    let beside = !form.layout.pairs_are_columns && form.columns().any(|field| field.part == Part::Rows);
    form.columns().filter(|field| beside && field.part == Part::Pairs).collect()
}

/// The columns of the table of a form: all of its fields but those answers.
pub fn columns(form: &Form) -> Vec<&Field> {
    let beside = answers(form);
    form.columns().filter(|field| !beside.iter().any(|other| std::ptr::eq(*other, *field))).collect()
}

/// True if a form has a sheet beside its table.
pub fn stands_beside(form: &Form) -> bool {
    !answers(form).is_empty() || !numbered(form).is_empty()
}

/// What is asked once for each numbered group of columns, such as the weight of each question.
fn numbered(form: &Form) -> Vec<&Footing> {
    form.footings.iter().filter(|footing| footing.numbered_by.is_some()).collect()
}

/// The numbered groups of columns: number and label.
fn groups(form: &Form) -> Vec<(u32, String)> {
    let mut groups: Vec<(u32, String)> = Vec::new();
    for label in
        form.columns().filter(|field| field.path().count() > 1).filter_map(|field| field.path().next())
    {
        let digits: String = label.chars().filter(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse()
            && groups.iter().all(|(other, _)| *other != number)
        {
            groups.push((number, label));
        }
    }
    groups
}

/// Draws a line for each numbered group, from a row on.
fn draw_numbered(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    look: &Look,
    choices: &Choices,
    mut row: u32,
) -> Result<(), XlsxError> {
    let asked = numbered(form);
    let Some(by) = asked.first().and_then(|footing| footing.numbered_by.as_deref()) else { return Ok(()) };
    sheet.write_string_with_format(row, 0, by, &look.label)?;
    sheet.write_string_with_format(row, 1, &catalog.blank.group, &look.label)?;
    for (column, footing) in (2u16..).zip(&asked) {
        sheet.write_string_with_format(row, column, &footing.label, &look.label)?;
    }
    for (number, label) in groups(form) {
        row += 1;
        sheet.write_number_with_format(row, 0, number, &look.label)?;
        sheet.write_string_with_format(row, 1, label, &look.label)?;
        for (column, footing) in (2u16..).zip(&asked) {
            let field = footing.as_field();
            sheet.write_blank(row, column, &look.open(field.kind))?;
            if let Some(validation) = validation(catalog, &field, choices)? {
                sheet.add_data_validation(row, column, row, column, &validation)?;
            }
        }
    }
    Ok(())
}

/// Draws the answers below the title.
pub fn draw(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    look: &Look,
    choices: &Choices,
    known: &Known,
) -> Result<(), XlsxError> {
    const WIDTHS: [u16; 4] = [22, 34, 22, 34];
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, 34)?;
    merge(sheet, 0, 0, 3, &form.title, &look.title)?;
    let (mut row, mut left) = (1u32, true);
    for field in answers(form) {
        let long = matches!(field.kind, Kind::Long);
        if long && !left {
            (row, left) = (row + 1, true);
        }
        let at = if left { 0 } else { 2 };
        let last = if long { 3 } else { at + 1 };
        sheet.set_row_height(row, if long { 48 } else { 24 })?;
        sheet.write_string_with_format(row, at, field.leaf(), &look.label)?;
        let open = look.open(field.kind);
        if last > at + 1 {
            merge(sheet, row, at + 1, last, known.single(&field.key).unwrap_or_default(), &open)?;
        } else {
            match known.single(&field.key) {
                Some(text) => sheet.write_string_with_format(row, at + 1, text, &open)?,
                None => sheet.write_blank(row, at + 1, &open)?,
            };
        }
        if let Some(validation) = validation(catalog, field, choices)? {
            sheet.add_data_validation(row, at + 1, row, at + 1, &validation)?;
        }
        (row, left) = if long || !left { (row + 1, true) } else { (row, false) };
    }
    draw_numbered(sheet, catalog, form, look, choices, if left { row } else { row + 1 })?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true).set_footer(&catalog.blank.footer);
    sheet.protect();
    Ok(())
}
