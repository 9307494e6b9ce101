//! Notices that tables ask for by themselves: 约谈通知 for candidates, a second letter where the first was not answered,
//! and what follows two of them (FORMS.md 4.1, 4.14, 8.2).

use super::*;
use crate::batch::{Asked, approve, ask};
use crate::ledger::Issued;

const BY: &str = "余怀香";
const SECOND: [&str; 2] = ["03-2014-07-08T0900", "04-2014-07-18T0900"];
const TALK: &str = "N06-约谈通知/省工信厅党组-约谈通知.docx";

fn issued(office: &Office) -> Vec<Issued> {
    office.ledger().unwrap().read().issued(None).unwrap()
}

fn draft_ids(office: &Office, notice: &str) -> Vec<String> {
    let drafts = office.ledger().unwrap().read().drafts(None).unwrap();
    drafts.into_iter().filter(|draft| draft.notice == notice).map(|draft| draft.id).collect()
}

fn approved(office: &Office, id: &str, at: &str) {
    approve(office, &[id.to_owned()], BY, at.parse().unwrap()).unwrap();
}

#[test]
fn who_is_put_forward_has_a_letter_drafted_that_nobody_issues_before_it_is_approved() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    for batch in SECOND {
        take(&office, batch);
    }
    take(&office, THIRD);
    let text = words(&notices(&office, "2014Q3")[TALK]);
    let ground = "1．截至2014年第三季度，连续2个季度未报或者迟报责任追究情况季报表。";
    assert!(text.contains(ground) && text.contains("时间：由承办部门另行通知"), "{text}");
    assert_eq!(issued(&office), []);

    // What an officer gives goes into the same draft.
    let (units, fields) = (["省工信厅党组".to_owned()], [("place".to_owned(), "第三会议室".to_owned())]);
    let at = "2014-10-20T09:00".parse().unwrap();
    let period = Some("2014Q3".parse().unwrap());
    let asked = Asked { notice: Some("N06"), units: &units, period, fields: &fields, by: BY, at };
    let made = ask(&office, &asked, &Unwatched).unwrap();
    assert!(words(&notices(&office, "2014Q3")[TALK]).contains("第三会议室"));
    approved(&office, &made[0].id, "2014-10-21T09:00");
    take(&office, LATER);
    assert_eq!(issued(&office).len(), 1);
    assert_eq!(draft_ids(&office, "N06").iter().filter(|id| id.contains("2014Q3")).count(), 1);
}

/// A letter for each unit with problems, a second one five working days later, and what follows both.
fn pressing(root: &Path) -> Office {
    let office = office(root);
    let declared = |id: &str, rows: &str| {
        format!(
            r#"
id = "{id}"
name = "试验督办函"
genre = "函"
layout = "letter"
title = "关于报送问题的督办函"
file_name = "{{{{ unit.short_name }}}}-{{{{ times }}}}.docx"
main = ["concerned_unit"]
when = "rows"
[rows]
of = ["problems"]
{rows}
[deadlines]
report_by = 5
[[list]]
field = "problems"
table = "R19"
items = {{ problem = "message", state = "state" }}
where = "state == '待处理'"
plain = "problem"
[fields]
"unit.short_name" = "单位"
"problems[]" = "问题"
"times" = "第几次"
"unanswered" = "没有答复的"
"unanswered[].doc_no" = "文号"
"unanswered[].report_by" = "期限"
"report_by" = "期限"
"#
        )
    };
    let body = "第{{ times }}次，限{{ report_by | date_cn }}前。\n\n{% for earlier in unanswered %}\n\n{{ earlier.doc_no }}至{{ earlier.report_by | date_cn }}没有答复。\n\n{% endfor %}\n\n{% for problem in problems %}\n\n{{ problem }}\n\n{% endfor %}\n";
    for (id, rows) in [("N90", "times = 2"), ("N91", "after = { notice = \"N90\", times = 2 }")] {
        let folder = root.join("templates/notices").join(id);
        write_whole(&folder.join("notice.toml"), declared(id, rows).as_bytes()).unwrap();
        write_whole(&folder.join("body.md"), body.as_bytes()).unwrap();
    }
    office
}

const FIRST: &str = "N90-2014Q3-J-990122";
const AGAIN: &str = "N90-2014Q3-J-990122-2";
const AFTER: &str = "N91-2014Q3-J-990122";

fn text_of(office: &Office, id: &str) -> String {
    let draft = office.ledger().unwrap().read().draft(id).unwrap().unwrap();
    words(&fs::read(office.outbox().join(draft.path)).unwrap())
}

#[test]
fn a_letter_without_an_answer_is_followed_by_a_second_and_two_of_them_by_another_notice() {
    let folder = tempfile::tempdir().unwrap();
    let office = pressing(folder.path());
    assert_eq!(take(&office, THIRD).unwritten, []);
    assert!(draft_ids(&office, "N90").contains(&FIRST.to_owned()));
    approved(&office, FIRST, "2014-10-14T09:00");
    pass(&office, "2014-10-21T09:00");
    assert!(!draft_ids(&office, "N90").contains(&AGAIN.to_owned()), "the last day in time");
    pass(&office, "2014-10-22T08:00");
    let second = text_of(&office, AGAIN);
    assert!(second.contains("第2次") && second.contains("1号至2014年10月21日没有答复。"), "{second}");
    assert_eq!(draft_ids(&office, "N91"), Vec::<String>::new());

    approved(&office, AGAIN, "2014-10-22T09:00");
    pass(&office, "2014-10-29T09:00");
    assert_eq!(draft_ids(&office, "N91"), Vec::<String>::new());
    pass(&office, "2014-10-30T09:00");
    assert_eq!(draft_ids(&office, "N91"), [AFTER]);
    let after = text_of(&office, AFTER);
    assert!(after.contains("1号至2014年10月21日没有答复。"), "{after}");
    assert!(after.contains("2号至2014年10月29日没有答复。"), "{after}");
    assert!(!draft_ids(&office, "N90").iter().any(|id| id.ends_with("-3")), "two in all");
}

#[test]
fn who_mends_what_the_letter_names_has_answered_it() {
    let folder = tempfile::tempdir().unwrap();
    let office = pressing(folder.path());
    take(&office, THIRD);
    approved(&office, FIRST, "2014-10-14T09:00");
    assert!(issued(&office)[0].stands);
    take(&office, LATER);
    pass(&office, "2014-10-31T09:00");
    assert!(!issued(&office)[0].stands);
    assert!(!draft_ids(&office, "N90").contains(&AGAIN.to_owned()));
    assert!(!draft_ids(&office, "N91").contains(&AFTER.to_owned()));
}

#[test]
fn what_is_about_one_form_leaves_only_after_the_months_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let path = "notices/N04/notice.toml";
    let declared = Templates::builtin().text(path).unwrap().to_owned();
    let halves = declared.replace("months = [3, 6, 9, 12]", "months = [6, 12]");
    assert_ne!(halves, declared);
    write_whole(&folder.path().join("templates").join(path), halves.as_bytes()).unwrap();
    for batch in SECOND {
        take(&office, batch);
    }
    take(&office, THIRD);
    assert_eq!(draft_ids(&office, "N04"), ["N04-2014Q2"]);
}
