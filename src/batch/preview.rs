//! Files looked at without an office: read and checked as a run would, but nothing is remembered and nothing written.
//! The files that are given are checked beside each other; there is no history.

use super::archive::sha256_of;
use super::customs::Customs;
use super::examined::{Examined, SourceFile};
use super::failure::BatchFailure;
use super::papers::{Papers, Unopened};
use super::reader::Reader;
use super::unpack::{Opener, What};
use crate::catalog::{Catalog, Rule, Surrounding};
use crate::check::{Checker, Obstacle, Surroundings};
use crate::extract::Extractor;
use crate::model::{Filed, Finding, Place, Registry, Status, Submission, Value};
use crate::paper::{Limits, Paper, Refusal};
use jiff::ToSpan;
use jiff::civil::{Date as Day, DateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How files are looked at.
#[derive(Clone, Copy)]
pub struct Preview<'a> {
    /// All declarations.
    pub catalog: &'a Catalog,
    /// The habits of clerks.
    pub customs: &'a Customs,
    /// The registry; without one nobody is looked up.
    pub registry: Option<&'a Registry>,
    /// Who opens the files.
    pub papers: &'a dyn Papers,
    /// When the files were received; `None`: each on the day on which it says that it was filled in.
    pub as_of: Option<DateTime>,
}

/// A file, or a member of an archive, as it would be judged.
#[derive(Debug)]
pub struct Previewed {
    /// The path as given; `a.zip!/dir/b.xlsx` for a member.
    pub source: String,
    /// SHA-256 of its bytes in lower-case hex.
    pub sha256: String,
    /// What becomes of the file as a whole: of a return, the heaviest of its verdicts.
    pub status: Status,
    /// Findings on the file as a whole.
    pub findings: Vec<Finding>,
    /// What was found in it, with the findings of each.
    pub returns: Vec<Filed>,
    /// What it looks like, if it could be read.
    pub paper: Option<Paper>,
}

impl Previewed {
    /// All findings, those on the file first, each with the return that it belongs to.
    pub fn all_findings(&self) -> impl Iterator<Item = (Option<&Filed>, &Finding)> {
        let own = self.findings.iter().map(|finding| (None, finding));
        let of_returns = self
            .returns
            .iter()
            .flat_map(|filed| filed.submission.findings.iter().map(move |finding| (Some(filed), finding)));
        own.chain(of_returns)
    }
}

impl Preview<'_> {
    /// Looks at files, in the order given; and the rules that could not be evaluated.
    ///
    /// # Errors
    /// If a file cannot be read from the disk.
    pub fn files(&self, paths: &[PathBuf]) -> Result<(Vec<Previewed>, Vec<Obstacle>), BatchFailure> {
        let empty = Registry::default();
        let registry = self.registry.unwrap_or(&empty);
        let extractor = Extractor::new(self.catalog, registry);
        let limits = Limits::default();
        let mut previewed = Vec::new();
        for path in paths {
            let bytes = bytes_of(path, &limits)?;
            let source = path.to_string_lossy();
            self.open(&extractor, &source, &bytes, &mut previewed)?;
        }
        let mut obstacles = check(&Checker::new(self.catalog, registry), &mut previewed);
        obstacles.sort_by(|left, right| (&left.rule, &left.why).cmp(&(&right.rule, &right.why)));
        obstacles.dedup();
        if self.registry.is_none() {
            self.rest(&mut previewed);
        }
        previewed.iter_mut().for_each(settle);
        Ok((previewed, obstacles))
    }

    fn open(
        &self,
        extractor: &Extractor,
        source: &str,
        bytes: &[u8],
        previewed: &mut Vec<Previewed>,
    ) -> Result<(), BatchFailure> {
        let seen: Mutex<BTreeMap<String, (Paper, DateTime)>> = Mutex::default();
        let limits = Limits::default();
        let look = |file: &SourceFile, paper: Paper| {
            let (examined, received_at) = self.as_received(extractor, file, &paper, &limits)?;
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.insert(file.source.to_owned(), (paper, received_at));
            Ok(examined)
        };
        let opener = Opener { limits, customs: self.customs, papers: self.papers, examine: &look };
        let received_at = self.as_of.unwrap_or_default();
        let found = opener.open(&SourceFile { source, bytes, received_at }, &sha256_of(bytes))?;
        let mut seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        for part in found {
            let (paper, received_at) = seen.remove(&part.source).unzip();
            let file = Previewed {
                source: part.source,
                sha256: part.sha256,
                status: Status::Ignored,
                findings: Vec::new(),
                returns: Vec::new(),
                paper,
            };
            previewed.extend(self.judge(file, part.what, received_at.unwrap_or_default()));
        }
        Ok(())
    }

    /// Examines a file as of the given time; without one, as of the day on which it says that it was filled in.
    fn as_received(
        &self,
        extractor: &Extractor,
        file: &SourceFile,
        paper: &Paper,
        limits: &Limits,
    ) -> Result<(Examined, DateTime), Unopened> {
        let reader = Reader { extractor, customs: self.customs, papers: self.papers, limits, periods: &[] };
        let first = reader.examine(file, paper)?;
        if self.as_of.is_some() {
            return Ok((first, file.received_at));
        }
        let said = first.submissions.iter().filter_map(said_day).max();
        let received_at = said.unwrap_or(file.received_at.date()).to_datetime(jiff::civil::Time::midnight());
        Ok((reader.examine(&SourceFile { received_at, ..*file }, paper)?, received_at))
    }

    fn judge(&self, mut file: Previewed, what: What, received_at: DateTime) -> Option<Previewed> {
        let remark = |key: &str| self.catalog.messages.finding(key, Place::Whole, &[]);
        let examined = match what {
            What::Junk => return Some(file),
            What::Archive => return None,
            What::Failed(_) | What::Unopened => {
                file.status = Status::Rejected;
                file.findings.push(remark("failed"));
                return Some(file);
            }
            What::Read(examined) => *examined,
        };
        file.findings = examined.findings;
        if let Some(finding) = examined.quarantined {
            file.status = Status::Quarantined;
            file.findings.push(finding);
            file.paper = None;
        } else if let Some(refusal) = examined.refusal {
            file.status = Status::Rejected;
            file.findings.insert(0, remark(refusal.key()));
        } else if examined.attachment {
            file.status = Status::Attachment;
        } else if examined.submissions.is_empty() {
            file.status = Status::Rejected;
            file.findings.insert(0, remark(Refusal::NoForm.key()));
        } else {
            let filed = |read| self.filed(&file, read, received_at);
            file.returns = examined.submissions.into_iter().map(filed).collect();
        }
        Some(file)
    }

    /// Without a registry the rules that ask it rest; of a rule with several equations those that do not ask stay.
    fn rest(&self, previewed: &mut [Previewed]) {
        let asks = |rule: &Rule| rule.surroundings.iter().any(Surrounding::asks_registry);
        let (asking, plain): (Vec<&Rule>, Vec<&Rule>) =
            self.catalog.rules.iter().partition(|rule| asks(rule));
        let plain: BTreeSet<&str> = plain.into_iter().map(|rule| rule.id.as_str()).collect();
        let asking = asking.into_iter().map(|rule| rule.id.as_str());
        let resting: BTreeSet<&str> = asking.filter(|id| !plain.contains(id)).collect();
        for filed in previewed.iter_mut().flat_map(|file| &mut file.returns) {
            filed.submission.findings.retain(|finding| !resting.contains(finding.rule.as_str()));
        }
    }

    fn filed(&self, file: &Previewed, mut submission: Submission, received_at: DateTime) -> Filed {
        if self.registry.is_none() {
            let looked_up = self.catalog.messages.remark("unit_unknown").map(|remark| remark.rule.as_str());
            submission.findings.retain(|finding| Some(finding.rule.as_str()) != looked_up);
            // Rules rest for a return of nobody; this one is of whoever signed it.
            submission.unit = submission.header("unit_name").text().unwrap_or("?").to_owned();
        }
        Filed {
            id: 0,
            source: file.source.clone(),
            sha256: file.sha256.clone(),
            version: 1,
            status: Status::of_findings(&submission.findings),
            received_at,
            due_on: None,
            days_late: 0,
            submission,
        }
    }
}

/// Checks all returns beside each other.
fn check(checker: &Checker, previewed: &mut [Previewed]) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    let mut found = Vec::new();
    // Numbered as a ledger would: of two like returns the later one is told.
    for (id, filed) in (1..).zip(previewed.iter_mut().flat_map(|file| &mut file.returns)) {
        filed.id = id;
    }
    {
        let returns = || previewed.iter().flat_map(|file| &file.returns);
        let mut surroundings = Surroundings::new(returns());
        for filed in returns().filter(|filed| checker.compares_texts(&filed.submission.form)) {
            let earlier = returns().filter(|other| is_earlier(other, filed)).collect();
            surroundings.alike.insert(filed.id, earlier);
        }
        let mut look = |surroundings: &Surroundings| {
            (found, obstacles) = (Vec::new(), Vec::new());
            for filed in returns() {
                let (findings, unevaluated) = checker.check(filed, surroundings);
                found.push(findings);
                obstacles.extend(unevaluated);
            }
            found.clone()
        };
        // A second time, as a run does: what the first found wrong is not held against others.
        let first = look(&surroundings);
        let judged = returns().zip(first).map(|(filed, findings)| {
            let all: Vec<Finding> = filed.submission.findings.iter().cloned().chain(findings).collect();
            (filed.id, (Status::of_findings(&all), all))
        });
        surroundings.standing = judged.collect();
        look(&surroundings);
    }
    let returns = previewed.iter_mut().flat_map(|file| &mut file.returns);
    for (filed, findings) in returns.zip(found) {
        filed.submission.findings.extend(findings);
    }
    obstacles
}

/// True for an earlier return of the same form and year, of another unit or event.
fn is_earlier(other: &Filed, filed: &Filed) -> bool {
    let year = |filed: &Filed| filed.submission.period.map(|period| period.calendar_year());
    let sender = |filed: &Filed| (filed.submission.unit.clone(), filed.submission.event.clone());
    other.id < filed.id
        && other.submission.form == filed.submission.form
        && year(other) == year(filed)
        && sender(other) != sender(filed)
}

/// Gives each return its verdict, and the file the heaviest of them.
fn settle(file: &mut Previewed) {
    for filed in &mut file.returns {
        filed.status = Status::of_findings(&filed.submission.findings);
    }
    if !file.returns.is_empty() {
        file.status = Status::of_findings(file.all_findings().map(|(_, finding)| finding));
    }
}

/// The day on which a return says that it was filled in; the last of its period if that day makes no sense for it.
fn said_day(submission: &Submission) -> Option<Day> {
    const HALF_A_YEAR: i32 = 183;
    let filled_on = match submission.header("filled_on") {
        Value::Date(date) => Some(date.first()),
        _ => None,
    };
    let Some(period) = submission.period else { return filled_on };
    let last = period.end().saturating_add(HALF_A_YEAR.days());
    filled_on.filter(|day| (period.start()..=last).contains(day)).or(Some(period.end()))
}

/// A file's bytes, as far as a return may have: a longer one is cut behind the limit and refused for its length.
fn bytes_of(path: &Path, limits: &Limits) -> Result<Vec<u8>, BatchFailure> {
    let file = fs::File::open(path).map_err(BatchFailure::disk("open", path))?;
    let mut bytes = Vec::new();
    let longest = limits.file_bytes.saturating_add(1);
    file.take(longest).read_to_end(&mut bytes).map_err(BatchFailure::disk("read", path))?;
    Ok(bytes)
}
