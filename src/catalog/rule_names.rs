//! The names that a rule may use: the fields of its form, what the engine knows of the row, the form, its unit and
//! period, and the other forms beside it. docs/rules.md lists them; the check floor answers them by slot.

use super::coverage::PERSON_MEMBERS;
use super::field::Kind;
use super::rule::Scope;
use super::surrounding::Surrounding;
use super::{Cycle, Form, Part, Switches};
use crate::expr::{Members, Names, Root, Shape};
use std::collections::HashMap;
use std::sync::Arc;

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
    let made = || {
        let mut members = Members::new();
        for field in &form.fields {
            members.push(&field.key, shape(field.kind));
        }
        for (name, shape) in ROW_MEMBERS {
            members.push(name, shape.clone());
        }
        members.push("footing", Shape::Map(Box::new(Shape::Any)));
        members.push("disputed", Shape::List(Box::new(Shape::Text)));
        Arc::new(members)
    };
    form.row_members.get_or_init(made).clone()
}

/// What an answer of a kind is in an expression. Declared, it is checked when templates are loaded, and numbers are fast.
pub(super) fn shape(kind: Kind) -> Shape {
    match kind {
        Kind::Count | Kind::Decimal | Kind::Money | Kind::Percent | Kind::Measured => Shape::Number,
        Kind::Date | Kind::Deadline => Shape::Date,
        Kind::Flag => Shape::Flag,
        Kind::Choices | Kind::Units => Shape::List(Box::new(Shape::Text)),
        Kind::Text
        | Kind::Long
        | Kind::Person
        | Kind::Unit
        | Kind::Choice
        | Kind::Code
        | Kind::DocNo
        | Kind::Time => Shape::Text,
    }
}

/// What every row has besides its fields, in this order: the registry id of its unit, its number; then of its submission
/// the event, the period, who sent it, the day of receipt, and whether its figures are official, under two names, for a
/// form may have a field of the first; after them `footing`, what stands below the rows of its submission, and `disputed`,
/// the keys of its fields at which errors of its submission point.
pub const ROW_MEMBERS: [(&str, Shape); 8] = [
    ("unit_id", Shape::Text),
    ("row", Shape::Number),
    ("event", Shape::Text),
    ("period", Shape::Text),
    ("sent_by", Shape::Text),
    ("received_on", Shape::Date),
    ("accepted", Shape::Flag),
    ("official", Shape::Flag),
];

/// The members of a unit, in this order.
pub const UNIT_MEMBERS: [&str; 18] = [
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
    "secretary",
    "principals",
    "leaders",
    "group",
];

/// The members of a leader, in this order.
pub const LEADER_MEMBERS: [(&str, Shape); 11] = [
    ("name", Shape::Text),
    ("post", Shape::Text),
    ("role", Shape::Text),
    ("rank", Shape::Text),
    ("is_principal", Shape::Flag),
    ("term_start", Shape::Date),
    ("term_end", Shape::Date),
    ("in_charge_of", Shape::Any),
    ("contact_units", Shape::Any),
    ("unit", Shape::Text),
    ("months_in_office", Shape::Number),
];

/// The members of a return with nearly the same text, in this order.
pub const LIKE_MEMBERS: [(&str, Shape); 5] = [
    ("unit_id", Shape::Text),
    ("unit_name", Shape::Text),
    ("period", Shape::Text),
    ("event", Shape::Text),
    ("likeness", Shape::Number),
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

/// A unit: lists of texts are checked at run time.
pub(super) fn unit_shape() -> Shape {
    let leader = record(LEADER_MEMBERS);
    record(UNIT_MEMBERS.into_iter().map(|name| match name {
        "leaders" => (name, Shape::List(Box::new(leader.clone()))),
        _ => (name, Shape::Any),
    }))
}

impl RuleNames {
    /// The names of a form's rules in a scope.
    pub fn new(form: &Form, forms: &[Form], switches: &Switches, scope: Scope) -> RuleNames {
        let mut names = RuleNames {
            fields: form.fields.len(),
            roots: HashMap::new(),
            surroundings: Vec::new(),
            places: (form.fields.iter().map(|field| &field.key))
                .chain(form.footings.iter().map(|footing| &footing.key))
                .cloned()
                .collect(),
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
        names.add("switch", Surrounding::Switch, switches.shape());
        if form.coverage.is_some() {
            let persons = Shape::List(Box::new(record(PERSON_MEMBERS)));
            names.add("due_persons", Surrounding::DuePersons, persons);
        }
        for (number, other) in forms.iter().enumerate() {
            let rows = Shape::rows(&row_members(other));
            names.add(&other.code, Surrounding::Other(number), rows.clone());
            names.add(&format!("counterpart_{}", other.code), Surrounding::Counterpart(number), rows.clone());
            names.add(&format!("{}_so_far", other.code), Surrounding::SoFar(number), rows.clone());
            if other.cycle != Cycle::Year {
                names.add(&format!("{}_quarters", other.code), Surrounding::Quarters(number), rows.clone());
            }
            names.beyond(number, &other.code, &rows);
        }
        names
    }

    /// The names of another form's rows of the year, and of other units' rows.
    fn beyond(&mut self, number: usize, code: &str, rows: &Shape) {
        self.add(&format!("{code}_of_year"), Surrounding::OfYear(number), rows.clone());
        let beside = Surrounding::CounterpartOfYear(number);
        self.add(&format!("counterpart_{code}_of_year"), beside, rows.clone());
        self.add(&format!("{code}_year_before"), Surrounding::OfYearBefore(number), rows.clone());
        self.add(&format!("about_{code}"), Surrounding::About(number), rows.clone());
        self.add(&format!("below_{code}"), Surrounding::Below(number), rows.clone());
        self.add(&format!("above_{code}"), Surrounding::Above(number), rows.clone());
    }

    fn own(&mut self, row: &Shape) {
        let rows = Shape::List(Box::new(row.clone()));
        self.add("rows", Surrounding::Rows, rows);
        self.add("total", Surrounding::Total, row.clone());
        self.add("prior", Surrounding::Prior, row.clone());
        self.add("year_before", Surrounding::YearBefore, row.clone());
        self.add("direct", Surrounding::Direct, row.clone());
        self.add("replaced", Surrounding::Replaced, Shape::List(Box::new(row.clone())));
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
        ("footing", Surrounding::Footing, Shape::Map(Box::new(Shape::Any))),
        ("sections", Surrounding::Sections, Shape::List(Box::new(open_record(&SECTION_MEMBERS)))),
        ("period", Surrounding::Period, open_record(&PERIOD_MEMBERS)),
        ("received_on", Surrounding::ReceivedOn, Shape::Date),
        ("due_on", Surrounding::DueOn, Shape::Date),
        ("sender", Surrounding::Unit, unit_shape()),
        ("row_unit", Surrounding::RowUnit, unit_shape()),
        ("counts", Surrounding::Counts, Shape::List(Box::new(Shape::Number))),
        ("likeness_to_prior", Surrounding::LikenessToPrior, Shape::Number),
        ("nil_stated", Surrounding::NilStated, Shape::Flag),
        ("within_sender", Surrounding::WithinSender, Shape::Flag),
        ("repeated", Surrounding::Repeated, Shape::Flag),
        ("row_number", Surrounding::RowNumber, Shape::Number),
        ("units", Surrounding::Units, Shape::Map(Box::new(unit_shape()))),
        ("like_others", Surrounding::LikeOthers, Shape::List(Box::new(record(LIKE_MEMBERS)))),
        ("rest_days", Surrounding::RestDays, Shape::List(Box::new(Shape::Date))),
        ("used_before", Surrounding::UsedBefore, texts()),
        ("addressed", Surrounding::Addressed, texts()),
        ("attached", Surrounding::Attached, texts()),
        ("owed_recipients", Surrounding::OwedRecipients, texts()),
        ("text", Surrounding::Text, Shape::Text),
        ("year_before_text", Surrounding::YearBeforeText, Shape::Text),
        ("other_copy", Surrounding::OtherCopy, Shape::Text),
        ("published", Surrounding::Published, texts()),
        ("missing_codes", Surrounding::MissingCodes, texts()),
        ("repeated_codes", Surrounding::RepeatedCodes, texts()),
        ("missing_headings", Surrounding::MissingHeadings, texts()),
        ("extra_labels", Surrounding::ExtraLabels, texts()),
        ("roster_names", Surrounding::RosterNames, texts()),
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
