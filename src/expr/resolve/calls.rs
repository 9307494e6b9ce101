//! The calls among the parts of a tree: macros, which bring a variable, and functions.

use super::{Local, Part, Resolver, nearest};
use crate::expr::functions::{self, FUNCTIONS, Function, Gives};
use crate::expr::names::Shape;
use crate::expr::pattern::Pattern;
use crate::expr::plan::{self, MacroKind, Node};
use crate::expr::problem::{Flaw, Problem};
use crate::expr::tree::{Form, Span, Tree};
use crate::expr::trouble::{Fault, Takes};
use crate::expr::value::Value;
use crate::model::Saying;

impl<'t> Resolver<'_, 't> {
    pub(super) fn macro_call(
        &mut self,
        kind: MacroKind,
        name: &str,
        of: &Tree<'t>,
        arguments: &[Tree<'t>],
        span: Span,
    ) -> Result<Part, Problem> {
        let [Tree { form: Form::Name(variable), .. }, body_tree] = arguments else {
            let usage = Saying::new("expression.usage").with("function", format!("list.{name}"));
            return Err(self.problem(span, Flaw::Arguments { usage: usage.with("arguments", "x, …") }));
        };
        let list = self.resolve(of)?;
        let element = match &list.shape {
            Shape::List(shape) => (**shape).clone(),
            Shape::Any => Shape::Any,
            other => {
                let kind = other.kind().expect("only an undeclared shape has no kind");
                return Err(self.always(of.span, Fault::NotAList(kind)));
            }
        };
        self.locals.push(Local { name: variable, shape: element, origin: list.origin.clone() });
        let body = if kind == MacroKind::Map {
            self.resolve(body_tree).map(|part| (part.node, part.shape))
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

    pub(super) fn call(
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
            parts.push(self.resolve(argument)?);
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
            return Err(self.problem(span, Flaw::Arguments { usage: usage(function) }));
        }
        for (number, (part, takes)) in (1u8..).zip(parts.iter().zip(function.takes)) {
            if let Some(found) = takes.refuses(&part.shape) {
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

fn given(gives: Gives, parts: &[Part]) -> Shape {
    match gives {
        Gives::Number => Shape::Number,
        Gives::Text => Shape::Text,
        Gives::Flag => Shape::Flag,
        Gives::Date => Shape::Date,
        Gives::Texts => Shape::List(Box::new(Shape::Text)),
        Gives::Flat => match &parts[0].shape {
            Shape::List(inner) if matches!(**inner, Shape::List(_)) => (**inner).clone(),
            _ => Shape::List(Box::new(Shape::Any)),
        },
        Gives::Same => parts.iter().skip(1).fold(parts[0].shape.clone(), |shape, part| shape.or(&part.shape)),
        Gives::Element => match &parts[0].shape {
            Shape::List(shape) => (**shape).clone(),
            _ => Shape::Any,
        },
    }
}

/// How a function is written.
fn usage(function: &Function) -> Saying {
    let required = function.takes.len() - function.optional;
    let optional = |takes: &Takes| Saying::new("expression.optional").with("argument", takes.saying());
    let (needed, left) = function.takes.split_at(required);
    let arguments: Vec<Saying> =
        needed.iter().map(|takes| takes.saying()).chain(left.iter().map(optional)).collect();
    Saying::new("expression.usage").with("function", function.name).with("arguments", arguments)
}
