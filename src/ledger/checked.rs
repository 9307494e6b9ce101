//! What the check of submissions leaves behind: that they were checked, and the codes that their rows hold in common
//! with those of other units (case numbers).

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use crate::model::Period;
use rusqlite::params;

/// A submission that holds a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldCode {
    /// Its period.
    pub period: Period,
    /// The ledger's number of the submission.
    pub submission: i64,
    /// The unit that sent it.
    pub unit: String,
}

impl Reading<'_> {
    /// The submissions that count and hold a code of a form, earliest period first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn holders(&self, form: &str, code: &str) -> Result<Vec<HeldCode>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.period, c.submission, c.unit FROM codes AS c JOIN submissions AS s ON s.id = c.submission
             WHERE c.form = $1 AND c.code = $2 AND s.verdict <> '' AND s.status <> 'superseded'
             ORDER BY c.period, c.submission",
        )?;
        let rows = statement.query_map([form, code], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut held = Vec::new();
        for row in rows {
            let (period, submission, unit) = row?;
            let period =
                period.parse().map_err(|what| LedgerFailure::unreadable("submission", submission, what))?;
            held.push(HeldCode { period, submission, unit });
        }
        Ok(held)
    }
}

impl Writing<'_> {
    /// Records that a submission holds a code.
    ///
    /// # Errors
    /// What the database reports.
    pub fn hold_code(&self, form: &str, code: &str, held: &HeldCode) -> Result<(), LedgerFailure> {
        self.connection
            .prepare_cached(
                "INSERT INTO codes (form, code, period, submission, unit) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (form, code, period, submission) DO NOTHING",
            )?
            .execute(params![form, code, held.period.to_string(), held.submission, held.unit])?;
        Ok(())
    }

    /// Records that a submission stands otherwise and that those who look at it have still to be checked again.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_unchecked(&self, id: i64) -> Result<(), LedgerFailure> {
        self.connection.prepare_cached("UPDATE submissions SET checked = 0 WHERE id = $1")?.execute([id])?;
        Ok(())
    }

    /// Records that a submission was checked.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_checked(&self, id: i64) -> Result<(), LedgerFailure> {
        self.connection.prepare_cached("UPDATE submissions SET checked = 1 WHERE id = $1")?.execute([id])?;
        Ok(())
    }
}
