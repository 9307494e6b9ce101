//! Evaluates the expressions of rules, summaries and notices (docs/expressions.md).
//!
//! The texts are CEL; what computes them is ours: exact decimals, a missing value that leaves an answer open, functions
//! of Chinese texts, and the names that an expression mentions. It knows no form and no rule.

mod evaluate;
mod expression;
mod format;
mod fuel;
mod functions;
mod lexer;
mod names;
mod operate;
mod parser;
mod pattern;
mod plan;
mod problem;
mod resolve;
mod saying;
mod text;
mod tree;
mod trouble;
mod value;

pub use expression::Expression;
pub use names::{Members, Mention, Names, Root, Shape};
pub use operate::compare;
pub use problem::{Flaw, Problem, Wanted};
pub use saying::{Wording, in_words};
pub use text::Text;
pub use tree::Operator;
pub use trouble::{Fault, Takes, Trouble};
pub use value::{Kind, List, Object, Scope, Value};

#[cfg(test)]
mod tests;
