//! A short text with tags outside of any document: a title, the name of a file or of an attachment.

use super::problem::{FillProblem, refused};
use super::template::environment;
use crate::catalog::{HouseStyle, Issue};
use crate::model::Saying;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment};
use std::sync::Arc;

/// A text with tags, compiled.
#[derive(Debug)]
pub struct Phrase(Environment<'static>);

const NAME: &str = "phrase";

impl Phrase {
    /// Compiles a text. `file` is how issues name its file.
    pub fn compile(file: &str, text: &str, style: &Arc<HouseStyle>) -> Result<Phrase, Issue> {
        let mut environment = environment(style, AutoEscape::None);
        let wrong = |error: minijinja::Error| {
            Issue::new(file, Saying::new("issue.phrase").with("text", text).with("why", refused(&error)))
        };
        environment.add_template_owned(NAME, text.to_owned()).map_err(wrong)?;
        Ok(Phrase(environment))
    }

    /// The text for these facts, on one line.
    pub fn say(&self, facts: &serde_json::Value) -> Result<String, FillProblem> {
        self.say_with(&Value::from(Serde(facts)))
    }

    /// As [`Phrase::say`], for facts that have been converted once for several texts.
    pub(super) fn say_with(&self, facts: &Value) -> Result<String, FillProblem> {
        let template = self.0.get_template(NAME).map_err(FillProblem::of)?;
        let text = template.render(facts.clone()).map_err(FillProblem::of)?;
        Ok(text.split(['\n', '\r', '\t']).map(str::trim).collect())
    }

    /// The text as the name of a file: no separators, no characters that a file system refuses, at most 200 bytes.
    pub fn file_name(&self, facts: &serde_json::Value) -> Result<String, FillProblem> {
        self.file_name_with(&Value::from(Serde(facts)))
    }

    /// As [`Phrase::file_name`], for facts that have been converted once for several texts.
    pub(super) fn file_name_with(&self, facts: &Value) -> Result<String, FillProblem> {
        let text = self.say_with(facts)?;
        let clean: String = text
            .chars()
            .filter(|character| !character.is_control())
            .map(|character| if "/\\:*?\"<>|".contains(character) { '_' } else { character })
            .collect();
        let (stem, extension) = match clean.rsplit_once('.') {
            Some((stem, extension)) if extension.len() <= 5 => (stem, format!(".{extension}")),
            _ => (clean.as_str(), String::new()),
        };
        let mut end = stem.len().min(200 - extension.len());
        while !stem.is_char_boundary(end) {
            end -= 1;
        }
        Ok(format!("{}{extension}", stem[..end].trim_matches(['.', ' '])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_leads_nowhere_else_and_is_not_too_long() {
        let style = include_str!("../../../templates/notices/layout/house.toml");
        let style = Arc::new(toml::from_str(style).unwrap());
        let phrase = Phrase::compile("notice.toml", "N02-{{ unit }}.docx", &style).unwrap();
        let name = |unit: &str| phrase.file_name(&serde_json::json!({ "unit": unit })).unwrap();
        assert_eq!(name("示例市纪委"), "N02-示例市纪委.docx");
        assert_eq!(name("../a\nb:c"), "N02-.._ab_c.docx");
        assert!(name(&"长".repeat(300)).len() <= 200 && name(&"长".repeat(300)).ends_with("长.docx"));
        let problem = phrase.file_name(&serde_json::json!({})).unwrap_err();
        assert_eq!((problem.field.as_str(), problem.what.key), ("unit", "fill.missing"));
    }
}
