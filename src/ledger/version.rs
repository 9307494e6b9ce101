//! Which of several submissions of one form, unit, period and event counts: the newest by receipt, then by the day on
//! which it was filled in, then by source (FORMS.md 10.1: file names never decide). The others are superseded.

use super::book::Writing;
use super::failure::LedgerFailure;
use crate::model::{Finding, Status};
use jiff::civil::Date as Day;
use rusqlite::{OptionalExtension, params};

impl Writing<'_> {
    /// Gives each version of a submission's key its number and its status. Without a whole key a submission stands
    /// alone.
    pub(super) fn settle_versions(&self, id: i64) -> Result<(), LedgerFailure> {
        let mut versions = self.connection.prepare_cached(
            "SELECT other.id, other.version, other.verdict, other.status
             FROM submissions AS one
             JOIN submissions AS other ON other.form = one.form AND other.unit = one.unit
                AND other.period = one.period AND other.event = one.event
             JOIN files ON files.id = other.file
             WHERE one.id = $1 AND one.verdict <> '' AND other.verdict <> ''
                AND one.form <> '' AND one.unit <> '' AND one.period <> ''
             ORDER BY other.received_at, other.filled_on, files.source, other.id",
        )?;
        let stored: Vec<(i64, i64, String, String)> = versions
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect::<Result<_, _>>()?;
        let newest = stored.len();
        let mut update = self
            .connection
            .prepare_cached("UPDATE submissions SET version = $1, status = $2 WHERE id = $3")?;
        for (version, (other, had_version, verdict, had_status)) in (1..).zip(stored) {
            let counts = usize::try_from(version) == Ok(newest);
            let status = if counts { verdict.as_str() } else { Status::Superseded.word() };
            if (version, status) != (had_version, had_status.as_str()) {
                update.execute(params![version, status, other])?;
            }
        }
        Ok(())
    }

    /// Replaces the findings of a submission and its verdict; if a later version took its place it stays
    /// superseded.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_findings(&self, id: i64, findings: &[Finding], verdict: Status) -> Result<(), LedgerFailure> {
        self.connection.prepare_cached("DELETE FROM findings WHERE submission = $1")?.execute([id])?;
        self.insert_findings(id, findings)?;
        let mut read = self.connection.prepare_cached("SELECT verdict FROM submissions WHERE id = $1")?;
        let had: Option<String> = read.query_row([id], |row| row.get(0)).optional()?;
        let verdict = verdict.word();
        if had.is_some_and(|had| !had.is_empty() && had != verdict) {
            self.connection
                .prepare_cached(
                    "UPDATE submissions SET verdict = $1,
                        status = CASE WHEN status = 'superseded' THEN status ELSE $1 END WHERE id = $2",
                )?
                .execute(params![verdict, id])?;
        }
        Ok(())
    }

    /// Records when a submission was due and how late it came.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_due(&self, id: i64, due_on: Option<Day>, days_late: i64) -> Result<(), LedgerFailure> {
        self.connection
            .prepare_cached("UPDATE submissions SET due_on = $1, days_late = $2 WHERE id = $3")?
            .execute(params![due_on.map(|day| day.to_string()).unwrap_or_default(), days_late, id])?;
        Ok(())
    }
}
