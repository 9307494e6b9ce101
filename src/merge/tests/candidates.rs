//! 约谈对象建议名单: what triggers hold of whom, and what is told with it (FORMS.md 4.14, R18).

use super::systems::sent;
use super::{AS_DECLARED, UNITS, at, catalog, collection, dump, filed, order, table};
use crate::catalog::Catalog;
use crate::merge::{Collection, Gathered, Order, book, duties};
use crate::model::{Filed, Registry, Table, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const LEADERS: &str = "\
person_id,name,unit_id,post,role,rank,is_principal,term_start,term_end,in_charge_of,contact_units
R1,王一,P-11,县委书记,secretary,r3,true,2013-01-01,,,
R2,李二,J-1,市纪委书记,disc_secretary,r3,true,2013-01-01,,,
R3,赵三,J-1,市纪委副书记,member,r4,false,2013-01-01,,,
";

/// More counties of the same group beside those of the province.
fn registry(catalog: &Catalog) -> Registry {
    let more: String = (3..8)
        .map(|n| {
            format!(
                "P-1{n},中共第{n}县委员会,第{n}县委,,party_committee,county,,local,99012{n},P-1,,,,县区组,{},AP\n",
                20 + n
            )
        })
        .collect();
    Registry::load(&format!("{UNITS}{more}"), LEADERS, "date,kind,name\n", &catalog.names).0
}

fn tables(
    catalog: &Catalog,
    all: &[Filed],
    period: &str,
    root: &str,
    set: &BTreeMap<String, Decimal>,
) -> Vec<Table> {
    let registry = registry(catalog);
    let all: Vec<&Filed> = all.iter().collect();
    let order = Order { period: period.parse().unwrap(), thresholds: set, ..order(catalog, &registry) };
    let gathered = Gathered::new(order, &all, &[], &[]);
    book(&gathered, registry.unit(root).unwrap()).tables
}

/// Scores of an inspection: unit, total, problems.
fn inspection(catalog: &Catalog, rows: &[(&str, i64, i64)]) -> Filed {
    let row = |(unit, total, problems): &(&str, i64, i64)| {
        vec![
            ("unit", Value::Unit((*unit).into())),
            ("total", Value::from(*total)),
            ("problems", Value::from(*problems)),
        ]
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    named(sent(catalog, "IS", 1, "P-0", "2014", &rows))
}

/// Petitions: unit, about principals, about bribes.
fn petitions(catalog: &Catalog, id: i64, period: &str, rows: &[(&str, i64, i64)]) -> Filed {
    let row = |(unit, principals, bribes): &(&str, i64, i64)| {
        vec![
            ("unit", Value::Unit((*unit).into())),
            ("on_principal", Value::from(*principals)),
            ("on_cadre", Value::from(*principals)),
            ("k4", Value::from(*bribes)),
        ]
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    named(sent(catalog, "PS", id, "J-0", period, &rows))
}

/// Rows speak for the units that they name.
fn named(mut filed: Filed) -> Filed {
    for record in &mut filed.submission.records {
        let unit = record.entries.iter().find_map(|entry| match &entry.value {
            Value::Unit(id) => Some(id.to_string()),
            _ => None,
        });
        record.unit = unit.unwrap_or_default();
    }
    filed
}

const COUNTIES: [(&str, i64, i64); 7] = [
    ("P-11", 70, 9),
    ("P-12", 90, 1),
    ("P-13", 91, 1),
    ("P-14", 92, 2),
    ("P-15", 93, 1),
    ("P-16", 94, 1),
    ("P-17", 95, 0),
];

#[test]
fn who_has_many_problems_and_the_last_rank_is_put_forward_with_the_figures() {
    let catalog = catalog();
    let tables = tables(&catalog, &[inspection(&catalog, &COUNTIES)], "2014", "P-0", &AS_DECLARED);
    assert_eq!(
        dump(table(&tables, "R18"), &["label", "principal", "triggers", "last_interview", "interviewer"]),
        ["东县委 | 王一 | T1、T4 |  | 李二"]
    );
    let shown =
        dump(table(&tables, "R18b"), &["trigger", "figure", "mean", "size", "ground", "cells", "来源"]);
    assert_eq!(
        shown,
        [
            "T1 | 9 | 2.14 | 7 | 2014年度责任制检查考核发现问题9个，县区组平均2.14个、标准差2.85 | A1:R1 | #1",
            "T4 | 70 | 89.29 | 7 | 2014年度责任制检查考核得分70分，在县区组7个单位中列第7位（末位） | A1:R1 | #1",
        ]
    );
}

#[test]
fn a_small_group_has_no_last_rank_and_few_problems_are_not_many() {
    let catalog = catalog();
    let two = inspection(&catalog, &[("P-1", 60, 4), ("P-2", 90, 0)]);
    let tables = tables(&catalog, &[two], "2014", "P-0", &AS_DECLARED);
    assert!(table(&tables, "R18").rows.is_empty());
}

#[test]
fn what_is_said_of_the_organ_of_discipline_is_the_party_organs_to_answer() {
    let catalog = catalog();
    let quarter = petitions(&catalog, 1, "2014Q3", &[("J-11", 3, 2), ("J-12", 2, 0)]);
    let quarters = tables(&catalog, std::slice::from_ref(&quarter), "2014Q3", "P-0", &AS_DECLARED);
    assert_eq!(dump(table(&quarters, "R18"), &["label", "triggers"]), ["东县委 | T2"]);
    let next = petitions(&catalog, 2, "2014Q4", &[("J-11", 0, 5), ("J-12", 0, 3)]);
    let year = tables(&catalog, &[quarter, next], "2014", "P-0", &AS_DECLARED);
    assert_eq!(
        dump(table(&year, "R18b"), &["label", "trigger", "subject", "figure", "period"]),
        ["东县委 | T2 |  | 3 | 2014年第三季度", "东县委 | T5 | 贪污贿赂 | 5 | 2014年第四季度"],
        "a year looks at each of its quarters"
    );
}

#[test]
fn several_triggers_at_once_are_one_more() {
    let catalog = catalog();
    let all = [
        inspection(&catalog, &COUNTIES),
        petitions(&catalog, 2, "2014Q1", &[("P-11", 4, 0), ("P-13", 1, 0)]),
    ];
    let tables = tables(&catalog, &all, "2014", "P-1", &AS_DECLARED);
    assert_eq!(dump(table(&tables, "R18"), &["label", "triggers"]), ["东县委 | T1、T2、T4、T5"]);
}

#[test]
fn an_office_may_set_its_own_thresholds_and_the_last_interview_stands_beside() {
    let catalog = catalog();
    let interview =
        vec![("unit", Value::Unit("P-11".into())), ("start", Value::Text("2014-03-05T09:30".into()))];
    let earlier =
        vec![("unit", Value::Unit("P-11".into())), ("start", Value::Text("2013-09-05T09:30".into()))];
    let all = [
        inspection(&catalog, &COUNTIES),
        sent(&catalog, "IR", 2, "J-1", "2014", &[interview]),
        sent(&catalog, "IR", 3, "J-1", "2013", &[earlier]),
    ];
    let strict = BTreeMap::from([
        ("inspection_problems".to_owned(), 10.into()),
        ("ranked_group".to_owned(), 8.into()),
    ]);
    let none = tables(&catalog, &all, "2014", "P-0", &strict);
    assert!(table(&none, "R18").rows.is_empty());
    let declared = tables(&catalog, &all, "2014", "P-0", &AS_DECLARED);
    assert_eq!(dump(table(&declared, "R18"), &["label", "last_interview"]), ["东县委 | 2014-03-05"]);
    assert_eq!(
        dump(table(&declared, "R15b"), &["label", "again"]),
        ["东县委 | 是"],
        "twice within twelve months"
    );
}

/// What became of the quarterly returns of the second and third quarter, with the tables of the third.
fn after_two_quarters(catalog: &Catalog, all: &[Filed], more: &[Filed]) -> Vec<Table> {
    let registry = registry(catalog);
    let since = Some("2014-04-01".parse().unwrap());
    let collection = Collection { since, ..collection() };
    let filed: Vec<&Filed> = all.iter().chain(more).collect();
    let duties = duties(catalog, &registry, &collection, &filed);
    let gathered = Gathered::new(order(catalog, &registry), &filed, &duties, &[]);
    book(&gathered, registry.unit("P-0").unwrap()).tables
}

#[test]
fn who_was_late_or_silent_in_two_quarters_running_is_put_forward() {
    let catalog = catalog();
    let form = catalog.form_by_code("CQ").unwrap();
    let sent =
        |id, unit, period: &str, received: &str| at(filed(form, id, unit, period, &[(unit, 1, 1)]), received);
    let all = [
        sent(1, "J-1", "2014Q2", "2014-07-03T09:00:00"),
        sent(2, "J-1", "2014Q3", "2014-10-03T09:00:00"),
        sent(3, "J-11", "2014Q2", "2014-06-30T09:00:00"),
        sent(4, "J-2", "2014Q2", "2014-07-02T09:00:00"),
        sent(5, "J-2", "2014Q3", "2014-09-30T09:00:00"),
        sent(6, "J-S", "2014Q2", "2014-06-30T09:00:00"),
    ];
    let tables = after_two_quarters(&catalog, &all, &[]);
    assert_eq!(
        dump(table(&tables, "R18b"), &["label", "trigger", "figure", "ground"]),
        [
            "云山市委 | T6 | 2 | 截至2014年第三季度，连续2个季度未报或者迟报责任追究情况季报表",
            "平安镇党委 | T6 | 2 | 截至2014年第三季度，连续2个季度未报或者迟报责任追究情况季报表",
            "西县委 | T6 | 2 | 截至2014年第三季度，连续2个季度未报或者迟报责任追究情况季报表",
        ],
        "one quarter alone, or a quarter in time between, is not enough"
    );
    assert_eq!(
        dump(table(&tables, "R18"), &["label", "listed_on", "interview_by", "standing"]),
        [
            "云山市委 | 2014-10-03 | 2014-11-02 | 未约谈",
            "平安镇党委 | 2014-09-30 | 2014-10-30 | 未约谈",
            "西县委 | 2014-09-30 | 2014-10-30 | 未约谈",
        ]
    );
}

#[test]
fn who_says_four_times_that_nothing_happened_while_others_tell_of_cases_is_put_forward() {
    let catalog = catalog();
    let form = catalog.form_by_code("CQ").unwrap();
    let quarters = ["2013Q4", "2014Q1", "2014Q2", "2014Q3"];
    let numbered = (0i64..).zip(quarters);
    let all: Vec<Filed> = numbered
        .flat_map(|(number, period)| {
            let nil = |id: i64, unit: &str| filed(form, id + number, unit, period, &[(unit, 0, 0)]);
            [nil(10, "J-11"), nil(20, "J-12"), nil(30, "J-2")]
        })
        .collect();
    // A case before the four quarters tells nothing of them.
    let case = |id, unit: &str, period| {
        let row = vec![("occur_unit", Value::Unit(unit.into()))];
        super::systems::sent(&catalog, "DC", id, "J-1", period, &[row.clone(), row])
    };
    let cases = [case(40, "P-11", "2014Q1"), case(41, "P-2", "2013Q3")];
    let tables = after_two_quarters(&catalog, &all, &cases);
    let shown = dump(table(&tables, "R18b"), &["label", "ground"]);
    let of_nil: Vec<&String> = shown.iter().filter(|line| line.contains("零报告")).collect();
    assert_eq!(
        of_nil,
        ["东县委 | 截至2014年第三季度，连续4个季度零报告，同期一案双究登记表、巡察台账反映案件（线索）1件"]
    );
}

#[test]
fn an_interview_answers_what_was_known_before_it() {
    let catalog = catalog();
    let standing = |day: &str| {
        let interview =
            vec![("unit", Value::Unit("P-11".into())), ("start", Value::Text(format!("{day}T09:30").into()))];
        let all = [inspection(&catalog, &COUNTIES), sent(&catalog, "IR", 2, "J-1", "2014", &[interview])];
        let tables = tables(&catalog, &all, "2014", "P-0", &AS_DECLARED);
        dump(table(&tables, "R18"), &["listed_on", "standing"]).concat()
    };
    assert_eq!(standing("2014-11-05"), "2014-12-31 | 未约谈");
    assert_eq!(standing("2014-12-31"), "2014-12-31 | 已约谈");
}
