//! Why a notice could not be filled: the field and the words around it, for whoever supplies the facts.

use super::tag;
use crate::model::Saying;
use minijinja::{Error, ErrorKind};

/// What our own filters find wrong with a value: keys among the words, which an error of the language of tags carries as
/// its detail.
pub(super) const EMPTY: &str = "fill.empty";
pub(super) const NO_TEXT: &str = "fill.no_text";
pub(super) const NO_NUMBER: &str = "fill.no_number";
pub(super) const NO_WHOLE_NUMBER: &str = "fill.no_whole_number";
pub(super) const NO_DATE: &str = "fill.no_date";
pub(super) const NO_DAY: &str = "fill.no_day";
pub(super) const NO_NAME: &str = "fill.no_name";
pub(super) const NOBODY: &str = "fill.nobody";
pub(super) const TOO_LARGE: &str = "fill.too_large";
const OURS: [&str; 9] =
    [EMPTY, NO_TEXT, NO_NUMBER, NO_WHOLE_NUMBER, NO_DATE, NO_DAY, NO_NAME, NOBODY, TOO_LARGE];

/// Why a notice could not be filled. An unfilled field is fatal (FORMS.md 8.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillProblem {
    /// The field, or the expression around it, as the template writes it.
    pub field: String,
    /// What is wrong with it.
    pub what: Saying,
    /// The words of the paragraph.
    pub place: String,
}

impl FillProblem {
    pub(super) fn of(error: Error) -> FillProblem {
        let source = error.template_source().unwrap_or_default();
        let range = error.range().unwrap_or(0..0);
        let expression = source.get(range.clone()).unwrap_or_default();
        let place = words_at(source, range.start);
        let (field, what) = match (error.kind(), undefined(&error)) {
            (_, Some(field)) => (field, Saying::new("fill.missing")),
            (ErrorKind::UndefinedError, None) => (expression, Saying::new("fill.missing")),
            (ErrorKind::OutOfFuel, _) => (expression, Saying::new("fill.too_long")),
            _ => (expression, refused(&error)),
        };
        FillProblem { field: field.to_owned(), what, place }
    }

    /// The sentence.
    pub fn saying(&self) -> Saying {
        let field = Saying::new("fill.problem").with("field", &self.field);
        field.with("what", self.what.clone()).with("place", &self.place)
    }
}

/// Why the language of tags refuses something: what our filters say, or the sort of trouble; of the rarer sorts what it
/// says itself, as it comes.
pub fn refused(error: &Error) -> Saying {
    let detail = error.detail().unwrap_or_default();
    if let Some(key) = OURS.into_iter().find(|key| *key == detail) {
        return Saying::new(key);
    }
    match (error.kind(), undefined(error)) {
        (ErrorKind::UndefinedError, _) => Saying::new("fill.no_value"),
        (_, Some(name)) => Saying::new("fill.undefined").with("name", name),
        (ErrorKind::UnknownFilter, _) => Saying::new("fill.no_filter"),
        (ErrorKind::UnknownFunction | ErrorKind::UnknownMethod | ErrorKind::UnknownTest, _) => {
            Saying::new("fill.no_function")
        }
        (ErrorKind::TemplateNotFound, _) => Saying::new("fill.no_part"),
        (kind, _) if detail.is_empty() => Saying::new("fill.refused").with("why", kind.to_string()),
        _ => Saying::new("fill.refused").with("why", detail),
    }
}

/// The field that says nothing, where an error names it in its words only.
fn undefined(error: &Error) -> Option<&str> {
    let (_, rest) = error.detail()?.split_once('`')?;
    rest.split_once("` is undefined").map(|(field, _)| field)
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
