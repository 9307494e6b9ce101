//! Answers to findings and duties, end to end: explanations by letter, by the list that comes back, and by officers;
//! overrides and waivers, until they expire.

use crate::support::program::{Outcome, Program};
use crate::support::samples::{batches, copy, empty_office, exported, rows};
use calamine::{Data, Reader, Xlsx};
use jiff::civil::DateTime;
use liangze::batch::{Office, RunOptions, Unwatched, run};
use rust_xlsxwriter::Workbook;
use std::fs;
use std::io::Cursor;

const PERIOD: &str = "2014Q2";

/// An office that has run one batch of the second quarter: it has returns with findings of all kinds.
fn office() -> (Program, Office) {
    let program = Program::new();
    let office = empty_office(&program.folder().join("office"));
    take(&office, 2);
    (program, office)
}

fn take(office: &Office, batch: usize) {
    let (inbox, as_of) = batches().swap_remove(batch);
    copy(&inbox, &office.inbox());
    pass(office, as_of);
}

fn pass(office: &Office, as_of: DateTime) {
    run(office, &RunOptions { as_of, periods: Vec::new() }, &Unwatched).unwrap();
}

/// The cells of the export's rows for which something holds, by the names of the columns.
fn cells(office: &Office, table: &str, columns: &[&str], holds: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    let rows = rows(&exported(office)[table]);
    let number = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let numbers: Vec<usize> = columns.iter().map(|name| number(name)).collect();
    let found = rows.iter().skip(1).filter(|row| holds(&row.join(",")));
    found.map(|row| numbers.iter().map(|number| row[*number].clone()).collect()).collect()
}

/// Id and state of the findings of a rule.
fn findings(office: &Office, rule: &str) -> Vec<Vec<String>> {
    let of_rule = format!(",{rule},");
    cells(office, "findings.csv", &["finding_id", "state"], |row| row.contains(&of_rule))
}

fn states(office: &Office, rule: &str) -> Vec<String> {
    findings(office, rule).into_iter().map(|mut row| row.remove(1)).collect()
}

fn status(office: &Office, source: &str) -> String {
    cells(office, "submissions.csv", &["status"], |row| row.contains(source)).remove(0).remove(0)
}

fn answer(program: &Program, arguments: &[&str]) -> Outcome {
    program.call(&[arguments, &["--as-of", "2014-07-09T09:00"]].concat())
}

#[test]
fn a_letter_explains_what_is_open_of_its_unit_and_period() {
    let (_program, office) = office();
    assert_eq!(states(&office, "CQ-V015"), ["open"]);
    take(&office, 3);
    assert_eq!(states(&office, "CQ-V015"), ["explained"]);
    assert_eq!(states(&office, "TC-V006"), ["open"], "of another unit");
    let key =
        cells(&office, "submissions.csv", &["unit_id", "period"], |row| row.contains("数据的说明.docx"));
    assert_eq!(key, [["J-990222-201", PERIOD]]);
    // What was explained is not asked again, and stays explained when all is looked at anew.
    let back = office.outbox().join(PERIOD).join("returned/蚁丘乡纪委-责任追究案件明细表-问题标注.xlsx");
    let mut back: Xlsx<_> = Xlsx::new(Cursor::new(fs::read(back).unwrap())).unwrap();
    let range = back.worksheet_range("问题清单").unwrap();
    let asks = |cell: &Data| cell.to_string().contains(&format!("_{PERIOD}_"));
    assert!(!range.rows().any(|cells| cells.iter().any(asks)), "an error is left, which is corrected");
    pass(&office, "2014-07-20T09:00".parse().unwrap());
    assert_eq!(states(&office, "CQ-V015"), ["explained"]);
}

/// The list that was sent to a unit, with a text in the column for explanations.
fn filled_in(office: &Office, file: &str, words: &str) -> Vec<u8> {
    let bytes = fs::read(office.outbox().join(PERIOD).join("returned").join(file)).unwrap();
    let mut sent: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = sent.worksheet_range("待说明事项").unwrap();
    let (mut back, mut column) = (Workbook::new(), None);
    let sheet = back.add_worksheet();
    for (row, cells) in (0u32..).zip(range.rows()) {
        for (number, cell) in (0u16..).zip(cells) {
            sheet.write(row, number, cell.to_string()).unwrap();
        }
        let is_answer = |cell: &Data| matches!(cell, Data::String(text) if text == "说明");
        match (column, cells.iter().position(is_answer)) {
            (None, found) => column = found,
            (Some(column), _)
                if !cells[0].to_string().is_empty() && cells[0].to_string().contains(PERIOD) =>
            {
                sheet.write(row, u16::try_from(column).unwrap(), words).unwrap();
            }
            _ => {}
        }
    }
    back.save_to_buffer().unwrap()
}

#[test]
fn the_list_that_comes_back_explains_by_its_keys_and_says_something() {
    let (_program, office) = office();
    let file = "驻省发展改革委纪检组-待说明事项.xlsx";
    let came = |words: &str, day: &str| {
        let bytes = filled_in(&office, file, words);
        fs::write(office.inbox().join(format!("{day}.xlsx")), bytes).unwrap();
        pass(&office, format!("2014-07-{day}T09:00").parse().unwrap());
        status(&office, &format!(",{day}.xlsx,"))
    };
    assert_eq!(came("经核实，数据无误，情况属实", "09"), "attachment");
    assert_eq!(states(&office, "TC-V006"), ["open"], "it says nothing");
    assert_eq!(came("该案由上级交办，经同意延至本季度报送", "10"), "attachment");
    assert_eq!(states(&office, "TC-V006"), ["explained"]);
    assert!(!office.outbox().join(PERIOD).join("returned").join(file).exists());
}

#[test]
fn an_officer_passes_on_an_explanation_and_findings_that_need_none_are_refused() {
    let (program, office) = office();
    let id = findings(&office, "TC-V006").remove(0).remove(0);
    let explain = |text: &str| answer(&program, &["explain-finding", "office", &id, "--text", text]);
    assert_eq!(explain("情况属实").code, 2);
    assert_eq!(explain("该案由上级交办，经同意延至本季度报送").code, 0);
    assert_eq!(states(&office, "TC-V006"), ["explained"]);
    let held = findings(&office, "TC-V002").remove(0).remove(0);
    for (id, told) in [(held.as_str(), "不是核实性问题"), ("999.1", "没有编号"), ("x", "没有编号")]
    {
        let text = "该案由上级交办，经同意延至本季度报送";
        let refused = answer(&program, &["explain-finding", "office", id, "--text", text]);
        assert!(refused.code == 2 && refused.err.contains(told), "{id}: {}", refused.err);
    }
}

/// All texts of a workbook's sheet.
fn sheet(office: &Office, name: &str) -> String {
    let bytes = fs::read(office.outbox().join(PERIOD).join(format!("景岳省汇总_{PERIOD}.xlsx"))).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let rows: Vec<String> =
        range.rows().map(|cells| cells.iter().map(Data::to_string).collect::<Vec<_>>().join("|")).collect();
    rows.join("\n")
}

#[test]
fn an_override_admits_a_held_return_until_it_expires() {
    let (program, office) = office();
    let source = "典型案例 明湖区扶贫局公款吃喝.docx";
    let id = findings(&office, "TC-V002").remove(0).remove(0);
    assert_eq!(status(&office, source), "provisional");
    let call = ["override", "office", &id, "--by", "王书记", "--reason", "原件存档，可以采信"];
    let admitted = answer(&program, &[&call[..], &["--until", "2014-07-31"]].concat());
    assert_eq!((admitted.code, admitted.out.as_str()), (0, &*format!("已认可 {id}，重新生成：{PERIOD}\n")));
    assert_eq!(
        (status(&office, source), states(&office, "TC-V002")),
        ("accepted".into(), vec!["overridden".into()])
    );
    let printed = sheet(&office, "R19b 准予放行和免报");
    assert!(printed.contains("TC-V002|原件存档，可以采信|王书记|") && printed.contains("|有效"), "{printed}");
    assert!(sheet(&office, "R19 审核差错").contains("已准予放行|原件存档，可以采信"));
    pass(&office, "2014-07-31T09:00".parse().unwrap());
    assert_eq!(status(&office, source), "accepted");
    pass(&office, "2014-08-01T09:00".parse().unwrap());
    assert_eq!(
        (status(&office, source), states(&office, "TC-V002")),
        ("provisional".into(), vec!["open".into()])
    );
    assert!(sheet(&office, "R19b 准予放行和免报").contains("|已到期"));
}

#[test]
fn what_is_fatal_and_what_nobody_signs_is_not_admitted() {
    let (program, office) = office();
    let fatal = findings(&office, "GN-S001").remove(0).remove(0);
    let refused = answer(&program, &["override", "office", &fatal, "--by", "王书记", "--reason", "可以采信"]);
    assert_eq!(refused.code, 2);
    let id = findings(&office, "TC-V002").remove(0).remove(0);
    let refused = answer(&program, &["override", "office", &id, "--by", " ", "--reason", "可以采信"]);
    assert!(refused.code == 2 && refused.err.contains("--by"), "{}", refused.err);
    assert_eq!(states(&office, "TC-V002"), ["open"]);
}

#[test]
fn a_waived_duty_is_neither_missing_nor_reminded_until_the_waiver_expires() {
    let (program, office) = office();
    let reminder = office.outbox().join(PERIOD).join("notices/N03-催报通知/霜桥区纪委-第2次催报通知.docx");
    let state = || {
        let is_duty = |row: &str| row.starts_with("J-990102,case-quarterly,2014Q2,");
        cells(&office, "rollups/R01.csv", &["status"], is_duty).remove(0).remove(0)
    };
    assert_eq!((state().as_str(), reminder.is_file()), ("未报", true));
    let waive = |unit: &str| {
        let until = ["--by", "王书记", "--reason", "机构撤并，由市纪委代报", "--until", "2014-07-31"];
        answer(
            &program,
            &[&["waive", "office", "--unit", unit, "--form", "CQ", "--period", PERIOD], &until[..]].concat(),
        )
    };
    let wrong = waive("霜桥区委");
    assert!(wrong.code == 2 && wrong.err.contains("不是应报任务"), "{}", wrong.err);
    assert_eq!(waive("霜桥区纪委").code, 0);
    assert_eq!((state().as_str(), reminder.is_file()), ("免报", false));
    assert!(sheet(&office, "R19b 准予放行和免报").contains("免报||机构撤并，由市纪委代报|王书记"));
    pass(&office, "2014-08-01T09:00".parse().unwrap());
    assert_eq!(state(), "未报");
}

#[test]
fn the_exit_code_asks_for_an_explanation_only_while_one_is_open() {
    let program = Program::new();
    let office = empty_office(&program.folder().join("office"));
    let (inbox, _) = batches().swap_remove(2);
    let path = "省直/典型案例 省发展改革委信息中心违规收取群众费用.docx";
    fs::copy(inbox.join(path), office.inbox().join("a.docx")).unwrap();
    let outcome = program.call(&["run", "office", "--as-of", "2014-07-08T09:00", "--json"]);
    let answered: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((outcome.code, &answered["open"]["W"]), (4, &1.into()), "{answered}");
    let id = findings(&office, "TC-V006").remove(0).remove(0);
    assert_eq!(
        answer(&program, &["explain-finding", "office", &id, "--text", "上级交办，经同意延至本季度"]).code,
        0
    );
    assert_eq!(program.call(&["run", "office", "--as-of", "2014-07-10T09:00"]).code, 0);
}

/// A document cannot carry the list: it goes back with a comment where something is asked, and the list beside it.
#[test]
fn a_document_goes_back_with_comments_and_the_list_lies_beside_it() {
    let (_program, office) = office();
    let folder = office.outbox().join(PERIOD).join("returned");
    let bytes = fs::read(folder.join("驻省发展改革委纪检组-典型案例报送表-问题标注.docx")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut text = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    let (main, comments) = (text("word/document.xml"), text("word/comments.xml"));
    assert_eq!(main.matches("<w:commentReference ").count(), comments.matches("<w:comment ").count());
    assert!(
        comments.contains("核实性（TC-V006）：") && comments.contains("驻省发展改革委纪检组-待说明事项.xlsx")
    );
    assert!(folder.join("驻省发展改革委纪检组-待说明事项.xlsx").is_file());
    // Sent in as it is, it says what it said.
    fs::write(office.inbox().join("again.docx"), bytes).unwrap();
    pass(&office, "2014-07-09T09:00".parse().unwrap());
    let rows = rows(&exported(&office)["records/typical-case.csv"]);
    let ids = cells(&office, "submissions.csv", &["submission_id"], |row| {
        row.contains("again.docx") || row.contains("省发展改革委信息中心")
    });
    let said = |id: &str| -> Vec<Vec<String>> {
        rows.iter().filter(|row| row[0] == id).map(|row| row[1..].to_vec()).collect()
    };
    assert_eq!(ids.len(), 2);
    assert!(!said(&ids[0][0]).is_empty());
    assert_eq!(said(&ids[0][0]), said(&ids[1][0]));
}
