//! Fields that a merged table computes for each row beside those that the row has, and what their expressions may name
//! (docs/summaries.md).

use super::field::Kind;
use super::rule_names::{row_members, shape};
use super::summary::{Column, Summary};
use super::{Catalog, Form};
use crate::expr::{Expression, Members, Names, Problem, Root, Shape};
use serde::Deserialize;

/// A computed field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// Its key.
    pub key: String,
    /// The expression.
    pub value: String,
    /// What it is called.
    #[serde(default)]
    pub label: String,
    /// What kind of answer it gives.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The list of its codes, for choices.
    #[serde(default)]
    pub list: Option<String>,
}

/// What the expressions know of a row besides its fields, in this order: the day of the run; of its return the day of
/// receipt, the day on which it was due, how many days late it came, and the name of who sent it; of the unit its id,
/// level, 考核组别 and line.
pub const ROW_FACTS: [(&str, Shape); 9] = [
    ("today", Shape::Date),
    ("received_on", Shape::Date),
    ("due_on", Shape::Date),
    ("days_late", Shape::Number),
    ("sender_name", Shape::Text),
    ("unit_id", Shape::Text),
    ("unit_level", Shape::Text),
    ("unit_group", Shape::Text),
    ("unit_line", Shape::Text),
];

/// At the end of the code of a form: its rows of the year before.
const BEFORE: &str = "_before";

/// What a slot of a computed field stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A field of the row, or a field computed before.
    Field(usize),
    /// One of [`ROW_FACTS`].
    Fact(usize),
    /// `CODE`: the accepted rows about the same unit in the form with this number; `true` for `CODE_before`, those of the
    /// year before.
    Rows(usize, bool),
}

/// The names of computed fields.
pub struct ComputedNames<'a> {
    fields: Members,
    forms: &'a [Form],
}

impl<'a> ComputedNames<'a> {
    /// The names over some fields.
    pub fn new<'k>(fields: impl IntoIterator<Item = (&'k str, Kind)>, forms: &'a [Form]) -> Self {
        let fields = fields.into_iter().map(|(key, kind)| (key, shape(kind))).collect();
        ComputedNames { fields, forms }
    }

    /// Makes a computed field known to those after it.
    pub fn push(&mut self, computed: &Computed) {
        self.fields.push(&computed.key, shape(computed.kind));
    }

    /// What a slot stands for.
    pub fn slot(&self, slot: u16) -> Slot {
        // The fields have the even numbers, all else the odd ones: fields may still be added.
        let number = usize::from(slot / 2);
        if slot.is_multiple_of(2) {
            return Slot::Field(number);
        }
        match number.checked_sub(ROW_FACTS.len()) {
            None => Slot::Fact(number),
            Some(rest) => Slot::Rows(rest / 2, rest % 2 == 1),
        }
    }
}

fn odd(number: usize) -> u16 {
    u16::try_from(number * 2 + 1).unwrap_or(u16::MAX)
}

impl Names for ComputedNames<'_> {
    fn root(&self, name: &str) -> Option<Root> {
        if let Some((position, shape)) = self.fields.find(name) {
            return Some(Root { slot: position * 2, shape: shape.clone() });
        }
        if let Some(number) = ROW_FACTS.iter().position(|(fact, _)| *fact == name) {
            return Some(Root { slot: odd(number), shape: ROW_FACTS[number].1.clone() });
        }
        let code = name.strip_suffix(BEFORE);
        let number = self.forms.iter().position(|form| form.code == code.unwrap_or(name))?;
        let slot = odd(ROW_FACTS.len() + number * 2 + usize::from(code.is_some()));
        Some(Root { slot, shape: Shape::rows(&row_members(&self.forms[number])) })
    }

    fn all(&self) -> Vec<&str> {
        let facts = ROW_FACTS.iter().map(|(name, _)| *name);
        self.fields.names().chain(facts).chain(self.forms.iter().map(|form| form.code.as_str())).collect()
    }
}

impl Summary {
    /// The names and expressions of its computed fields, over the fields that its data have.
    ///
    /// # Errors
    /// The first expression that is wrong, with its key.
    pub fn compile_computed<'a>(
        &self,
        fields: impl IntoIterator<Item = (&'a str, Kind)>,
        forms: &'a [Form],
    ) -> Result<(ComputedNames<'a>, Vec<Expression>), (String, Problem)> {
        let mut names = ComputedNames::new(fields, forms);
        let mut compiled = Vec::new();
        for computed in &self.computed {
            let expression = Expression::compile(&computed.value, &names);
            compiled.push(expression.map_err(|problem| (computed.key.clone(), problem))?);
            names.push(computed);
        }
        Ok((names, compiled))
    }

    /// The forms besides its own at which its computed fields look, by number; `true` for those of the year before.
    pub fn looked_at(&self, catalog: &Catalog) -> Vec<(usize, bool)> {
        let form = self.rows.data().form().and_then(|code| catalog.form_by_code(code));
        let made = self.rows.data().made_fields().into_iter().flatten().copied();
        let read = form.filter(|_| self.rows.data().made_fields().is_none());
        let read = read.into_iter().flat_map(|form| &form.fields);
        let fields = made.chain(read.map(|field| (field.key.as_str(), field.kind)));
        let Ok((names, compiled)) = self.compile_computed(fields, &catalog.forms) else { return Vec::new() };
        let mentions = compiled.iter().flat_map(Expression::names);
        let rows = mentions.filter_map(|mention| match names.slot(mention.slot) {
            Slot::Rows(number, before) => Some((number, before)),
            _ => None,
        });
        rows.collect()
    }

    /// Compiles the expressions over columns once, to see that they are right. `ids` gives the ids that a column has.
    ///
    /// # Errors
    /// The first that is wrong.
    pub fn compile_values<'a>(&'a self, ids: impl Fn(&'a Column) -> Vec<&'a str>) -> Result<(), Problem> {
        let mut left = Vec::new();
        for column in &self.columns {
            let mut beside = left.clone();
            for under in &column.under {
                compile_value(under, &beside)?;
                beside.extend(ids(under));
            }
            compile_value(column, &left)?;
            left.extend(ids(column));
        }
        Ok(())
    }
}

/// The expression of a column over the columns to its left, by their ids; `None` for a column without one.
///
/// # Errors
/// What is wrong with it.
pub fn compile_value(column: &Column, left: &[&str]) -> Result<Option<Expression>, Problem> {
    let names: Members = left.iter().map(|id| (*id, Shape::Number)).collect();
    column.value.as_deref().map(|value| Expression::compile(value, &names)).transpose()
}
