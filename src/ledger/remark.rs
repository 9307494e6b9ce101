//! Findings as they are kept: those of a submission in their order, and those over many returns of a period.

use super::book::{Reading, Writing};
use super::content::{PaperNames, unpack};
use super::failure::LedgerFailure;
use super::filed::{SUBMISSIONS, Wanted, part};
use crate::model::{Finding, FindingState, Period};
use rusqlite::params;
use std::collections::BTreeMap;

/// A finding with what it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// The submission; `None` for a finding over many returns.
    pub submission: Option<i64>,
    /// Its place among the findings of the submission or the period, from 1.
    pub ordinal: u32,
    /// The path of the file as dropped.
    pub source: String,
    /// The form id.
    pub form: String,
    /// The unit's id.
    pub unit: String,
    /// The period.
    pub period: Option<Period>,
    /// The name of the sheet on which it points to a cell; empty for a Word file.
    pub sheet: String,
    /// What is remarked.
    pub finding: Finding,
}

/// The columns of a finding over many returns.
const OVER_MANY: &str = "period, ordinal, form, unit, body, state";

/// How many findings of each severity, by its letter.
pub type Counts = BTreeMap<String, u32>;

fn state_of(word: &str) -> FindingState {
    [FindingState::Explained, FindingState::Overridden]
        .into_iter()
        .find(|state| state.word() == word)
        .unwrap_or_default()
}

fn stored(id: i64, body: &str, state: &str) -> Result<Finding, LedgerFailure> {
    let finding: Finding = serde_json::from_str(body)
        .map_err(|error| LedgerFailure::unreadable("a finding of submission", id, error))?;
    Ok(Finding { state: state_of(state), ..finding })
}

fn body(finding: &Finding) -> String {
    serde_json::to_string(finding).expect("a finding has text keys and no custom failures")
}

impl Writing<'_> {
    /// Adds findings to a submission that has none.
    pub(super) fn insert_findings(&self, id: i64, findings: &[Finding]) -> Result<(), LedgerFailure> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO findings (submission, ordinal, rule, severity, state, body)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )?;
        for (ordinal, finding) in (1i64..).zip(findings) {
            statement.execute(params![
                id,
                ordinal,
                finding.rule,
                finding.severity.letter(),
                finding.state.word(),
                body(finding)
            ])?;
        }
        Ok(())
    }

    /// Replaces the findings over many returns of a period: form, unit, and what is remarked.
    ///
    /// # Errors
    /// What the database reports.
    pub fn set_period_findings(
        &self,
        period: Period,
        findings: &[(String, String, Finding)],
    ) -> Result<(), LedgerFailure> {
        let period = period.to_string();
        self.connection.execute("DELETE FROM period_findings WHERE period = $1", [&period])?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO period_findings (period, ordinal, form, unit, state, body)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )?;
        for (ordinal, (form, unit, finding)) in (1i64..).zip(findings) {
            statement.execute(params![period, ordinal, form, unit, finding.state.word(), body(finding)])?;
        }
        Ok(())
    }
}

impl Reading<'_> {
    /// The findings of a submission, in their order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn findings_of(&self, id: i64) -> Result<Vec<Finding>, LedgerFailure> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT body, state FROM findings WHERE submission = $1 ORDER BY ordinal")?;
        let mut rows = statement.query([id])?;
        let mut findings = Vec::new();
        while let Some(row) = rows.next()? {
            let (body, state) = (row.get_ref(0)?, row.get_ref(1)?);
            let text = |column: rusqlite::types::ValueRef| {
                column.as_str().map(str::to_owned).map_err(rusqlite::Error::from)
            };
            findings.push(stored(id, &text(body)?, &text(state)?)?);
        }
        Ok(findings)
    }

    /// Visits all findings: those of submissions in the order of taking, then those over many returns by period.
    ///
    /// # Errors
    /// What the visitor or the database reports.
    pub fn each_finding<E: From<LedgerFailure>>(
        &self,
        mut visit: impl FnMut(Remark) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.prepare_findings()?;
        let mut rows = statement.query([]).map_err(LedgerFailure::from)?;
        let mut names = (0i64, PaperNames::default());
        while let Some(row) = rows.next().map_err(LedgerFailure::from)? {
            visit(finding_row(row, &mut names)?)?;
        }
        let text = format!("SELECT {OVER_MANY} FROM period_findings ORDER BY period, ordinal");
        let mut statement = self.connection.prepare_cached(&text).map_err(LedgerFailure::from)?;
        let mut rows = statement.query([]).map_err(LedgerFailure::from)?;
        while let Some(row) = rows.next().map_err(LedgerFailure::from)? {
            visit(period_row(row)?)?;
        }
        Ok(())
    }

    /// The findings over many returns of a period, in their order.
    ///
    /// # Errors
    /// What the database reports.
    pub fn period_findings(&self, period: Period) -> Result<Vec<Remark>, LedgerFailure> {
        let text = format!("SELECT {OVER_MANY} FROM period_findings WHERE period = $1 ORDER BY ordinal");
        let mut statement = self.connection.prepare_cached(&text)?;
        let mut rows = statement.query([period.to_string()])?;
        let mut remarks = Vec::new();
        while let Some(row) = rows.next()? {
            remarks.push(period_row(row)?);
        }
        Ok(remarks)
    }

    fn prepare_findings(&self) -> Result<rusqlite::CachedStatement<'_>, LedgerFailure> {
        Ok(self.connection.prepare_cached(
            "SELECT s.id, n.ordinal, f.source, s.form, s.unit, s.period, n.body, n.state, c.paper
             FROM findings AS n
             JOIN submissions AS s ON s.id = n.submission
             JOIN contents AS c ON c.submission = s.id
             JOIN files AS f ON f.id = s.file
             ORDER BY n.submission, n.ordinal",
        )?)
    }

    /// How many findings of each severity the submissions have that are wanted; those without a finding are left out.
    ///
    /// # Errors
    /// What the database reports.
    pub fn finding_counts(&self, wanted: &Wanted) -> Result<BTreeMap<i64, Counts>, LedgerFailure> {
        let mut counts: BTreeMap<i64, Counts> = BTreeMap::new();
        let selected =
            format!("s.id, n.severity FROM {SUBMISSIONS} JOIN findings AS n ON n.submission = s.id");
        self.each_row(&selected, wanted, |row| -> Result<(), LedgerFailure> {
            *counts.entry(row.get(0)?).or_default().entry(row.get(1)?).or_default() += 1;
            Ok(())
        })?;
        Ok(counts)
    }

    /// How many findings of each severity nobody has answered, of the submissions that are wanted.
    ///
    /// # Errors
    /// What the database reports.
    pub fn open_findings(&self, wanted: &Wanted) -> Result<Counts, LedgerFailure> {
        let mut counts = Counts::new();
        let selected =
            format!("n.severity, n.state FROM {SUBMISSIONS} JOIN findings AS n ON n.submission = s.id");
        self.each_row(&selected, wanted, |row| -> Result<(), LedgerFailure> {
            if state_of(&row.get::<_, String>(1)?) == FindingState::Open {
                *counts.entry(row.get(0)?).or_default() += 1;
            }
            Ok(())
        })?;
        Ok(counts)
    }
}

fn finding_row(row: &rusqlite::Row, names: &mut (i64, PaperNames)) -> Result<Remark, LedgerFailure> {
    let id: i64 = row.get(0)?;
    if names.0 != id {
        *names = (id, unpack("the places of submission", id, part(row, 8)?)?);
    }
    let finding = stored(id, &row.get::<_, String>(6)?, &row.get::<_, String>(7)?)?;
    Ok(Remark {
        submission: Some(id),
        ordinal: row.get(1)?,
        source: row.get(2)?,
        form: row.get(3)?,
        unit: row.get(4)?,
        period: row.get::<_, String>(5)?.parse().ok(),
        sheet: names.1.sheet_of(finding.place).to_owned(),
        finding,
    })
}

fn period_row(row: &rusqlite::Row) -> Result<Remark, LedgerFailure> {
    let finding = stored(0, &row.get::<_, String>(4)?, &row.get::<_, String>(5)?)?;
    Ok(Remark {
        submission: None,
        ordinal: row.get(1)?,
        source: String::new(),
        form: row.get(2)?,
        unit: row.get(3)?,
        period: row.get::<_, String>(0)?.parse().ok(),
        sheet: String::new(),
        finding,
    })
}
