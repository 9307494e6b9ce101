//! The words for officers and authors in one language: `templates/cli/<language>.toml`, by key, with holes for values.
//! Whatever goes wrong below is data (`Saying`); here it becomes a sentence.

use super::load::Templates;
use super::message::fill;
use crate::model::{Saying, Told};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where the words of the terminal stand within templates/.
pub(super) const FOLDER: &str = "cli/";

/// The words of one language.
#[derive(Clone, Debug)]
pub struct Sentences(BTreeMap<String, String>);

static ENGLISH: LazyLock<Sentences> = LazyLock::new(|| Sentences::new("en"));

impl Sentences {
    /// The words of a language, by the name of its file. They are part of the program: an office cannot replace them.
    pub fn new(language: &str) -> Sentences {
        let templates = Templates::builtin();
        let source =
            templates.text(&format!("{FOLDER}{language}.toml")).expect("the words are part of the program");
        let table: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(source).expect("a test reads both files");
        let texts = table.into_iter().flat_map(|(part, texts)| {
            texts.into_iter().map(move |(key, text)| (format!("{part}.{key}"), text))
        });
        Sentences(texts.collect())
    }

    /// The English ones, for logs and whoever develops the program.
    pub fn english() -> &'static Sentences {
        &ENGLISH
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// All keys with their texts.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// What a sentence says; its key if there are no words for it.
    pub fn say(&self, saying: &Saying) -> String {
        self.filled(self.find(saying.key).unwrap_or(saying.key), saying)
    }

    /// What to do about what a sentence tells: the text of its key with `_hint`, with the same values.
    pub fn hint(&self, saying: &Saying) -> Option<String> {
        self.find(&format!("{}_hint", saying.key)).map(|text| self.filled(text, saying))
    }

    fn filled(&self, text: &str, saying: &Saying) -> String {
        let values: Vec<(&str, String)> =
            saying.values.iter().map(|(name, told)| (*name, self.told(told))).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fill(text, &values)
    }

    fn told(&self, told: &Told) -> String {
        match told {
            Told::Text(text) => text.clone(),
            Told::Said(saying) => self.say(saying),
            Told::All(all) => all.iter().map(|saying| self.say(saying)).collect::<Vec<_>>().join(", "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_said_in_either_language_with_the_sentences_within_it() {
        let kind = |key| Saying::new(key);
        let clash = Saying::new("expression.clash")
            .with("operator", "+")
            .with("left", kind("expression.a_text"))
            .with("right", kind("expression.a_number"));
        assert_eq!(Sentences::english().say(&clash), "`+` does not go between a text and a number");
        assert_eq!(Sentences::new("zh").say(&clash), "“+”不能用在文字与数之间");
    }

    #[test]
    fn several_are_joined_by_commas() {
        let all = vec![Saying::new("expression.a_text"), Saying::new("expression.a_date")];
        let usage = Saying::new("expression.usage").with("function", "f").with("arguments", all);
        assert_eq!(Sentences::english().say(&usage), "f(a text, a date)");
        assert_eq!(Sentences::new("zh").say(&usage), "f(文字, 日期)");
    }

    #[test]
    fn what_to_do_is_told_with_the_same_values() {
        let issue = Saying::new("issue.field_list").with("key", "a").with("list", "b");
        assert_eq!(Sentences::english().hint(&issue).unwrap(), "write templates/lists/b.toml");
        assert_eq!(Sentences::english().hint(&Saying::new("expression.a_text")), None);
    }
}
