//! What the page says of findings.

use super::charts::Part;
use serde::{Deserialize, Serialize};

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
    /// True if that is its title.
    pub titled: bool,
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
