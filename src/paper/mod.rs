//! Bytes in, a picture of the paper out. Pure: no file, no clock, no meaning.

pub mod archive;
mod docx;
mod format;
mod grid;
mod number;
mod opc;
mod reference;
pub mod sheet;
pub mod sniff;
mod xlsx;
mod xml;
mod zip;

pub use sheet::{
    Area, Block, Cell, CellContent, Container, Content, Document, Limits, Paper, Refusal, Remark, Sheet,
    WordCell, WordTable,
};
pub use sniff::{Kind, sniff};

use opc::Package;

/// Reads a file, whatever its name says it is.
///
/// # Errors
/// One reason why it cannot be read. A plain archive is `NoForm`: [`archive::members`] opens it.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Paper, Refusal> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Refusal::TooLarge);
    }
    match sniff(bytes) {
        Kind::Paper(Container::Xlsx) => xlsx::read(Package::open(bytes, limits)?),
        Kind::Paper(Container::Docx) => docx::read(Package::open(bytes, limits)?),
        Kind::Paper(_) => Err(Refusal::UnknownFormat),
        Kind::Archive => Err(Refusal::NoForm),
        Kind::Refused(refusal) => Err(refusal),
    }
}
