//! The runs: with what clock, program, templates and registry each worked.

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use jiff::civil::DateTime;
use rusqlite::params;

/// One execution of the program over the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number, from 1.
    pub id: i64,
    /// Its clock, local time of the office.
    pub as_of: DateTime,
    /// The version of the program.
    pub program: String,
    /// The fingerprint of the templates.
    pub catalog: String,
    /// The fingerprint of the registry.
    pub registry: String,
    /// False if it is at work or died.
    pub ended: bool,
}

impl Writing<'_> {
    /// Records that a run begins, and gives its number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn begin_run(
        &self,
        as_of: DateTime,
        program: &str,
        catalog: &str,
        registry: &str,
    ) -> Result<i64, LedgerFailure> {
        let id = self.next_id("runs")?;
        self.connection.execute(
            "INSERT INTO runs (id, as_of, program, catalog, registry) VALUES ($1, $2, $3, $4, $5)",
            params![id, as_of.to_string(), program, catalog, registry],
        )?;
        Ok(id)
    }

    /// Records that a run came to its end.
    ///
    /// # Errors
    /// What the database reports.
    pub fn end_run(&self, id: i64) -> Result<(), LedgerFailure> {
        self.connection.execute("UPDATE runs SET ended = 1 WHERE id = $1", [id])?;
        Ok(())
    }
}

impl Reading<'_> {
    /// The newest run, if there was one.
    ///
    /// # Errors
    /// What the database reports.
    pub fn last_run(&self) -> Result<Option<Run>, LedgerFailure> {
        self.newest_run(
            "SELECT id, as_of, program, catalog, registry, ended FROM runs ORDER BY id DESC LIMIT 1",
        )
    }

    /// The newest run that came to its end: what later ones began may not have reached the outbox.
    ///
    /// # Errors
    /// What the database reports.
    pub fn last_ended_run(&self) -> Result<Option<Run>, LedgerFailure> {
        self.newest_run(
            "SELECT id, as_of, program, catalog, registry, ended FROM runs WHERE ended = 1 ORDER BY id DESC LIMIT 1",
        )
    }

    fn newest_run(&self, question: &str) -> Result<Option<Run>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(question)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let id: i64 = row.get(0)?;
        let as_of: String = row.get(1)?;
        Ok(Some(Run {
            id,
            as_of: as_of.parse().map_err(|error| LedgerFailure::unreadable("run", id, error))?,
            program: row.get(2)?,
            catalog: row.get(3)?,
            registry: row.get(4)?,
            ended: row.get(5)?,
        }))
    }
}
