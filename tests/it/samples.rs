//! The samples are what their generator makes, and the program finds in them what they say must be found; what lies in
//! the outbox for other programs is the export, period by period.

use crate::support::program::repository;
use crate::support::samples::{
    Tree, batches, copy, empty_office, exported, is_same, rows, tree, worked_through,
};
use jiff::civil::DateTime;
use liangze::batch::{Office, RunOptions, Unwatched, run};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

#[allow(dead_code, reason = "its main function is that of the example")]
#[path = "../../examples/make_samples/main.rs"]
mod make_samples;

/// What a worked through office exports, and its outbox.
static WORKED: LazyLock<(Tree, Tree)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let office = worked_through(&folder.path().join("office"));
    (exported(&office), tree(&office.outbox()))
});

/// A table of the export, each row by column.
fn table(tree: &Tree, path: &str) -> Vec<BTreeMap<String, String>> {
    let rows = rows(&tree[path]);
    let (header, rows) = rows.split_first().expect("a table has a header");
    rows.iter().map(|row| header.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

fn expected(name: &str) -> Vec<Vec<String>> {
    rows(&fs::read(repository(&format!("samples/expected/{name}"))).unwrap()).split_off(1)
}

/// True for no expectation, or one of the alternatives between `|`.
fn is_one_of(expected: &str, found: &str) -> bool {
    expected.is_empty() || expected.split('|').any(|one| one == found)
}

fn none(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what} ({}):\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_committed_samples_are_what_their_generator_makes() {
    is_same("samples/", &tree(&repository("samples")), &make_samples::files());
}

#[test]
fn every_fault_in_the_samples_is_found_where_it_is() {
    let found = table(&WORKED.0, "findings.csv");
    let missed = expected("findings.csv").into_iter().filter(|expected| {
        let [source, rule, cell] = expected.as_slice() else { panic!("three columns") };
        let fits = |row: &&BTreeMap<String, String>| {
            row["source"] == *source && is_one_of(rule, &row["rule"]) && is_one_of(cell, &row["cell"])
        };
        !found.iter().any(|row| fits(&row))
    });
    let told = |expected: Vec<String>| {
        let of_file = found.iter().filter(|row| row["source"] == expected[0] && row["severity"] != "I");
        let said: Vec<String> = of_file.map(|row| format!("{} {}", row["rule"], row["cell"])).collect();
        format!("{}: found [{}]", expected.join(" "), said.join(", "))
    };
    none("not found", &missed.map(told).collect::<Vec<_>>());
}

#[test]
fn nothing_is_found_in_samples_without_a_fault() {
    let faulty: BTreeSet<String> =
        expected("findings.csv").into_iter().map(|mut row| row.swap_remove(0)).collect();
    // Reports have no set place for a seal or a filler.
    let reports = ["annual-party-report", "annual-disc-report"];
    let found = table(&WORKED.0, "findings.csv").into_iter().filter(|row| {
        let weighs = ["F", "E", "W"].contains(&row["severity"].as_str());
        let excused = row["rule"] == "GN-V002" && reports.contains(&row["form"].as_str());
        weighs && !row["source"].is_empty() && !faulty.contains(&row["source"]) && !excused
    });
    let told = |row: BTreeMap<String, String>| {
        format!("{} {} {} {}: {}", row["source"], row["rule"], row["severity"], row["cell"], row["message"])
    };
    none("found", &found.map(told).collect::<Vec<_>>());
}

#[test]
fn every_return_in_the_samples_stands_as_it_must() {
    let standing = table(&WORKED.0, "submissions.csv");
    let wrong = expected("status.csv").into_iter().filter_map(|expected| {
        let [source, form, unit, period, status] = expected.as_slice() else { panic!("five columns") };
        let same: Vec<_> = standing
            .iter()
            .filter(|row| {
                row["source"] == *source
                    && is_one_of(form, &row["form"])
                    && is_one_of(unit, &row["unit_id"])
                    && is_one_of(period, &row["period"])
            })
            .collect();
        let right = same.iter().any(|row| is_one_of(status, &row["status"]));
        let of_file = standing.iter().filter(|row| row["source"] == *source);
        let stands = |row: &BTreeMap<String, String>| {
            format!("{} {} {} {}", row["form"], row["unit_id"], row["period"], row["status"])
        };
        let stands: Vec<String> = of_file.map(stands).collect();
        (!right).then(|| format!("{}: stands [{}]", expected.join(" "), stands.join(", ")))
    });
    none("stand otherwise", &wrong.collect::<Vec<_>>());
}

#[test]
fn the_data_of_the_periods_are_the_export_of_each_period() {
    let (export, outbox) = &*WORKED;
    let whole = table(export, "submissions.csv");
    let period_of: BTreeMap<&str, &str> =
        whole.iter().map(|row| (row["submission_id"].as_str(), row["period"].as_str())).collect();
    let periods: BTreeSet<&str> = period_of.values().copied().filter(|period| !period.is_empty()).collect();
    let mut data = Tree::new();
    for period in &periods {
        for (path, bytes) in export.iter().filter(|(path, _)| !path.starts_with("rollups/")) {
            let rows = rows(bytes);
            let column = |name: &str| rows[0].iter().position(|cell| cell == name);
            let (by_period, owner) = (column("period"), column("submission_id"));
            let of_period = |row: &Vec<String>| {
                let stated = by_period.map(|column| row[column].as_str());
                stated.or_else(|| period_of.get(row[owner?].as_str()).copied()) == Some(*period)
            };
            let (header, body) = rows.split_first().expect("a table has a header");
            let body: Vec<&Vec<String>> = body.iter().filter(|row| of_period(row)).collect();
            let came = path.strip_prefix("records/").and_then(|name| name.strip_suffix(".csv"));
            if came
                .is_some_and(|form| !whole.iter().any(|row| row["form"] == form && row["period"] == *period))
            {
                continue;
            }
            let mut writer =
                csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            writer.write_record(header).unwrap();
            body.into_iter().for_each(|row| writer.write_record(row).unwrap());
            data.insert(format!("{period}/data/{path}"), writer.into_inner().unwrap());
        }
    }
    let tables = outbox.iter().filter(|(path, _)| path.contains("/data/") && path.ends_with(".csv"));
    is_same("outbox", &data, &tables.map(|(path, bytes)| (path.clone(), bytes.clone())).collect());
}

#[test]
fn findings_are_the_same_as_table_json_and_sarif() {
    let outbox = &WORKED.1;
    let tables: Vec<&str> =
        outbox.keys().filter_map(|path| path.strip_suffix("/data/findings.csv")).collect();
    assert!(tables.len() > 5);
    for period in tables {
        let rows = table(outbox, &format!("{period}/data/findings.csv"));
        let parsed = |name: &str| -> serde_json::Value {
            serde_json::from_slice(&outbox[&format!("{period}/data/{name}")]).unwrap()
        };
        let (json, sarif) = (parsed("findings.json"), parsed("findings.sarif"));
        let objects = json.as_array().unwrap().iter().map(|object| {
            let cells = object.as_object().unwrap().iter().filter(|(key, _)| *key != "related");
            cells.map(|(key, cell)| (key.clone(), cell.as_str().unwrap().to_owned())).collect()
        });
        assert_eq!(objects.collect::<Vec<BTreeMap<String, String>>>(), rows);
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let said = results.iter().map(|result| (&result["ruleId"], &result["properties"]["severity"]));
        let said: Vec<(&str, &str)> =
            said.map(|(rule, severity)| (rule.as_str().unwrap(), severity.as_str().unwrap())).collect();
        let expected: Vec<(&str, &str)> =
            rows.iter().map(|row| (row["rule"].as_str(), row["severity"].as_str())).collect();
        assert_eq!(said, expected, "{period}");
    }
}

#[test]
fn a_return_is_as_late_in_the_list_of_returns_as_in_the_list_of_duties() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("office");
    empty_office(&root);
    let settings = fs::read_to_string(root.join("liangze.toml")).unwrap();
    let moved = settings
        .replace("quarter_due = \"last_day\"", "quarter_due = \"workdays\"")
        .replace("quarter_workdays = 0", "quarter_workdays = 1");
    assert_ne!(moved, settings);
    fs::write(root.join("liangze.toml"), moved).unwrap();
    let office = Office::open(&root).unwrap();
    let (inbox, as_of) = batches().swap_remove(0);
    copy(&inbox, &office.inbox());
    run(&office, &RunOptions { as_of, periods: Vec::new() }, &Unwatched).unwrap();
    let export = exported(&office);
    let key =
        |row: &BTreeMap<String, String>| ["unit_id", "form", "period"].map(|column| row[column].clone());
    let due: BTreeMap<_, _> =
        table(&export, "rollups/R01.csv").into_iter().map(|row| (key(&row), row["due_on"].clone())).collect();
    let stands = |row: &BTreeMap<String, String>| {
        ["accepted", "provisional", "returned"].contains(&row["status"].as_str())
            && due.contains_key(&key(row))
    };
    let rows: Vec<_> = table(&export, "submissions.csv").into_iter().filter(stands).collect();
    assert!(rows.iter().any(|row| row["due_on"] == "2014-04-01"), "the first working day after the quarter");
    for row in rows {
        assert_eq!(row["due_on"], due[&key(&row)], "{}", row["source"]);
    }
}

#[test]
fn units_are_reminded_when_their_day_comes_though_nothing_does() {
    let folder = tempfile::tempdir().unwrap();
    let office = empty_office(&folder.path().join("office"));
    let (inbox, _) = batches().swap_remove(0);
    copy(&inbox, &office.inbox());
    let reminders = |as_of: &str| {
        run(&office, &RunOptions { as_of: as_of.parse().unwrap(), periods: Vec::new() }, &Unwatched).unwrap();
        let outbox = tree(&office.outbox());
        let names = outbox.keys().filter(|path| path.contains("/N03-")).cloned();
        let (second, first): (Vec<String>, Vec<String>) = names.partition(|path| path.contains("第2次"));
        (first.len(), second.len())
    };
    assert_eq!(reminders("2014-03-31T23:00"), (0, 0));
    let (first, second) = reminders("2014-04-01T08:00");
    assert!(first > 0 && second == 0, "{first} {second}");
    assert_eq!(reminders("2014-04-04T08:00"), (first, 0));
    assert_eq!(reminders("2014-04-05T08:00"), (first, first));
}

#[test]
fn a_workbook_that_says_what_it_said_is_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let office = empty_office(&folder.path().join("office"));
    let (inbox, as_of) = batches().swap_remove(0);
    let workbooks = |as_of: DateTime| -> Tree {
        run(&office, &RunOptions { as_of, periods: Vec::new() }, &Unwatched).unwrap();
        let consolidated = |path: &str| path.ends_with(".xlsx") && path.matches('/').count() == 1;
        tree(&office.outbox()).into_iter().filter(|(path, _)| consolidated(path)).collect()
    };
    copy(&inbox, &office.inbox());
    let first = workbooks(as_of);
    // What came once more says nothing new, but its period is closed again.
    let (copied, _) = tree(&inbox).into_iter().find(|(path, _)| path.ends_with(".xlsx")).unwrap();
    fs::copy(inbox.join(&copied), office.inbox().join("again.xlsx")).unwrap();
    let second = workbooks("2014-04-09T08:00".parse().unwrap());
    let changed: Vec<&String> = second.keys().filter(|path| first.get(*path) != second.get(*path)).collect();
    assert!(first.len() > 3 && changed.is_empty(), "{changed:?}");
}

/// Runs an office and gives the findings over all units of the first quarter of 2015, each with its message.
fn over_units(office: &Office, as_of: DateTime) -> Vec<String> {
    run(office, &RunOptions { as_of, periods: Vec::new() }, &Unwatched).unwrap();
    let found = table(&tree(&office.outbox()), "2015Q1/data/findings.csv");
    let over_units = found.into_iter().filter(|row| row["severity"] == "M");
    over_units.map(|row| format!("{} {} {}", row["rule"], row["unit_id"], row["message"])).collect()
}

#[test]
fn what_all_units_say_together_is_looked_at_once_the_day_has_passed_though_nothing_comes() {
    let folder = tempfile::tempdir().unwrap();
    let office = empty_office(&folder.path().join("office"));
    let mut batches = batches();
    let (last, _) = batches.pop().unwrap();
    for (inbox, as_of) in batches {
        copy(&inbox, &office.inbox());
        run(&office, &RunOptions { as_of, periods: Vec::new() }, &Unwatched).unwrap();
    }
    copy(&last, &office.inbox());
    assert_eq!(over_units(&office, "2015-03-31T23:00:00".parse().unwrap()), Vec::<String>::new());
    let told = [
        "CQ-M001 J-990000 全部单位责任追究案件21件，此前4个季度平均35.8件，超出平均数上下三倍标准差。",
        "CQ-M001 J-990000 全部单位追究领导干部33人，此前4个季度平均54.3人，超出平均数上下三倍标准差。",
    ];
    assert_eq!(over_units(&office, "2015-04-01T08:00:00".parse().unwrap()), told);
    assert_eq!(over_units(&office, "2015-06-01T08:00:00".parse().unwrap()), told, "they stay");
}
