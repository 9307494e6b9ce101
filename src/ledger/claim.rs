//! Claims: files that the ledger and the archive hold and that have still to leave the inbox. A claim is written with
//! its file in one transaction and deleted when the file is gone, so a run that dies in between is finished by the next.

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use rusqlite::params;

/// A file that has still to leave the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The ledger's number of the file.
    pub file: i64,
    /// Its path within the inbox: the bytes of the name.
    pub path: Vec<u8>,
    /// SHA-256 of the bytes that were taken; empty for what has none, such as a link.
    pub sha256: String,
}

impl Writing<'_> {
    /// Writes a claim.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claim(&self, claim: &Claim) -> Result<(), LedgerFailure> {
        self.connection
            .prepare_cached("INSERT INTO claims (file, path, sha256) VALUES ($1, $2, $3)")?
            .execute(params![claim.file, claim.path, claim.sha256])?;
        Ok(())
    }

    /// Deletes a claim: its file has left.
    ///
    /// # Errors
    /// What the database reports.
    pub fn release(&self, file: i64) -> Result<(), LedgerFailure> {
        self.connection.prepare_cached("DELETE FROM claims WHERE file = $1")?.execute([file])?;
        Ok(())
    }
}

impl Reading<'_> {
    /// All claims, in the order of taking.
    ///
    /// # Errors
    /// What the database reports.
    pub fn claims(&self) -> Result<Vec<Claim>, LedgerFailure> {
        let mut statement =
            self.connection.prepare_cached("SELECT file, path, sha256 FROM claims ORDER BY file")?;
        let claims = statement
            .query_map([], |row| Ok(Claim { file: row.get(0)?, path: row.get(1)?, sha256: row.get(2)? }))?;
        Ok(claims.collect::<Result<_, _>>()?)
    }
}
