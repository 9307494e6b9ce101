//! A column of a merged table as declared: what it says of its row, what it counts, of which period, and how the figure
//! is shown. Rows, charts and footnotes are in [`super::summary`].

use super::field::Kind;
use super::summary::Where;
use crate::model::table::Emphasis;
use serde::Deserialize;

/// A column, or several of a kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Column {
    /// Its key, for charts and ranks.
    pub id: String,
    /// Its header path, parts joined by `/`; the declared label of its field without it.
    pub label: String,
    /// Its width in half-width characters.
    pub width: Option<u16>,
    /// What it says of the row itself.
    pub show: Option<Show>,
    /// A field: the sum of it, or in a list its value.
    pub field: Option<String>,
    /// Several fields, a column each.
    pub each: Option<Each>,
    /// A field of choices: a column for each of its values, each with the count, or with these columns below it.
    pub across: Option<String>,
    /// The columns below each value of `across`; their conditions go with it.
    pub under: Vec<Column>,
    /// The mean of fields over the facts of the row.
    pub mean: Option<Mean>,
    /// An expression over the columns to the left, by their ids.
    pub value: Option<String>,
    /// What kind of answer the expression gives; a decimal number without it.
    pub kind: Option<Kind>,
    /// The column of which this is the mean over the units of the same 考核组别.
    pub mean_of: Option<String>,
    /// How facts are counted.
    pub count: Option<Count>,
    /// Which facts count in this column.
    #[serde(rename = "where")]
    pub only: Where,
    /// Of which period.
    pub at: At,
    /// The period with which it is compared.
    pub against: Option<At>,
    /// What is shown of the figure.
    #[serde(rename = "as")]
    pub form: Shown,
    /// The field by which the figure is divided; the column is a percentage.
    pub per: Option<String>,
    /// The column by which units are ranked within their 考核组别.
    pub rank: Option<String>,
    /// How its cells strike the eye; comparisons have arrows without it.
    pub emphasis: Option<Emphasis>,
    /// In lists: the day on which the last effect of choices ends.
    pub effect: Option<Effect>,
}

/// A mean: of each field over the facts, then over the fields, two decimals.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mean {
    /// The fields.
    pub of: Vec<String>,
    /// From so many facts on the highest and the lowest of each field are left out.
    #[serde(default)]
    pub trim_from: Option<usize>,
}

/// 影响期: choices have effect for so many months, as their list says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The field of the day on which it begins.
    pub from: String,
    /// The field of the choices.
    pub by: String,
}

/// What a column says of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// 序号
    Number,
    /// What the row is: a unit, a measure, a period, a choice.
    Label,
    /// The period of a fact.
    Period,
    /// 是 where a fact meets the conditions of the column.
    Holds,
    /// 考核组别 of the unit.
    Group,
    /// What became of the return, where it is not simply accepted.
    State,
    /// The unit of measure of the row.
    Measure,
    /// Where it was read.
    Source,
    /// 发文字号 of the approved notice that made the case of the row public.
    Published,
    /// The day on which its return was received.
    Received,
    /// How many days late that was; 0 in time.
    Late,
    /// Nothing: officers write there.
    ByHand,
}

/// Several fields at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// All fields that hold numbers, without the running number.
    Numbers,
    /// All fields.
    Fields,
}

/// How facts are counted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Each fact once.
    Rows,
    /// Facts that agree in these fields once.
    Distinct(Vec<String>),
}

/// A period relative to that of the workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// The period itself.
    #[default]
    Current,
    /// The one before (上期).
    Previous,
    /// The same of the year before (上年同期).
    YearBefore,
    /// The year so far (本年累计).
    YearToDate,
    /// The same part of the year before.
    YearToDateBefore,
}

/// What is shown of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The figure.
    #[default]
    Figure,
    /// The difference to the figure compared with.
    Change,
    /// The difference in percent of the figure compared with.
    Rate,
    /// The percentage of the total.
    Share,
}
