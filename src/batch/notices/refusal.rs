//! Why a notice could not be drafted, approved or declared void: trouble of the officer.

use crate::catalog::Sentences;
use crate::model::Saying;
use jiff::civil::{Date as Day, DateTime};

/// Why nothing was done about a notice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The office has never run.
    #[error("the office has never run")]
    NeverRun,
    /// There is no such notice; these are near.
    #[error("there is no notice `{0}`")]
    NoNotice(String, Vec<String>),
    /// Several begin so.
    #[error("several notices begin with `{0}`")]
    Several(String, Vec<String>),
    /// It was not approved, or is void already.
    #[error("`{0}` is not an approved notice")]
    NotApproved(String),
    /// A notice bears no earlier day than what it says.
    #[error("`{id}` says what stands as of {cut_off}, and cannot bear the day {day}")]
    TooEarly { id: String, day: Day, cut_off: DateTime },
    /// The draft in the outbox is not the one that the ledger has.
    #[error("`{path}` was changed since it was drawn up")]
    Changed { path: String },
    /// Templates or registry are others than those of the last run.
    #[error("templates or registry have changed since the last run")]
    Outdated,
    /// The organ has no 机关代字.
    #[error("the organ has no 机关代字")]
    NoPrefix,
    /// It could not be printed, and why.
    #[error("`{id}` cannot be printed: {}", Sentences::english().say(.why))]
    Unprintable { id: String, why: Saying },
    /// No notice is declared so, or not one that officers may ask for; these are.
    #[error("officers cannot ask for a notice `{0}`")]
    NotByHand(String, Vec<String>),
    /// There is no such unit; these are near.
    #[error("there is no unit `{0}`")]
    NoUnit(String, Vec<String>),
    /// The notice has no such field; these are near.
    #[error("the notice has no field `{0}`")]
    NoField(String, Vec<String>),
    /// No row of the table speaks of the unit; these units have some.
    #[error("no row speaks of `{0}`")]
    NoCandidate(String, Vec<String>),
    /// No notice is declared so; these are.
    #[error("there is no declared notice `{0}`")]
    NotDeclared(String, Vec<String>),
    /// The office has its own template already.
    #[error("there is a template `{path}` already")]
    HasTemplate { path: String },
    /// The registry has no organ that issues notices.
    #[error("the registry has no organ that issues notices")]
    NoIssuer,
    /// No declared notice waits for the approval of rows.
    #[error("no notice waits for the approval of rows")]
    NothingToApprove,
}
