//! Proves the model before anything is written: the clean returns hold to every rule of FORMS.md that can be stated
//! over them, and the post is in order. A sample that fails is a fault of this program.

use super::annual::{Indicators, Values};
use super::annual_post;
use super::figures::{self, Figures};
use super::post::{BATCHES, Post};
use super::quarter_post::Desk;
use super::quarterly::{self, Quarterly};
use super::typical;
use super::workdays;
use liangze::model::{Level, Period};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Panics with the name of the first rule that does not hold.
pub fn of_model(desk: &Desk) {
    for filer in desk.filers {
        let returns: Vec<Quarterly> = desk
            .quarters
            .iter()
            .map(|period| quarterly::of(desk.world, filer, desk.cases, *period))
            .collect();
        returns.iter().for_each(|quarterly| of_return(desk, quarterly));
        for pair in returns.windows(2) {
            of_pair(&pair[0], &pair[1]);
        }
    }
    let numbers: BTreeSet<&str> = desk.cases.iter().map(|case| case.number.as_str()).collect();
    assert_eq!(numbers.len(), desk.cases.len(), "CD-V009");
    for unit in desk.world.units.iter().filter(|unit| !unit.parent.is_empty()) {
        let table = annual_post::indicators(desk, unit);
        [&table.current, &table.previous]
            .into_iter()
            .for_each(|values| of_indicators(unit.is_discipline(), values));
        of_change(&table);
        assert!(workdays::is_workday(table.filled_on()), "{} fills in on a holiday", unit.id);
    }
}

fn of_return(desk: &Desk, quarterly: &Quarterly) {
    let name = format!("{} {}", quarterly.filer, quarterly.period);
    let level = desk.world.unit(&quarterly.filer).level;
    for row in quarterly.rows.iter().chain([&quarterly.total]) {
        assert!(
            figures::broken_rules(&row.figures).is_empty(),
            "{name}: {:?}",
            figures::broken_rules(&row.figures)
        );
        assert!(figures::is_likely(&row.figures), "CQ-Q002 {name}");
        let allowed = match level {
            Level::Township => row.figures["r2"] + row.figures["r3"] + row.figures["r4"],
            Level::County => row.figures["r2"] + row.figures["r3"],
            _ => row.figures["r2"],
        };
        assert_eq!(allowed, 0, "CQ-V015 {name}");
        assert_eq!(row.figures["cases_total"] == 0, !row.remark.is_empty(), "CQ-V016 {name}");
    }
    assert_eq!(
        quarterly.total.figures,
        figures::sum(quarterly.rows.iter().map(|row| &row.figures)),
        "CQ-V012 {name}"
    );
    let filled_on = quarterly.head.filled_on.expect("the generator sets it");
    assert!(
        workdays::is_workday(filled_on) && (quarterly.period.end() - filled_on).get_days() <= 10,
        "GN-V004 {name}"
    );
    let names = [&quarterly.head.filler, &quarterly.head.reviewer, &quarterly.head.unit_head];
    assert_eq!(BTreeSet::from(names).len(), 3, "GN-V013 {name}");
    for (case, object) in &quarterly.detail {
        assert_eq!(Period::quarter_of(object.decided_on), quarterly.period, "CD-V001 {name}");
        assert!(object.decided_on <= filled_on, "CD-V014 {name}");
        assert!(case.facts.chars().count() >= 30 && case.facts.chars().count() <= 500, "CD-V008 {name}");
        assert!(case.title.chars().count() <= 100, "CD title {name}");
        let party = object.actions.iter().any(|action| action.starts_with("pd"));
        assert!(!party || object.member, "CD-V002 {name}");
        assert!(!object.actions.contains(&"pd3") || object.post.contains('党'), "CD-V005 {name}");
        if case.typical {
            let report = typical::of(quarterly, case, level);
            assert!(
                (800..=1500).contains(&report.length()),
                "TC of {}: {} characters",
                case.number,
                report.length()
            );
            let analysis: usize = report.sections[3].1.iter().map(|text| text.chars().count()).sum();
            assert!(analysis >= 150, "TC-V006 {}", case.number);
        }
    }
    let persons: Vec<&str> = quarterly
        .detail
        .iter()
        .filter(|(_, object)| !object.team)
        .map(|(_, object)| object.name.as_str())
        .collect();
    assert_eq!(persons.iter().collect::<BTreeSet<_>>().len(), persons.len(), "CD-V004 {name}");
    assert_eq!(i64::try_from(persons.len()), Ok(quarterly.total.figures["persons_total"]), "CQ-X001 {name}");
}

fn of_pair(before: &Quarterly, after: &Quarterly) {
    let name = format!("{} {}", after.filer, after.period);
    for (old, new) in before.rows.iter().chain([&before.total]).zip(after.rows.iter().chain([&after.total])) {
        let first = after.period.quarter_number() == Some(1);
        let carried = |key: &str| if first { 0 } else { old.figures[key] };
        assert_eq!(
            new.figures["ytd_cases"],
            new.figures["cases_total"] + carried("ytd_cases"),
            "CQ-V014 {name}"
        );
        assert_eq!(
            new.figures["ytd_persons"],
            new.figures["persons_total"] + carried("ytd_persons"),
            "CQ-V014 {name}"
        );
        assert!(not_copied(&old.figures, &new.figures), "CQ-Q001 or CQ-Q004 {name}");
    }
}

/// The figures of the quarter itself: 本年累计 stays the same whenever nothing happened.
fn not_copied(old: &Figures, new: &Figures) -> bool {
    let told = |key: &&&str| !key.starts_with("ytd") && (old[**key] != 0 || new[**key] != 0);
    let keys: Vec<_> = new.keys().filter(told).collect();
    keys.is_empty() || keys.iter().filter(|key| old[**key] == new[**key]).count() * 10 < keys.len() * 8
}

fn of_indicators(discipline: bool, values: &Values) {
    let sum = |codes: &[&str]| codes.iter().map(|code| values[code]).sum::<Decimal>();
    let not_above: &[(&str, &str)] = match discipline {
        true => &[
            ("P03", "P02"),
            ("R02", "R01"),
            ("W02", "W01"),
            ("U03", "U02"),
            ("X02", "X01"),
            ("S06", "N03"),
            ("S07", "S06"),
        ],
        false => &[
            ("A02", "A01"),
            ("B02", "B01"),
            ("C02", "C03"),
            ("C05", "C06"),
            ("D02", "D01"),
            ("D03", "D02"),
            ("E03", "E02"),
            ("H03", "H02"),
            ("J02", "J01"),
            ("K04", "K03"),
            ("L02", "L01"),
        ],
    };
    for (part, whole) in not_above {
        assert!(values[part] <= values[whole], "{part} > {whole}");
    }
    if discipline {
        assert_eq!(values["S00"], sum(&["S01", "S02", "S03", "S04", "S05"]), "DI S00");
        assert_eq!(values["T00"], sum(&["T01", "T02"]) - values["T03"], "DI T00");
        assert_eq!(values["T00"], sum(&["T04", "T05", "T06", "T07", "T08", "T09"]), "DI ranks");
    } else {
        assert!(
            values["A01"] >= Decimal::TWO && values["A03"] >= Decimal::ONE && values["C02"] >= Decimal::ONE,
            "AI-C"
        );
        assert_eq!(values["D01"], values["D02"], "AI D02");
    }
}

/// AI-Q001: no figure jumps by half and by five.
fn of_change(table: &Indicators) {
    for (code, current) in &table.current {
        let (previous, change) = (table.previous[code], (*current - table.previous[code]).abs());
        let jumps = change >= Decimal::from(5) && change * Decimal::TWO >= previous;
        assert!(!jumps, "AI-Q001 {} {code} {current} {previous}", table.unit);
    }
}

/// Sources are unique, junk apart, and all came between the runs to which they belong.
pub fn of_post(post: &Post) {
    let mut sources = BTreeSet::new();
    for sent in &post.sent {
        assert!(sources.insert(sent.path.as_str()), "{} was sent twice", sent.path);
        let hour = sent.received.strftime("%Y-%m-%dT%H:%M").to_string();
        assert!(hour.as_str() < BATCHES[sent.batch], "{} came at {hour}, after its run", sent.path);
        let before = sent.batch.checked_sub(1).map_or("2014-01-01", |earlier| BATCHES[earlier]);
        assert!(hour.as_str() > before, "{} came at {hour}, before the run of an earlier batch", sent.path);
    }
}
