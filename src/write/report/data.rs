//! The findings as the script of the page reads them: compact, since there may be many thousands, and harmless within a
//! page, whatever units wrote.

use super::findings::Findings;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many findings are on the page; the rest is in `data/findings.csv`.
pub const MOST: usize = 20_000;

/// All findings. What is said over and over stands once; lines refer to it by number.
#[derive(Serialize)]
struct Data<'a> {
    rules: Vec<[&'a str; 2]>,
    units: Vec<&'a str>,
    forms: &'a [String],
    hints: Vec<&'a str>,
    lines: Vec<Packed<'a>>,
}

/// Severity, rule, unit, form, state, hint; place, row, value, expected, message, answer, source.
#[derive(Serialize)]
struct Packed<'a>([usize; 6], [&'a str; 7]);

/// The findings as JSON without any character that means something to a reader of HTML.
pub fn data(findings: &Findings) -> String {
    let mut hints = Vec::new();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let lines = findings.lines.iter().map(|line| {
        let hint = *numbers.entry(&line.hint).or_insert_with(|| {
            hints.push(line.hint.as_str());
            hints.len() - 1
        });
        Packed(
            [line.severity, line.rule, line.unit, line.form, line.state, hint],
            [
                line.place.as_str(),
                &line.row,
                &line.value,
                &line.expected,
                &line.message,
                &line.answer,
                &line.source,
            ],
        )
    });
    let lines = lines.collect();
    let data = Data {
        rules: findings.rules.iter().map(|rule| [rule.id.as_str(), rule.title.as_str()]).collect(),
        units: findings.units.iter().map(|unit| unit.name.as_str()).collect(),
        forms: &findings.forms,
        hints,
        lines,
    };
    harmless(&serde_json::to_string(&data).expect("texts and numbers are JSON"))
}

/// JSON in which no tag, comment or entity can begin: within texts those characters may be written as escapes, and
/// elsewhere JSON has none of them.
fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{2028}' => text.push_str("\\u2028"),
            '\u{2029}' => text.push_str("\\u2029"),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::report::{Line, RuleFindings, UnitFindings};

    #[test]
    fn what_units_wrote_ends_no_script_and_comes_back_as_it_was() {
        let value = "</script><script>alert(1)</script><!-- &amp; \u{2028}";
        let line = |hint: &str| Line { value: value.into(), hint: hint.into(), ..Line::default() };
        let findings = Findings {
            rules: vec![RuleFindings { id: "A-V001".into(), title: "<b>".into(), ..RuleFindings::default() }],
            units: vec![UnitFindings { name: "示例县纪委".into(), ..UnitFindings::default() }],
            forms: vec!["报表".into()],
            lines: vec![line("改"), line(""), line("改")],
            ..Findings::default()
        };
        let data = data(&findings);
        assert!(!data.contains(['<', '>', '&', '\u{2028}']), "{data}");
        let read: serde_json::Value = serde_json::from_str(&data).unwrap();
        let expected = serde_json::json!({
            "rules": [["A-V001", "<b>"]],
            "units": ["示例县纪委"],
            "forms": ["报表"],
            "hints": ["改", ""],
            "lines": [
                [[0, 0, 0, 0, 0, 0], ["", "", value, "", "", "", ""]],
                [[0, 0, 0, 0, 0, 1], ["", "", value, "", "", "", ""]],
                [[0, 0, 0, 0, 0, 0], ["", "", value, "", "", "", ""]],
            ],
        });
        assert_eq!(read, expected);
    }
}
