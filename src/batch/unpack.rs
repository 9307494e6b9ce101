//! One received file, opened: examined itself, or member by member if it is an archive, archives within archives too.
//! Everything is counted against one budget, so no nesting multiplies it. Pure.

use super::archive::sha256_of;
use super::customs::Customs;
use super::examined::{Examined, SourceFile};
use crate::paper::archive::{Member, members};
use crate::paper::{Kind, Limits, Refusal, sniff};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The function that reads a file that is no archive.
pub type Examine<'run> = dyn Fn(&SourceFile) -> Examined + Sync + 'run;

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
    /// The reading itself broke down; that is a fault of ours.
    Failed,
}

/// How files are opened.
pub(super) struct Opener<'run> {
    pub limits: Limits,
    pub customs: &'run Customs,
    pub examine: &'run Examine<'run>,
}

impl Opener<'_> {
    /// Opens a file: the file itself comes first, then its members by source.
    pub fn open(&self, file: &SourceFile, sha256: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let mut budget = self.limits;
        self.open_within(file, sha256.to_owned(), &mut budget, &mut found);
        found[1..].sort_by(|left, right| left.source.cmp(&right.source));
        found
    }

    fn open_within(&self, file: &SourceFile, sha256: String, budget: &mut Limits, found: &mut Vec<Found>) {
        let at = found.len();
        let size = file.bytes.len() as u64;
        found.push(Found { source: file.source.to_owned(), sha256, size, what: What::Junk });
        if self.customs.ignores(file.source) {
            return;
        }
        found[at].what = if file.bytes.is_empty() {
            refused(Refusal::Empty)
        } else if sniff(file.bytes) == Kind::Archive {
            match unpack(file.bytes, budget) {
                Ok(members) => {
                    for member in members {
                        let source = format!("{}!/{}", file.source, member.path);
                        let inner = SourceFile { source: &source, bytes: &member.bytes, ..*file };
                        self.open_within(&inner, sha256_of(&member.bytes), budget, found);
                    }
                    budget.nesting += 1;
                    What::Archive
                }
                Err(refusal) => refused(refusal),
            }
        } else {
            catch_unwind(AssertUnwindSafe(|| (self.examine)(file)))
                .map_or(What::Failed, |examined| What::Read(Box::new(examined)))
        };
    }
}

fn refused(refusal: Refusal) -> What {
    What::Read(Box::new(Examined::refused(refusal)))
}

/// The members of an archive; what they cost is taken from the budget.
fn unpack(bytes: &[u8], budget: &mut Limits) -> Result<Vec<Member>, Refusal> {
    let nesting = budget.nesting.checked_sub(1).ok_or(Refusal::TooLarge)?;
    let members = members(bytes, budget)?;
    if members.is_empty() {
        return Err(Refusal::NoForm);
    }
    let size: usize = members.iter().map(|member| member.bytes.len()).sum();
    budget.total_bytes = budget.total_bytes.saturating_sub(size);
    budget.entries = budget.entries.saturating_sub(members.len());
    budget.nesting = nesting;
    Ok(members)
}

/// The bytes of a member, by the part of its source that follows the archive's own.
pub(super) fn member_bytes(archive: &[u8], path: &str, limits: &Limits) -> Option<Vec<u8>> {
    let mut budget = *limits;
    for member in unpack(archive, &mut budget).ok()? {
        if member.path == path {
            return Some(member.bytes);
        }
        let inner = path.strip_prefix(member.path.as_str()).and_then(|rest| rest.strip_prefix("!/"));
        if let Some(inner) = inner {
            return member_bytes(&member.bytes, inner, &budget);
        }
    }
    None
}
