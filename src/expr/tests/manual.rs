//! The examples of docs/expressions.md are run, and no function, macro or format lacks one.

use crate::expr::format::FORMATS;
use crate::expr::functions::FUNCTIONS;
use crate::expr::plan::MacroKind;
use crate::expr::{Expression, Members, Text, Value};

const MANUAL: &str = include_str!("../../../docs/expressions.md");

/// The examples of a sort and what they give.
fn examples(sort: &str) -> Vec<(&'static str, &'static str)> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in MANUAL.lines() {
        match line.strip_prefix("```") {
            Some(fence) => inside = fence == sort,
            None if inside => {
                let (text, wanted) = line.rsplit_once(" # ").expect(line);
                found.push((text.trim_end(), wanted));
            }
            None => {}
        }
    }
    found
}

#[test]
fn the_examples_of_the_manual_give_what_it_says() {
    let (names, scope) = (Members::new(), Vec::<Value<'_>>::new());
    let expressions = examples("cel");
    for (text, wanted) in &expressions {
        let expression = Expression::compile(text, &names).unwrap_or_else(|problem| panic!("{problem:?}"));
        assert_eq!(format!("{:?}", expression.evaluate(&scope).expect(text)), *wanted, "{text}");
    }
    let texts = examples("text");
    for (text, wanted) in &texts {
        let compiled = Text::compile(text, &names).unwrap_or_else(|problem| panic!("{problem:?}"));
        assert_eq!(compiled.render(&scope).expect(text), *wanted, "{text}");
    }
    let shown = |call: String| expressions.iter().any(|(text, _)| text.contains(&call));
    for function in &FUNCTIONS {
        assert!(shown(format!("{}(", function.name)), "no example of {}", function.name);
    }
    for name in MacroKind::NAMES {
        assert!(shown(format!(".{name}(")), "no example of {name}");
    }
    for format in &FORMATS {
        let hole = format!("|{}}}", format.name);
        assert!(texts.iter().any(|(text, _)| text.contains(&hole)), "no example of {}", format.name);
    }
}
