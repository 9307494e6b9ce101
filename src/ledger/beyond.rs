//! What is held against each other across families of units: which submissions speak of which units.

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use super::filed::Standing;
use crate::model::Period;
use rusqlite::params;

impl Reading<'_> {
    /// The numbers of the submissions of a form whose rows speak of a unit that is not of the sender's family, of a year
    /// or later, in the order of taking. Those that no longer count are among them.
    ///
    /// # Errors
    /// What the database reports.
    pub fn speaking_of(&self, form: &str, unit: &str, since: i16) -> Result<Vec<i64>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT submission FROM spoken_of WHERE form = $1 AND unit = $2 AND period >= $3 ORDER BY submission",
        )?;
        let ids = statement.query_map(params![form, unit, format!("{since:04}")], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// The units of other families of which any version of a submission speaks.
    ///
    /// # Errors
    /// What the database reports.
    pub fn spoken_of(&self, of: &Standing) -> Result<Vec<String>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT o.unit FROM submissions AS s JOIN spoken_of AS o ON o.submission = s.id
             WHERE s.form = $1 AND s.unit = $2 AND s.period = $3 AND s.event = $4 ORDER BY o.unit",
        )?;
        let period = of.period.map(|period| period.to_string()).unwrap_or_default();
        let units = statement.query_map(params![of.form, of.unit, period, of.event], |row| row.get(0))?;
        Ok(units.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Records that a submission speaks of a unit.
    ///
    /// # Errors
    /// What the database reports.
    pub fn speak_of(
        &self,
        form: &str,
        unit: &str,
        period: Period,
        submission: i64,
    ) -> Result<(), LedgerFailure> {
        self.connection
            .prepare_cached(
                "INSERT INTO spoken_of (form, unit, period, submission) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (form, unit, period, submission) DO NOTHING",
            )?
            .execute(params![form, unit, period.to_string(), submission])?;
        Ok(())
    }
}
