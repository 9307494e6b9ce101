//! The names that a rule may use: the fields of its form, what the engine knows of the row, the form, its unit and
//! period, and the other forms beside it. docs/rules.md lists them; the check floor answers them by slot.

use super::form::Kind;
use super::rule::Scope;
use super::{Cycle, Form, Part};
use crate::expr::{Members, Names, Root, Shape};
use std::collections::HashMap;
use std::sync::Arc;

/// A name that is no field: what the check floor must know to answer it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surrounding {
    /// `rows`: the data rows of the form.
    Rows,
    /// `total`: its 合计 row, or the sums of the data rows.
    Total,
    /// `header`: the header fields by key.
    Header,
    /// `sections`: the narrative.
    Sections,
    /// `period`.
    Period,
    /// `received_on`: the day of receipt.
    ReceivedOn,
    /// `sender`: who sends.
    Unit,
    /// `row_unit`: the unit of the row.
    RowUnit,
    /// `prior`: the same row one period earlier.
    Prior,
    /// `year_before`: the same row one year earlier.
    YearBefore,
    /// `direct`: the row of the unit's own return, for a row that another unit forwards.
    Direct,
    /// `counts`: all counts of the row, in the order of the form.
    Counts,
    /// `likeness_to_prior`: the share of the counts that are the same as one period earlier.
    LikenessToPrior,
    /// `nil_stated`: the row, or any row of the form, says in words that nothing happened.
    NilStated,
    /// `within_sender`: the row's unit stands below the sender or is covered by it.
    WithinSender,
    /// `row_number`: the number of the row, from 1.
    RowNumber,
    /// `units`: all units by their id.
    Units,
    /// `repeated`: an earlier row speaks of the same unit.
    Repeated,
    /// `used_before`: earlier submissions that hold the same group code, such as a case number.
    UsedBefore,
    /// `addressed`: ids of the organs to which the copies received so far are addressed.
    Addressed,
    /// `owed_recipients`: ids of the organs that must receive the form.
    OwedRecipients,
    /// `text`: the whole narrative.
    Text,
    /// `year_before_text`: the narrative of the year before.
    YearBeforeText,
    /// `other_copy`: the narrative of another copy for another recipient.
    OtherCopy,
    /// `published`: case numbers that a bulletin has published.
    Published,
    /// `missing_codes`, `repeated_codes`: of the fixed rows of an indicator list.
    MissingCodes,
    /// See [`Surrounding::MissingCodes`].
    RepeatedCodes,
    /// `missing_headings`: titles of the required headings that the narrative lacks.
    MissingHeadings,
    /// `value`, in the scope of a count.
    Value,
    /// `values`: the same count in all data rows.
    Values,
    /// `direct_value`: the same count in the unit's own return.
    DirectValue,
    /// `label`: the column of the count.
    Label,
    /// `left`, `right`, `difference`: the sides of the rule, for its words.
    Left,
    /// See [`Surrounding::Left`].
    Right,
    /// See [`Surrounding::Left`].
    Difference,
    /// An indicator's number by code, such as `cur`: the number of the field.
    Indicator(usize),
    /// The rows of another form of the same unit and period (same year, if one of the two is yearly): its number.
    Other(usize),
    /// … of the counterpart.
    Counterpart(usize),
    /// … of this and all earlier periods.
    SoFar(usize),
    /// The figures of the unit in a quarterly form, one row for each quarter of the year.
    Quarters(usize),
    /// `units_due`, in the scope of a period: how many units owe the form.
    UnitsDue,
    /// `units_stated`: how many units official figures speak of.
    UnitsStated,
    /// `nil_units`: how many of those say that nothing happened.
    NilUnits,
    /// `groups`: the 考核组别 of those units.
    Groups,
    /// `earlier_totals`: the official sums of the periods before, the last first.
    EarlierTotals,
    /// What the organs that sent both forms say in each: the number of the other form.
    SameOrgans(usize),
}

impl Surrounding {
    /// True for what only a registry can answer.
    pub fn asks_registry(&self) -> bool {
        matches!(
            self,
            Surrounding::Unit
                | Surrounding::RowUnit
                | Surrounding::WithinSender
                | Surrounding::Units
                | Surrounding::Addressed
                | Surrounding::OwedRecipients
        )
    }
}

/// The names of the rules of one form in one scope; slots below the number of fields are fields.
pub struct RuleNames {
    fields: usize,
    roots: HashMap<String, (u16, Shape)>,
    surroundings: Vec<Surrounding>,
    places: Vec<String>,
    headings: Vec<String>,
}

/// The members of a row of a form: its fields, then what every row has.
pub fn row_members(form: &Form) -> Arc<Members> {
    let mut members = Members::new();
    for field in &form.fields {
        members.push(&field.key, shape(field.kind));
    }
    for (name, shape) in ROW_MEMBERS {
        members.push(name, shape.clone());
    }
    Arc::new(members)
}

/// What an answer of a kind is in an expression. Declared, it is checked when templates are loaded, and numbers are fast.
fn shape(kind: Kind) -> Shape {
    match kind {
        Kind::Count | Kind::Decimal | Kind::Money | Kind::Percent | Kind::Measured => Shape::Number,
        Kind::Date => Shape::Date,
        Kind::Flag => Shape::Flag,
        Kind::Choices => Shape::List(Box::new(Shape::Text)),
        Kind::Text | Kind::Long | Kind::Person | Kind::Unit | Kind::Choice | Kind::Code | Kind::DocNo => {
            Shape::Text
        }
    }
}

/// What every row has besides its fields, in this order: the registry id of its unit, its number, the event of its
/// submission.
pub const ROW_MEMBERS: [(&str, Shape); 3] =
    [("unit_id", Shape::Text), ("row", Shape::Number), ("event", Shape::Text)];

/// The members of a unit, in this order.
pub const UNIT_MEMBERS: [&str; 14] = [
    "id",
    "name",
    "short_name",
    "level",
    "line",
    "kind",
    "sector",
    "parent",
    "counterpart",
    "covers",
    "duties",
    "principal",
    "team",
    "children",
];

/// The members of a section, in this order.
pub const SECTION_MEMBERS: [&str; 5] = ["key", "heading", "text", "characters", "points"];

/// The members of a period, in this order.
pub const PERIOD_MEMBERS: [&str; 5] = ["key", "year", "quarter", "start", "end"];

/// An object with these members.
pub(super) fn record<'n>(members: impl IntoIterator<Item = (&'n str, Shape)>) -> Shape {
    Shape::Record(Arc::new(members.into_iter().collect::<Members>()))
}

/// An object whose members are found out at run time.
fn open_record(members: &[&str]) -> Shape {
    record(members.iter().map(|name| (*name, Shape::Any)))
}

impl RuleNames {
    /// The names of a form's rules in a scope.
    pub fn new(form: &Form, forms: &[Form], scope: Scope) -> RuleNames {
        let mut names = RuleNames {
            fields: form.fields.len(),
            roots: HashMap::new(),
            surroundings: Vec::new(),
            places: form.fields.iter().map(|field| field.key.clone()).collect(),
            headings: form.headings.iter().map(|heading| heading.key.clone()).collect(),
        };
        if scope == Scope::Period {
            names.over_units(form, forms);
            return names;
        }
        let indicators = form.layout.indicator_field.is_some();
        for (number, field) in form.fields.iter().enumerate() {
            let by_code = scope == Scope::Form && indicators && field.kind.is_number();
            if scope != Scope::Form || field.part == Part::Pairs {
                let slot = u16::try_from(number).expect("a form has fewer fields");
                names.roots.insert(field.key.clone(), (slot, shape(field.kind)));
            } else if by_code {
                names.add(&field.key, Surrounding::Indicator(number), Shape::Map(Box::new(Shape::Number)));
            }
        }
        let row = Shape::Record(row_members(form));
        names.own(&row);
        for (name, surrounding, shape) in engine_names() {
            let needs_row = matches!(
                surrounding,
                Surrounding::RowUnit
                    | Surrounding::WithinSender
                    | Surrounding::Repeated
                    | Surrounding::RowNumber
            );
            let needs_count = matches!(
                surrounding,
                Surrounding::Value | Surrounding::DirectValue | Surrounding::Label | Surrounding::Values
            );
            if (needs_row && scope == Scope::Form) || (needs_count && scope != Scope::Count) {
                continue;
            }
            names.add(name, surrounding, shape);
        }
        for (number, other) in forms.iter().enumerate() {
            let rows = Shape::rows(&row_members(other));
            names.add(&other.code, Surrounding::Other(number), rows.clone());
            names.add(&format!("counterpart_{}", other.code), Surrounding::Counterpart(number), rows.clone());
            names.add(&format!("{}_so_far", other.code), Surrounding::SoFar(number), rows.clone());
            if other.cycle == Cycle::Quarter {
                names.add(&format!("{}_quarters", other.code), Surrounding::Quarters(number), rows);
            }
        }
        names
    }

    fn own(&mut self, row: &Shape) {
        let rows = Shape::List(Box::new(row.clone()));
        self.add("rows", Surrounding::Rows, rows);
        self.add("total", Surrounding::Total, row.clone());
        self.add("prior", Surrounding::Prior, row.clone());
        self.add("year_before", Surrounding::YearBefore, row.clone());
        self.add("direct", Surrounding::Direct, row.clone());
    }

    pub(super) fn add(&mut self, name: &str, surrounding: Surrounding, shape: Shape) {
        let slot =
            u16::try_from(self.fields + self.surroundings.len()).expect("there are a few hundred names");
        self.surroundings.push(surrounding);
        self.roots.insert(name.to_owned(), (slot, shape));
    }

    /// What a slot stands for, if it is no field.
    pub fn surrounding(&self, slot: u16) -> Option<Surrounding> {
        usize::from(slot).checked_sub(self.fields).and_then(|index| self.surroundings.get(index)).cloned()
    }

    /// All names that are no fields, in the order of their slots.
    pub fn surroundings(&self) -> &[Surrounding] {
        &self.surroundings
    }

    /// True for what a finding may point at: a field, a header field, a heading (`#key`), or the paragraph that matches a
    /// pattern (`~pattern`).
    pub fn is_place(&self, key: &str) -> bool {
        if let Some(pattern) = key.strip_prefix('~') {
            return regex::Regex::new(pattern).is_ok();
        }
        if let Some(heading) = key.strip_prefix('#') {
            return self.headings.iter().any(|other| other == heading);
        }
        let header =
            ["title", "unit_name", "filled_on", "signatory", "main_recipients", "copy_recipients", "closing"];
        self.places.iter().any(|place| place == key) || header.contains(&key)
    }
}

fn engine_names() -> Vec<(&'static str, Surrounding, Shape)> {
    let texts = || Shape::List(Box::new(Shape::Text));
    vec![
        ("header", Surrounding::Header, Shape::Map(Box::new(Shape::Any))),
        ("sections", Surrounding::Sections, Shape::List(Box::new(open_record(&SECTION_MEMBERS)))),
        ("period", Surrounding::Period, open_record(&PERIOD_MEMBERS)),
        ("received_on", Surrounding::ReceivedOn, Shape::Date),
        ("sender", Surrounding::Unit, open_record(&UNIT_MEMBERS)),
        ("row_unit", Surrounding::RowUnit, open_record(&UNIT_MEMBERS)),
        ("counts", Surrounding::Counts, Shape::List(Box::new(Shape::Number))),
        ("likeness_to_prior", Surrounding::LikenessToPrior, Shape::Number),
        ("nil_stated", Surrounding::NilStated, Shape::Flag),
        ("within_sender", Surrounding::WithinSender, Shape::Flag),
        ("repeated", Surrounding::Repeated, Shape::Flag),
        ("row_number", Surrounding::RowNumber, Shape::Number),
        ("units", Surrounding::Units, Shape::Map(Box::new(open_record(&UNIT_MEMBERS)))),
        ("used_before", Surrounding::UsedBefore, texts()),
        ("addressed", Surrounding::Addressed, texts()),
        ("owed_recipients", Surrounding::OwedRecipients, texts()),
        ("text", Surrounding::Text, Shape::Text),
        ("year_before_text", Surrounding::YearBeforeText, Shape::Text),
        ("other_copy", Surrounding::OtherCopy, Shape::Text),
        ("published", Surrounding::Published, texts()),
        ("missing_codes", Surrounding::MissingCodes, texts()),
        ("repeated_codes", Surrounding::RepeatedCodes, texts()),
        ("missing_headings", Surrounding::MissingHeadings, texts()),
        ("value", Surrounding::Value, Shape::Number),
        ("values", Surrounding::Values, Shape::List(Box::new(Shape::Number))),
        ("direct_value", Surrounding::DirectValue, Shape::Number),
        ("label", Surrounding::Label, Shape::Text),
        ("left", Surrounding::Left, Shape::Any),
        ("right", Surrounding::Right, Shape::Any),
        ("difference", Surrounding::Difference, Shape::Any),
    ]
}

impl Names for RuleNames {
    fn root(&self, name: &str) -> Option<Root> {
        self.roots.get(name).map(|(slot, shape)| Root { slot: *slot, shape: shape.clone() })
    }

    fn all(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.roots.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}
