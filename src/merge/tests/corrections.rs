//! What comes after a quarter was published: the quarter keeps its figures, a line below carries the difference, and the
//! year so far is corrected (FORMS.md 6).

use super::shapes::listed;
use super::{at, catalog, dump, filed, order, registry, table, with};
use crate::catalog::Catalog;
use crate::merge::{Gathered, Order, book};
use crate::model::{Counted, Date, Filed, Publication, Registry, Status, Table, Value};

fn published(catalog: &Catalog, code: &str, period: &str, returns: &[i64], known: i64) -> Publication {
    Publication {
        form: catalog.form_by_code(code).unwrap().id.clone(),
        period: period.parse().unwrap(),
        doc_no: "示纪发〔2014〕12号".to_owned(),
        counted: Counted { returns: returns.iter().copied().collect(), known },
    }
}

fn made(
    (catalog, registry): (&Catalog, &Registry),
    all: &[Filed],
    publications: &[Publication],
    (period, root): (&str, &str),
) -> Vec<Table> {
    let all: Vec<&Filed> = all.iter().collect();
    let order = Order { period: period.parse().unwrap(), publications, ..order(catalog, registry) };
    book(&Gathered::new(order, &all, &[], &[]), registry.unit(root).unwrap()).tables
}

/// Two quarters; after the second was published J-1 corrected 6 cases to 8 and J-12 sent 2 for the first time.
fn corrected(catalog: &Catalog) -> (Vec<Filed>, Vec<Publication>) {
    let form = catalog.form_by_code("CQ").unwrap();
    let second = |id, unit, cases, persons| filed(form, id, unit, "2014Q2", &[(unit, cases, persons)]);
    let returns = vec![
        with(second(1, "J-1", 6, 9), Status::Superseded),
        second(2, "J-11", 3, 4),
        second(3, "J-2", 5, 5),
        at(second(4, "J-1", 8, 9), "2014-08-01T09:00:00"),
        at(second(5, "J-12", 2, 3), "2014-08-02T09:00:00"),
        filed(form, 6, "J-1", "2014Q1", &[("J-1", 1, 1)]),
        filed(form, 7, "J-1", "2014Q3", &[("J-1", 10, 10)]),
    ];
    (returns, vec![published(catalog, "CQ", "2014Q2", &[1, 2, 3], 3)])
}

const LINE: &str = "更正：2014年第二季度的数以示纪发〔2014〕12号通报的为准，不再改动；通报以后更正案件+4件、\
                    追究领导班子0个、追究领导干部+3人、党纪政纪处分0人。";

fn corrections(table: &Table) -> Vec<&str> {
    table.notes.iter().map(String::as_str).filter(|note| note.starts_with("更正")).collect()
}

#[test]
fn a_published_quarter_keeps_its_figures_and_the_difference_stands_below() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let (all, publications) = corrected(&catalog);
    let tables = made((&catalog, &registry), &all, &publications, ("2014Q2", "P-0"));
    let by_region = table(&tables, "R02");
    assert_eq!(
        dump(by_region, &["单位", "cases_total", "persons_total"]),
        [
            "合计 | 14 | 18",
            "  云山市小计 | 9 | 13",
            "    云山市纪委 | 6 | 9",
            "    东县纪委 | 3 | 4",
            "  清河市纪委 | 5 | 5",
        ]
    );
    assert_eq!(corrections(by_region), [LINE]);
    let balance = dump(table(&tables, "S1"), &["指标", "读入数", "表内合计", "差额", "结论"]);
    assert_eq!(balance[0], "责任追究案件／合计 | 14 | 14 | 0 | 平衡");
    let sources = dump(table(&tables, "S3"), &["单位", "文件", "状态"]);
    assert!(sources.contains(&"云山市纪委 | 2014Q2/J-1.xlsx | 已被更正".to_owned()), "{sources:?}");
}

#[test]
fn the_next_quarter_compares_with_what_was_published_and_adds_up_what_is_corrected() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let (all, publications) = corrected(&catalog);
    let tables = made((&catalog, &registry), &all, &publications, ("2014Q3", "P-0"));
    let by_action = table(&tables, "R04");
    assert_eq!(
        dump(by_action, &["label", "now", "previous", "qoq", "ytd"])[0],
        "一、责任追究案件 | 10 | 14 | -4 | 29",
        "1 in the first quarter, 14 + 4 in the second, 10 in the third"
    );
    assert_eq!(corrections(by_action), [LINE]);
    let trend = table(&tables, "R06");
    let shown = dump(trend, &["季度", "cases_total"]);
    assert_eq!(shown, ["2014年第一季度 | 1", "2014年第二季度 | 14", "2014年第三季度 | 10"]);
    assert_eq!(corrections(trend), [LINE]);
    assert_eq!(corrections(table(&tables, "R02")), [""; 0], "it shows nothing of the second quarter");
}

#[test]
fn a_correction_is_told_to_the_places_that_it_concerns_and_only_once_published() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let (all, publications) = corrected(&catalog);
    let elsewhere = made((&catalog, &registry), &all, &publications, ("2014Q2", "P-2"));
    assert_eq!(corrections(table(&elsewhere, "R02")), [""; 0]);
    let unpublished = made((&catalog, &registry), &all, &[], ("2014Q2", "P-0"));
    let by_region = table(&unpublished, "R02");
    assert_eq!(dump(by_region, &["单位", "cases_total"])[0], "合计 | 18");
    assert_eq!(corrections(by_region), [""; 0]);
}

#[test]
fn what_was_held_when_a_quarter_was_published_stays_out_of_it_when_it_is_admitted() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let form = catalog.form_by_code("CQ").unwrap();
    let second = |id, unit, cases| filed(form, id, unit, "2014Q2", &[(unit, cases, cases)]);
    let all = [
        second(1, "J-1", 6),
        second(2, "J-11", 3),
        // A correction that is held must not hide what was published.
        with(at(second(3, "J-1", 9), "2014-08-01T09:00:00"), Status::Provisional),
    ];
    let publications = [published(&catalog, "CQ", "2014Q2", &[1], 2)];
    let tables = made((&catalog, &registry), &all, &publications, ("2014Q2", "P-0"));
    assert_eq!(
        dump(table(&tables, "R02"), &["单位", "cases_total"]),
        [
            "合计 | 6",
            "  云山市小计 | 6",
            "    云山市纪委 | 6",
            "    *东县纪委 | 3",
            "*另：暂收（未计入合计） | 3",
        ]
    );
}

#[test]
fn late_cases_are_told_for_each_quarter_in_which_they_were_decided() {
    let catalog = catalog();
    let form = catalog.form_by_code("CD").unwrap();
    let case = |number: &str, name: &str, kind: &str, day: &str| {
        vec![
            ("case_no", Value::Code(number.into())),
            ("name", Value::Text(name.into())),
            ("unit", Value::Unit("P-1".into())),
            ("object_kind", Value::Code(kind.into())),
            ("decided_on", Value::Date(day.parse::<Date>().unwrap())),
        ]
    };
    let rows = [
        case("A1", "王一", "person", "2014-08-01"),
        case("A2", "李二", "person", "2014-06-20"),
        case("A2", "甲局党组", "team", "2014-06-20"),
        case("A3", "王一", "person", "2014-05-20"),
        case("A4", "赵三", "person", "2014-01-07"),
    ];
    let rows: Vec<&[(&str, Value)]> = rows.iter().map(Vec::as_slice).collect();
    let all = [listed(form, 1, "J-1", "2014Q3", &rows)];
    let tables = made((&catalog, &registry(&catalog)), &all, &[], ("2014Q3", "P-0"));
    for id in ["R02", "R03", "R04", "R05", "R05b"] {
        let notes = &table(&tables, id).notes;
        let late: Vec<&String> = notes.iter().filter(|note| note.starts_with("另补报")).collect();
        assert_eq!(
            late,
            [
                "另补报2014年第一季度案件1件、追究领导干部1人（决定日期早于本季度），已计入本期数。",
                "另补报2014年第二季度案件2件、追究领导干部2人（决定日期早于本季度），已计入本期数。",
            ],
            "{id}"
        );
    }
}
