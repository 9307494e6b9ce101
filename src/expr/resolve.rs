//! Syntax tree to compiled tree: every name gets its meaning, every call its function, every constant part its value;
//! and what cannot work whatever the values is found here.

use super::evaluate::evaluate;
use super::functions::{self, FUNCTIONS, Function, Gives};
use super::names::{Mention, Names, Shape};
use super::operate;
use super::pattern::Pattern;
use super::plan::{self, MacroKind, Node};
use super::problem::{Flaw, Problem, nearest};
use super::tree::{Form, Operator, Span, Tree};
use super::trouble::{Fault, Takes};
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

    /// The compiled tree.
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

    /// A part whose value is used, so that what it was read from counts as mentioned.
    fn used(&mut self, tree: &Tree<'t>) -> Result<Part, Problem> {
        self.resolve(tree)
    }

    fn part(&mut self, tree: &Tree<'t>) -> Result<Part, Problem> {
        let part = match &tree.form {
            Form::Literal(value) => Part::new(Node::Constant(value.clone().into_static()), shape_of(value)),
            Form::Name(name) => return self.name(name, tree.span),
            Form::Member(of, name) => return self.member(of, name, tree.span),
            Form::Index(of, key) => self.index(of, key, tree.span)?,
            Form::Call(name, arguments) => {
                self.call(name, tree.span, arguments.iter().collect(), tree.span)?
            }
            Form::Method(of, name, name_span, arguments) => match MacroKind::find(name) {
                Some(kind) => self.macro_call(kind, of, arguments, tree.span)?,
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
                let part = self.used(of)?;
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
        let key_part = self.used(key)?;
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
            return Err(self.always(key.span, Fault::NoMembers(found)));
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
            let part = self.used(element)?;
            nodes.push(part.node);
            if !matches!(element.form, Form::Literal(Value::Missing)) {
                shape = Some(shape.map_or(part.shape.clone(), |shape| shape.or(&part.shape)));
            }
        }
        Ok(Part::new(Node::List(nodes), Shape::List(Box::new(shape.unwrap_or_default()))))
    }

    fn condition(&mut self, tree: &Tree<'t>) -> Result<plan::Unary, Problem> {
        let part = self.used(tree)?;
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
        let (yes, no) = (self.used(&parts[1])?, self.used(&parts[2])?);
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
            let asked = self.used(if null(right) { left } else { right })?;
            let node = Node::IsMissing(Box::new(asked.node), operator == Operator::Equal);
            return Ok(Part::new(node, Shape::Flag));
        }
        let (left, right) = (self.used(left)?, self.used(right)?);
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

    fn macro_call(
        &mut self,
        kind: MacroKind,
        of: &Tree<'t>,
        arguments: &[Tree<'t>],
        span: Span,
    ) -> Result<Part, Problem> {
        let [Tree { form: Form::Name(name), .. }, body_tree] = arguments else {
            return Err(self.problem(span, Flaw::Arguments { usage: "list.macro(x, …)".into() }));
        };
        let list = self.used(of)?;
        let element = match &list.shape {
            Shape::List(shape) => (**shape).clone(),
            Shape::Any => Shape::Any,
            other => {
                let kind = other.kind().expect("only an undeclared shape has no kind");
                return Err(self.always(of.span, Fault::NotAList(kind)));
            }
        };
        self.locals.push(Local { name, shape: element, origin: list.origin.clone() });
        let body = if kind == MacroKind::Map {
            self.used(body_tree).map(|part| (part.node, part.shape))
        } else {
            self.condition(body_tree).map(|unary| (unary.of, Shape::Flag))
        };
        self.locals.pop();
        let (body, body_shape) = body?;
        let (shape, origin) = match kind {
            MacroKind::Filter => (list.shape, list.origin),
            MacroKind::Map => (Shape::List(Box::new(body_shape)), None),
            _ => (Shape::Flag, None),
        };
        let (at, body_at) = (span.start, body_tree.span.start);
        let call = plan::Macro { kind, list: list.node, body, at, body_at };
        Ok(Part { node: Node::Macro(Box::new(call)), shape, origin })
    }

    fn call(
        &mut self,
        name: &str,
        name_span: Span,
        arguments: Vec<&Tree<'t>>,
        span: Span,
    ) -> Result<Part, Problem> {
        let Some(function) = functions::find(name) else {
            let known = FUNCTIONS.iter().map(|function| function.name).chain(MacroKind::NAMES);
            let near = nearest(name, known);
            return Err(self.problem(name_span, Flaw::Function { name: name.into(), near }));
        };
        let mut parts = Vec::with_capacity(arguments.len());
        for argument in &arguments {
            parts.push(self.used(argument)?);
        }
        if function.spreads && parts.len() > 1 {
            let mut element = parts[0].shape.clone();
            for part in &parts[1..] {
                element = element.or(&part.shape);
            }
            let nodes = parts.into_iter().map(|part| part.node).collect();
            parts = vec![self.fold(Part::new(Node::List(nodes), Shape::List(Box::new(element))))?];
        }
        let most = function.takes.len();
        if parts.len() > most || parts.len() + function.optional < most {
            return Err(self.problem(span, Flaw::Arguments { usage: usage(function).into() }));
        }
        for (number, (part, takes)) in (1u8..).zip(parts.iter().zip(function.takes)) {
            if let Some(found) = part.shape.kind().filter(|kind| !takes.accepts(*kind)) {
                let fault = Fault::Argument { function: function.name, number, wanted: *takes, found };
                return Err(self.always(span, fault));
            }
        }
        let pattern = match (function.takes, &parts[..]) {
            ([_, Takes::Pattern], [_, Part { node: Node::Constant(Value::Text(text)), .. }]) => {
                Some(Pattern::read(text).map_err(|fault| self.always(arguments[1].span, fault))?)
            }
            _ => None,
        };
        let shape = given(function.gives, &parts);
        let origin = match function.gives {
            Gives::Same | Gives::Element if function.takes.len() == 1 => parts[0].origin.clone(),
            _ => None,
        };
        let arguments = parts.into_iter().map(|part| part.node).collect();
        let call = plan::Call { function, arguments, pattern, at: span.start };
        Ok(Part { node: Node::Call(Box::new(call)), shape, origin })
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

fn given(gives: Gives, parts: &[Part]) -> Shape {
    match gives {
        Gives::Number => Shape::Number,
        Gives::Text => Shape::Text,
        Gives::Flag => Shape::Flag,
        Gives::Date => Shape::Date,
        Gives::Texts => Shape::List(Box::new(Shape::Text)),
        Gives::Same => parts.iter().skip(1).fold(parts[0].shape.clone(), |shape, part| shape.or(&part.shape)),
        Gives::Element => match &parts[0].shape {
            Shape::List(shape) => (**shape).clone(),
            _ => Shape::Any,
        },
    }
}

fn usage(function: &Function) -> String {
    let required = function.takes.len() - function.optional;
    let arguments = function
        .takes
        .iter()
        .enumerate()
        .map(|(index, takes)| if index < required { takes.to_string() } else { format!("[{takes}]") });
    format!("{}({})", function.name, arguments.collect::<Vec<_>>().join(", "))
}
