//! What is known of a form before it is sent: who it is for, the period, and what the unit said before.

use std::collections::BTreeMap;

/// The texts that are written into a blank form; without any it is the empty paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Single texts by key: `unit_name`, `period`, `unit_head`, `reviewer`, `filler`, `phone`.
    pub singles: BTreeMap<String, String>,
    /// Rows: what is known of their fields by key, as a clerk would write it.
    pub rows: Vec<BTreeMap<String, String>>,
}

impl Known {
    /// A single text.
    pub fn single(&self, key: &str) -> Option<&str> {
        self.singles.get(key).map(String::as_str)
    }

    /// What is known of a field in a row, counted from 0.
    pub fn value(&self, row: usize, key: &str) -> Option<&str> {
        self.rows.get(row).and_then(|row| row.get(key)).map(String::as_str)
    }
}
