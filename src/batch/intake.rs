//! From the inbox to the ledger, chunk by chunk: put into the archive, opened and examined in parallel, judged one by
//! one in the order of taking, written in one transaction, then let go. Nothing depends on how the files fall into
//! chunks or on the number of threads.

use super::archive::{Archive, Put};
use super::companions::Companions;
use super::customs::Customs;
use super::examined::{Examined, SourceFile};
use super::failure::BatchFailure;
use super::inbox::{Dropped, Left, WhyLeft, list};
use super::judge::{FAILED, Judge, Pending};
use super::leaving::leave_claimed;
use super::papers::Papers;
use super::progress::{Progress, Stage};
use super::rejected::set_aside;
use super::settling::Settled;
use super::unpack::{Examine, Found, Opener, What};
use super::workspace::{Office, OfficeLock};
use crate::catalog::Messages;
use crate::ledger::{Claim, Ledger, TakenFile};
use crate::model::{Status, Submission};
use crate::paper::Refusal;
use jiff::civil::{Date as Day, DateTime};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt;

/// What other floors know and intake asks.
#[derive(Clone, Copy)]
pub struct Hooks<'run> {
    /// Opens received bytes.
    pub papers: &'run dyn Papers,
    /// Finds returns in a paper.
    pub examine: &'run Examine<'run>,
    /// When a submission was due, given when it was received.
    pub due: &'run (dyn Fn(&Submission, DateTime) -> Option<Day> + Sync),
    /// 发文字号 under which figures of the submission's period and form are published already (GN-V011).
    pub published: &'run (dyn Fn(&Submission) -> Option<String> + Sync),
}

/// What a run took from the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntakeReport {
    /// Files that left the inbox; an archive counts as one.
    pub files: usize,
    /// What was found in them, by status.
    pub found: BTreeMap<Status, usize>,
    /// What stays in the inbox.
    pub left: Vec<Left>,
    /// Files on which the reading broke down, which is a fault of ours, and where in the program, if that is known.
    pub failed: Vec<String>,
    /// Lines of the list of receipt times that say nothing: line and text.
    pub unclear_receipts: Vec<(u64, String)>,
    /// What was received later than the clock of the run, if the list is to be believed: it is, and it is told.
    pub future_receipts: Vec<(String, DateTime)>,
}

/// One run's intake.
pub struct Intake<'run> {
    /// Where.
    pub office: &'run Office,
    /// Shows that no other run is at work there.
    pub lock: &'run OfficeLock,
    /// The engine's sentences.
    pub messages: &'run Messages,
    /// The habits of clerks.
    pub customs: &'run Customs,
    /// What other floors know.
    pub hooks: Hooks<'run>,
    /// Who watches.
    pub progress: &'run dyn Progress,
    /// The ledger's number of the run.
    pub run: i64,
    /// The clock of the run.
    pub as_of: DateTime,
    /// What a watcher saw settle; all else stays. Without a watcher nothing does.
    pub settled: Option<&'run Settled>,
}

/// A file of the inbox after it was looked at.
enum Away {
    /// The archive holds it, or soon will.
    Kept { sha256: String, size: u64 },
    /// It has no bytes: a link or the like.
    Odd,
    /// It stays.
    Left(WhyLeft),
}

/// A file of the chunk that is taken, opened if that was worth it.
struct Opened<'run> {
    dropped: &'run Dropped,
    received_at: DateTime,
    found: Option<Vec<Found>>,
}

impl Intake<'_> {
    /// Finishes what a dead run left, then takes all that lies in the inbox.
    ///
    /// # Errors
    /// What the disk or the ledger reports. What was finished before stays taken; the next run takes the rest.
    pub fn take_all(&self, ledger: &mut Ledger) -> Result<IntakeReport, BatchFailure> {
        leave_claimed(self.office, ledger)?;
        let archive = Archive::open(self.office.archive())?;
        let listing = list(&self.office.inbox(), self.as_of)?;
        let mut report = IntakeReport {
            left: listing.left,
            unclear_receipts: listing.unclear_receipts,
            future_receipts: listing.future_receipts,
            ..IntakeReport::default()
        };
        let sources = listing.dropped.iter().map(|dropped| dropped.source.as_str());
        let companions = Companions::new(self.customs, sources);
        let dropped = match self.settled {
            Some(settled) => settled.of(listing.dropped, &mut report.left),
            None => listing.dropped,
        };
        self.progress.stage(Stage::Intake, dropped.len());
        for chunk in self.chunks(&dropped) {
            self.take_chunk(chunk, &archive, &companions, ledger, &mut report)?;
        }
        Ok(report)
    }

    /// Parts of the list whose files are few and small enough to be at work on together.
    fn chunks<'list>(&self, dropped: &'list [Dropped]) -> Vec<&'list [Dropped]> {
        let limits = &self.office.config.limits;
        let (most, bytes) = (limits.chunk_files.max(1) as usize, limits.chunk_bytes());
        let mut chunks = Vec::new();
        let (mut start, mut size) = (0, 0u64);
        for (end, file) in dropped.iter().enumerate() {
            if end > start && (end - start == most || size + file.size > bytes) {
                chunks.push(&dropped[start..end]);
                (start, size) = (end, 0);
            }
            size += file.size;
        }
        chunks.push(&dropped[start..]);
        chunks
    }

    fn take_chunk(
        &self,
        chunk: &[Dropped],
        archive: &Archive,
        companions: &Companions,
        ledger: &mut Ledger,
        report: &mut IntakeReport,
    ) -> Result<(), BatchFailure> {
        let away = self.put_away(chunk, archive)?;
        let opened = self.open_chunk(chunk, away, archive, ledger, report)?;
        let taken = self.judge_chunk(opened, companions, ledger)?;
        for (dropped, file) in &taken {
            set_aside(self, archive, &dropped.path, file)?;
        }
        ledger.write(|writing| {
            for (dropped, file) in &taken {
                let path = dropped.path.as_os_str().as_bytes().to_owned();
                let id = writing.take(self.run, file)?;
                writing.claim(&Claim { file: id, path, sha256: file.sha256.clone() })?;
            }
            Ok::<_, BatchFailure>(())
        })?;
        for (_, file) in &taken {
            report.count(file);
        }
        self.progress.advance(chunk.len());
        leave_claimed(self.office, ledger)
    }

    /// Puts the files of a chunk into the archive.
    fn put_away(&self, chunk: &[Dropped], archive: &Archive) -> Result<Vec<Away>, BatchFailure> {
        let inbox = self.office.place_of_inbox()?;
        let put = |dropped: &Dropped| dropped.regular.then(|| archive.put(&inbox, &dropped.path)).transpose();
        let puts: Vec<Option<Put>> = chunk.par_iter().map(put).collect::<Result<_, _>>()?;
        let mut copies = Vec::with_capacity(puts.len());
        let away = puts.into_iter().map(|put| match put {
            None => Away::Odd,
            Some(Put::Changing) => Away::Left(WhyLeft::Changing),
            Some(Put::Unreadable(why)) => Away::Left(WhyLeft::Unreadable(why)),
            Some(Put::Copied(copied)) => {
                let away = Away::Kept { sha256: copied.sha256.clone(), size: copied.size };
                copies.push(copied);
                away
            }
        });
        let away = away.collect();
        archive.keep(copies.into_iter())?;
        Ok(away)
    }

    /// Opens what is worth it: not what the ledger has already, and not what is too large to be a return. It is read
    /// from the archive, so what is examined is what is kept.
    fn open_chunk<'list>(
        &self,
        chunk: &'list [Dropped],
        away: Vec<Away>,
        archive: &Archive,
        ledger: &Ledger,
        report: &mut IntakeReport,
    ) -> Result<Vec<Opened<'list>>, BatchFailure> {
        let limits = self.office.config.limits.limits();
        let opener =
            Opener { limits, customs: self.customs, papers: self.hooks.papers, examine: self.hooks.examine };
        let mut waiting = Vec::with_capacity(chunk.len());
        for (dropped, away) in chunk.iter().zip(away) {
            let (sha256, size) = match away {
                Away::Kept { sha256, size } => (sha256, size),
                Away::Odd => (String::new(), 0),
                Away::Left(why) => {
                    report.left.push(Left { source: dropped.source.clone(), why });
                    continue;
                }
            };
            let spent = ledger.read().receipt_is_spent(&dropped.source, dropped.received_at, &sha256)?;
            let received_at = if spent { self.as_of } else { dropped.received_at };
            let known = dropped.regular && ledger.read().known_file(&sha256)?.is_some();
            waiting.push((dropped, received_at, sha256, size, known));
        }
        let open =
            |(dropped, received_at, sha256, size, known): (&'list Dropped, DateTime, String, u64, bool)| {
                let source = dropped.source.as_str();
                let unread = |what: What| {
                    vec![Found { source: source.to_owned(), sha256: sha256.clone(), size, what }]
                };
                let found = if !dropped.regular {
                    None
                } else if self.customs.ignores(source) {
                    Some(unread(What::Junk))
                } else if known {
                    Some(unread(What::Unopened))
                } else if size > limits.file_bytes {
                    Some(unread(What::Read(Box::new(Examined::refused(Refusal::TooLarge)))))
                } else {
                    let bytes = archive.read(&sha256)?;
                    Some(opener.open(&SourceFile { source, bytes: &bytes, received_at }, &sha256)?)
                };
                Ok(Opened { dropped, received_at, found })
            };
        waiting.into_par_iter().map(open).collect()
    }

    fn judge_chunk<'list>(
        &self,
        opened: Vec<Opened<'list>>,
        companions: &Companions,
        ledger: &Ledger,
    ) -> Result<Vec<(&'list Dropped, TakenFile)>, BatchFailure> {
        let mut judge = Judge {
            messages: self.messages,
            hooks: &self.hooks,
            ledger: ledger.read(),
            companions,
            pending: Pending::default(),
        };
        let mut taken = Vec::with_capacity(opened.len());
        for Opened { dropped, received_at, found } in opened {
            let file = match found {
                Some(found) => judge.file(found, received_at)?,
                None => judge.odd(&dropped.source, received_at),
            };
            taken.push((dropped, file));
        }
        Ok(taken)
    }
}

impl IntakeReport {
    fn count(&mut self, file: &TakenFile) {
        self.files += 1;
        for part in std::iter::once(file).chain(&file.members) {
            for submission in &part.submissions {
                *self.found.entry(submission.status).or_default() += 1;
            }
            if let Some(place) = part.refusal.strip_prefix(FAILED) {
                self.failed.push(format!("{}{place}", part.source));
            }
        }
    }
}

#[cfg(test)]
mod tests;
