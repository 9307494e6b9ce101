//! The memory of an office: runs, files, submissions with their findings, outputs, numbers of notices. All SQL of the
//! program is here, in one dialect as far as one reaches (`$1` parameters, upserts, `RETURNING`), so that a shared
//! database can stand beside the embedded one. What a file says is judged elsewhere; which version counts, here.

mod answer;
mod beyond;
mod book;
mod checked;
mod claim;
mod content;
mod draft;
mod failure;
mod filed;
mod issued;
mod output;
mod remark;
mod run;
mod schema;
mod sketch;
mod taken;
mod version;

#[cfg(test)]
mod tests;

pub use book::{Ledger, Reading, Writing};
pub use checked::HeldCode;
pub use claim::Claim;
pub use draft::{DraftNotice, Making, Request};
pub use failure::LedgerFailure;
pub use filed::{Standing, Wanted};
pub use issued::{Approval, Issued, IssuedFile, Voided};
pub use output::Output;
pub use remark::{Counts, Remark};
pub use run::Run;
pub use sketch::Sketched;
pub use taken::{TakenFile, TakenSubmission, filled_on};
