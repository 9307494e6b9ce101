//! A Word file with tags, ready to be filled many times. Only the parts with tags are rendered; all others are packed
//! once and copied. The file may come from the typesetter or from an office that edited its own in Word or WPS.

use super::fault::{Fault, Wrong};
use super::filters;
use super::heal;
use super::measure::TITLE_CHARACTERS;
use super::mention::Follower;
use super::outline::Outline;
use super::problem::FillProblem;
use super::strip;
use super::tag;
use super::unfilled::unfilled;
use super::xml::escape_into;
use crate::catalog::HouseStyle;
use crate::write::package::{self, Packed};
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use std::borrow::Cow;
use std::sync::Arc;

/// What one notice may cost to fill, in instructions; an honest one of a hundred pages needs a tenth.
const FUEL: u64 = 20_000_000;

/// A template, compiled.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
    parts: Vec<Part>,
    /// How many paragraphs of the parts that are copied hold tags: nobody fills those.
    unfilled: usize,
}

/// A filled template.
pub(super) struct Filled {
    /// The docx.
    pub bytes: Vec<u8>,
    /// How many of its paragraphs hold tags that were not filled.
    pub unfilled: usize,
}

#[derive(Debug)]
enum Part {
    /// Copied as it is.
    Fixed(Packed),
    /// Rendered from the template of this name.
    Filled(String),
}

impl Template {
    /// Reads a docx.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn load(bytes: &[u8], style: &Arc<HouseStyle>) -> Result<Template, Vec<Fault>> {
        let damaged = |why| vec![Fault::of_file(Wrong::Damaged(why))];
        let mut environment = environment(style, AutoEscape::Html);
        let mut faults = Vec::new();
        let mut parts = Vec::new();
        let mut left = 0;
        for (name, content) in package::read(bytes).map_err(damaged)? {
            if strip::is_dropped(&name) {
                continue;
            }
            let content = String::from_utf8(content).map(|source| strip::stripped(&name, source));
            let text = content.as_deref().unwrap_or_default();
            faults.extend(strip::foreign(&name, text).map(Fault::of_file));
            let source = match content {
                Ok(source) if is_fillable(&name) && has_tags(&source) => source,
                Ok(source) => {
                    left += if name.ends_with(".xml") { unfilled(&source).len() } else { 0 };
                    parts.push(Part::Fixed(Packed::new(&name, source.as_bytes())));
                    continue;
                }
                Err(error) => {
                    parts.push(Part::Fixed(Packed::new(&name, error.as_bytes())));
                    continue;
                }
            };
            match compile(&mut environment, &name, &source) {
                Ok(()) => parts.push(Part::Filled(name)),
                Err(wrong) => {
                    faults.extend(wrong.into_iter().map(|fault| Fault { part: name.clone(), ..fault }))
                }
            }
        }
        if faults.is_empty() { Ok(Template { environment, parts, unfilled: left }) } else { Err(faults) }
    }

    /// The notice for these facts: the bytes of a docx. The same facts give the same bytes.
    pub fn fill(&self, facts: &serde_json::Value) -> Result<Vec<u8>, FillProblem> {
        Ok(self.fill_with(&Value::from(Serde(facts)))?.bytes)
    }

    /// As [`Template::fill`], for facts that have been converted once for several texts.
    pub(super) fn fill_with(&self, facts: &Value) -> Result<Filled, FillProblem> {
        let mut left = self.unfilled;
        let mut filled: Vec<Cow<Packed>> = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            filled.push(match part {
                Part::Fixed(packed) => Cow::Borrowed(packed),
                Part::Filled(name) => {
                    let template = self.environment.get_template(name).map_err(FillProblem::of)?;
                    let text = template.render(facts.clone()).map_err(FillProblem::of)?;
                    let text = break_lines(&text);
                    left += unfilled(&text).len();
                    Cow::Owned(Packed::quickly(name, text.as_bytes()))
                }
            });
        }
        let bytes = package::write(&filled.iter().map(Cow::as_ref).collect::<Vec<_>>());
        Ok(Filled { bytes, unfilled: left })
    }
}

fn compile(environment: &mut Environment<'static>, name: &str, source: &str) -> Result<(), Vec<Fault>> {
    let healed = heal::heal(source)?;
    let mut follower = Follower::default();
    let mut faults = Vec::new();
    for tag in tag::find(&healed) {
        for filter in follower.follow(&tag).filters {
            let tried = environment.empty_state().apply_filter(&filter, &[]);
            if tried.is_err_and(|error| error.kind() == ErrorKind::UnknownFilter) {
                let place = super::problem::words_at(&healed, tag.range.start);
                faults.push(Fault { part: String::new(), place, wrong: Wrong::NoFilter(filter) });
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    environment.add_template_owned(name.to_owned(), healed.clone()).map_err(|error| {
        let place =
            error.range().map_or_else(String::new, |range| super::problem::words_at(&healed, range.start));
        vec![Fault { part: String::new(), place, wrong: Wrong::Unknown(super::problem::refused(&error)) }]
    })
}

/// The parts in which tags are filled: text that readers see, and the title in the properties.
pub(super) fn is_fillable(name: &str) -> bool {
    let story = |name: &str| {
        ["document", "header", "footer", "footnotes", "endnotes"].iter().any(|start| name.starts_with(start))
    };
    name == "docProps/core.xml"
        || name.strip_prefix("word/").is_some_and(|rest| {
            rest.strip_suffix(".xml").is_some_and(|stem| story(stem) && !stem.contains('/'))
        })
}

/// True if a part has tags, whole or split over runs.
fn has_tags(source: &str) -> bool {
    if source.contains("{{") || source.contains("{%") || source.contains("{#") {
        return true;
    }
    let Ok(outline) = Outline::read(source) else { return false };
    outline.paragraphs().iter().any(|(_, texts)| {
        let words: String = texts.iter().map(|text| &source[text.range.clone()]).collect();
        !tag::find(&words).is_empty()
    })
}

/// The language of templates: strict, bounded, and without a way to print markup.
pub(super) fn environment(style: &Arc<HouseStyle>, escape: AutoEscape) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(move |_| escape.clone());
    environment.set_fuel(Some(FUEL));
    environment.set_debug(true);
    environment.remove_filter("safe");
    environment.set_formatter(print);
    filters::add(&mut environment, style, TITLE_CHARACTERS);
    environment
}

/// Prints the value of a tag. What an official document cannot say is refused: nothing, blanks, 真 and 假, lists.
fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let unprintable = |what| Err(Error::new(ErrorKind::InvalidOperation, what));
    let escaped = !matches!(state.auto_escape(), AutoEscape::None);
    let result = match value.kind() {
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => return unprintable(super::problem::EMPTY),
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            if value.is_safe() || !escaped {
                out.write_str(text)
            } else if text.trim().is_empty() {
                return unprintable(super::problem::EMPTY);
            } else {
                escape_into(out, text)
            }
        }
        ValueKind::Number => out.write_str(&value.to_string()),
        _ => return unprintable(super::problem::NO_TEXT),
    };
    result.map_err(|_| Error::new(ErrorKind::WriteFailure, super::problem::TOO_LARGE))
}

/// Line breaks and tabs of values become those of Word; they are looked for in texts only.
fn break_lines(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    for at in memchr::memchr2_iter(b'\n', b'\t', text.as_bytes()) {
        let inside = text[..at].rfind('<').is_some_and(|open| {
            let tag = &text[open..at];
            tag.starts_with("<w:t>") || (tag.starts_with("<w:t ") && tag.contains('>'))
        });
        if !inside {
            continue;
        }
        out.push_str(&text[from..at]);
        let element = if text.as_bytes()[at] == b'\n' { "br" } else { "tab" };
        out.push_str("</w:t><w:");
        out.push_str(element);
        out.push_str("/><w:t xml:space=\"preserve\">");
        from = at + 1;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
