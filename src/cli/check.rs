//! `liangze check`: files looked at as a run would, without an office. Nothing is remembered, nothing written.

use super::answer::{Answer, Exit};
use super::arguments::{Check, Format};
use super::declared::registry_in;
use super::diagnostic::Diagnostics;
use super::failure::Failure;
use super::progress::note;
use super::run::obstacle;
use super::words::Words;
use crate::batch::{Customs, LegacySettings, LimitSettings, Preview, Previewed, papers_by};
use crate::catalog::Catalog;
use crate::catalog::load::Templates;
use crate::model::{Filed, Finding, Registry, Severity, Status};
use crate::write::sarif::{Base, Reported, Titles, sarif};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Checks files.
pub fn check(given: &Check, words: &Words, program: &Path) -> Result<Answer, Failure> {
    let catalog = Catalog::builtin()?;
    let customs = Customs::load(&Templates::builtin())?;
    let registry = given.registry.as_ref().map(|folder| registry_in(folder, &catalog)).transpose()?;
    if let Some(missing) = given.files.iter().find(|path| !path.is_file()) {
        return Err(Failure::NoFile(missing.clone()));
    }
    let registry = registry.as_ref().map(|(registry, _)| registry);
    let papers = papers_by(Some(program), &LimitSettings::default(), &LegacySettings::default(), None)?;
    let preview = Preview {
        catalog: &catalog,
        customs: &customs,
        registry,
        papers: papers.as_ref(),
        as_of: given.as_of,
    };
    let (files, obstacles) = preview.files(&given.files)?;
    obstacles.iter().for_each(|one| note(&obstacle(one, words)));
    let text = match given.format {
        Format::Text => text(&catalog, registry, &files, words),
        Format::Json => json(registry, &files),
        Format::Sarif => log(&catalog, registry, &files),
    };
    Ok(Answer { text, exit: exit(&files) })
}

/// The heaviest that any finding asks for; a file that could not be taken is refused.
fn exit(files: &[Previewed]) -> Exit {
    let refused = |file: &Previewed| matches!(file.status, Status::Rejected | Status::Quarantined);
    if files.iter().any(refused) {
        return Exit::Returned;
    }
    let severities = files.iter().flat_map(Previewed::all_findings).map(|(_, finding)| finding.severity);
    severities.min().map_or(Exit::Clean, Exit::of_severity)
}

/// How many findings of each severity, the heaviest first.
fn counts(files: &[Previewed]) -> BTreeMap<Severity, usize> {
    let mut counts = BTreeMap::new();
    for (_, finding) in files.iter().flat_map(Previewed::all_findings) {
        *counts.entry(finding.severity).or_default() += 1;
    }
    counts
}

fn text(catalog: &Catalog, registry: Option<&Registry>, files: &[Previewed], words: &Words) -> String {
    let mut diagnostics = Diagnostics::new(catalog, registry, words);
    for file in files {
        diagnostics.file(file, words.say(status_key(file.status)));
    }
    for line in summary(registry, files, words) {
        diagnostics.paragraph(&line);
    }
    diagnostics.text()
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::Accepted => "status.accepted",
        Status::Provisional => "status.provisional",
        Status::Returned => "status.returned",
        Status::Superseded => "status.superseded",
        Status::Duplicate => "status.duplicate",
        Status::Quarantined => "status.quarantined",
        Status::Rejected => "status.rejected",
        Status::Attachment => "status.attachment",
        Status::Ignored => "status.ignored",
    }
}

/// What was looked at and found in all, and what was not looked at.
fn summary(registry: Option<&Registry>, files: &[Previewed], words: &Words) -> Vec<String> {
    let counts: Vec<String> = counts(files)
        .into_iter()
        .map(|(severity, count)| format!("{} {count}", words.say(&format!("severity.{severity}"))))
        .collect();
    let counts = if counts.is_empty() {
        words.say("check.clean").to_owned()
    } else {
        counts.join(words.say("check.join"))
    };
    let submissions = files.iter().map(|file| file.returns.len()).sum::<usize>().to_string();
    let files = files.len().to_string();
    let values = [("files", files.as_str()), ("submissions", &submissions), ("counts", &counts)];
    let mut lines = vec![words.fill("check.summary", &values)];
    if registry.is_none() {
        lines.push(words.say("check.no_registry").to_owned());
    }
    lines.push(words.say("check.no_history").to_owned());
    lines
}

/// The registry id of the unit of a return; empty without a registry, when it is only a name.
fn unit_id<'f>(registry: Option<&Registry>, filed: &'f Filed) -> &'f str {
    if registry.is_some() { &filed.submission.unit } else { "" }
}

fn json(registry: Option<&Registry>, files: &[Previewed]) -> String {
    let listed: Vec<Value> = files
        .iter()
        .map(|file| {
            json!({
                "source": file.source,
                "sha256": file.sha256,
                "status": file.status.word(),
                "findings": file.findings.iter().map(|finding| told(finding, "")).collect::<Vec<_>>(),
                "submissions": file.returns.iter().map(|filed| of_return(registry, filed)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let counts: BTreeMap<&str, usize> =
        counts(files).into_iter().map(|(severity, count)| (severity.letter(), count)).collect();
    let object = json!({ "files": listed, "findings": counts });
    format!("{object:#}\n")
}

fn of_return(registry: Option<&Registry>, filed: &Filed) -> Value {
    let submission = &filed.submission;
    let findings = submission.findings.iter();
    json!({
        "form": submission.form,
        "unit_id": unit_id(registry, filed),
        "unit_name": submission.header("unit_name").text().unwrap_or_default(),
        "period": submission.period.map(|period| period.to_string()).unwrap_or_default(),
        "event": submission.event,
        "status": filed.status.word(),
        "findings": findings.map(|finding| told(finding, submission.sheet_name(finding.place))).collect::<Vec<_>>(),
    })
}

fn told(finding: &Finding, sheet: &str) -> Value {
    json!({
        "rule": finding.rule,
        "severity": finding.severity.letter(),
        "sheet": sheet,
        "cell": finding.place.to_string(),
        "related": finding.related.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "field": finding.field,
        "row_label": finding.row_label,
        "value": finding.value,
        "expected": finding.expected,
        "message": finding.message,
        "hint": finding.hint,
    })
}

fn log(catalog: &Catalog, registry: Option<&Registry>, files: &[Previewed]) -> String {
    let mut periods = BTreeMap::new();
    for (filed, _) in files.iter().flat_map(Previewed::all_findings) {
        if let Some(period) = filed.and_then(|filed| filed.submission.period) {
            periods.entry(period).or_insert_with(|| period.to_string());
        }
    }
    let titles: Titles = catalog.rules.iter().map(|rule| (rule.id.as_str(), rule.title.as_str())).collect();
    let reported = files.iter().flat_map(|file| file.all_findings().map(move |found| (file, found)));
    let reported = reported.map(|(file, (filed, finding))| {
        let submission = filed.map(|filed| &filed.submission);
        let period = submission.and_then(|submission| submission.period);
        Reported {
            source: &file.source,
            sheet: submission.map_or("", |submission| submission.sheet_name(finding.place)),
            form: submission.map_or("", |submission| &submission.form),
            unit: filed.map_or("", |filed| unit_id(registry, filed)),
            period: period.map_or("", |period| &periods[&period]),
            finding,
        }
    });
    sarif(env!("CARGO_PKG_VERSION"), Base::Here, &titles, reported)
}
