//! The page of a period as an office has it in its outbox: what it says is what the export says, its links lead to files,
//! and what units wrote is text.

use crate::support::program::{Program, repository};
use crate::support::samples::{batches, copy, empty_office, exported, rows, tree, worked_through};
use liangze::batch::{Office, RunOptions, Unwatched, run, sha256_of};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn page(office: &Office, period: &str) -> String {
    fs::read_to_string(office.outbox().join(period).join("report.html")).unwrap()
}

/// The path to which an address leads.
fn path_of(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The addresses of files on a page, as they stand there.
fn addresses(page: &str) -> Vec<String> {
    let links = page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    links.filter(|link| !link.starts_with('#')).map(|link| link.replace("&#x2f;", "/")).collect()
}

#[test]
fn every_period_has_its_page_and_its_links_lead_to_what_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let office = worked_through(&folder.path().join("office"));
    let export = exported(&office);
    let r01 = rows(&export["rollups/R01.csv"]);
    let mut periods = 0;
    for entry in fs::read_dir(office.outbox()).unwrap() {
        let period = entry.unwrap().file_name().into_string().unwrap();
        let root = office.outbox().join(&period);
        let text = page(&office, &period);
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(root.join("manifest.json")).unwrap()).unwrap();
        let mut listed = manifest["outputs"].as_array().unwrap().iter();
        let listed = listed.find(|output| output["path"] == "report.html").unwrap();
        assert_eq!(listed["sha256"], sha256_of(text.as_bytes()), "{period}");

        let files = tree(&root);
        let paths: Vec<String> = addresses(&text).iter().map(|address| path_of(address)).collect();
        for path in &paths {
            assert!(files.contains_key(path), "{period}: {path}");
        }
        let unlinked: Vec<&String> =
            files.keys().filter(|path| *path != "report.html" && !paths.contains(path)).collect();
        assert!(unlinked.is_empty(), "{period}: {unlinked:?}");
        assert!(text.contains("<p class=\"mark\">内部资料　注意保存</p>"), "{period}");

        let mut stands: BTreeMap<&str, usize> = BTreeMap::new();
        for row in r01.iter().filter(|row| row[2] == period) {
            let late = row[5].starts_with("迟报");
            *stands.entry(if late { "迟报" } else { row[5].as_str() }).or_default() += 1;
        }
        let count = |word: &str| stands.get(word).copied().unwrap_or(0);
        let owed = stands.values().sum::<usize>() - count("免报");
        let timely = count("按时") + count("零报告") + count("合并报送");
        let said = format!("本期应报 {owed} 份，已收 {} 份", owed - count("未报"));
        if owed > 0 {
            assert!(text.contains(&said), "{period}: {said}");
            let card = format!("按时</dt><dd>{timely}</dd></div>");
            assert!(text.contains(&card), "{period}: {card}");
        } else {
            assert!(text.contains("本期没有到期应报的报表。"), "{period}");
        }
        periods += 1;
    }
    assert_eq!(periods, 7);
}

/// Runs an office over one file of the samples, dropped under some names at some hours of a day.
fn with_file(root: &Path, file: &str, names: &[(&str, &str)]) -> (Office, Vec<(String, Vec<u8>)>) {
    let office = empty_office(root);
    let mut shown = Vec::new();
    for (name, as_of) in names {
        fs::copy(file, office.inbox().join(name)).unwrap();
        run(&office, &RunOptions { as_of: as_of.parse().unwrap(), periods: Vec::new() }, &Unwatched).unwrap();
        let data = fs::read(office.outbox().join("2015Q1/data/submissions.csv")).unwrap();
        shown.push((page(&office, "2015Q1"), data));
    }
    (office, shown)
}

/// A return of the samples in which something was found, and which no list of units knows.
fn faulty(folder: &Path) -> String {
    let (inbox, _) = batches().pop().unwrap();
    copy(&inbox, folder);
    let found = tree(folder).into_keys().find(|path| path.contains("泠水县")).unwrap();
    folder.join(found).to_str().unwrap().to_owned()
}

#[test]
fn the_name_of_a_file_is_text_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let file = faulty(&folder.path().join("batch"));
    let name = "<img src=x onerror=alert(1)>&amp;季报.xlsx";
    let (_, shown) = with_file(&folder.path().join("office"), &file, &[(name, "2015-04-09T09:00:00")]);
    let page = &shown[0].0;
    assert!(page.contains("文件：&lt;img src=x onerror=alert(1)&gt;&amp;amp;季报.xlsx"));
    assert!(page.contains(r"\u003cimg src=x onerror=alert(1)\u003e\u0026amp;季报.xlsx"));
    assert!(!page.contains("<img"));
}

#[test]
fn a_page_that_says_nothing_new_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = faulty(&folder.path().join("batch"));
    let names = [("季报.xlsx", "2015-04-09T09:00:00"), ("季报 副本.xlsx", "2015-04-09T10:00:00")];
    let (_, shown) = with_file(&folder.path().join("office"), &file, &names);
    assert_ne!(shown[0].1, shown[1].1, "the copy is in the data of the period");
    assert_eq!(shown[0].0, shown[1].0);
    assert!(shown[1].0.contains("数据截至 2015-04-09 09:00"));
}

#[test]
fn an_office_has_a_page_of_its_own_and_a_broken_one_stops_the_run_before_it_touches_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = faulty(&folder.path().join("batch"));
    let program = Program::new();
    let registry = repository("samples/registry");
    assert_eq!(program.call(&["init", "OFFICE", "--registry", registry.to_str().unwrap()]).code, 0);
    let office = program.folder().join("OFFICE");
    fs::copy(&file, office.join("inbox/季报.xlsx")).unwrap();
    let own = office.join("templates/report");
    fs::create_dir_all(&own).unwrap();
    let built_in = fs::read_to_string(repository("templates/report/page.html")).unwrap();
    let run = || program.call(&["run", "OFFICE", "--as-of", "2015-04-09T09:00"]);

    fs::write(own.join("page.html"), built_in.replace("{{ report.period_name }}", "{{ report.quarter }}"))
        .unwrap();
    let broken = run();
    assert_eq!(broken.code, 2, "{}{}", broken.out, broken.err);
    assert!(broken.err.contains("report/page.html:9: “report.quarter”：没有这个值"), "{}", broken.err);
    assert!(office.join("inbox/季报.xlsx").exists());
    let lint = program.call(&["lint", "OFFICE/templates"]);
    assert_eq!(lint.code, 2);
    assert!(lint.out.contains("report/page.html:9: “report.quarter”：没有这个值"), "{}", lint.out);

    fs::write(own.join("page.html"), built_in.replace("报送与审核情况", "本厅报送情况")).unwrap();
    assert_eq!(run().code, 3);
    let page = fs::read_to_string(office.join("outbox/2015Q1/report.html")).unwrap();
    assert!(page.contains("本厅报送情况（2015年第一季度）"));
}
