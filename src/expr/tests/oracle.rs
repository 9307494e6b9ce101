//! The `cel` crate as a witness: what we take, it takes; and on what both know, both say the same.

use super::english;
use crate::expr::parser::parse;
use crate::expr::{Expression, Members, Shape, Value};
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::prelude::ToPrimitive;

/// The values of `a`, `b` and `c`.
const ROOTS: [(&str, i64); 3] = [("a", 3), ("b", -7), ("c", 40)];

fn names() -> Members {
    let texts = [("name", Shape::Text)];
    ROOTS.iter().map(|(name, _)| (*name, Shape::Number)).chain(texts).collect()
}

fn ours(text: &str) -> Result<String, String> {
    let expression = Expression::compile(text, &names()).map_err(|problem| english(&problem.saying()))?;
    let mut scope: Vec<Value<'_>> = ROOTS.iter().map(|(_, value)| Value::from(*value)).collect();
    scope.push(Value::from("县纪委"));
    match expression.evaluate(&scope) {
        Ok(value) => Ok(show(&value)),
        Err(trouble) => Err(english(&trouble.saying())),
    }
}

fn show(value: &Value<'_>) -> String {
    match value {
        Value::Number(number) if number.is_integer() => number.to_i64().expect("small").to_string(),
        Value::List(list) => list.values().iter().map(show).collect::<Vec<_>>().join(","),
        other => format!("{other:?}"),
    }
}

fn theirs(text: &str) -> Result<String, String> {
    let program = cel::Program::compile(text).map_err(|errors| errors.to_string())?;
    let mut context = cel::Context::default();
    for (name, value) in ROOTS {
        context.add_variable(name, value).map_err(|error| error.to_string())?;
    }
    context.add_variable("name", "县纪委").map_err(|error| error.to_string())?;
    program.execute(&context).map(|value| show_theirs(&value)).map_err(|error| error.to_string())
}

fn show_theirs(value: &cel::Value) -> String {
    match value {
        cel::Value::Int(number) => number.to_string(),
        cel::Value::Bool(flag) => flag.to_string(),
        cel::Value::String(text) => format!("{text:?}"),
        cel::Value::List(list) => list.iter().map(show_theirs).collect::<Vec<_>>().join(","),
        other => format!("{other:?}"),
    }
}

/// Texts of one sort each, of a depth at most. `variables` is how many macros are around: theirs are `v0`, `v1`, ….
fn number(depth: u32, variables: usize) -> BoxedStrategy<String> {
    let mut names: Vec<String> = ROOTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.extend((0..variables).map(|number| format!("v{number}")));
    let leaf = prop_oneof![(0..30i64).prop_map(|number| number.to_string()), select(names)];
    if depth == 0 {
        return leaf.boxed();
    }
    let below = move || number(depth - 1, variables);
    prop_oneof![
        2 => leaf,
        // Without brackets: how tightly operators bind is part of the question.
        4 => (below(), select(vec!["+", "-", "*"]), below()).prop_map(|(l, o, r)| format!("{l} {o} {r}")),
        1 => (below(), select(vec!["+", "-", "*"]), below()).prop_map(|(l, o, r)| format!("({l}) {o} ({r})")),
        1 => (below(), 1..9i64).prop_map(|(left, divisor)| format!("({left}) % {divisor}")),
        1 => (below(), 1..5i64).prop_map(|(left, k)| format!("({left}) * {} / {k}", 3 * k)),
        1 => below().prop_map(|inner| format!("-({inner})")),
        1 => (flag(depth - 1, variables), below(), below()).prop_map(|(c, y, n)| format!("({c} ? {y} : {n})")),
        1 => list(depth - 1, variables).prop_map(|list| format!("size({list})")),
        1 => text().prop_map(|text| format!("({text}).size()")),
    ]
    .boxed()
}

fn flag(depth: u32, variables: usize) -> BoxedStrategy<String> {
    let leaf = select(vec!["true".to_owned(), "false".to_owned()]);
    if depth == 0 {
        return leaf.boxed();
    }
    let below = move || flag(depth - 1, variables);
    let count = move || number(depth - 1, variables);
    let relation = select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let macros = select(vec!["exists", "all", "exists_one"]);
    prop_oneof![
        1 => leaf,
        4 => (count(), relation.clone(), count()).prop_map(|(l, o, r)| format!("{l} {o} {r}")),
        3 => (below(), select(vec!["&&", "||"]), below()).prop_map(|(l, o, r)| format!("{l} {o} {r}")),
        1 => below().prop_map(|inner| format!("!({inner})")),
        1 => (below(), below(), below()).prop_map(|(c, y, n)| format!("(({c}) ? ({y}) : {n})")),
        1 => (count(), list(depth - 1, variables)).prop_map(|(item, list)| format!("{item} in {list}")),
        2 => (list(depth - 1, variables), macros, flag(depth - 1, variables + 1))
            .prop_map(move |(list, name, body)| format!("{list}.{name}(v{variables}, {body})")),
        1 => (list(depth - 1, variables), list(depth - 1, variables)).prop_map(|(l, r)| format!("{l} == {r}")),
        1 => (text(), relation, text()).prop_map(|(l, o, r)| format!("{l} {o} {r}")),
        1 => (text(), select(vec!["contains", "startsWith", "endsWith"]), text())
            .prop_map(|(l, name, r)| format!("({l}).{name}({r})")),
    ]
    .boxed()
}

fn list(depth: u32, variables: usize) -> BoxedStrategy<String> {
    let literal = prop::collection::vec(number(depth.saturating_sub(1), variables), 0..4)
        .prop_map(|items| format!("[{}]", items.join(", ")));
    if depth == 0 {
        return literal.boxed();
    }
    let below = move || list(depth - 1, variables);
    prop_oneof![
        2 => literal,
        1 => (below(), flag(depth - 1, variables + 1))
            .prop_map(move |(list, body)| format!("{list}.filter(v{variables}, {body})")),
        1 => (below(), number(depth - 1, variables + 1))
            .prop_map(move |(list, body)| format!("{list}.map(v{variables}, {body})")),
        1 => (below(), below()).prop_map(|(left, right)| format!("({left} + {right})")),
    ]
    .boxed()
}

fn text() -> BoxedStrategy<String> {
    let leaf =
        select(vec!["name", "'县'", "\"纪委\"", "''", "'a\\n\\'b'", "r'\\d'", "'\\u7eaa'", "'县纪委'"]);
    prop_oneof![3 => leaf.clone().prop_map(str::to_owned), 1 => (leaf.clone(), leaf).prop_map(|(l, r)| format!("{l} + {r}"))]
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_whole_numbers_logic_choices_macros_and_texts_we_say_what_cel_says(
        text in prop_oneof![number(4, 0), flag(4, 0), list(4, 0)]
    ) {
        // CEL's numbers are 64 bits wide and ours 96: where it overflows, we need not.
        let Ok(theirs) = theirs(&text) else { return Ok(()) };
        prop_assert_eq!(ours(&text), Ok(theirs), "{}", text);
    }

    #[test]
    fn what_we_take_cel_takes(
        tokens in prop::collection::vec(
            select(vec![
                "a", "b", "f", "in", "true", "null", "1", "2.5", "'x'", "r'y'", "(", ")", "[", "]", ",", ".", "+", "-",
                "!", "*", "/", "%", "==", "<", ">=", "&&", "||", "?", ":", "size", "for",
            ]),
            1..9,
        )
    ) {
        let text = tokens.join(" ");
        if parse(&text).is_ok() {
            prop_assert!(cel::Program::compile(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_us_panic(text in "[a-c0-9 .,'\"()\\[\\]{}|&=<>!?:+*/%r\\\\县（-]{0,40}") {
        match Expression::compile(&text, &names()) {
            Ok(expression) => drop(expression.evaluate(&Vec::new())),
            Err(problem) => prop_assert!(!english(&problem.saying()).is_empty()),
        }
        if let Err(problem) = crate::expr::Text::compile(&format!("县{{{text}"), &names()) {
            prop_assert!(problem.picture().contains('^'));
        }
    }
}
