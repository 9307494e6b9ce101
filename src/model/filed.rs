//! A submission as the ledger holds it: with the file it came from, its version and where it stands.

use super::submission::{Status, Submission};
use jiff::civil::{Date as Day, DateTime};

/// One row of `submissions.csv`: what was found of a form in a file, and what became of it (CONTRACT.md).
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    /// The ledger's number of the submission, ascending in the order of taking.
    pub id: i64,
    /// The path as dropped, relative to the inbox; a member of an archive is `a.zip!/dir/b.xlsx`.
    pub source: String,
    /// SHA-256 of the file's bytes, in lower-case hex.
    pub sha256: String,
    /// From 1, among the submissions of one form, unit, period and event.
    pub version: u32,
    /// Where it stands.
    pub status: Status,
    /// When it was received, local time of the office.
    pub received_at: DateTime,
    /// When it was due; `None` if it is not due on a day.
    pub due_on: Option<Day>,
    /// Days between due and received, 0 if in time.
    pub days_late: i64,
    /// What it says, with its findings.
    pub submission: Submission,
}
