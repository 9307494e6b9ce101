//! Layouts of a form besides the full one, and what stands beside its table.

use super::{extracted, said, sheet};
use crate::paper::Content;

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
