//! The sentences of the engine's own remarks, as declared in `templates/messages.toml`: one sentence and one hint for
//! each, with `{name}` for what is filled in. No sentence that a unit reads stands in the code.

use crate::model::{Finding, FindingState, Place, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;

/// All declared sentences.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// Remarks of the engine, by key.
    pub remark: BTreeMap<String, RemarkText>,
    /// Other words and sentences, by key.
    pub text: BTreeMap<String, String>,
}

/// The declared words of one remark of the engine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemarkText {
    /// The rule id that it is filed under, such as `GN-V001`.
    pub rule: String,
    /// How heavy it weighs.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[serde(default)]
    pub hint: String,
}

impl RemarkText {
    /// The severity; lint has checked the letter.
    pub fn severity(&self) -> Severity {
        self.severity.parse().unwrap_or(Severity::E)
    }
}

impl Messages {
    /// A declared text with its names filled in; the key itself if it is not declared (lint tells).
    pub fn text(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.text.get(key).map_or_else(|| key.to_owned(), |text| fill(text, values))
    }

    /// The finding that a remark makes at a place; one that names the key if it is not declared (lint tells). The values
    /// `value` and `expected` stand in the finding, too.
    pub fn finding(&self, key: &str, place: Place, values: &[(&str, &str)]) -> Finding {
        self.declared(key, place, values).unwrap_or_else(|| Finding {
            rule: key.to_owned(),
            severity: Severity::E,
            place,
            related: Vec::new(),
            field: String::new(),
            row_label: String::new(),
            value: String::new(),
            expected: String::new(),
            message: key.to_owned(),
            hint: String::new(),
            auto_fixed: false,
            by_rule: false,
            answer: String::new(),
            state: FindingState::Open,
        })
    }

    /// The finding that a remark makes at a place; `None` if it is not declared: an office may leave one out.
    pub fn declared(&self, key: &str, place: Place, values: &[(&str, &str)]) -> Option<Finding> {
        let text = self.remark.get(key)?;
        let value = |wanted: &str| {
            let found = values.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        Some(Finding {
            rule: text.rule.clone(),
            severity: text.severity(),
            place,
            related: Vec::new(),
            field: String::new(),
            row_label: String::new(),
            value: value("value"),
            expected: value("expected"),
            message: fill(&text.message, values),
            hint: fill(&text.hint, values),
            auto_fixed: false,
            by_rule: false,
            answer: String::new(),
            state: FindingState::Open,
        })
    }

    /// The declared remark.
    pub fn remark(&self, key: &str) -> Option<&RemarkText> {
        self.remark.get(key)
    }
}

/// Replaces each `{name}` by its value; unknown names stay as they are.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let hole = rest.find('}').and_then(|close| {
            let name = &rest[1..close];
            values.iter().find(|(other, _)| *other == name).map(|(_, value)| (close, *value))
        });
        match hole {
            Some((close, value)) => {
                filled.push_str(value);
                rest = &rest[close + 1..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_and_unknown_ones_stay() {
        assert_eq!(fill("“{value}”应为{expected}", &[("value", "约3"), ("expected", "3")]), "“约3”应为3");
        assert_eq!(fill("{未知}{a}", &[("a", "{a}")]), "{未知}{a}");
    }
}
