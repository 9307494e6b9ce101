//! The rules that go for every form (GN, and what is put aside unread): for each a paper in which it finds something, made
//! from one in which none of them does.

use crate::support::program::{Program, repository};
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::collections::BTreeSet;
use std::fs;

/// A duty log as a careful clerk makes it.
#[derive(Clone)]
struct Paper {
    title: &'static str,
    period: &'static str,
    unit: &'static str,
    filled_on: &'static str,
    labels: Vec<&'static str>,
    rows: Vec<Vec<&'static str>>,
    signed: [&'static str; 4],
    /// The row of this number is hidden.
    hidden: Option<u32>,
}

fn careful() -> Paper {
    let labels = [
        "序号",
        "日期",
        "活动类别",
        "主题／名称",
        "地点",
        "主持人／主讲人",
        "职务",
        "是否主要负责人",
        "参加人数",
        "佐证材料",
    ];
    let meeting = [
        "1",
        "2014-07-03",
        "专题会议",
        "研究上半年党风廉政建设",
        "县委会议室",
        "张三",
        "县委书记",
        "是",
        "12",
        "会议纪要",
    ];
    let study = [
        "2",
        "2014-08-06",
        "中心组廉政专题学习",
        "学习中央纪委通报",
        "县委会议室",
        "张三",
        "县委书记",
        "是",
        "30",
        "签到册",
    ];
    Paper {
        title: "示例县履责纪实台账",
        period: "（2014年第三季度）",
        unit: "填报单位（盖章）：示例县委（章）",
        filled_on: "填报时间：2014年9月28日",
        labels: labels.to_vec(),
        rows: vec![meeting.to_vec(), study.to_vec()],
        signed: ["单位负责人：张三", "审核人：李四", "填表人：赵六", "联系电话：0879-1234567"],
        hidden: None,
    }
}

/// A table of petitions, all of whose cells are numbers that must be filled.
fn petitions() -> Paper {
    let labels = [
        "序号",
        "被反映单位／地区",
        "受理总量（件次）",
        "其中：检举控告",
        "反映党员干部",
        "反映主要负责人",
        "重复件",
        "违反政治纪律",
        "违反组织人事纪律",
        "违反中央八项规定精神",
        "贪污贿赂",
        "失职渎职",
        "违反财经纪律",
        "侵害群众利益",
        "其他",
        "本年累计",
        "上年同期",
        "增减",
    ];
    let town = ["1", "甲镇", "8", "5", "4", "1", "2", "0", "1", "1", "1", "1", "0", "1", "0", "20", "6", "2"];
    Paper {
        title: "示例县信访举报情况统计表",
        unit: "填报单位（盖章）：示例县纪委（章）",
        labels: labels.to_vec(),
        rows: vec![town.to_vec()],
        ..careful()
    }
}

impl Paper {
    /// With one thing made otherwise.
    fn but(&self, change: impl Fn(&mut Paper)) -> Vec<u8> {
        let mut paper = self.clone();
        change(&mut paper);
        paper.bytes()
    }

    fn bytes(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let last = u16::try_from(self.labels.len()).unwrap() - 1;
        for (row, text) in (0..).zip([self.title, self.period]) {
            sheet.merge_range(row, 0, row, last, text, &Format::new()).unwrap();
        }
        sheet.write(2, 0, self.unit).unwrap();
        sheet.write(2, 5, self.filled_on).unwrap();
        for (row, cells) in (3..).zip(std::iter::once(&self.labels).chain(&self.rows)) {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                match cell.strip_prefix('=') {
                    Some(error) => {
                        sheet.write_formula(row, column, Formula::new("1/0").set_result(error)).unwrap();
                    }
                    None => drop(sheet.write(row, column, *cell).unwrap()),
                }
            }
        }
        let below = 4 + u32::try_from(self.rows.len()).unwrap();
        for (column, signed) in (0..).step_by(2).zip(self.signed) {
            sheet.write(below, column, signed).unwrap();
        }
        if let Some(row) = self.hidden {
            sheet.set_row_hidden(row + 3).unwrap();
        }
        book.save_to_buffer().unwrap()
    }
}

/// A folder with the registry of rehearsals; the town of 乙镇 owes nothing.
fn with_registry() -> Program {
    let program = Program::new();
    let registry = program.folder().join("registry");
    fs::create_dir(&registry).unwrap();
    let units = fs::read_to_string(repository("templates/rehearsal/units.csv")).unwrap();
    let owing = units.lines().map(|line| {
        line.replace(",*,", if line.starts_with("P-990121-102") { ",CT," } else { ",DL;PS;CT," })
    });
    fs::write(registry.join("units.csv"), owing.collect::<Vec<_>>().join("\n")).unwrap();
    for file in ["leaders.csv", "holidays.csv"] {
        fs::copy(repository("templates/rehearsal").join(file), registry.join(file)).unwrap();
    }
    program
}

/// The rules whose remarks are declared for every form.
fn declared() -> BTreeSet<String> {
    let text = fs::read_to_string(repository("templates/messages.toml")).unwrap();
    let messages: toml::Table = toml::from_str(&text).unwrap();
    let remarks = messages["remark"].as_table().unwrap().values();
    remarks.map(|remark| remark["rule"].as_str().unwrap().to_owned()).collect()
}

/// For each rule the files in which it finds something.
fn faults(clean: &Paper) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let cell = |row: usize, column: usize, text: &'static str| {
        clean.but(move |paper| paper.rows[row][column] = text)
    };
    vec![
        ("GN-S001", "空.xlsx", Vec::new()),
        (
            "GN-S002",
            "别的表.xlsx",
            clean.but(|paper| {
                paper.title = "值班安排";
                paper.labels = vec!["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
            }),
        ),
        (
            "GN-S003",
            "别的单位.xlsx",
            clean.but(|paper| {
                paper.title = "履责纪实台账";
                paper.unit = "填报单位（盖章）：火星委员会（章）";
            }),
        ),
        (
            "GN-S004",
            "没有期别.xlsx",
            clean.but(|paper| {
                paper.period = "";
                paper.filled_on = "";
            }),
        ),
        (
            "GN-S005",
            "缺列.xlsx",
            clean.but(|paper| {
                paper.labels.remove(1);
                for row in &mut paper.rows {
                    row.remove(1);
                }
            }),
        ),
        ("GN-S006", "密件.xlsx", clean.but(|paper| paper.period = "机密★3年（2014年第三季度）")),
        ("GN-V001", "人数不是数.xlsx", cell(0, 8, "很多人")),
        ("GN-V002", "没有填表人.xlsx", clean.but(|paper| paper.signed[2] = "填表人：")),
        ("GN-V003", "没有盖章.xlsx", clean.but(|paper| paper.unit = "填报单位（盖章）：示例县委")),
        ("GN-V004", "明天填的.xlsx", clean.but(|paper| paper.filled_on = "填报时间：2014年10月28日")),
        ("GN-V005", "类别不明.xlsx", cell(0, 2, "下棋")),
        ("GN-V006", "身份证号.xlsx", cell(0, 3, "与11010519491231002X谈话")),
        ("GN-V007", "全角数字.xlsx", cell(0, 8, "１２人")),
        ("GN-V008", "没有重复件.xlsx", petitions().but(|paper| paper.rows[0][6] = "")),
        ("GN-V009", "隐藏一行.xlsx", clean.but(|paper| paper.hidden = Some(2))),
        ("GN-V010", "公式错误.xlsx", cell(0, 8, "=#DIV/0!")),
        (
            "GN-V012",
            "不该报.xlsx",
            clean.but(|paper| {
                paper.title = "履责纪实台账";
                paper.unit = "填报单位（盖章）：乙镇党委（章）";
            }),
        ),
        (
            "GN-V013",
            "一人签三处.xlsx",
            clean.but(|paper| {
                paper.signed[1] = "审核人：张三";
                paper.signed[2] = "填表人：张三";
            }),
        ),
        ("PS-V009", "举报人.xlsx", petitions().but(|paper| paper.labels[17] = "举报人")),
    ]
}

#[test]
fn every_rule_for_all_forms_has_a_paper_in_which_it_finds_and_one_in_which_none_does() {
    let program = with_registry();
    let check = |name: &str, bytes: &[u8]| {
        fs::write(program.folder().join(name), bytes).unwrap();
        let given = ["check", name, "--registry", "registry", "--as-of", "2014-09-30T09:00"];
        program.call(&[&given[..], &["--format", "json"]].concat()).out
    };
    let clean = careful();
    for (name, paper, form) in
        [("台账.xlsx", &clean, "duty-log"), ("信访.xlsx", &petitions(), "petition-stat")]
    {
        let out = check(name, &paper.bytes());
        assert!(out.contains(&format!("\"{form}\"")), "{out}");
        let found: Vec<String> =
            declared().into_iter().filter(|rule| out.contains(&format!("\"{rule}\""))).collect();
        assert_eq!(found, Vec::<String>::new(), "{out}");
    }
    let mut found = BTreeSet::new();
    for (rule, name, bytes) in faults(&clean) {
        let out = check(name, &bytes);
        assert!(out.contains(&format!("\"{rule}\"")), "{name}: {rule} is not in {out}");
        found.insert(rule.to_owned());
    }
    // What differs from an earlier version takes an office that remembers it.
    found.insert("GN-V011".to_owned());
    assert_eq!(found, declared());
}

#[test]
fn a_second_version_that_differs_is_told_and_the_same_file_again_is_not() {
    let program = with_registry();
    assert_eq!(program.call(&["init", "OFFICE", "--registry", "registry"]).code, 0);
    let clean = careful();
    let taken = |name: &str, bytes: &[u8]| {
        fs::write(program.folder().join("OFFICE/inbox").join(name), bytes).unwrap();
        program.call(&["run", "OFFICE", "--as-of", "2014-09-30T09:00"]);
        program.call(&["export", "OFFICE", "--to", "export"]);
        let findings = fs::read_to_string(program.folder().join("export/findings.csv")).unwrap();
        findings.lines().filter(|line| line.contains("GN-V011")).count()
    };
    assert_eq!(taken("台账.xlsx", &clean.bytes()), 0);
    assert_eq!(taken("台账再报.xlsx", &clean.bytes()), 0);
    assert_eq!(taken("台账（2）.xlsx", &clean.but(|paper| paper.rows[0][8] = "15")), 1);
}
