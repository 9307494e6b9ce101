//! From what was found to what is written: the status of a file and of each submission in it (CONTRACT.md,
//! “Export”), with the engine's own remarks on files that are no returns. Decided file by file, in the order of taking.

use super::companions::Companions;
use super::examined::Examined;
use super::intake::Hooks;
use super::unpack::{Found, What};
use super::version_remark::{Newest, version_remark};
use crate::catalog::Messages;
use crate::ledger::{LedgerFailure, Reading, TakenFile, TakenSubmission};
use crate::model::{Finding, Place, Status, Submission};
use crate::paper::Refusal;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// How the reason begins if the reading broke down; where it did so follows.
pub(super) const FAILED: &str = "failed";

/// What was taken in this chunk and is not yet in the ledger.
#[derive(Default)]
pub(super) struct Pending {
    /// Bytes by hash, with the source that came first.
    sources: BTreeMap<String, String>,
    newest: Newest,
}

/// Judges the files of one chunk.
pub(super) struct Judge<'run> {
    pub messages: &'run Messages,
    pub hooks: &'run Hooks<'run>,
    pub ledger: Reading<'run>,
    pub companions: &'run Companions<'run>,
    pub pending: Pending,
}

impl Judge<'_> {
    /// Judges a file with its members, as [`super::unpack::Opener::open`] found them: the file first.
    pub fn file(&mut self, found: Vec<Found>, received_at: DateTime) -> Result<TakenFile, LedgerFailure> {
        let mut parts = found.into_iter();
        let first = parts.next().expect("the file itself comes first");
        let mut taken = self.part(first, received_at)?;
        if !taken.duplicate {
            for part in parts {
                taken.members.push(self.part(part, received_at)?);
            }
        }
        Ok(taken)
    }

    /// A thing of the inbox that is no file.
    pub fn odd(&self, source: &str, received_at: DateTime) -> TakenFile {
        let finding = self.remark("not_regular", &[]);
        let found = Found { source: source.to_owned(), sha256: String::new(), size: 0, what: What::Unopened };
        alone(&found, received_at, Status::Rejected, "not_regular", vec![finding])
    }

    fn part(&mut self, found: Found, received_at: DateTime) -> Result<TakenFile, LedgerFailure> {
        if let What::Junk = found.what {
            let finding = self.remark("ignored", &[]);
            return Ok(alone(&found, received_at, Status::Ignored, "", vec![finding]));
        }
        if let Some(first) = self.first_with(&found)? {
            let finding = self.remark("duplicate", &[("first", &first)]);
            let taken = alone(&found, received_at, Status::Duplicate, "", vec![finding]);
            return Ok(TakenFile { duplicate: true, ..taken });
        }
        let mut found = found;
        let taken = match std::mem::replace(&mut found.what, What::Junk) {
            What::Junk => unreachable!("junk is told above"),
            What::Archive => {
                TakenFile { submissions: vec![], ..alone(&found, received_at, Status::Accepted, "", vec![]) }
            }
            broken @ (What::Failed(_) | What::Unopened) => {
                let place = if let What::Failed(place) = broken { place } else { String::new() };
                let refusal = format!("{FAILED} {place}").trim_end().to_owned();
                alone(&found, received_at, Status::Rejected, &refusal, vec![self.remark("failed", &[])])
            }
            What::Read(examined) => self.read(&found, *examined, received_at)?,
        };
        if taken.submissions.iter().all(|submission| submission.status != Status::Rejected) {
            self.pending.sources.entry(taken.sha256.clone()).or_insert_with(|| taken.source.clone());
        }
        Ok(taken)
    }

    /// The source of the file that came with the same bytes before.
    fn first_with(&self, found: &Found) -> Result<Option<String>, LedgerFailure> {
        if found.size == 0 {
            return Ok(None);
        }
        match self.pending.sources.get(&found.sha256) {
            Some(source) => Ok(Some(source.clone())),
            None => Ok(self.ledger.known_file(&found.sha256)?.map(|(_, source)| source)),
        }
    }

    fn read(
        &mut self,
        found: &Found,
        examined: Examined,
        received_at: DateTime,
    ) -> Result<TakenFile, LedgerFailure> {
        let Examined { submissions, refusal, mut findings, quarantined, attachment, explanation } = examined;
        if let Some(finding) = quarantined {
            return Ok(set_aside(found, submissions, finding, received_at));
        }
        if let Some(refusal) = refusal {
            return self.refused(found, refusal, findings, received_at);
        }
        if let (true, Some(explanation)) = (submissions.is_empty(), &explanation) {
            let taken = alone(found, received_at, Status::Attachment, "", findings);
            return Ok(TakenFile { submissions: vec![explains(explanation.clone())], ..taken });
        }
        if submissions.is_empty() {
            let status = match Status::of_findings(&findings) {
                _ if attachment => Status::Attachment,
                Status::Returned => Status::Returned,
                _ => {
                    findings.insert(0, self.remark(Refusal::NoForm.key(), &[]));
                    Status::Rejected
                }
            };
            return Ok(alone(found, received_at, status, "", findings));
        }
        let mut taken = Vec::with_capacity(submissions.len());
        for mut submission in submissions {
            submission.findings.append(&mut findings);
            taken.push(self.submission(submission, attachment, found, received_at)?);
        }
        taken.extend(explanation.map(explains));
        Ok(TakenFile { submissions: taken, ..alone(found, received_at, Status::Accepted, "", Vec::new()) })
    }

    fn submission(
        &mut self,
        mut submission: Submission,
        attachment: bool,
        found: &Found,
        received_at: DateTime,
    ) -> Result<TakenSubmission, LedgerFailure> {
        if attachment {
            return Ok(TakenSubmission {
                status: Status::Attachment,
                due_on: None,
                days_late: 0,
                submission,
            });
        }
        let due_on = (self.hooks.due)(&submission, received_at);
        let previous = self.pending.newest.add(&found.source, received_at, &submission, self.ledger)?;
        if let Some(previous) = previous {
            let published = (self.hooks.published)(&submission);
            submission.findings.extend(version_remark(
                &previous,
                &submission,
                published.as_deref(),
                self.messages,
            ));
        }
        let status = Status::of_findings(&submission.findings);
        let days_late = due_on.map_or(0, |due| days_after(due, received_at));
        Ok(TakenSubmission { status, due_on, days_late, submission })
    }

    fn refused(
        &self,
        found: &Found,
        refusal: Refusal,
        mut findings: Vec<Finding>,
        received_at: DateTime,
    ) -> Result<TakenFile, LedgerFailure> {
        if refusal == Refusal::Picture
            && let Some(first) = self.companions.of(&found.source, self.ledger)?
        {
            let finding = self.remark("attached_scan", &[("first", &first)]);
            return Ok(alone(found, received_at, Status::Attachment, "", vec![finding]));
        }
        if Status::of_findings(&findings) != Status::Returned {
            findings.insert(0, self.remark(refusal.key(), &[]));
        }
        Ok(alone(found, received_at, Status::Rejected, refusal.key(), findings))
    }

    fn remark(&self, key: &str, values: &[(&str, &str)]) -> Finding {
        self.messages.finding(key, Place::Whole, values)
    }
}

/// What a file explains: kept with the returns of its unit and period.
fn explains(submission: Submission) -> TakenSubmission {
    TakenSubmission { status: Status::Attachment, due_on: None, days_late: 0, submission }
}

/// Of a file with a secret mark, or one that holds what it must not hold, only the keys are kept and why it is set aside:
/// nothing that it says. The finding stands with what comes first.
fn set_aside(
    found: &Found,
    submissions: Vec<Submission>,
    finding: Finding,
    received_at: DateTime,
) -> TakenFile {
    let mut taken = alone(found, received_at, Status::Quarantined, "quarantined", vec![finding]);
    let mut keys = submissions.into_iter().map(|read| Submission {
        form: read.form,
        unit: read.unit,
        period: read.period,
        event: read.event,
        sheets: read.sheets,
        home: read.home,
        ..Submission::default()
    });
    if let Some(first) = keys.next() {
        let findings = std::mem::take(&mut taken.submissions[0].submission.findings);
        taken.submissions[0].submission = Submission { findings, ..first };
    }
    let more = keys.map(|submission| TakenSubmission {
        status: Status::Quarantined,
        due_on: None,
        days_late: 0,
        submission,
    });
    taken.submissions.extend(more);
    taken
}

/// A file that is no return: one row without a form carries its status and remarks.
fn alone(
    found: &Found,
    received_at: DateTime,
    status: Status,
    refusal: &str,
    findings: Vec<Finding>,
) -> TakenFile {
    let submission = Submission { findings, ..Submission::default() };
    TakenFile {
        source: found.source.clone(),
        sha256: found.sha256.clone(),
        size: found.size,
        received_at,
        refusal: refusal.to_owned(),
        duplicate: false,
        submissions: vec![TakenSubmission { status, due_on: None, days_late: 0, submission }],
        members: vec![],
    }
}

fn days_after(due: jiff::civil::Date, received_at: DateTime) -> i64 {
    let late = received_at.date().since((jiff::Unit::Day, due));
    late.map_or(0, |span| i64::from(span.get_days()).max(0))
}
