//! An expression: compiled once, evaluated for every row.

use super::evaluate;
use super::names::{Mention, Names, Shape};
use super::parser::parse;
use super::plan::Node;
use super::problem::Problem;
use super::resolve::Resolver;
use super::trouble::Trouble;
use super::value::{Scope, Value};
use std::fmt;

/// A compiled expression.
pub struct Expression {
    text: Box<str>,
    node: Node,
    shape: Shape,
    names: Vec<Mention>,
}

impl Expression {
    /// Compiles a text.
    ///
    /// # Errors
    /// What is wrong with it: its grammar, a name that there is not, or sorts of values that cannot go together.
    pub fn compile(text: &str, names: &dyn Names) -> Result<Expression, Problem> {
        let tree = parse(text)?;
        let mut resolver = Resolver::new(text, names);
        let part = resolver.resolve(&tree)?;
        let names = resolver.mentions();
        Ok(Expression { text: text.into(), node: part.node, shape: part.shape, names })
    }

    /// Its value in a scope. `Missing` says that the answer is open: a rule then rests.
    ///
    /// # Errors
    /// What the officer must mend: sorts of values that do not go together, a division by zero, too much work.
    pub fn evaluate<'a>(&'a self, scope: &'a dyn Scope) -> Result<Value<'a>, Trouble> {
        evaluate::evaluate(&self.node, scope)
    }

    /// Whether it holds in a scope; `None` says that this is open.
    ///
    /// # Errors
    /// As [`Expression::evaluate`]; also a value that is neither true nor false.
    pub fn holds(&self, scope: &dyn Scope) -> Result<Option<bool>, Trouble> {
        evaluate::holds(&self.node, scope)
    }

    /// The names that it mentions, in order, each once, with the members that it looks into.
    pub fn names(&self) -> &[Mention] {
        &self.names
    }

    /// What sort of value it will give, as far as the names are declared.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Expression({})", self.text)
    }
}
