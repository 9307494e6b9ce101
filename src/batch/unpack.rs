//! One received file, opened: examined itself, or member by member if it is an archive, archives within archives too.
//! Everything is counted against one budget, so no nesting multiplies it.

use super::archive::sha256_of;
use super::customs::Customs;
use super::examined::{Examined, SourceFile};
use super::failure::BatchFailure;
use super::papers::{Papers, Unopened};
use crate::paper::archive::Member;
use crate::paper::{Limits, Opened, Paper, Refusal};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The function that finds returns in a paper.
pub type Examine<'run> = dyn Fn(&SourceFile, Paper) -> Result<Examined, Unopened> + Sync + 'run;

/// A file or a member, as it was found.
#[derive(Debug)]
pub(super) struct Found {
    pub source: String,
    pub sha256: String,
    pub size: u64,
    pub what: What,
}

/// What a file or a member is.
#[derive(Debug)]
pub(super) enum What {
    /// Known by its name as no return.
    Junk,
    /// Not opened, since the ledger has its bytes already.
    Unopened,
    /// An archive; its members follow.
    Archive,
    /// Read, or refused.
    Read(Box<Examined>),
    /// The reading itself broke down, which is a fault of ours; where, as far as it is known.
    Failed(String),
}

/// How files are opened.
pub(super) struct Opener<'run> {
    pub limits: Limits,
    pub customs: &'run Customs,
    pub papers: &'run dyn Papers,
    pub examine: &'run Examine<'run>,
}

impl Opener<'_> {
    /// Opens a file: the file itself comes first, then its members by source.
    ///
    /// # Errors
    /// If there is nobody to read it.
    pub fn open(&self, file: &SourceFile, sha256: &str) -> Result<Vec<Found>, BatchFailure> {
        let mut found = Vec::new();
        let mut budget = self.limits;
        self.open_within(file, sha256.to_owned(), &mut budget, &mut found)?;
        found[1..].sort_by(|left, right| left.source.cmp(&right.source));
        Ok(found)
    }

    fn open_within(
        &self,
        file: &SourceFile,
        sha256: String,
        budget: &mut Limits,
        found: &mut Vec<Found>,
    ) -> Result<(), BatchFailure> {
        let at = found.len();
        let size = file.bytes.len() as u64;
        found.push(Found { source: file.source.to_owned(), sha256, size, what: What::Junk });
        if self.customs.ignores(file.source) {
            return Ok(());
        }
        let opened = self.papers.open(file.bytes, &self.limits, budget);
        let examined = opened.and_then(|opened| match opened {
            Opened::Paper(paper) => self.examine(file, *paper).map(Ok),
            Opened::Archive(members) if members.is_empty() => Err(Refusal::NoForm.into()),
            Opened::Archive(members) => Ok(Err(members)),
        });
        found[at].what = match examined {
            Ok(Ok(examined)) => What::Read(Box::new(examined)),
            Ok(Err(members)) => {
                spend(budget, &members);
                for member in members {
                    let source = format!("{}!/{}", file.source, member.path);
                    let inner = SourceFile { source: &source, bytes: &member.bytes, ..*file };
                    self.open_within(&inner, sha256_of(&member.bytes), budget, found)?;
                }
                budget.nesting += 1;
                What::Archive
            }
            Err(Unopened::Refused(refusal)) => What::Read(Box::new(Examined::refused(refusal))),
            Err(Unopened::Broken(place)) => What::Failed(place),
            Err(Unopened::Nobody(error)) => return Err(BatchFailure::NoWorker(error)),
        };
        Ok(())
    }

    fn examine(&self, file: &SourceFile, paper: Paper) -> Result<Examined, Unopened> {
        catch_unwind(AssertUnwindSafe(|| (self.examine)(file, paper)))
            .unwrap_or_else(|_| Err(Unopened::Broken(String::new())))
    }
}

/// Takes what members cost from the budget of the file that holds them.
fn spend(budget: &mut Limits, members: &[Member]) {
    let size: usize = members.iter().map(|member| member.bytes.len()).sum();
    budget.total_bytes = budget.total_bytes.saturating_sub(size);
    budget.entries = budget.entries.saturating_sub(members.len());
    budget.nesting = budget.nesting.saturating_sub(1);
}

/// The bytes of members of an archive, each asked for by its source and the part of it that follows the archive's own; those
/// that are not there are left out.
///
/// # Errors
/// If there is nobody to open the archive.
pub(super) fn members_of<'source>(
    papers: &dyn Papers,
    archive: &[u8],
    wanted: &[(&'source str, &str)],
    limits: &Limits,
    budget: &Limits,
) -> Result<BTreeMap<&'source str, Vec<u8>>, BatchFailure> {
    let mut found = BTreeMap::new();
    let members = match papers.open(archive, limits, budget) {
        Ok(Opened::Archive(members)) => members,
        Err(Unopened::Nobody(error)) => return Err(BatchFailure::NoWorker(error)),
        Ok(Opened::Paper(_)) | Err(_) => return Ok(found),
    };
    let mut left = *budget;
    spend(&mut left, &members);
    for member in members {
        let inner: Vec<(&str, &str)> = wanted
            .iter()
            .filter_map(|(source, path)| {
                Some((*source, path.strip_prefix(member.path.as_str())?.strip_prefix("!/")?))
            })
            .collect();
        if !inner.is_empty() {
            found.extend(members_of(papers, &member.bytes, &inner, limits, &left)?);
        }
        if let Some((source, _)) = wanted.iter().find(|(_, path)| *path == member.path) {
            found.insert(*source, member.bytes);
        }
    }
    Ok(found)
}
