//! What can go wrong while an expression is evaluated. It is the officer's to mend, not the unit's. No sentence quotes
//! a value, so none carries a name or a fact of a case.

use super::names::Shape;
use super::tree::Operator;
use super::value::Kind;
use std::fmt;

/// An expression that could not be evaluated, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The byte of the expression's text at which it arose.
    pub at: usize,
    /// What went wrong.
    pub fault: Fault,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An operator between sorts of values that do not go together.
    Clash { operator: Operator, left: Kind, right: Kind },
    /// A value where a true-or-false was needed: `&&`, `||`, `!`, `?:`, a condition of a macro.
    NotAFlag(Kind),
    /// `-x` of something that is no number.
    NotANumber(Kind),
    /// A macro over something that is no list.
    NotAList(Kind),
    /// A member of something that has none.
    NoMembers(Kind),
    /// `of[key]` with a key that such a thing is not asked by.
    Key { of: Kind, key: Kind },
    /// An object without that member.
    NoMember(Box<str>),
    /// A function with an argument that it does not take: the function, the number of the argument from 1, what is
    /// wanted, and what it was.
    Argument { function: &'static str, number: u8, wanted: Takes, found: Kind },
    /// A division by zero.
    DivisionByZero,
    /// A number beyond 28 digits or a date beyond the calendar.
    Overflow,
    /// A regular expression that is none, and why, in English.
    Pattern { why: Box<str> },
    /// More steps or longer texts than one evaluation may take.
    TooMuch,
}

/// What a function takes as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any value.
    Any,
    /// A number.
    Number,
    /// A whole number in a small range, such as a number of places.
    Count,
    /// A text.
    Text,
    /// A text that is a date: `2014-01-31`, `2014-01`, `2014`.
    DateText,
    /// A regular expression.
    Pattern,
    /// A date.
    Date,
    /// A list.
    List,
    /// A list or a text.
    Sized,
    /// A list of numbers.
    Numbers,
    /// A list of texts, numbers, dates or flags.
    Plain,
}

impl Kind {
    /// The word in Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Kind::Missing => "空值",
            Kind::Number => "数字",
            Kind::Text => "文本",
            Kind::Flag => "是非值",
            Kind::Date => "日期",
            Kind::List => "列表",
            Kind::Object => "对象",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Kind::Missing => "nothing",
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Flag => "a flag",
            Kind::Date => "a date",
            Kind::List => "a list",
            Kind::Object => "an object",
        })
    }
}

impl Takes {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Takes::Any => ("any value", "任意值"),
            Takes::Number => ("a number", "数字"),
            Takes::Count => ("a small whole number", "较小的整数"),
            Takes::Text => ("a text", "文本"),
            Takes::DateText => ("a text such as '2014-01-31'", "形如“2014-01-31”的文本"),
            Takes::Pattern => ("a regular expression", "正则表达式"),
            Takes::Date => ("a date", "日期"),
            Takes::List => ("a list", "列表"),
            Takes::Sized => ("a list or a text", "列表或文本"),
            Takes::Numbers => ("a list of numbers", "数字的列表"),
            Takes::Plain => {
                ("a list of texts, numbers, dates or flags", "由文本、数字、日期或是非值组成的列表")
            }
        }
    }
}

impl Takes {
    /// What is known beforehand to be wrong with an argument of a shape: the sort of it or of its elements.
    pub(super) fn refuses(self, shape: &Shape) -> Option<Kind> {
        let kind = shape.kind()?;
        let element = if let Shape::List(element) = shape { element.kind() } else { None };
        let fits = match self {
            Takes::Any => true,
            Takes::Number | Takes::Count => kind == Kind::Number,
            Takes::Text | Takes::DateText | Takes::Pattern => kind == Kind::Text,
            Takes::Date => kind == Kind::Date,
            Takes::List | Takes::Numbers | Takes::Plain => kind == Kind::List,
            Takes::Sized => matches!(kind, Kind::List | Kind::Text),
        };
        match element {
            _ if !fits => Some(kind),
            Some(found) if self == Takes::Numbers && found != Kind::Number => Some(found),
            Some(found @ (Kind::List | Kind::Object)) if self == Takes::Plain => Some(found),
            _ => None,
        }
    }
}

impl fmt::Display for Takes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.words().0)
    }
}

impl Trouble {
    /// The sentence for the officer.
    pub fn chinese(&self) -> String {
        format!("{}（表达式第{}字节处）", self.fault.chinese(), self.at + 1)
    }
}

/// The sentence in English.
impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} (at byte {} of the expression)", self.fault, self.at + 1)
    }
}

impl std::error::Error for Trouble {}

impl Fault {
    /// The sentence in Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Fault::Clash { operator, left, right } => {
                format!("“{operator}”不能用于{}与{}之间", left.chinese(), right.chinese())
            }
            Fault::NotAFlag(kind) => format!("此处应为是非值，实为{}", kind.chinese()),
            Fault::NotANumber(kind) => format!("此处应为数字，实为{}", kind.chinese()),
            Fault::NotAList(kind) => format!("此处应为列表，实为{}", kind.chinese()),
            Fault::NoMembers(kind) => format!("{}没有成员", kind.chinese()),
            Fault::Key { of, key } => format!("{}不能按{}取值", of.chinese(), key.chinese()),
            Fault::NoMember(name) => format!("没有名为“{name}”的成员"),
            Fault::Argument { function, number, wanted, found } => {
                format!("函数 {function} 的第{number}个参数应为{}，实为{}", wanted.words().1, found.chinese())
            }
            Fault::DivisionByZero => "除数为零".into(),
            Fault::Overflow => "数字超过28位，或日期超出历法范围".into(),
            Fault::Pattern { why } => format!("正则表达式有误（{why}）"),
            Fault::TooMuch => "计算量超过上限".into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Clash { operator, left, right } => {
                write!(formatter, "`{operator}` does not go between {left} and {right}")
            }
            Fault::NotAFlag(kind) => write!(formatter, "true or false is needed here, not {kind}"),
            Fault::NotANumber(kind) => write!(formatter, "a number is needed here, not {kind}"),
            Fault::NotAList(kind) => write!(formatter, "a list is needed here, not {kind}"),
            Fault::NoMembers(kind) => write!(formatter, "{kind} has no members"),
            Fault::Key { of, key } => write!(formatter, "{of} holds nothing under {key}"),
            Fault::NoMember(name) => write!(formatter, "there is no member `{name}`"),
            Fault::Argument { function, number, wanted, found } => {
                write!(formatter, "{function} takes {} as argument {number}, not {found}", wanted.words().0)
            }
            Fault::DivisionByZero => formatter.write_str("a division by zero"),
            Fault::Overflow => {
                formatter.write_str("a number of more than 28 digits, or a date beyond the calendar")
            }
            Fault::Pattern { why } => write!(formatter, "not a regular expression: {why}"),
            Fault::TooMuch => formatter.write_str("more work than one evaluation may take"),
        }
    }
}
