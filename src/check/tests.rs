//! Two invented forms, whose rules look at what lies around them: each example of a rule is a sentence about a name.

use super::*;
use crate::catalog::Issue;
use crate::catalog::load::Templates;
use crate::model::{Entry, Filed, Place, Record, Status, Submission, Value};

const MEETING: &str = r#"
id = "meeting"
code = "ZM"
title = "示例会议登记表"
name = "示例会议登记表"
cycle = "year"
recipients = ["superior_party", "superior_discipline"]
[recognise]
titles = ["示例会议登记表"]
papers = ["sheet"]
[[field]]
key = "held_on"
label = "召开时间"
type = "date"
required = "R"
[[field]]
key = "host"
label = "主持人"
type = "person"
required = "O"
[[field]]
key = "present"
label = "实到"
type = "count"
required = "O"
"#;

const VISIT: &str = r#"
id = "visit"
code = "ZV"
title = "示例参会登记表"
name = "示例参会登记表"
cycle = "quarter"
recipients = ["superior_discipline"]
[recognise]
titles = ["示例参会登记表"]
papers = ["sheet"]
[layout]
unit_field = "unit"
[[field]]
key = "unit"
label = "单位"
type = "unit"
required = "R"
[[field]]
key = "held_on"
label = "会议日期"
type = "date"
required = "O"
"#;

fn rule(form: &str, letter: &str, demand: &str, message: &str, examples: &str) -> String {
    format!(
        "[[rule]]\nid = \"{form}-{letter}\"\nseverity = \"W\"\ntitle = \"示例\"\n{demand}\nmessage = \"{message}\"\n{examples}\n"
    )
}

fn example(name: &str, body: &str, finds: usize) -> String {
    format!("[[rule.example]]\nname = \"{name}\"\n{body}\nfinds = {finds}\n")
}

/// What is wrong with the examples of the rules of the two forms.
fn rehearsed(meeting: &str, visit: &str) -> Vec<String> {
    told(meeting, visit, rehearse)
}

/// What is wrong with the two forms, beside the program's own.
fn told(meeting: &str, visit: &str, wrong: fn(&Catalog, &Registry) -> Vec<Issue>) -> Vec<String> {
    let files = [
        ("forms/meeting/form.toml", MEETING),
        ("forms/meeting/rules.toml", meeting),
        ("forms/visit/form.toml", VISIT),
        ("forms/visit/rules.toml", visit),
    ];
    let holidays = "date,kind,name\n2014-10-01,holiday,国庆节\n2014-10-11,workday,调休\n";
    let files = files.into_iter().chain([("rehearsal/holidays.csv", holidays)]);
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let templates = Templates::builtin().with(files);
    let catalog = Catalog::load(&templates).unwrap_or_else(|issues| panic!("{issues:?}"));
    let (registry, issues) = catalog.rehearsal(&templates);
    assert_eq!(issues, []);
    wrong(&catalog, &registry).iter().map(ToString::to_string).collect()
}

#[test]
fn an_equation_is_proved_by_an_example_in_which_it_speaks_itself_and_one_in_which_it_holds() {
    let few = "scope = \"row\"\nleft = \"present\"\nis = \">\"\nright = \"1\"";
    let nobody = "scope = \"row\"\nwhen = \"host == '李四'\"\nassert = \"present > 0\"";
    let (none, one) = ("rows = [{ present = 0 }]", "rows = [{ present = 1 }]");
    let unproved = |first: &[String], second: &[String]| {
        let rules = [
            rule("ZM", "V001", few, "少", &first.concat()),
            rule("ZM", "V001", nobody, "无人", &second.concat()),
        ];
        told(&rules.concat(), "", unproved)
    };
    let lacking =
        |what: &str, hint: &str| format!("forms/meeting/rules.toml: ZM-V001: {what}\n  hint: {hint}");
    let silent_equation =
        lacking("no example in which `present > 0` speaks", "add an example that breaks this equation");
    let never_holds =
        lacking("no example in which it holds", "add an example that keeps it, with `finds = 0`");
    // The second equation rests in its example: what is found there is the first one's.
    let rests = example("没有人", none, 1);
    assert_eq!(
        unproved(&[example("一人", one, 1)], std::slice::from_ref(&rests)),
        [never_holds, silent_equation.clone()]
    );
    let enough = example("两人", "rows = [{ present = 2 }]", 0);
    assert_eq!(unproved(&[example("一人", one, 1), enough.clone()], &[rests]), [silent_equation]);
    let spoken = example("没有人", "rows = [{ present = 0, host = \"李四\" }]", 2);
    assert_eq!(unproved(&[example("一人", one, 1), enough], &[spoken]), Vec::<String>::new());
}

#[test]
fn an_example_gives_earlier_returns_copies_and_the_rows_of_all_units() {
    let given = |given: &str| format!("rows = [{{ present = 3 }}]\ngiven = {{ {given} }}");
    let meeting = [
        rule(
            "ZM",
            "X001",
            "scope = \"form\"\nassert = \"year_before_text != '甲乙' && other_copy != '甲丙'\"",
            "同",
            &[
                example("上年的", &given("year_before = { sections = { \"甲\" = \"乙\" } }"), 1),
                example(
                    "另一份的",
                    &given("header = { main_recipients = \"甲\" }, other_copy = { header = { main_recipients = \"乙\" }, sections = { \"甲\" = \"丙\" } }"),
                    1,
                ),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "Q002",
            "scope = \"form\"\nassert = \"!like_others.exists(o, o.unit_id == 'P-990100' && o.likeness == 1)\"",
            "同",
            &[
                example(
                    "与上级一样",
                    &given("sections = { \"甲\" = \"全年召开四次专题会议\" }, like_others = [{ sent_by = \"P-990100\", sections = { \"甲\" = \"全年召开四次专题会议\" } }]"),
                    1,
                ),
                example(
                    "完全不同",
                    &given("sections = { \"甲\" = \"全年召开四次专题会议\" }, like_others = [{ sent_by = \"P-990100\", sections = { \"甲\" = \"没有\" } }]"),
                    0,
                ),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "M001",
            "scope = \"period\"\nleft = \"units_due - size(by_sender) + sum(all_ZV.map(v, v.row))\"\nis = \"==\"\nright = \"size(missing_units)\"",
            "不符",
            &[
                example("一个报，一个没有报", "rows = [{ present = 3 }]\ngiven = { missing_units = [\"P-990100\"] }", 0),
                example("应报五个", "rows = [{ present = 3 }]\ngiven = { units_due = 5, missing_units = [\"P-990100\"] }", 1),
                example("另一张表有一行", "rows = [{ present = 3 }]\ngiven = { all_ZV = [{ held_on = \"2014-12-05\" }] }", 1),
            ]
            .concat(),
        ),
    ]
    .concat();
    assert_eq!(rehearsed(&meeting, ""), Vec::<String>::new());
}

#[test]
fn a_rule_sees_the_year_the_superior_and_those_below() {
    let row = "rows = [{ held_on = \"2014-03-05\" }]";
    let given = |given: &str| format!("{row}\ngiven = {{ {given} }}");
    let meeting = [
        rule(
            "ZM",
            "X001",
            "scope = \"form\"\nassert = \"about_ZV.exists(v, v.sent_by != sender.id && v.unit_id == sender.id && v.accepted)\"",
            "无记录",
            &[
                example("上级没有登记", row, 1),
                example("上级登记了", &given("about_ZV = [{ held_on = \"2014-03-05\" }]"), 0),
                example("上级登记的是别的单位", &given("about_ZV = [{ unit_id = \"P-990100\" }]"), 1),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "X002",
            "scope = \"form\"\nleft = \"below_ZM.size()\"\nis = \">=\"\nright = \"1\"",
            "下级{left}个",
            &[example("下级没有报", row, 1), example("下级报了", &given("below_ZM = [{ present = 3 }]"), 0)].concat(),
        ),
        rule(
            "ZM",
            "X004",
            "scope = \"form\"\nassert = \"above_ZV.all(v, about_ZV.size() > 0)\"",
            "上级登记了别的单位",
            &[
                example("上级没有登记", row, 0),
                example("上级只登记了别的单位", &given("above_ZV = [{ unit_id = \"P-990000\" }]"), 1),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "C001",
            "scope = \"form\"\nassert = \"attached.exists(a, a.contains('记录'))\"",
            "没有记录",
            &[
                example("附件不明", row, 0),
                example("没有附件", &given("attached = []"), 1),
                example("附有记录", &given("attached = [\"会议记录.docx\"]"), 0),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "V009",
            "scope = \"form\"\nassert = \"sender.children.all(c, units[c].group == '县直组')\"",
            "下级在{sender.children.map(c, units[c].group)}",
            &example("下级是乡镇", row, 1),
        ),
        rule(
            "ZM",
            "X003",
            "scope = \"form\"\nassert = \"ZV_of_year.size() == 2 && ZM_year_before.all(m, m.period == '2013')\"",
            "不符",
            &[
                example("全年没有", row, 1),
                example(
                    "全年有两行，上年也有",
                    &given("ZV_of_year = [{ held_on = \"2014-03-05\" }, { held_on = \"2014-04-05\" }], ZM_year_before = [{ present = 1 }]"),
                    0,
                ),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "Q001",
            "scope = \"row\"\nassert = \"!(held_on in rest_days)\"",
            "休息日",
            &[
                example("节日", "rows = [{ held_on = \"2014-10-01\" }]", 1),
                example("周日", "rows = [{ held_on = \"2014-10-05\" }]", 1),
                example("调休上班的周六", "rows = [{ held_on = \"2014-10-11\" }]", 0),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "V001",
            "scope = \"row\"\nassert = \"host in sender.principals && host == sender.secretary && sender.leaders.exists(l, l.name == host && l.is_principal && l.months_in_office == 12 && l.unit == sender.id)\"",
            "主持人",
            &[
                example("书记主持", "rows = [{ host = \"张三\" }]", 0),
                example("副书记主持", "rows = [{ host = \"李四\" }]", 1),
            ]
            .concat(),
        ),
        rule(
            "ZM",
            "V002",
            "scope = \"form\"\nassert = \"units['J-990121'].leaders.exists(l, l.role == 'disc_secretary' && l.name == '王五')\"",
            "无",
            &example("名册里有", row, 0),
        ),
    ]
    .concat();
    assert_eq!(rehearsed(&meeting, ""), Vec::<String>::new());
}

#[test]
fn a_rule_over_the_form_points_at_the_rows_that_it_names() {
    let files = [
        ("forms/meeting/form.toml", MEETING.to_owned()),
        (
            "forms/meeting/rules.toml",
            rule(
                "ZM",
                "V001",
                "scope = \"form\"\nassert = \"rows.all(r, r.present > 1)\"\nat = [\"present\"]\nat_rows = \"rows.filter(r, r.present <= 1).map(r, r.row)\"",
                "少",
                "",
            ),
        ),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    let catalog =
        Catalog::load(&Templates::builtin().with(files)).unwrap_or_else(|issues| panic!("{issues:?}"));
    let form = catalog.form("meeting").unwrap();
    let place = |row: u32| crate::model::Place::Cell { sheet: 0, row, column: 2 };
    let record = |row: u32, present: i64| {
        let mut entries = vec![crate::model::Entry::default(); form.fields.len()];
        entries[2] = crate::model::Entry { value: present.into(), place: place(row), ..Default::default() };
        crate::model::Record { row, unit: String::new(), entries }
    };
    let (registry, _) = Registry::load(
        "unit_id,name,short_name,kind,level,sector,sort_no,duties\nP-1,甲委,甲委,party_committee,county,local,1,ZM\n",
        "person_id\n",
        "date\n",
        &catalog.names,
    );
    let mut filed = filed("meeting", "P-1", "2014");
    filed.submission.records = vec![record(1, 1), record(2, 5), record(3, 0)];
    let (findings, obstacles) = Checker::new(&catalog, &registry).check(&filed, &Surroundings::new([&filed]));
    assert_eq!(obstacles, []);
    let found = findings.iter().find(|finding| finding.rule == "ZM-V001").unwrap();
    assert_eq!(
        (found.place, &found.related[..], found.field.as_str()),
        (place(1), &[place(3)][..], "present")
    );
}

fn filed(form: &str, unit: &str, period: &str) -> Filed {
    Filed {
        id: 1,
        source: String::new(),
        sha256: String::new(),
        version: 1,
        status: crate::model::Status::Accepted,
        received_at: jiff::civil::datetime(2015, 1, 4, 9, 0, 0, 0),
        due_on: None,
        days_late: 0,
        submission: crate::model::Submission {
            form: form.into(),
            unit: unit.into(),
            period: period.parse().ok(),
            ..Default::default()
        },
    }
}

#[test]
fn rows_of_an_example_belong_to_the_periods_that_they_name() {
    let visits = "given = { ZV_of_year = [{ period = \"2014Q1\" }, { period = \"2014Q2\" }, { held_on = \"2014-12-05\" }] }";
    let meeting = rule(
        "ZM",
        "X001",
        "scope = \"form\"\nassert = \"size(distinct(ZV_of_year.map(v, v.period))) == 3\"",
        "季度不齐",
        &[example("三个季度", visits, 0), example("没有", "rows = []", 1)].concat(),
    );
    assert_eq!(rehearsed(&meeting, ""), Vec::<String>::new());
}

#[test]
fn what_could_not_be_read_is_not_told_again_as_missing() {
    let catalog = Catalog::builtin().unwrap();
    let (registry, _) = catalog.rehearsal(&Templates::builtin());
    let form = catalog.form_by_code("DL").unwrap();
    let told = |unreadable: bool| {
        let mut entries = vec![Entry::default(); form.fields.len()];
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.place = Place::Cell { sheet: 0, row: 5, column: u16::try_from(index).unwrap() };
        }
        entries[form.field_number("activity").unwrap()].value = Value::Code("lesson".into());
        entries[form.field_number("attendees").unwrap()].unreadable = unreadable;
        let submission = Submission {
            form: form.id.clone(),
            unit: "P-990121".into(),
            period: Some("2014Q3".parse().unwrap()),
            present: vec![true; form.fields.len()],
            records: vec![Record { row: 1, unit: String::new(), entries }],
            ..Submission::default()
        };
        let filed = [Filed {
            id: 1,
            source: String::new(),
            sha256: String::new(),
            version: 1,
            status: Status::Accepted,
            received_at: jiff::civil::date(2014, 9, 30).at(9, 0, 0, 0),
            due_on: None,
            days_late: 0,
            submission,
        }];
        let (findings, _) = Checker::new(&catalog, &registry).check(&filed[0], &Surroundings::new(&filed));
        findings.iter().filter(|finding| finding.field == "attendees").count()
    };
    assert_eq!((told(false), told(true)), (1, 0));
}
