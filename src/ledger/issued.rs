//! Approved notices with their numbers, their files and what they made public. A number is given once, and what is void
//! keeps it (FORMS.md 8.1).

use super::book::{Reading, Writing};
use super::draft::{Making, counted_of, counted_text, parsed, time};
use super::failure::LedgerFailure;
use crate::model::{Counted, Period, Publication};
use jiff::civil::DateTime;
use rusqlite::{Row, params};

/// An approval that is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The draft.
    pub draft: String,
    /// Its period.
    pub period: Period,
    /// The id of its declaration.
    pub notice: String,
    /// The unit that it is about; empty if it is about many.
    pub unit: String,
    /// Its title.
    pub title: String,
    /// 机关代字 and year: what its number counts within.
    pub series: String,
    /// Its number.
    pub number: u32,
    /// 发文字号
    pub doc_no: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_at: DateTime,
    /// Its files, itself first.
    pub files: Vec<IssuedFile>,
    /// What it makes public.
    pub makes: Vec<Making>,
    /// The returns of which the figures were made that it makes public.
    pub counted: Option<Counted>,
}

/// A file of an approved notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedFile {
    /// Its path within the outbox, with `/`.
    pub path: String,
    /// SHA-256 of its bytes, in hex; the archive holds them.
    pub sha256: String,
}

/// Why a notice holds no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voided {
    /// Who declared it void.
    pub by: String,
    /// When.
    pub at: DateTime,
    /// Why.
    pub reason: String,
}

/// An approved notice as the ledger holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The ledger's number of it, ascending in the order of approval.
    pub id: i64,
    /// What was approved.
    pub approval: Approval,
    /// Set if it is void.
    pub voided: Option<Voided>,
    /// True once the outbox holds it, or once it has left when it is void.
    pub kept: bool,
    /// False once the rows of tables for which it was made are gone.
    pub stands: bool,
}

const COLUMNS: &str = "id, draft, period, notice, unit, title, series, number, doc_no, approved_by, approved_at, \
                       voided_by, voided_at, reason, kept, counted, stands";

impl Writing<'_> {
    /// Records an approval. The number must be the next one of its series: whoever asked for it before holds the office.
    ///
    /// # Errors
    /// [`LedgerFailure::Busy`] if the number is not the next one; what the database reports.
    pub fn approve(&self, approval: &Approval) -> Result<i64, LedgerFailure> {
        if self.next_number(&approval.series)? != approval.number {
            return Err(LedgerFailure::Busy);
        }
        let id = self.next_id("notices")?;
        self.connection.execute(
            "INSERT INTO notices (id, draft, period, notice, unit, title, series, number, doc_no, approved_by,
                approved_at, counted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            params![
                id,
                approval.draft,
                approval.period.to_string(),
                approval.notice,
                approval.unit,
                approval.title,
                approval.series,
                approval.number,
                approval.doc_no,
                approval.approved_by,
                approval.approved_at.to_string(),
                counted_text(approval.counted.as_ref()),
            ],
        )?;
        for (ordinal, file) in (0i64..).zip(&approval.files) {
            self.connection.execute(
                "INSERT INTO notice_files (notice, ordinal, path, sha256) VALUES ($1, $2, $3, $4)",
                params![id, ordinal, file.path, file.sha256],
            )?;
        }
        for making in &approval.makes {
            self.connection.execute(
                "INSERT INTO publications (notice, form, period, code) VALUES ($1, $2, $3, $4)
                 ON CONFLICT DO NOTHING",
                params![id, making.form, approval.period.to_string(), making.code],
            )?;
        }
        Ok(id)
    }

    /// Declares an approved notice void. It keeps its number, and publishes nothing any more.
    ///
    /// # Errors
    /// What the database reports.
    pub fn declare_void(&self, id: i64, voided: &Voided) -> Result<(), LedgerFailure> {
        self.connection.execute(
            "UPDATE notices SET voided_by = $1, voided_at = $2, reason = $3, kept = 0 WHERE id = $4",
            params![voided.by, voided.at.to_string(), voided.reason, id],
        )?;
        Ok(())
    }

    /// Records whether the rows still stand for which a notice was made.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_stands(&self, id: i64, stands: bool) -> Result<(), LedgerFailure> {
        self.connection.execute("UPDATE notices SET stands = $1 WHERE id = $2", params![stands, id])?;
        Ok(())
    }

    /// Records that the outbox is as the approval, or its end, says.
    ///
    /// # Errors
    /// What the database reports.
    pub fn is_kept(&self, id: i64) -> Result<(), LedgerFailure> {
        self.connection.execute("UPDATE notices SET kept = 1 WHERE id = $1", [id])?;
        Ok(())
    }
}

impl Reading<'_> {
    /// The number that the next notice of a series gets.
    ///
    /// # Errors
    /// What the database reports.
    pub fn next_number(&self, series: &str) -> Result<u32, LedgerFailure> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT COALESCE(MAX(number), 0) + 1 FROM notices WHERE series = $1")?;
        Ok(statement.query_row([series], |row| row.get(0))?)
    }

    /// The approved notices of a period, or all, void ones included, in the order of approval.
    ///
    /// # Errors
    /// What the database reports.
    pub fn issued(&self, period: Option<Period>) -> Result<Vec<Issued>, LedgerFailure> {
        let sql = format!("SELECT {COLUMNS} FROM notices WHERE $1 = '' OR period = $1 ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([period.map(|period| period.to_string()).unwrap_or_default()])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let mut issued = issued(row)?;
            self.complete(&mut issued)?;
            all.push(issued);
        }
        Ok(all)
    }

    fn complete(&self, issued: &mut Issued) -> Result<(), LedgerFailure> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT path, sha256 FROM notice_files WHERE notice = $1 ORDER BY ordinal")?;
        let files = statement
            .query_map([issued.id], |row| Ok(IssuedFile { path: row.get(0)?, sha256: row.get(1)? }))?;
        issued.approval.files = files.collect::<Result<_, _>>()?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT form, code FROM publications WHERE notice = $1 ORDER BY form, code")?;
        let makes =
            statement.query_map([issued.id], |row| Ok(Making { form: row.get(0)?, code: row.get(1)? }))?;
        issued.approval.makes = makes.collect::<Result<_, _>>()?;
        Ok(())
    }

    /// 发文字号 of the notices that have made the figures of a form and period public, in the order of approval.
    ///
    /// # Errors
    /// What the database reports.
    pub fn published_in(&self, form: &str, period: Period) -> Result<Vec<String>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT n.doc_no FROM publications p JOIN notices n ON n.id = p.notice
             WHERE p.form = $1 AND p.period = $2 AND p.code = '' AND n.voided_at = '' ORDER BY n.id",
        )?;
        let numbers = statement.query_map([form, &period.to_string()], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// The figures of forms and periods that notices have made public, as they were then, in the order of approval. Of
    /// what earlier programs approved nobody knows what was counted.
    ///
    /// # Errors
    /// What the database reports.
    pub fn publications(&self) -> Result<Vec<Publication>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.form, p.period, n.doc_no, n.counted FROM publications p JOIN notices n ON n.id = p.notice
             WHERE p.code = '' AND n.voided_at = '' ORDER BY n.id, p.form",
        )?;
        let mut rows = statement.query([])?;
        let mut publications = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(counted) = counted_of(&row.get::<_, String>(3)?)? {
                let period = parsed(&row.get::<_, String>(1)?)?;
                publications.push(Publication { form: row.get(0)?, period, doc_no: row.get(2)?, counted });
            }
        }
        Ok(publications)
    }

    /// The published cases of a form: code, 发文字号, and when that was approved.
    ///
    /// # Errors
    /// What the database reports.
    pub fn published_cases(&self, form: &str) -> Result<Vec<(String, String, DateTime)>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.code, n.doc_no, n.approved_at FROM publications p JOIN notices n ON n.id = p.notice
             WHERE p.form = $1 AND p.code <> '' AND n.voided_at = '' ORDER BY n.id, p.code",
        )?;
        let mut rows = statement.query([form])?;
        let mut cases = Vec::new();
        while let Some(row) = rows.next()? {
            cases.push((row.get(0)?, row.get(1)?, time(&row.get::<_, String>(2)?)?));
        }
        Ok(cases)
    }
}

fn issued(row: &Row) -> Result<Issued, LedgerFailure> {
    let voided_at: String = row.get(12)?;
    let voided = if voided_at.is_empty() {
        None
    } else {
        Some(Voided { by: row.get(11)?, at: time(&voided_at)?, reason: row.get(13)? })
    };
    Ok(Issued {
        id: row.get(0)?,
        approval: Approval {
            draft: row.get(1)?,
            period: parsed(&row.get::<_, String>(2)?)?,
            notice: row.get(3)?,
            unit: row.get(4)?,
            title: row.get(5)?,
            series: row.get(6)?,
            number: row.get(7)?,
            doc_no: row.get(8)?,
            approved_by: row.get(9)?,
            approved_at: time(&row.get::<_, String>(10)?)?,
            files: Vec::new(),
            makes: Vec::new(),
            counted: counted_of(&row.get::<_, String>(15)?)?,
        },
        voided,
        kept: row.get(14)?,
        stands: row.get(16)?,
    })
}
