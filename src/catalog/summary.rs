//! A merged table as declared in `templates/summaries/<id>.toml`: what it is made of, what its rows and columns are,
//! and how it is shown (FORMS.md 6). A new table of these shapes needs no code.

pub use super::summary_column::{At, Column, Count, Each, Effect, Mean, Show, Shown};

use super::computed::Computed;
use super::due::Cycle;
use super::footnote::Footnote;
use crate::model::table::ChartKind;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One declared table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The id of FORMS.md 6, such as `R02`; a letter follows where one id has several sheets.
    pub id: String,
    /// The name of its sheet, at most 31 characters.
    pub sheet: String,
    /// Its title, with `{unit}` and `{period}`.
    pub title: String,
    /// It stands only in workbooks of periods of this kind; in all without it.
    #[serde(default)]
    pub cycle: Option<Cycle>,
    /// The field that names the unit of which a row speaks, where that is not the unit that sent it or for which it
    /// was sent.
    #[serde(default)]
    pub about: Option<String>,
    /// Fields that are computed for each row, beside those that it has.
    #[serde(default, rename = "compute")]
    pub computed: Vec<Computed>,
    /// Its sheet is left out as long as it has no row.
    #[serde(default)]
    pub hide_empty: bool,
    /// The unit of measure, printed above the table on the right.
    #[serde(default)]
    pub measure: String,
    /// How it is printed.
    #[serde(default)]
    pub page: PageSetup,
    /// Its rows.
    pub rows: Rows,
    /// Its columns, from the left.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    /// Its charts.
    #[serde(default, rename = "chart")]
    pub charts: Vec<Chart>,
    /// Counted sentences below the table.
    #[serde(default, rename = "footnote")]
    pub footnotes: Vec<Footnote>,
    /// Sentences below the table.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// How a table is printed and shown.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageSetup {
    /// A3 instead of A4.
    pub large: bool,
    /// Upright instead of across.
    pub upright: bool,
    /// How many columns stay in view.
    pub frozen: u16,
    /// Whether its rows can be filtered.
    pub filter: bool,
}

/// What a table is made of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Data {
    /// The rows of a form, by its code.
    Form(String),
    /// The fixed indicators of a form, one fact for each return.
    Indicators(Indicators),
    /// Whom the returns of a form must reach, by its code, one fact for each person.
    Coverage(String),
    /// The duties: what was owed and what became of it.
    Duties,
    /// The duties, one fact for each organ that must receive the form.
    Receipts,
    /// The findings of all returns.
    Findings,
    /// What the receiving organ admitted or waived, and why.
    Answers,
    /// Where two returns disagree.
    Differences,
    /// The conditions of 约谈 that hold, one fact for each (FORMS.md 4.14).
    Triggered,
    /// The units of which any of them holds, one fact for each.
    Candidates,
    /// Where every figure was read.
    Sources,
    /// What was read against what was added up.
    Conservation,
    /// The accepted rows that are in no total, and why.
    Unplaced,
}

/// The fixed indicators of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicators {
    /// The code of the form.
    pub form: String,
    /// The field that holds the figure.
    pub value: String,
    /// The field that holds the figure of the period before.
    #[serde(default)]
    pub before: Option<String>,
}

/// Conditions: each named field must have one of the values. `group:x` stands for all codes of a group of its list,
/// `*` for any value, an empty text for none, `before_period` for a day before the period of the return.
pub type Where = BTreeMap<String, Vec<String>>;

/// What the rows of a table are.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rows {
    /// One for each unit, in registry order, with subtotals by place and the total first.
    Units {
        /// What they are made of.
        of: Data,
        /// Which facts count.
        #[serde(default, rename = "where")]
        only: Where,
        /// The levels of places that have a subtotal: words of `units.csv`.
        #[serde(default)]
        subtotals: Vec<String>,
        /// Rows of statistics below the total.
        #[serde(default, rename = "stat")]
        stats: Vec<Stat>,
        /// Units that owe these forms stand there even if nothing came; the code of the form itself without it.
        #[serde(default)]
        owed: Vec<String>,
    },
    /// One for each listed measure; columns compare periods.
    Measures {
        /// What they are made of.
        of: Data,
        /// The measures, in order.
        #[serde(rename = "measure")]
        measures: Vec<Measure>,
    },
    /// One for each period of a series that ends now.
    Periods {
        /// What they are made of.
        of: Data,
        /// How many.
        last: u8,
    },
    /// One for each value of a field of choices, or of several within each other, with the total first.
    Groups {
        /// What they are made of.
        of: Data,
        /// The fields, from the outer to the inner.
        by: Vec<String>,
        /// Which facts count.
        #[serde(default, rename = "where")]
        only: Where,
        /// Codes that are left out where nothing falls on them.
        #[serde(default)]
        hide_empty: bool,
    },
    /// One for each combination of values of some fields, in the order in which they come, without a total.
    Keys {
        /// What they are made of.
        of: Data,
        /// The fields.
        by: Vec<String>,
        /// Which facts count.
        #[serde(default, rename = "where")]
        only: Where,
    },
    /// One for each fact.
    List {
        /// What they are made of.
        of: Data,
        /// Which facts are listed.
        #[serde(default, rename = "where")]
        only: Where,
        /// Of which periods.
        #[serde(default)]
        span: Span,
        /// Fields the values of which keep facts together across units, in the order in which they first come.
        #[serde(default)]
        together: Vec<String>,
        /// Fields by which facts of one unit are ordered; of all units, if they are kept together otherwise.
        #[serde(default)]
        sort: Vec<String>,
    },
}

impl Rows {
    /// What they are made of.
    pub fn data(&self) -> &Data {
        match self {
            Rows::Units { of, .. }
            | Rows::Measures { of, .. }
            | Rows::Periods { of, .. }
            | Rows::Groups { of, .. }
            | Rows::Keys { of, .. }
            | Rows::List { of, .. } => of,
        }
    }
}

/// Of which periods facts are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// The period of the workbook.
    #[default]
    Current,
    /// Its year so far.
    Year,
    /// All that were handed in.
    All,
}

/// A row of statistics over the units.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stat {
    /// What it is called.
    pub label: String,
    /// What it is.
    pub of: Statistic,
}

/// A statistic over the units that sent a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// 平均值, one decimal.
    Mean,
    /// 中位数
    Median,
    /// 最大值
    Max,
    /// 最小值
    Min,
    /// The total of the period compared with.
    Before,
    /// 同比: how the total grew against it.
    Rate,
    /// How many units owed the figure and did not send one.
    Absent,
}

/// A measure that is a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What it is called.
    pub label: String,
    /// The fields that it adds up; empty for a head line.
    #[serde(default)]
    pub fields: Vec<String>,
    /// How deep it stands.
    #[serde(default)]
    pub level: u8,
    /// Its unit of measure.
    #[serde(default)]
    pub measure: String,
    /// The field of which it is a share, for columns of shares.
    #[serde(default)]
    pub share_of: Option<String>,
}

/// A chart of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// Its title, with `{unit}` and `{period}`.
    pub title: String,
    /// What the figures are, such as 件.
    #[serde(default)]
    pub measure: String,
    /// The rows that it draws.
    #[serde(default)]
    pub rows: ChartRows,
    /// Its columns, by id, each with its name in the legend.
    pub series: Vec<(String, String)>,
    /// The largest first, by the first series.
    #[serde(default)]
    pub ranked: bool,
    /// At most so many rows.
    #[serde(default = "chart_limit")]
    pub limit: usize,
    /// Rows without any figure are left out.
    #[serde(default)]
    pub hide_empty: bool,
    /// So many of the last series are drawn as lines over the columns.
    #[serde(default)]
    pub lines: usize,
    /// A chart for each value of this column, by id; `{part}` in the title is the value.
    #[serde(default)]
    pub split: Option<String>,
}

fn chart_limit() -> usize {
    24
}

/// The rows that a chart draws.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartRows {
    /// The subtotals just below the total; ordinary rows beside them.
    #[default]
    Groups,
    /// All ordinary rows.
    Data,
    /// The rows with these labels.
    Labels(Vec<String>),
}
