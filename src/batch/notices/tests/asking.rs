//! Drafts that rows of tables and officers ask for, with notices that an office declares itself.

use super::*;
use crate::batch::{Asked, BatchFailure, NoticeRefusal, ask, waiting};
use crate::ledger::DraftNotice;

/// An office with a notice of its own: for each unit that has not sent something, by the rows of a merged table.
fn declaring(root: &Path, trigger: &str) -> Office {
    let office = office(root);
    let declared = format!(
        r#"
id = "N90"
name = "试验督办函"
genre = "函"
layout = "letter"
title = "关于报送问题的督办函"
file_name = "{{{{ unit.short_name }}}}-督办函.docx"
main = ["concerned_unit"]
copies = ["superior_party"]
{trigger}
[[list]]
field = "problems"
table = "R19"
items = {{ rule = "rule", message = "message" }}
where = "severity == '强制性'"
also = {{ demand = "限期整改" }}
[fields]
"unit.short_name" = "单位"
"problems" = "问题"
"problems[].rule" = "规则"
"problems[].message" = "问题"
"problems[].demand" = "要求"
"place" = "地点"
"asked_by" = "审批人"
"#
    );
    let declared = declared.replace("where = \"severity == '强制性'\"\n", "");
    let body = "{% for problem in problems %}\n\n{{ loop.index }}．{{ problem.message }}（{{ problem.rule }}），{{ problem.demand }}。\n\n{% endfor %}\n\n{{ place or \"不设地点\" }}，{{ asked_by or \"无人审批\" }}。\n";
    for (name, text) in [("notice.toml", declared.as_str()), ("body.md", body)] {
        write_whole(&root.join("templates/notices/N90").join(name), text.as_bytes()).unwrap();
    }
    office
}

fn drafts(office: &Office, notice: &str) -> Vec<DraftNotice> {
    let mut drafts = office.ledger().unwrap().read().drafts(None).unwrap();
    drafts.retain(|draft| draft.notice == notice);
    drafts
}

fn asked<'a>(notice: Option<&'a str>, units: &'a [String], fields: &'a [(String, String)]) -> Asked<'a> {
    let at = "2014-10-20T09:00".parse().unwrap();
    Asked { notice, units, period: Some("2014Q3".parse().unwrap()), fields, by: "余怀香", at }
}

#[test]
fn rows_of_a_table_make_a_draft_for_each_of_their_units() {
    let folder = tempfile::tempdir().unwrap();
    let office = declaring(folder.path(), "when = \"rows\"\nrows = { of = [\"problems\"] }");
    assert_eq!(take(&office, THIRD).unwritten, []);
    let drafts = drafts(&office, "N90");
    assert!(drafts.len() > 3, "{drafts:?}");
    let text = words(&fs::read(office.outbox().join(&drafts[0].path)).unwrap());
    assert!(text.contains("1．") && text.contains("限期整改") && text.contains("无人审批"), "{text}");
    // The next run draws none of them anew.
    let run_again = RunOptions { as_of: "2014-10-13T10:00".parse().unwrap(), periods: Vec::new() };
    run(&office, &run_again, &Unwatched).unwrap();
    assert_eq!(self::drafts(&office, "N90"), drafts);
}

#[test]
fn rows_that_wait_for_approval_make_no_draft_before_it_and_one_after() {
    let folder = tempfile::tempdir().unwrap();
    let trigger = "when = \"rows\"\nrows = { of = [\"problems\"], approved = true }";
    let office = declaring(folder.path(), trigger);
    take(&office, THIRD);
    assert_eq!(drafts(&office, "N90"), []);
    let (_, period, units) = waiting(&office, Some("N90"), None).unwrap();
    assert_eq!(period.to_string(), "2014Q3");
    let unit = units.first().unwrap().id.clone();
    let place = [("place".to_owned(), "第三会议室".to_owned())];
    let made = ask(&office, &asked(Some("N90"), std::slice::from_ref(&unit), &place), &Unwatched).unwrap();
    assert_eq!(made[0].id, format!("N90-2014Q3-{unit}"));
    let text = words(&fs::read(office.outbox().join(&made[0].path)).unwrap());
    assert!(text.contains("第三会议室，余怀香。"), "{text}");
    let nobody = ["P-990000".to_owned()];
    let refused = ask(&office, &asked(Some("N90"), &nobody, &[]), &Unwatched).unwrap_err();
    assert!(matches!(refused, BatchFailure::Notice(NoticeRefusal::NoCandidate(..))), "{refused}");
    // What was approved is drawn up in later runs, too.
    take(&office, LATER);
    assert!(drafts(&office, "N90").len() <= 1);
}

#[test]
fn an_officer_asks_for_a_notice_by_hand_and_it_stays_until_he_asks_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let office = declaring(folder.path(), "when = \"by_hand\"\nrows = { of = [\"problems\"] }");
    take(&office, THIRD);
    let units = ["汀兰市纪委".to_owned()];
    let made = ask(&office, &asked(Some("n90"), &units, &[]), &Unwatched).unwrap();
    assert_eq!(made.len(), 1);
    take(&office, LATER);
    assert_eq!(drafts(&office, "N90").len(), 1);
    let refusal = |notice: &str, units: &[String], fields: &[(String, String)]| match ask(
        &office,
        &asked(Some(notice), units, fields),
        &Unwatched,
    )
    .unwrap_err()
    {
        BatchFailure::Notice(refusal) => refusal,
        other => panic!("{other}"),
    };
    assert!(matches!(refusal("N09", &units, &[]), NoticeRefusal::NotByHand(..)));
    assert!(matches!(refusal("N90", &["无此单位".to_owned()], &[]), NoticeRefusal::NoUnit(..)));
    let field = [("plase".to_owned(), String::new())];
    assert!(matches!(refusal("N90", &units, &field), NoticeRefusal::NoField(_, near) if near == ["place"]));
}

#[test]
fn whoever_receives_a_notice_is_found_in_the_registry() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let to = |notice: &str, unit: &str| {
        let units = [unit.to_owned()];
        let given = match notice {
            "N06" => vec!["grounds"],
            "N11" => vec!["attendees"],
            _ => vec!["facts", "advice"],
        };
        let fields: Vec<_> = given.into_iter().map(|name| (name.to_owned(), "甲".to_owned())).collect();
        // A notice is filled completely or not at all.
        let refused = ask(&office, &asked(Some(notice), &units, &[]), &Unwatched).unwrap_err();
        assert!(matches!(refused, BatchFailure::Notice(NoticeRefusal::Unprintable { .. })), "{refused}");
        let made = ask(&office, &asked(Some(notice), &units, &fields), &Unwatched).unwrap();
        let facts: serde_json::Value = serde_json::from_str(&made[0].facts).unwrap();
        format!("{} / {}", facts["main"], facts["copies"])
    };
    // 被约谈人所在单位, its 上级党委; of a discipline unit the party above it (FORMS.md 3.2).
    assert_eq!(to("N06", "汀兰市委"), r#"[["汀兰市委"]] / [["景岳省委"]]"#);
    assert_eq!(to("N06", "碧潭县纪委"), r#"[["碧潭县纪委"]] / [["汀兰市委"]]"#);
    assert_eq!(to("N11", "碧潭县委"), r#"[["碧潭县委"]] / []"#);
    assert_eq!(to("N13", "汀兰市委"), r#"[["景岳省纪委常委会"]] / []"#);
}
