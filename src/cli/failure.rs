//! Every failure to a sentence, a hint, and an exit code. Failures are the operator's to mend; what a unit must mend is
//! a finding, and what a template author must mend an issue.

use super::answer::Exit;
use super::words::Words;
use crate::batch::{BatchFailure, NoticeRefusal, Refused, system};
use crate::catalog::Issue;
use crate::ledger::LedgerFailure;
use crate::model::{RegistryIssue, Saying};
use std::path::{Path, PathBuf};

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The office, the disk or the ledger.
    Batch(BatchFailure),
    /// The registry cannot be used.
    Registry(Vec<RegistryIssue>),
    /// A file or folder that was named is not there.
    NoFile(PathBuf),
    /// It is there, but cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// A folder that was named as registry holds none.
    NoRegistry(PathBuf),
    /// There is no such rule; these are near.
    NoRule(String, Vec<String>),
    /// There is no such form; these are near.
    NoForm(String, Vec<String>),
    /// There is no such unit; these are near.
    NoUnit(String, Vec<String>),
    /// A folder that was to be made holds something.
    NotEmpty(PathBuf),
    /// The office has no ledger yet.
    NoRun(PathBuf),
    /// The system does not tell when the program is asked to stop.
    Signals(std::io::Error),
    /// The command is yet to come.
    Later(&'static str),
    /// The program broke down, which is a fault of ours: where. What it says may be what a file says, and is not told.
    BrokenDown(String),
}

impl From<BatchFailure> for Failure {
    fn from(failure: BatchFailure) -> Failure {
        Failure::Batch(failure)
    }
}

impl From<LedgerFailure> for Failure {
    fn from(failure: LedgerFailure) -> Failure {
        Failure::Batch(BatchFailure::Ledger(failure))
    }
}

impl From<NoticeRefusal> for Failure {
    fn from(refusal: NoticeRefusal) -> Failure {
        Failure::Batch(BatchFailure::Notice(refusal))
    }
}

impl From<Vec<Issue>> for Failure {
    fn from(issues: Vec<Issue>) -> Failure {
        Failure::Batch(BatchFailure::Declarations(issues))
    }
}

impl Failure {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Batch(
                BatchFailure::Busy(_) | BatchFailure::NoWorker(_) | BatchFailure::Ledger(LedgerFailure::Busy),
            ) => Exit::Busy,
            Failure::Batch(
                BatchFailure::Disk { .. } | BatchFailure::Ledger(_) | BatchFailure::Workbook(_),
            )
            | Failure::Unreadable(..)
            | Failure::Signals(_)
            | Failure::BrokenDown(_) => Exit::Internal,
            _ => Exit::Usage,
        }
    }

    /// What is wrong and what to do, for standard error.
    pub fn text(&self, words: &Words) -> String {
        text(self.said(), words)
    }

    fn said(&self) -> Said {
        match self {
            Failure::Batch(failure) => of_batch(failure),
            Failure::Registry(issues) => Said { flaws: issues.clone(), ..Said::new("registry") },
            Failure::NoFile(path) => Said::of_path("no_file", path),
            Failure::Unreadable(path, error) => Said::of_path("unreadable", path).because(error),
            Failure::NoRegistry(path) => Said::of_path("no_registry", path),
            Failure::NoRule(rule, near) => {
                Said { near: near.clone(), ..Said::new("no_rule") }.with("value", rule)
            }
            Failure::NoForm(form, near) => {
                Said { near: near.clone(), ..Said::new("no_form") }.with("value", form)
            }
            Failure::NoUnit(unit, near) => {
                Said { near: near.clone(), ..Said::new("no_unit") }.with("value", unit)
            }
            Failure::NotEmpty(path) => Said::of_path("not_empty", path),
            Failure::NoRun(path) => Said::of_path("no_run", path),
            Failure::Signals(error) => Said::new("signals").because(error),
            Failure::BrokenDown(place) => Said::new("broken_down").with("place", place),
            Failure::Later(command) => Said::new("later").with("command", command),
        }
    }
}

/// What went wrong with an office and what to do, for whoever goes on all the same.
pub fn text_of(failure: &BatchFailure, words: &Words) -> String {
    text(of_batch(failure), words)
}

fn text(said: Said, words: &Words) -> String {
    let named = said.named.iter().map(|(name, key)| (*name, words.say(key).to_owned()));
    let told = said.told.iter().map(|(name, saying)| (*name, words.told(saying)));
    let values: Vec<(&str, String)> = said.values.iter().cloned().chain(named).chain(told).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let colon = words.say("failure.colon");
    let mut text = format!("{}{colon}", words.say("failure.error"));
    text.push_str(&words.fill(&format!("failure.{}", said.key), &values));
    text.push('\n');
    let flaws = said.flaws.iter().map(|issue| flaw(issue, words));
    for line in said.issues.iter().map(|one| issue(one, words)).chain(flaws) {
        text.push_str(&format!("  {}\n", line.replace('\n', "\n  ")));
    }
    if words.find(&format!("failure.{}_hint", said.key)).is_some() {
        let hint = words.fill(&format!("failure.{}_hint", said.key), &values);
        text.push_str(&format!("{}{colon}{hint}\n", words.say("failure.hint")));
    } else if !said.near.is_empty() {
        text.push_str(&words.fill("failure.near", &[("values", &said.near.join(", "))]));
        text.push('\n');
    }
    text
}

/// What is to be said: a key among the words, its values, those that are words themselves or sentences of the floors
/// below, what is wrong below it, and what may have been meant.
struct Said {
    key: &'static str,
    values: Vec<(&'static str, String)>,
    named: Vec<(&'static str, String)>,
    told: Vec<(&'static str, Saying)>,
    issues: Vec<Issue>,
    flaws: Vec<RegistryIssue>,
    near: Vec<String>,
}

/// What is wrong in a line of a registry file.
pub fn flaw(issue: &RegistryIssue, words: &Words) -> String {
    let [of, value] = issue.what.values();
    let said = words.fill(&format!("flaw.{}", issue.what.key()), &[("of", of), ("value", value)]);
    format!("{}:{}: {said}", issue.file, issue.line)
}

/// What is wrong in a declaration: where, what, and how to mend it.
pub fn issue(issue: &Issue, words: &Words) -> String {
    let what = words.told(&issue.what).replace('\n', "\n    ");
    let hint = words
        .hint(&issue.what)
        .map(|hint| format!("\n    {}{}{hint}", words.say("lint.hint"), words.say("failure.colon")));
    format!("{}: {what}{}", issue.place(), hint.unwrap_or_default())
}

impl Said {
    fn new(key: &'static str) -> Said {
        Said {
            key,
            values: Vec::new(),
            named: Vec::new(),
            told: Vec::new(),
            issues: Vec::new(),
            flaws: Vec::new(),
            near: Vec::new(),
        }
    }

    fn of_path(key: &'static str, path: &Path) -> Said {
        Said::new(key).with("path", path.display())
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Said {
        self.values.push((name, value.to_string()));
        self
    }

    fn named(mut self, name: &'static str, key: &str) -> Said {
        self.named.push((name, key.to_owned()));
        self
    }

    fn saying(mut self, name: &'static str, saying: &Saying) -> Said {
        self.told.push((name, saying.clone()));
        self
    }

    /// Gives the reason of the system.
    fn because(self, error: &std::io::Error) -> Said {
        self.saying("reason", &system(error))
    }
}

fn of_batch(failure: &BatchFailure) -> Said {
    match failure {
        BatchFailure::Busy(path) => Said::of_path("busy", path),
        BatchFailure::NoWorker(error) => Said::new("no_worker").because(error),
        BatchFailure::NotAnOffice(path) => Said::of_path("not_an_office", path),
        BatchFailure::AlreadyAnOffice(path) => Said::of_path("already_an_office", path),
        BatchFailure::Declarations(issues) => {
            Said { issues: issues.clone(), ..Said::new("declarations") }.with("count", issues.len())
        }
        BatchFailure::Registry(issues) => Said { flaws: issues.clone(), ..Said::new("registry") },
        BatchFailure::Disk { what, path, error } => {
            Said::of_path("disk", path).named("what", &format!("act.{what}")).because(error)
        }
        BatchFailure::Workbook(why) => Said::new("workbook").saying("reason", why),
        BatchFailure::Notice(refusal) => of_notice(refusal),
        BatchFailure::Refused { why, what } => Said::new(refused(*why)).with("value", what),
        BatchFailure::Ledger(LedgerFailure::Busy) => Said::new("ledger_busy"),
        BatchFailure::Ledger(LedgerFailure::TooNew { found, known }) => {
            Said::new("ledger_too_new").with("found", found).with("known", known)
        }
        BatchFailure::Ledger(LedgerFailure::TooOld { found, known }) => {
            Said::new("ledger_too_old").with("found", found).with("known", known)
        }
        BatchFailure::Ledger(LedgerFailure::Unreleased { found }) => {
            Said::new("ledger_unreleased").with("found", found)
        }
        BatchFailure::Ledger(LedgerFailure::Full) => Said::new("ledger_full"),
        BatchFailure::Ledger(LedgerFailure::Disk(_)) => Said::new("ledger_disk"),
        BatchFailure::Ledger(LedgerFailure::Damaged(_)) => Said::new("ledger_damaged"),
        BatchFailure::Ledger(LedgerFailure::Unreadable { id, reason, .. }) => {
            Said::new("ledger_unreadable").with("id", id).with("reason", reason)
        }
        BatchFailure::Ledger(LedgerFailure::Database(error)) => Said::new("ledger").with("reason", error),
    }
}

fn of_notice(refusal: &NoticeRefusal) -> Said {
    let near = |key, value: &str, near: &[String]| {
        Said { near: near.to_vec(), ..Said::new(key) }.with("value", value)
    };
    match refusal {
        NoticeRefusal::NeverRun => Said::new("never_run"),
        NoticeRefusal::NoNotice(id, ids) => near("no_notice", id, ids),
        NoticeRefusal::Several(id, ids) => near("several_notices", id, ids),
        NoticeRefusal::NotApproved(id) => near("not_approved", id, &[]),
        NoticeRefusal::TooEarly { id, day, cut_off } => Said::new("too_early")
            .with("value", id)
            .with("day", day)
            .with("cut_off", crate::batch::time_text(*cut_off)),
        NoticeRefusal::Changed { path } => Said::new("draft_changed").with("path", path),
        NoticeRefusal::Outdated => Said::new("outdated"),
        NoticeRefusal::NoPrefix => Said::new("no_prefix"),
        NoticeRefusal::Unprintable { id, why } => {
            Said::new("unprintable").with("value", id).saying("reason", why)
        }
        NoticeRefusal::NotByHand(id, ids) => near("not_by_hand", id, ids),
        NoticeRefusal::NoUnit(unit, units) => near("no_unit", unit, units),
        NoticeRefusal::NoField(field, fields) => near("no_field", field, fields),
        NoticeRefusal::NoCandidate(unit, units) => near("no_candidate", unit, units),
        NoticeRefusal::NotDeclared(id, ids) => near("not_declared", id, ids),
        NoticeRefusal::HasTemplate { path } => Said::new("has_template").with("path", path),
        NoticeRefusal::NoIssuer => Said::new("no_issuer"),
        NoticeRefusal::NothingToApprove => Said::new("nothing_to_approve"),
    }
}

/// The key of the words for a refused answer.
fn refused(why: Refused) -> &'static str {
    match why {
        Refused::NoFinding => "no_finding",
        Refused::NotExplained => "not_explained",
        Refused::NotAdmitted => "not_admitted",
        Refused::SaysNothing => "says_nothing",
        Refused::Unsigned => "unsigned",
        Refused::NotOwed => "not_owed",
    }
}
