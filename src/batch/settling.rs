//! Which files of an inbox have settled: nobody has written to them for a while, and no office program has them open.
//! Told by looking again and again, since a share tells nothing by itself.

use super::config::WatchSettings;
use super::inbox::{Dropped, Left, Listing, WhyLeft};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// After so long a file that a run could not take is a reason for another run.
const AGAIN: Duration = Duration::from_mins(10);

/// What tells that a file was not written to. No number of the file on its disk: on shares it may change by itself.
type Trace = (u64, (i64, i64));

/// The files that may be taken, each as it was when it had settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    files: BTreeMap<PathBuf, Trace>,
    open: BTreeSet<PathBuf>,
}

impl Settled {
    /// Those of the files that are still as they settled; the others are left.
    pub(super) fn of(&self, dropped: Vec<Dropped>, left: &mut Vec<Left>) -> Vec<Dropped> {
        let (settled, others): (Vec<Dropped>, Vec<Dropped>) =
            dropped.into_iter().partition(|file| self.files.get(&file.path) == Some(&trace(file)));
        left.extend(others.into_iter().map(|file| Left {
            why: if self.open.contains(&file.path) { WhyLeft::Open } else { WhyLeft::Unsettled },
            source: file.source,
        }));
        left.sort_by(|left, right| left.source.cmp(&right.source));
        settled
    }
}

fn trace(file: &Dropped) -> Trace {
    (file.size, file.written)
}

/// A thing that is watched.
struct Seen<T> {
    trace: T,
    since: Instant,
}

impl<T: PartialEq> Seen<T> {
    /// Looks again, and says for how long it has been as it is.
    fn look(&mut self, trace: T, now: Instant) -> Duration {
        if self.trace != trace {
            *self = Seen { trace, since: now };
        }
        now.saturating_duration_since(self.since)
    }
}

/// What was seen of an inbox so far.
#[derive(Default)]
pub(super) struct Looks {
    files: BTreeMap<PathBuf, Seen<Trace>>,
    receipts: Option<Seen<Option<Trace>>>,
    /// What a run was given, and when.
    given: BTreeMap<PathBuf, (Trace, Instant)>,
    /// The files of which it was said that they are open.
    told: BTreeSet<PathBuf>,
}

/// An inbox at one look.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    pub settled: Settled,
    /// Something has settled that no run was given.
    pub is_new: bool,
    /// The sources of files that somebody has open and that were not told yet.
    pub newly_open: Vec<String>,
}

impl Looks {
    /// Looks at an inbox once more.
    pub fn look(&mut self, listing: &Listing, settings: &WatchSettings, now: Instant) -> View {
        let receipts = self.receipts.get_or_insert(Seen { trace: listing.receipts, since: now });
        // Rows about files may still be coming; a list that is not there is not being written.
        let receipts =
            receipts.look(listing.receipts, now) >= settings.settle() || listing.receipts.is_none();
        let mut view = View::default();
        let mut before = std::mem::take(&mut self.files);
        let names: BTreeSet<&Path> = listing.dropped.iter().map(|file| file.path.as_path()).collect();
        let locks: Vec<Vec<PathBuf>> = listing
            .dropped
            .iter()
            .map(|file| {
                locks_of(&file.path).into_iter().filter(|lock| names.contains(lock.as_path())).collect()
            })
            .collect();
        let mut waiting = BTreeSet::new();
        for (file, locks) in listing.dropped.iter().zip(&locks) {
            let mut seen = before.remove(&file.path).unwrap_or(Seen { trace: trace(file), since: now });
            let age = seen.look(trace(file), now);
            self.files.insert(file.path.clone(), seen);
            if !locks.is_empty() && age < settings.lock() {
                waiting.extend(locks.iter().cloned());
                waiting.insert(file.path.clone());
                if self.told.insert(file.path.clone()) {
                    view.newly_open.push(file.source.clone());
                }
            } else if receipts && age >= settings.settle() {
                view.settled.files.insert(file.path.clone(), trace(file));
            }
        }
        view.settled.files.retain(|path, _| !waiting.contains(path));
        self.told.retain(|path| waiting.contains(path));
        self.given.retain(|path, _| names.contains(path.as_path()));
        view.is_new = view.settled.files.iter().any(|(path, trace)| {
            self.given
                .get(path)
                .is_none_or(|(given, at)| given != trace || now.saturating_duration_since(*at) >= AGAIN)
        });
        view.settled.open = waiting;
        view
    }

    /// A run was given what had settled: what it left is no reason to run again at once.
    pub fn gave(&mut self, settled: &Settled, now: Instant) {
        let given = settled.files.iter().map(|(path, trace)| (path.clone(), (*trace, now)));
        self.given.extend(given);
    }
}

/// The lock files that office programs lay beside a file while it is open: Excel and WPS put `~$` before its name, Word
/// puts it in place of the first characters of a long one, LibreOffice and older versions of WPS have their own.
fn locks_of(path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.file_name() else { return Vec::new() };
    let with = |start: &[u8], rest: &[u8], end: &[u8]| {
        path.with_file_name(OsString::from_vec([start, rest, end].concat()))
    };
    let bytes = name.as_bytes();
    let mut locks = vec![with(b"~$", bytes, b""), with(b".~", bytes, b""), with(b".~lock.", bytes, b"#")];
    let shorter = (1..=2).filter_map(|count| without_first(name, count));
    locks.extend(shorter.map(|rest| with(b"~$", rest.as_bytes(), b"")));
    // A lock that lost its first characters and has them put before it again is itself.
    locks.retain(|lock| lock != path);
    locks
}

fn without_first(name: &OsStr, count: usize) -> Option<&str> {
    let name = name.to_str()?;
    name.char_indices().nth(count).map(|(at, _)| &name[at..])
}

#[cfg(test)]
mod tests;
