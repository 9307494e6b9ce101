//! liangze (两责): takes the returns under the 两个责任 policy from an inbox, reads, checks and merges them, and writes
//! what officers need. The house has floors; each imports only floors below it (docs/architecture.md).
//!
//! - [`cli`] talks to people
//! - [`batch`] conducts a run: the inbox, the ledger, the outbox; the only floor that touches disk and clock
//! - [`extract`], [`check`], [`merge`], [`write`] do the work: pure, and strangers to one another
//! - [`catalog`] holds templates/ as types
//! - [`paper`] reads bytes, [`expr`] evaluates expressions, [`ledger`] remembers
//! - [`model`] holds the nouns

pub mod batch;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod expr;
pub mod extract;
pub mod ledger;
pub mod merge;
pub mod model;
pub mod paper;
pub mod write;
