//! Faults of quarterly returns: what is done to a return, and the finding that must follow.

use super::figures;
use super::quarterly::Quarterly;
use super::sheet::{Cell, Content, Look, Sheet};
use jiff::ToSpan;

/// What a clerk did wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    CasesDoNotAdd,
    NoFiller,
    AllBlank,
    OverlapKept,
    TotalDiffers,
    TitleOfOtherQuarter,
    WrongYearToDate,
    TownReportsOfficial,
    PersonMissing,
    Cumulative,
    HiddenRow,
    Approximate,
    Negative,
    NotAMember,
    DecidedLater,
    PersonTwice,
    IdentityNumber,
    RankTooHigh,
    TwoGrades,
    TypicalNotSent,
    TeamAsPerson,
    NoCaseSheet,
    NoPhoneNoSeal,
    SecretMark,
    Encrypted,
    Truncated,
    /// A first version, followed by another without a word.
    Draft,
}

/// The rules that must speak, each with the tag of the cell, if it is about one.
pub type Rules = Vec<(&'static str, Option<String>)>;

/// The faulty returns: filer, quarter, fault, and whether a correction follows.
pub const FAULTS: [(&str, &str, Fault, bool); 28] = [
    ("J-990222", "2014Q1", Fault::CasesDoNotAdd, true),
    ("J-990000-203", "2014Q1", Fault::NoFiller, true),
    ("J-990122-201", "2014Q1", Fault::AllBlank, true),
    ("J-990100", "2014Q2", Fault::WrongYearToDate, true),
    ("J-990121", "2014Q2", Fault::TotalDiffers, true),
    ("J-990222-201", "2014Q2", Fault::TownReportsOfficial, false),
    ("J-990102", "2014Q2", Fault::Truncated, true),
    ("J-990000-203", "2014Q2", Fault::TitleOfOtherQuarter, true),
    ("J-990000-205", "2014Q2", Fault::Encrypted, true),
    ("J-990000-206", "2014Q2", Fault::PersonMissing, true),
    ("J-990222", "2014Q3", Fault::NotAMember, true),
    ("J-990122", "2014Q3", Fault::Cumulative, true),
    ("J-990202", "2014Q3", Fault::DecidedLater, true),
    ("J-990222-101", "2014Q3", Fault::Approximate, true),
    ("J-990000-203", "2014Q3", Fault::PersonTwice, true),
    ("J-990000-205", "2014Q3", Fault::SecretMark, true),
    ("J-990000-301", "2014Q3", Fault::HiddenRow, true),
    ("J-990200", "2014Q4", Fault::RankTooHigh, true),
    ("J-990202", "2014Q4", Fault::OverlapKept, true),
    ("J-990222", "2014Q4", Fault::IdentityNumber, true),
    ("J-990000-202", "2014Q4", Fault::Draft, true),
    ("J-990000-206", "2014Q4", Fault::TwoGrades, true),
    ("J-990100", "2015Q1", Fault::TypicalNotSent, false),
    ("J-990200", "2015Q1", Fault::NoFiller, false),
    ("J-990222", "2015Q1", Fault::Negative, false),
    ("J-990222-101", "2015Q1", Fault::NoCaseSheet, false),
    ("J-990000-202", "2015Q1", Fault::NoPhoneNoSeal, false),
    ("J-990000-203", "2015Q1", Fault::TeamAsPerson, false),
];

impl Fault {
    /// The words of the table in README.md.
    pub fn words(self) -> &'static str {
        match self {
            Fault::CasesDoNotAdd => "案件合计与按责任各项之和不符",
            Fault::NoFiller => "填表人空缺",
            Fault::AllBlank => "数字全部空白，又不是零报告",
            Fault::OverlapKept => "处分人数没有减去党纪政纪双重处分",
            Fault::TotalDiffers => "合计行与各单位之和不符",
            Fault::TitleOfOtherQuarter => "标题的季度与表内的季度不同",
            Fault::WrongYearToDate => "本年累计多出一件",
            Fault::TownReportsOfficial => "乡镇报表出现乡科级干部",
            Fault::PersonMissing => "明细表少一人",
            Fault::Cumulative => "填成1—9月累计数",
            Fault::HiddenRow => "一行数据被隐藏",
            Fault::Approximate => "人数写成“约”",
            Fault::Negative => "数字为负",
            Fault::NotAMember => "非党员受党纪处分",
            Fault::DecidedLater => "决定日期在季度之后",
            Fault::PersonTwice => "同一人在同一案件中填了两次",
            Fault::IdentityNumber => "备注中有身份证号",
            Fault::RankTooHigh => "市级报表出现厅局级干部",
            Fault::TwoGrades => "同一人同时受两档党纪处分",
            Fault::TypicalNotSent => "填报典型案例一件而未附材料",
            Fault::TeamAsPerson => "领导班子受党纪处分",
            Fault::NoCaseSheet => "有案件而没有明细表",
            Fault::NoPhoneNoSeal => "没有联系电话，没有盖章",
            Fault::SecretMark => "标有密级",
            Fault::Encrypted => "文件加密",
            Fault::Truncated => "文件残缺",
            Fault::Draft => "未注明更正又报一份，数字不同",
        }
    }

    /// What becomes of table 1 if no correction follows.
    pub fn status(self) -> &'static str {
        match self {
            Fault::NoPhoneNoSeal => "accepted",
            Fault::SecretMark => "quarantined",
            Fault::Encrypted | Fault::Truncated => "rejected",
            Fault::AllBlank => "returned",
            _ => "provisional",
        }
    }

    /// True if nothing of the file can be read.
    pub fn hides_content(self) -> bool {
        matches!(self, Fault::SecretMark | Fault::Encrypted | Fault::Truncated)
    }

    /// Changes the return, and says which findings must follow.
    pub fn apply(self, quarterly: &mut Quarterly) -> Rules {
        match self {
            Fault::Encrypted | Fault::Truncated => vec![("GN-S001", None)],
            Fault::SecretMark => vec![("GN-S006", None)],
            Fault::Cumulative => cumulative(quarterly),
            Fault::TownReportsOfficial => {
                let mut rules = higher_rank(quarterly, "r6", "r4");
                rules.push(("CD-V013", None));
                rules
            }
            Fault::RankTooHigh => higher_rank(quarterly, "r3", "r2"),
            Fault::PersonMissing
            | Fault::NotAMember
            | Fault::DecidedLater
            | Fault::PersonTwice
            | Fault::TwoGrades
            | Fault::TeamAsPerson => self.in_cases(quarterly),
            Fault::NoFiller
            | Fault::NoPhoneNoSeal
            | Fault::TitleOfOtherQuarter
            | Fault::IdentityNumber
            | Fault::HiddenRow
            | Fault::AllBlank
            | Fault::Approximate
            | Fault::Negative
            | Fault::NoCaseSheet => self.on_paper(quarterly),
            _ => self.in_figures(quarterly),
        }
    }

    fn in_figures(self, quarterly: &mut Quarterly) -> Rules {
        let (key, rule) = match self {
            Fault::CasesDoNotAdd => ("cases_superv", "CQ-V001"),
            Fault::WrongYearToDate => ("ytd_cases", "CQ-V014"),
            Fault::TypicalNotSent => ("tc_sent", "CQ-V013"),
            Fault::TotalDiffers | Fault::Draft => ("exposed", "CQ-V012"),
            Fault::OverlapKept => ("punished", "CQ-V006"),
            other => unreachable!("{other:?} is not about figures"),
        };
        let more = if self == Fault::OverlapKept { quarterly.total.figures["both_pd_ad"] } else { 1 };
        *quarterly.total.figures.get_mut(key).expect("a column") += more;
        match self {
            Fault::TotalDiffers => return vec![(rule, Some(quarterly.tag(0, key)))],
            _ => *quarterly.rows[0].figures.get_mut(key).expect("a column") += more,
        }
        if self == Fault::Draft { Vec::new() } else { vec![(rule, None)] }
    }

    fn in_cases(self, quarterly: &mut Quarterly) -> Rules {
        let person = |wanted: &str| {
            let fits = |object: &&(super::cases::Case, super::cases::Object)| {
                !object.1.team && object.1.actions.iter().any(|action| action.starts_with(wanted))
            };
            quarterly.detail.iter().position(|object| fits(&object)).expect("such a person in this return")
        };
        match self {
            Fault::PersonMissing => {
                quarterly.detail.pop();
                vec![("CQ-X001", None)]
            }
            Fault::NotAMember => {
                let place = person("pd");
                quarterly.detail[place].1.member = false;
                vec![("CD-V002", Some(quarterly.detail_tag(place + 1, "actions")))]
            }
            Fault::DecidedLater => {
                let place = person("");
                quarterly.detail[place].1.decided_on = quarterly.period.end() + 8.days();
                vec![("CD-V001", Some(quarterly.detail_tag(place + 1, "decided_on")))]
            }
            Fault::PersonTwice => {
                let place = person("");
                let again = quarterly.detail[place].clone();
                quarterly.detail.insert(place + 1, again);
                vec![("CD-V004", None)]
            }
            Fault::TwoGrades => {
                let place = person("pd");
                quarterly.detail[place].1.actions = vec!["pd1", "pd2"];
                vec![("CD-V006", Some(quarterly.detail_tag(place + 1, "actions")))]
            }
            _ => {
                let place = quarterly
                    .detail
                    .iter()
                    .position(|(_, object)| object.team)
                    .expect("a team in this return");
                quarterly.detail[place].1.actions = vec!["pd1"];
                vec![("CD-V003", Some(quarterly.detail_tag(place + 1, "actions")))]
            }
        }
    }

    fn on_paper(self, quarterly: &mut Quarterly) -> Rules {
        let head = |part: &str| Some(format!("CQ:{}:{}/head/{part}", quarterly.filer, quarterly.period));
        match self {
            Fault::NoFiller => {
                let place = head("filler");
                quarterly.head.filler = String::new();
                vec![("GN-V002", place)]
            }
            Fault::NoPhoneNoSeal => {
                quarterly.head.phone = String::new();
                quarterly.head.sealed = false;
                vec![("GN-V002", None), ("GN-V003", None)]
            }
            Fault::TitleOfOtherQuarter => {
                quarterly.title =
                    Some(format!("{}2014年第一季度党风廉政建设责任追究情况季报表", quarterly.place));
                vec![("GN-S004", None)]
            }
            Fault::IdentityNumber => {
                let last = quarterly.rows.len();
                let known = with_check_digit("99022219740305001");
                quarterly.rows[last - 1].remark = format!("经办人身份证号{known}");
                vec![("GN-V006", Some(quarterly.tag(last, "remark")))]
            }
            Fault::HiddenRow => vec![("GN-V009", None)],
            Fault::AllBlank => vec![("CQ-V016", None)],
            Fault::Approximate => vec![("GN-V001", Some(quarterly.tag(1, "persons_total")))],
            Fault::Negative => vec![("GN-V001", Some(quarterly.tag(1, "bulletins")))],
            _ => {
                quarterly.detail.clear();
                vec![("CQ-X001", None)]
            }
        }
    }

    /// Changes the sheets, where the fault is one of the paper and not of the return.
    pub fn touch(self, quarterly: &Quarterly, sheets: &mut [Sheet]) {
        let mut put = |row: usize, key: &str, text: &str| {
            let (row, column) = sheets[0].find(&quarterly.tag(row, key)).expect("a cell of table 1");
            sheets[0].rows[row][column].content = Content::Text(text.to_owned());
        };
        match self {
            Fault::Approximate => put(1, "persons_total", "约2"),
            Fault::Negative => put(1, "bulletins", "-1"),
            Fault::AllBlank => {
                for (key, _) in figures::COLUMNS {
                    if let Some((row, column)) = sheets[0].find(&quarterly.tag(1, key)) {
                        sheets[0].rows[row][column].content = Content::Blank;
                    }
                }
                if let Some((row, column)) = sheets[0].find(&quarterly.tag(1, "remark")) {
                    sheets[0].rows[row][column].content = Content::Blank;
                }
            }
            Fault::HiddenRow => {
                let last = quarterly.rows.len();
                let (row, _) = sheets[0].find(&quarterly.tag(last, "unit_name")).expect("the last unit");
                sheets[0].hidden_rows.push(row);
            }
            Fault::SecretMark => {
                sheets[0].shift(1, 0);
                sheets[0].rows[0] = vec![Cell::text("秘密★1年", Look::Banner)];
            }
            _ => {}
        }
    }
}

/// An identity number of nobody: seventeen digits and the check digit of GB 11643.
fn with_check_digit(digits: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        digits.chars().zip(weights).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    let check =
        "10X98765432".chars().nth(usize::try_from(sum % 11).expect("a small number")).expect("eleven digits");
    format!("{digits}{check}")
}

/// Counts a person at a higher rank, in both tables.
fn higher_rank(quarterly: &mut Quarterly, from: &'static str, to: &'static str) -> Rules {
    for figures in [&mut quarterly.total.figures, &mut quarterly.rows[0].figures] {
        *figures.get_mut(from).expect("a column") -= 1;
        *figures.get_mut(to).expect("a column") += 1;
    }
    let place = quarterly.detail.iter().position(|(_, object)| object.rank == from).expect("such a person");
    quarterly.detail[place].1.rank = to;
    vec![("CQ-V015", None)]
}

/// The title of three quarters, and the year so far in the columns of the quarter.
fn cumulative(quarterly: &mut Quarterly) -> Rules {
    let year = quarterly.rows[0].figures["ytd_cases"];
    let persons = quarterly.rows[0].figures["ytd_persons"];
    quarterly.title = Some(format!("{}2014年1—9月党风廉政建设责任追究情况季报表", quarterly.place));
    for figures in [&mut quarterly.total.figures, &mut quarterly.rows[0].figures] {
        let (cases, people) = (year - figures["cases_total"], persons - figures["persons_total"]);
        let mut more = |key: &str, by: i64| *figures.get_mut(key).expect("a column") += by;
        ["cases_total", "cases_subject"].into_iter().for_each(|key| more(key, cases));
        for key in ["persons_total", "p_subject", "p_main", "r4", "a_admonition"] {
            more(key, people);
        }
    }
    vec![("CQ-V019", None)]
}
