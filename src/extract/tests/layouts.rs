//! Layouts of a form besides the full one, and what stands beside its table.

use super::{extracted, said, sheet, table, word};
use crate::catalog::Catalog;
use crate::paper::{CellContent, Content, Sheet};

const VOTES: &str =
    "序号 | 姓名 | 现任职务 | 单位 | 测评会议 | 测评日期 | 应到委员 | 实到委员 | 发出 | 收回 | 无效 | 有效";

fn votes(grades: &str, numbers: &str) -> Content {
    let first = format!("{VOTES}| {grades} | 弃权 | 得分");
    let row = format!(
        "1 | 钱七 | 镇党委书记 | 甲镇党委 | 甲镇党委全委会 | 2014年11月20日 | 55 | 51 | 51 | 50 | 0 | 50 | {numbers} | 1 | 89.4"
    );
    Content::Workbook(vec![sheet(
        "测评",
        &[
            "示例县甲镇2014年度述责述廉测评汇总表",
            "填报单位（盖章）：甲镇纪委（章） | | | 填报时间：2014年11月28日",
            &first,
            &row,
            "单位负责人：赵一 | 审核人：钱二 | 填表人：孙三 | 联系电话：0877-1234567",
        ],
    )])
}

#[test]
fn a_vote_in_four_grades_is_read_whatever_they_are_called() {
    for grades in ["好 | 较好 | 一般 | 差", "优秀 | 良好 | 一般 | 较差"] {
        let found = extracted(votes(grades, "30 | 12 | 5 | 2"));
        assert_eq!((found.len(), found[0].variant.as_str()), (1, "four_grades"), "{grades}");
        let keys =
            ["name", "valid", "n_grade_1", "n_grade_2", "n_grade_3", "n_grade_4", "n_abstain", "grade_score"];
        assert_eq!(said(&found[0], &keys), ["钱七", "50", "30", "12", "5", "2", "1", "89.4"], "{grades}");
        assert_eq!(said(&found[0], &["n_sat", "n_unsat"]), ["", ""]);
        let layout: Vec<&str> =
            found[0].findings.iter().filter(|one| one.rule == "GN-S005").map(|one| &*one.message).collect();
        assert_eq!(layout, ["按四档测评表接收，其中没有的栏目视为未填。"]);
    }
    let three = extracted(votes("满意 | 基本满意 | 不满意", "44 | 3 | 2"));
    assert_eq!(three[0].variant, "");
    assert_eq!(said(&three[0], &["n_sat", "n_grade_1"]), ["44", ""]);
}

#[test]
fn questions_on_a_sheet_of_their_own_tell_how_each_is_scored() {
    let questions = sheet(
        "题目表",
        &[
            "社会评议题目表",
            "题号 | 题目 | 权重 | 计分方式",
            "1 | 落实两个责任 | 0.6 | 十分制平均分",
            "2 | 查处腐败和侵害群众利益案件 | 0.4 | 三档计分（100/75/55）",
        ],
    );
    let results = sheet(
        "结果表",
        &[
            "示例县2014年度群众满意度测评结果表",
            "填报单位（盖章）：示例县纪委（章） | | | 填报时间：2014年11月28日",
            "序号 | 单位/地区 | 组别 | 调查方式 | 调查对象类别 | 样本量 | 有效样本 | 问题1：落实两个责任 | 问题2：查处腐败和侵害群众利益案件 | | | | 得分",
            " | | | | | | | 平均分 | 满意 | 基本满意 | 不满意 | 不了解 |",
            "1 | 甲镇党委 | 乡镇组 | 电话 | 群众 | 120 | 100 | 8.5 | 80 | 20 | 0 | 0 | 89",
            "单位负责人：赵一 | 审核人：钱二 | 填表人：孙三 | 联系电话：0877-1234567",
        ],
    );
    let found = extracted(Content::Workbook(vec![results, questions]));
    assert_eq!((found.len(), found[0].variant.as_str()), (1, "mean10"));
    assert_eq!(
        said(&found[0], &["valid", "q1_mean", "q2_sat", "q2_dk", "score"]),
        ["100", "8.5", "80", "0", "89"]
    );
    let beside: Vec<(&str, String)> =
        found[0].footing.iter().map(|(key, entry)| (key.as_str(), entry.value.to_string())).collect();
    let told = [("scale_1", "mean10"), ("scale_2", "three_level"), ("weight_1", "0.6"), ("weight_2", "0.4")];
    assert_eq!(beside, told.map(|(key, value)| (key, value.to_owned())));
}

#[test]
fn a_label_and_its_value_share_a_cell_in_all_ways() {
    let rows = [
        "编号：甲谈〔2014〕01 | 谈话类型： | 提醒谈话",
        "谈话对象姓名：：张三 | 谈话对象单位：中共示例县甲镇委员会",
        "谈话对象职务： | 谈话人姓名：李四",
        "谈话人单位 | 中共示例县甲镇委员会 | 谈话人职务 | 镇党委书记",
        "谈话时间（起）：：2014-05-14 13:30 | 谈话时间（止）：2014-05-14 14:20",
        "地点 | 会议室 | 记录人 | 王五",
        "谈话事由（提纲） | 年度谈话 | 谈话内容 | 了解情况",
        "谈话对象意见（表态） | 接受 | 整改要求及时限 | 年底前报告",
        "谈话人签字：李四 | 谈话对象签字： | 记录人签字：王五",
    ];
    let found =
        extracted(word(&["廉政谈话记录表", "填报单位（盖章）：甲镇党委（章）", "#"], vec![table(1, &rows)]));
    let keys = ["talk_no", "kind", "talkee", "talkee_post", "talker", "talker_post", "start", "end"];
    let values = said(&found[0], &keys);
    assert_eq!(values[0], "甲谈〔2014〕01");
    assert_eq!(values[2..6], ["张三", "", "李四", "镇党委书记"]);
    assert_eq!(values[6..], ["2014-05-14T13:30", "2014-05-14T14:20"]);
    let signed: Vec<(&str, String)> =
        found[0].footing.iter().map(|(key, entry)| (key.as_str(), entry.value.to_string())).collect();
    let told = [("recorder_signature", "王五"), ("talkee_signature", ""), ("talker_signature", "李四")];
    assert_eq!(signed, told.map(|(key, value)| (key, value.to_owned())));
}

#[test]
fn a_header_repeated_at_a_break_of_pages_may_lack_a_column_that_was_added() {
    let header = "序号 | 记录编号 | 审核意见 | 谈话日期 | 谈话人 | 谈话人职务 | 谈话对象 | 对象类别 | 谈话类型 | 主要内容 | 记录人";
    let row = |number: u32| {
        format!(
            "{number} | 甲谈〔2014〕0{number} | 已核 | 2014年3月{number}日 | 李四 | 镇党委书记 | 张三 | 班子成员 | 例行廉政谈话 | 了解情况 | 王五"
        )
    };
    let book = |repeated: &str| {
        Content::Workbook(vec![sheet(
            "台账",
            &[
                "示例县甲镇2014年廉政谈话情况台账",
                "填报单位（盖章）：甲镇党委（章） | | | | 填报时间：2014年11月28日",
                header,
                &row(1),
                repeated,
                &row(2),
            ],
        )])
    };
    for repeated in [header, &header.replace("审核意见", "")] {
        let found = extracted(book(repeated));
        let rows: Vec<usize> = found.iter().map(|one| one.data().count()).collect();
        assert_eq!(rows, [2], "{repeated}");
    }
}

#[test]
fn rows_that_number_columns_carry_over_or_are_struck_through_are_no_data_and_a_hidden_blank_copy_is_no_return()
 {
    let header = "序号 | 记录编号 | 谈话日期 | 谈话人 | 谈话人职务 | 谈话对象 | 对象类别 | 谈话类型 | 主要内容 | 记录人";
    let data = "1 | 甲谈〔2014〕01 | 2014年3月1日（星期六） | 李四 | 镇党委书记 | 张三 | 班子成员 | 例行廉政谈话 | 了解情况 | 王五";
    let rows = |below: &[&str]| {
        let mut rows = vec![
            "示例县甲镇2014年廉政谈话情况台账",
            "填报单位（盖章）：甲镇党委（章） | | | | 填报时间：2014年11月28日",
            header,
        ];
        rows.extend(below);
        sheet("台账", &rows)
    };
    let hidden = Sheet { name: "台账(2)".to_owned(), hidden: true, ..rows(&[]) };
    let sums = "过次页 | | | | | | | | | 1";
    let part = " | 镇直小计 | 1";
    let (numbers, struck) =
        ("1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10", "2 | — | — | / | — | — | — | — | — | —");
    let bracketed = data.replacen('1', "（1）", 1);
    let numbered = rows(&[numbers, &bracketed, part, sums, struck, " | 全镇合计（人次） | 1"]);
    for book in [vec![numbered.clone()], vec![numbered.clone(), hidden.clone()], vec![hidden, numbered]] {
        let found = extracted(Content::Workbook(book));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].data().count(), 1);
        assert_eq!(said(&found[0], &["talk_no", "date"]), ["甲谈〔2014〕01", "2014-03-01"]);
        assert!(found[0].findings.iter().all(|one| one.rule != "GN-V009"));
    }
}

#[test]
fn of_two_forms_with_the_same_columns_and_no_title_the_rows_and_the_name_of_the_sheet_tell() {
    let rows = |codes: [&str; 2]| {
        let lines = codes.map(|code| format!("1 | {code} | 次数 | 次 | 4 | 4 | 0 | "));
        let mut rows = vec![
            "填报单位（盖章）：甲镇党委（章） | | | | 填报时间：2014年12月8日".to_owned(),
            "序号 | 指标代码 | 指标名称 | 计量单位 | 本年 | 上年 | 增减 | 备注".to_owned(),
        ];
        rows.extend(lines);
        rows
    };
    let form = |name: &str, codes: [&str; 2]| {
        let rows = rows(codes);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        extracted(Content::Workbook(vec![sheet(name, &rows)]))[0].form.clone()
    };
    let catalog = Catalog::builtin().unwrap();
    for form_of in ["AI", "DI"].map(|code| catalog.forms.iter().find(|form| form.code == code).unwrap()) {
        let alone = |code: &str| {
            let others = catalog.forms.iter().filter(|other| other.id != form_of.id);
            others.flat_map(|other| &other.indicators).all(|other| other.code != code)
        };
        let own: Vec<&str> = form_of
            .indicators
            .iter()
            .map(|one| one.code.as_str())
            .filter(|code| alone(code))
            .take(2)
            .collect();
        assert_eq!(form("Sheet1", [own[0], own[1]]), form_of.id);
        assert_eq!(form(&form_of.title, ["?", "?"]), form_of.id);
    }
}

#[test]
fn a_column_of_formulas_without_results_is_told_once_and_two_of_them_each() {
    let talks = |times: &[bool]| {
        let mut rows = vec![
            "示例县甲镇2014年度主体责任落实情况统计表".to_owned(),
            "填报单位（盖章）：甲镇党委（章） | | | | | 填报时间：2014年11月28日".to_owned(),
            "序号 | 指标代码 | 指标名称 | 计量单位 | 本年 | 上年 | 增减 | 备注".to_owned(),
        ];
        rows.extend(
            (1..).zip(times).map(|(number, _)| format!("{number} | A0{number} | 指标 | 次 | 4 | 3 | = |")),
        );
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut sheet = sheet("Sheet1", &rows);
        let lost = |row: u32| row.checked_sub(3).is_some_and(|row| times[row as usize]);
        for cell in sheet.cells.iter_mut().filter(|cell| cell.row > 2 && cell.column == 6) {
            cell.content = if lost(cell.row) { CellContent::Uncomputed } else { CellContent::Number(1.0) };
            cell.formula = true;
        }
        let found = extracted(Content::Workbook(vec![sheet])).remove(0);
        let told = found.findings.into_iter().filter(|one| one.rule == "GN-V010");
        told.map(|one| {
            let places: Vec<String> =
                std::iter::once(&one.place).chain(&one.related).map(ToString::to_string).collect();
            format!("{} {} {}", one.severity, places.join(","), one.message)
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(talks(&[true, true, false, true]), ["W G4,G5,G7 “增减”一列有3处公式没有计算结果。"]);
    assert_eq!(
        talks(&[true, false, true]),
        ["W G4 “增减”的公式没有计算结果。", "W G6 “增减”的公式没有计算结果。"]
    );
    assert_eq!(talks(&[false]), Vec::<String>::new());
}

#[test]
fn an_indicator_that_is_a_sum_by_its_name_is_a_row_like_the_others() {
    let rows = [
        "示例县甲镇2014年度监督责任落实情况统计表",
        "填报单位（盖章）：甲镇纪委（章） | | | | | 填报时间：2014年11月28日",
        "序号 | 指标代码 | 指标名称 | 计量单位 | 本年 | 上年 | 增减 | 备注",
        "1 | S05 | 了结 | 件 | 1 | 1 | 0 |",
        "2 | S00 | 线索处置合计 | 件 | 4 | 3 | 1 |",
    ];
    let found = extracted(Content::Workbook(vec![sheet("Sheet1", &rows)]));
    let codes = found[0].data().map(|record| record.entries[1].value.to_string());
    assert_eq!(codes.collect::<Vec<_>>(), ["S05", "S00"]);
}
