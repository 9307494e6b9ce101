//! `liangze run`: works through an office's inbox, and says what came of it.

use super::answer::{Answer, Exit};
use super::arguments::Run;
use super::explain;
use super::failure::Failure;
use super::progress::{Display, note};
use super::table::{Side, Table};
use super::words::Words;
use crate::batch::{self, Office, RunOptions, RunReport, Unwritten, WhyLeft};
use crate::check::Obstacle;
use crate::model::{Severity, Status};
use jiff::civil::DateTime;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Runs an office once.
pub fn run(given: &Run, words: &Words, program: &Path) -> Result<Answer, Failure> {
    let office = Office::open(&given.office)?.with_workers(program);
    let as_of = given.as_of.unwrap_or_else(|| office.config.now());
    let display = Display::new(words, given.json);
    let report = batch::run(&office, &RunOptions { as_of, periods: given.period.clone() }, &display)?;
    report.obstacles.iter().for_each(|one| note(&obstacle(one, words)));
    report.unwritten.iter().for_each(|one| note(&unwritten(one, words)));
    let exit = exit(&report, given.require_complete);
    let text = if given.json { json(as_of, &report, words) } else { text(&office, &report, words) };
    Ok(Answer { text, exit })
}

fn exit(report: &RunReport, require_complete: bool) -> Exit {
    let refused = [Status::Returned, Status::Rejected, Status::Quarantined];
    if require_complete && report.missing > 0 {
        Exit::Incomplete
    } else if refused.iter().any(|status| report.standing.contains_key(status)) {
        Exit::Returned
    } else {
        let open = [Severity::E, Severity::W].iter().any(|severity| report.open.contains_key(severity));
        if open { Exit::Unexplained } else { Exit::Clean }
    }
}

fn text(office: &Office, report: &RunReport, words: &Words) -> String {
    let mut text = match report.intake.files {
        0 => words.say("run.nothing").to_owned(),
        files => words.fill("run.files", &[("files", &files.to_string())]),
    };
    text += "\n";
    if !report.standing.is_empty() {
        text += &format!("\n{}", standing(report, words));
    }
    if !report.findings.is_empty() {
        text += &format!("\n{}", findings(report, words));
    }
    if report.missing > 0 {
        text += &format!("\n{}\n", words.fill("run.missing", &[("count", &report.missing.to_string())]));
    }
    if !report.intake.left.is_empty() {
        let count = report.intake.left.len().to_string();
        text += &format!("\n{}\n", words.fill("run.left", &[("count", &count)]));
        for left in &report.intake.left {
            text += &format!("  {}  {}\n", left.source, why(&left.why, words));
        }
    }
    for (line, unclear) in &report.intake.unclear_receipts {
        text += &words.fill("run.unclear_receipt", &[("line", &line.to_string()), ("text", unclear)]);
        text += "\n";
    }
    for (source, time) in &report.intake.future_receipts {
        let values = [("source", source.as_str()), ("time", &batch::time_text(*time))];
        text += &(words.fill("run.future_receipt", &values) + "\n");
    }
    if let Some(later) = report.later_clock {
        text += &(words.fill("run.earlier_clock", &[("time", &batch::time_text(later))]) + "\n");
    }
    let places = places(office, report, words);
    if places.is_empty() { text } else { format!("{text}\n{}\n{places}", words.say("run.where")) }
}

/// A rule that could not be evaluated, and why.
pub fn obstacle(obstacle: &Obstacle, words: &Words) -> String {
    format!("{}: {}", obstacle.rule, words.told(&obstacle.why))
}

/// A notice that could not be written, and why.
pub fn unwritten(unwritten: &Unwritten, words: &Words) -> String {
    format!("{} {}: {}", unwritten.notice, unwritten.file, words.told(&unwritten.why))
}

/// Why a file stays in the inbox.
pub fn why(why: &WhyLeft, words: &Words) -> String {
    match why {
        WhyLeft::Changing => words.say("run.changing").to_owned(),
        WhyLeft::Unsettled => words.say("run.unsettled").to_owned(),
        WhyLeft::Open => words.say("run.open").to_owned(),
        WhyLeft::Unreadable(reason) => words.fill("run.unreadable", &[("reason", &words.told(reason))]),
        WhyLeft::TooDeep => words.say("run.too_deep").to_owned(),
    }
}

fn standing(report: &RunReport, words: &Words) -> String {
    let columns = [("run.status_head", Side::Left), ("run.count_head", Side::Right)];
    let mut table = Table::new(columns.map(|(key, side)| (words.say(key), side)));
    for (status, count) in &report.standing {
        table.row([status_word(*status, words), count.to_string()]);
    }
    table.lines(0, words.screen)
}

fn findings(report: &RunReport, words: &Words) -> String {
    let columns =
        [("run.severity_head", Side::Left), ("run.count_head", Side::Right), ("run.open_head", Side::Right)];
    let mut table = Table::new(columns.map(|(key, side)| (words.say(key), side)));
    for (severity, count) in &report.findings {
        // What is only logged or taken as it is waits for nobody.
        let waits = !matches!(severity, Severity::C | Severity::I);
        let open = report.open.get(severity).copied().unwrap_or(0);
        let open = if waits { open.to_string() } else { String::new() };
        table.row([explain::severity(*severity, words), count.to_string(), open]);
    }
    table.lines(0, words.screen)
}

/// A status in the language of the terminal.
pub fn status_word(status: Status, words: &Words) -> String {
    words.say(&format!("status.{}", status.word())).to_owned()
}

/// Where the results lie.
fn places(office: &Office, report: &RunReport, words: &Words) -> String {
    let mut table = Table::new([("", Side::Left), ("", Side::Left)]);
    let mut any = false;
    let mut place = |path: std::path::PathBuf, what: String| {
        any = true;
        table.row([path.display().to_string(), what]);
    };
    for period in &report.periods {
        let period = period.to_string();
        let folder = office.outbox().join(&period);
        if folder.is_dir() {
            place(folder, words.fill("run.outbox", &[("period", &period)]));
        }
    }
    if report.standing.contains_key(&Status::Rejected) {
        place(office.rejected(), words.say("run.rejected").to_owned());
    }
    if report.standing.contains_key(&Status::Quarantined) {
        place(office.quarantine(), words.say("run.quarantine").to_owned());
    }
    if any { table.lines(2, words.screen) } else { String::new() }
}

fn json(as_of: DateTime, report: &RunReport, words: &Words) -> String {
    let standing: BTreeMap<&str, usize> =
        report.standing.iter().map(|(status, count)| (status.word(), *count)).collect();
    let findings: BTreeMap<&str, usize> =
        report.findings.iter().map(|(severity, count)| (severity.letter(), *count)).collect();
    let open: BTreeMap<&str, usize> =
        report.open.iter().map(|(severity, count)| (severity.letter(), *count)).collect();
    let left: Vec<&str> = report.intake.left.iter().map(|left| left.source.as_str()).collect();
    let obstacle = |one: &Obstacle| json!({ "rule": one.rule, "why": words.told(&one.why) });
    let obstacles: Vec<_> = report.obstacles.iter().map(obstacle).collect();
    let object = json!({
        "as_of": batch::time_text(as_of),
        "files": report.intake.files,
        "submissions": standing,
        "findings": findings,
        "open": open,
        "checked": report.checked,
        "missing": report.missing,
        "periods": report.periods.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "left": left,
        "failed": report.intake.failed,
        "obstacles": obstacles,
    });
    format!("{object}\n")
}
