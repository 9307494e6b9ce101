//! A table that is ready to be shown: what merging fills and writing draws. It knows neither forms nor workbooks.

use jiff::civil::{Date as Day, DateTime};
use rust_decimal::Decimal;
use std::ops::Range;

/// What stands in a cell for a figure that was due and did not come (FORMS.md 6).
pub const ABSENT: &str = "—";

/// A workbook to be written: a cover, then tables in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// The name of the file without its ending.
    pub name: String,
    /// The title of the document, also kept in its properties.
    pub title: String,
    /// The clock of the run: the only time that the file carries.
    pub created: DateTime,
    /// The first sheet.
    pub cover: Cover,
    /// The other sheets, in order.
    pub tables: Vec<Table>,
}

/// The first sheet: what this is, who is in it, and what is not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// The mark at the upper left, such as 内部资料.
    pub mark: String,
    /// The line below the title.
    pub subtitle: String,
    /// Labels with their texts.
    pub facts: Vec<(String, String)>,
    /// Small tables, each with its heading.
    pub blocks: Vec<Table>,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The id of its declaration.
    pub id: String,
    /// The name of its sheet, at most 31 characters.
    pub sheet: String,
    /// Its title.
    pub title: String,
    /// The line below the title: left, middle, right.
    pub line: [String; 3],
    /// Its columns, from the left.
    pub columns: Vec<Column>,
    /// Its rows, from the top.
    pub rows: Vec<Row>,
    /// Texts below the table.
    pub notes: Vec<String>,
    /// Charts of its figures.
    pub charts: Vec<Chart>,
    /// How it is printed and shown.
    pub page: Page,
    /// True if it has no sheet: there is nothing in it yet.
    pub left_out: bool,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Column {
    /// Its key within the table.
    pub id: String,
    /// Its header, from the top level down; equal neighbours are merged.
    pub header: Vec<String>,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// Its width in half-width characters, where that is declared.
    pub width: Option<u16>,
    /// How what is out of the ordinary in it strikes the eye.
    pub emphasis: Emphasis,
}

/// How cells of a column strike the eye, by what they say. In print without colours, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Emphasis {
    /// Not at all.
    #[default]
    None,
    /// By its words: what is missing or returned, what is late or held.
    Words,
    /// A bar as long as the percentage.
    Bar,
    /// An arrow up, level or down: the figure is a change.
    Change,
}

/// What the cells of a column hold, which decides their format and alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnKind {
    /// Short words, on the left.
    Text,
    /// Short words or codes, in the middle.
    Mark,
    /// Sentences, wrapped.
    Long,
    /// Whole numbers.
    Count,
    /// Numbers with two decimals.
    Money,
    /// Numbers as they come.
    Decimal,
    /// Percentages with one decimal, as numbers of hundredths (12.5 is 12.5 %).
    Percent,
    /// Days.
    Date,
    /// References to rows of the table of sources.
    Source,
}

/// What a row is in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 合计
    Total,
    /// 小计
    Subtotal,
    /// 其中
    OfWhich,
    /// The name of a group, without figures.
    Head,
    /// An ordinary row.
    Data,
    /// A statistic of the rows above: a mean, a comparison.
    Statistic,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Row {
    /// What it is.
    pub role: Role,
    /// How deep it stands below the total, for indents and outlines; 0 is the top.
    pub level: u8,
    /// True for held figures: shown in italics, in no total.
    pub provisional: bool,
    /// The unit that it speaks of, by registry order, where it speaks of one.
    pub unit: Option<usize>,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// The rows of this table that it adds up, where it adds up any.
    pub parts: Vec<Range<u32>>,
}

impl Row {
    /// An ordinary row.
    pub fn data(cells: Vec<Cell>) -> Row {
        Row { role: Role::Data, level: 0, provisional: false, unit: None, cells, parts: Vec::new() }
    }
}

/// What one cell says.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub enum Cell {
    /// Nothing: it was not due, or has no meaning here.
    #[default]
    Blank,
    /// It was due and did not come.
    Absent,
    /// A number.
    Number(Decimal),
    /// Words.
    Text(String),
    /// A day.
    Date(Day),
    /// The number of a row of the table of sources.
    Source(u32),
}

impl Cell {
    /// Words, or nothing.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }

    /// A whole number.
    pub fn count(count: usize) -> Cell {
        Cell::Number(Decimal::from(count))
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Cell::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// A chart with its own figures, so that it stands wherever it is put.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// Its title.
    pub title: String,
    /// What the figures are, such as 件; printed at the axis.
    pub measure: String,
    /// True if the figures are percentages.
    pub percent: bool,
    /// The names along the axis, or of the sectors.
    pub categories: Vec<String>,
    /// The figures: one for each category.
    pub series: Vec<Series>,
    /// So many of the last series are lines over columns.
    pub lines: usize,
}

/// The figures of one colour of a chart.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// One figure for each category.
    pub values: Vec<Option<Decimal>>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Upright bars, side by side.
    Column,
    /// Upright bars, on top of each other.
    StackedColumn,
    /// Lying bars, for rankings.
    Bar,
    /// Lines along time.
    Line,
    /// Sectors of a whole.
    Pie,
}

/// How a table is printed and shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Page {
    /// A3 instead of A4.
    pub large: bool,
    /// Upright instead of across.
    pub upright: bool,
    /// How many columns stay in view.
    pub frozen_columns: u16,
    /// Whether readers will want to filter its rows.
    pub filter: bool,
}
