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
pub mod marking;
mod number;
mod ods;
mod opc;
mod palette;
mod password;
mod reference;
pub mod sheet;
pub mod sniff;
#[cfg(test)]
mod specimens;
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

use archive::Member;
use compound::Compound;
use opc::Package;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Adds the fills of cells to a workbook that was read from the same bytes: of nearly all papers nobody asks for them.
/// Containers other than xlsx and xls keep none.
///
/// # Errors
/// Why they cannot be read; the paper is then as it was, or has some of them.
pub fn add_fills(bytes: &[u8], limits: &Limits, paper: &mut Paper) -> Result<(), Refusal> {
    match (&mut paper.content, paper.container) {
        (Content::Workbook(sheets), Container::Xlsx) => {
            let bytes = decrypted(bytes, limits)?;
            xlsx::fills::read(Package::new(zip::entries(&bytes, limits)?, limits)?, sheets)
        }
        (Content::Workbook(sheets), Container::Xls) => {
            xls::fills::read(&Compound::open(bytes)?, limits, sheets)
        }
        _ => Ok(()),
    }
}

/// What a file that anyone may open holds; all others are as they are.
fn decrypted<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Refusal> {
    if bytes.len() as u64 <= limits.file_bytes && bytes.starts_with(compound::SIGNATURE) {
        let compound = Compound::open(bytes)?;
        if compound.has(password::PACKAGE) {
            let package = password::decrypted(&compound, limits)?;
            return if sniff::is_zip(&package) { Ok(package.into()) } else { Err(Refusal::Encrypted) };
        }
    }
    Ok(bytes.into())
}

/// What a received file turned out to be.
#[derive(Debug, Serialize, Deserialize)]
pub enum Opened {
    /// One paper.
    Paper(Box<Paper>),
    /// The files of an archive.
    Archive(Vec<Member>),
}

/// Opens a file, whatever its name says it is: a paper within the limits, an archive within what is left of the budget
/// of the file that holds it.
///
/// # Errors
/// One reason why it cannot be read.
pub fn open(bytes: &[u8], limits: &Limits, budget: &Limits) -> Result<Opened, Refusal> {
    match paper_of(bytes, limits)? {
        Some(paper) => Ok(Opened::Paper(Box::new(paper))),
        None if budget.nesting == 0 => Err(Refusal::TooLarge),
        None => archive::members(bytes, budget).map(Opened::Archive),
    }
}

/// Reads a file that is to be a paper.
///
/// # Errors
/// One reason why it cannot be read; an archive is `NoForm`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Paper, Refusal> {
    paper_of(bytes, limits)?.ok_or(Refusal::NoForm)
}

/// The paper in a compound file: an old workbook, or an encrypted package that anyone may open.
fn of_compound(compound: &Compound<'_>, limits: &Limits) -> Result<Paper, Refusal> {
    if !compound.has(password::PACKAGE) {
        return match sniff::sniff_compound(compound)? {
            Kind::Paper(Container::Xls) => xls::read(compound, limits),
            _ => Err(Refusal::UnknownFormat),
        };
    }
    let package = password::decrypted(compound, limits)?;
    // What it holds is a zip, or it was not what it said: never one such file in another.
    if !sniff::is_zip(&package) {
        return Err(Refusal::Encrypted);
    }
    let mut paper = read(&package, limits)?;
    paper.remarks.push(Remark::DefaultPassword);
    Ok(paper)
}

/// The paper that the bytes are; `None` for an archive.
fn paper_of(bytes: &[u8], limits: &Limits) -> Result<Option<Paper>, Refusal> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Refusal::TooLarge);
    }
    let paper = if sniff::is_zip(bytes) {
        let entries = zip::entries(bytes, limits)?;
        match sniff::sniff_entries(&entries, limits)? {
            Kind::Paper(Container::Xlsx) => xlsx::read(Package::new(entries, limits)?),
            Kind::Paper(Container::Xlsb) => xlsb::read(Package::new(entries, limits)?),
            Kind::Paper(Container::Docx) => docx::read(Package::new(entries, limits)?),
            Kind::Paper(Container::Ods) => ods::read(Package::new(entries, limits)?),
            Kind::Paper(_) => Err(Refusal::UnknownFormat),
            Kind::Archive => return Ok(None),
            Kind::Refused(refusal) => Err(refusal),
        }
    } else if bytes.starts_with(compound::SIGNATURE) {
        of_compound(&Compound::open(bytes)?, limits)
    } else {
        match sniff(bytes) {
            Kind::Paper(Container::SpreadsheetXml) => spreadsheet_xml::read(bytes, limits),
            Kind::Paper(Container::Html) => html::read(bytes, limits),
            Kind::Paper(_) | Kind::Archive => Err(Refusal::UnknownFormat),
            Kind::Refused(refusal) => Err(refusal),
        }
    };
    paper.map(Some)
}
