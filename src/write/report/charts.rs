//! What is drawn on the page, as lengths in percent.

use super::contents::Counts;
use serde::{Deserialize, Serialize};

/// A part of a bar: where it begins and how long it is, in percent of the width.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it stands for.
    pub key: String,
    /// How many.
    pub count: usize,
    /// Where it begins.
    pub x: String,
    /// How long it is.
    pub width: String,
}

/// How timely an area is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaBar {
    /// Its name; empty for units that stand in none.
    pub name: String,
    /// True for the receiving organ's own level.
    pub own: bool,
    /// How its duties stand.
    pub counts: Counts,
    /// 按时率, with one decimal; empty if nothing is due.
    pub rate: String,
    /// Timely, late, held, returned, missing.
    pub bar: Vec<Part>,
}

/// When returns came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Over how many days each column reaches.
    pub step: usize,
    /// The highest column.
    pub most: usize,
    /// The columns, in the order of days.
    pub columns: Vec<DayColumn>,
    /// Where the due days lie.
    pub due: Vec<DueLine>,
}

/// The returns of a day, or of some days; in percent of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayColumn {
    /// The first day.
    pub day: String,
    /// How many came.
    pub count: usize,
    /// How many had come by then.
    pub sum: usize,
    /// The left side.
    pub x: String,
    /// The middle.
    pub middle: String,
    /// The width.
    pub width: String,
    /// The upper side.
    pub y: String,
    /// The height.
    pub height: String,
    /// True if its day is written below it.
    pub labelled: bool,
}

/// A due day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueLine {
    /// The day.
    pub day: String,
    /// Where it ends, in percent of the picture.
    pub x: String,
    /// True if its words stand to the left of it.
    pub left: bool,
}
