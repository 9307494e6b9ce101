//! How a clerk writes: each unit has habits of its own, as real returns do (FORMS.md 10.2, 10.3). A manner changes what
//! a figure looks like, never what it says.

use jiff::civil::Date as Day;
use liangze::model::Period;

/// How the title and the period stand at the head.
#[derive(Clone, Copy, PartialEq)]
pub enum Title {
    /// Place, period and form in one line.
    Full,
    /// Place and form in the title, the period in brackets below.
    Split,
}

/// How the period is written.
#[derive(Clone, Copy, PartialEq)]
pub enum PeriodWords {
    Ordinal,
    Short,
    Arabic,
    OfTheYear,
    Months,
    Han,
}

/// Where 填报单位, 填报时间, 单位 and the signatures stand.
#[derive(Clone, Copy, PartialEq)]
pub enum Block {
    /// Three merged runs, the signatures at the foot.
    Three,
    /// One merged run, the signatures at the foot.
    One,
    /// 填表人 and 审核人 in the header block, the rest at the foot.
    WithSignature,
}

/// How a day is written.
#[derive(Clone, Copy, PartialEq)]
pub enum DateWords {
    Iso,
    Dots,
    Slashes,
    Chinese,
    /// `二〇一四年三月五日`, with this sign for zero.
    Numerals(char),
    /// A true date of the spreadsheet.
    Serial,
}

/// How a count is written.
#[derive(Clone, Copy, PartialEq)]
pub enum Digits {
    Number,
    Text,
    FullWidth,
    Numerals,
    WithUnit,
}

/// The habits of one clerk.
#[derive(Clone)]
pub struct Manner {
    pub font: &'static str,
    pub title: Title,
    pub period: PeriodWords,
    pub block: Block,
    pub date: DateWords,
    pub digits: Digits,
    /// What stands for none.
    pub nil: &'static str,
    pub total_last: bool,
    pub code_column: bool,
    pub notes: bool,
    /// Empty rows above and columns to the left.
    pub offset: (usize, usize),
    /// Blanks in short header labels: `备　注`.
    pub spaced: bool,
    /// Line breaks in header labels.
    pub broken: bool,
    /// Units of measure in header labels: `合计（件）`.
    pub measured: bool,
    /// 追究领导干部 before 责任追究案件, 处理 before 追究对象.
    pub reordered: bool,
    pub yes_no: (&'static str, &'static str),
    /// What stands between the members of a set.
    pub separator: &'static str,
    /// `（章）`, `（盖章）`, or a picture if empty.
    pub seal: &'static str,
    /// Case cells merged over the objects of a case.
    pub merged_cases: bool,
    /// Totals as formulas with their results.
    pub formulas: bool,
    pub remark: &'static str,
}

impl Default for Manner {
    /// The blank form as the receiving organ sends it out.
    fn default() -> Manner {
        Manner {
            font: "宋体",
            title: Title::Split,
            period: PeriodWords::Ordinal,
            block: Block::Three,
            date: DateWords::Iso,
            digits: Digits::Number,
            nil: "0",
            total_last: false,
            code_column: true,
            notes: true,
            offset: (0, 0),
            spaced: false,
            broken: false,
            measured: false,
            reordered: false,
            yes_no: ("是", "否"),
            separator: "、",
            seal: "（章）",
            merged_cases: true,
            formulas: false,
            remark: "标准样表",
        }
    }
}

/// The habits of the clerk of a unit.
pub fn of(unit: &str) -> Manner {
    let tail = unit.get(2..).unwrap_or_default();
    let base = Manner::default();
    match tail {
        "990100" => base,
        "990200" => Manner {
            total_last: true,
            code_column: false,
            digits: Digits::Text,
            title: Title::Full,
            font: "仿宋_GB2312",
            date: DateWords::Dots,
            block: Block::WithSignature,
            remark: "数字为文本，合计行在末尾，审核人、填表人写在表头",
            ..base
        },
        "992100" => Manner {
            title: Title::Full,
            period: PeriodWords::Short,
            font: "仿宋",
            date: DateWords::Chinese,
            seal: "",
            remark: "印章为图片",
            ..base
        },
        "990102" => Manner {
            digits: Digits::FullWidth,
            nil: "０",
            period: PeriodWords::Months,
            font: "楷体_GB2312",
            date: DateWords::Slashes,
            notes: false,
            remark: "全角数字，标题写起止月份",
            ..base
        },
        "990121" => Manner {
            formulas: true,
            date: DateWords::Serial,
            seal: "（已盖章）",
            remark: "合计行为公式，含所辖乡镇各行，日期为真正的日期格",
            ..base
        },
        "990122" => Manner {
            nil: "无",
            spaced: true,
            title: Title::Full,
            date: DateWords::Numerals('〇'),
            period: PeriodWords::Arabic,
            font: "仿宋_GB2312",
            remark: "没有的填“无”，表头文字加空格，日期用汉字",
            ..base
        },
        "990202" => Manner {
            digits: Digits::Numerals,
            nil: "〇",
            block: Block::One,
            period: PeriodWords::OfTheYear,
            date: DateWords::Numerals('○'),
            yes_no: ("√", "×"),
            code_column: false,
            remark: "用汉字数字，是否以√×表示",
            ..base
        },
        "990221" => Manner {
            broken: true,
            total_last: true,
            title: Title::Full,
            date: DateWords::Chinese,
            separator: "，",
            remark: "表头换行；所辖乡镇的表一并报送，叠放在一张工作表上",
            ..base
        },
        _ => of_others(tail, base),
    }
}

fn of_others(tail: &str, base: Manner) -> Manner {
    match tail {
        "990222" => Manner {
            digits: Digits::WithUnit,
            measured: true,
            nil: "/",
            font: "仿宋",
            date: DateWords::Dots,
            remark: "数字带单位，没有的画斜线",
            ..base
        },
        "992101" => Manner {
            reordered: true,
            title: Title::Full,
            block: Block::WithSignature,
            yes_no: ("有", "无"),
            date: DateWords::Slashes,
            remark: "栏目顺序与样表不同",
            ..base
        },
        "992122" => Manner {
            offset: (1, 1),
            nil: "—",
            separator: "；",
            date: DateWords::Chinese,
            remark: "表格从B2开始；所辖乡镇每乡一张工作表",
            ..base
        },
        "992123" => Manner {
            period: PeriodWords::Han,
            merged_cases: false,
            date: DateWords::Numerals('O'),
            code_column: false,
            seal: "",
            remark: "案件栏不合并，期间用汉字",
            ..base
        },
        "990000-201" => {
            Manner { title: Title::Full, measured: true, remark: "表头注明计量单位", ..base }
        }
        "990000-202" => Manner {
            digits: Digits::FullWidth,
            nil: "－",
            block: Block::One,
            date: DateWords::Dots,
            remark: "全角数字，没有的画横线",
            ..base
        },
        "990000-203" => {
            Manner { font: "仿宋_GB2312", total_last: true, seal: "", remark: "合计行在末尾", ..base }
        }
        "990000-204" => Manner {
            spaced: true,
            date: DateWords::Serial,
            code_column: false,
            separator: "\n",
            remark: "多项处理各占一行",
            ..base
        },
        "990000-205" => Manner {
            period: PeriodWords::Short,
            title: Title::Full,
            nil: "零",
            offset: (2, 0),
            remark: "表格上方留空两行，没有的写“零”",
            ..base
        },
        "990000-206" => Manner {
            reordered: true,
            digits: Digits::Text,
            date: DateWords::Chinese,
            yes_no: ("√", "×"),
            remark: "栏目顺序不同，数字为文本",
            ..base
        },
        "990000-207" => Manner {
            block: Block::WithSignature,
            date: DateWords::Chinese,
            remark: "2014年7月1日更名，此前用旧名",
            ..base
        },
        "990000-301" => Manner { broken: true, nil: "0", remark: "一表代填三个部门", ..base },
        _ => Manner {
            title: Title::Full,
            block: Block::One,
            code_column: false,
            notes: false,
            date: DateWords::Dots,
            font: "宋体",
            remark: "乡镇报表，格式从简",
            ..base
        },
    }
}

const NUMERALS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A count in Chinese numerals, below 1000.
pub fn numerals(count: i64) -> String {
    let digit = |value: i64| NUMERALS[usize::try_from(value).expect("a digit")];
    let tens = |value: i64| match (value / 10, value % 10) {
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, 0) => format!("{}十", digit(tens)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    };
    match (count / 100, count % 100) {
        (0, ones @ 0..=9) => digit(ones).to_owned(),
        (0, rest) => tens(rest),
        (hundreds, 0) => format!("{}百", digit(hundreds)),
        (hundreds, ones @ 1..=9) => format!("{}百零{}", digit(hundreds), digit(ones)),
        (hundreds, rest @ 10..=19) => format!("{}百一{}", digit(hundreds), tens(rest)),
        (hundreds, rest) => format!("{}百{}", digit(hundreds), tens(rest)),
    }
}

/// A year digit by digit, with this sign for zero.
fn year_numerals(year: i16, zero: char) -> String {
    year.to_string().replace('0', &zero.to_string()).chars().map(numeral_of).collect()
}

fn numeral_of(character: char) -> String {
    match character.to_digit(10) {
        Some(digit) => NUMERALS[usize::try_from(digit).expect("a digit")].to_owned(),
        None => character.to_string(),
    }
}

/// A day as the clerk writes it.
pub fn day(day: Day, words: DateWords) -> String {
    let (year, month, of_month) = (day.year(), i64::from(day.month()), i64::from(day.day()));
    match words {
        DateWords::Iso | DateWords::Serial => day.to_string(),
        DateWords::Dots => format!("{year}.{month}.{of_month}"),
        DateWords::Slashes => format!("{year}/{month}/{of_month}"),
        DateWords::Chinese => format!("{year}年{month}月{of_month}日"),
        DateWords::Numerals(zero) => {
            format!("{}年{}月{}日", year_numerals(year, zero), numerals(month), numerals(of_month))
        }
    }
}

/// A period as the clerk writes it.
pub fn period(period: Period, words: PeriodWords) -> String {
    let year = period.calendar_year();
    let Some(quarter) = period.quarter_number() else { return format!("{year}年度") };
    let ordinal = NUMERALS[usize::from(quarter)];
    match words {
        PeriodWords::Ordinal => format!("{year}年第{ordinal}季度"),
        PeriodWords::Short => format!("{year}年{ordinal}季度"),
        PeriodWords::Arabic => format!("{year}年第{quarter}季度"),
        PeriodWords::OfTheYear => format!("{year}年度第{ordinal}季度"),
        PeriodWords::Months => format!("{year}年{}—{}月", quarter * 3 - 2, quarter * 3),
        PeriodWords::Han => format!("{}年第{ordinal}季度", year_numerals(year, '〇')),
    }
}
