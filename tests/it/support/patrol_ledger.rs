//! A ledger of issues whose states are told by colours, as a clerk makes it.

use rust_xlsxwriter::{Color, Format, Note, Workbook};

const COLUMNS: &str = "序号|问题编号|问题类别|问题描述|责任领导|责任部门|整改措施|整改时限|状态|完成日期|是否立行立改|移交线索（件）|追责问责（人）|巡察机构验收";

/// A ledger with issues, each with what stands in its state and the fill of that cell.
pub fn ledger(states: &[(&str, Option<Color>)]) -> Vec<u8> {
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
    sheet.insert_note(4, 8, &Note::new("已电话核对")).unwrap();
    book.save_to_buffer().unwrap()
}
