//! Submissions as they are read back: whole, or only where they stand. Always in the order of taking.

use super::book::Reading;
use super::content::{Content, TEXT, unpack};
use super::failure::LedgerFailure;
use crate::model::{Entry, Filed, Period, Record, Section, Status, Submission};
use jiff::civil::{Date as Day, DateTime};
use rusqlite::{Row, params_from_iter};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Which submissions are asked for; what is not said is not asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'query> {
    /// The one with this number.
    pub id: Option<i64>,
    /// Of this form.
    pub form: Option<&'query str>,
    /// Of this unit.
    pub unit: Option<&'query str>,
    /// Of this period.
    pub period: Option<Period>,
    /// Of this event.
    pub event: Option<&'query str>,
    /// Taken in this run.
    pub run: Option<i64>,
    /// Only those that have not been checked since they were taken.
    pub unchecked: bool,
    /// Of this year or later.
    pub since: Option<i16>,
    /// Only returns, and of each only the version that counts.
    pub current: bool,
    /// Without their narratives, which are long and seldom asked for ([`Reading::narrative`]).
    pub in_brief: bool,
}

/// Where a submission stands, without what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The ledger's number.
    pub id: i64,
    /// The path as dropped.
    pub source: String,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// The form id, empty if unknown.
    pub form: String,
    /// The unit's id, empty if unknown.
    pub unit: String,
    /// The period, if known.
    pub period: Option<Period>,
    /// What tells apart several of one form, unit and period.
    pub event: String,
    /// From 1.
    pub version: u32,
    /// Where it stands.
    pub status: Status,
    /// When it was received.
    pub received_at: DateTime,
    /// When it was due.
    pub due_on: Option<Day>,
    /// Days between due and received.
    pub days_late: i64,
}

impl From<&Filed> for Standing {
    fn from(filed: &Filed) -> Standing {
        Standing {
            id: filed.id,
            source: filed.source.clone(),
            sha256: filed.sha256.clone(),
            form: filed.submission.form.clone(),
            unit: filed.submission.unit.clone(),
            period: filed.submission.period,
            event: filed.submission.event.clone(),
            version: filed.version,
            status: filed.status,
            received_at: filed.received_at,
            due_on: filed.due_on,
            days_late: filed.days_late,
        }
    }
}

const STANDING: &str = "s.id, f.source, f.sha256, s.form, s.unit, s.period, s.event, s.version, s.status,
    s.received_at, s.due_on, s.days_late";
/// The tables that tell where submissions stand.
pub(super) const SUBMISSIONS: &str = "submissions AS s JOIN files AS f ON f.id = s.file";
const CONTENTS: &str =
    "submissions AS s JOIN files AS f ON f.id = s.file JOIN contents AS c ON c.submission = s.id";

/// The question for what is selected (columns and tables) of the submissions that are wanted, and its values.
fn question(selected: &str, wanted: &Wanted) -> (String, Vec<rusqlite::types::Value>) {
    let mut text = format!("SELECT {selected} WHERE 1 = 1");
    let mut values: Vec<rusqlite::types::Value> = Vec::new();
    let mut ask = |column: &str, value: Option<rusqlite::types::Value>| {
        if let Some(value) = value {
            values.push(value);
            write!(text, " AND {column} = ${}", values.len()).expect("a String takes all text");
        }
    };
    ask("s.id", wanted.id.map(Into::into));
    ask("s.form", wanted.form.map(|form| form.to_owned().into()));
    ask("s.unit", wanted.unit.map(|unit| unit.to_owned().into()));
    ask("s.period", wanted.period.map(|period| period.to_string().into()));
    ask("s.event", wanted.event.map(|event| event.to_owned().into()));
    ask("f.run", wanted.run.map(Into::into));
    ask("s.id", wanted.id.map(Into::into));
    ask_since(&mut text, &mut values, wanted.since);
    if wanted.unchecked {
        text.push_str(" AND s.checked = 0");
    }
    if wanted.current {
        text.push_str(" AND s.verdict <> '' AND s.status <> 'superseded'");
    }
    text.push_str(" ORDER BY s.id");
    (text, values)
}

/// Periods are compared as texts: a year comes before its quarters, and years in their order.
fn ask_since(text: &mut String, values: &mut Vec<rusqlite::types::Value>, since: Option<i16>) {
    if let Some(year) = since {
        values.push(format!("{year:04}").into());
        write!(text, " AND s.period >= ${}", values.len()).expect("a String takes all text");
    }
}

fn standing(row: &Row) -> Result<Standing, LedgerFailure> {
    let id: i64 = row.get(0)?;
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
    let wrong = |what: String| LedgerFailure::unreadable("submission", id, what);
    let status = text(8)?;
    Ok(Standing {
        id,
        source: row.get(1)?,
        sha256: row.get(2)?,
        form: row.get(3)?,
        unit: row.get(4)?,
        period: match text(5)? {
            "" => None,
            period => Some(period.parse().map_err(wrong)?),
        },
        event: row.get(6)?,
        version: row.get(7)?,
        status: Status::of_word(status).ok_or_else(|| wrong(format!("status `{status}`")))?,
        received_at: text(9)?.parse().map_err(|error: jiff::Error| wrong(error.to_string()))?,
        due_on: match text(10)? {
            "" => None,
            day => Some(day.parse().map_err(|error: jiff::Error| wrong(error.to_string()))?),
        },
        days_late: row.get(11)?,
    })
}

/// A packed part of what a submission says.
pub(super) fn part<'row>(row: &'row Row, column: usize) -> Result<&'row [u8], LedgerFailure> {
    Ok(row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from)?)
}

impl Reading<'_> {
    /// Visits rows of the submissions that are wanted, in the order of taking, one at a time.
    pub(super) fn each_row<E: From<LedgerFailure>>(
        &self,
        selected: &str,
        wanted: &Wanted,
        mut visit: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let (text, values) = question(selected, wanted);
        let mut statement = self.connection.prepare_cached(&text).map_err(LedgerFailure::from)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(LedgerFailure::from)?;
        while let Some(row) = rows.next().map_err(LedgerFailure::from)? {
            visit(row)?;
        }
        Ok(())
    }

    /// Visits whole submissions, in the order of taking; only one is in memory at a time.
    ///
    /// # Errors
    /// What the visitor or the database reports.
    pub fn each_submission<E: From<LedgerFailure>>(
        &self,
        wanted: &Wanted,
        mut visit: impl FnMut(Filed) -> Result<(), E>,
    ) -> Result<(), E> {
        let sections = if wanted.in_brief { "NULL" } else { "c.sections" };
        let selected =
            format!("{STANDING}, c.headers, c.records, {sections}, c.layout, c.paper FROM {CONTENTS}");
        self.each_row(&selected, wanted, |row| visit(self.filed(row)?))
    }

    fn filed(&self, row: &Row) -> Result<Filed, LedgerFailure> {
        let standing = standing(row)?;
        let content = Content {
            headers: part(row, 12)?,
            records: part(row, 13)?,
            sections: row.get_ref(14)?.as_blob_or_null().map_err(rusqlite::Error::from)?,
            layout: part(row, 15)?,
            paper: part(row, 16)?,
        };
        let mut submission = Submission {
            form: standing.form,
            unit: standing.unit,
            period: standing.period,
            event: standing.event,
            ..Submission::default()
        };
        content.fill(standing.id, &mut submission)?;
        submission.findings = self.findings_of(standing.id)?;
        Ok(Filed {
            id: standing.id,
            source: standing.source,
            sha256: standing.sha256,
            version: standing.version,
            status: standing.status,
            received_at: standing.received_at,
            due_on: standing.due_on,
            days_late: standing.days_late,
            submission,
        })
    }

    /// The whole submissions that are wanted.
    ///
    /// # Errors
    /// What the database reports.
    pub fn submissions(&self, wanted: &Wanted) -> Result<Vec<Filed>, LedgerFailure> {
        let mut found = Vec::new();
        self.each_submission(wanted, |filed| {
            found.push(filed);
            Ok::<_, LedgerFailure>(())
        })?;
        Ok(found)
    }

    /// The narrative of a submission.
    ///
    /// # Errors
    /// What the database reports.
    pub fn narrative(&self, id: i64) -> Result<Vec<Section>, LedgerFailure> {
        let text = "SELECT sections FROM contents WHERE submission = $1";
        let mut statement = self.connection.prepare_cached(text)?;
        let bytes: Vec<u8> = statement.query_row([id], |row| row.get(0))?;
        unpack(TEXT, id, &bytes)
    }

    /// The returns that count: of each form, unit, period and event the newest version.
    ///
    /// # Errors
    /// What the database reports.
    pub fn current(&self, wanted: &Wanted) -> Result<Vec<Filed>, LedgerFailure> {
        self.submissions(&Wanted { current: true, ..*wanted })
    }

    /// Visits where submissions stand, without reading what they say.
    ///
    /// # Errors
    /// What the visitor or the database reports.
    pub fn each_standing<E: From<LedgerFailure>>(
        &self,
        wanted: &Wanted,
        mut visit: impl FnMut(Standing) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_row(&format!("{STANDING} FROM {SUBMISSIONS}"), wanted, |row| visit(standing(row)?))
    }

    /// Where the submissions that are wanted stand.
    ///
    /// # Errors
    /// What the database reports.
    pub fn standings(&self, wanted: &Wanted) -> Result<Vec<Standing>, LedgerFailure> {
        let mut found = Vec::new();
        self.each_standing(wanted, |standing| {
            found.push(standing);
            Ok::<_, LedgerFailure>(())
        })?;
        Ok(found)
    }

    /// Visits the header blocks of submissions, each with the submission's number.
    ///
    /// # Errors
    /// What the visitor or the database reports.
    pub fn each_header<E: From<LedgerFailure>>(
        &self,
        wanted: &Wanted,
        mut visit: impl FnMut(i64, BTreeMap<String, Entry>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_row(&format!("s.id, c.headers FROM {CONTENTS}"), wanted, |row| {
            let id: i64 = row.get(0).map_err(LedgerFailure::from)?;
            visit(id, unpack("the header of submission", id, part(row, 1)?)?)
        })
    }

    /// Visits the rows of submissions, each with where the submission stands.
    ///
    /// # Errors
    /// What the visitor or the database reports.
    pub fn each_records<E: From<LedgerFailure>>(
        &self,
        wanted: &Wanted,
        mut visit: impl FnMut(&Standing, Vec<Record>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_row(&format!("{STANDING}, c.records FROM {CONTENTS}"), wanted, |row| {
            let standing = standing(row)?;
            let records = unpack("the rows of submission", standing.id, part(row, 12)?)?;
            visit(&standing, records)
        })
    }
}
