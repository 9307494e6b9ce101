//! Tables and facts to the bytes of workbooks and notices.

pub mod bulletin;
pub mod notice;
mod package;
pub mod redact;
pub mod workbook;

pub use workbook::{WriteError, workbook};
