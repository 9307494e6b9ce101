//! The names of the rules over all units of a period (FORMS.md 2.3, 宏观审核). They speak of sums and shares, never of
//! one return: nothing they find can hold one.

use super::rule_names::{PERIOD_MEMBERS, RuleNames, record, row_members, unit_shape};
use super::surrounding::Surrounding;
use super::{Cycle, Form};
use crate::expr::{Members, Shape};
use std::sync::Arc;

/// The members of a 考核组别, in this order.
pub const GROUP_MEMBERS: [&str; 3] = ["name", "units", "nil_quarters"];

/// The members of what the same organs say in two forms, in this order; then the numbers of the other form by code.
pub const SAME_ORGANS_MEMBERS: [&str; 2] = ["organs", "own"];

/// The members of a sender with its rows, in this order.
pub const SENDER_MEMBERS: [&str; 3] = ["unit_id", "unit_name", "rows"];

impl RuleNames {
    /// Adds the names of the scope.
    pub(super) fn over_units(&mut self, form: &Form, forms: &[Form]) {
        let row = Shape::Record(row_members(form));
        let period = record(PERIOD_MEMBERS.map(|name| (name, Shape::Any)));
        let group = record(GROUP_MEMBERS.into_iter().zip([Shape::Text, Shape::Number, Shape::Number]));
        self.add("period", Surrounding::Period, period);
        self.add("units_due", Surrounding::UnitsDue, Shape::Number);
        self.add("units_stated", Surrounding::UnitsStated, Shape::Number);
        self.add("nil_units", Surrounding::NilUnits, Shape::Number);
        self.add("groups", Surrounding::Groups, Shape::List(Box::new(group)));
        self.add("total", Surrounding::Total, row.clone());
        self.add("earlier_totals", Surrounding::EarlierTotals, Shape::List(Box::new(row.clone())));
        let rows = Shape::List(Box::new(row.clone()));
        let sender = record(SENDER_MEMBERS.into_iter().zip([Shape::Text, Shape::Text, rows.clone()]));
        self.add("all_rows", Surrounding::AllRows, rows);
        self.add("by_sender", Surrounding::BySender, Shape::List(Box::new(sender)));
        self.add("missing_units", Surrounding::MissingUnits, Shape::List(Box::new(unit_shape())));
        for (number, other) in forms.iter().enumerate() {
            if other.id != form.id {
                let rows = Shape::rows(&row_members(other));
                self.add(&format!("all_{}", other.code), Surrounding::AllOf(number), rows);
            }
            let indicators = other.layout.indicator_field.is_some() && other.id != form.id;
            if indicators && (other.cycle == form.cycle || other.cycle == Cycle::Year) {
                let shape = same_organs(other, row.clone());
                self.add(&format!("same_organs_{}", other.code), Surrounding::SameOrgans(number), shape);
            }
        }
        self.add("left", Surrounding::Left, Shape::Any);
        self.add("right", Surrounding::Right, Shape::Any);
        self.add("difference", Surrounding::Difference, Shape::Any);
    }
}

fn same_organs(other: &Form, own: Shape) -> Shape {
    let mut members: Members = SAME_ORGANS_MEMBERS.into_iter().zip([Shape::Number, own]).collect();
    for field in other.fields.iter().filter(|field| field.kind.is_number()) {
        members.push(&field.key, Shape::Map(Box::new(Shape::Number)));
    }
    Shape::Record(Arc::new(members))
}
