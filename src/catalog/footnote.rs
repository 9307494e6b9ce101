//! A sentence below a table in which something is counted: what was sent late, what was corrected after it had been
//! published (FORMS.md 6). Declared with the table.

use super::summary::{Data, Summary, Where};
use super::summary_column::Count;
use crate::expr::{Members, Problem, Shape, Text};
use crate::model::Saying;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A counted sentence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footnote {
    /// The sentence, with a hole for each count by its name, and for [`FOOTNOTE_NAMES`] where it is said again.
    pub text: String,
    /// Of what.
    pub of: Data,
    /// It is said again for each of these; once without it.
    #[serde(default)]
    pub each: Option<For>,
    /// The counts by name. The sentence is left out where all of them are 0.
    pub count: BTreeMap<String, Counted>,
}

/// What a sentence is said again for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum For {
    /// Each period in which this day of the facts falls, the earliest first.
    PeriodOf(String),
    /// Each period of the table of which an approved notice has published other figures; the counts are what was added
    /// since.
    Correction,
}

/// One count.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// How facts are counted; this or a field.
    #[serde(default)]
    pub count: Option<Count>,
    /// The field that is summed.
    #[serde(default)]
    pub field: Option<String>,
    /// Which facts.
    #[serde(default, rename = "where")]
    pub only: Where,
}

/// The names besides the counts, by slot: the period of which a repeated sentence speaks; 发文字号 of the notice that
/// published what was corrected.
pub const FOOTNOTE_NAMES: [&str; 2] = ["of", "doc_no"];

impl Footnote {
    /// What the sentence may name: [`FOOTNOTE_NAMES`] as far as they are known, then the counts in order.
    fn names(&self) -> Members {
        let known = match self.each {
            None => &[][..],
            Some(For::PeriodOf(_)) => &FOOTNOTE_NAMES[..1],
            Some(For::Correction) => &FOOTNOTE_NAMES[..],
        };
        let named = known.iter().map(|name| (*name, Shape::Text));
        named.chain(self.count.keys().map(|name| (name.as_str(), Shape::Number))).collect()
    }

    /// Compiles the sentence.
    ///
    /// # Errors
    /// What is wrong with a hole.
    pub fn compile(&self) -> Result<Text, Problem> {
        Text::compile(&self.text, &self.names())
    }

    /// The fields of its data that it names.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let day = match &self.each {
            Some(For::PeriodOf(day)) => Some(day),
            _ => None,
        };
        let counts = self.count.values().flat_map(|counted| {
            let distinct = match &counted.count {
                Some(Count::Distinct(keys)) => keys.as_slice(),
                _ => &[],
            };
            counted.field.iter().chain(distinct).chain(counted.only.keys())
        });
        day.into_iter().chain(counts).map(String::as_str)
    }

    /// What is wrong with it, with a hint, where its data have these fields.
    pub(super) fn wrong(&self, has: impl Fn(&str) -> bool) -> Vec<Saying> {
        let unknown = self.fields().filter(|key| !has(key));
        let mut wrong: Vec<Saying> =
            unknown.map(|key| Saying::new("issue.footnote_field").with("key", key)).collect();
        let both =
            self.count.iter().filter(|(_, counted)| counted.count.is_some() == counted.field.is_some());
        wrong.extend(both.map(|(name, _)| Saying::new("issue.footnote_count").with("name", name)));
        if self.each == Some(For::Correction) && self.of.form().is_none() {
            wrong.push(Saying::new("issue.footnote_correction"));
        }
        if let Err(problem) = self.compile() {
            wrong.push(Saying::new("issue.footnote_text").with("why", problem.saying()));
        }
        wrong
    }
}

impl Summary {
    /// The data of its footnotes on what was corrected.
    pub fn corrected(&self) -> impl Iterator<Item = &Data> {
        self.footnotes.iter().filter(|note| note.each == Some(For::Correction)).map(|note| &note.of)
    }
}
