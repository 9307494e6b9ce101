//! `liangze export`: the whole ledger as CSV.

use super::answer::Answer;
use super::arguments::Export;
use super::failure::Failure;
use super::words::Words;
use crate::batch::{self, Office};

/// Exports the ledger of an office.
pub fn export(given: &Export, words: &Words) -> Result<Answer, Failure> {
    let office = Office::open(&given.office)?;
    if !office.ledger_path().exists() {
        return Err(Failure::NoRun(given.office.clone()));
    }
    batch::export_office(&office, &given.to)?;
    let path = given.to.display().to_string();
    Ok(Answer::clean(words.fill("export.done", &[("path", &path)]) + "\n"))
}
