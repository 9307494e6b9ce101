//! Workbooks of Excel 5 to 2003 and what WPS calls `.et` ([MS-XLS]): records of one stream in a compound file. Nothing
//! is allocated by what a record claims, and cells stay sparse.

mod encryption;
pub mod fills;
mod globals;
mod record;
mod substream;
#[cfg(test)]
mod tests;

use super::compound::Compound;
use super::grid;
use super::sheet::{Container, Content, Limits, Paper, Refusal, Remark, Sheet};
use globals::{Globals, SheetEntry};

/// Names of the stream, the newer one first: some files have both.
pub const STREAMS: [&str; 2] = ["Workbook", "Book"];
const WORKSHEET: u8 = 0;
const MACRO_SHEET: u8 = 1;

/// Reads a workbook.
///
/// # Errors
/// One reason why it cannot be read; see [`Refusal`].
pub fn read(compound: &Compound<'_>, limits: &Limits) -> Result<Paper, Refusal> {
    let stream = workbook_stream(compound)?;
    let mut remarks = Vec::new();
    if encryption::is_decrypted(&stream) {
        remarks.push(Remark::DefaultPassword);
    }
    let globals = Globals::read(&stream, limits)?;
    if globals.macros || globals.sheets.iter().any(|sheet| sheet.kind == MACRO_SHEET) {
        remarks.push(Remark::Macros);
    }
    if globals.external {
        remarks.push(Remark::ExternalLinks);
    }
    let mut left = limits.cells;
    let mut sheets = Vec::new();
    for (entry, substream) in substreams(&stream, &globals)? {
        let mut sheet = Sheet { name: entry.name.clone(), hidden: entry.hidden, ..Sheet::default() };
        substream::read(substream, &globals, &mut left, &mut sheet)?;
        if grid::settle(&mut sheet)? && !remarks.contains(&Remark::DoubledCells) {
            remarks.push(Remark::DoubledCells);
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() {
        return Err(Refusal::Damaged);
    }
    Ok(Paper {
        container: Container::Xls,
        content: Content::Workbook(sheets),
        remarks,
        properties: Vec::new(),
    })
}

/// The stream of records, made readable if it is encrypted and anyone may open it; `Damaged` if there is none.
fn workbook_stream(compound: &Compound<'_>) -> Result<Vec<u8>, Refusal> {
    let name = STREAMS.into_iter().find(|name| compound.has(name)).ok_or(Refusal::Damaged)?;
    let stream = compound.stream(name)?;
    if encryption::is_encrypted(&stream) { encryption::decrypted(&stream) } else { Ok(stream) }
}

/// The worksheets, each with its substream, which ends before the next one begins, so that no record is read twice.
fn substreams<'s>(
    stream: &'s [u8],
    globals: &'s Globals,
) -> Result<Vec<(&'s SheetEntry, &'s [u8])>, Refusal> {
    let mut offsets: Vec<usize> = globals.sheets.iter().map(|sheet| sheet.offset).collect();
    offsets.sort_unstable();
    if offsets.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::Suspicious);
    }
    let worksheets = globals.sheets.iter().filter(|sheet| sheet.kind == WORKSHEET);
    worksheets
        .map(|entry| {
            let next = offsets.partition_point(|offset| *offset <= entry.offset);
            let to = offsets.get(next).copied().unwrap_or(stream.len());
            Ok((entry, stream.get(entry.offset..to).ok_or(Refusal::Damaged)?))
        })
        .collect()
}
