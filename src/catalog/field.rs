//! The fields of a form as declared: what each is called, what kind of answer it takes, and where it stands.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Whether a field must be answered (FORMS.md 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Required {
    /// Always.
    R,
    /// On a condition that a rule states.
    C,
    /// Never.
    O,
    /// Computed by the program and compared.
    X,
}

/// A field of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key of FIELDS.csv.
    pub key: String,
    /// The header path, its parts joined by `/`; a `／` (full width) inside a part stands for a plain slash.
    pub label: String,
    /// Other labels by which clerks name it: the last part of a path, or a whole path.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The list of its codes, for choices.
    #[serde(default)]
    pub list: Option<String>,
    /// Whether it must be answered.
    pub required: Required,
    /// The unit of measure as printed.
    #[serde(default)]
    pub measure: Option<String>,
    /// Where it stands in a Word form.
    #[serde(default)]
    pub part: Part,
    /// How it is derived in a narrative, instead of read from a cell.
    #[serde(default)]
    pub derived: Option<Derived>,
    /// Where it stands in running text, or in one cell with others: the first group of the expression is the value.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// Width in a blank form, in characters.
    #[serde(default)]
    pub width: Option<u16>,
    /// What a blank cell says by its colour: a colour of `values.toml`, and the choice that it stands for.
    #[serde(default)]
    pub colours: BTreeMap<String, String>,
    /// The variant of the layout in which alone it stands; the full layout and the blank form do not have it.
    #[serde(default)]
    pub variant: Option<String>,
}

impl Field {
    /// The parts of the header path.
    pub fn path(&self) -> impl Iterator<Item = String> {
        self.label.split('/').map(|part| part.replace('／', "/"))
    }

    /// The last part of the header path: what people call the field.
    pub fn leaf(&self) -> String {
        self.path().last().unwrap_or_default()
    }

    /// True if the field adds up over rows: every number that is no percentage.
    pub fn is_count(&self) -> bool {
        self.kind == Kind::Count
    }
}

/// A value that is told by the words around it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// A regular expression over one paragraph or cell, widths folded and white space at its ends left out.
    pub text: String,
    /// Of the cells that it fits, the one so many from the left; paragraphs are not looked at.
    #[serde(default)]
    pub nth: Option<usize>,
}

/// What kind of answer a field takes (FORMS.md 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A non-negative whole number, nil-aware.
    Count,
    /// A whole number that may be negative or have decimals, such as a difference.
    Decimal,
    /// 万元, two decimals.
    Money,
    /// A percentage between 0 and 100.
    Percent,
    /// A number whose nature the row decides (an indicator): count, percentage or money by its measure.
    Measured,
    /// A date at its precision.
    Date,
    /// A short text.
    Text,
    /// A long text.
    Long,
    /// A person's name.
    Person,
    /// A reference to a unit.
    Unit,
    /// One of a list.
    Choice,
    /// Several of a list.
    Choices,
    /// 是 or 否.
    Flag,
    /// A case number or another running code.
    Code,
    /// 文号
    DocNo,
    /// A 完成时限: the day on which it ends, or a text without end (FORMS.md 2.5).
    Deadline,
    /// A day with a time of day.
    Time,
    /// Several units.
    Units,
}

impl Kind {
    /// True for kinds that hold a number.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Count | Kind::Decimal | Kind::Money | Kind::Percent | Kind::Measured)
    }
}

/// Where a field stands in a Word form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A column of a table.
    #[default]
    Rows,
    /// A label with its value beside it or below it.
    Pairs,
}

/// How a field of a narrative is derived.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derived {
    /// The number of the section.
    Number,
    /// Its heading.
    Heading,
    /// Its characters without white space.
    Characters,
    /// Its numbered points.
    Items,
    /// Of the whole narrative, once: its characters.
    AllCharacters,
    /// Of the whole narrative, once: its sections.
    AllSections,
    /// Of the heading with this key, once: its numbered points.
    ItemsOf(String),
    /// 是 if the field with this key is filled.
    Filled(String),
    /// The year of the period.
    PeriodYear,
}

/// What stands with a label in the total block or the signature lines of a form (FORMS.md 4.0, 4.3, 4.12): no data of the
/// form, but compared with them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footing {
    /// Its key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Other labels.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The list of its codes, for choices.
    #[serde(default)]
    pub list: Option<String>,
    /// The label of the column of numbers beside it, if it is a column of a small table on a sheet of its own, such as
    /// the weights of questions: it is then read once for each number, as `key_1`, `key_2`, … (FORMS.md 4.11).
    #[serde(default)]
    pub numbered_by: Option<String>,
}

impl Footing {
    /// True for the key under which it is read.
    pub fn answers_to(&self, key: &str) -> bool {
        match key.strip_prefix(self.key.as_str()) {
            Some("") => self.numbered_by.is_none(),
            Some(rest) => self.numbered_by.is_some() && rest.starts_with('_'),
            None => false,
        }
    }

    /// The footing as a field, to be read as fields are.
    pub fn as_field(&self) -> Field {
        Field {
            key: self.key.clone(),
            label: self.label.clone(),
            aliases: self.aliases.clone(),
            kind: self.kind,
            list: self.list.clone(),
            required: Required::O,
            measure: None,
            part: Part::Pairs,
            derived: None,
            pattern: None,
            width: None,
            colours: BTreeMap::new(),
            variant: None,
        }
    }
}
