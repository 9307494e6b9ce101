//! Columns that are computed from the cells to their left.

use super::column::{Plan, Says};
use super::trimmed::two_decimals;
use crate::expr::{Scope, Value};
use crate::model::table::{Cell, ColumnKind};
use rust_decimal::{Decimal, RoundingStrategy};

/// The numbers of a row, by the names that an expression was compiled with.
struct Left<'c> {
    cells: &'c [Cell],
    places: &'c [usize],
}

impl Scope for Left<'_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        let place = self.places.get(usize::from(slot));
        Value::from(place.and_then(|place| self.cells.get(*place)).and_then(Cell::number))
    }
}

/// Fills the computed cells of a row, from the left. What cannot be computed, such as a share of nothing, stays blank.
pub fn compute(plans: &[Plan], cells: &mut [Cell]) {
    for (column, plan) in plans.iter().enumerate() {
        let Says::Formula(expression, places) = &plan.says else { continue };
        let left = Left { cells, places };
        let cell = match expression.evaluate(&left) {
            Ok(Value::Number(number)) => Cell::Number(rounded(number, plan.column.kind)),
            Ok(Value::Text(text)) => Cell::text(text),
            _ => Cell::Blank,
        };
        cells[column] = cell;
    }
}

fn rounded(number: Decimal, kind: ColumnKind) -> Decimal {
    match kind {
        ColumnKind::Percent => number.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero),
        _ => two_decimals(number),
    }
}
