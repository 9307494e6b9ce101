//! The words that mark rows of a table: totals and parts of them, examples, and rows that number the columns.

use crate::catalog::{HeaderLabels, ValueWords};
use crate::model::text;

/// The words that mark rows of a table, as keys.
pub(super) struct RowKeys {
    pub total: Vec<String>,
    pub subtotal: Vec<String>,
    sums: Vec<String>,
    pub example: Vec<String>,
    pub numbering: Vec<String>,
    /// The signs that say nothing happened: those of one letter that is none.
    pub strokes: Vec<char>,
}

impl RowKeys {
    /// The keys of the declared words.
    pub fn new(header: &HeaderLabels, values: &ValueWords) -> RowKeys {
        let keys = |words: &[String]| words.iter().map(|word| text::key(word)).collect();
        let rows = &header.rows;
        RowKeys {
            total: keys(&rows.total),
            subtotal: keys(&rows.subtotal),
            sums: keys(&rows.sums),
            example: keys(&rows.example),
            numbering: keys(&rows.numbering),
            strokes: values.nil.iter().filter_map(|word| stroke(word)).collect(),
        }
    }

    /// True for the key of a short text that names a sum of parts, such as 县直合计.
    pub fn names_sum(&self, key: &str) -> bool {
        /// In characters: what is longer and ends so is no name.
        const LONGEST: usize = 12;
        key.chars().count() <= LONGEST && self.sums.iter().any(|end| key.ends_with(end.as_str()))
    }
}

/// The sign that a word is, if it is one and no letter or digit.
fn stroke(word: &str) -> Option<char> {
    let mut signs = word.chars();
    let sign = signs.next().filter(|sign| !sign.is_alphanumeric())?;
    signs.next().is_none().then_some(sign)
}
