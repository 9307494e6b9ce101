//! What is wrong in templates/, for whoever wrote it: file, line, what, and how to mend it. The sentences stand among the
//! words of both languages (`templates/cli/`), what is wrong under its key, how to mend it under the same with `_hint`.

use super::reader;
use super::sentences::Sentences;
use crate::model::Saying;
use std::fmt;

/// One thing wrong in a declaration. Any issue stops a run before it touches a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// The file within templates/.
    pub file: String,
    /// The line from 1; 0 if it concerns the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: Saying,
}

impl Issue {
    /// An issue that names no line.
    pub fn new(file: &str, what: Saying) -> Issue {
        Issue::at(file, 0, what)
    }

    /// An issue of a line.
    pub fn at(file: &str, line: usize, what: Saying) -> Issue {
        Issue { file: file.to_owned(), line, what }
    }

    /// The issue that a failed reading of TOML makes.
    pub fn toml(file: &str, source: &str, error: &toml::de::Error) -> Issue {
        let line =
            error.span().map_or(0, |span| source[..span.start.min(source.len())].matches('\n').count() + 1);
        Issue::at(file, line, reader::said(error.message()))
    }

    /// The issue of a file that is not there or cannot be read as text.
    pub fn missing(file: &str) -> Issue {
        Issue::new(file, Saying::new("issue.file_missing"))
    }

    /// Where it is: the file, and the line if it has one.
    pub fn place(&self) -> String {
        if self.line > 0 { format!("{}:{}", self.file, self.line) } else { self.file.clone() }
    }
}

/// In English, for logs and tests; a terminal has the words of its language.
impl fmt::Display for Issue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let english = Sentences::english();
        write!(formatter, "{}: {}", self.place(), english.say(&self.what))?;
        match english.hint(&self.what) {
            Some(hint) => write!(formatter, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}
