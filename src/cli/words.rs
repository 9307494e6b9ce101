//! The program's own words on a terminal, in the language of whoever sits there: `templates/cli/<language>.toml`.
//! What units read is not here but in the messages, rules and notices of templates/.

use super::screen::Screen;
use crate::catalog::load::Templates;
use crate::catalog::message::fill;
use clap::ValueEnum;
use std::collections::BTreeMap;

/// A language of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// Both.
    pub const ALL: [Language; 2] = [Language::Zh, Language::En];

    /// The language of a POSIX locale such as `en_GB.UTF-8`: Chinese unless it says English.
    pub fn of_locale(locale: &str) -> Language {
        let language = locale.split(['_', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("en") { Language::En } else { Language::Zh }
    }

    /// Its name, as `--lang` takes it and as its file is called.
    pub fn code(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }
}

/// The words of one language, by key, and the screen that they are said on.
#[derive(Clone, Debug)]
pub struct Words {
    /// The screen.
    pub screen: Screen,
    texts: BTreeMap<String, String>,
}

impl Words {
    /// The words of a language, for a screen.
    pub fn new(language: Language, screen: Screen) -> Words {
        let templates = Templates::builtin();
        let path = format!("cli/{}.toml", language.code());
        let source = templates.text(&path).expect("the words are part of the program");
        let table: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(source).expect("a test reads both files");
        let texts = table.into_iter().flat_map(|(part, texts)| {
            texts.into_iter().map(move |(key, text)| (format!("{part}.{key}"), text))
        });
        Words { screen, texts: texts.collect() }
    }

    /// The text of a key; the key itself if there is none.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key with its names filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.say(key), values)
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn holes(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let [zh, en] = Language::ALL.map(|language| Words::new(language, Screen::default()).texts);
        assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
        for (key, text) in &zh {
            assert_eq!(holes(text), holes(&en[key]), "{key}");
            assert!(!text.is_empty() && !en[key].is_empty(), "{key}");
        }
    }

    #[test]
    fn a_locale_is_chinese_unless_it_says_english() {
        for locale in ["", "C", "C.UTF-8", "POSIX", "zh_CN.UTF-8", "de_DE"] {
            assert_eq!(Language::of_locale(locale), Language::Zh, "{locale}");
        }
        for locale in ["en", "en_GB.UTF-8", "EN_us"] {
            assert_eq!(Language::of_locale(locale), Language::En, "{locale}");
        }
    }
}
