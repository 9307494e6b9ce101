//! Two invented forms of an office: a county registers a meeting, the city whether it took part.

use super::*;
use crate::batch::Unwatched;
use crate::catalog::load::Templates;
use crate::ledger::{LedgerFailure, TakenFile, TakenSubmission};
use crate::model::{Entry, Place, Record, Submission, Value};
use jiff::civil::datetime;

const UNITS: &str = "unit_id,name,short_name,kind,level,sector,parent_id,counterpart_id,sort_no,duties
P-0,示例省委,示例省委,party_committee,province,local,,J-0,1,
J-0,示例省纪委,示例省纪委,disc_committee,province,local,,P-0,2,
P-1,甲市委,甲市委,party_committee,prefecture,local,P-0,J-1,3,ZM
J-1,甲市纪委,甲市纪委,disc_committee,prefecture,local,J-0,P-1,4,ZV
P-11,乙县委,乙县委,party_committee,county,local,P-1,J-11,5,ZM
J-11,乙县纪委,乙县纪委,disc_committee,county,local,J-1,P-11,6,
";

const MEETING: &str = r#"
id = "meeting"
code = "ZM"
title = "示例会议登记表"
name = "示例会议登记表"
cycle = "year"
recipients = ["superior_discipline"]
[recognise]
titles = ["示例会议登记表"]
papers = ["sheet"]
[layout]
likeness_fields = ["plan"]
sealed = false
signed_by = []
[[field]]
key = "present"
label = "实到"
type = "count"
required = "O"
[[field]]
key = "plan"
label = "打算"
type = "long"
required = "O"
"#;

const MEETING_RULES: &str = r#"
[[rule]]
id = "ZM-Q001"
severity = "W"
scope = "form"
title = "打算不照搬照抄"
when = "like_others.size() > 0"
left = "like_others[0].likeness"
is = "<="
right = "0.9"
message = "与{like_others[0].unit_name}的相同{left}。"

[[rule]]
id = "ZM-V001"
severity = "E"
scope = "row"
title = "人数不过百"
left = "present"
is = "<"
right = "100"
message = "人数过百。"

[[rule]]
id = "ZM-V002"
severity = "E"
scope = "row"
title = "写明打算"
assert = "or_else(plan, '') != '略'"
message = "没有写明打算。"

[[rule]]
id = "ZM-X001"
severity = "E"
scope = "form"
title = "上级登记了的参会人数与会议登记表一致"
assert = "about_ZV.all(v, v.present == rows[0].present)"
message = "与上级登记的不一致。"

[[rule]]
id = "ZM-X002"
severity = "W"
scope = "form"
title = "上级登记了会议"
when = "rows[0].present == 6 && above_ZV.size() > 0"
assert = "about_ZV.size() > 0"
message = "上级没有登记。"

[[rule]]
id = "ZM-C001"
severity = "C"
scope = "form"
title = "附会议记录"
when = "rows[0].present == 5"
assert = "attached.exists(a, a.contains('会议记录'))"
message = "没有收到会议记录。"
"#;

const VISIT: &str = r#"
id = "visit"
code = "ZV"
title = "示例参会登记表"
name = "示例参会登记表"
cycle = "year"
recipients = ["superior_discipline"]
[recognise]
titles = ["示例参会登记表"]
papers = ["sheet"]
[layout]
unit_field = "unit"
sealed = false
signed_by = []
[[field]]
key = "unit"
label = "单位"
type = "unit"
required = "R"
[[field]]
key = "present"
label = "实到"
type = "count"
required = "O"
"#;

const VISIT_RULES: &str = r#"
[[rule]]
id = "ZV-X001"
severity = "W"
scope = "form"
title = "下级会议登记表已计入"
left = "rows.size()"
is = "=="
right = "below_ZM.filter(m, m.accepted).size()"
message = "登记{left}个，下级有效{right}个。"

[[rule]]
id = "ZV-X002"
severity = "W"
scope = "form"
title = "人数与下级会议登记表一致"
when = "rows[0].present == 7"
assert = "below_ZM.all(m, 'present' in m.disputed || m.present == 7)"
message = "与下级登记的人数不一致。"
"#;

struct Desk {
    folder: tempfile::TempDir,
    ledger: Ledger,
    catalog: Catalog,
    registry: Registry,
    taken: i8,
}

impl Desk {
    fn new() -> Desk {
        let files = [
            ("forms/meeting/form.toml", MEETING),
            ("forms/meeting/rules.toml", MEETING_RULES),
            ("forms/visit/form.toml", VISIT),
            ("forms/visit/rules.toml", VISIT_RULES),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let catalog =
            Catalog::load(&Templates::builtin().with(files)).unwrap_or_else(|issues| panic!("{issues:?}"));
        let (registry, issues) = Registry::load(UNITS, "person_id\n", "date\n", &catalog.names);
        assert_eq!(issues, []);
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.db")).unwrap();
        Desk { folder, ledger, catalog, registry, taken: 0 }
    }

    fn take(&mut self, form: &str, unit: &str, about: &str, present: i64) {
        self.take_with(form, unit, about, present, "");
    }

    fn take_with(&mut self, form: &str, unit: &str, about: &str, present: i64, plan: &str) {
        self.taken += 1;
        let form = self.catalog.form(form).unwrap();
        let entry = |key: &str| match key {
            "present" => Entry { value: Value::from(present), ..Entry::default() },
            "plan" => Entry { value: Value::Text(plan.into()), ..Entry::default() },
            _ => Entry { value: Value::Text(about.into()), ..Entry::default() },
        };
        let entries = (0..).zip(&form.fields).map(|(column, field)| {
            let place = Place::Cell { sheet: 0, row: 1, column };
            Entry { place, ..entry(&field.key) }
        });
        let entries = entries.collect();
        let headers = ["filler", "phone"]
            .map(|key| (key.to_owned(), Entry { value: Value::Text("某某".into()), ..Entry::default() }));
        let submission = Submission {
            form: form.id.clone(),
            unit: unit.into(),
            period: "2014".parse().ok(),
            headers: headers.into(),
            present: vec![true; form.fields.len()],
            records: vec![Record { row: 1, unit: about.into(), entries }],
            ..Submission::default()
        };
        self.take_file(format!("{unit}-{present}.xlsx"), Status::Accepted, submission);
    }

    /// A file that is no return but belongs to one.
    fn attach(&mut self, unit: &str, name: &str) {
        self.taken += 1;
        let submission = Submission { unit: unit.into(), ..Submission::default() };
        self.take_file(name.to_owned(), Status::Attachment, submission);
    }

    fn take_file(&mut self, source: String, status: Status, submission: Submission) {
        let received_at = datetime(2015, 1, 4, 9, self.taken, 0, 0);
        let taken = TakenFile {
            sha256: source.clone(),
            source,
            size: 1,
            received_at,
            refusal: String::new(),
            duplicate: false,
            submissions: vec![TakenSubmission { status, due_on: None, days_late: 0, submission }],
            members: vec![],
        };
        self.ledger
            .write(|writing| {
                let run = writing.begin_run(received_at, "0", "", "")?;
                writing.take(run, &taken)?;
                Ok::<_, LedgerFailure>(())
            })
            .unwrap();
    }

    fn check(&mut self) {
        let path = self.folder.path().join("ledger.db");
        let checked = check_taken(
            &self.catalog,
            &self.registry,
            &mut self.ledger,
            &path,
            "2014-10-08".parse().unwrap(),
            &Unwatched,
        )
        .unwrap();
        assert_eq!(checked.obstacles, []);
        let left = Wanted { unchecked: true, ..Wanted::default() };
        assert_eq!(self.ledger.read().standings(&left).unwrap(), []);
    }

    /// What the rules of the two forms find in the current returns, as `unit rule message`.
    fn found(&self) -> Vec<String> {
        let current = self.ledger.read().current(&Wanted::default()).unwrap();
        let mut found = Vec::new();
        for one in &current {
            for finding in one.submission.findings.iter().filter(|finding| finding.rule.starts_with('Z')) {
                found.push(format!("{} {} {}", one.submission.unit, finding.rule, finding.message));
            }
        }
        found.sort();
        found
    }
}

const DISAGREED: [&str; 2] = ["J-1 ZV-X001 登记1个，下级有效0个。", "P-11 ZM-X001 与上级登记的不一致。"];

#[test]
fn a_return_is_checked_again_when_the_superior_speaks_of_its_unit_later() {
    let mut desk = Desk::new();
    desk.take("meeting", "P-11", "", 9);
    desk.check();
    assert_eq!(desk.found(), Vec::<String>::new());
    desk.take("visit", "J-1", "P-11", 8);
    desk.check();
    assert_eq!(desk.found(), DISAGREED);
    // The superior corrects its register: the county's return stands again, and the register counts it.
    desk.take("visit", "J-1", "P-11", 9);
    desk.check();
    assert_eq!(desk.found(), Vec::<String>::new());
}

#[test]
fn a_return_that_is_held_is_compared_in_what_its_errors_do_not_dispute() {
    let held = |present: i64, plan: &str| {
        let mut desk = Desk::new();
        desk.take("visit", "J-1", "P-11", 7);
        desk.take_with("meeting", "P-11", "", present, plan);
        desk.check();
        desk.found()
    };
    let [counted, differs] = DISAGREED;
    let compared = "J-1 ZV-X002 与下级登记的人数不一致。";
    assert_eq!(held(8, "略"), [counted, compared, "P-11 ZM-V002 没有写明打算。", differs]);
    assert_eq!(held(108, "开会"), [counted, "P-11 ZM-V001 人数过百。", differs]);
}

#[test]
fn the_superiors_register_is_checked_again_when_a_unit_below_it_sends_later() {
    let mut desk = Desk::new();
    desk.take("visit", "J-1", "P-11", 8);
    desk.check();
    assert_eq!(desk.found(), ["J-1 ZV-X001 登记1个，下级有效0个。"]);
    desk.take("meeting", "P-11", "", 9);
    desk.check();
    assert_eq!(desk.found(), DISAGREED);
    desk.take("meeting", "P-11", "", 8);
    desk.check();
    assert_eq!(desk.found(), Vec::<String>::new());
}

#[test]
fn what_comes_together_is_judged_as_what_comes_one_after_the_other() {
    let mut desk = Desk::new();
    desk.take("meeting", "P-11", "", 9);
    desk.take("visit", "J-1", "P-11", 8);
    desk.check();
    assert_eq!(desk.found(), DISAGREED);
}

#[test]
fn a_return_is_checked_again_when_the_superior_registers_others_only() {
    let mut desk = Desk::new();
    desk.take("meeting", "P-11", "", 6);
    desk.check();
    assert_eq!(desk.found(), Vec::<String>::new(), "the register has not come");
    desk.take("visit", "J-1", "J-0", 1);
    desk.check();
    assert_eq!(desk.found(), ["P-11 ZM-X002 上级没有登记。"]);
    desk.take("visit", "J-1", "P-11", 6);
    desk.check();
    assert_eq!(desk.found(), Vec::<String>::new());
}

#[test]
fn a_return_is_checked_again_when_its_minutes_come_later() {
    let mut desk = Desk::new();
    desk.take("meeting", "P-11", "", 5);
    desk.check();
    assert_eq!(desk.found(), ["P-11 ZM-C001 没有收到会议记录。"]);
    desk.attach("P-1", "甲市委会议记录.docx");
    desk.check();
    assert_eq!(desk.found(), ["P-11 ZM-C001 没有收到会议记录。"], "those of another unit");
    desk.attach("J-11", "乙县会议记录.docx");
    desk.check();
    assert_eq!(desk.found(), Vec::<String>::new());
}

const PLAN: &str =
    "坚持标本兼治、综合治理、惩防并举、注重预防，认真落实党风廉政建设主体责任，每季度召开专题会议一次。";

#[test]
fn whoever_copies_is_told_and_whoever_was_copied_is_not() {
    let mut desk = Desk::new();
    desk.take_with("meeting", "P-1", "", 9, PLAN);
    desk.check();
    desk.take_with("meeting", "P-11", "", 9, PLAN);
    desk.check();
    assert_eq!(desk.found(), ["P-11 ZM-Q001 与甲市委的相同1。"]);
    // The first sends the same again, corrected elsewhere: it is still the first.
    desk.take_with("meeting", "P-1", "", 8, PLAN);
    desk.check();
    assert_eq!(desk.found(), ["P-11 ZM-Q001 与甲市委的相同1。"]);
    // It writes something else: nobody is like it any more.
    desk.take_with(
        "meeting",
        "P-1",
        "",
        7,
        "全面梳理廉政风险点，逐条制定防控措施，按月通报进度，年底逐项销号验收。",
    );
    desk.check();
    assert_eq!(desk.found(), Vec::<String>::new());
}

#[test]
fn copies_that_come_together_are_told_in_the_order_of_taking() {
    let mut desk = Desk::new();
    desk.take_with("meeting", "P-11", "", 9, PLAN);
    desk.take_with("meeting", "P-1", "", 9, PLAN);
    desk.check();
    assert_eq!(desk.found(), ["P-1 ZM-Q001 与乙县委的相同1。"]);
}
