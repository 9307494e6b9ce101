//! The tables of the nine systems: tasks, meetings, votes, patrols, cases (FORMS.md 6, R11–R17).

use super::shapes::listed;
use super::{AS_DECLARED, catalog, dump, order, registry, table, with};
use crate::catalog::Catalog;
use crate::merge::{Gathered, Order, book};
use crate::model::{Date, Filed, Status, Table, Value};

type Row<'r> = Vec<(&'static str, Value)>;

fn code(code: &str) -> Value {
    Value::Code(code.into())
}

fn day(day: &str) -> Value {
    Value::Date(day.parse::<Date>().unwrap())
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn unit(id: &str) -> Value {
    Value::Unit(id.into())
}

/// A return of a form with such rows.
pub(super) fn sent(catalog: &Catalog, form: &str, id: i64, by: &str, period: &str, rows: &[Row]) -> Filed {
    let rows: Vec<&[(&str, Value)]> = rows.iter().map(Vec::as_slice).collect();
    listed(catalog.form_by_code(form).unwrap(), id, by, period, &rows)
}

fn tables(catalog: &Catalog, all: &[Filed], period: &str, root: &str) -> Vec<Table> {
    let registry = registry(catalog);
    let all: Vec<&Filed> = all.iter().collect();
    let order =
        Order { period: period.parse().unwrap(), thresholds: &AS_DECLARED, ..order(catalog, &registry) };
    let gathered = Gathered::new(order, &all, &[], &[]);
    book(&gathered, registry.unit(root).unwrap()).tables
}

fn task(category: &str, status: &str) -> Row<'static> {
    vec![("category", code(category)), ("status", code(status)), ("deadline", day("2014-08-31"))]
}

#[test]
fn tasks_are_counted_by_unit_and_category_and_ranked_within_the_group() {
    let catalog = catalog();
    let all = [
        sent(
            &catalog,
            "TL",
            1,
            "P-1",
            "2014Q3",
            &[task("t01", "done"), task("t01", "overdue"), task("t02", "done")],
        ),
        sent(&catalog, "TL", 2, "P-2", "2014Q3", &[task("t01", "done"), task("t02", "doing")]),
        sent(&catalog, "TL", 3, "P-11", "2014Q3", &[task("t01", "done")]),
        with(sent(&catalog, "TL", 4, "P-12", "2014Q3", &[task("t01", "todo")]), Status::Provisional),
        sent(&catalog, "TL", 5, "P-1", "2014Q2", &[task("t01", "done")]),
        sent(&catalog, "TL", 6, "P-2", "2014Q2", &[]),
    ];
    let tables = tables(&catalog, &all, "2014Q3", "P-0");
    let columns =
        ["label", "tasks", "done", "overdue", "rate", "group_mean", "rank", "c_t01.tasks", "c_t01.rate"];
    assert_eq!(
        dump(table(&tables, "R11"), &columns),
        [
            "合计 | 6 | 4 | 1 | 66.7 |  |  | 4 | 75",
            "  云山市小计 | 4 | 3 | 1 | 75 |  |  | 3 | 66.7",
            "    云山市委 | 3 | 2 | 1 | 66.7 | 58.35 | 1 | 2 | 50",
            "    东县委 | 1 | 1 | 0 | 100 | 100 | 1 | 1 | 100",
            "    *西县委 | 1 | 0 | 0 | 0 | 100 | 2 | 1 | 0",
            "  清河市委 | 2 | 1 | 0 | 50 | 58.35 | 2 | 1 | 100",
            "*另：暂收（未计入合计） | 1 | 0 | 0 | 0 |  |  | 1 | 0",
        ]
    );
    assert_eq!(
        dump(table(&tables, "R11b"), &["label", "任务类别", "逾期天数", "来源"]),
        ["云山市委 | 部署党风廉政建设工作 | 38 | #4"],
        "days up to the day of the run"
    );
}

#[test]
fn a_table_of_which_nothing_has_come_has_no_sheet() {
    let catalog = catalog();
    let tables = tables(&catalog, &[], "2014Q3", "P-0");
    assert!(table(&tables, "R11").left_out && table(&tables, "R18").left_out);
    assert!(!table(&tables, "R02").left_out, "the tables of the quarter stand there, empty or not");
}

#[test]
fn a_meeting_stands_beside_what_the_superior_saw_of_it() {
    let catalog = catalog();
    let meeting: Row = vec![
        ("held_on", day("2014-12-10")),
        ("sent_on", day("2014-12-19")),
        ("q1", Value::Flag(true)),
        ("problems_n", Value::from(4)),
    ];
    let seen = |unit_id: &str, on: &str, what: &str| -> Row {
        vec![("unit", unit(unit_id)), ("held_on", day(on)), ("q1", code(what)), ("overall", code("好"))]
    };
    let mut register = sent(
        &catalog,
        "DA",
        2,
        "J-1",
        "2014",
        &[
            seen("P-11", "2014-12-10", "部分"),
            seen("P-11", "2014-06-01", "否"),
            seen("P-12", "2014-12-10", "是"),
        ],
    );
    for (record, of) in register.submission.records.iter_mut().zip(["J-11", "J-11", "J-12"]) {
        record.unit = of.into();
    }
    let all = [sent(&catalog, "DM", 1, "P-11", "2014", &[meeting]), register];
    let tables = tables(&catalog, &all, "2014", "P-0");
    assert_eq!(
        dump(table(&tables, "R12"), &["label", "gap", "q1", "da_q1", "da_overall", "problems_n"]),
        ["东县委 | 9 | 是 | 部分 | 好 | 4"]
    );
}

#[test]
fn reviews_are_merged_without_the_reviewer_and_without_the_extremes() {
    let catalog = catalog();
    let review = |reviewer: &str, mark: i64, problems: &str| -> Row {
        let mut row = vec![
            ("reviewer_code", code(reviewer)),
            ("unit", unit("P-11")),
            ("name", text("王一")),
            ("overall", code("满意")),
        ];
        row.extend(["g1", "g2", "g3", "g4", "g5"].map(|theme| (theme, Value::from(mark))));
        row.extend((!problems.is_empty()).then(|| ("problems", text(problems))));
        row
    };
    let marks = [(100, "谈话少"), (80, ""), (81, "谈话少"), (82, "调研少"), (83, ""), (84, ""), (10, "")];
    let rows: Vec<Row> =
        (1..).zip(marks).map(|(n, (mark, said))| review(&format!("W{n:02}"), mark, said)).collect();
    let all = [sent(&catalog, "RV", 1, "J-1", "2014", &rows)];
    let tables = tables(&catalog, &all, "2014", "P-1");
    let shown = dump(table(&tables, "R13b"), &["label", "name", "reviewers", "m1", "score", "problems"]);
    assert_eq!(shown, ["东县委 | 王一 | 7 | 82 | 82 | 谈话少；调研少"]);
    assert!(!format!("{:?}", table(&tables, "R13b").rows).contains("W01"));
}

#[test]
fn votes_keep_together_by_group_and_tell_whether_the_speech_came() {
    let catalog = catalog();
    let vote = |of: &str, name: &str, rate: i64| -> Row {
        vec![
            ("unit", unit(of)),
            ("name", text(name)),
            ("r_sat", Value::from(rate)),
            ("verdict", code("满意")),
        ]
    };
    let all = [
        sent(&catalog, "SV", 1, "J-1", "2014", &[vote("P-11", "王一", 96), vote("P-1", "李二", 91)]),
        sent(&catalog, "SV", 2, "J-2", "2014", &[vote("P-2", "赵三", 97)]),
        sent(&catalog, "SP", 3, "P-11", "2014", &[vec![("name", text("王一"))]]),
    ];
    let tables = tables(&catalog, &all, "2014", "P-0");
    assert_eq!(
        dump(table(&tables, "R13"), &["group", "label", "name", "rank", "speech_on"]),
        [
            "市州组 | 云山市委 | 李二 | 2 | ",
            "市州组 | 清河市委 | 赵三 | 1 | ",
            "县区组 | 东县委 | 王一 | 1 | 2014-12-31"
        ]
    );
}

#[test]
fn patrols_tell_what_was_put_right_of_what_can_be_finished() {
    let catalog = catalog();
    let issue = |round: &str, category: &str, status: &str, limit: &str| -> Row {
        vec![
            ("round", text(round)),
            ("unit", unit("P-11")),
            ("category", code(category)),
            ("status", code(status)),
            ("deadline", day(limit)),
            ("clues", Value::from(1)),
        ]
    };
    let first = [
        issue("第一轮", "党风政风", "已完成", "2014-05-01"),
        issue("第一轮", "选人用人", "整改中", "2014-05-01"),
        issue("第一轮", "党风政风", "整改中", "2099-05-01"),
        issue("第一轮", "其他", "长期坚持", "2014-05-01"),
    ];
    let all = [
        sent(&catalog, "PI", 1, "P-11", "2014", &first),
        sent(&catalog, "PI", 2, "P-2", "2014", &[issue("第二轮", "其他", "已完成", "2014-05-01")]),
    ];
    let tables = tables(&catalog, &all, "2014", "P-0");
    assert_eq!(
        dump(
            table(&tables, "R16a"),
            &["label", "issues", "cat_党风政风", "done", "lasting", "overdue", "rate", "clues"]
        ),
        ["第一轮 | 4 | 2 | 1 | 1 | 1 | 33.3 | 4", "第二轮 | 1 | 0 | 1 | 0 | 0 | 100 | 1"]
    );
    let common = dump(table(&tables, "R16c"), &["label", "units", "issues"]);
    assert_eq!(common[0], "合计 | 1 | 5");
}

fn link(case: &str, step: i64, finding: &str, closed: bool) -> Row<'static> {
    let mut row = vec![
        ("case_ref", code(case)),
        ("occur_unit", unit("P-11")),
        ("category", code("贪污贿赂")),
        ("inquired", Value::Flag(case != "C")),
        ("step", Value::from(step)),
        ("name", text(&format!("{case}{step}"))),
        ("finding", code(finding)),
    ];
    row.extend(closed.then(|| ("closed_on", day("2014-08-01"))));
    row
}

#[test]
fn a_case_counts_once_however_long_its_chain_is() {
    let catalog = catalog();
    let rows = [
        link("A", 1, "有责", true),
        link("A", 2, "有责", true),
        link("B", 1, "无责", true),
        link("C", 1, "无责", true),
        link("D", 1, "有责", false),
    ];
    let all = [
        sent(&catalog, "DC", 1, "J-1", "2014Q3", &rows),
        sent(&catalog, "DC", 2, "J-1", "2014Q2", &[link("E", 1, "有责", true)]),
    ];
    let columns =
        ["label", "cases", "closed", "inquired", "rate", "liable", "liable_rate", "people", "d1", "d2"];
    let quarter = tables(&catalog, &all, "2014Q3", "P-0");
    assert_eq!(dump(table(&quarter, "R17"), &columns)[0], "合计 | 4 | 3 | 2 | 66.7 | 1 | 50 | 3 | 4 | 1");
    let year = tables(&catalog, &all, "2014", "P-0");
    assert_eq!(
        dump(table(&year, "R17"), &columns)[0],
        "合计 | 5 | 4 | 3 | 75 | 2 | 66.7 | 4 | 5 | 1",
        "a year has the cases of its quarters"
    );
    let levels = dump(table(&year, "R17b"), &["label", "cases"]);
    assert!(levels.contains(&"  县（市、区） | 5".to_owned()), "{levels:?}");
}
