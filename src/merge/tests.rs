//! A small province, its returns for a quarter, and what becomes of them.

use super::*;
use crate::catalog::{Catalog, Form};
use crate::model::table::Cell;
use crate::model::{
    Calendar, Duty, Entry, Filed, Finding, FindingState, Place, Record, Registry, Severity, Status,
    Submission, Value,
};
use std::collections::{BTreeMap, BTreeSet};

mod candidates;
mod corrections;
mod duties;
mod random;
mod shapes;
mod systems;
mod talks;

static AS_DECLARED: BTreeMap<String, rust_decimal::Decimal> = BTreeMap::new();

/// Two prefectures; the first has two counties, one of them with a town; two departments share a 纪检组.
const UNITS: &str = "\
unit_id,name,short_name,aliases,kind,level,grade,sector,division_code,parent_id,counterpart_id,dispatcher_id,covers,group,sort_no,duties
P-0,中共示例省委员会,示例省委,,party_committee,province,,local,990000,,J-0,,,,1,
P-1,中共云山市委员会,云山市委,,party_committee,prefecture,,local,990100,P-0,J-1,,,市州组,2,AP
P-11,中共东县委员会,东县委,,party_committee,county,,local,990121,P-1,J-11,,,县区组,3,AP
P-111,中共平安镇委员会,平安镇党委,,party_committee,township,,local,990121,P-11,J-111,,,乡镇组,4,
P-12,中共西县委员会,西县委,,party_committee,county,,local,990122,P-1,J-12,,,县区组,5,AP
P-2,中共清河市委员会,清河市委,,party_committee,prefecture,,local,990200,P-0,J-2,,,市州组,6,AP
P-8,中共示例省教育厅党组,省教育厅党组,,party_group,prefecture,厅级,department,990000,P-0,,,,省直组,7,AP
P-9,中共示例省财政厅党组,省财政厅党组,,party_group,prefecture,厅级,department,990000,P-0,,,,省直组,8,AP
J-0,中共示例省纪律检查委员会,示例省纪委,,disc_committee,province,,local,990000,,P-0,,,,11,
J-1,中共云山市纪律检查委员会,云山市纪委,,disc_committee,prefecture,,local,990100,J-0,P-1,,,市州组,12,CQ;DP
J-11,中共东县纪律检查委员会,东县纪委,,disc_committee,county,,local,990121,J-1,P-11,,,县区组,13,CQ;DP
J-111,中共平安镇纪律检查委员会,平安镇纪委,,disc_committee,township,,local,990121,J-11,P-111,,,乡镇组,14,CQ
J-12,中共西县纪律检查委员会,西县纪委,,disc_committee,county,,local,990122,J-1,P-12,,,县区组,15,CQ;DP
J-2,中共清河市纪律检查委员会,清河市纪委,,disc_committee,prefecture,,local,990200,J-0,P-2,,,市州组,16,CQ;DP
J-S,示例省纪委派驻第三纪检组,省纪委派驻第三纪检组,,disc_group_shared,prefecture,处级,department,990000,J-0,,J-0,P-8;P-9,省直组,17,CQ
";

pub(super) fn catalog() -> Catalog {
    Catalog::builtin().unwrap_or_else(|issues| panic!("{}", issues[0]))
}

pub(super) fn registry(catalog: &Catalog) -> Registry {
    let (registry, issues) = Registry::load(UNITS, "unit_id\n", "date,kind,name\n", &catalog.names);
    assert!(issues.iter().all(|issue| !issue.fatal), "{issues:?}");
    registry
}

/// A return: who sends it, when, what became of it, and its rows (unit, cases, persons).
pub(super) fn filed(form: &Form, id: i64, unit: &str, period: &str, rows: &[(&str, i64, i64)]) -> Filed {
    let period: Period = period.parse().unwrap();
    let record = |(number, (unit, cases, persons)): (usize, &(&str, i64, i64))| {
        let entries = form.fields.iter().enumerate().map(|(column, field)| {
            let value = match field.key.as_str() {
                "unit_name" => Value::Unit((*unit).into()),
                "cases_total" => Value::from(*cases),
                "persons_total" => Value::from(*persons),
                "remark" if *cases + *persons == 0 => Value::Text("本季度无责任追究情况".into()),
                _ => Value::Missing,
            };
            let (row, column) = (u32::try_from(number).unwrap() + 8, u16::try_from(column).unwrap());
            Entry { value, place: Place::Cell { sheet: 0, row, column }, ..Entry::default() }
        });
        Record {
            row: u32::try_from(number).unwrap() + 1,
            unit: (*unit).to_owned(),
            entries: entries.collect(),
        }
    };
    let submission = Submission {
        form: form.id.clone(),
        unit: unit.to_owned(),
        period: Some(period),
        records: rows.iter().enumerate().map(record).collect(),
        sheets: vec!["表1".to_owned()],
        home: Place::Cell { sheet: 0, row: 0, column: 0 },
        ..Submission::default()
    };
    Filed {
        id,
        source: format!("{period}/{unit}.xlsx"),
        sha256: format!("{id:064}"),
        version: 1,
        status: Status::Accepted,
        received_at: period.end().at(10, 0, 0, 0),
        due_on: Some(period.end()),
        days_late: 0,
        submission,
    }
}

pub(super) fn with(mut filed: Filed, status: Status) -> Filed {
    let severity = match status {
        Status::Returned => Severity::F,
        Status::Provisional | Status::Superseded => Severity::E,
        _ => Severity::W,
    };
    filed.status = status;
    filed.submission.findings.push(Finding {
        rule: "CQ-V001".into(),
        severity,
        place: Place::Whole,
        related: Vec::new(),
        field: String::new(),
        row_label: String::new(),
        value: String::new(),
        expected: String::new(),
        message: String::new(),
        hint: String::new(),
        auto_fixed: false,
        by_rule: false,
        answer: String::new(),
        state: FindingState::Open,
    });
    filed
}

fn at(mut filed: Filed, received: &str) -> Filed {
    filed.received_at = received.parse().unwrap();
    filed
}

/// The third quarter of 2014 with everything that happens to returns, and the same quarter a year before.
fn quarter(form: &Form) -> Vec<Filed> {
    let third = |id, unit, rows: &[(&str, i64, i64)]| filed(form, id, unit, "2014Q3", rows);
    vec![
        filed(form, 1, "J-1", "2013Q3", &[("J-1", 4, 5)]),
        filed(form, 2, "J-2", "2013Q3", &[("J-2", 0, 0)]),
        at(third(3, "J-1", &[("J-1", 6, 9)]), "2014-10-03T09:00:00"),
        third(4, "J-11", &[("J-11", 3, 4), ("J-111", 1, 1)]),
        third(5, "J-111", &[("J-111", 2, 2)]),
        with(third(6, "J-12", &[("J-12", 7, 7)]), Status::Provisional),
        third(7, "J-2", &[("J-2", 0, 0)]),
        third(8, "J-S", &[("P-8", 1, 1), ("P-9", 2, 3)]),
    ]
}

fn collection() -> Collection {
    Collection {
        since: Some("2014-07-01".parse().unwrap()),
        as_of: "2014-10-08T09:00:00".parse().unwrap(),
        calendar: Calendar::default(),
        exempt: BTreeSet::new(),
    }
}

pub(super) fn order<'a>(catalog: &'a Catalog, registry: &'a Registry) -> Order<'a> {
    Order {
        catalog,
        registry,
        period: "2014Q3".parse().unwrap(),
        as_of: "2014-10-08T09:00:00".parse().unwrap(),
        run: "7",
        answers: &[],
        published: const { &BTreeMap::new() },
        publications: &[],
        thresholds: &AS_DECLARED,
    }
}

/// A cell as text.
fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Absent => "—".to_owned(),
        Cell::Number(number) => number.normalize().to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Date(day) => day.to_string(),
        Cell::Source(source) => format!("#{source}"),
    }
}

/// A table as text: some of its columns, indented, `*` before held rows.
fn dump(table: &Table, ids: &[&str]) -> Vec<String> {
    let columns: Vec<usize> = ids
        .iter()
        .map(|id| {
            table
                .columns
                .iter()
                .position(|column| column.id == *id || column.header.last().is_some_and(|leaf| leaf == id))
                .expect(id)
        })
        .collect();
    let row = |row: &crate::model::table::Row| {
        let cells: Vec<String> = columns.iter().map(|column| shown(&row.cells[*column])).collect();
        let mark = if row.provisional { "*" } else { "" };
        format!("{}{mark}{}", "  ".repeat(usize::from(row.level)), cells.join(" | "))
    };
    table.rows.iter().map(row).collect()
}

fn made(catalog: &Catalog, registry: &Registry, all: &[Filed], duties: &[Duty], root: &str) -> Vec<Table> {
    let all: Vec<&Filed> = all.iter().collect();
    let gathered = Gathered::new(order(catalog, registry), &all, duties, &[]);
    book(&gathered, registry.unit(root).unwrap()).tables
}

fn table<'t>(tables: &'t [Table], id: &str) -> &'t Table {
    tables.iter().find(|table| table.id == id).unwrap()
}

#[test]
fn a_table_by_unit_has_the_total_first_and_held_figures_apart() {
    let (catalog, form) = (catalog(), "CQ");
    let registry = registry(&catalog);
    let all = quarter(catalog.form_by_code(form).unwrap());
    let sent: Vec<&Filed> = all.iter().collect();
    let duties = duties(&catalog, &registry, &collection(), &sent);
    let tables = made(&catalog, &registry, &all, &duties, "P-0");
    let columns = ["单位", "报送状态", "cases_total", "persons_total", "cases_before", "cases_yoy", "来源"];
    assert_eq!(
        dump(table(&tables, "R02"), &columns),
        [
            "合计 |  | 14 | 19 | 4 | 250 | ",
            "  云山市小计 |  | 11 | 15 | 4 | 175 | ",
            "    云山市纪委 | 迟报3天 | 6 | 9 | 4 | 50 | #7",
            "    东县小计 |  | 5 | 6 |  |  | ",
            "      东县纪委 |  | 3 | 4 |  |  | #8",
            "      平安镇纪委 |  | 2 | 2 |  |  | #9",
            "    *西县纪委 | 暂收 | 7 | 7 |  |  | #10",
            "  清河市纪委 | 零报告 | 0 | 0 | 0 | — | #11",
            "  示例省直属单位小计 |  | 3 | 4 |  |  | ",
            "    省教育厅党组 |  | 1 | 1 |  |  | #12",
            "    省财政厅党组 |  | 2 | 3 |  |  | #13",
            "*另：暂收（未计入合计） |  | 7 | 7 |  |  | ",
        ]
    );
}

#[test]
fn a_workbook_of_a_prefecture_holds_its_own_units_only() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let all = quarter(catalog.form_by_code("CQ").unwrap());
    let tables = made(&catalog, &registry, &all, &[], "P-1");
    assert_eq!(
        dump(table(&tables, "R02"), &["单位", "cases_total"]),
        [
            "合计 | 11",
            "  云山市纪委 | 6",
            "  东县小计 | 5",
            "    东县纪委 | 3",
            "    平安镇纪委 | 2",
            "  *西县纪委 | 7",
            "*另：暂收（未计入合计） | 7",
        ]
    );
    assert_eq!(
        dump(table(&tables, "S3"), &["单位", "单元格"]).len(),
        6,
        "four rows that count, one that does not, one of the year before"
    );
}

#[test]
fn what_was_read_is_the_total_and_what_was_left_out_for_a_reason() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let mut all = quarter(catalog.form_by_code("CQ").unwrap());
    let stray = Record { unit: "J-nowhere".into(), row: 3, ..all[7].submission.records[0].clone() };
    all[7].submission.records.push(stray);
    let tables = made(&catalog, &registry, &all, &[], "P-0");
    let shown =
        dump(table(&tables, "S1"), &["指标", "读入数", "表内合计", "另有直报", "单位不明", "差额", "结论"]);
    assert_eq!(shown[0], "责任追究案件／合计 | 16 | 14 | 1 | 1 | 0 | 平衡");
    assert_eq!(
        dump(table(&tables, "S2"), &["行内单位", "报送单位", "原因", "单元格"]),
        [
            "平安镇纪委 | 东县纪委 | 该单位另有直报，以直报为准 | A10:BD10",
            "P-8 | 省纪委派驻第三纪检组 | 单位不在名册内 | A9:BD9",
        ]
    );
}

#[test]
fn every_row_refers_to_where_it_was_read() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let all = quarter(catalog.form_by_code("CQ").unwrap());
    let tables = made(&catalog, &registry, &all, &[], "P-0");
    let columns = ["编号", "单位", "文件", "工作表", "单元格", "版本", "状态", "sha256"];
    assert_eq!(
        dump(table(&tables, "S3"), &columns)[..4],
        [
            "1 | 云山市纪委 | 2014Q3/J-1.xlsx | 表1 | A9:BD9 | 1 | 已接收 | 00000000",
            "2 | 东县纪委 | 2014Q3/J-11.xlsx | 表1 | A9:BD9 | 1 | 已接收 | 00000000",
            "3 | 平安镇纪委 | 2014Q3/J-111.xlsx | 表1 | A9:BD9 | 1 | 已接收 | 00000000",
            "4 | 西县纪委 | 2014Q3/J-12.xlsx | 表1 | A9:BD9 | 1 | 暂收 | 00000000",
        ]
    );
}

#[test]
fn the_export_of_the_regional_table_has_units_prefectures_and_the_total() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let all = quarter(catalog.form_by_code("CQ").unwrap());
    let sent: Vec<&Filed> = all.iter().collect();
    let (header, rows) = rollup::r02(&catalog, &registry, &sent);
    assert_eq!(header[..7], ["period", "kind", "unit_id", "prefecture_id", "state", "seq", "unit_name"]);
    let cases = header.iter().position(|key| key == "cases_total").unwrap();
    let shown: Vec<String> = rows
        .iter()
        .filter(|row| row[0] == "2014Q3")
        .map(|row| format!("{} {}", row[1..5].join(" "), row[cases]))
        .collect();
    assert_eq!(
        shown,
        [
            "unit P-8  official 1",
            "unit P-9  official 2",
            "unit J-1 P-1 official 6",
            "unit J-11 P-1 official 3",
            "unit J-111 P-1 official 2",
            "unit J-12 P-1 provisional 7",
            "unit J-2 P-2 official 0",
            "prefecture P-1  official 11",
            "prefecture P-2  official 0",
            "total total  official 14",
        ]
    );
}

#[test]
fn a_finding_over_all_units_stands_in_the_list_of_the_top_organ_only() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let form = catalog.form_by_code("CQ").unwrap();
    let finding: Finding = serde_json::from_value(serde_json::json!({
        "rule": "CQ-M001", "severity": "M", "place": Place::Whole, "value": "3", "expected": "2.4", "message": "零报告过多。"
    }))
    .unwrap();
    let over_units = [(form.id.clone(), "J-0".to_owned(), finding)];
    let listed = |root: &str| {
        let gathered = Gathered::new(order(&catalog, &registry), &[], &[], &over_units);
        let tables = book(&gathered, registry.unit(root).unwrap()).tables;
        dump(table(&tables, "R19"), &["单位", "规则", "类别", "填报值", "应为", "问题", "处理状态"])
    };
    assert_eq!(listed("P-1"), Vec::<String>::new());
    assert_eq!(listed("P-0"), ["示例省纪委 | CQ-M001 | 宏观审核 | 3 | 2.4 | 零报告过多。 | 待处理"]);
}
