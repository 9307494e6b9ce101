//! A state that a clerk tells by the colour of a cell (FORMS.md 4.15), from the bytes of a workbook to what is asked back.

use crate::support::office::{after, office};
use rust_xlsxwriter::{Color, Format, Workbook};

const COLUMNS: &str = "序号|问题编号|问题类别|问题描述|责任领导|责任部门|整改措施|整改时限|状态|完成日期|是否立行立改|移交线索（件）|追责问责（人）|巡察机构验收";

/// A ledger with issues, each with what stands in its state and the fill of that cell.
fn ledger(states: &[(&str, Option<Color>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let overview = book.add_worksheet().set_name("概况").unwrap();
    let pairs = [
        ("轮次", "2014年第一轮"),
        ("巡察组", "第二组"),
        ("组长", "李四"),
        ("被巡察单位", "甲镇党委"),
        ("进驻日期", "2014年3月3日"),
        ("结束日期", "2014年3月28日"),
    ];
    for (row, (label, value)) in (0..).zip(pairs) {
        overview.write(row, 0, label).unwrap();
        overview.write(row, 1, value).unwrap();
    }
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let grey = Format::new().set_background_color(Color::Gray);
    sheet.merge_range(0, 0, 0, 13, "示例县2014年专项巡察发现问题及整改台账", &Format::new()).unwrap();
    sheet.write(1, 0, "填报单位（盖章）：示例县纪委（章）").unwrap();
    sheet.write(1, 8, "填报时间：2014年6月30日").unwrap();
    for (column, label) in (0..).zip(COLUMNS.split('|')) {
        sheet.write_with_format(2, column, label, &grey).unwrap();
    }
    for (index, (state, fill)) in (0u32..).zip(states) {
        let row = index + 3;
        let number = format!("XC-{}", index + 1);
        let cells = [
            "主体责任落实",
            "会议记录不全",
            "钱七",
            "党政办",
            "补齐记录",
            "2014年8月",
            "",
            "",
            "否",
            "0",
            "0",
            "待验收",
        ];
        sheet.write(row, 0, index + 1).unwrap();
        sheet.write(row, 1, number).unwrap();
        for (column, text) in (2..).zip(cells) {
            sheet.write(row, column, text).unwrap();
        }
        match fill {
            Some(fill) => {
                let format = Format::new().set_background_color(*fill);
                sheet.write_with_format(row, 8, *state, &format).unwrap();
            }
            None => drop(sheet.write(row, 8, *state).unwrap()),
        }
    }
    book.save_to_buffer().unwrap()
}

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
