//! What a form must not hold: columns and words that speak of persons of whom nothing is ever collected, such as
//! complainants (FORMS.md 4.20, 11). A paper that holds it is set aside unread.

use regex::Regex;
use serde::Deserialize;

/// What a form must not hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// The remark of `messages.toml` that says so.
    pub remark: String,
    /// Expressions: a column whose label fits one is such a column.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Expressions: a cell of the body that fits one speaks of such a person.
    #[serde(default)]
    pub cells: Vec<String>,
}

impl Forbidden {
    /// The expressions that cannot be used: those that do not compile and those that fit an empty text.
    pub fn wrong(&self) -> impl Iterator<Item = &str> {
        let all = self.columns.iter().chain(&self.cells).map(String::as_str);
        all.filter(|text| Regex::new(text).map_or(true, |expression| expression.is_match("")))
    }
}
