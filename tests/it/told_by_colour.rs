//! A state that a clerk tells by the colour of a cell (FORMS.md 4.15), from the bytes of a workbook to what is asked back.

use crate::support::office::{after, office};
use crate::support::patrol_ledger::ledger;
use rust_xlsxwriter::Color;

#[test]
fn a_blank_state_is_what_its_colour_says_and_is_asked_back_in_words() {
    let program = office("PI", "");
    let states = [
        ("", Some(Color::Red)),
        ("", Some(Color::RGB(0xFF_EB_9C))),
        ("", Some(Color::RGB(0x92_D0_50))),
        ("整改中", Some(Color::RGB(0x92_D0_50))),
        ("", Some(Color::RGB(0x00_70_C0))),
        ("", None),
    ];
    let said = after(&program, ("台账.xlsx", &ledger(&states)), "2014-07-02T09:00");
    let read: Vec<String> =
        said("records/patrol-issues.csv", &["status"]).into_iter().map(|mut row| row.remove(0)).collect();
    assert_eq!(
        read,
        ["未启动", "整改中", "已完成", "整改中", "", ""],
        "words go before colours; blue says nothing"
    );
    let told = said("findings.csv", &["rule", "severity", "cell", "field", "message"]);
    let told: Vec<String> = told.iter().map(|row| row.join(" ")).filter(|row| row.contains("底色")).collect();
    assert_eq!(
        told,
        [
            "GN-V007 W I4 status “状态”没有填写，按单元格的红色底色视为“未启动”。",
            "GN-V007 W I5 status “状态”没有填写，按单元格的黄色底色视为“整改中”。",
            "GN-V007 W I6 status “状态”没有填写，按单元格的绿色底色视为“已完成”。",
        ]
    );
}
