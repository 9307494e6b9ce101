//! How typed values are read, as declared in `templates/values.toml` (FORMS.md 10.3): words for nothing, for none yet,
//! for yes and no, measures after numbers, separators between choices.

use serde::Deserialize;

/// The declared words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueWords {
    /// In a number column: nothing happened, 0.
    pub nil: Vec<String>,
    /// Nothing was said.
    pub missing: Vec<String>,
    /// No figure yet.
    pub pending: Vec<String>,
    /// The figure is not exact.
    pub vague: Vec<String>,
    /// May follow a number, the longer first.
    pub measures: Vec<String>,
    /// May precede a number.
    pub leads: Vec<String>,
    /// 是
    pub yes: Vec<String>,
    /// 否
    pub no: Vec<String>,
    /// Between choices.
    pub separators: Vec<String>,
    /// The mark of a chosen box.
    pub checked: Vec<String>,
    /// The mark of a box not chosen.
    pub unchecked: Vec<String>,
}
