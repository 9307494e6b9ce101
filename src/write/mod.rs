//! Tables and facts to the bytes of workbooks and notices.

pub mod notice;
pub mod workbook;

pub use workbook::{WriteError, workbook};
pub mod bulletin;
mod package;
pub mod redact;
