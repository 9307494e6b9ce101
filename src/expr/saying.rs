//! An expression in words, for those who read rules but not their language. The words are given; here is only how they
//! go together.

use super::parser::parse;
use super::plan::MacroKind;
use super::problem::Problem;
use super::tree::{Form, Operator, Tree};
use super::value::Value;

/// The words for the parts of an expression.
pub trait Wording {
    /// A name of the expression; `within` is true inside a macro, where it must be told apart from the rows walked over.
    fn name(&self, name: &str, within: bool) -> String;

    /// A member of what a name stands for: `quarter` of `period`, `date` of a row of `DL_of_year`.
    fn member(&self, of: &str, member: &str) -> String;

    /// A value that is compared with a name, or with a member of what a name stands for: a code of a list, say.
    fn value(&self, of: Option<(&str, &str)>, value: &str) -> String;

    /// A construction such as `exists`, `==` or `abs` with its parts.
    fn part(&self, key: &str, parts: &[&str]) -> String;
}

/// Says an expression in words.
///
/// # Errors
/// What is wrong with its grammar.
pub fn in_words(text: &str, wording: &dyn Wording) -> Result<String, Problem> {
    let tree = parse(text)?;
    Ok(Speaker { wording, variables: Vec::new() }.say(&tree).text)
}

/// How tightly the parts of a text hold together: a looser one inside a tighter one stands in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    Choice,
    Or,
    And,
    Relation,
    Sum,
    Product,
    Whole,
}

struct Said {
    text: String,
    hold: Hold,
}

struct Speaker<'w, 't> {
    wording: &'w dyn Wording,
    /// The variables of the macros around, each with the name of what it walks over.
    variables: Vec<(&'t str, &'t str)>,
}

impl<'t> Speaker<'_, 't> {
    fn say(&mut self, tree: &Tree<'t>) -> Said {
        let whole = |text: String| Said { text, hold: Hold::Whole };
        match &tree.form {
            Form::Literal(value) => whole(self.literal(None, value)),
            Form::Name(name) => whole(self.name(name)),
            Form::Member(of, member) => whole(self.member(of, member)),
            Form::Index(of, key) => {
                let key = match &key.form {
                    Form::Literal(value) => self.literal(self.path(of), value),
                    _ => self.within(key, Hold::Whole),
                };
                let of = self.within(of, Hold::Whole);
                whole(self.part("index", &[&of, &key]))
            }
            Form::Call(name, arguments) => whole(self.call(name, arguments.iter().collect())),
            Form::Method(of, name, _, arguments) => match (MacroKind::find(name), arguments.as_slice()) {
                (Some(_), [variable, body]) => whole(self.walk(name, of, variable, body)),
                _ => whole(self.call(name, std::iter::once(&**of).chain(arguments).collect())),
            },
            Form::List(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| self.say(element).text).collect();
                whole(self.joined("list", &elements))
            }
            Form::Not(of) => {
                let of = self.within(of, Hold::Whole);
                Said { text: self.part("not", &[&of]), hold: Hold::Relation }
            }
            Form::Negate(of) => {
                let of = self.within(of, Hold::Whole);
                Said { text: self.part("negate", &[&of]), hold: Hold::Product }
            }
            Form::Binary(operator, left, right) => self.binary(*operator, left, right),
            Form::And(parts) => self.several("and", parts, Hold::And),
            Form::Or(parts) => self.several("or", parts, Hold::Or),
            Form::If(parts) => {
                let [condition, yes, no] = &**parts;
                let said = [condition, yes, no].map(|part| self.within(part, Hold::And));
                Said { text: self.part("if", &[&said[0], &said[1], &said[2]]), hold: Hold::Choice }
            }
        }
    }

    /// A part that stands inside another, in brackets if it would fall apart there.
    fn within(&mut self, tree: &Tree<'t>, hold: Hold) -> String {
        let said = self.say(tree);
        if said.hold < hold { self.part("bracket", &[&said.text]) } else { said.text }
    }

    fn part(&self, key: &str, parts: &[&str]) -> String {
        self.wording.part(key, parts)
    }

    fn joined(&self, key: &str, parts: &[String]) -> String {
        let Some((first, rest)) = parts.split_first() else { return self.part("nothing", &[]) };
        rest.iter().fold(first.clone(), |all, next| self.part(key, &[&all, next]))
    }

    fn several(&mut self, key: &str, parts: &[Tree<'t>], hold: Hold) -> Said {
        let tighter = if hold == Hold::Or { Hold::And } else { Hold::Relation };
        let parts: Vec<String> = parts.iter().map(|part| self.within(part, tighter)).collect();
        Said { text: self.joined(key, &parts), hold }
    }

    fn binary(&mut self, operator: Operator, left: &Tree<'t>, right: &Tree<'t>) -> Said {
        use Operator::{Add, Divide, Equal, Multiply, NotEqual, Remainder, Subtract};
        let hold = match operator {
            Add | Subtract => Hold::Sum,
            Multiply | Divide | Remainder => Hold::Product,
            _ => Hold::Relation,
        };
        let missing = |tree: &Tree| matches!(tree.form, Form::Literal(Value::Missing));
        if matches!(operator, Equal | NotEqual) && missing(right) {
            let left = self.within(left, Hold::Sum);
            let key = if operator == Equal { "is_missing" } else { "is_given" };
            return Said { text: self.part(key, &[&left]), hold };
        }
        // Behind a minus or a division a part of the same kind would be taken apart.
        let behind = match hold {
            Hold::Sum => Hold::Product,
            Hold::Product => Hold::Whole,
            _ => Hold::Sum,
        };
        let before = if hold == Hold::Relation { Hold::Sum } else { hold };
        let sides = [self.side(left, right, before), self.side(right, left, behind)];
        Said { text: self.part(operator.sign(), &[&sides[0], &sides[1]]), hold }
    }

    /// A side of a comparison: a value that stands alone is said as what it is compared with would say it.
    fn side(&mut self, tree: &Tree<'t>, other: &Tree<'t>, hold: Hold) -> String {
        let of = self.path(other);
        match &tree.form {
            Form::Literal(value) => self.literal(of, value),
            Form::List(elements) if of.is_some() => {
                let said: Vec<String> = elements
                    .iter()
                    .map(|element| match &element.form {
                        Form::Literal(value) => self.literal(of, value),
                        _ => self.say(element).text,
                    })
                    .collect();
                self.joined("list", &said)
            }
            _ => self.within(tree, hold),
        }
    }

    fn literal(&self, of: Option<(&str, &str)>, value: &Value) -> String {
        match value {
            Value::Text(text) => self.wording.value(of, text),
            Value::Flag(flag) => self.part(if *flag { "true" } else { "false" }, &[]),
            Value::Missing => self.part("nothing", &[]),
            other => format!("{other:?}"),
        }
    }

    /// What a side speaks of: a name of its own, or a member of what a name stands for.
    fn path(&self, tree: &Tree<'t>) -> Option<(&'t str, &'t str)> {
        match &tree.form {
            Form::Name(name) if !self.is_variable(name) => Some(("", name)),
            Form::Member(of, member) => Some((self.root(of)?, member)),
            _ => None,
        }
    }

    fn is_variable(&self, name: &str) -> bool {
        self.variables.iter().any(|(variable, _)| *variable == name)
    }

    /// The name that a part begins with; for the variable of a macro the name of what it walks over.
    fn root(&self, tree: &Tree<'t>) -> Option<&'t str> {
        match &tree.form {
            Form::Name(name) => {
                let walked = self.variables.iter().rev().find(|(variable, _)| variable == name);
                Some(walked.map_or(*name, |(_, root)| root))
            }
            Form::Member(_, member) => Some(member),
            Form::Index(of, _) | Form::Method(of, ..) => self.root(of),
            Form::Call(_, arguments) => self.root(arguments.first()?),
            Form::If(parts) => self.root(&parts[1]),
            Form::Binary(_, left, _) => self.root(left),
            _ => None,
        }
    }

    fn name(&self, name: &str) -> String {
        match self.variables.iter().rev().position(|(variable, _)| *variable == name) {
            Some(0) => self.part("this", &[]),
            Some(_) => self.part("that", &[]),
            None => self.wording.name(name, !self.variables.is_empty()),
        }
    }

    fn member(&mut self, of: &Tree<'t>, member: &str) -> String {
        let root = self.root(of).unwrap_or_default();
        let said = self.wording.member(root, member);
        if let Form::Name(name) = &of.form {
            let place = self.variables.iter().rev().position(|(variable, _)| variable == name);
            match place {
                Some(0) => return self.part("of_this", &[&said]),
                Some(_) => return self.part("of_that", &[&said]),
                None => {}
            }
        }
        let of = self.within(of, Hold::Whole);
        self.part("of", &[&of, &said])
    }

    fn call(&mut self, name: &str, arguments: Vec<&Tree<'t>>) -> String {
        let said: Vec<String> = arguments.iter().map(|argument| self.say(argument).text).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        // With and without the argument that may be left out, and with several for a list.
        let key = match (name, said.len()) {
            ("max" | "min", 2..) => format!("{name}_of"),
            ("round", 1) => "round_whole".to_owned(),
            _ => name.to_owned(),
        };
        match said.as_slice() {
            [first, rest @ ..] if key.ends_with("_of") => {
                let all = rest.iter().fold((*first).to_owned(), |all, next| self.part("list", &[&all, next]));
                self.part(&key, &[&all])
            }
            _ => self.part(&key, &said),
        }
    }

    /// A macro over a list: which, such that, each.
    fn walk(&mut self, name: &str, list: &Tree<'t>, variable: &Tree<'t>, body: &Tree<'t>) -> String {
        let Form::Name(variable) = variable.form else { return self.call(name, vec![list, body]) };
        let root = self.root(list).unwrap_or_default();
        let list = self.within(list, Hold::Whole);
        if let (Form::Member(of, member), "map") = (&body.form, name)
            && matches!(of.form, Form::Name(name) if name == variable)
        {
            let said = self.wording.member(root, member);
            return self.part("of", &[&list, &said]);
        }
        self.variables.push((variable, root));
        let body = self.say(body).text;
        self.variables.pop();
        self.part(name, &[&list, &body])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says constructions as `key(part, part)`, so that the order and the brackets can be seen.
    struct Plain;

    impl Wording for Plain {
        fn name(&self, name: &str, within: bool) -> String {
            if within { format!("own {name}") } else { name.to_owned() }
        }
        fn member(&self, of: &str, member: &str) -> String {
            format!("{of}'s {member}")
        }
        fn value(&self, of: Option<(&str, &str)>, value: &str) -> String {
            let of = of.map_or_else(String::new, |(of, name)| format!("{of}:{name}="));
            format!("<{of}{value}>")
        }
        fn part(&self, key: &str, parts: &[&str]) -> String {
            match (key, parts) {
                ("bracket", [of]) => format!("({of})"),
                ("list", [left, right]) => format!("{left}, {right}"),
                (sign, [left, right]) if !sign.starts_with(char::is_alphabetic) => {
                    format!("{left} {sign} {right}")
                }
                _ => format!("{key}[{}]", parts.join("; ")),
            }
        }
    }

    #[test]
    fn what_is_said_keeps_together_what_belongs_together() {
        let said = |text: &str| in_words(text, &Plain).unwrap();
        assert_eq!(said("a == b + c - (d - e)"), "a == b + c - (d - e)");
        assert_eq!(said("(a + b) * 2 > 0"), "(a + b) * 2 > 0");
        assert_eq!(said("a || b && c"), "or[a; and[b; c]]");
        assert_eq!(said("(a || b) && !c"), "and[(or[a; b]); not[c]]");
        assert_eq!(said("a == null && b != null"), "and[is_missing[a]; is_given[b]]");
        assert_eq!(said("kind in ['x', 'y']"), "in[kind; <:kind=x>, <:kind=y>]");
        assert_eq!(said("max(a, b, 1)"), "max_of[a, b, 1]");
    }

    #[test]
    fn rows_that_are_walked_over_are_told_from_the_own_row() {
        let said = |text: &str| in_words(text, &Plain).unwrap();
        assert_eq!(
            said("!rows.exists(r, r.date == date && r.kind == 'x')"),
            "not[exists[rows; and[of_this[rows's date] == own date; of_this[rows's kind] == <rows:kind=x>]]]"
        );
        assert_eq!(
            said("sum(TK.filter(t, t.n > 1).map(t, t.n))"),
            "sum[of[filter[TK; of_this[TK's n] > 1]; TK's n]]"
        );
        assert_eq!(
            said("a.all(x, b.exists(y, y.k == x.k))"),
            "all[a; exists[own b; of_this[b's k] == of_that[a's k]]]"
        );
    }
}
