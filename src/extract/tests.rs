//! Papers as clerks make them, read through the declarations of the program's own templates.

use super::{Extractor, Origin};
use crate::catalog::Catalog;
use crate::model::{Registry, Submission};
use crate::paper::{
    Area, Block, Cell, CellContent, Container, Content, Document, Paper, Sheet, WordCell, WordTable,
};

mod layouts;

const UNITS: &str = include_str!("../../templates/rehearsal/units.csv");
const LEADERS: &str = include_str!("../../templates/rehearsal/leaders.csv");

/// A table of a Word file: rows of cells parted by `|`.
fn table(number: u16, rows: &[&str]) -> Block {
    let mut cells = Vec::new();
    for (row, line) in (1..).zip(rows) {
        for (column, text) in (1..).zip(line.split('|')) {
            let text = text.trim().to_owned();
            cells.push(WordCell { row, column, width: 1, height: 1, text, ..WordCell::default() });
        }
    }
    Block::Table(WordTable { number, cells })
}

fn word(blocks: &[&str], tables: Vec<Block>) -> Content {
    let mut tables = tables.into_iter();
    let mut found = Vec::new();
    let mut number = 0;
    for text in blocks {
        if *text == "#" {
            found.extend(tables.next());
        } else {
            number += 1;
            found.push(Block::Paragraph { number, text: (*text).to_owned() });
        }
    }
    Content::Document(Document { blocks: found, asides: Vec::new(), pictures: false })
}

/// A sheet: rows of cells parted by `|`; a row with one cell is merged over all columns.
fn sheet(name: &str, rows: &[&str]) -> Sheet {
    let width = rows.iter().map(|row| row.split('|').count()).max().unwrap_or(1);
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    for (row, line) in (0..).zip(rows) {
        for (column, text) in (0..).zip(line.split('|').map(str::trim)).filter(|(_, text)| !text.is_empty()) {
            sheet.cells.push(Cell { row, column, content: CellContent::Text(text.into()), formula: false });
        }
        if !line.contains('|') {
            let right = u16::try_from(width - 1).unwrap();
            sheet.merges.push(Area { top: row, left: 0, bottom: row, right });
        }
    }
    sheet
}

#[test]
fn a_file_that_is_no_return_is_of_the_unit_that_its_path_names() {
    let catalog = Catalog::builtin().unwrap();
    let (registry, _) = Registry::load(UNITS, "unit_id\n", "date,kind,name\n", &catalog.names);
    let extractor = Extractor::new(&catalog, &registry);
    let of = |path: &str| extractor.unit_of_path(path).map(|unit| unit.id.as_str());
    assert_eq!(of("示例县/甲镇党委2014年度民主生活会会议记录.docx"), Some("P-990121-101"));
    assert_eq!(of("示例县/甲镇纪委关于季报的说明.docx"), Some("J-990121-101"));
    assert_eq!(of("示例县/甲镇/会议记录.docx"), Some("P-990121-101"), "the party's, of two organs");
    assert_eq!(of("示例县/甲镇和乙镇会议记录.docx"), None, "of two towns");
    assert_eq!(of("会议记录.docx"), None);
}

fn extracted(content: Content) -> Vec<Submission> {
    extracted_from("甲镇/附件1.docx", content)
}

fn extracted_from(path: &str, content: Content) -> Vec<Submission> {
    let catalog = Catalog::builtin().unwrap();
    let (registry, _) = Registry::load(UNITS, LEADERS, "date,kind,name\n", &catalog.names);
    let paper = Paper { container: Container::Xlsx, content, remarks: Vec::new(), properties: Vec::new() };
    let origin = Origin { path, received_on: "2014-12-20".parse().unwrap(), collected: &[] };
    Extractor::new(&catalog, &registry).extract(&paper, &origin).submissions
}

/// Fields of the first row by key.
fn said(submission: &Submission, keys: &[&str]) -> Vec<String> {
    let catalog = Catalog::builtin().unwrap();
    let form = catalog.form(&submission.form).unwrap();
    let row = submission.data().next().unwrap();
    keys.iter().map(|key| row.entries[form.field_number(key).unwrap()].value.to_string()).collect()
}

const TALK: [&str; 9] = [
    "编号：甲谈〔2014〕01 | 谈话类型 | 提醒谈话",
    "谈话对象姓名 | 张 三 | 谈话对象单位 | 中共示例县甲镇委员会",
    "谈话对象职务 | 镇长 | 谈话人姓名 | 李四",
    "谈话人单位 | 中共示例县甲镇委员会 | 谈话人职务 | 镇党委书记",
    "谈话时间（起） | 2014年5月14日13时30分 | 谈话时间（止） | 14:20",
    "地点 | 会议室 | 记录人 | 王五",
    "谈话事由（提纲） | 年度谈话 | 谈话内容 | 了解情况",
    "谈话对象意见（表态） | 接受 | 整改要求及时限 | 年底前报告",
    "谈话人签字 | 李四 | 谈话对象签字 | | 记录人签字 | 王五",
];

#[test]
fn several_records_in_one_word_file_are_several_returns() {
    let second: Vec<String> =
        TALK.iter().map(|row| row.replace("〕01", "〕02").replace("编号：", "编号 | ")).collect();
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let head = "填报单位（盖章）：甲镇党委（章）";
    let titled = word(
        &["廉政谈话记录表", head, "#", "", "廉政谈话记录表", head, "#"],
        vec![table(1, &TALK), table(2, &second)],
    );
    let untitled = word(&["廉政谈话记录表", head, "#", "#"], vec![table(1, &TALK), table(2, &second)]);
    for content in [titled, untitled] {
        let found = extracted(content);
        let events: Vec<&str> = found.iter().map(|one| one.event.as_str()).collect();
        assert_eq!(events, ["甲谈〔2014〕01", "甲谈〔2014〕02"]);
    }
}

#[test]
fn the_period_is_the_year_of_the_day_that_the_record_states_and_signatures_are_kept() {
    let found = extracted(word(&["廉政谈话记录表", "填报单位：甲镇党委", "#"], vec![table(1, &TALK)]));
    let talk = &found[0];
    assert_eq!((talk.unit.as_str(), talk.period.unwrap().to_string()), ("P-990121-101", "2014".to_owned()));
    assert_eq!(said(talk, &["talkee", "start", "end"]), ["张三", "2014-05-14T13:30", "14:20"]);
    let signed: Vec<(&str, String)> =
        talk.footing.iter().map(|(key, entry)| (key.as_str(), entry.value.to_string())).collect();
    let expected = [("recorder_signature", "王五"), ("talkee_signature", ""), ("talker_signature", "李四")];
    assert_eq!(signed, expected.map(|(key, name)| (key, name.to_owned())));
}

#[test]
fn a_name_that_others_have_too_is_that_of_the_sender_whom_the_form_names_elsewhere() {
    let talk = |talker: &str| {
        let row = TALK[3].replace("中共示例县甲镇委员会", talker);
        let rows: Vec<&str> = TALK.iter().map(|line| if *line == TALK[3] { &row } else { *line }).collect();
        let blocks = ["廉政谈话记录表", "填报单位（盖章）：镇党委（章）", "#"];
        extracted_from("附件1.docx", word(&blocks, vec![table(1, &rows)])).remove(0)
    };
    assert_eq!(talk("中共示例县乙镇委员会").unit, "P-990121-102");
    let unknown = talk("丙镇党委");
    assert_eq!((unknown.unit.as_str(), unknown.findings[0].rule.as_str()), ("", "GN-S003"));
}

#[test]
fn a_name_that_others_have_too_is_that_of_the_unit_whose_head_signed() {
    let indicators = |head: &str| {
        let signed = format!("单位负责人：{head} | 审核人：周九 | 填表人：吴十");
        let rows = [
            "2014年度主体责任落实情况统计表",
            "填报单位（盖章）：镇党委（章） | | | | | 填报时间：2014年12月1日",
            "序号 | 指标代码 | 指标名称 | 计量单位 | 本年 | 上年 | 增减 | 备注",
            "1 | A01 | 专题研究党风廉政建设的常委会（党组会）次数 | 次 | 4 | 3 | 1 |",
            &signed,
        ];
        extracted_from("附件1.xlsx", Content::Workbook(vec![sheet("Sheet1", &rows)])).remove(0)
    };
    assert_eq!(indicators("钱七").unit, "P-990121-101");
    assert_eq!(indicators("某某").unit, "");
}

#[test]
fn values_in_running_text_are_told_by_the_words_around_them() {
    let found = extracted(word(
        &[
            "党风廉政建设责任书",
            "编号：示责〔2014〕007",
            "甲方：中共示例县委员会",
            "乙方：中共示例县甲镇委员会",
            "责任期限：2014年1月1日至2014年12月31日",
            "一、责任目标",
            "不发生严重违纪违法问题。",
            "二、责任内容",
            "1.贯彻上级部署。",
            "2.报告个人有关事项。",
            "三、责任考核",
            "每年考核。",
            "四、责任追究",
            "按规定追究。",
            "五、附则",
            "一式两份。",
            "#",
        ],
        vec![table(
            1,
            &[
                "甲方（盖章）：（章）|乙方（盖章）：",
                "责任人签字：赵一|责任人签字：",
                "日期：2014年3月2日|日期：",
            ],
        )],
    ));
    let keys = [
        "pledge_no",
        "party_b",
        "term_end",
        "items",
        "signer_a",
        "signer_b",
        "signed_on_a",
        "signed_a",
        "signed_b",
    ];
    let values =
        ["示责〔2014〕007", "P-990121-101", "2014-12-31", "2", "赵一", "", "2014-03-02", "true", "false"];
    assert_eq!(said(&found[0], &keys), values);
    assert_eq!(found[0].unit, "P-990121");
}

#[test]
fn a_speech_names_its_speaker_and_ends_before_the_signature() {
    let found = extracted(word(
        &[
            "2014年度述责述廉报告",
            "中共示例县甲镇委员会　镇党委书记　赵　一",
            "全委会届次：第三次全体会议　　述责日期：2014年12月5日",
            "一、履行党风廉政建设主体责任情况",
            "认真履行职责。",
            "二、个人廉洁履职情况",
            "严格遵守规定。",
            "三、存在的问题",
            "调研不够。",
            "四、整改措施及今后打算",
            "加强学习。",
            "以上报告，请评议。",
            "赵一",
            "2014年12月5日",
        ],
        Vec::new(),
    ));
    let keys = ["name", "post", "unit", "venue", "spoken_on", "year"];
    let values = ["赵一", "镇党委书记", "P-990121-101", "第三次全体会议", "2014-12-05", "2014"];
    assert_eq!(said(&found[0], &keys), values);
    assert_eq!(found[0].header("filled_on").to_string(), "2014-12-05");
    let last = found[0].sections.last().unwrap();
    assert_eq!(last.text(), "加强学习。");
}

#[test]
fn an_overview_on_a_sheet_of_its_own_stands_in_every_row_of_the_table() {
    let overview = sheet(
        "概况",
        &[
            "专项巡察概况表",
            "轮次|2014年第二轮|巡察组|第一巡察组",
            "进驻日期|2014-05-04|结束日期|2014-06-02",
            "发现问题（个）|2|问题线索（件）|1",
        ],
    );
    let issues = sheet(
        "台账",
        &[
            "示例县甲镇专项巡察发现问题及整改台账",
            "填报单位（盖章）：中共示例县甲镇委员会（章）|||||填报时间：2014年8月16日",
            "序号|问题编号|问题类别|问题描述|责任领导|责任部门|整改措施|整改时限|状态|是否立行立改|移交线索（件）|追责问责（人）|巡察机构验收",
            "1|01|选人用人|档案不全|赵一|组织部|审核|8月底前|已完成|是|0|0|通过",
            "2|02|其他|办理偏慢|赵一|办公室|限时|长期坚持|长期坚持|否|1|0|待验收",
        ],
    );
    let found = extracted(Content::Workbook(vec![overview, issues]));
    let patrol = &found[0];
    assert_eq!(patrol.data().count(), 2);
    let keys = ["round", "enter_on", "issues_n", "issue_no", "deadline"];
    assert_eq!(said(patrol, &keys), ["2014年第二轮", "2014-05-04", "2", "01", "2014-08-31"]);
    assert_eq!((patrol.event.as_str(), patrol.unit.as_str()), ("2014年第二轮", "P-990121-101"));
}

#[test]
fn a_small_table_of_numbered_values_on_a_sheet_of_its_own_is_read_by_number() {
    let results = sheet(
        "结果表",
        &[
            "示例县2014年度社会评议（政风群众满意度测评）结果表",
            "填报单位（盖章）：示例县纪委（章）|||填报时间：2014年11月7日",
            "序号|单位/地区|组别|调查方式|调查对象类别|拨打/发放量|样本量|有效样本|满意|基本满意|不满意|不了解|得分",
            "1|甲镇党委|乡镇组|问卷|群众|900|300|290|200|60|20|10|91.9",
        ],
    );
    let questions = sheet(
        "题目表",
        &[
            "社会评议题目表",
            "题号|题目|权重|计分方式",
            "1|落实两个责任|0.6|三档计分",
            "问题２|总体评价|0.4|三档计分",
            "合计||1|",
        ],
    );
    let found = extracted(Content::Workbook(vec![results, questions]));
    let weights = found[0].footing.iter().map(|(key, entry)| format!("{key}={}", entry.value));
    assert_eq!(
        weights.collect::<Vec<_>>(),
        ["scale_1=three_level", "scale_2=three_level", "weight_1=0.6", "weight_2=0.4"]
    );
    let place = found[0].footing["weight_2"].place;
    assert_eq!(place, crate::model::Place::Cell { sheet: 1, row: 3, column: 2 });
}

#[test]
fn a_line_above_rows_tells_their_category_and_the_line_below_them_is_kept() {
    let columns = "序号|编号|具体任务|工作措施|量化目标|责任领导|责任部门|完成时限|完成次数|状态";
    let tasks = sheet(
        "任务清单",
        &[
            "中共示例县委书记履行党风廉政建设主体责任任务清单台账（2014年）",
            "（2014年第三季度）",
            "填报单位（盖章）：示例县委（章）|||填报时间：2014年9月28日",
            columns,
            "一、部署党风廉政建设工作",
            "1|1-01|专题研究|开会|不少于2次|赵一|办公室|全年|1|进行中",
            "三、开展反腐倡廉教育",
            "2|3-01|讲党课|备课|1次|赵一|宣传部|6月底前|1|已完成",
        ],
    );
    let found = extracted(Content::Workbook(vec![tasks]));
    assert_eq!(found[0].period.unwrap().to_string(), "2014Q3");
    let catalog = Catalog::builtin().unwrap();
    let field = catalog.form(&found[0].form).unwrap().field_number("category").unwrap();
    let categories: Vec<String> = found[0].data().map(|row| row.entries[field].value.to_string()).collect();
    assert_eq!(categories, ["t01", "t03"]);

    let pledges = sheet(
        "签订情况",
        &[
            "示例县2014年责任书签订情况登记表",
            "填报单位（盖章）：示例县委（章）|||填报时间：2014年3月28日",
            "序号|责任书编号|签订类型|责任对象单位|责任对象姓名|职务|责任期限起|责任期限止|责任条目数|甲方签字人|乙方签字人|签订日期|原件留存",
            "1|示责001|上级与下级党委|甲镇党委|钱二|书记|2014-1-1|2014-12-31|9|赵一|钱二|2014-3-2|是",
            "合计|应签：12|已签：1|签订率：8.3%",
        ],
    );
    let found = extracted(Content::Workbook(vec![pledges]));
    let totals: Vec<String> = found[0].footing.values().map(|entry| entry.value.to_string()).collect();
    assert_eq!((totals, found[0].data().count()), (vec!["12".into(), "8.3".into(), "1".into()], 1));
}

#[test]
fn the_only_column_of_words_that_a_group_lacks_is_taken_by_its_place_but_never_one_of_numbers() {
    let read = |issue: &str, clues: &str| {
        let groups = "问题||||整改|||||成果||验收";
        let columns = format!(
            "问题编号|问题类别|{issue}|严重程度|责任领导|责任部门|整改措施|整改时限|状态|{clues}|追责问责（人）|巡察机构验收"
        );
        let rows = [
            "示例县甲镇专项巡察发现问题及整改台账",
            "填报单位（盖章）：中共示例县甲镇委员会（章）|||||填报时间：2014年8月16日",
            groups,
            columns.as_str(),
            "01|选人用人|档案不全|一般|赵一|组织部|审核|8月底前|已完成|3|0|通过",
        ];
        let mut sheet = sheet("台账", &rows);
        for (left, right) in [(0, 3), (4, 8), (9, 10)] {
            sheet.merges.push(Area { top: 2, left, bottom: 2, right });
        }
        said(&extracted(Content::Workbook(vec![sheet]))[0], &["issue", "clues"])
    };
    assert_eq!(read("问题描述", "移交线索（件）"), ["档案不全", "3"]);
    assert_eq!(read("具体表现", "移交线索（件）"), ["档案不全", "3"]);
    assert_eq!(read("问题描述", "另行上报"), ["档案不全", ""]);
}
