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
