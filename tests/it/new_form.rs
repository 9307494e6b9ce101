//! The walk of docs/forms.md from nothing to a checked return, taken to the letter.

use crate::support::program::{Program, repository};
use rust_xlsxwriter::{Format, Workbook};
use std::fs;

/// The blocks of a document that follow a text, up to the next heading.
fn block<'d>(document: &'d str, after: &str, fence: &str) -> &'d str {
    let rest = document.split_once(after).unwrap_or_else(|| panic!("{after}")).1;
    rest.split_once(&format!("```{fence}\n")).unwrap().1.split_once("```").unwrap().0
}

/// The rows of the first table after a text.
fn table(document: &str, after: &str) -> Vec<Vec<String>> {
    let rest = document.split_once(after).unwrap().1;
    let lines =
        rest.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let rows = lines.filter(|line| !line.starts_with("|---"));
    rows.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        let filled: Vec<(u16, &String)> = (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()).collect();
        let last = u16::try_from(cells.len() - 1).unwrap();
        match filled.as_slice() {
            [(_, only)] => drop(sheet.merge_range(row, 0, row, last, only, &Format::new()).unwrap()),
            several => {
                for (column, cell) in several {
                    sheet.write(row, *column, cell.as_str()).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_form_is_added_by_following_the_page_on_forms() {
    let page = fs::read_to_string(repository("docs/forms.md")).unwrap();
    let program = Program::new();
    let registry = program.folder().join("registry");
    fs::create_dir(&registry).unwrap();
    let units = fs::read_to_string(repository("templates/rehearsal/units.csv")).unwrap();
    let mut lines = units.lines();
    let code = lines.next().unwrap().split(',').position(|name| name == "duties").unwrap();
    let owing = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if cells[0] == "J-990121" {
            cells[code] = "GA";
        }
        cells.join(",")
    };
    let head = units.lines().next().unwrap();
    let owed: Vec<String> = std::iter::once(head.to_owned()).chain(lines.map(owing)).collect();
    fs::write(registry.join("units.csv"), owed.join("\n")).unwrap();
    fs::copy(repository("templates/rehearsal/leaders.csv"), registry.join("leaders.csv")).unwrap();
    fs::write(registry.join("holidays.csv"), "date,kind,name\n").unwrap();
    assert_eq!(program.call(&["init", "OFFICE", "--registry", "registry"]).code, 0);

    let folder = program.folder().join("OFFICE/templates/forms/going-abroad");
    fs::create_dir_all(&folder).unwrap();
    for file in ["form.toml", "rules.toml"] {
        fs::write(folder.join(file), block(&page, &format!("going-abroad/{file}`"), "toml")).unwrap();
    }
    let lint = program.call(&["lint", "OFFICE/templates"]);
    assert_eq!((lint.code, lint.err.as_str()), (0, ""), "{}", lint.out);

    let inbox = program.folder().join("OFFICE/inbox");
    fs::write(inbox.join("出国.xlsx"), workbook(&table(&page, "A unit sends"))).unwrap();
    let run = program.call(&["run", "OFFICE", "--as-of", "2014-09-29T09:00"]);
    assert!([3, 4].contains(&run.code), "{}{}", run.out, run.err);
    assert_eq!(program.call(&["export", "OFFICE", "--to", "export"]).code, 0);
    let export = |path: &str| fs::read_to_string(program.folder().join("export").join(path)).unwrap();
    let records = export("records/going-abroad.csv");
    let first = page.split_once("export holds `").unwrap().1.split_once('`').unwrap().0;
    assert!(records.contains(first), "{records}");
    let told = block(&page, "export holds", "text").trim();
    let (cell, message) = told.split_once(' ').unwrap();
    let findings = export("findings.csv");
    let found = findings.lines().find(|line| line.contains(message)).unwrap_or_else(|| panic!("{findings}"));
    assert!(found.contains(&format!(",{cell},")) && found.contains("GA-V001,E"), "{found}");
    let held = findings.lines().filter(|line| line.contains(",E,") || line.contains(",F,")).count();
    assert_eq!(held, 1, "{findings}");
}
