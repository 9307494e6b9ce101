//! A unit is an organisation that reports (FORMS.md 3.1), a leader a person of its roster (FORMS.md 3.3).

use super::period::Period;
use jiff::civil::Date as Day;

/// The level of a unit in the tree of places, the highest first (FORMS.md 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 省
    Province,
    /// 市(州)
    Prefecture,
    /// 县(市、区)
    County,
    /// 乡镇(街道)
    Township,
    /// 村(社区)
    Village,
}

impl Level {
    /// The word of `units.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Level::Province => "province",
            Level::Prefecture => "prefecture",
            Level::County => "county",
            Level::Township => "township",
            Level::Village => "village",
        }
    }

    /// The level of a word of `units.csv`.
    pub fn of_word(word: &str) -> Option<Level> {
        [Level::Province, Level::Prefecture, Level::County, Level::Township, Level::Village]
            .into_iter()
            .find(|level| level.word() == word)
    }
}

/// The two lines of organs; units report within their line (FORMS.md 3.1, `parent_id`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// 党委, 党组, 党工委, 党总支, 党支部
    Party,
    /// 纪委, 纪工委, 纪检组
    Discipline,
}

/// A name that a unit has or had, with the days between which it was valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name as written in the registry.
    pub name: String,
    /// Valid from this day on, if that is limited.
    pub from: Option<Day>,
    /// Valid up to this day, if that is limited.
    pub to: Option<Day>,
}

/// An organisation that reports; the fields are those of `units.csv` (CONTRACT.md, FORMS.md 3.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The registry key, such as `J-990100`.
    pub id: String,
    /// 规范全称
    pub name: String,
    /// 规范化简称
    pub short_name: String,
    /// Other and former names.
    pub aliases: Vec<Alias>,
    /// The word of the registry: `party_committee`, `disc_group`, …
    pub kind: String,
    /// Its place in the tree of levels.
    pub level: Level,
    /// 厅级, 处级, 科级 for departments; may be empty.
    pub grade: String,
    /// `local`, `department`, …
    pub sector: String,
    /// GB/T 2260 code of its government.
    pub division_code: String,
    /// The next higher unit of the same line; empty for the top unit.
    pub parent: String,
    /// The organ of the other line at the same level; may be empty.
    pub counterpart: String,
    /// For a 纪检组: the organ that dispatched it.
    pub dispatcher: String,
    /// Units that it files for.
    pub covers: Vec<String>,
    /// 考核组别: ranking never crosses groups.
    pub group: String,
    /// Place in all lists.
    pub sort_no: u32,
    /// The form codes that it owes.
    pub duties: Vec<String>,
    /// 机关代字
    pub doc_prefix: String,
    /// No returns are due before this day.
    pub active_from: Option<Day>,
    /// No returns are due after this day.
    pub active_to: Option<Day>,
}

impl Unit {
    /// The line of organs to which it belongs.
    pub fn line(&self) -> Line {
        if self.kind.starts_with("disc") { Line::Discipline } else { Line::Party }
    }

    /// True if it existed on some day of the period.
    pub fn active_in(&self, period: Period) -> bool {
        self.active_from.is_none_or(|from| from <= period.end())
            && self.active_to.is_none_or(|to| to >= period.start())
    }

    /// True if it owes the form with this code.
    pub fn owes(&self, code: &str) -> bool {
        self.duties.iter().any(|duty| duty == code)
    }
}

/// A person of the roster; the fields are those of `leaders.csv` (CONTRACT.md, FORMS.md 3.3).
#[derive(Clone, Debug, PartialEq)]
pub struct Leader {
    /// The roster key.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The post as printed.
    pub post: String,
    /// `secretary`, `gov_head`, `member`, `disc_secretary`, `dept_head`, or another word.
    pub role: String,
    /// 职级 code r1 to r6.
    pub rank: String,
    /// 主要负责人
    pub is_principal: bool,
    /// In office from this day.
    pub term_start: Option<Day>,
    /// In office up to this day.
    pub term_end: Option<Day>,
    /// Units or departments in this person's charge.
    pub in_charge_of: Vec<String>,
    /// 联系单位
    pub contact_units: Vec<String>,
}

impl Leader {
    /// True if the person was in office on the day.
    pub fn in_office(&self, day: Day) -> bool {
        self.in_office_between(day, day)
    }

    /// True if the person was in office on some day from one to another.
    pub fn in_office_between(&self, from: Day, to: Day) -> bool {
        self.term_start.is_none_or(|start| start <= to) && self.term_end.is_none_or(|end| end >= from)
    }
}
