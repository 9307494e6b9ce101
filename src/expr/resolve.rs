//! Syntax tree to compiled tree: every name gets its meaning, every call its function, every constant part its value;
//! and what cannot work whatever the values is found here.

mod calls;

use super::evaluate::evaluate;
use super::names::{Mention, Names, Shape};
use super::operate;
use super::plan::{self, MacroKind, Node};
use super::problem::{Flaw, Problem, nearest};
use super::tree::{Form, Operator, Span, Tree};
use super::trouble::Fault;
use super::value::{Kind, Value};

/// Gives a tree its meaning.
pub struct Resolver<'r, 't> {
    text: &'t str,
    names: &'r dyn Names,
    locals: Vec<Local<'t>>,
    mentions: Vec<Mention>,
}

/// The variable of a macro.
struct Local<'t> {
    name: &'t str,
    shape: Shape,
    origin: Option<Mention>,
}

/// A compiled part, what it will give, and the name and members that it was read from, if it was.
pub struct Part {
    pub node: Node,
    pub shape: Shape,
    origin: Option<Mention>,
}

impl Part {
    fn new(node: Node, shape: Shape) -> Part {
        Part { node, shape, origin: None }
    }
}

impl<'r, 't> Resolver<'r, 't> {
    /// For the trees of a text.
    pub fn new(text: &'t str, names: &'r dyn Names) -> Resolver<'r, 't> {
        Resolver { text, names, locals: Vec::new(), mentions: Vec::new() }
    }

    /// The compiled tree. Its value is used, so what it was read from counts as mentioned.
    pub fn resolve(&mut self, tree: &Tree<'t>) -> Result<Part, Problem> {
        let part = self.part(tree)?;
        self.mention(part.origin.as_ref());
        Ok(part)
    }

    /// What was mentioned, in order, each once; a root only if no member of it was.
    pub fn mentions(self) -> Vec<Mention> {
        let all = self.mentions;
        let inner = |mention: &Mention| {
            mention.path.is_empty()
                && all.iter().any(|other| other.slot == mention.slot && !other.path.is_empty())
        };
        all.iter().filter(|mention| !inner(mention)).cloned().collect()
    }

    fn mention(&mut self, origin: Option<&Mention>) {
        if let Some(mention) = origin
            && !self.mentions.contains(mention)
        {
            self.mentions.push(mention.clone());
        }
    }

    fn problem(&self, span: Span, flaw: Flaw) -> Problem {
        Problem::new(self.text, span, flaw)
    }

    fn always(&self, span: Span, fault: Fault) -> Problem {
        self.problem(span, Flaw::Always(fault))
    }

    fn part(&mut self, tree: &Tree<'t>) -> Result<Part, Problem> {
        let part = match &tree.form {
            Form::Literal(value) => Part::new(Node::Constant(value.clone().into_static()), shape_of(value)),
            Form::Name(name) => return self.name(name, tree.span),
            Form::Member(of, name) => return self.member(of, name, tree.span),
            Form::Index(of, key) => self.index(of, key, tree.span)?,
            Form::Call(name, arguments) => {
                let end = tree.span.start + u32::try_from(name.len()).unwrap_or(0);
                let name_span = Span { end, ..tree.span };
                self.call(name, name_span, arguments.iter().collect(), tree.span)?
            }
            Form::Method(of, name, name_span, arguments) => match MacroKind::find(name) {
                Some(kind) => self.macro_call(kind, name, of, arguments, tree.span)?,
                None => {
                    let all = std::iter::once(&**of).chain(arguments).collect();
                    self.call(name, *name_span, all, tree.span)?
                }
            },
            Form::List(elements) => self.list(elements)?,
            Form::Not(of) => {
                let of = self.condition(of)?;
                Part::new(Node::Not(Box::new(of)), Shape::Flag)
            }
            Form::Negate(of) => {
                let part = self.resolve(of)?;
                if let Some(kind) = part.shape.kind().filter(|kind| *kind != Kind::Number) {
                    return Err(self.always(of.span, Fault::NotANumber(kind)));
                }
                Part::new(Node::Negate(Box::new(unary(part.node, of.span))), Shape::Number)
            }
            Form::Binary(operator, left, right) => self.binary(*operator, left, right, tree.span)?,
            Form::And(parts) => Part::new(Node::And(self.conditions(parts)?), Shape::Flag),
            Form::Or(parts) => Part::new(Node::Or(self.conditions(parts)?), Shape::Flag),
            Form::If(parts) => self.choice(parts)?,
        };
        self.fold(part)
    }

    /// Evaluates now what needs no scope.
    fn fold(&self, part: Part) -> Result<Part, Problem> {
        if !part.node.is_fixed() {
            return Ok(part);
        }
        match evaluate(&part.node, &Vec::<Value<'_>>::new()) {
            Ok(value) => Ok(Part { node: Node::Constant(value.into_static()), ..part }),
            Err(trouble) => {
                let start = u32::try_from(trouble.at).expect("the parser bounds the length of a text");
                Err(self.always(Span { start, end: start + 1 }, trouble.fault))
            }
        }
    }

    fn name(&mut self, name: &'t str, span: Span) -> Result<Part, Problem> {
        if let Some(up) = self.locals.iter().rev().position(|local| local.name == name) {
            let local = &self.locals[self.locals.len() - 1 - up];
            let up = u16::try_from(up).expect("the height of a tree is bounded");
            let (shape, origin) = (local.shape.clone(), local.origin.clone());
            return Ok(Part { node: Node::Local(up), shape, origin });
        }
        let Some(root) = self.names.root(name) else {
            let mut known = self.names.all();
            known.extend(self.locals.iter().map(|local| local.name));
            let near = nearest(name, known);
            return Err(self.problem(span, Flaw::Name { name: name.into(), near }));
        };
        let origin = Mention { root: name.into(), slot: root.slot, path: Vec::new() };
        Ok(Part { node: Node::Slot(root.slot), shape: root.shape, origin: Some(origin) })
    }

    fn member(&mut self, of: &Tree<'t>, name: &str, span: Span) -> Result<Part, Problem> {
        let part = self.part(of)?;
        let at = Span { start: span.end - u32::try_from(name.len()).unwrap_or(0), end: span.end };
        self.look_into(part, name, at)
    }

    /// `of.name`, also for `of["name"]`.
    fn look_into(&mut self, part: Part, name: &str, span: Span) -> Result<Part, Problem> {
        let at = span.start;
        let dynamic = |of: Node| Node::Member(Box::new(plan::Member { of, name: name.into(), at }));
        let (node, shape) = match part.shape {
            Shape::Record(members) => {
                let Some((position, shape)) = members.find(name) else {
                    let near = nearest(name, members.names());
                    return Err(self.problem(span, Flaw::Member { name: name.into(), near }));
                };
                (Node::Position(Box::new(plan::Position { of: part.node, position, at })), shape.clone())
            }
            Shape::Map(shape) => (dynamic(part.node), *shape),
            Shape::Any => (dynamic(part.node), Shape::Any),
            other => {
                let kind = other.kind().expect("only an undeclared shape has no kind");
                return Err(self.always(span, Fault::NoMembers(kind)));
            }
        };
        let origin = part.origin.map(|mut origin| {
            origin.path.push(name.into());
            origin
        });
        Ok(Part { node, shape, origin })
    }

    fn index(&mut self, of: &Tree<'t>, key: &Tree<'t>, span: Span) -> Result<Part, Problem> {
        let part = self.part(of)?;
        if let (Form::Literal(Value::Text(name)), Shape::Record(_)) = (&key.form, &part.shape) {
            return self.look_into(part, name, key.span);
        }
        let mut origin = part.origin;
        let key_part = self.resolve(key)?;
        match &key.form {
            Form::Literal(Value::Text(name)) => {
                if let Some(origin) = &mut origin {
                    origin.path.push(name.as_ref().into());
                }
            }
            _ => {
                self.mention(origin.as_ref());
            }
        }
        let wanted = match part.shape.kind() {
            Some(Kind::List) => Some(Kind::Number),
            Some(Kind::Object) => Some(Kind::Text),
            Some(other) => return Err(self.always(of.span, Fault::NoMembers(other))),
            None => None,
        };
        if let (Some(wanted), Some(found)) = (wanted, key_part.shape.kind())
            && wanted != found
        {
            let of = if wanted == Kind::Number { Kind::List } else { Kind::Object };
            return Err(self.always(key.span, Fault::Key { of, key: found }));
        }
        let shape = match part.shape {
            Shape::List(shape) | Shape::Map(shape) => *shape,
            _ => Shape::Any,
        };
        let index = plan::Index { of: part.node, key: key_part.node, at: span.start };
        Ok(Part { node: Node::Index(Box::new(index)), shape, origin })
    }

    fn list(&mut self, elements: &[Tree<'t>]) -> Result<Part, Problem> {
        let mut nodes = Vec::with_capacity(elements.len());
        let mut shape: Option<Shape> = None;
        for element in elements {
            let part = self.resolve(element)?;
            nodes.push(part.node);
            if !matches!(element.form, Form::Literal(Value::Missing)) {
                shape = Some(shape.map_or(part.shape.clone(), |shape| shape.or(&part.shape)));
            }
        }
        Ok(Part::new(Node::List(nodes), Shape::List(Box::new(shape.unwrap_or_default()))))
    }

    fn condition(&mut self, tree: &Tree<'t>) -> Result<plan::Unary, Problem> {
        let part = self.resolve(tree)?;
        match part.shape.kind() {
            Some(kind) if kind != Kind::Flag => Err(self.always(tree.span, Fault::NotAFlag(kind))),
            _ => Ok(unary(part.node, tree.span)),
        }
    }

    fn conditions(&mut self, trees: &[Tree<'t>]) -> Result<Vec<plan::Unary>, Problem> {
        trees.iter().map(|tree| self.condition(tree)).collect()
    }

    fn choice(&mut self, parts: &[Tree<'t>; 3]) -> Result<Part, Problem> {
        let condition = self.condition(&parts[0])?;
        let (yes, no) = (self.resolve(&parts[1])?, self.resolve(&parts[2])?);
        let shape = yes.shape.or(&no.shape);
        let choice = plan::If { condition, yes: yes.node, no: no.node };
        Ok(Part::new(Node::If(Box::new(choice)), shape))
    }

    fn binary(
        &mut self,
        operator: Operator,
        left: &Tree<'t>,
        right: &Tree<'t>,
        span: Span,
    ) -> Result<Part, Problem> {
        let null = |tree: &Tree<'t>| matches!(tree.form, Form::Literal(Value::Missing));
        if matches!(operator, Operator::Equal | Operator::NotEqual) && (null(left) || null(right)) {
            let asked = self.resolve(if null(right) { left } else { right })?;
            let node = Node::IsMissing(Box::new(asked.node), operator == Operator::Equal);
            return Ok(Part::new(node, Shape::Flag));
        }
        let (left, right) = (self.resolve(left)?, self.resolve(right)?);
        let shape = match (left.shape.kind(), right.shape.kind()) {
            (Some(one), Some(other)) => match operate::result(operator, one, other) {
                Err(fault) => return Err(self.always(span, fault)),
                Ok(Kind::Flag) => Shape::Flag,
                Ok(_) => left.shape.or(&right.shape),
            },
            _ => operate::outcome(operator),
        };
        let numbers = operator != Operator::In
            && [&left, &right].iter().all(|part| matches!(part.shape, Shape::Number));
        let (left, right, at) = (left.node, right.node, span.start);
        let binary = Box::new(plan::Binary { operator, left, right, numbers, at });
        let node = if operator.is_relation() { Node::Relation(binary) } else { Node::Arithmetic(binary) };
        Ok(Part::new(node, shape))
    }
}

fn unary(of: Node, span: Span) -> plan::Unary {
    plan::Unary { of, at: span.start }
}

fn shape_of(value: &Value<'_>) -> Shape {
    match value {
        Value::Number(_) => Shape::Number,
        Value::Text(_) => Shape::Text,
        Value::Flag(_) => Shape::Flag,
        Value::Date(_) => Shape::Date,
        _ => Shape::Any,
    }
}
