//! What the page of a period says: plain values, made by whoever closes the period, filled into the templates.

use super::charts::{AreaBar, Received};
use super::findings::Findings;
use serde::{Deserialize, Serialize};

/// Everything on the page of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// From which run it is.
    pub stamp: Stamp,
    /// The place of the receiving organ.
    pub place: String,
    /// The key of the period.
    pub period: String,
    /// The period as official texts say it.
    pub period_name: String,
    /// The mark of what must stay within.
    pub mark: String,
    /// All duties of the period.
    pub counts: Counts,
    /// The duties by form, in the order of forms.
    pub forms: Vec<FormCounts>,
    /// What waits for somebody.
    pub waiting: Waiting,
    /// Units and forms.
    pub matrix: Matrix,
    /// Who keeps whom from being complete.
    pub blocking: Blocking,
    /// What was found.
    pub findings: Findings,
    /// How timely the areas are.
    pub timeliness: Vec<AreaBar>,
    /// When returns came.
    pub received: Received,
    /// What else lies in the folder.
    pub files: Vec<FileGroup>,
}

/// The run that made it; a page that says nothing else is not written again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// The clock of the run.
    pub as_of: String,
    /// The number of the run.
    pub run: String,
}

/// How many duties stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Due; excused ones are not.
    pub owed: usize,
    /// Came, whatever became of it.
    pub came: usize,
    /// Counts as official: in time or late.
    pub accepted: usize,
    /// In time, nil returns and what came with another form included.
    pub timely: usize,
    /// Nil returns in time.
    pub nil: usize,
    /// Too late, but taken.
    pub late: usize,
    /// 暂收
    pub held: usize,
    /// 退回未改
    pub returned: usize,
    /// 未报
    pub missing: usize,
    /// 免报
    pub exempt: usize,
}

/// The duties of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormCounts {
    /// Its name.
    pub name: String,
    /// The days on which it is due, most often one.
    pub due: Vec<String>,
    /// How its duties stand.
    pub counts: Counts,
    /// 按时率, with one decimal; empty if nothing is due.
    pub rate: String,
}

/// What waits for somebody; all are counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// Units of which something is missing.
    pub missing_units: usize,
    /// Units of which something is returned or held.
    pub faulty_units: usize,
    /// Returns that are refused, of forms that nobody owes, too.
    pub returned: usize,
    /// Returns that are held, of forms that nobody owes, too.
    pub held: usize,
    /// Findings that ask for an explanation which has not come.
    pub unexplained: usize,
    /// Findings over many returns, for the receiving organ.
    pub for_officers: usize,
    /// Notices that wait for approval.
    pub drafts: usize,
    /// Lists that go back to units.
    pub lists: usize,
}

/// Units down, forms across.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// The names of the forms.
    pub forms: Vec<String>,
    /// The areas with their units.
    pub groups: Vec<MatrixGroup>,
}

/// The rows of an area.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixGroup {
    /// The name of the area; empty for units that stand in none.
    pub name: String,
    /// True for the organs and departments of the receiving organ's own level.
    pub own: bool,
    /// Its units.
    pub units: Vec<MatrixUnit>,
}

/// The row of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixUnit {
    /// Its place in the registry, by which it is linked.
    pub number: usize,
    /// Its short name.
    pub name: String,
    /// How far it is indented.
    pub depth: usize,
    /// True if something was found in its returns.
    pub found: bool,
    /// One cell for each form; none where nothing is due.
    pub cells: Vec<Option<MatrixCell>>,
}

/// Where a return stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixCell {
    /// The key of its state.
    pub key: String,
    /// Its state in words.
    pub text: String,
    /// How many findings it has of which severity, such as `E2 W1`.
    pub faults: String,
    /// How many returns it stands for; more than one only of forms that are due on no day.
    pub count: usize,
}

/// Who keeps whom from being complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocking {
    /// The forms that are not complete.
    pub forms: Vec<BlockedForm>,
    /// The area of the receiving organ, if it is not complete.
    pub area: Option<BlockedArea>,
}

/// A form of which returns are wanting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockedForm {
    /// Its name.
    pub name: String,
    /// How many are due.
    pub owed: usize,
    /// How many are wanting.
    pub wanting: usize,
    /// The sheets that are made of it.
    pub tables: Vec<String>,
}

/// An area of which returns are wanting, with those below that keep it from being complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockedArea {
    /// Its name.
    pub name: String,
    /// How many returns are due, with those of all areas below.
    pub owed: usize,
    /// Of these missing.
    pub missing: usize,
    /// Of these returned.
    pub returned: usize,
    /// Of these held.
    pub held: usize,
    /// Its own units of which something is wanting.
    pub units: Vec<BlockingUnit>,
    /// The areas below of which something is wanting.
    pub below: Vec<BlockedArea>,
    /// The areas below that are complete.
    pub complete: Vec<String>,
}

/// A unit of which returns are wanting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockingUnit {
    /// Its place in the registry.
    pub number: usize,
    /// Its short name.
    pub name: String,
    /// What is wanting.
    pub returns: Vec<WantingReturn>,
}

/// A return that is wanting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantingReturn {
    /// The name of the form.
    pub form: String,
    /// The key of its state.
    pub key: String,
    /// Its state in words.
    pub text: String,
    /// When it was due; empty if on no day.
    pub due: String,
}

/// Files of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileGroup {
    /// `workbooks`, or the name of the folder.
    pub key: String,
    /// The files, by path.
    pub files: Vec<FileLink>,
    /// How many more there are.
    pub left_out: usize,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLink {
    /// Its path from the page, percent-encoded.
    pub href: String,
    /// Its name.
    pub name: String,
}
