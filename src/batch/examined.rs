//! What intake hands to whoever reads files, and what comes back. The reading itself is done elsewhere, so that it can
//! be done in another process.

use crate::model::{Finding, Submission};
use crate::paper::Refusal;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A received file, or a member of an archive.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'file> {
    /// The path as dropped, relative to the inbox; a member of an archive is `a.zip!/dir/b.xlsx`.
    pub source: &'file str,
    /// Its content.
    pub bytes: &'file [u8],
    /// When it was received; a member is as old as its archive.
    pub received_at: DateTime,
}

impl<'file> SourceFile<'file> {
    /// The file's own name.
    pub fn name(&self) -> &'file str {
        self.source.rsplit('/').next().unwrap_or_default()
    }

    /// The names of the folders and archives that hold it, outermost first: evidence for the unit, weaker than what
    /// the file says itself (FORMS.md 10.1).
    pub fn folders(&self) -> impl Iterator<Item = &'file str> {
        let end = self.source.len() - self.name().len();
        self.source[..end]
            .split('/')
            .map(|name| name.strip_suffix('!').unwrap_or(name))
            .filter(|n| !n.is_empty())
    }
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Examined {
    /// One for each form, unit and period found, with the findings of each.
    pub submissions: Vec<Submission>,
    /// Why it could not be read.
    pub refusal: Option<Refusal>,
    /// Findings on the file as a whole.
    pub findings: Vec<Finding>,
    /// Why it is set aside: it carries a mark of state secrets, or holds what its form must not hold. Nothing of what it
    /// says is kept (FORMS.md 11).
    pub quarantined: Option<Finding>,
    /// It is no return but belongs to one: minutes, an explanation.
    pub attachment: bool,
    /// What it explains, beside returns or alone: without a form, but with unit and period.
    pub explanation: Option<Submission>,
}

impl Examined {
    /// A file that could not be read.
    pub fn refused(refusal: Refusal) -> Examined {
        Examined { refusal: Some(refusal), ..Examined::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_archives_that_hold_a_file_are_named_outermost_first() {
        let received_at = DateTime::default();
        let file = SourceFile { source: "示例市/a.zip!/示例县/b.xlsx", bytes: b"", received_at };
        assert_eq!(file.name(), "b.xlsx");
        assert_eq!(file.folders().collect::<Vec<_>>(), ["示例市", "a.zip", "示例县"]);
        let file = SourceFile { source: "b.xlsx", bytes: b"", received_at };
        assert_eq!((file.name(), file.folders().count()), ("b.xlsx", 0));
    }
}
