//! Tables over all units together: by measure, by period, by the choices of a field.

use super::condition::Condition;
use super::fact::{Fact, Facts};
use super::row::{Line, official};
use super::sight::{Sight, facts_at};
use crate::catalog::summary::{At, Measure};
use crate::model::Period;
use crate::model::table::Role;
use std::collections::{BTreeMap, BTreeSet};

type ByPeriod<'f, 'a> = BTreeMap<At, Vec<&'f Fact<'a>>>;

fn all<'f, 'a>(
    sight: &Sight<'f, 'a>,
    facts: &'f Facts<'a>,
    now: Period,
    periods: &BTreeSet<At>,
) -> ByPeriod<'f, 'a> {
    let known = periods.iter().filter_map(|at| Some((*at, official(facts_at(sight, facts, now, *at)?))));
    known.collect()
}

/// One line for each declared measure.
pub fn measure_lines<'f, 'a>(
    sight: &Sight<'f, 'a>,
    facts: &'f Facts<'a>,
    periods: &BTreeSet<At>,
    measures: &[Measure],
) -> Vec<Line<'f, 'a>> {
    let all = all(sight, facts, sight.order.period, periods);
    let line = |measure: &Measure| {
        let role = if measure.fields.is_empty() { Role::Head } else { Role::Data };
        let mut line = Line::new(&measure.label, role, measure.level);
        line.measure.clone_from(&measure.measure);
        line.fields = measure.fields.iter().filter_map(|key| facts.field(key)).collect();
        line.share_of = measure.share_of.as_deref().and_then(|key| facts.field(key));
        line.facts.clone_from(&all);
        line
    };
    measures.iter().map(line).collect()
}

/// One line for each of the last periods, the earliest first.
pub fn period_lines<'f, 'a>(
    sight: &Sight<'f, 'a>,
    facts: &'f Facts<'a>,
    periods: &BTreeSet<At>,
    last: u8,
) -> Vec<Line<'f, 'a>> {
    let mut period = sight.order.period;
    let mut lines = Vec::new();
    for _ in 0..last {
        let mut line = Line::new(period.chinese(), Role::Data, 0);
        line.facts = all(sight, facts, period, periods);
        if line.facts.get(&At::Current).is_some_and(|facts| !facts.is_empty()) || period == sight.order.period
        {
            lines.push(line);
        }
        period = period.previous();
    }
    lines.reverse();
    lines
}

/// The total, then one line for each choice of the first field, in it one for each choice of the next.
pub fn group_lines<'f, 'a>(
    sight: &Sight<'f, 'a>,
    facts: &'f Facts<'a>,
    periods: &BTreeSet<At>,
    by: &[String],
    only: &Condition,
    hide_empty: bool,
) -> Vec<Line<'f, 'a>> {
    let mut whole = all(sight, facts, sight.order.period, periods);
    for facts in whole.values_mut() {
        facts.retain(|fact| only.met(fact));
    }
    let mut total = Line::new(&sight.order.catalog.book.rows.total, Role::Total, 0);
    total.facts.clone_from(&whole);
    let fields: Vec<usize> = by.iter().filter_map(|key| facts.field(key)).collect();
    let mut lines = vec![total];
    let groups = Groups { none: &sight.order.catalog.book.rows.none, facts, hide_empty };
    groups.split(&whole, &fields, 1, &mut lines);
    lines
}

struct Groups<'w, 'f, 'a> {
    none: &'w str,
    facts: &'f Facts<'a>,
    hide_empty: bool,
}

impl<'f, 'a> Groups<'_, 'f, 'a> {
    fn split(&self, of: &ByPeriod<'f, 'a>, fields: &[usize], level: u8, lines: &mut Vec<Line<'f, 'a>>) {
        let Some((field, inner)) = fields.split_first() else { return };
        let list = self.facts.fields[*field].list;
        let choices = list.into_iter().flat_map(|list| &list.choices);
        for choice in choices.filter(|choice| choice.means.is_empty() && !choice.unclear) {
            let condition = Condition::default().and_code(*field, &choice.code);
            self.group(&choice.label, &condition, self.hide_empty, (of, inner, level), lines);
        }
        // What falls on no choice must not be lost.
        self.group(self.none, &Condition::default().and_none(*field), true, (of, inner, level), lines);
    }

    fn group(
        &self,
        label: &str,
        condition: &Condition,
        hide_empty: bool,
        (of, inner, level): (&ByPeriod<'f, 'a>, &[usize], u8),
        lines: &mut Vec<Line<'f, 'a>>,
    ) {
        let mut within = of.clone();
        for facts in within.values_mut() {
            facts.retain(|fact| condition.met(fact));
        }
        if hide_empty && within.values().all(Vec::is_empty) {
            return;
        }
        let role = if inner.is_empty() { Role::Data } else { Role::Subtotal };
        let mut line = Line::new(label, role, level);
        line.facts.clone_from(&within);
        lines.push(line);
        self.split(&within, inner, level + 1, lines);
    }
}
