//! What an approved notice made public, and of which returns its figures were made: what comes later corrects it and does
//! not rewrite it (FORMS.md 6).

use super::period::Period;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The returns of which published figures were made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The official returns, by the ledger's numbers.
    pub returns: BTreeSet<i64>,
    /// The last submission of the period that had been taken by then.
    pub known: i64,
}

/// The figures of a form and period as a notice made them public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The id of the form.
    pub form: String,
    /// The period.
    pub period: Period,
    /// 发文字号
    pub doc_no: String,
    /// The returns of which the figures were made.
    pub counted: Counted,
}
