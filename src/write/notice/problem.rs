//! Why a notice could not be filled: the field and the words around it, for whoever supplies the facts.

use super::tag;
use minijinja::{Error, ErrorKind};

/// The detail of an error for a field that says nothing.
pub(super) const EMPTY: &str = "is empty";
/// The detail of an error for a field that is neither text nor number.
pub(super) const NO_TEXT: &str = "is neither a text nor a number";

/// Why a notice could not be filled. An unfilled field is fatal (FORMS.md 8.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {what}, in “{place}”")]
pub struct FillProblem {
    /// The field, or the expression around it, as the template writes it.
    pub field: String,
    /// What is wrong with it.
    pub what: String,
    /// The words of the paragraph.
    pub place: String,
}

impl FillProblem {
    pub(super) fn of(error: Error) -> FillProblem {
        let source = error.template_source().unwrap_or_default();
        let range = error.range().unwrap_or(0..0);
        let expression = source.get(range.clone()).unwrap_or_default();
        let place = words_at(source, range.start);
        let detail = error.detail().unwrap_or_default();
        let missing = detail.split_once('`').and_then(|(_, rest)| rest.split_once("` is undefined"));
        match (error.kind(), missing) {
            (_, Some((field, _))) => {
                FillProblem { field: field.to_owned(), what: "is missing".into(), place }
            }
            (ErrorKind::UndefinedError, None) => {
                FillProblem { field: expression.to_owned(), what: "is missing".into(), place }
            }
            (ErrorKind::OutOfFuel, _) => {
                FillProblem { field: expression.to_owned(), what: "makes the notice too long".into(), place }
            }
            (kind, _) => {
                let what = if detail.is_empty() { kind.to_string() } else { detail.to_owned() };
                FillProblem { field: expression.to_owned(), what, place }
            }
        }
    }
}

/// The words around a place of a part: those of its paragraph, tags included.
pub(super) fn words_at(source: &str, at: usize) -> String {
    let Some(before) = source.get(..at) else { return String::new() };
    let start = ["<w:p>", "<w:p "].iter().filter_map(|tag| before.rfind(tag)).max().unwrap_or(0);
    let end = source[at..].find("</w:p>").map_or(source.len(), |end| at + end);
    let mut words = String::new();
    let mut in_tag = false;
    let masked = tag::rewrite(&source[start..end], |tag| tag.text.replace('<', "＜").replace('>', "＞"));
    for character in masked.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            other if !in_tag => words.push(other),
            _ => {}
        }
    }
    let words = words.trim();
    if words.chars().count() <= 80 {
        words.to_owned()
    } else {
        words.chars().take(80).chain(['…']).collect()
    }
}
