//! Tables, facts and findings to the bytes of workbooks, notices and logs.

pub mod blank;
pub mod bulletin;
pub mod ics;
pub mod notice;
mod package;
pub mod redact;
pub mod report;
pub mod sarif;
pub mod workbook;

pub use blank::{Blank, blank};
pub use workbook::{WriteError, workbook};
