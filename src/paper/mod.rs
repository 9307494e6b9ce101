//! Bytes in, a picture of the paper out. Pure: no file, no clock, no meaning.

pub mod sheet;

pub use sheet::{
    Area, Block, Cell, CellContent, Container, Content, Document, Limits, Paper, Refusal, Remark, Sheet,
    WordCell, WordTable,
};
