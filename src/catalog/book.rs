//! The words of workbooks that are no table's own: cover, contents, states, totals, footers; `templates/workbook.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// All declared words of workbooks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookWords {
    /// The title of a workbook, with `{place}` and `{period}`.
    pub title: String,
    /// The name of its file without the ending, with `{place}` and `{period}`.
    pub file: String,
    /// The words of duties by the key of their state, with `{days}`.
    pub status: BTreeMap<String, String>,
    /// The words of standings of submissions, by the word of the export.
    pub standing: BTreeMap<String, String>,
    /// The names of severities by their letter.
    pub severity: BTreeMap<String, String>,
    /// The states of findings, by the word of the export.
    pub finding: BTreeMap<String, String>,
    /// The kinds of answers, and whether they hold: `override`, `waiver`, `holds`, `expired`.
    pub answer: BTreeMap<String, String>,
    /// The names of what findings point to and no form declares, by key.
    pub fields: BTreeMap<String, String>,
    /// The names of the relations of recipients to senders, by the word of form declarations.
    pub recipient: BTreeMap<String, String>,
    /// The header fields of a letter that name the organs that get it.
    pub addressed: Vec<String>,
    /// The words of rows.
    pub rows: RowTexts,
    /// The words of the cover.
    pub cover: CoverTexts,
    /// The words of differences.
    pub difference: DifferenceTexts,
    /// Why an accepted row is in no total: `overruled`, `repeated`, `unknown`, `outside`.
    pub unplaced: BTreeMap<String, String>,
    /// The words of conservation: `balanced`, `unbalanced`.
    pub conservation: BTreeMap<String, String>,
    /// The words of sheets and pages.
    pub sheet: SheetTexts,
}

/// The words of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowTexts {
    /// 合计
    pub total: String,
    /// A subtotal, with `{place}`.
    pub subtotal: String,
    /// The subtotal of the departments of a place, with `{place}`.
    pub departments: String,
    /// The sum of the held figures that no total has.
    pub provisional: String,
    /// A group without a value.
    pub none: String,
    /// A growth from nothing, with `{change}`.
    pub from_nothing: String,
    /// Left out at the end of an organ's name to name its place, longest first.
    pub organ_endings: Vec<String>,
    /// Said below a table whose period of comparison is unknown to the ledger, with `{period}`.
    pub no_comparison: String,
    /// Said below a table with held figures, with `{count}`.
    pub held: String,
    /// Said below a table that leaves held figures out, with `{count}`.
    pub held_out: String,
    /// A reference to the table of sources, with `{number}`.
    pub source: String,
    /// What several returns say is joined by it, in tables with a row for a person or a round.
    pub merged: String,
    /// 是
    pub yes: String,
    /// 否
    pub no: String,
}

/// The words of the cover.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverTexts {
    /// The mark at the upper left.
    pub mark: String,
    /// The line below the title, with `{period}`.
    pub subtitle: String,
    /// Labels and texts of the facts, with `{place}`, `{period}`, `{as_of}`, `{run}`, `{catalog}`.
    pub facts: Vec<(String, String)>,
    /// The heading of the counts and its columns: form, owed, the states in order, rate.
    pub counts: String,
    /// The columns of the counts: id of a state (or `form`, `owed`, `came`, `rate`) and label.
    pub count_columns: Vec<(String, String)>,
    /// Lists of units: key of a state and heading, with `{count}`.
    pub lists: Vec<(String, String)>,
    /// The columns of those lists: form, units.
    pub list_columns: (String, String),
    /// Said of a list without units.
    pub nobody: String,
    /// Names are joined by it.
    pub joined: String,
}

/// The words of differences.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DifferenceTexts {
    /// A return of the unit itself against a row forwarded for it.
    pub forwarded: String,
    /// A version against the one before.
    pub versions: String,
    /// A version, with `{number}`.
    pub version: String,
    /// Which of the two is taken.
    pub taken_direct: String,
    /// Which of two versions is taken.
    pub taken_newest: String,
    /// Findings that tell of a difference between two forms: beginning of the rule id, and what it is called.
    pub rules: Vec<(String, String)>,
    /// The sides of such a finding: written and expected.
    pub sides: (String, String),
    /// What is taken of them.
    pub taken_neither: String,
}

/// Words that strike the eye where a cell begins with one of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmphasisWords {
    /// The words.
    pub begins: Vec<String>,
    /// How strongly.
    pub weight: Weight,
}

/// How strongly words strike the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Something must be done.
    Alarm,
    /// Something is to be known.
    Notice,
}

/// The words of sheets and pages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetTexts {
    /// The name of the first sheet.
    pub cover: String,
    /// The name of the sheet of charts.
    pub charts: String,
    /// The heading of the contents.
    pub contents: String,
    /// The columns of the contents: number, sheet, title, rows.
    pub contents_columns: [String; 4],
    /// The way back to the contents.
    pub back: String,
    /// The foot of printed pages, in the notation of spreadsheets, with `{title}`.
    pub footer: String,
    /// The font of titles.
    pub title_font: String,
    /// The font of all else.
    pub font: String,
    /// The id of the table of sources, to which references lead.
    pub sources: String,
    /// Which words strike the eye in columns that have `emphasis = "words"`.
    pub emphasis: Vec<EmphasisWords>,
    /// The hint on the name of a total, whose link leads to the rows that it adds up.
    pub parts_tip: String,
    /// The lines above a table: left, middle, right, with `{unit}`, `{period}`, `{as_of}`, `{measure}`.
    pub line: [String; 3],
}
