//! A list of choices as declared in `templates/lists/<name>.toml`: codes, labels and the spellings met in practice
//! (FORMS.md 3.4 and 3.5). The order is the one in which sets are written.

use crate::model::{Saying, text};
use regex::Regex;
use serde::Deserialize;
use std::collections::HashMap;

/// One list of choices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// What the list is called in findings.
    pub title: String,
    /// Its choices, in the order of FORMS.md.
    #[serde(rename = "choice")]
    pub choices: Vec<Choice>,
    /// Left out at the end of what is written, longest first, such as 处分.
    #[serde(default)]
    pub suffixes: Vec<String>,
    /// Left out at the beginning of what is written, such as 给予.
    #[serde(default)]
    pub prefixes: Vec<String>,
    #[serde(skip)]
    patterns: Vec<(Regex, usize)>,
    #[serde(skip)]
    by_key: HashMap<String, usize>,
    #[serde(skip)]
    by_code: HashMap<String, usize>,
}

/// One choice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its code; the label where FORMS.md gives none.
    #[serde(default)]
    pub code: String,
    /// Its official Chinese wording.
    pub label: String,
    /// Other spellings.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Several codes that one spelling stands for (双开).
    #[serde(default)]
    pub means: Vec<String>,
    /// Regular expressions that spellings of this choice match, such as 免去…职务.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// True for a spelling that does not decide between codes: a finding asks which is meant.
    #[serde(default)]
    pub unclear: bool,
    /// A field of a form that counts it, by key (a column of the statistical table).
    #[serde(default)]
    pub group: String,
    /// Months of the effect period, where there is one (FORMS.md 3.4, 影响期).
    #[serde(default)]
    pub effect_months: u32,
}

impl List {
    /// Prepares the look-ups; called once when the catalogue is loaded. An `Err` tells of a doubled spelling or a wrong
    /// pattern.
    pub fn prepare(&mut self) -> Result<(), Saying> {
        for number in 0..self.choices.len() {
            if self.choices[number].code.is_empty() {
                self.choices[number].code = self.choices[number].label.clone();
            }
            let choice = self.choices[number].clone();
            self.by_code.entry(choice.code.clone()).or_insert(number);
            for pattern in &choice.patterns {
                let wrong = |error: regex::Error| {
                    let what = Saying::new("issue.list_pattern").with("pattern", pattern);
                    what.with("why", error.to_string())
                };
                let regex = Regex::new(pattern).map_err(wrong)?;
                self.patterns.push((regex, number));
            }
            for spelling in std::iter::once(&choice.label).chain(&choice.synonyms) {
                let key = text::key(spelling);
                if let Some(other) = self.by_key.insert(key, number).filter(|other| *other != number) {
                    return Err(Saying::new("issue.spelling_twice")
                        .with("spelling", spelling)
                        .with("one", &self.choices[other].code)
                        .with("other", &choice.code));
                }
            }
        }
        Ok(())
    }

    /// The choice that a spelling means.
    pub fn choice(&self, written: &str) -> Option<&Choice> {
        let key = text::key(written);
        if let Some(choice) = self.by_key(&key) {
            return Some(choice);
        }
        let mut shorter = key.as_str();
        while let Some(rest) = self.prefixes.iter().find_map(|prefix| shorter.strip_prefix(prefix.as_str())) {
            shorter = rest;
        }
        let trimmed = self.suffixes.iter().find_map(|suffix| shorter.strip_suffix(suffix.as_str()));
        self.by_key(shorter).or_else(|| self.by_key(trimmed?)).or_else(|| {
            let found = self.patterns.iter().find(|(pattern, _)| pattern.is_match(shorter))?;
            Some(&self.choices[found.1])
        })
    }

    fn by_key(&self, key: &str) -> Option<&Choice> {
        self.by_key.get(key).map(|number| &self.choices[*number])
    }

    /// The choice with a code.
    pub fn with_code(&self, code: &str) -> Option<&Choice> {
        self.by_code.get(code).map(|number| &self.choices[*number])
    }

    /// The place of a code in the order of FORMS.md; unknown codes come last.
    pub fn order(&self, code: &str) -> usize {
        self.by_code.get(code).copied().unwrap_or(usize::MAX)
    }

    /// The label of a code, or the code itself.
    pub fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.with_code(code).map_or(code, |choice| choice.label.as_str())
    }

    /// The choice whose spelling is nearest to what was written, for a suggestion.
    pub fn nearest(&self, written: &str) -> Option<&Choice> {
        let key = text::key(written);
        let scored = self.choices.iter().map(|choice| {
            let spellings = std::iter::once(&choice.label).chain(&choice.synonyms);
            let score =
                spellings.map(|spelling| text::likeness(&key, &text::key(spelling))).fold(0.0, f64::max);
            (score, choice)
        });
        scored
            .filter(|(score, _)| *score >= 0.3)
            .max_by(|left, right| left.0.total_cmp(&right.0))
            .map(|(_, choice)| choice)
    }
}
