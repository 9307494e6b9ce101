//! The parts of a submission as they are stored: each in a column of its own, packed, so that findings are rewritten
//! without touching records, and one part is read without the others. They are read far more often than written, and by
//! nobody but this program: what people read of the ledger is the export.

use super::failure::LedgerFailure;
use crate::model::{Entry, ExtraColumn, Place, Submission};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The columns of a submission's content.
pub(super) struct Content<Column> {
    pub headers: Column,
    pub records: Column,
    /// The narrative; `None` where it is not asked for.
    pub sections: Option<Column>,
    pub layout: Column,
    pub paper: Column,
}

/// How the form lay on the paper: what rules and traces ask beside the values.
#[derive(Serialize, Deserialize)]
struct Layout<'submission> {
    variant: Cow<'submission, str>,
    correction: bool,
    extra_columns: Cow<'submission, [ExtraColumn]>,
    present: Cow<'submission, [bool]>,
    footing: Cow<'submission, BTreeMap<String, Entry>>,
}

/// What a place needs to be named: enough to print findings without the rest.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct PaperNames {
    pub sheets: Vec<String>,
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

/// How troubles name the narrative.
pub(super) const TEXT: &str = "the text of submission";

fn pack(part: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(part).expect("parts of a submission are plain data of known length")
}

/// A part as it was before it was stored.
pub(super) fn unpack<'bytes, T: Deserialize<'bytes>>(
    what: &'static str,
    id: i64,
    bytes: &'bytes [u8],
) -> Result<T, LedgerFailure> {
    postcard::from_bytes(bytes).map_err(|error| LedgerFailure::unreadable(what, id, error))
}

impl Content<Vec<u8>> {
    /// The columns of a submission.
    pub fn of(submission: &Submission) -> Content<Vec<u8>> {
        Content {
            headers: pack(&submission.headers),
            records: pack(&submission.records),
            sections: Some(pack(&submission.sections)),
            layout: pack(&Layout {
                variant: submission.variant.as_str().into(),
                correction: submission.correction,
                extra_columns: submission.extra_columns.as_slice().into(),
                present: submission.present.as_slice().into(),
                footing: Cow::Borrowed(&submission.footing),
            }),
            paper: pack(&PaperNames { sheets: submission.sheets.clone(), home: submission.home }),
        }
    }
}

impl Content<&[u8]> {
    /// Lays the columns back into a submission that has its key already.
    pub fn fill(&self, id: i64, submission: &mut Submission) -> Result<(), LedgerFailure> {
        submission.headers = unpack("the header of submission", id, self.headers)?;
        submission.records = unpack("the rows of submission", id, self.records)?;
        submission.sections = self.sections.map_or(Ok(Vec::new()), |sections| unpack(TEXT, id, sections))?;
        let layout: Layout = unpack("the layout of submission", id, self.layout)?;
        let paper: PaperNames = unpack("the places of submission", id, self.paper)?;
        submission.variant = layout.variant.into_owned();
        submission.correction = layout.correction;
        submission.extra_columns = layout.extra_columns.into_owned();
        submission.present = layout.present.into_owned();
        submission.footing = layout.footing.into_owned();
        (submission.sheets, submission.home) = (paper.sheets, paper.home);
        Ok(())
    }
}
