//! What an expression says that it mentions.

use super::World;
use crate::expr::{Expression, Text};

fn names(text: &str) -> Vec<String> {
    let expression = Expression::compile(text, &World::new().names).unwrap();
    let path = |mention: &crate::expr::Mention| {
        std::iter::once(&mention.root).chain(&mention.path).map(|name| &**name).collect::<Vec<_>>().join(".")
    };
    expression.names().iter().map(path).collect()
}

#[test]
fn names_are_mentioned_in_order_and_once() {
    assert_eq!(names("b + a == b * 2 && c in [d]"), ["b", "a", "c", "d"]);
    assert_eq!(names("1 + 1 == 2"), Vec::<String>::new());
}

#[test]
fn members_are_mentioned_with_the_root_that_they_were_reached_from() {
    assert_eq!(names("a == CD.filter(r, r.rank == 'r2').size()"), ["a", "CD.rank"]);
    assert_eq!(names("sum(CD.filter(r, r.rank == 'r2').map(x, x.persons))"), ["CD.rank", "CD.persons"]);
    assert_eq!(names("size(CD)"), ["CD"]);
    assert_eq!(names("first(CD).rank == any.unit.level"), ["CD.rank", "any.unit.level"]);
    assert_eq!(names("AI['K01'] + CD[0].persons"), ["AI.K01", "CD.persons"]);
    assert_eq!(names("codes.exists(c, c == name)"), ["codes", "name"]);
}

#[test]
fn a_text_mentions_what_its_holes_do() {
    let world = World::new();
    let text = Text::compile("{a}与{CD.map(r, r.rank)}，{{{b + a}}}", &world.names).unwrap();
    assert_eq!(text.names().iter().map(|name| &*name.root).collect::<Vec<_>>(), ["a", "CD", "b"]);
    assert_eq!(text.render(&world).unwrap(), "1与r2、r3、r2，{3}");
}

#[test]
fn holes_print_as_their_format_says() {
    let world = World::new();
    for (text, wanted) in [
        ("{held_on}，{held_on|date_cn}，{date('2014-03')|date_cn}", "2014-03-05，2014年3月5日，2014年3月"),
        (
            "{1234567.005|money} {-1234|money} {999|money} {-0.001|money}",
            "1,234,567.01 -1,234.00 999.00 0.00",
        ),
        ("{95.00|pct} {200/3 | pct}", "95% 66.7%"),
        ("{a - c|signed} {c|signed} {a - 1|signed}", "-2 +3 0"),
        ("{d}{d|money}", "——"),
        ("{[a, d, c]|money}", "1.00、3.00"),
        ("{a == 1}{a == 1 || b == 1 ? '{' : '}'}", "是{"),
    ] {
        assert_eq!(Text::compile(text, &world.names).unwrap().render(&world).unwrap(), wanted);
    }
}
