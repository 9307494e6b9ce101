//! What the ledger remembers of the notices of a period: which drafts lie there, which were approved, what officers
//! asked for, and which cases bulletins have published.

use crate::catalog::Catalog;
use crate::ledger::{Issued, LedgerFailure, Reading, Request};
use crate::model::Period;
use std::collections::BTreeSet;

/// What is remembered of a period.
#[derive(Debug, Default)]
pub struct Memory {
    /// The ids of the drafts that the ledger has with what they say.
    pub drafts: BTreeSet<String>,
    /// Approved notices that are not void.
    pub issued: Vec<Issued>,
    /// Approved notices of other periods that are not void and whose rows still stand.
    pub elsewhere: Vec<Issued>,
    /// What officers asked for.
    pub requests: Vec<Request>,
    /// The cases, by number, that approved bulletins have published, of whatever period.
    pub published: BTreeSet<String>,
}

impl Memory {
    /// What the ledger remembers of a period.
    ///
    /// # Errors
    /// What the ledger reports.
    pub fn of(ledger: Reading, catalog: &Catalog, period: Period) -> Result<Memory, LedgerFailure> {
        let mut issued = ledger.issued(None)?;
        issued.retain(|issued| issued.voided.is_none());
        let (issued, mut elsewhere): (Vec<Issued>, Vec<Issued>) =
            issued.into_iter().partition(|issued| issued.approval.period == period);
        elsewhere.retain(|issued| issued.stands);
        let mut published = BTreeSet::new();
        for cases in catalog.notices.all.iter().filter_map(|notice| notice.declaration.cases.as_ref()) {
            if let Some(form) = catalog.form_by_code(&cases.form) {
                published.extend(ledger.published_cases(&form.id)?.into_iter().map(|(code, ..)| code));
            }
        }
        Ok(Memory {
            drafts: ledger.draft_ids(period)?,
            issued,
            elsewhere,
            requests: ledger.requests(period)?,
            published,
        })
    }

    /// True if the draft of this id was approved.
    pub fn is_issued(&self, id: &str) -> bool {
        self.issued.iter().any(|issued| issued.approval.draft == id)
    }
}
