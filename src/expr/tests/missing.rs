//! What a missing value does.

use super::check;

#[test]
fn what_depends_on_a_missing_value_is_missing() {
    check(&[
        ("a + d", "null"),
        ("d == d", "null"),
        ("d < 1", "null"),
        ("-d", "null"),
        ("!(d > 1)", "null"),
        ("d in [1, 2]", "null"),
        ("abs(d)", "null"),
        ("sum([a, d])", "null"),
        ("max(a, d)", "null"),
        ("d > 0 ? 1 : 2", "null"),
        ("null.x", "null"),
        ("[a, d] == [1, 2]", "null"),
        ("[a, d] == [2, 2]", "false"),
    ]);
}

#[test]
fn logic_is_decided_by_what_is_known() {
    check(&[
        ("false && d > 1", "false"),
        ("d > 1 && false", "false"),
        ("true && d > 1", "null"),
        ("d > 1 || true", "true"),
        ("true || d > 1", "true"),
        ("false || d > 1", "null"),
        ("d > 1 || d > 2", "null"),
    ]);
}

#[test]
fn a_missing_value_can_be_asked_for() {
    check(&[
        ("d == null", "true"),
        ("null != d", "false"),
        ("a != null", "true"),
        ("'' == null", "false"),
        ("blank(d) && blank('　') && blank([]) && !blank(a)", "true"),
        ("or_else(d, 0) + a", "1"),
        ("or_else(a, 0)", "1"),
        ("count([a, d]) == 1", "true"),
    ]);
}

#[test]
fn macros_take_an_open_condition_for_false_but_all_leaves_it_open() {
    check(&[
        ("CD.filter(r, r.persons < 9).size()", "2"),
        ("CD.exists(r, r.persons > 9)", "false"),
        ("CD.exists_one(r, r.persons == 1)", "true"),
        ("CD.all(r, r.persons < 9)", "null"),
        ("CD.all(r, r.persons > 1)", "false"),
        ("[].all(x, false)", "true"),
        ("any.rank.exists(x, true)", "a list is needed here, not a text (at byte 1 of the expression)"),
    ]);
}
