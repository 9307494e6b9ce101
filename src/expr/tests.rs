//! The language as a whole. What each function does is shown, and tested, in docs/expressions.md.

mod manual;
mod missing;
mod oracle;
mod problems;
mod provenance;

use super::{Members, Object, Scope, Shape, Value};
use crate::catalog::Sentences;
use crate::model::Saying;
use std::sync::Arc;

/// What is wrong, as an English terminal says it.
fn english(saying: &Saying) -> String {
    Sentences::english().say(saying)
}

/// A small world: numbers `a` to `d` (`d` missing), a text, a date, codes, rows of cases, indicators by code, and
/// something undeclared.
struct World {
    names: Members,
    rows: Vec<Row>,
}

struct Row {
    rank: &'static str,
    persons: Option<i64>,
}

impl Object for Row {
    fn at(&self, position: u16) -> Value<'_> {
        if position == 0 { Value::from(self.rank) } else { Value::from(self.persons) }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "rank" => Some(self.at(0)),
            "persons" => Some(self.at(1)),
            _ => None,
        }
    }
}

struct Indicators;

impl Object for Indicators {
    fn member(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "K01" => Some(Value::from(7i64)),
            _ => Some(Value::Missing),
        }
    }
}

impl World {
    fn new() -> World {
        let row: Members = [("rank", Shape::Text), ("persons", Shape::Number)].into_iter().collect();
        let names = [
            ("a", Shape::Number),
            ("b", Shape::Number),
            ("c", Shape::Number),
            ("d", Shape::Number),
            ("name", Shape::Text),
            ("held_on", Shape::Date),
            ("codes", Shape::List(Box::new(Shape::Text))),
            ("CD", Shape::rows(&Arc::new(row))),
            ("AI", Shape::Map(Box::new(Shape::Number))),
            ("any", Shape::Any),
        ];
        let row = |rank, persons| Row { rank, persons };
        World {
            names: names.into_iter().collect(),
            rows: vec![row("r2", Some(2)), row("r3", Some(1)), row("r2", None)],
        }
    }

    /// The value of a text, as `Debug` shows it, or the trouble.
    fn show(&self, text: &str) -> String {
        let expression = match super::Expression::compile(text, &self.names) {
            Ok(expression) => expression,
            Err(problem) => return english(&problem.saying()),
        };
        match expression.evaluate(self) {
            Ok(value) => format!("{value:?}"),
            Err(trouble) => english(&trouble.saying()),
        }
    }
}

impl Scope for World {
    fn slot(&self, slot: u16) -> Value<'_> {
        match slot {
            0 => Value::from(1i64),
            1 => Value::from(2i64),
            2 => Value::from(3i64),
            4 => Value::from("示例县纪委"),
            5 => Value::Date("2014-03-05".parse().expect("a date")),
            6 => Value::from(vec![Value::from("pd2"), Value::from("remove")]),
            7 => Value::from(self.rows.iter().map(|row| Value::Object(row)).collect::<Vec<_>>()),
            8 => Value::Object(&Indicators),
            9 => Value::Object(&self.rows[0]),
            _ => Value::Missing,
        }
    }
}

/// Compares what texts give with what is written after them.
fn check(table: &[(&str, &str)]) {
    let world = World::new();
    for (text, wanted) in table {
        assert_eq!(world.show(text), *wanted, "{text}");
    }
}

#[test]
fn numbers_are_exact() {
    check(&[
        ("0.1 + 0.2 == 0.3", "true"),
        ("10.10 * 3", "30.3"),
        ("7 / 2", "3.5"),
        ("-7 % 3", "-1"),
        ("1 / 3 * 3 == 1", "false"),
        ("round(a / c, 2)", "0.33"),
        (
            "79228162514264337593543950335 + a",
            "a number of more than 28 digits, or a date beyond the calendar (at byte 1 of the expression)",
        ),
        ("a / (b - 2)", "a division by zero (at byte 1 of the expression)"),
    ]);
}

#[test]
fn operators_bind_as_in_cel() {
    check(&[
        ("1 + 2 * 3 - 4 - 5", "-2"),
        ("(1 + 2) * 3", "9"),
        ("!true || true && false", "false"),
        ("false ? 1 : true ? 2 : 3", "2"),
        ("1 < 2 == true", "true"),
        ("--a", "1"),
        ("!!true", "true"),
        ("2 in [1, 2] && !(3 in [1, 2])", "true"),
        ("[1, 'x', [true]][2][0]", "true"),
        ("'甲' + \"乙\"", "\"甲乙\""),
        ("[1] + [2]", "[1, 2]"),
    ]);
}

#[test]
fn rows_are_filtered_and_counted() {
    check(&[
        ("CD.filter(r, r.rank == 'r2').size()", "2"),
        ("CD.map(r, r.persons)", "[2, 1, null]"),
        ("sum(present(CD.map(r, r.persons)))", "3"),
        ("CD.exists(r, r.persons > 1)", "true"),
        ("CD.exists_one(r, r.rank == 'r3')", "true"),
        ("CD.filter(r, CD.exists(s, s.rank == r.rank && s.persons > 1)).size()", "2"),
        ("CD[1].persons", "1"),
        ("CD[9].persons", "null"),
        ("AI['K01'] + a", "8"),
        ("AI['K02'] + a", "null"),
        ("'K01' in AI && !('K02' in AI)", "true"),
        ("any.rank", "\"r2\""),
        ("any.rang", "there is no member `rang` (at byte 5 of the expression)"),
        ("codes.exists(code, code.startsWith('pd'))", "true"),
        ("overlaps(codes, ['remove', 'ad1'])", "true"),
    ]);
}

#[test]
fn dates_of_several_precisions_are_compared_as_far_as_they_can_be() {
    check(&[
        ("held_on == date('2014-03-05')", "true"),
        ("held_on < date('2014-04')", "true"),
        ("held_on < date('2014-03')", "null"),
        ("held_on == date('2014')", "null"),
        ("date('2014-03') == date('2014-03')", "true"),
        ("date('2013') <= date('2014-03')", "true"),
        ("days(date('2014-03'), held_on)", "null"),
        ("days(add_months(held_on, 1), held_on)", "31"),
    ]);
}

#[test]
fn work_without_end_is_a_trouble() {
    let names: Members =
        [("rows", Shape::List(Box::new(Shape::Number))), ("long", Shape::Text)].into_iter().collect();
    let rows: Vec<Value<'_>> = (0..300i64).map(Value::from).collect();
    let scope = vec![Value::list(&rows), Value::from("长".repeat(100_000))];
    for text in ["rows.map(r, long + long)", "rows.map(r, split(long, ''))", "join(rows.map(r, long), '')"] {
        let expression = super::Expression::compile(text, &names).unwrap();
        assert_eq!(expression.evaluate(&scope).unwrap_err().fault, super::Fault::TooMuch, "{text}");
    }
}

#[test]
fn the_highest_tree_is_evaluated_within_the_stack_of_a_thread() {
    check(&[
        (&format!("a{}", " + a".repeat(98)), "99"),
        (&format!("{}a{}", "(a + ".repeat(39), ")".repeat(39)), "40"),
        (&format!("{}1", "a == 2 ? 0 : ".repeat(39)), "1"),
    ]);
}
