//! How units stand within their 考核组别: ranks and means of a column. Groups are never mixed (FORMS.md 3.1).

use super::column::{Plan, Says};
use super::trimmed::{mean, two_decimals};
use crate::model::table::{Cell, Row};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Fills ranks and means of groups. `groups` has for each row its group, or nothing for a row that is no unit's.
pub fn compare(plans: &[Plan], groups: &[Option<&str>], rows: &mut [Row]) {
    for (column, plan) in plans.iter().enumerate() {
        let (of, ranked) = match plan.says {
            Says::Rank(of) => (of, true),
            Says::GroupMean(of) => (of, false),
            _ => continue,
        };
        let mut members: BTreeMap<&str, Vec<(Decimal, usize)>> = BTreeMap::new();
        for (number, group) in groups.iter().enumerate() {
            if let (Some(group), Some(figure)) = (group, rows[number].cells.get(of).and_then(Cell::number)) {
                members.entry(group).or_default().push((figure, number));
            }
        }
        for members in members.values_mut() {
            if ranked { rank(members, column, rows) } else { average(members, column, rows) }
        }
    }
}

/// The highest is the first; equal figures share a rank.
fn rank(members: &mut [(Decimal, usize)], column: usize, rows: &mut [Row]) {
    members.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    let mut place = 0;
    for (index, (figure, number)) in members.iter().enumerate() {
        if index == 0 || members[index - 1].0 != *figure {
            place = index + 1;
        }
        rows[*number].cells[column] = Cell::count(place);
    }
}

/// The mean of what is official, beside each of the group.
fn average(members: &[(Decimal, usize)], column: usize, rows: &mut [Row]) {
    let official = members.iter().filter(|(_, number)| !rows[*number].provisional);
    let figures: Vec<Decimal> = official.map(|(figure, _)| *figure).collect();
    let Some(mean) = mean(&figures).map(two_decimals) else { return };
    for (_, number) in members {
        rows[*number].cells[column] = Cell::Number(mean);
    }
}
