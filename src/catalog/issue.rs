//! What is wrong in templates/, for whoever wrote it: file, line, what, and how to mend it.

use std::fmt;

/// One thing wrong in a declaration. Any issue stops a run before it touches a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// The file within templates/.
    pub file: String,
    /// The line from 1; 0 if it concerns the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub hint: String,
}

impl Issue {
    /// An issue that names no line.
    pub fn new(file: &str, what: impl Into<String>, hint: impl Into<String>) -> Issue {
        Issue { file: file.to_owned(), line: 0, what: what.into(), hint: hint.into() }
    }

    /// The issue that a failed reading of TOML makes.
    pub fn toml(file: &str, source: &str, error: &toml::de::Error) -> Issue {
        let line =
            error.span().map_or(0, |span| source[..span.start.min(source.len())].matches('\n').count() + 1);
        Issue {
            file: file.to_owned(),
            line,
            what: error.message().to_owned(),
            hint: "compare the file with its neighbours or with docs/forms.md".into(),
        }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if self.line > 0 {
            write!(formatter, ":{}", self.line)?;
        }
        write!(formatter, ": {}", self.what)?;
        if !self.hint.is_empty() {
            write!(formatter, "\n  hint: {}", self.hint)?;
        }
        Ok(())
    }
}
