//! The header block and the signature row that forms share (FORMS.md 2.1), as declared in `templates/header.toml`:
//! which labels stand for which key. They are parsed by label, never by address.

use super::forbidden::Forbidden;
use serde::Deserialize;

/// The declared header fields and the words that tell rows apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderLabels {
    /// The header fields.
    #[serde(rename = "header")]
    pub fields: Vec<HeaderField>,
    /// Words of column headers.
    pub columns: ColumnWords,
    /// Words that mark rows.
    pub rows: RowWords,
    /// Words of an official letter (FORMS.md 4.5).
    pub letter: LetterWords,
    /// Marks of a national secret (GN-S006).
    pub secret: SecretWords,
    /// What no form may hold.
    #[serde(default)]
    pub forbidden: Option<Forbidden>,
    /// What a seal looks like in words (GN-V003).
    pub seal: Vec<String>,
    /// What marks a return as a correction.
    pub correction: Vec<String>,
}

/// One header field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderField {
    /// Its key: `unit_name`, `filled_on`, …
    pub key: String,
    /// What it is called in findings.
    pub title: String,
    /// Labels that introduce it, the official one first.
    pub labels: Vec<String>,
    /// Whether it is a day.
    #[serde(default)]
    pub date: bool,
}

/// Words of column headers (FORMS.md 10.2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    /// 数, 人次: a label that ends with one more of them means the same column.
    pub endings: Vec<String>,
    /// 序号, 单位名称: columns that say of whom or what a row speaks.
    pub naming: Vec<String>,
}

/// Words that mark rows of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowWords {
    /// 合计, 总计: the total of a table.
    pub total: Vec<String>,
    /// 小计, 累计: a part of it.
    pub subtotal: Vec<String>,
    /// How a short text ends that marks a row of sums, if it is none of those: 县直合计, 甲镇小计.
    pub sums: Vec<String>,
    /// 例, 示例.
    pub example: Vec<String>,
    /// 栏次: begins a row that numbers the columns.
    pub numbering: Vec<String>,
    /// Texts that only example rows hold, such as ×××.
    pub placeholder: Vec<String>,
    /// 填表说明, 备注, 注: the beginning of a note.
    pub note: Vec<String>,
}

/// Words of an official letter upward.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterWords {
    /// Introduces the signatory.
    pub signatory: Vec<String>,
    /// Introduces the organs that get a copy.
    pub copies: Vec<String>,
    /// Introduces the list of attachments.
    pub attachments: Vec<String>,
    /// Sentences with which a letter closes.
    pub closing: Vec<String>,
}

/// Marks of a national secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretWords {
    /// Classifications.
    pub levels: Vec<String>,
    /// The sign that follows them.
    pub sign: String,
}
