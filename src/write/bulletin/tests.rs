use super::*;

const BOUNDS: Bounds = Bounds { fewest: 3, most: 8 };

fn case(case_no: &str, rank: Option<u8>, decided_on: &str) -> Candidate {
    Candidate {
        case_no: case_no.into(),
        effective: true,
        appeal_pending: false,
        named: true,
        approved: true,
        secret: false,
        published: false,
        urgent: false,
        objects: vec![Object { rank, decided_on: decided_on.parse().unwrap(), adult: true }],
    }
}

fn numbers<'c>(cases: &[Chosen<'c>]) -> Vec<&'c str> {
    cases.iter().map(|chosen| chosen.case.case_no.as_str()).collect()
}

#[test]
fn cases_are_ordered_by_rank_and_then_by_the_day_of_decision() {
    let mut mixed = case("丙", Some(4), "2014-08-02");
    mixed.objects.push(Object { rank: Some(3), decided_on: "2014-09-01".parse().unwrap(), adult: true });
    let cases = [
        case("甲", Some(4), "2014-08-01"),
        case("乙", Some(3), "2014-09-01"),
        mixed,
        case("丁", None, "2014-07-01"),
        case("戊", Some(4), "2014-08-01"),
    ];
    assert_eq!(numbers(&regular(&cases, BOUNDS).cases), ["丙", "乙", "戊", "甲", "丁"]);
}

#[test]
fn only_effective_unpublished_open_cases_are_chosen() {
    let with = |case_no: &str, change: fn(&mut Candidate)| {
        let mut case = case(case_no, Some(3), "2014-08-01");
        change(&mut case);
        case
    };
    let cases = [
        with("未生效", |case| case.effective = false),
        with("一", |_| ()),
        with("涉密", |case| case.secret = true),
        with("已通报", |case| case.published = true),
        with("无对象", |case| case.objects.clear()),
        with("紧急", |case| case.urgent = true),
        with("二", |_| ()),
        with("三", |_| ()),
    ];
    let bulletin = regular(&cases, BOUNDS);
    assert_eq!(numbers(&bulletin.cases), ["一", "三", "二"]);
    let expected = [
        ("未生效", Reason::NotEffective),
        ("涉密", Reason::Secret),
        ("已通报", Reason::Published),
        ("无对象", Reason::NoObject),
        ("紧急", Reason::Urgent),
    ];
    assert_eq!(bulletin.left_out, expected);
    assert_eq!(numbers(&urgent(&cases)), ["紧急"]);
}

#[test]
fn a_bulletin_holds_three_to_eight_cases() {
    let cases: Vec<Candidate> =
        (1..=10).map(|number| case(&format!("{number:02}"), Some(4), "2014-08-01")).collect();
    assert_eq!(regular(&cases[..2], BOUNDS).cases, []);
    assert_eq!(regular(&cases[..2], BOUNDS).left_out, [("01", Reason::TooFew), ("02", Reason::TooFew)]);
    assert_eq!(regular(&cases[..3], BOUNDS).cases.len(), 3);
    let full = regular(&cases, BOUNDS);
    assert_eq!(full.cases.len(), 8);
    assert_eq!(full.left_out, [("09", Reason::Full), ("10", Reason::Full)]);
}

#[test]
fn naming_needs_every_condition() {
    let named = case("甲", Some(3), "2014-08-01");
    assert!(named.may_be_named());
    let changes: [fn(&mut Candidate); 6] = [
        |case| case.effective = false,
        |case| case.appeal_pending = true,
        |case| case.named = false,
        |case| case.approved = false,
        |case| case.secret = true,
        |case| case.objects[0].adult = false,
    ];
    for change in changes {
        let mut case = named.clone();
        change(&mut case);
        assert!(!case.may_be_named());
    }
}
