//! What all notices share: the fixed words of official documents, the words that a title must not break, the fields
//! that every notice may use, and the letterhead of the office.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The house style, `notices/layout/house.toml`: words that GB/T 9704-2012 fixes, and word lists.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseStyle {
    /// What follows the name of the organ in the red head of 文件格式.
    pub mark_suffix: String,
    /// The label of 附件说明 and of each attachment's page.
    pub attachment: String,
    /// What separates label and text: the full-width colon.
    pub colon: String,
    /// The label of 抄送机关.
    pub copies: String,
    /// What follows the date in 版记.
    pub printed: String,
    /// The mark across the pages of a draft.
    pub draft: String,
    /// The line above the pages of a draft.
    pub draft_note: String,
    /// Words that a title never splits.
    pub unbreakable: Vec<String>,
    /// Words that a line of a title should not end with.
    pub not_last: Vec<String>,
    /// The fields that every notice may use, and what they are.
    pub fields: BTreeMap<String, String>,
    /// 印发机关 by the level of the organ, with `{organ}`.
    pub printers: BTreeMap<String, String>,
    /// How the organ speaks of all of its territory, by its level, such as 全省.
    pub regions: BTreeMap<String, String>,
    /// How the leaders of the organ are called, with `{organ}`.
    pub leaders: String,
    /// How the standing committee of the organ is called, with `{organ}`.
    pub committee: String,
    /// How the department of organization is called, with `{party}`.
    pub organization: String,
    /// How a person is addressed, with `{name}`.
    pub person: String,
    /// The label of 签发人.
    pub signatory: String,
    /// What stands for a contact that the office has not set.
    pub contact: Contact,
    /// How a place in a paper is said: `cell`, `word_cell`, `paragraph`, `whole`.
    pub places: BTreeMap<String, String>,
    /// How all units of a kind are called together, in the order in which they are addressed.
    #[serde(rename = "class")]
    pub classes: Vec<UnitClass>,
}

/// Whom a unit may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// 承办部门
    pub department: String,
    /// 联系人
    pub person: String,
    /// 联系电话
    pub phone: String,
}

/// All units of a line, a level and a sector together, as an address says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitClass {
    /// `party` or `discipline`.
    pub line: String,
    /// The levels, words of `units.csv`; any without them.
    #[serde(default)]
    pub levels: Vec<String>,
    /// The sector, a word of `units.csv`.
    pub sector: String,
    /// What they are called, with `{organ}`.
    pub called: String,
}

/// The organ that issues: it stands in the head, the signature and the 版记 of its notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    /// 发文机关署名: the full name, or the short name that the organ uses.
    pub organ: String,
    /// The name in the red head, without the suffix of 文件格式.
    pub mark: String,
    /// 印发机关: its general office.
    pub printer: String,
}
