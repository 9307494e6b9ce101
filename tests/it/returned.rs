//! Returns that go back to their units with marks on them, and come again: from the bytes of a workbook to what became of
//! what was asked.

use crate::support::office::{after, office};
use crate::support::package;
use crate::support::patrol_ledger::ledger;
use crate::support::program::{Outcome, Program};
use calamine::{Reader, Xlsx};
use rust_xlsxwriter::Color;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;

const ANSWER: &str = "该项由县纪委统一标色，状态与纸质台账一致";
const RETURNED: &str = "示例县纪委-专项巡察整改台账-问题标注.xlsx";

/// Parts by name.
type Parts = BTreeMap<String, Vec<u8>>;

fn parts(bytes: &[u8]) -> Parts {
    package::parts(bytes).into_iter().collect()
}

fn zipped(parts: &Parts) -> Vec<u8> {
    package::packed(parts.clone())
}

fn text(parts: &Parts, name: &str) -> String {
    String::from_utf8(parts[name].clone()).unwrap()
}

/// A ledger with three states that are told by colours alone.
fn sent() -> Vec<u8> {
    let coloured = |rgb| ("", Some(Color::RGB(rgb)));
    ledger(&[coloured(0xFF_00_00), coloured(0xFF_EB_9C), coloured(0xC0_00_00), ("整改中", None)])
}

fn outbox(program: &Program) -> Vec<String> {
    let folder = program.folder().join("OFFICE/outbox/2014/returned");
    let entries = fs::read_dir(folder).map(|entries| entries.collect::<Vec<_>>()).unwrap_or_default();
    let mut names: Vec<String> =
        entries.into_iter().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn returned(program: &Program, name: &str) -> Vec<u8> {
    fs::read(program.folder().join("OFFICE/outbox/2014/returned").join(name)).unwrap()
}

/// The part of the list: the only one that asks for explanations.
fn list_part(parts: &Parts) -> String {
    let is_list = |content: &[u8]| String::from_utf8_lossy(content).contains("promptTitle=\"填写说明\"");
    parts.iter().find(|(_, content)| is_list(content)).unwrap().0.clone()
}

/// The workbook with an explanation in each cell that asks for one, as whoever fills it in does.
fn filled_in(bytes: &[u8], words: &str) -> Vec<u8> {
    let mut parts = parts(bytes);
    let part = list_part(&parts);
    let mut sheet = text(&parts, &part);
    let asked = sheet.split("<dataValidation ").nth(1).unwrap().split("sqref=\"").nth(1).unwrap();
    let asked: Vec<String> = asked.split('"').next().unwrap().split(' ').map(str::to_owned).collect();
    for cell in asked {
        let from = sheet.find(&format!("<c r=\"{cell}\" ")).unwrap();
        let to = from + sheet[from..].find("/>").unwrap();
        let open = sheet[from..to].to_owned();
        sheet.replace_range(from..to + 2, &format!("{open} t=\"inlineStr\"><is><t>{words}</t></is></c>"));
    }
    parts.insert(part, sheet.into_bytes());
    zipped(&parts)
}

fn answers(said: &impl Fn(&str, &[&str]) -> Vec<Vec<String>>) -> Vec<Vec<String>> {
    let rows = said("findings.csv", &["source", "rule", "severity", "cell", "state"]);
    rows.into_iter().filter(|row| row[2] == "W").collect()
}

fn run(program: &Program, as_of: &str) -> Outcome {
    program.call(&["run", "OFFICE", "--as-of", as_of])
}

#[test]
fn a_return_with_three_warnings_comes_back_explained_and_is_accepted() {
    let program = office("PI", "");
    let said = after(&program, ("台账.xlsx", &sent()), "2014-07-02T09:00");
    let open = answers(&said);
    assert_eq!(open.iter().map(|row| row[3].as_str()).collect::<Vec<_>>(), ["I4", "I5", "I6"]);
    assert_eq!(outbox(&program), [RETURNED]);
    let back = returned(&program, RETURNED);
    assert_eq!(run(&program, "2014-07-02T10:00").code, 0);
    assert_eq!(returned(&program, RETURNED), back, "a run in which nothing came changes nothing");

    let said = after(&program, ("台账（已说明）.xlsx", &filled_in(&back, ANSWER)), "2014-07-03T09:00");
    let files = said("submissions.csv", &["source", "form", "unit_id", "version", "status", "warning"]);
    let files: Vec<String> = files.iter().map(|row| row.join(",")).collect();
    assert_eq!(
        files,
        [
            "台账.xlsx,patrol-issues,J-990121,1,superseded,3",
            "台账（已说明）.xlsx,patrol-issues,J-990121,2,accepted,3",
            "台账（已说明）.xlsx,,J-990121,1,attachment,0",
        ]
    );
    let last = answers(&said).into_iter().filter(|row| row[0].contains("已说明"));
    assert!(last.clone().count() == 3 && last.clone().all(|row| row[4] == "explained"));
    let states = said("records/patrol-issues.csv", &["status"]);
    let states: Vec<&str> = states.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(states[4..], ["未启动", "整改中", "未启动", "整改中"], "colours of the sender go on speaking");
    assert!(outbox(&program).is_empty());
}

#[test]
fn nothing_is_changed_that_does_not_say_what_is_wrong() {
    let program = office("PI", "");
    let sent = sent();
    let _ = after(&program, ("台账.xlsx", &sent), "2014-07-02T09:00");
    let back = returned(&program, RETURNED);
    let (old, new) = (parts(&sent), parts(&back));
    let changed: BTreeSet<&str> = old
        .iter()
        .filter(|(name, content)| new.get(*name) != Some(content))
        .map(|(name, _)| name.as_str())
        .collect();
    let expected = [
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    ];
    assert_eq!(changed, BTreeSet::from(expected));
    let added: Vec<&str> = new.keys().filter(|name| !old.contains_key(*name)).map(String::as_str).collect();
    assert_eq!(added, ["xl/worksheets/sheet3.xml"]);
    // The first sheet is no longer the selected one; of the second the cells are as they were.
    let selected = text(&old, "xl/worksheets/sheet1.xml").replace("tabSelected=\"1\"", "tabSelected=\"0\"");
    assert_eq!(text(&new, "xl/worksheets/sheet1.xml"), selected);
    let cells = |parts: &Parts| {
        let sheet = text(parts, "xl/worksheets/sheet2.xml");
        sheet.split("<sheetData>").nth(1).unwrap().split("</sheetData>").next().unwrap().to_owned()
    };
    assert_eq!(cells(&new), cells(&old));
    // The note of the sender stands before ours.
    let notes = text(&new, "xl/comments1.xml");
    let (own, ours) = (notes.find("已电话核对").unwrap(), notes.find("【审核意见】").unwrap());
    assert!(own < ours && notes.matches("<comment ").count() == 3, "{notes}");
    let (mut old, mut new): (Xlsx<_>, Xlsx<_>) =
        (Xlsx::new(Cursor::new(sent)).unwrap(), Xlsx::new(Cursor::new(back)).unwrap());
    assert_eq!(new.sheet_names(), ["问题清单", "概况", "台账"]);
    for sheet in old.sheet_names() {
        assert_eq!(new.worksheet_range(&sheet).unwrap(), old.worksheet_range(&sheet).unwrap());
    }
    let list = new.worksheet_range("问题清单").unwrap();
    let rows: Vec<String> =
        list.rows().skip(4).map(|row| format!("{} {} {}", row[0], row[1], row[4])).collect();
    assert_eq!(
        rows,
        [
            "核实性 台账 I4 “状态”没有填写，按单元格的红色底色视为“未启动”。",
            "核实性 台账 I5 “状态”没有填写，按单元格的黄色底色视为“整改中”。",
            "核实性 台账 I6 “状态”没有填写，按单元格的红色底色视为“未启动”。",
        ]
    );
}

#[test]
fn a_form_corrected_in_the_marked_workbook_is_a_new_version_and_old_marks_are_taken_off() {
    let program = office("PI", "");
    let _ = after(&program, ("台账.xlsx", &sent()), "2014-07-02T09:00");
    let mut back = parts(&returned(&program, RETURNED));
    let sheet = text(&back, "xl/worksheets/sheet2.xml");
    let from = sheet.find("<c r=\"I4\"").unwrap();
    let to = from + sheet[from..].find("/>").unwrap();
    let corrected =
        format!("{} t=\"inlineStr\"><is><t>未启动</t></is></c>{}", &sheet[..to], &sheet[to + 2..]);
    back.insert("xl/worksheets/sheet2.xml".to_owned(), corrected.into_bytes());
    let said = after(&program, ("台账2.xlsx", &zipped(&back)), "2014-07-03T09:00");
    let open = answers(&said).into_iter().filter(|row| row[0] == "台账2.xlsx");
    assert_eq!(open.map(|row| row[3].clone()).collect::<Vec<_>>(), ["I5", "I6"]);
    let again = parts(&returned(&program, RETURNED));
    let sheet = text(&again, "xl/worksheets/sheet2.xml");
    assert_eq!(sheet.matches("<conditionalFormatting").count(), 1);
    assert!(sheet.contains("<conditionalFormatting sqref=\"I5:I6\">"), "{sheet}");
    let notes = text(&again, "xl/comments1.xml");
    assert!(!notes.contains("ref=\"I4\"") && notes.matches("【审核意见】").count() == 2, "{notes}");
    assert!(notes.contains("已电话核对"));
    let book: Xlsx<_> = Xlsx::new(Cursor::new(returned(&program, RETURNED))).unwrap();
    assert_eq!(book.sheet_names(), ["问题清单", "概况", "台账"], "one list, not two");
}

#[test]
fn a_return_in_an_archive_goes_back_as_itself() {
    let program = office("PI", "");
    let archive = zipped(&Parts::from([("示例县/台账.xlsx".to_owned(), sent())]));
    let _ = after(&program, ("报送.zip", &archive), "2014-07-02T09:00");
    assert_eq!(outbox(&program), [RETURNED]);
    let back = returned(&program, RETURNED);
    let said = after(&program, ("台账.xlsx", &filled_in(&back, ANSWER)), "2014-07-03T09:00");
    let last = answers(&said).into_iter().filter(|row| row[0] == "台账.xlsx");
    assert!(last.clone().count() == 3 && last.clone().all(|row| row[4] == "explained"));
}

#[test]
fn what_has_one_cause_is_one_line_of_the_list_and_one_explanation_answers_all() {
    let program = office("PI", "");
    let states = [("", Some(Color::RGB(0xC0_00_00))); 25];
    let said = after(&program, ("台账.xlsx", &ledger(&states)), "2014-07-02T09:00");
    assert_eq!(answers(&said).len(), 25);
    let back = returned(&program, RETURNED);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&back)).unwrap();
    let list = book.worksheet_range("问题清单").unwrap();
    let rows: Vec<String> = list.rows().skip(4).map(|row| format!("{} {}", row[1], row[4])).collect();
    let told = "台账 I4 同类问题共25处（I4至I28），请先查明共同原因。第一处：“状态”没有填写，按单元格的红色底色视为“未启动”。";
    assert_eq!(rows, [told]);
    let parts = parts(&back);
    assert!(text(&parts, "xl/worksheets/sheet2.xml").contains("<conditionalFormatting sqref=\"I4:I28\">"));
    assert_eq!(text(&parts, "xl/comments1.xml").matches("【审核意见】").count(), 1);
    let said = after(&program, ("台账2.xlsx", &filled_in(&back, ANSWER)), "2014-07-03T09:00");
    let last = answers(&said).into_iter().filter(|row| row[0] == "台账2.xlsx");
    assert!(last.clone().count() == 25 && last.clone().all(|row| row[4] == "explained"));
}

#[test]
fn a_workbook_that_cannot_be_marked_itself_goes_back_with_its_values_and_is_read_again() {
    let program = office("PI", "");
    let mut acting = parts(&ledger(&[("整改中", None), ("", Some(Color::Red))]));
    let relations = text(&acting, "xl/_rels/workbook.xml.rels");
    let connection = "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/connections\" \
        Target=\"connections.xml\"/></Relationships>";
    let relations = relations.replace("</Relationships>", connection);
    acting.insert("xl/_rels/workbook.xml.rels".to_owned(), relations.into_bytes());
    acting.insert("xl/connections.xml".to_owned(), b"<connections/>".to_vec());
    let said = after(&program, ("台账.xlsx", &zipped(&acting)), "2014-07-02T09:00");
    let read = said("records/patrol-issues.csv", &["row", "issue_no", "status", "issue"]);
    let back = returned(&program, RETURNED);
    assert!(!parts(&back).keys().any(|name| name.contains("connections")));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&back)).unwrap();
    let list = book.worksheet_range("问题清单").unwrap();
    assert!(list.rows().any(|row| row[0].to_string().contains("另行生成")));
    let said = after(&program, ("台账2.xlsx", &back), "2014-07-03T09:00");
    let again = said("records/patrol-issues.csv", &["row", "issue_no", "status", "issue"]);
    assert_eq!(again[read.len()..], read);
}
