//! Tables to the bytes of a workbook (xlsx): a cover, the contents, one sheet for each table, one for all charts. Same
//! tables and clock, same bytes. No formula that is not true, no link that leaves the file.

mod charts;
mod cover;
mod emphasis;
pub(super) mod header;
mod links;
mod sheet;
mod style;
pub(super) mod width;

#[cfg(test)]
mod tests;

use crate::catalog::BookWords;
use crate::catalog::message::fill;
use crate::model::table::Book;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use style::Styles;

pub use sheet::first_data_row;
pub(super) use sheet::merge;
pub(super) use style::header as header_format;

/// Why a workbook could not be written; a flaw of the program or of templates, never of a return.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct WriteError(#[from] XlsxError);

/// Deflate at level 5 costs a third less than at 6 and gives 0.3 % more bytes.
const DEFLATE: u8 = 5;

/// From this many cells on a sheet is written row by row to a temporary file instead of being held in memory.
const LARGE: usize = 40_000;

/// The bytes of a workbook.
pub fn workbook(book: &Book, words: &BookWords) -> Result<Vec<u8>, WriteError> {
    let styles = Styles::new(&words.sheet);
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(DEFLATE);
    workbook.set_properties(&properties(book)?);
    let footer = fill(&words.sheet.footer, &[("title", &book.title)]);
    let drawn: Vec<_> = book.tables.iter().flat_map(|table| &table.charts).collect();

    let front = workbook.add_worksheet();
    front.set_name(&words.sheet.cover)?;
    cover::draw_cover(front, &styles, book)?;
    print_setup(front, false, true, &footer);

    let contents = workbook.add_worksheet();
    contents.set_name(&words.sheet.contents)?;
    cover::draw_contents(contents, &styles, words, book, !drawn.is_empty())?;
    print_setup(contents, false, true, &footer);

    let sources = book.tables.iter().find(|table| table.id == words.sheet.sources);
    let links = links::Links {
        contents: format!("internal:'{}'!A1", words.sheet.contents),
        back: &words.sheet.back,
        source: &words.rows.source,
        parts_tip: &words.sheet.parts_tip,
        sources: sources.map(|table| (table.sheet.as_str(), sheet::first_data_row(table))),
    };
    for table in book.tables.iter().filter(|table| !table.left_out) {
        let large = table.rows.len() * table.columns.len() > LARGE;
        let drawing = if large { large_sheet(&mut workbook)? } else { workbook.add_worksheet() };
        drawing.set_name(&table.sheet)?;
        print_setup(drawing, table.page.large, table.page.upright, &footer);
        sheet::draw(drawing, &styles, &links, table, large)?;
        emphasis::draw(drawing, &words.sheet.emphasis, table, first_data_row(table))?;
    }
    if !drawn.is_empty() {
        let drawing = workbook.add_worksheet();
        drawing.set_name(&words.sheet.charts)?;
        page_setup(drawing, false, true, &footer);
        charts::draw_charts(drawing, &styles, &words.sheet.charts, &drawn)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// A sheet that is not held in memory; one that is, where there is no place for temporary files.
fn large_sheet(workbook: &mut Workbook) -> Result<&mut Worksheet, XlsxError> {
    let sheet = workbook.new_worksheet_with_low_memory();
    match sheet {
        Ok(sheet) => workbook.push_worksheet(sheet),
        Err(_) => {
            workbook.add_worksheet();
        }
    }
    let last = workbook.worksheets().len() - 1;
    workbook.worksheet_from_index(last)
}

/// Fixed properties only: who made it on which machine is nobody's business.
fn properties(book: &Book) -> Result<DocProperties, XlsxError> {
    let at = book.created;
    let year = u16::try_from(at.year()).unwrap_or(1900);
    let [month, day, hour, minute] = [at.month(), at.day(), at.hour(), at.minute()].map(i8::unsigned_abs);
    let created = ExcelDateTime::from_ymd(year, month, day)?.and_hms(u16::from(hour), minute, 0)?;
    Ok(DocProperties::new().set_title(&book.title).set_creation_datetime(&created))
}

/// A page as wide as the table.
fn print_setup(sheet: &mut Worksheet, large: bool, upright: bool, footer: &str) {
    page_setup(sheet, large, upright, footer);
    sheet.set_print_fit_to_pages(1, 0);
}

fn page_setup(sheet: &mut Worksheet, large: bool, upright: bool, footer: &str) {
    const A3: u8 = 8;
    const A4: u8 = 9;
    sheet.set_paper_size(if large { A3 } else { A4 });
    if upright {
        sheet.set_portrait();
    } else {
        sheet.set_landscape();
    }
    sheet.set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.35);
    sheet.set_footer(footer);
}
