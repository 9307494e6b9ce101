//! Redaction: hides persons, units and details before cases are published (FORMS.md 9). One redactor serves one
//! document, so that a person has one mask in all of its texts, tables, names of files and properties.

mod leak;
mod mask;

pub use leak::{Leak, leaks};

use crate::catalog::redaction::{PublicationLevel, Redaction, Tail};
use mask::{mask_person, mask_place, mask_unit};
use regex::Regex;
use std::collections::{BTreeMap, HashMap};

/// Who and what occurs in a document, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    /// 问责对象: named at some levels.
    pub persons: Vec<String>,
    /// Informants, witnesses, victims, minors, family members and other persons: never named when published.
    pub others: Vec<String>,
    /// Companies and other third parties: never named when published.
    pub companies: Vec<String>,
    /// Units, by all their names.
    pub units: Vec<String>,
    /// Places, such as 示例县.
    pub places: Vec<String>,
}

/// Something that a person has to look at before a text is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// What it may be.
    pub name: String,
    /// The words found.
    pub found: String,
}

/// Redacts the texts of one document.
#[derive(Clone, Debug)]
pub struct Redactor<'a> {
    rules: &'a Redaction,
    level: &'a PublicationLevel,
    /// Original, without blanks, to what stands in its place.
    masks: BTreeMap<String, String>,
    /// Originals of this document, masked ones and those that stay.
    names: Option<Regex>,
    /// Names that stay as they are.
    kept: Vec<String>,
}

impl<'a> Redactor<'a> {
    /// A redactor for one document. Collisions of masks are numbered in the order of the cast.
    pub fn new(rules: &'a Redaction, level: &'a PublicationLevel, cast: &Cast) -> Redactor<'a> {
        let mut redactor = Redactor { rules, level, masks: BTreeMap::new(), names: None, kept: Vec::new() };
        let persons = level.persons.then_some(&cast.persons).into_iter().flatten();
        let others = level.others.then_some(&cast.others).into_iter().flatten();
        redactor.mask_persons(persons.chain(others));
        let company = rules.tails.last().map_or(rules.unit_fallback.as_str(), |tail| tail.with.as_str());
        if level.others {
            redactor.mask_all(&cast.companies, |_| company.to_owned());
        }
        if level.units {
            redactor.mask_all(&cast.units, |name| mask_unit(rules, name, &cast.places));
            redactor.mask_all(&cast.places, |name| mask_place(rules, name));
        } else {
            redactor.kept = cast.units.iter().map(|name| squeeze(name)).collect();
        }
        redactor.names = redactor.compile();
        redactor
    }

    fn mask_persons<'n>(&mut self, names: impl Iterator<Item = &'n String>) {
        let mut names: Vec<String> =
            names.map(|name| squeeze(name)).filter(|name| self.is_maskable(name)).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let masked: Vec<String> = names.iter().map(|name| mask_person(self.rules, name)).collect();
        let mut count: HashMap<&str, usize> = HashMap::new();
        for mask in &masked {
            *count.entry(mask).or_default() += 1;
        }
        let mut number: HashMap<&str, usize> = HashMap::new();
        for (name, mask) in names.iter().zip(&masked) {
            let text = if count[mask.as_str()] > 1 {
                let number = number.entry(mask).or_default();
                *number += 1;
                format!("{mask}{number}")
            } else {
                mask.clone()
            };
            self.masks.insert(name.clone(), text);
        }
    }

    fn mask_all(&mut self, names: &[String], mask: impl Fn(&str) -> String) {
        for name in names.iter().map(|name| squeeze(name)) {
            if self.is_maskable(&name) {
                let text = mask(&name);
                self.masks.entry(name).or_insert(text);
            }
        }
    }

    /// One character cannot be told from a word; a name with a mask is masked already.
    fn is_maskable(&self, name: &str) -> bool {
        name.chars().count() >= 2 && !name.contains(&self.rules.mask)
    }

    /// One expression for all names, the longest first; blanks may stand between their characters.
    fn compile(&self) -> Option<Regex> {
        let mut names: Vec<&String> =
            self.masks.keys().chain(&self.kept).filter(|name| !name.is_empty()).collect();
        names.sort_by_key(|name| (std::cmp::Reverse(name.chars().count()), name.as_str()));
        if names.is_empty() {
            return None;
        }
        let spaced = |name: &String| {
            let characters: Vec<String> =
                name.chars().map(|character| regex::escape(character.encode_utf8(&mut [0; 4]))).collect();
            characters.join(r"[\s\u{200b}-\u{200f}\u{2060}\u{feff}]*")
        };
        let pattern = names.into_iter().map(spaced).collect::<Vec<_>>().join("|");
        let built = regex::RegexBuilder::new(&pattern).size_limit(256 << 20).build();
        Some(built.expect("escaped names make an expression, and a document names few enough of them"))
    }

    /// The text, redacted.
    pub fn text(&self, text: &str) -> String {
        let mut pieces = Pieces::new(text);
        if let Some(names) = &self.names {
            pieces.replace(|text| {
                let found = names.find_iter(text);
                let replaced = |found: regex::Match| {
                    let mask = self.masks.get(&squeeze(found.as_str()));
                    (found.range(), mask.cloned().unwrap_or_else(|| found.as_str().to_owned()))
                };
                found.map(replaced).collect()
            });
        }
        if self.level.details {
            for pattern in &self.rules.patterns {
                let found = |text: &str| -> Vec<_> {
                    pattern
                        .pattern
                        .find_iter(text)
                        .map(|found| (found.range(), pattern.with.clone()))
                        .collect()
                };
                pieces.replace(found);
            }
            for tail in &self.rules.tails {
                pieces.replace(|text| self.tails(tail, text));
            }
        }
        pieces.join()
    }

    /// Names that are known by their end, with what stands for them.
    fn tails(&self, tail: &Tail, text: &str) -> Vec<(std::ops::Range<usize>, String)> {
        let mut found: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        for end in tail.tail.find_iter(text) {
            let floor = found.last().map_or(0, |(range, _)| range.end);
            let start = self.beginning(&text[floor..end.start()], tail.longest) + floor;
            if start == end.start() && !end.as_str().chars().any(|character| character.is_ascii_digit()) {
                continue;
            }
            found.push((start..end.end(), tail.with.clone()));
        }
        found
    }

    /// Where a name begins in the text before its end.
    fn beginning(&self, before: &str, longest: usize) -> usize {
        let is_name =
            |character: char| character.is_alphanumeric() || matches!(character, '（' | '）' | '(' | ')');
        let characters = before.char_indices().rev().take(longest);
        let mut start = before.len();
        for (at, character) in characters {
            if !is_name(character) {
                break;
            }
            start = at;
        }
        let words = self.rules.boundaries.words.iter();
        let inside = |word: &String| before[start..].rfind(word.as_str()).map(|at| start + at + word.len());
        words.filter_map(inside).filter(|at| *at < before.len()).max().unwrap_or(start)
    }

    /// All texts of some facts, redacted; keys stay.
    pub fn facts(&self, facts: &serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match facts {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.facts(item)).collect(),
            Value::Object(entries) => {
                entries.iter().map(|(key, value)| (key.clone(), self.facts(value))).collect()
            }
            other => other.clone(),
        }
    }

    /// What is masked, and with what; for the record that stays in the house.
    pub fn masks(&self) -> impl Iterator<Item = (&str, &str)> {
        self.masks.iter().map(|(original, mask)| (original.as_str(), mask.as_str()))
    }

    /// What must not occur in the published document: input of [`leaks`].
    pub fn originals(&self) -> Vec<String> {
        self.masks.keys().cloned().collect()
    }

    /// What a person has to look at before the text is published.
    pub fn suspicions(&self, text: &str) -> Vec<Suspicion> {
        let suspects = self.rules.suspects.iter().filter(|_| self.level.details);
        let found = |suspect: &'a crate::catalog::redaction::Suspect| {
            let found: Vec<_> = suspect.pattern.find_iter(text).collect();
            found
                .into_iter()
                .map(move |found| Suspicion { name: suspect.name.clone(), found: found.as_str().to_owned() })
        };
        suspects.flat_map(found).collect()
    }
}

/// The name without blanks of any width.
fn squeeze(name: &str) -> String {
    crate::model::text::squeeze(name)
}

/// A text in which some pieces are settled and the others may still be looked at.
struct Pieces<'t>(Vec<Piece<'t>>);

enum Piece<'t> {
    Open(&'t str),
    Settled(String),
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str) -> Pieces<'t> {
        Pieces(vec![Piece::Open(text)])
    }

    /// Settles ranges of the open pieces.
    fn replace(&mut self, find: impl Fn(&str) -> Vec<(std::ops::Range<usize>, String)>) {
        let mut pieces = Vec::with_capacity(self.0.len());
        for piece in self.0.drain(..) {
            let Piece::Open(text) = piece else {
                pieces.push(piece);
                continue;
            };
            let mut from = 0;
            for (range, with) in find(text) {
                pieces.push(Piece::Open(&text[from..range.start]));
                pieces.push(Piece::Settled(with));
                from = range.end;
            }
            pieces.push(Piece::Open(&text[from..]));
        }
        self.0 = pieces;
    }

    fn join(&self) -> String {
        let texts = self.0.iter().map(|piece| match piece {
            Piece::Open(text) => text,
            Piece::Settled(text) => text.as_str(),
        });
        texts.collect()
    }
}

#[cfg(test)]
mod tests;
