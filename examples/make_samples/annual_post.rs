//! Who sends which yearly report and table, in which file, when.

use super::annual::{self, Indicators};
use super::annual_faults as faults;
use super::archive::{self, Names};
use super::dice::Dice;
use super::form;
use super::manner;
use super::places::COLLECTING_PREFECTURE;
use super::post::{self, Entry, Found, Post, Sent};
use super::quarter_post::{Desk, folder};
use super::reports;
use super::workbook;
use super::world::Unit;
use jiff::civil::{DateTime, date};
use liangze::model::Level;

const BATCH: usize = 7;

/// Units whose report never came.
const MISSING: [&str; 1] = ["P-990000-209"];
/// The report that came after the due day.
const LATE: (&str, DateTime) = ("J-990200", date(2015, 2, 2).at(9, 50, 0, 0));

/// One file of a unit.
struct Part {
    name: String,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    findings: Vec<Found>,
    fault: &'static str,
    ready: DateTime,
}

/// Sends the dual reports of 2014.
pub fn send(desk: &Desk, post: &mut Post) {
    let reports = |unit: &&Unit| !unit.parent.is_empty();
    for unit in desk.world.units.iter().filter(reports) {
        let collected = unit.division.starts_with(&COLLECTING_PREFECTURE[..4]);
        if unit.level == Level::Township || collected {
            continue;
        }
        for part in [report(desk, unit), table(desk, unit)].into_iter().flatten() {
            address(desk, post, unit, part);
        }
    }
    for county in desk.world.units.iter().filter(|unit| unit.is_discipline() && unit.level == Level::County) {
        send_towns(desk, post, county);
    }
    send_collection(desk, post);
}

fn address(desk: &Desk, post: &mut Post, unit: &Unit, part: Part) {
    let late = unit.id == LATE.0;
    post.send(Sent {
        batch: BATCH,
        path: format!("{}/{}", folder(desk, &unit.id), part.name),
        received: if late { LATE.1 } else { part.ready },
        bytes: part.bytes,
        entries: part.entries,
        findings: part.findings,
        unit: unit.short.clone(),
        manner: manner::of(&unit.id).remark.to_owned(),
        fault: match (late, part.fault) {
            (true, "") => "迟报".to_owned(),
            (true, fault) => format!("迟报；{fault}"),
            (false, fault) => fault.to_owned(),
        },
    });
}

/// The table of indicators of a unit, without fault.
pub fn indicators(desk: &Desk, unit: &Unit) -> Indicators {
    let of_party = |unit: &Unit| annual::party(desk.world, desk.filers, desk.cases, unit);
    if !unit.is_discipline() {
        return of_party(unit);
    }
    let counterpart = (!unit.counterpart.is_empty()).then(|| of_party(desk.world.unit(&unit.counterpart)));
    annual::discipline(desk.world, desk.filers, desk.cases, unit, counterpart.as_ref())
}

fn entry(form: &'static str, unit: &Unit, status: &'static str) -> Entry {
    Entry { member: String::new(), form, unit: unit.id.clone(), period: annual::YEAR.to_string(), status }
}

fn report(desk: &Desk, unit: &Unit) -> Option<Part> {
    if MISSING.contains(&unit.id.as_str()) {
        return None;
    }
    let mut table = indicators(desk, unit);
    faults::on_table(&mut table);
    let mut report = reports::of(desk.world, unit, &table);
    let fault = faults::on_report(desk.world, &mut report);
    let document = report.document();
    let (form, side) = match unit.is_discipline() {
        true => ("annual-disc-report", "监督"),
        false => ("annual-party-report", "主体"),
    };
    let status = fault.as_ref().map_or("accepted", |fault| fault.status);
    let entry = match status {
        "quarantined" => {
            Entry { form: "", unit: String::new(), period: String::new(), ..entry(form, unit, status) }
        }
        "returned" => Entry { period: report.year.to_string(), ..entry(form, unit, status) },
        _ => entry(form, unit, status),
    };
    let found = fault.as_ref().map(|fault| Found {
        member: String::new(),
        rule: fault.rule,
        cell: faults::paragraph(fault, &document),
    });
    let hour = post::arrival(&format!("report/{}", unit.id), report.dated, date(2015, 1, 31));
    Some(Part {
        name: format!("{}{}年度{side}责任报告.docx", unit.short, annual::YEAR),
        bytes: document.bytes(report.dated),
        entries: vec![entry],
        findings: found.into_iter().collect(),
        fault: fault.map_or("", |fault| fault.words),
        ready: hour,
    })
}

fn table(desk: &Desk, unit: &Unit) -> Option<Part> {
    let mut table = indicators(desk, unit);
    let fault = faults::on_table(&mut table);
    let manner = manner::of(&unit.id);
    let side = if table.party { "主体" } else { "监督" };
    let mut sheet = form::sheet(&table.form(&manner), &manner, &format!("{side}责任"));
    if let Some(fault) = &fault {
        faults::touch(fault, &mut sheet);
    }
    let found = fault.as_ref().map(|fault| Found {
        member: String::new(),
        rule: fault.rule,
        cell: faults::cell(fault, &sheet),
    });
    let hour = post::arrival(&format!("table/{}", unit.id), table.filled_on(), date(2015, 1, 31));
    Some(Part {
        name: format!("{}{}年度{side}责任落实情况统计表.xlsx", unit.short, annual::YEAR),
        bytes: workbook::bytes(&[sheet], &table.head.reviewer, table.filled_on()),
        entries: vec![entry(form_id(&table), unit, fault.as_ref().map_or("accepted", |fault| fault.status))],
        findings: found.into_iter().collect(),
        fault: fault.map_or("", |fault| fault.words),
        ready: hour,
    })
}

fn form_id(table: &Indicators) -> &'static str {
    if table.party { "annual-party-indicators" } else { "annual-disc-indicators" }
}

/// Both tables of a town in one workbook.
fn both_tables(desk: &Desk, discipline: &Unit) -> Part {
    let party = desk.world.unit(&discipline.counterpart);
    let tables = [indicators(desk, party), indicators(desk, discipline)];
    let manner = manner::of(&discipline.id);
    let sheets: Vec<_> = tables
        .iter()
        .zip(["主体责任", "监督责任"])
        .map(|(table, name)| form::sheet(&table.form(&manner), &manner, name))
        .collect();
    let latest = tables.iter().map(Indicators::filled_on).max().expect("two tables");
    Part {
        name: format!("{}两个责任统计表.xlsx", discipline.place),
        bytes: workbook::bytes(&sheets, &tables[1].head.reviewer, latest),
        entries: vec![
            entry(form_id(&tables[0]), party, "accepted"),
            entry(form_id(&tables[1]), discipline, "accepted"),
        ],
        findings: Vec::new(),
        fault: "",
        ready: latest.at(17, 0, 0, 0),
    }
}

/// A county packs the dual reports of its towns.
fn send_towns(desk: &Desk, post: &mut Post, county: &Unit) {
    let towns = desk.world.children(&county.id);
    if towns.is_empty() {
        return;
    }
    let mut parts = Vec::new();
    for town in towns {
        let party = desk.world.unit(&town.counterpart);
        let reports = [report(desk, party), report(desk, town), Some(both_tables(desk, town))];
        parts.extend(reports.into_iter().flatten().map(|part| (town.place.clone(), part)));
    }
    let packed = pack(parts, Names::Gbk);
    post.send(Sent {
        path: format!("{}/{}所辖乡镇2014年度双报告.zip", folder(desk, &county.id), county.place),
        unit: county.short.clone(),
        manner: "县纪委代乡镇打包报送，两张统计表在一个工作簿".to_owned(),
        ..packed
    });
}

fn send_collection(desk: &Desk, post: &mut Post) {
    let collected = desk.world.units.iter().filter(|unit| {
        unit.division.starts_with(&COLLECTING_PREFECTURE[..4]) && unit.level != Level::Township
    });
    let parts = collected.flat_map(|unit| {
        let files = [report(desk, unit), table(desk, unit)];
        files.into_iter().flatten().map(|part| (unit.place.clone(), part))
    });
    let packed = pack(parts.collect(), Names::Gbk);
    post.send(Sent {
        path: "望舒州/望舒州2014年度双报告.zip".to_owned(),
        unit: "望舒州纪委".to_owned(),
        manner: "全州打包报送".to_owned(),
        ..packed
    });
}

/// An archive of parts, each in the folder of its place; it is sent a day after the last is ready.
fn pack(parts: Vec<(String, Part)>, names: Names) -> Sent {
    let (mut files, mut entries, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    let ready = parts.iter().map(|(_, part)| part.ready.date()).max().expect("an archive holds files");
    for (place, part) in parts {
        let member = format!("{place}/{}", part.name);
        entries.extend(part.entries.into_iter().map(|entry| Entry { member: member.clone(), ..entry }));
        findings.extend(part.findings.into_iter().map(|found| Found { member: member.clone(), ..found }));
        files.push((member, part.bytes));
    }
    let day = (ready + jiff::ToSpan::days(1)).min(date(2015, 1, 30));
    Sent {
        batch: BATCH,
        path: String::new(),
        received: post::at(day, &mut Dice::of(&format!("archive/{}", files[0].0))),
        bytes: archive::packed(&files, names),
        entries,
        findings,
        unit: String::new(),
        manner: String::new(),
        fault: String::new(),
    }
}
