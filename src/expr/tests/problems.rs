//! What a wrong text says.

use super::{World, english};
use crate::expr::{Expression, Flaw, Members, Text};

fn problem(text: &str) -> String {
    english(&Expression::compile(text, &World::new().names).expect_err(text).saying())
}

#[test]
fn a_problem_points_to_its_place_and_says_what_was_meant() {
    assert_eq!(
        problem("a + nane == 3"),
        "there is no name `nane`; did you mean `name`?\na + nane == 3\n    ^^^^"
    );
    assert_eq!(
        problem("CD.exists(r, r.rang == 'r2')"),
        "there is no member `rang`; did you mean `rank`?\nCD.exists(r, r.rang == 'r2')\n               ^^^^"
    );
    assert_eq!(
        problem("startWith(name, 'x')"),
        "there is no function `startWith`; did you mean `startsWith`?\nstartWith(name, 'x')\n^^^^^^^^^"
    );
    assert_eq!(problem("name == '县' &&\n  b ＝ 1"), "write `=` instead of `＝`\n  b ＝ 1\n    ^^");
    assert_eq!(problem("'县' == x"), "there is no name `x`\n'县' == x\n        ^");
    assert_eq!(problem("a +"), "expected a value, found the end\na +\n   ^");
    assert_eq!(problem("a b"), "expected an operator or the end, found `b`\na b\n  ^");
    assert_eq!(problem("(a"), "expected `)`, found the end\n(a\n  ^");
    assert_eq!(problem("f(a b)"), "expected `,` or `)`, found `b`\nf(a b)\n    ^");
    assert_eq!(problem("while + 1"), "`while` is a reserved word of CEL\nwhile + 1\n^^^^^");
}

#[test]
fn what_cannot_work_is_found_before_any_value_is_known() {
    for (text, wanted) in [
        ("name + a == 1", "`+` does not go between a text and a number"),
        ("name == 2", "`==` does not go between a text and a number"),
        ("held_on > '2014-01-01'", "`>` does not go between a date and a text"),
        ("a == b == c", "`==` does not go between a flag and a number"),
        ("a && true", "true or false is needed here, not a number"),
        ("a ? 1 : 2", "true or false is needed here, not a number"),
        ("CD.filter(r, r.persons)", "true or false is needed here, not a number"),
        ("CD.rank", "a list has no members"),
        ("name.filter(x, true)", "a list is needed here, not a text"),
        ("abs(name)", "abs takes a number as argument 1, not a text"),
        ("name.round(1)", "round takes a number as argument 1, not a text"),
        ("round(a, 1, 2)", "wrong number of arguments; write round(a number, [a small whole number])"),
        ("date('2014-02-30')", "date takes a text such as '2014-01-31' as argument 1, not a text"),
        ("matches(name, '(')", "not a regular expression: unclosed group"),
        ("sum(codes)", "sum takes a list of numbers as argument 1, not a text"),
        (
            "distinct(CD)",
            "distinct takes a list of texts, numbers, dates or flags as argument 1, not an object",
        ),
        ("codes['pd2']", "a list holds nothing under a text"),
        ("CD.exists(true)", "wrong number of arguments; write list.exists(x, …)"),
        ("1 / 0", "a division by zero"),
    ] {
        assert_eq!(problem(text).lines().next(), Some(wanted), "{text}");
    }
}

#[test]
fn hostile_texts_are_refused_and_do_not_exhaust_the_stack() {
    let names = Members::new();
    let flaw = |text: String| Expression::compile(&text, &names).expect_err("it is hostile").flaw;
    for text in [
        "(".repeat(9_000),
        "[".repeat(9_000),
        "size(".repeat(3_000),
        format!("1{}", "+1".repeat(8_000)),
        format!("{}true", "!".repeat(9_000)),
        format!("1{}", "[0]".repeat(5_000)),
        format!("{}1", "true?1:".repeat(2_000)),
    ] {
        assert!(matches!(flaw(text), Flaw::Deep { .. }));
    }
    assert!(matches!(flaw(" ".repeat(20_000)), Flaw::Long { .. }));
}

#[test]
fn a_hole_that_is_wrong_is_pointed_at_in_its_text() {
    let world = World::new();
    let problem = |text: &str| english(&Text::compile(text, &world.names).expect_err(text).saying());
    assert_eq!(problem("合计{tota}件"), "there is no name `tota`\n合计{tota}件\n     ^^^^");
    assert_eq!(problem("{a|mony}"), "there is no format `mony`; did you mean `money`?\n{a|mony}\n   ^^^^");
    assert_eq!(problem("{a"), "expected an operator, `|` or `}`, found the end\n{a\n  ^");
    assert_eq!(problem("a}"), "expected `}}`, found `}`\na}\n ^");
    assert_eq!(
        problem("{name|money}"),
        "money takes a number as argument 1, not a text\n{name|money}\n ^^^^"
    );
}
