//! A new workbook with the values of a paper, for files that cannot go back as they came: what is seen, and where.

use crate::paper::reference::{COLUMNS, ROWS};
use crate::paper::sheet::{CellContent, Content, Paper, Refusal, Sheet};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};
use std::collections::{BTreeMap, BTreeSet};

/// Bounds of the width of a column, in characters of the narrow kind.
const NARROWEST: usize = 6;
const WIDEST: usize = 40;

/// The bytes of an xlsx with the values of all sheets.
///
/// # Errors
/// `TooLarge` for more cells than may be, `UnknownFormat` for a document or what no workbook holds.
pub fn workbook(paper: &Paper, most: usize) -> Result<Vec<u8>, Refusal> {
    let Content::Workbook(sheets) = &paper.content else { return Err(Refusal::UnknownFormat) };
    if sheets.iter().map(|sheet| sheet.cells.len() + sheet.merges.len()).sum::<usize>() > most {
        return Err(Refusal::TooLarge);
    }
    drawn(sheets).map_err(|_| Refusal::UnknownFormat)
}

fn drawn(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let moment = ExcelDateTime::from_ymd(1980, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    for sheet in sheets {
        let drawing = book.add_worksheet();
        // A name that Excel does not take is left to it.
        let _ = drawing.set_name(&sheet.name);
        drawing.set_hidden(sheet.hidden);
        draw(drawing, sheet)?;
    }
    if sheets.iter().all(|sheet| sheet.hidden) {
        book.worksheet_from_index(0)?.set_hidden(false);
    }
    book.save_to_buffer()
}

fn draw(drawing: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let ruled =
        Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let [percent, day, hour] =
        ["0.00%", "yyyy-mm-dd", "hh:mm"].map(|shown| ruled.clone().set_num_format(shown));
    for area in &sheet.merges {
        let middle = ruled.clone().set_align(FormatAlign::Center);
        // Areas that meet are left apart.
        let _ = drawing.merge_range(area.top, area.left, area.bottom.min(ROWS - 1), area.right, "", &middle);
    }
    let merged: BTreeSet<(u32, u16)> = sheet.merges.iter().map(|area| (area.top, area.left)).collect();
    let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
    for cell in &sheet.cells {
        let (row, column) = (cell.row, cell.column);
        if row >= ROWS || u32::from(column) >= COLUMNS {
            continue;
        }
        let merged = merged.contains(&(row, column));
        let centred = |format: &Format| {
            if merged { format.clone().set_align(FormatAlign::Center) } else { format.clone() }
        };
        match &cell.content {
            CellContent::Text(text) | CellContent::Error(text) => {
                drawing.write_string_with_format(row, column, text.as_ref(), &centred(&ruled))?;
                let width = text.lines().map(narrow).max().unwrap_or(0);
                if !merged {
                    let widest = widths.entry(column).or_default();
                    *widest = (*widest).max(width);
                }
            }
            CellContent::Number(number) => {
                drawing.write_number_with_format(row, column, *number, &centred(&ruled))?;
            }
            CellContent::Percent(number) => {
                drawing.write_number_with_format(row, column, *number, &centred(&percent))?;
            }
            CellContent::Date(number) => {
                let shown = if *number < 1.0 { &hour } else { &day };
                drawing.write_number_with_format(row, column, *number, &centred(shown))?;
            }
            CellContent::Flag(flag) => {
                drawing.write_boolean_with_format(row, column, *flag, &centred(&ruled))?;
            }
            CellContent::Uncomputed => {
                drawing.write_blank(row, column, &centred(&ruled))?;
            }
        }
    }
    for (column, width) in widths {
        drawing.set_column_width(
            column,
            u32::try_from(width.clamp(NARROWEST, WIDEST) + 2).unwrap_or_default(),
        )?;
    }
    for row in &sheet.hidden_rows {
        drawing.set_row_hidden(*row)?;
    }
    for column in &sheet.hidden_columns {
        drawing.set_column_hidden(*column)?;
    }
    for (row, column, text) in &sheet.comments {
        // A text that is too long for a note is left out; the archive has it.
        let _ = drawing.insert_note(*row, *column, &Note::new(text).add_author_prefix(false));
    }
    Ok(())
}

fn narrow(text: &str) -> usize {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}
