//! A new workbook with the values of a paper, for files that cannot go back as they came: what is seen, and where.

use crate::paper::reference::{COLUMNS, ROWS};
use crate::paper::sheet::{CellContent, Colour, Content, Paper, Refusal, Sheet};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet,
    XlsxError,
};
use std::collections::{BTreeMap, BTreeSet};

/// Bounds of the width of a column, in characters of the narrow kind.
const NARROWEST: usize = 6;
const WIDEST: usize = 40;

/// The number of the paper size.
const A4: u8 = 9;

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
        drawing.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        draw(drawing, sheet)?;
    }
    if sheets.iter().all(|sheet| sheet.hidden) {
        book.worksheet_from_index(0)?.set_hidden(false);
    }
    book.save_to_buffer()
}

fn draw(drawing: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let looks = Looks::of(sheet);
    for area in &sheet.merges {
        let look = looks.at(area.top, area.left, "");
        // Areas that meet are left apart.
        let _ = drawing.merge_range(area.top, area.left, area.bottom.min(ROWS - 1), area.right, "", &look);
    }
    for fill in sheet.fills.iter().filter(|fill| is_on_grid(fill.row, fill.column)) {
        drawing.write_blank(fill.row, fill.column, &looks.at(fill.row, fill.column, ""))?;
    }
    let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
    for cell in sheet.cells.iter().filter(|cell| is_on_grid(cell.row, cell.column)) {
        let (row, column) = (cell.row, cell.column);
        let look = |shown: &str| looks.at(row, column, shown);
        match &cell.content {
            CellContent::Text(text) | CellContent::Error(text) => {
                drawing.write_string_with_format(row, column, text.as_ref(), &look(""))?;
                if !looks.merged.contains(&(row, column)) {
                    let widest = widths.entry(column).or_default();
                    *widest = (*widest).max(text.lines().map(narrow).max().unwrap_or(0));
                }
            }
            CellContent::Number(number) => {
                drawing.write_number_with_format(row, column, *number, &look(""))?;
            }
            CellContent::Percent(number) => {
                drawing.write_number_with_format(row, column, *number, &look("0.00%"))?;
            }
            CellContent::Date(number) => {
                let shown = if *number < 1.0 { "hh:mm" } else { "yyyy-mm-dd" };
                drawing.write_number_with_format(row, column, *number, &look(shown))?;
            }
            CellContent::Flag(flag) => {
                drawing.write_boolean_with_format(row, column, *flag, &look(""))?;
            }
            CellContent::Uncomputed => {
                drawing.write_blank(row, column, &look(""))?;
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

fn is_on_grid(row: u32, column: u16) -> bool {
    row < ROWS && u32::from(column) < COLUMNS
}

/// How cells look: ruled, merged ones centred, coloured ones in their colour.
struct Looks {
    merged: BTreeSet<(u32, u16)>,
    fills: BTreeMap<(u32, u16), Colour>,
}

impl Looks {
    fn of(sheet: &Sheet) -> Looks {
        Looks {
            merged: sheet.merges.iter().map(|area| (area.top, area.left)).collect(),
            fills: sheet.fills.iter().map(|fill| ((fill.row, fill.column), fill.colour)).collect(),
        }
    }

    /// The format of a cell, with what makes of a number what is shown.
    fn at(&self, row: u32, column: u16, shown: &str) -> Format {
        let mut format = Format::new()
            .set_border(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        if !shown.is_empty() {
            format = format.set_num_format(shown);
        }
        if self.merged.contains(&(row, column)) {
            format = format.set_align(FormatAlign::Center);
        }
        if let Some(Colour(red, green, blue)) = self.fills.get(&(row, column)) {
            let colour = u32::from_be_bytes([0, *red, *green, *blue]);
            format = format.set_background_color(Color::RGB(colour));
        }
        format
    }
}
