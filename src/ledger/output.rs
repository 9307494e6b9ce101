//! What was written for officers: which file, from what inputs, with what bytes.

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use rusqlite::params;

/// A file of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its path within the outbox, with `/`.
    pub path: String,
    /// The run that wrote it last.
    pub run: i64,
    /// SHA-256 over what it was made from, in hex; empty if nobody said.
    pub inputs: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Writing<'_> {
    /// Records a file of the outbox, in place of what was recorded under its path.
    ///
    /// # Errors
    /// What the database reports.
    pub fn put_output(&self, output: &Output) -> Result<(), LedgerFailure> {
        self.connection
            .prepare_cached(
                "INSERT INTO outputs (path, run, inputs, sha256, size) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (path) DO UPDATE SET run = excluded.run, inputs = excluded.inputs,
                    sha256 = excluded.sha256, size = excluded.size",
            )?
            .execute(params![
                output.path,
                output.run,
                output.inputs,
                output.sha256,
                i64::try_from(output.size).unwrap_or(i64::MAX)
            ])?;
        Ok(())
    }

    /// Forgets a file of the outbox.
    ///
    /// # Errors
    /// What the database reports.
    pub fn drop_output(&self, path: &str) -> Result<(), LedgerFailure> {
        self.connection.execute("DELETE FROM outputs WHERE path = $1", [path])?;
        Ok(())
    }
}

impl Reading<'_> {
    /// What is recorded under paths that begin so, by path.
    ///
    /// # Errors
    /// What the database reports.
    pub fn outputs(&self, start: &str) -> Result<Vec<Output>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT path, run, inputs, sha256, size FROM outputs
             WHERE substr(path, 1, length($1)) = $1 ORDER BY path",
        )?;
        let outputs = statement.query_map([start], |row| {
            let size: i64 = row.get(4)?;
            Ok(Output {
                path: row.get(0)?,
                run: row.get(1)?,
                inputs: row.get(2)?,
                sha256: row.get(3)?,
                size: u64::try_from(size).unwrap_or_default(),
            })
        })?;
        Ok(outputs.collect::<Result<_, _>>()?)
    }
}
