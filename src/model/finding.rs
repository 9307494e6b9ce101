//! One remark about one place: what is wrong, with both values, and what to do (FORMS.md 2.3).

use super::place::Place;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How heavy a finding weighs, from the heaviest (FORMS.md 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// 强制性: the return is refused.
    F,
    /// 准强制性: the return is held.
    E,
    /// 核实性: taken, an explanation is asked for.
    W,
    /// 履职提示: taken; a duty was not performed.
    C,
    /// 宏观审核: over all units; for the receiving organ.
    M,
    /// 自动规范化: a repair, only logged.
    I,
}

impl Severity {
    /// All severities, heaviest first.
    pub const ALL: [Severity; 6] =
        [Severity::F, Severity::E, Severity::W, Severity::C, Severity::M, Severity::I];

    /// The letter of FORMS.md 2.3.
    pub fn letter(self) -> &'static str {
        match self {
            Severity::F => "F",
            Severity::E => "E",
            Severity::W => "W",
            Severity::C => "C",
            Severity::M => "M",
            Severity::I => "I",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.letter())
    }
}

impl FromStr for Severity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Severity::ALL
            .into_iter()
            .find(|severity| severity.letter() == text)
            .ok_or_else(|| format!("`{text}` is not a severity: F, E, W, C, M or I"))
    }
}

/// Whether a finding still asks for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Nobody has answered it.
    #[default]
    Open,
    /// The unit explained it (说明).
    Explained,
    /// The receiving organ admitted it.
    Overridden,
}

impl FindingState {
    /// The word of CONTRACT.md.
    pub fn word(self) -> &'static str {
        match self {
            FindingState::Open => "open",
            FindingState::Explained => "explained",
            FindingState::Overridden => "overridden",
        }
    }
}

/// One remark about one place of one submission or file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule of FORMS.md, for instance `CQ-V004`.
    pub rule: String,
    /// How heavy it weighs.
    pub severity: Severity,
    /// Where to look first.
    pub place: Place,
    /// The other places that have a part in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Place>,
    /// The key of the field, empty if it is about no single field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What names the row for a reader: a unit, a person, an indicator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub row_label: String,
    /// What was found, as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// What was expected, where that can be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// The remark in Chinese.
    pub message: String,
    /// What to do, in Chinese.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// True if the program has already repaired it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub auto_fixed: bool,
    /// True if a rule found it, which looks again whenever something beside the submission changes; false for what
    /// reading and taking remarked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_rule: bool,
    /// Whether it still asks for something.
    #[serde(default)]
    pub state: FindingState,
    /// What was answered: the explanation of the unit, or the reason of the receiving organ; empty if it is open.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
}
