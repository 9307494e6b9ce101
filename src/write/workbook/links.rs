//! Links within a workbook: from a total to the rows that it adds up, from a row to its source, back to the contents.

use super::sheet::{first_data_row, put_text};
use crate::catalog::message::fill;
use crate::model::table::{Row, Table};
use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

/// More links than this make a sheet slow to open; below it the number alone is shown.
const LINKED_ROWS: usize = 5_000;
/// The longest text of a link, in characters; a spreadsheet takes 255 units of UTF-16.
const LONGEST_LINK: usize = 120;

/// Where the links of a sheet lead.
pub struct Links<'w> {
    pub contents: String,
    pub back: &'w str,
    pub source: &'w str,
    /// The hint on the name of a total.
    pub parts_tip: &'w str,
    /// The sheet of sources and the row on it, from 0, of source 1.
    pub sources: Option<(&'w str, u32)>,
}

/// The name of a total, with a link to the rows that it adds up: they lie selected when it is followed.
pub(super) fn put_total(
    sheet: &mut Worksheet,
    links: &Links,
    table: &Table,
    summed: &Row,
    (row, column): (u32, u16),
    text: &str,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let bounds = (summed.parts.iter().map(|part| part.start).min())
        .zip(summed.parts.iter().map(|part| part.end).max());
    let Some((start, end)) = bounds.filter(|_| text.chars().count() <= LONGEST_LINK) else {
        return put_text(sheet, row, column, text, format);
    };
    let first = first_data_row(table);
    let target = format!("internal:'{}'!A{}:A{}", table.sheet, first + start + 1, first + end);
    put_link(sheet, (row, column), Url::new(target).set_text(text).set_tip(links.parts_tip), format)
}

fn put_link(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    url: Url,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    match format {
        Some(format) => sheet.write_url_with_format(row, column, url, format)?,
        None => sheet.write_url(row, column, url)?,
    };
    Ok(())
}

/// The number of a source, with a link to its row of the table of sources.
pub(super) fn put_source(
    sheet: &mut Worksheet,
    links: &Links,
    table: &Table,
    (row, column): (u32, u16),
    source: u32,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let text = fill(links.source, &[("number", &source.to_string())]);
    let Some((sources, first)) = links.sources.filter(|_| table.rows.len() <= LINKED_ROWS) else {
        return put_text(sheet, row, column, &text, format);
    };
    let url = Url::new(format!("internal:'{sources}'!A{}", first + source)).set_text(text);
    put_link(sheet, (row, column), url, format)
}
