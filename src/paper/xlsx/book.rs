//! What the cells of all sheets of a workbook share.

use super::strings::SharedStrings;
use super::styles::Styles;
use crate::paper::sheet::Refusal;

/// What cells of all sheets refer to, and how many there may still be.
pub struct Book {
    /// Shared strings, if the workbook has any.
    pub strings: Option<SharedStrings>,
    /// Cell styles.
    pub styles: Styles,
    /// The serial of day 0, counted from 1899-12-30.
    pub epoch: f64,
    /// Cells, merged areas and the like that may still be read.
    pub left: usize,
    /// Depth of elements.
    pub depth: usize,
}

impl Book {
    /// Counts one of them.
    ///
    /// # Errors
    /// `TooLarge` if none is left.
    pub fn spend(&mut self) -> Result<(), Refusal> {
        self.left = self.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
        Ok(())
    }
}
