//! How typed values are read, as declared in `templates/values.toml` (FORMS.md 10.3): words for nothing, for none yet,
//! for yes and no, measures after numbers, separators between choices.

use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// How time limits are written.
    pub deadline: DeadlineWords,
    /// The colours of cells that may tell a value.
    #[serde(rename = "colour")]
    pub colours: Vec<ColourWords>,
}

/// A colour of cells, in all its shades.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColourWords {
    /// Its key, by which fields name it.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// The hue from which it reaches, in degrees of the circle of colours.
    pub from: u16,
    /// The hue to which it reaches; below `from` if it lies across 0.
    pub to: u16,
    /// The least saturation, in percent: what is paler is the paper's.
    pub least_saturation: u16,
}

/// How time limits (完成时限) are written (FORMS.md 2.5).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineWords {
    /// Without an end.
    pub open: Vec<String>,
    /// Counted from a day that the form does not state.
    pub counted: Vec<String>,
    /// Until the end of the year.
    pub whole_year: Vec<String>,
    /// Until the end of a month, 1 to 12.
    pub months: BTreeMap<String, u8>,
    /// May end a time limit and mean the same, the longer first.
    pub endings: Vec<String>,
    /// A third of a month: the day on which it ends, 0 for the last of the month.
    pub thirds: BTreeMap<String, u8>,
}
