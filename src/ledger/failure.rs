//! What can go wrong with the ledger itself: trouble of the operator, never of a unit.

/// Why the ledger could not do what it was asked. Nothing of the transaction has then happened.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFailure {
    /// Another process holds it.
    #[error("the ledger is in use by another process")]
    Busy,
    /// A newer program wrote it.
    #[error("the ledger has version {found}, this program knows versions up to {known}")]
    TooNew { found: i64, known: i64 },
    /// An older program wrote it, and it was opened for reading only.
    #[error("the ledger has version {found}; a run of this program brings it to {known}")]
    TooOld { found: i64, known: i64 },
    /// A program wrote it that was never released; what returns say is stored otherwise there.
    #[error(
        "the ledger has version {found}, of a program before the first release; this one cannot go on with it"
    )]
    Unreleased { found: i64 },
    /// What it holds cannot be read back.
    #[error("{what} {id} in the ledger cannot be read: {reason}")]
    Unreadable { what: &'static str, id: i64, reason: String },
    /// The disk has no room for it.
    #[error("the disk is full")]
    Full,
    /// The disk did not do what it was asked.
    #[error("the disk failed: {0}")]
    Disk(rusqlite::Error),
    /// It is no ledger, or no longer a sound one.
    #[error("the ledger is damaged: {0}")]
    Damaged(rusqlite::Error),
    /// The database reports another error.
    #[error("the ledger failed: {0}")]
    Database(rusqlite::Error),
}

impl LedgerFailure {
    /// The failure of a stored text that does not parse.
    pub(super) fn unreadable(what: &'static str, id: i64, reason: impl ToString) -> LedgerFailure {
        LedgerFailure::Unreadable { what, id, reason: reason.to_string() }
    }
}

impl From<rusqlite::Error> for LedgerFailure {
    fn from(error: rusqlite::Error) -> LedgerFailure {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
            PermissionDenied, ReadOnly, SystemIoFailure,
        };
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => LedgerFailure::Busy,
            Some(DiskFull) => LedgerFailure::Full,
            Some(SystemIoFailure | CannotOpen | ReadOnly | PermissionDenied) => LedgerFailure::Disk(error),
            Some(DatabaseCorrupt | NotADatabase) => LedgerFailure::Damaged(error),
            _ => LedgerFailure::Database(error),
        }
    }
}
