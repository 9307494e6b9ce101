//! Tables with a row for each combination of values of some fields: a person, a round, a case.

use super::condition::Condition;
use super::fact::{Fact, Facts};
use super::row::{Line, official};
use super::sight::{Sight, facts_at};
use crate::catalog::summary::At;
use crate::model::table::Role;
use std::collections::{BTreeSet, HashMap};

/// The lines, in the order in which their values first come.
pub fn key_lines<'f, 'a>(
    sight: &Sight<'f, 'a>,
    facts: &'f Facts<'a>,
    periods: &BTreeSet<At>,
    by: &[String],
    only: &Condition,
) -> Vec<Line<'f, 'a>> {
    let fields: Vec<usize> = by.iter().filter_map(|key| facts.field(key)).collect();
    let key = |fact: &Fact| fields.iter().map(|field| fact.value(*field).to_string()).collect::<Vec<_>>();
    let mut lines: Vec<Line> = Vec::new();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    for at in periods {
        let Some(found) = facts_at(sight, facts, sight.order.period, *at) else { continue };
        for fact in official(found).into_iter().filter(|fact| only.met(fact)) {
            let values = key(fact);
            let place = *places.entry(values).or_insert_with_key(|values| {
                let mut line = Line::new(values.join(" "), Role::Data, 0);
                line.spelled = true;
                line.unit = fact.unit;
                lines.push(line);
                lines.len() - 1
            });
            let line = &mut lines[place];
            line.unit = line.unit.filter(|unit| Some(*unit) == fact.unit);
            line.facts.entry(*at).or_default().push(fact);
        }
    }
    // What came in another period only is no row of this one.
    lines.retain(|line| line.facts.contains_key(&At::Current));
    for line in &mut lines {
        let unit = line.unit.and_then(|unit| sight.order.registry.units().get(unit));
        line.group = unit.map_or_else(String::new, |unit| unit.group.clone());
    }
    lines
}
