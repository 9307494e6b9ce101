//! What one unit said on one form for one period in one file, with the place of every value.

use super::finding::{Finding, FindingState, Severity};
use super::period::Period;
use super::place::Place;
use super::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One answer: its value, what was typed, and where.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The value, normalised.
    pub value: Value,
    /// What was typed, where that is not the value itself; kept for findings and for traces.
    pub original: Box<str>,
    /// Where it stands; `Whole` if the form has no such place (a column that the clerk's table lacks).
    pub place: Place,
    /// True if something was typed that could not be read: rules then rest, the cell has its own finding.
    pub unreadable: bool,
}

impl Entry {
    /// What was typed: the original where it was kept, else the value.
    pub fn typed(&self) -> String {
        if self.original.is_empty() { self.value.to_string() } else { self.original.to_string() }
    }
}

/// One row of a form, or the single answers of a form that has only those.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Data rows count from 1; the 合计 row of a multi-unit return is 0.
    pub row: u32,
    /// The registry unit that the row speaks of, in a multi-unit return; empty if unknown or not such a return.
    pub unit: String,
    /// One entry for each field of the form, in the order of its declaration.
    pub entries: Vec<Entry>,
}

/// A part of a narrative: a heading and the text below it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The key of the declared heading that it matches; empty if it matches none.
    pub key: String,
    /// The heading without its number.
    pub heading: String,
    /// Where the heading stands.
    pub place: Place,
    /// The paragraphs below, each with its place.
    pub paragraphs: Vec<(Place, String)>,
}

impl Section {
    /// The number of characters below the heading, white space left out.
    pub fn characters(&self) -> usize {
        let visible = |text: &String| text.chars().filter(|character| !character.is_whitespace()).count();
        self.paragraphs.iter().map(|(_, text)| visible(text)).sum()
    }

    /// The whole text below the heading.
    pub fn text(&self) -> String {
        let paragraphs: Vec<&str> = self.paragraphs.iter().map(|(_, text)| text.as_str()).collect();
        paragraphs.join("\n")
    }
}

/// A column that the form does not declare, kept as it came (GN-S005: 附加列).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtraColumn {
    /// Its header path, joined by `/`.
    pub label: String,
    /// Its cells that are not empty: place and text.
    pub cells: Vec<(Place, String)>,
}

/// What is read from the file about one form, unit and period, before anything is checked against the ledger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The form id, for instance `case-quarterly`; empty if the form was not recognised.
    pub form: String,
    /// The registry id of the unit; empty if it did not resolve.
    pub unit: String,
    /// The period; `None` if it could not be read.
    pub period: Option<Period>,
    /// What tells apart several submissions of one form, unit and period, such as a case number; mostly empty.
    pub event: String,
    /// The variant of the layout that was recognised; empty for the full one.
    pub variant: String,
    /// Marked as a correction (更正) of an earlier version.
    pub correction: bool,
    /// The header block, the signature row and the like, by key.
    pub headers: BTreeMap<String, Entry>,
    /// What stands below the rows with a label of its own: totals, signatures.
    pub footing: BTreeMap<String, Entry>,
    /// The rows.
    pub records: Vec<Record>,
    /// The narrative, in order.
    pub sections: Vec<Section>,
    /// Undeclared columns.
    pub extra_columns: Vec<ExtraColumn>,
    /// Which declared fields the paper has a place for, by their number; rules about blank cells look here.
    pub present: Vec<bool>,
    /// The names of the sheets, by the index that places use; empty for a Word file.
    pub sheets: Vec<String>,
    /// The sheet or table on which the form stands, for a place `Whole`.
    pub home: Place,
    /// What reading and the checks of this submission alone remarked.
    pub findings: Vec<Finding>,
}

impl Submission {
    /// The value of a header field; `Missing` if there is none.
    pub fn header(&self, key: &str) -> &Value {
        static MISSING: Value = Value::Missing;
        self.headers.get(key).map_or(&MISSING, |entry| &entry.value)
    }

    /// The name of the sheet of a place; that of the form itself for the whole. Empty for a Word file.
    pub fn sheet_name(&self, place: Place) -> &str {
        let place = if place == Place::Whole { self.home } else { place };
        let index = place.sheet().map(usize::from);
        index.and_then(|index| self.sheets.get(index)).map_or("", String::as_str)
    }

    /// The data rows, without a 合计 row.
    pub fn data(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|record| record.row > 0)
    }
}

/// Where a submission or a file stands (CONTRACT.md, `submissions.csv`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its figures are official.
    Accepted,
    /// Held (暂收): it has an E.
    Provisional,
    /// Refused: it has an F.
    Returned,
    /// A later version took its place.
    Superseded,
    /// The same bytes came before.
    Duplicate,
    /// Not opened again: it carries a secret mark or the like.
    Quarantined,
    /// Unreadable.
    Rejected,
    /// Kept with a submission: a scan, minutes, an explanation.
    Attachment,
    /// Junk such as `~$x.xlsx`.
    Ignored,
}

impl Status {
    /// All of them, in the order of CONTRACT.md.
    pub const ALL: [Status; 9] = [
        Status::Accepted,
        Status::Provisional,
        Status::Returned,
        Status::Superseded,
        Status::Duplicate,
        Status::Quarantined,
        Status::Rejected,
        Status::Attachment,
        Status::Ignored,
    ];

    /// The word of CONTRACT.md.
    pub fn word(self) -> &'static str {
        match self {
            Status::Accepted => "accepted",
            Status::Provisional => "provisional",
            Status::Returned => "returned",
            Status::Superseded => "superseded",
            Status::Duplicate => "duplicate",
            Status::Quarantined => "quarantined",
            Status::Rejected => "rejected",
            Status::Attachment => "attachment",
            Status::Ignored => "ignored",
        }
    }

    /// The status of a word of CONTRACT.md.
    pub fn of_word(word: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.word() == word)
    }

    /// True for what findings say of a return: accepted, provisional or returned.
    pub fn is_verdict(self) -> bool {
        matches!(self, Status::Accepted | Status::Provisional | Status::Returned)
    }

    /// The verdict of findings, and of nothing else: F returns, E holds, all else is accepted (FORMS.md 2.3).
    pub fn of_findings<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Status {
        let open = findings.into_iter().filter(|finding| finding.state != FindingState::Overridden);
        match open.map(|finding| finding.severity).min() {
            Some(Severity::F) => Status::Returned,
            Some(Severity::E) => Status::Provisional,
            _ => Status::Accepted,
        }
    }
}
