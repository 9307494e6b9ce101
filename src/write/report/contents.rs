//! What the page of a period says: plain values, made by whoever closes the period, filled into the templates.

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

/// What was found in the returns that stand, and over many of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// How many; repairs and what was found in earlier versions are not among them.
    pub total: usize,
    /// How many repairs were logged.
    pub repaired: usize,
    /// How many were left out of the page, because there are too many.
    pub left_out: usize,
    /// By severity, the heaviest first.
    pub severities: Vec<SeverityFindings>,
    /// The states, in their order.
    pub states: Vec<Word>,
    /// By rule, the heaviest first.
    pub rules: Vec<RuleFindings>,
    /// By unit, in registry order; first those that are of no known unit.
    pub units: Vec<UnitFindings>,
    /// The names of forms, to which findings point.
    pub forms: Vec<String>,
    /// The findings, sorted.
    #[serde(skip_serializing)]
    pub lines: Vec<Line>,
}

/// A key and what is said for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// The key.
    pub key: String,
    /// The word.
    pub text: String,
}

/// The findings of a severity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityFindings {
    /// Its letter.
    pub letter: String,
    /// Its name.
    pub name: String,
    /// Those that nobody has answered.
    pub open: usize,
    /// Those that were explained or overridden.
    pub answered: usize,
    /// Both as parts of a bar.
    pub bar: Vec<Part>,
}

/// The findings of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFindings {
    /// Its id.
    pub id: String,
    /// What it is about: its title, or what it first remarked.
    pub title: String,
    /// The letter of its heaviest finding.
    pub letter: String,
    /// Those that nobody has answered.
    pub open: usize,
    /// Those that were explained or overridden.
    pub answered: usize,
    /// In how many units.
    pub units: usize,
    /// All of them as a bar.
    pub bar: Vec<Part>,
}

/// The findings in the returns of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitFindings {
    /// Its place in the registry; none if no unit is known.
    pub number: Option<usize>,
    /// Its short name; empty if no unit is known.
    pub name: String,
    /// Those that nobody has answered, by severity in the order of `severities`.
    pub open: Vec<usize>,
    /// Those that were explained or overridden.
    pub answered: usize,
    /// The list that goes back to it, percent-encoded; empty if none does.
    pub list: String,
}

/// A finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its severity, among `severities`.
    pub severity: usize,
    /// Its rule, among `rules`.
    pub rule: usize,
    /// Its unit, among `units`.
    pub unit: usize,
    /// Its form, among `forms`.
    pub form: usize,
    /// Its state, among `states`.
    pub state: usize,
    /// Sheet and cell.
    pub place: String,
    /// What names the row.
    pub row: String,
    /// What was found.
    pub value: String,
    /// What was expected.
    pub expected: String,
    /// The sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// What was answered.
    pub answer: String,
    /// The file as dropped.
    pub source: String,
}

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
