//! Findings as SARIF 2.1.0 (OASIS), the format in which checkers of other trades report, so that their viewers can show
//! ours. A place on a paper is a logical location: SARIF's physical regions are lines of text, which a workbook has not.

use crate::model::{Finding, FindingState, Place, Severity};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A finding with what it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// The path as dropped; empty for a finding over many returns.
    pub source: &'a str,
    /// The name of the sheet of its place; empty for a Word file or the whole.
    pub sheet: &'a str,
    /// The form id; empty if unknown.
    pub form: &'a str,
    /// The registry id of the unit; empty if unknown.
    pub unit: &'a str,
    /// The period in its short form; empty if unknown.
    pub period: &'a str,
    /// What is remarked.
    pub finding: &'a Finding,
}

/// What a rule demands, in one line, by its id.
pub type Titles<'a> = BTreeMap<&'a str, &'a str>;

/// What paths are relative to: the inbox of an office, or the folder in which the program was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The inbox.
    Inbox,
    /// The working directory.
    Here,
}

/// A SARIF log with one run, and a line feed at its end. `version` is that of the program.
pub fn sarif<'a>(
    version: &str,
    base: Base,
    titles: &Titles,
    findings: impl IntoIterator<Item = Reported<'a>>,
) -> String {
    let findings: Vec<Reported> = findings.into_iter().collect();
    let mut rules: BTreeMap<&str, Severity> = BTreeMap::new();
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for reported in &findings {
        let severity = rules.entry(&reported.finding.rule).or_insert(reported.finding.severity);
        *severity = (*severity).min(reported.finding.severity);
        if !reported.source.is_empty() {
            sources.insert(reported.source, 0);
        }
    }
    sources.values_mut().enumerate().for_each(|(number, index)| *index = number);
    let order: BTreeMap<&str, usize> =
        rules.keys().enumerate().map(|(number, rule)| (*rule, number)).collect();
    let mut log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "liangze",
                "semanticVersion": version,
                "rules": rules.iter().map(|(id, severity)| rule(id, *severity, titles)).collect::<Vec<_>>(),
            }},
            "language": "zh-CN",
            "artifacts": sources.keys().map(|source| json!({ "location": base.location(source) })).collect::<Vec<_>>(),
            "results": findings.iter().map(|reported| result(reported, base, &order, &sources)).collect::<Vec<_>>(),
        }],
    });
    if base == Base::Inbox {
        let described = json!({ "INBOX": { "description": { "text": "the inbox of the office" } } });
        log["runs"][0]["originalUriBaseIds"] = described;
    }
    let mut text = Vec::new();
    let pretty = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, pretty);
    log.serialize(&mut serializer).expect("a JSON value can be written to memory");
    text.push(b'\n');
    String::from_utf8(text).expect("JSON is UTF-8")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::F | Severity::E => "error",
        Severity::W => "warning",
        Severity::C | Severity::M | Severity::I => "note",
    }
}

fn rule(id: &str, severity: Severity, titles: &Titles) -> Value {
    let mut rule = json!({ "id": id, "defaultConfiguration": { "level": level(severity) } });
    if let Some(title) = titles.get(id) {
        rule["shortDescription"] = json!({ "text": title });
    }
    rule
}

impl Base {
    fn location(self, source: &str) -> Value {
        match self {
            Base::Inbox => json!({ "uri": uri(source), "uriBaseId": "INBOX" }),
            Base::Here if source.starts_with('/') => json!({ "uri": format!("file://{}", uri(source)) }),
            Base::Here => json!({ "uri": uri(source) }),
        }
    }
}

/// A path as a relative URI reference: all but the unreserved characters, `/` and `!` are escaped (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn result(
    reported: &Reported,
    base: Base,
    rules: &BTreeMap<&str, usize>,
    sources: &BTreeMap<&str, usize>,
) -> Value {
    let finding = reported.finding;
    let text = format!("{}{}", finding.message, finding.hint);
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule.as_str()],
        "level": level(finding.severity),
        "message": { "text": text },
        "properties": properties(reported),
    });
    if let Some(index) = sources.get(reported.source) {
        let sheet = |place: Place| if place.sheet() == finding.place.sheet() { reported.sheet } else { "" };
        let place = |place: Place| {
            let mut artifact = base.location(reported.source);
            artifact["index"] = json!(index);
            let mut found = json!({ "physicalLocation": { "artifactLocation": artifact } });
            let name = logical(sheet(place), place);
            if !name.is_empty() {
                found["logicalLocations"] = json!([{ "fullyQualifiedName": name, "kind": kind(place) }]);
            }
            found
        };
        result["locations"] = json!([place(finding.place)]);
        if !finding.related.is_empty() {
            let related = finding.related.iter().enumerate().map(|(number, other)| {
                let mut found = place(*other);
                found["id"] = json!(number + 1);
                found
            });
            result["relatedLocations"] = Value::Array(related.collect());
        }
    }
    if finding.state != FindingState::Open {
        let justification = finding.state.word();
        result["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": justification }]);
    }
    result
}

/// `Sheet!N9`, or the place alone where there is no sheet.
fn logical(sheet: &str, place: Place) -> String {
    match (sheet, place) {
        ("", place) => place.to_string(),
        (sheet, Place::Whole) => sheet.to_owned(),
        (sheet, place) => format!("{sheet}!{place}"),
    }
}

fn kind(place: Place) -> &'static str {
    match place {
        Place::Whole => "sheet",
        Place::Cell { .. } | Place::WordCell { .. } => "cell",
        Place::Paragraph(_) => "paragraph",
    }
}

fn properties(reported: &Reported) -> Value {
    let finding = reported.finding;
    let texts = [
        ("severity", finding.severity.letter()),
        ("form", reported.form),
        ("unit", reported.unit),
        ("period", reported.period),
        ("field", &finding.field),
        ("row", &finding.row_label),
        ("value", &finding.value),
        ("expected", &finding.expected),
        ("state", finding.state.word()),
    ];
    let said = texts.into_iter().filter(|(_, text)| !text.is_empty());
    Value::Object(said.map(|(key, text)| (key.to_owned(), json!(text))).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests;
