//! The shapes of tables: by measure, by period, by choice, lists, statistics.

use super::{at, catalog, dump, filed, made, registry, table, with};
use crate::catalog::{Catalog, Form};
use crate::model::{Date, Entry, Filed, Place, Record, Status, Submission, Value};

/// A return with rows of named values.
pub(super) fn listed(form: &Form, id: i64, unit: &str, period: &str, rows: &[&[(&str, Value)]]) -> Filed {
    let record = |(number, values): (usize, &&[(&str, Value)])| {
        let value =
            |key: &str| values.iter().find(|(other, _)| *other == key).map(|(_, value)| value.clone());
        let entries = form.fields.iter().enumerate().map(|(column, field)| Entry {
            value: value(&field.key).unwrap_or_default(),
            place: Place::Cell {
                sheet: 0,
                row: u32::try_from(number).unwrap(),
                column: u16::try_from(column).unwrap(),
            },
            ..Entry::default()
        });
        Record { row: u32::try_from(number).unwrap() + 1, unit: String::new(), entries: entries.collect() }
    };
    let mut filed = filed(form, id, unit, period, &[]);
    filed.submission =
        Submission { records: rows.iter().enumerate().map(record).collect(), ..filed.submission };
    filed
}

fn person(case: &str, name: &str, rank: &str, actions: &[&str], day: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("case_no", Value::Code(case.into())),
        ("object_kind", Value::Code("person".into())),
        ("name", Value::Text(name.into())),
        ("unit", Value::Unit("P-1".into())),
        ("rank", Value::Code(rank.into())),
        ("responsibility", Value::Code("subject".into())),
        ("circumstance", Value::Codes(vec!["c1".into(), "c4".into()].into())),
        ("actions", Value::Codes(actions.iter().map(|action| (*action).into()).collect())),
        ("decided_on", Value::Date(day.parse::<Date>().unwrap())),
    ]
}

fn cases(catalog: &Catalog) -> Vec<Filed> {
    let form = catalog.form_by_code("CD").unwrap();
    let now = [
        person("A1", "王一", "r3", &["pd2", "remove"], "2014-08-01"),
        person("A2", "王一", "r3", &["admonition"], "2014-08-05"),
        person("A2", "李二", "r4", &["ad1"], "2014-06-20"),
    ];
    let before = [person("B1", "赵三", "r3", &["pd1"], "2013-08-01")];
    let rows = |people: &[Vec<(&'static str, Value)>]| people.to_vec();
    let (now, before) = (rows(&now), rows(&before));
    let now: Vec<&[(&str, Value)]> = now.iter().map(Vec::as_slice).collect();
    let before: Vec<&[(&str, Value)]> = before.iter().map(Vec::as_slice).collect();
    vec![listed(form, 1, "J-1", "2014Q3", &now), listed(form, 2, "J-1", "2013Q3", &before)]
}

#[test]
fn persons_are_counted_once_by_rank_with_shares_and_growth() {
    let catalog = catalog();
    let tables = made(&catalog, &registry(&catalog), &cases(&catalog), &[], "P-0");
    let ranks = table(&tables, "R03");
    let shown: Vec<String> = ranks
        .rows
        .iter()
        .map(|row| row.cells.iter().take(7).map(super::shown).collect::<Vec<_>>().join(" | "))
        .collect();
    assert_eq!(
        shown,
        [
            "合计 | 2 | 100 | 1 | 100 | 2 | 100",
            "省部级 | 0 | 0 | 0 | — | 0 | 0",
            "厅局级 | 0 | 0 | 0 | — | 0 | 0",
            "县处级 | 1 | 50 | 1 | 0 | 1 | 50",
            "乡科级 | 1 | 50 | 0 | —（+1） | 1 | 50",
            "一般干部 | 0 | 0 | 0 | — | 0 | 0",
            "农村、企业等其他人员 | 0 | 0 | 0 | — | 0 | 0",
        ]
    );
}

#[test]
fn a_set_counts_in_each_of_its_choices_but_once_in_the_subtotal() {
    let catalog = catalog();
    let tables = made(&catalog, &registry(&catalog), &cases(&catalog), &[], "P-0");
    let shown = dump(table(&tables, "R05"), &["责任类型、追究情形", "objects", "涉及案件"]);
    let filled: Vec<&str> = shown.iter().filter(|row| !row.ends_with("0 | 0")).map(String::as_str).collect();
    assert_eq!(
        filled,
        [
            "合计 | 3 | 2",
            "  主体责任 | 3 | 2",
            "    领导不力、不正之风得不到治理 | 3 | 2",
            "    疏于监管致班子成员或直管下属严重违纪违法 | 3 | 2",
        ]
    );
}

#[test]
fn the_register_of_cases_marks_late_ones_and_tells_how_long_they_count() {
    let catalog = catalog();
    let mut all = cases(&catalog);
    all.push(filed(catalog.form_by_code("CQ").unwrap(), 9, "J-1", "2014Q3", &[("J-1", 2, 2)]));
    let tables = made(&catalog, &registry(&catalog), &all, &[], "P-1");
    assert_eq!(
        dump(table(&tables, "R07"), &["case_no", "name", "补报", "actions", "影响期至（计算）"]),
        [
            "A1 | 王一 |  | 党内严重警告、免职 | 2015-08-01",
            "A2 | 王一 |  | 诫勉谈话 | ",
            "A2 | 李二 | 是 | 行政警告 | 2014-12-20",
            "B1 | 赵三 |  | 党内警告 | 2014-08-01",
        ]
    );
    let note = "另补报2014年第二季度案件1件、追究领导干部1人（决定日期早于本季度），已计入本期数。";
    assert!(table(&tables, "R02").notes.iter().any(|text| text == note), "{:?}", table(&tables, "R02").notes);
}

#[test]
fn measures_are_compared_with_the_quarter_before_and_the_year_before() {
    let catalog = catalog();
    let form = catalog.form_by_code("CQ").unwrap();
    let of = |id, period: &str, cases| filed(form, id, "J-1", period, &[("J-1", cases, 1)]);
    let all = [of(1, "2014Q1", 3), of(2, "2014Q2", 4), of(3, "2014Q3", 6), of(4, "2013Q3", 0)];
    let tables = made(&catalog, &registry(&catalog), &all, &[], "P-0");
    let first = &table(&tables, "R04").rows[0];
    let shown: Vec<String> = first.cells.iter().map(super::shown).collect();
    // The year before is not known whole, so that its sum is not shown.
    assert_eq!(shown.join(" | "), "一、责任追究案件 | 件 | 6 |  | 4 | 2 | 50 | 0 | 6 | —（+6） | 13 |  | ");
    assert_eq!(
        dump(table(&tables, "R06"), &["季度", "cases_total"]),
        ["2013年第三季度 | 0", "2014年第一季度 | 3", "2014年第二季度 | 4", "2014年第三季度 | 6"]
    );
    assert!(
        table(&tables, "R04")
            .notes
            .contains(&"台账中没有2013年第一季度的数据，相应的比较栏为空。".to_owned())
    );
}

#[test]
fn indicators_have_statistics_over_the_units_that_sent_them() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let form = catalog.form_by_code("AI").unwrap();
    let sent = |id, unit: &str, meetings: i64, before: i64| {
        let row = [
            ("code", Value::Code("A01".into())),
            ("cur", Value::from(meetings)),
            ("prev", Value::from(before)),
        ];
        listed(form, id, unit, "2014", &[&row])
    };
    let all = [
        sent(1, "P-1", 4, 2),
        sent(2, "P-11", 3, 5),
        sent(3, "P-2", 9, 3),
        with(sent(4, "P-12", 50, 50), Status::Provisional),
    ];
    let sent: Vec<&Filed> = all.iter().collect();
    let order = crate::merge::Order { period: "2014".parse().unwrap(), ..super::order(&catalog, &registry) };
    let gathered = crate::merge::Gathered::new(order, &sent, &[], &[]);
    let tables = crate::merge::book(&gathered, registry.unit("P-0").unwrap()).tables;
    assert_eq!(
        dump(table(&tables, "R10a"), &["单位", "A01"]),
        [
            "合计 | 16",
            "上年合计 | 10",
            "同比 | 60.0%",
            "平均值 | 5.3",
            "中位数 | 4",
            "最大值 | 9",
            "最小值 | 3",
            "缺报单位数 | 0",
            "  云山市小计 | 7",
            "    云山市委 | 4",
            "    东县委 | 3",
            "    *西县委 | 50",
            "  清河市委 | 9",
            "*另：暂收（未计入合计） | 50",
        ]
    );
    let proof = dump(table(&tables, "S1"), &["指标", "读入数", "表内合计", "结论"]);
    assert_eq!(proof[0], "A01 专题研究党风廉政建设的常委会（党组会）次数 | 16 | 16 | 平衡");
    assert_eq!(table(&tables, "R10a").rows[8].parts.len(), 1, "parts moved with the rows put in above");
    assert_eq!(table(&tables, "R10a").rows[0].parts[0].start, 8);
}

#[test]
fn differences_name_both_sides_and_what_is_taken() {
    let catalog = catalog();
    let form = catalog.form_by_code("CQ").unwrap();
    let third = |id, unit: &str, rows: &[(&str, i64, i64)]| filed(form, id, unit, "2014Q3", rows);
    let mut second = at(third(4, "J-2", &[("J-2", 5, 5)]), "2014-10-02T08:00:00");
    second.version = 2;
    let all = [
        third(1, "J-11", &[("J-11", 3, 4), ("J-111", 1, 2)]),
        third(2, "J-111", &[("J-111", 2, 2)]),
        with(third(3, "J-2", &[("J-2", 4, 5)]), Status::Superseded),
        second,
    ];
    let tables = made(&catalog, &registry(&catalog), &all, &[], "P-0");
    let difference = table(&tables, "R20");
    let shown: Vec<String> = difference
        .rows
        .iter()
        .map(|row| row.cells.iter().skip(1).take(10).map(super::shown).collect::<Vec<_>>().join(" | "))
        .collect();
    assert_eq!(
        shown,
        [
            "直报与转报 | 平安镇纪委 | 责任追究情况季报表 | 责任追究案件／合计 | 平安镇纪委 | 2 | 东县纪委 | 1 | 1 | 以直报为准",
            "版本差异 | 清河市纪委 | 责任追究情况季报表 | 责任追究案件／合计 | 第2版 | 5 | 第1版 | 4 | 1 | 以最新版为准",
        ]
    );
}
