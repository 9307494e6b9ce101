//! The program's own words on a terminal, in the language of whoever sits there: `templates/cli/<language>.toml`.
//! What units read is not here but in the messages, rules and notices of templates/.

use super::screen::Screen;
use crate::catalog::Sentences;
use crate::catalog::message::fill;
use crate::model::Saying;
use clap::ValueEnum;

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
    sentences: Sentences,
}

impl Words {
    /// The words of a language, for a screen.
    pub fn new(language: Language, screen: Screen) -> Words {
        Words { screen, sentences: Sentences::new(language.code()) }
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
        self.sentences.find(key)
    }

    /// What a floor below tells.
    pub fn told(&self, saying: &Saying) -> String {
        self.sentences.say(saying)
    }

    /// What to do about what a floor below tells, if there are words for it.
    pub fn hint(&self, saying: &Saying) -> Option<String> {
        self.sentences.hint(saying)
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
        let [zh, en] = Language::ALL.map(|language| Sentences::new(language.code()));
        let keys = |words: &Sentences| words.all().map(|(key, _)| key.to_owned()).collect::<Vec<_>>();
        assert_eq!(keys(&zh), keys(&en));
        for ((key, text), (_, other)) in zh.all().zip(en.all()) {
            assert_eq!(holes(text), holes(other), "{key}");
            assert!(!text.is_empty() && !other.is_empty(), "{key}");
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
