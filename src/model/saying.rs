//! A sentence as data: which one it is and what it tells. Its words are those of whoever reads it, and are chosen where it
//! is said (`templates/cli/`); no floor below writes them.

/// A sentence of the word files, by its key, with what is filled in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Saying {
    /// Its key among the words.
    pub key: &'static str,
    /// What is filled in, each by its name.
    pub values: Vec<(&'static str, Told)>,
}

/// What is filled in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// The same in each language: a name, a number, what somebody wrote.
    Text(String),
    /// A sentence within the sentence.
    Said(Saying),
    /// Several, one after the other with commas between.
    All(Vec<Saying>),
}

impl Saying {
    /// The sentence of a key.
    pub fn new(key: &'static str) -> Saying {
        Saying { key, values: Vec::new() }
    }

    /// With one more value filled in.
    pub fn with(mut self, name: &'static str, value: impl Into<Told>) -> Saying {
        self.values.push((name, value.into()));
        self
    }
}

impl From<String> for Told {
    fn from(text: String) -> Told {
        Told::Text(text)
    }
}

impl From<&String> for Told {
    fn from(text: &String) -> Told {
        Told::Text(text.clone())
    }
}

impl From<&str> for Told {
    fn from(text: &str) -> Told {
        Told::Text(text.to_owned())
    }
}

impl From<usize> for Told {
    fn from(number: usize) -> Told {
        Told::Text(number.to_string())
    }
}

impl From<Saying> for Told {
    fn from(saying: Saying) -> Told {
        Told::Said(saying)
    }
}

impl From<Vec<Saying>> for Told {
    fn from(all: Vec<Saying>) -> Told {
        Told::All(all)
    }
}
