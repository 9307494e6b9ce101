//! What can be wrong with the text of an expression, found when it is compiled, shown with a caret.

use super::tree::Span;
use super::trouble::Fault;
use std::fmt;
use unicode_width::UnicodeWidthStr;

/// A text that is no expression, with the place and a plain sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The whole text.
    pub text: Box<str>,
    /// The first byte of what is wrong.
    pub start: usize,
    /// The byte after it; may equal `start` at the end of the text.
    pub end: usize,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A character that no expression has outside a text; the ASCII character that was meant, if there is one.
    Character(char, Option<char>),
    /// A text without its closing quote.
    OpenText,
    /// A backslash before something that has no escape.
    Escape,
    /// A number that cannot be read or has more than 28 digits.
    Number,
    /// Something else was expected here: what, and what was found.
    Expected { wanted: &'static str, found: Box<str> },
    /// A word that CEL keeps for itself.
    Reserved(Box<str>),
    /// Longer than an expression may be.
    Long { limit: usize },
    /// Nested deeper than an expression may be.
    Deep { limit: usize },
    /// A name that is not declared, and the nearest that is.
    Name { name: Box<str>, near: Option<Box<str>> },
    /// A member that is not declared, and the nearest that is.
    Member { name: Box<str>, near: Option<Box<str>> },
    /// A function that there is not, and the nearest that there is.
    Function { name: Box<str>, near: Option<Box<str>> },
    /// A function with too few or too many arguments: how it is written.
    Arguments { usage: Box<str> },
    /// A format of a hole that there is not, and the nearest that there is.
    Format { name: Box<str>, near: Option<Box<str>> },
    /// It would be a trouble whatever the values.
    Always(Fault),
}

impl Problem {
    pub(super) fn new(text: &str, span: Span, flaw: Flaw) -> Problem {
        let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
        Problem { text: text.into(), start: start.min(end), end, flaw }
    }

    /// The line that holds the place, with carets below it. Wide characters take two columns, as in a terminal.
    pub fn picture(&self) -> String {
        let head = self.text[..self.start].rfind('\n').map_or(0, |newline| newline + 1);
        let tail = self.text[self.start..].find('\n').map_or(self.text.len(), |newline| self.start + newline);
        let indent = self.text[head..self.start].width();
        let carets = self.text[self.start..self.end.clamp(self.start, tail)].width().max(1);
        format!("{}\n{}{}", &self.text[head..tail], " ".repeat(indent), "^".repeat(carets))
    }

    /// The sentence for people who write templates in Chinese, without the picture.
    pub fn chinese(&self) -> String {
        let near = |near: &Option<Box<str>>| {
            near.as_ref().map_or(String::new(), |near| format!("，是否应为“{near}”"))
        };
        match &self.flaw {
            Flaw::Character(found, Some(meant)) => format!("表达式中不能用“{found}”，应写作“{meant}”"),
            Flaw::Character(found, None) => format!("表达式中不能用“{found}”"),
            Flaw::OpenText => "文本缺少结束引号".into(),
            Flaw::Escape => "反斜杠后的字符不能转义；正则表达式可写作 r'…'".into(),
            Flaw::Number => "数字无法识别（最多28位）".into(),
            Flaw::Expected { wanted, found } => format!("此处应为 {wanted}，实为 {found}"),
            Flaw::Reserved(word) => format!("“{word}”是保留字"),
            Flaw::Long { limit } => format!("表达式过长（上限{limit}字节）"),
            Flaw::Deep { limit } => format!("表达式嵌套过深（上限{limit}层）"),
            Flaw::Name { name, near: other } => format!("没有名为“{name}”的字段{}", near(other)),
            Flaw::Member { name, near: other } => format!("没有名为“{name}”的成员{}", near(other)),
            Flaw::Function { name, near: other } => format!("没有函数“{name}”{}", near(other)),
            Flaw::Arguments { usage } => format!("参数个数不符，应写作 {usage}"),
            Flaw::Format { name, near: other } => format!("没有名为“{name}”的格式{}", near(other)),
            Flaw::Always(fault) => fault.chinese(),
        }
    }
}

/// The sentence in English and the picture.
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n{}", self.flaw, self.picture())
    }
}

impl std::error::Error for Problem {}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown =
            |formatter: &mut fmt::Formatter<'_>, what: &str, name: &str, near: &Option<Box<str>>| {
                write!(formatter, "there is no {what} `{name}`")?;
                near.as_ref().map_or(Ok(()), |near| write!(formatter, "; did you mean `{near}`?"))
            };
        match self {
            Flaw::Character(found, Some(meant)) => write!(formatter, "write `{meant}` instead of `{found}`"),
            Flaw::Character(found, None) => write!(formatter, "`{found}` has no meaning here"),
            Flaw::OpenText => formatter.write_str("the text lacks its closing quote"),
            Flaw::Escape => formatter.write_str("no such escape; a regular expression may be written r'…'"),
            Flaw::Number => formatter.write_str("not a number of at most 28 digits"),
            Flaw::Expected { wanted, found } => write!(formatter, "expected {wanted}, found {found}"),
            Flaw::Reserved(word) => write!(formatter, "`{word}` is a reserved word of CEL"),
            Flaw::Long { limit } => write!(formatter, "longer than {limit} bytes"),
            Flaw::Deep { limit } => write!(formatter, "nested deeper than {limit} levels"),
            Flaw::Name { name, near } => unknown(formatter, "name", name, near),
            Flaw::Member { name, near } => unknown(formatter, "member", name, near),
            Flaw::Function { name, near } => unknown(formatter, "function", name, near),
            Flaw::Arguments { usage } => write!(formatter, "wrong number of arguments; write {usage}"),
            Flaw::Format { name, near } => unknown(formatter, "format", name, near),
            Flaw::Always(fault) => fault.fmt(formatter),
        }
    }
}

/// The declared name that is most like a wrong one, if one is like it at all.
pub(super) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<Box<str>> {
    const LIKE_ENOUGH: f64 = 0.6;
    let scored = known.into_iter().map(|other| (strsim::normalized_damerau_levenshtein(name, other), other));
    let best =
        scored.filter(|(score, _)| *score >= LIKE_ENOUGH).max_by(|left, right| left.0.total_cmp(&right.0));
    best.map(|(_, other)| other.into())
}
