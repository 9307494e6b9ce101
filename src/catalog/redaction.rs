//! What is masked before cases are published, as declared in `templates/redaction.toml` (FORMS.md 9).

use super::issue::Issue;
use super::load::Templates;
use crate::model::Saying;
use regex::Regex;
use serde::Deserialize;

/// The rules of redaction.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// What stands for a masked character.
    pub mask: String,
    /// How many masks follow each surname; 0 for one per character.
    pub fixed_length: usize,
    /// Surnames of two characters.
    pub compound_surnames: Vec<String>,
    /// Marks that join the parts of a name.
    pub name_dots: Vec<char>,
    /// Endings of the names of places.
    pub place_endings: Vec<String>,
    /// Endings of the names of units.
    pub unit_endings: Vec<String>,
    /// What stands for a unit whose ending is unknown.
    pub unit_fallback: String,
    /// 公布层级
    #[serde(rename = "level")]
    pub levels: Vec<PublicationLevel>,
    /// What is removed wherever it stands, in order.
    #[serde(rename = "pattern")]
    pub patterns: Vec<Pattern>,
    /// Names that are known by their end.
    #[serde(rename = "tail")]
    pub tails: Vec<Tail>,
    /// Where such names begin.
    pub boundaries: Boundaries,
    /// What a person has to look at.
    #[serde(rename = "suspect")]
    pub suspects: Vec<Suspect>,
}

/// 公布层级: what a publication hides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationLevel {
    /// `L0` to `L4`.
    pub id: String,
    /// What officers call it.
    pub name: String,
    /// Objects of accountability are masked.
    pub persons: bool,
    /// Other persons and third parties are masked.
    pub others: bool,
    /// Units and places are masked.
    pub units: bool,
    /// Numbers, addresses and the like are removed.
    pub details: bool,
}

/// Something that is removed wherever it stands.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// What it is.
    pub name: String,
    /// How it looks.
    #[serde(deserialize_with = "regex")]
    pub pattern: Regex,
    /// What stands in its place.
    pub with: String,
}

/// A name that is known by its end.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tail {
    /// What it is.
    pub name: String,
    /// Its end.
    #[serde(deserialize_with = "regex")]
    pub tail: Regex,
    /// What stands in its place.
    pub with: String,
    /// How many characters it may have before its end.
    pub longest: usize,
}

/// Where names that are known by their end begin.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundaries {
    /// Words that stand before a name.
    pub words: Vec<String>,
}

/// Something that a person has to look at before a case is published.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspect {
    /// What it is.
    pub name: String,
    /// How it looks.
    #[serde(deserialize_with = "regex")]
    pub pattern: Regex,
}

fn regex<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    Regex::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

impl Redaction {
    /// Reads and checks the rules.
    pub fn load(templates: &Templates) -> Result<Redaction, Vec<Issue>> {
        const FILE: &str = "redaction.toml";
        let mut issues = Vec::new();
        let Some(rules) = templates.declaration::<Redaction>(FILE, &mut issues) else { return Err(issues) };
        let replaced = rules.patterns.iter().map(|pattern| (&pattern.name, &pattern.with));
        let replaced = replaced.chain(rules.tails.iter().map(|tail| (&tail.name, &tail.with)));
        for (name, with) in replaced {
            if with.trim().is_empty() {
                issues.push(Issue::new(FILE, Saying::new("issue.replaced_by_nothing").with("name", name)));
            }
        }
        let patterns = rules.patterns.iter().map(|pattern| &pattern.pattern);
        let patterns = patterns.chain(rules.tails.iter().map(|tail| &tail.tail));
        let patterns = patterns.chain(rules.suspects.iter().map(|suspect| &suspect.pattern));
        for pattern in patterns.filter(|pattern| pattern.is_match("")) {
            let what = Saying::new("issue.fits_nothing").with("pattern", pattern.as_str());
            issues.push(Issue::new(FILE, what));
        }
        if rules.mask.trim().is_empty() {
            issues.push(Issue::new(FILE, Saying::new("issue.no_mask")));
        }
        if issues.is_empty() { Ok(rules) } else { Err(issues) }
    }

    /// The level with an id.
    pub fn level(&self, id: &str) -> Option<&PublicationLevel> {
        self.levels.iter().find(|level| level.id == id)
    }
}
