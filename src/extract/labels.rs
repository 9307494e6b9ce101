//! The header block and the signature row: `填报单位（盖章）：…　填报时间：…　单位：…`, by label, never by address
//! (FORMS.md 2.1). One cell may hold several labels; a value may also stand in the next cell.

use crate::catalog::HeaderLabels;
use crate::model::text;

/// A label with what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The key of the header field.
    pub key: String,
    /// The text up to the next label, white space left out.
    pub value: String,
}

/// The declared labels, folded once, the longest first.
#[derive(Debug)]
pub struct Labels {
    folded: Vec<(String, String)>,
}

/// Widths folded and white space left out: the form in which labels are sought.
pub fn folded(shown: &str) -> String {
    text::squeeze(&text::fold_width(shown))
}

/// A label without the marks and the number that a form may put at it: `*谈话人`, `3.谈话人`, `（3）谈话人`, `谈话人①`.
pub fn undecorated(label: &str) -> &str {
    /// Longer numbers are part of the label.
    const DIGITS: usize = 2;
    const MARKS: [char; 9] = ['*', '＊', '★', '☆', '※', '▲', '△', '●', '◆'];
    let circled = '\u{2460}'..='\u{2473}';
    let mark = |character: char| {
        text::is_blank(character)
            || text::COLONS.contains(&character)
            || MARKS.contains(&character)
            || circled.contains(&character)
    };
    let shown = label.trim_matches(mark);
    let inside = shown.trim_start_matches(['(', '（']);
    let digit = |character: char| character.is_ascii_digit() || ('０'..='９').contains(&character);
    let numeral = |character: char| digit(character) || "一二三四五六七八九十".contains(character);
    let rest = inside.trim_start_matches(numeral);
    let digits = inside.chars().count() - rest.chars().count();
    let closed = rest.strip_prefix([')', '）', '.', '．', '、']).map(|rest| rest.trim_start_matches(mark));
    match closed.filter(|rest| !rest.is_empty() && !rest.starts_with(digit)) {
        Some(rest) if (1..=DIGITS).contains(&digits) => rest,
        _ => shown,
    }
}

/// A folded label without a hint or a measure in brackets at its end (`填报时间(必填)`); the same if there is none.
pub fn unhinted(folded: &str) -> &str {
    /// In characters, brackets and all: what is longer is no hint.
    const LONGEST: usize = 8;
    let open = folded.rfind('(').filter(|open| *open > 0 && folded.ends_with(')'));
    let hint = open.filter(|open| folded[*open..].chars().count() <= LONGEST);
    hint.map_or(folded, |open| &folded[..open])
}

impl Labels {
    /// Folds the declared labels.
    pub fn new(header: &HeaderLabels) -> Labels {
        let mut folded: Vec<(String, String)> = header
            .fields
            .iter()
            .flat_map(|field| field.labels.iter().map(|label| (self::folded(label), field.key.clone())))
            .collect();
        folded.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.0.cmp(&right.0)));
        Labels { folded }
    }

    /// The label that ends a text, and where it begins.
    fn ending(&self, before: &str) -> Option<(usize, &str)> {
        let of = |before: &str| {
            let found = self.folded.iter().find(|(label, _)| before.ends_with(label.as_str()))?;
            Some((before.len() - found.0.len(), found.1.as_str()))
        };
        of(before).or_else(|| of(unhinted(before.trim_end_matches('*'))))
    }

    /// The labels of a text, each with its value, in order.
    pub fn parse(&self, shown: &str) -> Vec<Labelled> {
        if !shown.contains(text::COLONS) {
            return Vec::new();
        }
        let folded = folded(shown);
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        for (colon, _) in folded.match_indices(':') {
            if let Some((start, key)) = self.ending(&folded[..colon]) {
                found.push((start, colon + 1, key));
            }
        }
        let ends = found.iter().skip(1).map(|(start, ..)| *start).chain([folded.len()]);
        let values = found.iter().zip(ends).filter(|((_, from, _), to)| from <= to);
        values
            .map(|((_, from, key), to)| Labelled {
                key: (*key).to_owned(),
                // A label that ended in a colon of its own has two.
                value: folded[*from..to].trim_start_matches(':').to_owned(),
            })
            .collect()
    }

    /// The key of the header field whose label a text is, without anything else (a label cell of a Word table).
    pub fn exact(&self, shown: &str) -> Option<&str> {
        let folded = folded(undecorated(shown));
        let bare = undecorated(folded.trim_end_matches(':'));
        let of = |bare: &str| self.folded.iter().find(|(label, _)| label == bare);
        let found = of(bare).or_else(|| of(unhinted(bare)))?;
        Some(&found.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn one_cell_may_hold_several_labels() {
        let labels = Labels::new(&Catalog::builtin().unwrap().header);
        let read = |text: &str| -> Vec<(String, String)> {
            labels.parse(text).into_iter().map(|labelled| (labelled.key, labelled.value)).collect()
        };
        let own = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            read("填报单位（盖章）：示例市纪委（章）    填报时间：2014年9月26日　　单位：件、个、人"),
            [
                own("unit_name", "示例市纪委(章)"),
                own("filled_on", "2014年9月26日"),
                own("measure", "件、个、人")
            ]
        );
        assert_eq!(
            read("单位负责人：张　三　审核人：　填 表 人:李四"),
            [own("unit_head", "张三"), own("reviewer", ""), own("filler", "李四")]
        );
        assert_eq!(read("联系电话:：0874-4176681"), [own("phone", "0874-4176681")]);
        for colon in text::COLONS {
            assert_eq!(read(&format!("审核人{colon}李四")), [own("reviewer", "李四")]);
        }
        assert!(read("填表说明：1.本表一式两份").is_empty());
        assert_eq!(labels.exact("联系电话："), Some("phone"));
    }

    #[test]
    fn marks_numbers_and_hints_at_a_label_say_nothing() {
        for shown in [
            "*谈话人",
            "谈话人 *",
            "3.谈话人",
            "３．谈话人",
            "（3）谈话人",
            "(12)谈话人",
            "三、谈话人",
            "谈话人①",
            "② 谈话人",
        ] {
            assert_eq!(undecorated(shown), "谈话人", "{shown}");
        }
        assert_eq!(undecorated("22.一般干部："), "一般干部");
        for shown in ["2014年度", "1.5倍", "一岗双责", "（章）", "3.", "123.编号"] {
            assert_eq!(undecorated(shown), shown);
        }
        let labels = Labels::new(&Catalog::builtin().unwrap().header);
        for shown in ["填报时间 *", "*填报时间：", "填报时间（必填）", "4.填报时间", "填报时间*："]
        {
            assert_eq!(labels.exact(shown), Some("filled_on"), "{shown}");
        }
        let read = labels.parse("审核人（必填）：张三　填表人*：李四");
        let read: Vec<(&str, &str)> = read.iter().map(|one| (one.key.as_str(), one.value.as_str())).collect();
        assert_eq!(read, [("reviewer", "张三"), ("filler", "李四")]);
    }
}
