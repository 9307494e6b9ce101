//! What can go wrong in the folder of an office: trouble of the operator, never of a unit.

use super::answering::Refused;
use super::notices::NoticeRefusal;
use crate::catalog::{Issue, Sentences};
use crate::ledger::LedgerFailure;
use crate::model::{RegistryIssue, Saying};
use crate::write::WriteError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a batch could not go on. What was finished before stays; the next run takes up the rest.
#[derive(Debug, thiserror::Error)]
pub enum BatchFailure {
    /// Another run is at work in the same office.
    #[error("another run is at work in `{}`", .0.display())]
    Busy(PathBuf),
    /// The folder is no office.
    #[error("`{}` is no office: it has no liangze.toml", .0.display())]
    NotAnOffice(PathBuf),
    /// The folder is an office already.
    #[error("`{}` is an office already", .0.display())]
    AlreadyAnOffice(PathBuf),
    /// The settings or the templates are wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Declarations(Vec<Issue>),
    /// The registry cannot be used.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Registry(Vec<RegistryIssue>),
    /// The machine gives us no process to read files with.
    #[error("no worker process can be started: {0}")]
    NoWorker(io::Error),
    /// The disk did not do what it was asked.
    #[error("cannot {what} `{}`: {error}", .path.display())]
    Disk { what: &'static str, path: PathBuf, error: io::Error },
    /// A workbook or a notice could not be made: a fault of the program or of an office's own template.
    #[error("cannot write an output: {}", Sentences::english().say(.0))]
    Workbook(Saying),
    /// A notice could not be drafted, approved or declared void.
    #[error(transparent)]
    Notice(#[from] NoticeRefusal),
    /// An answer of an officer is not taken.
    #[error("the answer to `{what}` is not taken: {why:?}")]
    Refused { why: Refused, what: String },
    /// The ledger did not.
    #[error(transparent)]
    Ledger(#[from] LedgerFailure),
}

impl BatchFailure {
    /// A workbook could not be made.
    pub fn workbook(error: &WriteError) -> BatchFailure {
        BatchFailure::Workbook(Saying::new("print.workbook").with("why", error.to_string()))
    }

    /// A notice could not be made, by its id.
    pub(super) fn of_notice(id: &str, why: Saying) -> BatchFailure {
        BatchFailure::Workbook(Saying::new("print.notice").with("id", id).with("why", why))
    }

    /// Names what was done to which path when an error of the disk is passed on.
    pub(super) fn disk(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> BatchFailure {
        let path = path.to_owned();
        move |error| BatchFailure::Disk { what, path, error }
    }
}
