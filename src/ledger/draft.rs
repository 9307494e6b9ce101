//! Drafts of notices with what they say, and those that officers asked for (FORMS.md 8).

use super::book::{Reading, Writing};
use super::failure::LedgerFailure;
use crate::model::{Counted, Period};
use jiff::civil::DateTime;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an approved notice makes public.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Making {
    /// The id of a form.
    pub form: String,
    /// A case of it; all figures of the form and period if empty.
    pub code: String,
}

/// A draft that lies in the outbox. Paths are within the outbox, with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftNotice {
    /// How officers call it.
    pub id: String,
    /// The period in whose folder it lies.
    pub period: Period,
    /// The id of its declaration.
    pub notice: String,
    /// The unit that it is about; empty if it is about many.
    pub unit: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub path: String,
    /// The files of its 附件.
    pub attached: Vec<String>,
    /// Its cover sheet; empty without one.
    pub cover: String,
    /// The workbook whose cells it cites; empty if it cites none.
    pub cites: String,
    /// What it says, as JSON.
    pub facts: String,
    /// What must not stand in it.
    pub hidden: Vec<String>,
    /// What it makes public when it is approved.
    pub makes: Vec<Making>,
    /// The returns of which the figures are made that it makes public.
    pub counted: Option<Counted>,
    /// The clock of the run that drew it up.
    pub drawn_at: DateTime,
}

/// A draft that an officer asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The id of the declaration.
    pub notice: String,
    /// For which period.
    pub period: Period,
    /// What tells several of a notice and period apart.
    pub subject: String,
    /// The unit that it is about; empty if none was named.
    pub unit: String,
    /// Fields that the officer gave, as a JSON object.
    pub fields: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime,
}

const COLUMNS: &str =
    "id, period, notice, unit, title, path, attached, cover, cites, facts, hidden, makes, drawn_at, counted";

impl Writing<'_> {
    /// Records a draft, in place of what was recorded under its id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn put_draft(&self, draft: &DraftNotice) -> Result<(), LedgerFailure> {
        let sql = format!(
            "INSERT INTO drafts ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                $14)
             ON CONFLICT (id) DO UPDATE SET period = excluded.period, notice = excluded.notice,
                unit = excluded.unit, title = excluded.title, path = excluded.path,
                attached = excluded.attached, cover = excluded.cover, cites = excluded.cites,
                facts = excluded.facts, hidden = excluded.hidden, makes = excluded.makes,
                drawn_at = excluded.drawn_at, counted = excluded.counted"
        );
        self.connection.prepare_cached(&sql)?.execute(params![
            draft.id,
            draft.period.to_string(),
            draft.notice,
            draft.unit,
            draft.title,
            draft.path,
            json(&draft.attached),
            draft.cover,
            draft.cites,
            draft.facts,
            json(&draft.hidden),
            json(&draft.makes),
            draft.drawn_at.to_string(),
            counted_text(draft.counted.as_ref()),
        ])?;
        Ok(())
    }

    /// Forgets a draft.
    ///
    /// # Errors
    /// What the database reports.
    pub fn drop_draft(&self, id: &str) -> Result<(), LedgerFailure> {
        self.connection.execute("DELETE FROM drafts WHERE id = $1", [id])?;
        Ok(())
    }

    /// Records that a draft is asked for, in place of what was asked before for the same notice, period and subject.
    ///
    /// # Errors
    /// What the database reports.
    pub fn put_request(&self, request: &Request) -> Result<(), LedgerFailure> {
        self.connection.execute(
            "INSERT INTO requests (notice, period, subject, unit, fields, asked_by, asked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (notice, period, subject) DO UPDATE SET unit = excluded.unit,
                fields = excluded.fields, asked_by = excluded.asked_by, asked_at = excluded.asked_at",
            params![
                request.notice,
                request.period.to_string(),
                request.subject,
                request.unit,
                request.fields,
                request.asked_by,
                request.asked_at.to_string(),
            ],
        )?;
        Ok(())
    }
}

impl Reading<'_> {
    /// The drafts of a period, or all, by id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn drafts(&self, period: Option<Period>) -> Result<Vec<DraftNotice>, LedgerFailure> {
        let sql =
            format!("SELECT {COLUMNS} FROM drafts WHERE $1 = '' OR period = $1 ORDER BY period, notice, id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([period.map(|period| period.to_string()).unwrap_or_default()])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            drafts.push(draft(row)?);
        }
        Ok(drafts)
    }

    /// The ids of the drafts of a period.
    ///
    /// # Errors
    /// What the database reports.
    pub fn draft_ids(&self, period: Period) -> Result<BTreeSet<String>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM drafts WHERE period = $1")?;
        let ids = statement.query_map([period.to_string()], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// The draft with an id.
    ///
    /// # Errors
    /// What the database reports.
    pub fn draft(&self, id: &str) -> Result<Option<DraftNotice>, LedgerFailure> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM drafts WHERE id = $1"))?;
        let mut rows = statement.query([id])?;
        rows.next()?.map(draft).transpose()
    }

    /// What officers asked for of a period.
    ///
    /// # Errors
    /// What the database reports.
    pub fn requests(&self, period: Period) -> Result<Vec<Request>, LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "SELECT notice, subject, unit, fields, asked_by, asked_at FROM requests WHERE period = $1
             ORDER BY notice, subject",
        )?;
        let mut rows = statement.query([period.to_string()])?;
        let mut requests = Vec::new();
        while let Some(row) = rows.next()? {
            requests.push(Request {
                notice: row.get(0)?,
                period,
                subject: row.get(1)?,
                unit: row.get(2)?,
                fields: row.get(3)?,
                asked_by: row.get(4)?,
                asked_at: time(&row.get::<_, String>(5)?)?,
            });
        }
        Ok(requests)
    }
}

fn draft(row: &Row) -> Result<DraftNotice, LedgerFailure> {
    Ok(DraftNotice {
        id: row.get(0)?,
        period: parsed(&row.get::<_, String>(1)?)?,
        notice: row.get(2)?,
        unit: row.get(3)?,
        title: row.get(4)?,
        path: row.get(5)?,
        attached: unjson(&row.get::<_, String>(6)?)?,
        cover: row.get(7)?,
        cites: row.get(8)?,
        facts: row.get(9)?,
        hidden: unjson(&row.get::<_, String>(10)?)?,
        makes: unjson(&row.get::<_, String>(11)?)?,
        drawn_at: time(&row.get::<_, String>(12)?)?,
        counted: counted_of(&row.get::<_, String>(13)?)?,
    })
}

fn json<T: Serialize>(value: &[T]) -> String {
    serde_json::to_string(value).expect("lists of texts are JSON")
}

fn unjson<T: for<'t> Deserialize<'t>>(text: &str) -> Result<T, LedgerFailure> {
    serde_json::from_str(text).map_err(|error| LedgerFailure::unreadable("a notice", 0, error))
}

/// What was counted, as the ledger keeps it.
pub(super) fn counted_text(counted: Option<&Counted>) -> String {
    counted.map_or_else(String::new, |counted| serde_json::to_string(counted).expect("numbers are JSON"))
}

/// What was counted; `None` if an earlier program did not say.
pub(super) fn counted_of(text: &str) -> Result<Option<Counted>, LedgerFailure> {
    if text.is_empty() { Ok(None) } else { unjson(text).map(Some) }
}

/// A time of the ledger.
pub(super) fn time(text: &str) -> Result<DateTime, LedgerFailure> {
    parsed(text)
}

/// A text of the ledger as what it stands for.
pub(super) fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, LedgerFailure>
where
    T::Err: ToString,
{
    text.parse().map_err(|error: T::Err| LedgerFailure::unreadable("a notice", 0, error))
}
