//! What a command answers: a text for standard output, and an exit code (CONTRACT.md, “Exit codes”).

use crate::model::Severity;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing to complain of.
    Clean,
    /// The disk, the ledger, or a fault of ours.
    Internal,
    /// The command line, the settings or the declarations are wrong.
    Usage,
    /// Something was returned or rejected.
    Returned,
    /// Nothing was returned, but findings wait for a correction or an explanation.
    Unexplained,
    /// Returns are missing, and `--require-complete` was given.
    Incomplete,
    /// Busy; another try may do.
    Busy,
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Internal => 1,
            Exit::Usage => 2,
            Exit::Returned => 3,
            Exit::Unexplained => 4,
            Exit::Incomplete => 5,
            Exit::Busy => 75,
        }
    }

    /// What a finding of this severity alone asks for.
    pub fn of_severity(severity: Severity) -> Exit {
        match severity {
            Severity::F => Exit::Returned,
            Severity::E | Severity::W => Exit::Unexplained,
            Severity::C | Severity::M | Severity::I => Exit::Clean,
        }
    }
}

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What goes to standard output, with its last line feed.
    pub text: String,
    /// How it ended.
    pub exit: Exit,
}

impl Answer {
    /// An answer with nothing to complain of.
    pub fn clean(text: impl Into<String>) -> Answer {
        Answer { text: text.into(), exit: Exit::Clean }
    }
}
