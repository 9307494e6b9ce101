//! Texts with holes: `合计{cases_total}件，应为{right}件`. A hole is any expression, with a format if need be.

use super::evaluate::evaluate;
use super::format::{self, Format};
use super::lexer::Token;
use super::names::{Mention, Names};
use super::parser::Parser;
use super::plan::Node;
use super::problem::{Flaw, Problem, Wanted, nearest};
use super::resolve::Resolver;
use super::tree::Span;
use super::trouble::{Fault, Trouble};
use super::value::{Kind, Scope, Value};
use std::fmt::{self, Write};

/// What stands in a text for a value that is missing.
const NOTHING: &str = "—";

/// A compiled text with holes.
pub struct Text {
    text: Box<str>,
    pieces: Vec<Piece>,
    names: Vec<Mention>,
}

enum Piece {
    Plain(Box<str>),
    Hole { node: Node, format: Option<&'static Format>, at: usize },
}

impl Text {
    /// Compiles a text. `{` opens a hole, `}` closes it, `|` stands before its format; `{{` and `}}` are braces.
    ///
    /// # Errors
    /// What is wrong with a hole.
    pub fn compile(text: &str, names: &dyn Names) -> Result<Text, Problem> {
        let mut resolver = Resolver::new(text, names);
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(brace) = text[at..].find(['{', '}']).map(|length| at + length) {
            plain.push_str(&text[at..brace]);
            let rest = &text[brace..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                plain.push_str(&rest[..1]);
                at = brace + 2;
            } else if rest.starts_with('}') {
                let span = Span { start: offset(brace), end: offset(brace + 1) };
                let flaw = Flaw::Expected { wanted: Wanted::Sign("}}"), found: Some("}".into()) };
                return Err(Problem::new(text, span, flaw));
            } else {
                if !plain.is_empty() {
                    pieces.push(Piece::Plain(std::mem::take(&mut plain).into()));
                }
                let (hole, end) = hole(text, brace + 1, &mut resolver)?;
                pieces.push(hole);
                at = end;
            }
        }
        plain.push_str(&text[at..]);
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain.into()));
        }
        Ok(Text { text: text.into(), pieces, names: resolver.mentions() })
    }

    /// The text with its holes filled.
    ///
    /// # Errors
    /// A hole that cannot be evaluated or formatted.
    pub fn render(&self, scope: &dyn Scope) -> Result<String, Trouble> {
        let mut rendered = String::with_capacity(self.text.len() + 16);
        for piece in &self.pieces {
            match piece {
                Piece::Plain(plain) => rendered.push_str(plain),
                Piece::Hole { node, format, at } => {
                    let value = evaluate(node, scope)?;
                    fill(&mut rendered, &value, *format).map_err(|fault| Trouble { at: *at, fault })?;
                }
            }
        }
        Ok(rendered)
    }

    /// The names that its holes mention, in order, each once.
    pub fn names(&self) -> &[Mention] {
        &self.names
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Text({})", self.text)
    }
}

/// The hole whose inside starts at a byte, and where the text goes on.
fn hole<'t>(text: &'t str, start: usize, resolver: &mut Resolver<'_, 't>) -> Result<(Piece, usize), Problem> {
    let mut parser = Parser::new(text, start)?;
    let tree = parser.expression()?;
    let part = resolver.resolve(&tree)?;
    let mut format = None;
    if *parser.token().0 == Token::Sign("|") {
        parser.advance()?;
        let (Token::Name(name), span) = (parser.token().0.clone(), parser.token().1) else {
            return Err(parser.expected(Wanted::Format));
        };
        let Some(found) = format::find(name) else {
            let near = nearest(name, format::FORMATS.iter().map(|format| format.name));
            return Err(Problem::new(text, span, Flaw::Format { name: name.into(), near }));
        };
        if let Some(kind) = part.shape.kind().filter(|kind| *kind != Kind::List && *kind != found.takes) {
            return Err(Problem::new(text, tree.span, Flaw::Always(found.wrong(kind))));
        }
        format = Some(found);
        parser.advance()?;
    }
    match parser.token() {
        (Token::Sign("}"), span) => {
            let at = tree.span.start as usize;
            Ok((Piece::Hole { node: part.node, format, at }, span.end as usize))
        }
        _ => Err(parser.expected(Wanted::OperatorOrHole)),
    }
}

fn fill(rendered: &mut String, value: &Value<'_>, format: Option<&Format>) -> Result<(), Fault> {
    match (value, format) {
        (Value::Missing, _) => rendered.push_str(NOTHING),
        (Value::List(list), _) => {
            for (index, element) in list.values().iter().filter(|element| !element.is_missing()).enumerate() {
                if index > 0 {
                    rendered.push('、');
                }
                fill(rendered, element, format)?;
            }
        }
        (value, Some(format)) => (format.write)(rendered, value).ok_or_else(|| format.wrong(value.kind()))?,
        (value, None) => write!(rendered, "{value}").expect("a String takes all that is written"),
    }
    Ok(())
}

fn offset(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}
