//! Bytes in, a picture of the paper out. Pure: no file, no clock, no meaning.

pub mod archive;
mod biff;
mod bytes;
mod compound;
mod docx;
mod drawing;
mod format;
mod grid;
#[cfg(test)]
mod hostile_tests;
mod html;
mod number;
mod ods;
mod opc;
mod palette;
mod reference;
pub mod sheet;
pub mod sniff;
mod spreadsheet_xml;
#[cfg(test)]
mod testing;
mod xls;
mod xlsb;
mod xlsx;
mod xml;
mod zip;

pub use sheet::{
    Area, Block, Cell, CellContent, Colour, Container, Content, Document, Fill, Limits, Paper, Refusal,
    Remark, Sheet, WordCell, WordTable,
};
pub use sniff::{Kind, sniff};

use compound::Compound;
use opc::Package;

/// Adds the fills of cells to a workbook that was read from the same bytes: of nearly all papers nobody asks for them.
/// Containers other than xlsx and xls keep none.
///
/// # Errors
/// Why they cannot be read; the paper is then as it was, or has some of them.
pub fn add_fills(bytes: &[u8], limits: &Limits, paper: &mut Paper) -> Result<(), Refusal> {
    match (&mut paper.content, paper.container) {
        (Content::Workbook(sheets), Container::Xlsx) => {
            xlsx::fills::read(Package::new(zip::entries(bytes, limits)?, limits)?, sheets)
        }
        (Content::Workbook(sheets), Container::Xls) => {
            xls::fills::read(&Compound::open(bytes)?, limits, sheets)
        }
        _ => Ok(()),
    }
}

/// Reads a file, whatever its name says it is.
///
/// # Errors
/// One reason why it cannot be read. A plain archive is `NoForm`: [`archive::members`] opens it.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Paper, Refusal> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Refusal::TooLarge);
    }
    if sniff::is_zip(bytes) {
        let entries = zip::entries(bytes, limits)?;
        return match sniff::sniff_entries(&entries, limits)? {
            Kind::Paper(Container::Xlsx) => xlsx::read(Package::new(entries, limits)?),
            Kind::Paper(Container::Xlsb) => xlsb::read(Package::new(entries, limits)?),
            Kind::Paper(Container::Docx) => docx::read(Package::new(entries, limits)?),
            Kind::Paper(Container::Ods) => ods::read(Package::new(entries, limits)?),
            Kind::Paper(_) => Err(Refusal::UnknownFormat),
            Kind::Archive => Err(Refusal::NoForm),
            Kind::Refused(refusal) => Err(refusal),
        };
    }
    match sniff(bytes) {
        Kind::Paper(Container::Xls) => xls::read(&Compound::open(bytes)?, limits),
        Kind::Paper(Container::SpreadsheetXml) => spreadsheet_xml::read(bytes, limits),
        Kind::Paper(Container::Html) => html::read(bytes, limits),
        Kind::Paper(_) | Kind::Archive => Err(Refusal::UnknownFormat),
        Kind::Refused(refusal) => Err(refusal),
    }
}
