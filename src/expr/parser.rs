//! Tokens to a syntax tree: the grammar of CEL, less maps, messages and bytes.

use super::lexer::{Lexer, Token};
use super::problem::{Flaw, Problem, Wanted};
use super::tree::{Form, Operator, Span, Tree};
use super::value::Value;

/// The longest text, in bytes.
pub const LENGTH: usize = 16 * 1024;

/// The highest tree: a sum of a hundred operands. A test walks one on the stack of a thread.
pub const HEIGHT: usize = 100;

/// The deepest nesting of brackets and choices; reading one takes a dozen calls.
const NESTING: usize = 40;

/// Words that CEL keeps for itself and that are therefore no names here either.
const RESERVED: &str = "true false null in as break const continue else for function if import let loop package \
    namespace return var void while";

/// Reads one expression at a time out of a text.
pub struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token<'t>,
    span: Span,
    /// Where the token before this one ended.
    last: u32,
    depth: usize,
}

/// The tree of a whole text.
pub fn parse(text: &str) -> Result<Tree<'_>, Problem> {
    let mut parser = Parser::new(text, 0)?;
    let tree = parser.expression()?;
    match parser.token {
        Token::End => Ok(tree),
        _ => Err(parser.expected(Wanted::OperatorOrEnd)),
    }
}

impl<'t> Parser<'t> {
    /// Starts at a byte of the text.
    pub fn new(text: &'t str, at: usize) -> Result<Parser<'t>, Problem> {
        if text.len() > LENGTH {
            return Err(Problem::new(text, Span::default(), Flaw::Long { limit: LENGTH }));
        }
        let mut lexer = Lexer::new(text, at);
        let (token, span) = lexer.next()?;
        Ok(Parser { lexer, token, span, last: 0, depth: 0 })
    }

    /// The token that comes next, and where it stands.
    pub fn token(&self) -> (&Token<'t>, Span) {
        (&self.token, self.span)
    }

    /// Goes one token on and gives the one before.
    pub fn advance(&mut self) -> Result<(Token<'t>, Span), Problem> {
        let (token, span) = self.lexer.next()?;
        self.last = self.span.end;
        Ok((std::mem::replace(&mut self.token, token), std::mem::replace(&mut self.span, span)))
    }

    /// The problem that something else was expected here.
    pub fn expected(&self, wanted: Wanted) -> Problem {
        let found = match self.token {
            Token::End => None,
            _ => Some(self.lexer.text()[self.span.start as usize..self.span.end as usize].into()),
        };
        self.problem(self.span, Flaw::Expected { wanted, found })
    }

    fn problem(&self, span: Span, flaw: Flaw) -> Problem {
        Problem::new(self.lexer.text(), span, flaw)
    }

    fn eat(&mut self, sign: &'static str) -> Result<bool, Problem> {
        let found = self.token == Token::Sign(sign);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn need(&mut self, sign: &'static str) -> Result<(), Problem> {
        if self.eat(sign)? { Ok(()) } else { Err(self.expected(Wanted::Sign(sign))) }
    }

    fn tree(&self, form: Form<'t>, start: Span, below: u16) -> Result<Tree<'t>, Problem> {
        let span = Span { start: start.start, end: self.last };
        if usize::from(below) >= HEIGHT {
            return Err(self.problem(span, Flaw::Deep { limit: HEIGHT }));
        }
        Ok(Tree { form, span, height: below + 1 })
    }

    /// `or ? or : expression`
    pub fn expression(&mut self) -> Result<Tree<'t>, Problem> {
        self.depth += 1;
        if self.depth > NESTING {
            return Err(self.problem(self.span, Flaw::Deep { limit: NESTING }));
        }
        let condition = self.or()?;
        let tree = if self.eat("?")? {
            let start = condition.span;
            let yes = self.or()?;
            self.need(":")?;
            let no = self.expression()?;
            let parts = [condition, yes, no];
            let below = tallest(&parts);
            self.tree(Form::If(Box::new(parts)), start, below)?
        } else {
            condition
        };
        self.depth -= 1;
        Ok(tree)
    }

    fn or(&mut self) -> Result<Tree<'t>, Problem> {
        self.chain("||", Self::and, Form::Or)
    }

    fn and(&mut self) -> Result<Tree<'t>, Problem> {
        self.chain("&&", |parser| parser.binary(0), Form::And)
    }

    fn chain(
        &mut self,
        sign: &'static str,
        part: fn(&mut Self) -> Result<Tree<'t>, Problem>,
        form: fn(Vec<Tree<'t>>) -> Form<'t>,
    ) -> Result<Tree<'t>, Problem> {
        let first = part(self)?;
        if self.token != Token::Sign(sign) {
            return Ok(first);
        }
        let start = first.span;
        let mut parts = vec![first];
        while self.eat(sign)? {
            parts.push(part(self)?);
        }
        let below = tallest(&parts);
        self.tree(form(parts), start, below)
    }

    /// Operators that bind at least as tightly as a level: relations 0, sums 1, products 2; all lean left.
    fn binary(&mut self, level: u8) -> Result<Tree<'t>, Problem> {
        let mut left = self.unary()?;
        while let Some((operator, tightness)) = operator(&self.token)
            && tightness >= level
        {
            self.advance()?;
            let right = self.binary(tightness + 1)?;
            let (start, below) = (left.span, left.height.max(right.height));
            left = self.tree(Form::Binary(operator, Box::new(left), Box::new(right)), start, below)?;
        }
        Ok(left)
    }

    /// `!` and `-` may be repeated but, as in CEL, not mixed.
    fn unary(&mut self) -> Result<Tree<'t>, Problem> {
        let start = self.span;
        let (sign, form): (_, fn(Box<Tree<'t>>) -> Form<'t>) = match self.token {
            Token::Sign("!") => ("!", Form::Not),
            Token::Sign("-") => ("-", Form::Negate),
            _ => return self.member(),
        };
        let mut times = 0;
        while self.eat(sign)? {
            times += 1;
        }
        let mut tree = self.member()?;
        for _ in 0..times {
            let below = tree.height;
            tree = self.tree(form(Box::new(tree)), start, below)?;
        }
        Ok(tree)
    }

    fn member(&mut self) -> Result<Tree<'t>, Problem> {
        let mut tree = self.primary()?;
        loop {
            let start = tree.span;
            let mut below = tree.height;
            let form = if self.eat(".")? {
                let (Token::Name(name), span) = (self.token.clone(), self.span) else {
                    return Err(self.expected(Wanted::Name));
                };
                self.advance()?;
                if self.eat("(")? {
                    let arguments = self.list(")")?;
                    below = below.max(tallest(&arguments));
                    Form::Method(Box::new(tree), name, span, arguments)
                } else {
                    self.free(name, span)?;
                    Form::Member(Box::new(tree), name)
                }
            } else if self.eat("[")? {
                let key = self.expression()?;
                self.need("]")?;
                below = below.max(key.height);
                Form::Index(Box::new(tree), Box::new(key))
            } else {
                return Ok(tree);
            };
            tree = self.tree(form, start, below)?;
        }
    }

    fn primary(&mut self) -> Result<Tree<'t>, Problem> {
        if !matches!(self.token, Token::Name(_) | Token::Number(_) | Token::Text(_) | Token::Sign("(" | "["))
        {
            return Err(self.expected(Wanted::Value));
        }
        let (token, start) = self.advance()?;
        let mut below = 0;
        let form = match token {
            Token::Number(number) => Form::Literal(Value::Number(number)),
            Token::Text(text) => Form::Literal(Value::Text(text)),
            Token::Name("true") => Form::Literal(Value::Flag(true)),
            Token::Name("false") => Form::Literal(Value::Flag(false)),
            Token::Name("null") => Form::Literal(Value::Missing),
            Token::Name(name) => {
                self.free(name, start)?;
                if self.eat("(")? {
                    let arguments = self.list(")")?;
                    below = tallest(&arguments);
                    Form::Call(name, arguments)
                } else {
                    Form::Name(name)
                }
            }
            Token::Sign("(") => {
                let inside = self.expression()?;
                self.need(")")?;
                return Ok(inside);
            }
            _ => {
                let elements = self.list("]")?;
                below = tallest(&elements);
                Form::List(elements)
            }
        };
        self.tree(form, start, below)
    }

    /// Expressions between commas up to a closing bracket.
    fn list(&mut self, close: &'static str) -> Result<Vec<Tree<'t>>, Problem> {
        let mut all = Vec::new();
        if self.eat(close)? {
            return Ok(all);
        }
        loop {
            all.push(self.expression()?);
            if self.eat(close)? {
                return Ok(all);
            }
            if !self.eat(",")? {
                return Err(self.expected(Wanted::Either(",", close)));
            }
        }
    }

    fn free(&self, name: &str, span: Span) -> Result<(), Problem> {
        if RESERVED.split_ascii_whitespace().any(|word| word == name) {
            return Err(self.problem(span, Flaw::Reserved(name.into())));
        }
        Ok(())
    }
}

fn tallest(trees: &[Tree<'_>]) -> u16 {
    trees.iter().map(|tree| tree.height).max().unwrap_or(0)
}

fn operator(token: &Token<'_>) -> Option<(Operator, u8)> {
    Some(match token {
        Token::Name("in") => (Operator::In, 0),
        Token::Sign("==") => (Operator::Equal, 0),
        Token::Sign("!=") => (Operator::NotEqual, 0),
        Token::Sign("<") => (Operator::Less, 0),
        Token::Sign("<=") => (Operator::AtMost, 0),
        Token::Sign(">") => (Operator::More, 0),
        Token::Sign(">=") => (Operator::AtLeast, 0),
        Token::Sign("+") => (Operator::Add, 1),
        Token::Sign("-") => (Operator::Subtract, 1),
        Token::Sign("*") => (Operator::Multiply, 2),
        Token::Sign("/") => (Operator::Divide, 2),
        Token::Sign("%") => (Operator::Remainder, 2),
        _ => return None,
    })
}
