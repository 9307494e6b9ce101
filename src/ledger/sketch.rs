//! Sketches of texts, by which those that may be like each other are found without reading them.

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use crate::model::Sketch;
use rusqlite::params;

/// A submission of which a sketch is kept.
#[derive(Clone, Debug)]
pub struct Sketched {
    /// The ledger's number.
    pub id: i64,
    /// The unit that sent it.
    pub unit: String,
    /// What tells apart several of one form, unit and period.
    pub event: String,
    /// True if it counts: a return, and the newest version.
    pub current: bool,
    /// The sketch.
    pub sketch: Sketch,
}

impl Reading<'_> {
    /// The sketches of a form and year, in the order of taking.
    ///
    /// # Errors
    /// What the database reports.
    pub fn sketches(&self, form: &str, year: i16) -> Result<Vec<Sketched>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.id, s.unit, s.event, s.verdict <> '' AND s.status <> 'superseded', k.least
             FROM sketches AS k JOIN submissions AS s ON s.id = k.submission
             WHERE k.form = $1 AND k.year = $2 ORDER BY s.id",
        )?;
        let mut rows = statement.query(params![form, year])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, least): (i64, Vec<u8>) = (row.get(0)?, row.get(4)?);
            let sketch = Sketch::of_bytes(&least)
                .ok_or_else(|| LedgerFailure::unreadable("the sketch of submission", id, "not a sketch"))?;
            found.push(Sketched { id, unit: row.get(1)?, event: row.get(2)?, current: row.get(3)?, sketch });
        }
        Ok(found)
    }
}

impl Writing<'_> {
    /// Keeps the sketch of a submission.
    ///
    /// # Errors
    /// What the database reports.
    pub fn keep_sketch(&self, id: i64, form: &str, year: i16, sketch: &Sketch) -> Result<(), LedgerFailure> {
        self.connection
            .prepare_cached(
                "INSERT INTO sketches (submission, form, year, least) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (submission) DO UPDATE SET least = excluded.least",
            )?
            .execute(params![id, form, year, sketch.to_bytes()])?;
        Ok(())
    }
}
