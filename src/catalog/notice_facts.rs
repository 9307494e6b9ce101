//! What a notice takes from elsewhere, as declared in `notice.toml`: cells and rows of merged tables, and the cases that a
//! bulletin publishes.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A cell of a merged table.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The id of the table.
    pub table: String,
    /// What its row is called; the total without it.
    #[serde(default)]
    pub row: Option<String>,
    /// The id of its column.
    pub column: String,
}

/// Rows of a merged table, as a list of objects.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureList {
    /// The field.
    pub field: String,
    /// The id of the table.
    pub table: String,
    /// The keys of each element, with the ids of their columns.
    pub items: BTreeMap<String, String>,
    /// Which kind of rows.
    #[serde(default)]
    pub rows: RowKind,
    /// At which level; at any without it.
    #[serde(default)]
    pub level: Option<u8>,
    /// Only rows that are called so, where any are named.
    #[serde(default)]
    pub called: Vec<String>,
    /// Only rows of which this expression over the keys holds.
    #[serde(default, rename = "where")]
    pub only: Option<String>,
    /// The key by which they are ordered, the greatest first; as in the table without it.
    #[serde(default)]
    pub sort: Option<String>,
    /// So many at most.
    #[serde(default)]
    pub most: Option<usize>,
    /// The key whose text alone is each element.
    #[serde(default)]
    pub plain: Option<String>,
    /// Left out at the end of what rows are called.
    #[serde(default)]
    pub trim: String,
    /// Keys that say the same in each element.
    #[serde(default)]
    pub also: BTreeMap<String, String>,
}

/// Which rows of a merged table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// Ordinary ones.
    #[default]
    Data,
    /// Subtotals.
    Subtotal,
}

/// Which cases a bulletin publishes and in which fields of their form it finds what it says (FORMS.md 4.18, 4.19, 9).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// The code of the form of cases.
    pub form: String,
    /// The code of the form with a row for each object, which tells ranks and the persons of the original case.
    pub detail: String,
    /// The level of `redaction.toml` for objects that may not be named.
    pub level: String,
    /// Below this many none is issued.
    pub fewest: usize,
    /// The rest waits for the next bulletin.
    pub most: usize,
    /// What marks a case that goes out at once and alone.
    pub urgent_word: String,
    /// Words of a secrecy review that lets a case pass; without any of them it stays in the house.
    pub clear_words: Vec<String>,
    /// The code of an object that is a team and no person.
    pub team: String,
    /// The fields, by what they say.
    pub fields: CaseFields,
}

/// The keys of fields and headings that a bulletin reads.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFields {
    /// 案件编号, in both forms.
    pub case_no: String,
    /// 案件名称
    pub title: String,
    /// 决定是否生效
    pub effective: String,
    /// 是否同意实名
    pub named: String,
    /// 情形
    pub urgent: String,
    /// 涉密涉敏审查意见
    pub secret: String,
    /// Who signs: all of them, or the objects are not named.
    pub signed: Vec<String>,
    /// 发案单位
    pub unit: String,
    /// The object's name, in both forms.
    pub name: String,
    /// The object's unit and post.
    pub post: String,
    /// 处理方式
    pub actions: String,
    /// 决定机关
    pub organ: String,
    /// 决定日期
    pub decided_on: String,
    /// The heading 基本案情.
    pub facts: String,
    /// The heading 失责事实及责任认定.
    pub failure: String,
    /// The object's rank, in the form of details.
    pub rank: String,
    /// 追究对象类型, in the form of details.
    pub kind: String,
    /// 原案当事人, in the form of details.
    pub culprit: String,
    /// Where it was published before, in the form of details.
    pub published: String,
}
