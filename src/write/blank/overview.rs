//! The single answers of a table form, on a sheet of their own: label and open cell, two pairs to a row (FORMS.md 4.15).

use super::body::Look;
use super::cells::{Choices, validation};
use super::known::Known;
use crate::catalog::{Catalog, Field, Form, Kind, Part};
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
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true).set_footer(&catalog.blank.footer);
    sheet.protect();
    Ok(())
}
