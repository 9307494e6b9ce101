//! What makes a notice, as declared in `notice.toml`: rows of merged tables, or returns of a form.

use serde::Deserialize;

/// Which rows of merged tables make drafts, and for what one draft is made.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The lists of the notice that hold only the rows of the unit that it is about. The rows of the first ask for
    /// drafts.
    pub of: Vec<String>,
    /// For what one draft is made.
    #[serde(default)]
    pub per: Per,
    /// Only rows that an officer has approved (`liangze approve`).
    #[serde(default)]
    pub approved: bool,
    /// Drafted only for units with so many rows.
    #[serde(default = "one")]
    pub fewest: usize,
    /// So many drafts for a unit, each after the days that the approved one before it set have passed, as long as it has
    /// such rows.
    #[serde(default = "one")]
    pub times: usize,
    /// Only for units that did not answer another notice.
    #[serde(default)]
    pub after: Option<After>,
    /// The key that names the person whom a row is about.
    #[serde(default)]
    pub person: Option<String>,
}

/// What went before a notice without an answer: of it so many were approved, the days that they set have passed, and the
/// rows for which they were made still stand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The id of the notice.
    pub notice: String,
    /// How many of them.
    pub times: usize,
}

fn one() -> usize {
    1
}

/// For what one draft is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// For each unit, of all its rows.
    #[default]
    Unit,
    /// For each row by itself: its keys stand in `row`.
    Row,
}

/// Which returns make drafts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    /// The code of the form.
    pub form: String,
    /// For what one draft is made: for each return, which is the unit's, or for each row of it.
    #[serde(default)]
    pub per: Per,
    /// The field that names the unit that the notice is about; the sender without it.
    #[serde(default)]
    pub unit: Option<String>,
    /// The field that names the person whom a row is about.
    #[serde(default)]
    pub person: Option<String>,
    /// Fields without which there is no draft yet.
    #[serde(default)]
    pub stated: Vec<String>,
    /// What rows of other forms say of the same person.
    #[serde(default)]
    pub beside: Vec<Beside>,
}

/// Texts of another form about the person whom a notice is about: never who wrote them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// The list of the notice.
    pub field: String,
    /// The code of the other form.
    pub form: String,
    /// The field that names the person there.
    pub person: String,
    /// The fields whose texts are listed, each text once.
    pub texts: Vec<String>,
    /// So many at most.
    pub most: usize,
}
