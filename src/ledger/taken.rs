//! What is written when files are taken: the file, what was found in it, and the claim that it has still to leave the
//! inbox, all in one transaction.

use super::book::{Reading, Writing};
use super::content::Content;
use super::failure::LedgerFailure;
use crate::model::{Status, Submission, Value};
use jiff::civil::{Date as Day, DateTime};
use rusqlite::{OptionalExtension, params};

/// A received file or a member of an archive, read and judged.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenFile {
    /// The path as dropped, relative to the inbox; `a.zip!/dir/b.xlsx` for a member.
    pub source: String,
    /// SHA-256 of its bytes in lower-case hex; empty for what has none, such as a link.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was received, local time of the office.
    pub received_at: DateTime,
    /// Why it could not be read, as a key; empty if it could.
    pub refusal: String,
    /// True if the ledger has these bytes already: its submissions then repeat the keys of those that came first.
    pub duplicate: bool,
    /// What was found in it; for a file that is no return one submission without a form, which carries its status.
    pub submissions: Vec<TakenSubmission>,
    /// The members, if it is an archive.
    pub members: Vec<TakenFile>,
}

/// What was found of one form, and what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenSubmission {
    /// A verdict (accepted, provisional, returned) for a return; else what the file is (rejected, ignored, …).
    pub status: Status,
    /// When it was due.
    pub due_on: Option<Day>,
    /// Days between due and received, 0 if in time.
    pub days_late: i64,
    /// What it says, with its findings.
    pub submission: Submission,
}

/// The day on which a submission was filled in, as versions are ordered by it; empty if it does not say.
pub fn filled_on(submission: &Submission) -> String {
    match submission.header("filled_on") {
        Value::Date(date) => date.first().to_string(),
        _ => String::new(),
    }
}

impl Reading<'_> {
    /// The first file with these bytes that was read, and its source. What was ignored or could not be read does not
    /// count: it is looked at again.
    ///
    /// # Errors
    /// What the database reports.
    pub fn known_file(&self, sha256: &str) -> Result<Option<(i64, String)>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT f.id, f.source FROM files AS f
             WHERE f.sha256 = $1 AND f.size > 0 AND f.duplicate_of IS NULL AND NOT EXISTS
                (SELECT 1 FROM submissions AS s WHERE s.file = f.id AND s.status IN ('ignored', 'rejected'))
             ORDER BY f.id LIMIT 1",
        )?;
        Ok(statement.query_row([sha256], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// The archive that held the file of a submission: its source and the SHA-256 of its bytes; `None` for a file that came
    /// by itself.
    ///
    /// # Errors
    /// What the database reports.
    pub fn holder(&self, submission: i64) -> Result<Option<(String, String)>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.source, c.sha256 FROM submissions AS s JOIN files AS f ON f.id = s.file
             JOIN files AS c ON c.id = f.container WHERE s.id = $1",
        )?;
        Ok(statement.query_row([submission], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// True if another file than this came under the same path with the same time of receipt: what said so then
    /// does not speak of this one.
    ///
    /// # Errors
    /// What the database reports.
    pub fn receipt_is_spent(
        &self,
        source: &str,
        received_at: DateTime,
        sha256: &str,
    ) -> Result<bool, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM files WHERE source = $1 AND received_at = $2 AND sha256 <> $3 LIMIT 1",
        )?;
        Ok(statement.exists(params![source, received_at.to_string(), sha256])?)
    }
}

impl Writing<'_> {
    /// Writes one file with its members and submissions, settles the versions that they touch, and gives its number.
    ///
    /// # Errors
    /// What the database reports.
    pub fn take(&self, run: i64, file: &TakenFile) -> Result<i64, LedgerFailure> {
        self.take_within(run, None, file)
    }

    fn take_within(&self, run: i64, container: Option<i64>, file: &TakenFile) -> Result<i64, LedgerFailure> {
        let first = if file.duplicate { self.known_file(&file.sha256)? } else { None };
        let original = first.map(|(id, _)| id);
        let id = self.next_id("files")?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO files (id, run, container, source, sha256, size, received_at, refusal, duplicate_of)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )?;
        statement.execute(params![
            id,
            run,
            container,
            file.source,
            file.sha256,
            i64::try_from(file.size).unwrap_or(i64::MAX),
            file.received_at.to_string(),
            file.refusal,
            original
        ])?;
        match original {
            Some(original) => self.repeat_keys(original, id, file)?,
            None => {
                for taken in &file.submissions {
                    self.insert_submission(id, file.received_at, taken)?;
                }
            }
        }
        for member in &file.members {
            self.take_within(run, Some(id), member)?;
        }
        Ok(id)
    }

    /// A duplicate speaks of the same forms, units and periods as the file that came first, and says nothing new.
    fn repeat_keys(&self, original: i64, id: i64, file: &TakenFile) -> Result<(), LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT form, unit, period, event FROM submissions WHERE file = $1 ORDER BY id",
        )?;
        let keys = statement.query_map([original], |row| {
            let (form, unit): (String, String) = (row.get(0)?, row.get(1)?);
            let (period, event): (String, String) = (row.get(2)?, row.get(3)?);
            Ok((form, unit, period, event))
        })?;
        let remarks = file.submissions.first().map(|first| first.submission.findings.clone());
        let mut repeated = Vec::new();
        for key in keys {
            let (form, unit, period, event) = key?;
            let period = period.parse().ok();
            repeated.push(Submission { form, unit, period, event, ..Submission::default() });
        }
        if repeated.is_empty() {
            repeated.push(Submission::default());
        }
        repeated[0].findings = remarks.unwrap_or_default();
        for submission in repeated {
            let taken = TakenSubmission { status: Status::Duplicate, due_on: None, days_late: 0, submission };
            self.insert_submission(id, file.received_at, &taken)?;
        }
        Ok(())
    }

    fn insert_submission(
        &self,
        file: i64,
        received_at: DateTime,
        taken: &TakenSubmission,
    ) -> Result<(), LedgerFailure> {
        let submission = &taken.submission;
        let id = self.next_id("submissions")?;
        let verdict = if taken.status.is_verdict() { taken.status.word() } else { "" };
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO submissions (id, file, form, unit, period, event, version, verdict, status, received_at,
                filled_on, due_on, days_late)
             VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12)",
        )?;
        statement.execute(params![
            id,
            file,
            submission.form,
            submission.unit,
            submission.period.map(|period| period.to_string()).unwrap_or_default(),
            submission.event,
            verdict,
            taken.status.word(),
            received_at.to_string(),
            filled_on(submission),
            taken.due_on.map(|day| day.to_string()).unwrap_or_default(),
            taken.days_late
        ])?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO contents (submission, headers, records, sections, layout, paper)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )?;
        let Content { headers, records, sections, layout, paper } = Content::of(submission);
        statement.execute(params![id, headers, records, sections, layout, paper])?;
        self.insert_findings(id, &submission.findings)?;
        self.settle_versions(id)
    }
}
