//! A regular expression that stands in an expression: read when templates are loaded, so that a wrong one is found then,
//! and compiled at its first use, since that takes a hundred times longer and most runs use few of them.

use super::trouble::Fault;
use regex::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// The most memory that a compiled pattern may take, in bytes.
const SIZE: usize = 1 << 20;

/// A regular expression.
pub struct Pattern {
    text: Box<str>,
    compiled: OnceLock<Result<Regex, Fault>>,
}

impl Pattern {
    /// Reads a pattern.
    pub fn read(text: &str) -> Result<Pattern, Fault> {
        match regex_syntax::Parser::new().parse(text) {
            Ok(_) => Ok(Pattern { text: text.into(), compiled: OnceLock::new() }),
            Err(error) => Err(Fault::Pattern { why: why(&error).into() }),
        }
    }

    /// The pattern, ready for use; a trouble if it is too large.
    pub fn compiled(&self) -> Result<&Regex, Fault> {
        self.compiled.get_or_init(|| compile(&self.text)).as_ref().map_err(Fault::clone)
    }
}

/// What is wrong with a pattern, in a phrase that does not quote it.
fn why(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "unknown".into(),
    }
}

fn compile(text: &str) -> Result<Regex, Fault> {
    let built = RegexBuilder::new(text).size_limit(SIZE).build();
    built.map_err(|_| Fault::LargePattern)
}
