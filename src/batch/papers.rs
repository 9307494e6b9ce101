//! Who opens received bytes for a run: worker processes, or, where nothing hostile can come, this process.

use super::config::{LegacySettings, LimitSettings};
use super::conversion::Converter;
use super::failure::BatchFailure;
use super::old_word::OldWord;
use super::workers::Workers;
use crate::paper::marking::{Marks, mark};
use crate::paper::{self, Limits, Opened, Paper, Refusal};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Opens received bytes.
pub trait Papers: Sync {
    /// Opens a file: a paper within the limits, an archive within what is left of the budget.
    ///
    /// # Errors
    /// As [`Unopened`] says.
    fn open(&self, bytes: &[u8], limits: &Limits, budget: &Limits) -> Result<Opened, Unopened>;

    /// Reads a paper once more, with the fills of its cells.
    ///
    /// # Errors
    /// As [`Unopened`] says.
    fn with_fills(&self, bytes: &[u8], limits: &Limits) -> Result<Paper, Unopened>;

    /// Marks a paper up for its sender, where it can be marked itself.
    ///
    /// # Errors
    /// As [`Unopened`] says.
    fn mark(&self, bytes: &[u8], limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Unopened>;
}

/// Worker processes that are started from `program`; without one, this process. Old Word files are converted first, in
/// `folder` or among the temporary files of the system.
///
/// # Errors
/// If the settings of the conversion are wrong.
pub fn papers_by(
    program: Option<&Path>,
    limits: &LimitSettings,
    legacy: &LegacySettings,
    folder: Option<PathBuf>,
) -> Result<Box<dyn Papers>, BatchFailure> {
    let papers: Box<dyn Papers> = match program {
        Some(program) => Box::new(Workers::new(program.to_owned(), limits.workers())),
        None => Box::new(Here),
    };
    Ok(Box::new(OldWord { papers, converter: Converter::find(legacy, folder)? }))
}

/// Why bytes were not opened.
#[derive(Debug)]
pub enum Unopened {
    /// They are refused.
    Refused(Refusal),
    /// The reader broke down over them, which is a fault of ours; where, as far as it could tell.
    Broken(String),
    /// There is nobody to open them: the machine gives us no process. They may be opened later.
    Nobody(io::Error),
}

impl From<Refusal> for Unopened {
    fn from(refusal: Refusal) -> Unopened {
        Unopened::Refused(refusal)
    }
}

/// Opens them in this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Here;

impl Papers for Here {
    fn open(&self, bytes: &[u8], limits: &Limits, budget: &Limits) -> Result<Opened, Unopened> {
        unbroken(|| paper::open(bytes, limits, budget))
    }

    fn with_fills(&self, bytes: &[u8], limits: &Limits) -> Result<Paper, Unopened> {
        unbroken(|| read_with_fills(bytes, limits))
    }

    fn mark(&self, bytes: &[u8], limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Unopened> {
        unbroken(|| mark(bytes, limits, marks))
    }
}

/// A paper with the fills of its cells.
pub(super) fn read_with_fills(bytes: &[u8], limits: &Limits) -> Result<Paper, Refusal> {
    let mut paper = paper::read(bytes, limits)?;
    paper::add_fills(bytes, limits, &mut paper)?;
    Ok(paper)
}

fn unbroken<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Unopened> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => Ok(read?),
        Err(_) => Err(Unopened::Broken(String::new())),
    }
}
