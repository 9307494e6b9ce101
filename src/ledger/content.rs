//! The parts of a submission as they are stored: each in a column of its own, as JSON, so that findings are rewritten
//! without touching records, and one part is read without the others.

use super::failure::LedgerFailure;
use crate::model::{Entry, ExtraColumn, Place, Record, Section, Submission};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The columns of a submission's content.
pub(super) struct Content {
    pub headers: String,
    pub records: String,
    pub sections: String,
    pub layout: String,
    pub paper: String,
}

/// How the form lay on the paper: what rules and traces ask beside the values.
#[derive(Serialize, Deserialize)]
struct Layout<'submission> {
    #[serde(default, skip_serializing_if = "str::is_empty")]
    variant: std::borrow::Cow<'submission, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    correction: bool,
    #[serde(default, skip_serializing_if = "<[ExtraColumn]>::is_empty")]
    extra_columns: std::borrow::Cow<'submission, [ExtraColumn]>,
    #[serde(default, skip_serializing_if = "<[bool]>::is_empty")]
    present: std::borrow::Cow<'submission, [bool]>,
    #[serde(default, skip_serializing_if = "nothing_below")]
    footing: std::borrow::Cow<'submission, BTreeMap<String, Entry>>,
}

/// True if nothing stands below the rows.
fn nothing_below(footing: &BTreeMap<String, Entry>) -> bool {
    footing.is_empty()
}

/// What a place needs to be named: enough to print findings without the rest.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct PaperNames {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    #[serde(default)]
    pub home: Place,
}

impl PaperNames {
    /// The name of the sheet of a place; that of the form itself for the whole. Empty for a Word file.
    pub fn sheet_of(&self, place: Place) -> &str {
        let place = if place == Place::Whole { self.home } else { place };
        let index = place.sheet().map(usize::from);
        index.and_then(|index| self.sheets.get(index)).map_or("", String::as_str)
    }
}

fn json(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("parts of a submission have text keys and no custom failures")
}

/// The stored form of a part.
pub(super) fn parse<T: DeserializeOwned>(
    what: &'static str,
    id: i64,
    text: &str,
) -> Result<T, LedgerFailure> {
    serde_json::from_str(text).map_err(|error| LedgerFailure::unreadable(what, id, error))
}

impl Content {
    /// The columns of a submission.
    pub fn of(submission: &Submission) -> Content {
        Content {
            headers: json(&submission.headers),
            records: json(&submission.records),
            sections: json(&submission.sections),
            layout: json(&Layout {
                variant: submission.variant.as_str().into(),
                correction: submission.correction,
                extra_columns: submission.extra_columns.as_slice().into(),
                present: submission.present.as_slice().into(),
                footing: std::borrow::Cow::Borrowed(&submission.footing),
            }),
            paper: json(&PaperNames { sheets: submission.sheets.clone(), home: submission.home }),
        }
    }

    /// Lays the columns back into a submission that has its key already.
    pub fn fill(&self, id: i64, submission: &mut Submission) -> Result<(), LedgerFailure> {
        let headers: BTreeMap<String, Entry> = parse("the header of submission", id, &self.headers)?;
        let records: Vec<Record> = parse("the rows of submission", id, &self.records)?;
        let sections: Vec<Section> = parse("the text of submission", id, &self.sections)?;
        let layout: Layout = parse("the layout of submission", id, &self.layout)?;
        let paper: PaperNames = parse("the places of submission", id, &self.paper)?;
        (submission.headers, submission.records, submission.sections) = (headers, records, sections);
        submission.variant = layout.variant.into_owned();
        submission.correction = layout.correction;
        submission.extra_columns = layout.extra_columns.into_owned();
        submission.present = layout.present.into_owned();
        submission.footing = layout.footing.into_owned();
        (submission.sheets, submission.home) = (paper.sheets, paper.home);
        Ok(())
    }
}
