//! The journal of answers: explanations, overrides and waivers, as they were given. Nothing of it is deleted; of several
//! answers to one thing the last counts.

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use crate::model::{Answer, AnswerKind, Period};
use rusqlite::params;

impl Writing<'_> {
    /// Adds an answer, and has the returns that it speaks of looked at again.
    ///
    /// # Errors
    /// What the database reports.
    pub fn answer(&self, answer: &Answer) -> Result<(), LedgerFailure> {
        let id = self.next_id("answers")?;
        self.connection
            .prepare_cached(
                "INSERT INTO answers (id, kind, form, unit, period, event, rule, subject, words, given_by, given_at,
                    until, source)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            )?
            .execute(params![
                id,
                answer.kind.word(),
                answer.form,
                answer.unit,
                answer.period.to_string(),
                answer.event,
                answer.rule,
                answer.subject,
                answer.words,
                answer.by,
                answer.at.to_string(),
                answer.until.map(|day| day.to_string()).unwrap_or_default(),
                answer.source
            ])?;
        self.look_again(&answer.form, &answer.unit, answer.period)
    }

    /// Has the returns of a form, unit and period that count looked at again by the next check.
    ///
    /// # Errors
    /// What the database reports.
    pub fn look_again(&self, form: &str, unit: &str, period: Period) -> Result<(), LedgerFailure> {
        self.connection
            .prepare_cached(
                "UPDATE submissions SET checked = 0
                 WHERE form = $1 AND unit = $2 AND period = $3 AND verdict <> '' AND status <> 'superseded'",
            )?
            .execute(params![form, unit, period.to_string()])?;
        Ok(())
    }
}

impl Reading<'_> {
    /// All answers, in the order in which they were given.
    ///
    /// # Errors
    /// What the database reports.
    pub fn answers(&self) -> Result<Vec<Answer>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, kind, form, unit, period, event, rule, subject, words, given_by, given_at, until, source
             FROM answers ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        let mut answers = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let wrong = |what: String| LedgerFailure::unreadable("answer", id, what);
            let text = |column: usize| row.get::<_, String>(column);
            let kind = text(1)?;
            answers.push(Answer {
                kind: AnswerKind::of_word(&kind).ok_or_else(|| wrong(format!("kind `{kind}`")))?,
                form: text(2)?,
                unit: text(3)?,
                period: text(4)?.parse().map_err(wrong)?,
                event: text(5)?,
                rule: text(6)?,
                subject: text(7)?,
                words: text(8)?,
                by: text(9)?,
                at: text(10)?.parse().map_err(|error: jiff::Error| wrong(error.to_string()))?,
                until: match text(11)?.as_str() {
                    "" => None,
                    day => Some(day.parse().map_err(|error: jiff::Error| wrong(error.to_string()))?),
                },
                source: text(12)?,
            });
        }
        Ok(answers)
    }

    /// The units and periods of which an explanation lies with the returns.
    ///
    /// # Errors
    /// What the database reports.
    pub fn attached(&self) -> Result<Vec<(String, Period)>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT unit, period FROM submissions
             WHERE status = 'attachment' AND unit <> '' AND period <> '' ORDER BY period, unit",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let period: String = row.get(1)?;
            found.push((
                row.get(0)?,
                period.parse().map_err(|what| LedgerFailure::unreadable("period", 0, what))?,
            ));
        }
        Ok(found)
    }
}
