//! 约谈对象建议名单: the units of which any trigger holds, with their principals, the grounds and where they were read,
//! the last interview, and who might hold the next (FORMS.md 4.14). Officers decide.

use super::fact::{Fact, Facts, Standing};
use super::gather::unit_number;
use super::trace::{cells, sheet};
use super::trigger::{Hit, Triggering, joined};
use crate::model::{Date, Leader, Unit, Value};
use jiff::ToSpan;
use jiff::civil::Date as Day;
use std::collections::BTreeMap;

/// The candidates, one fact for each; values in the order of `Data::Candidates`.
pub fn candidates<'a>(triggering: &Triggering<'_, 'a>) -> Facts<'a> {
    let order = &triggering.order();
    let interviews = last_interviews(triggering);
    let within = order.catalog.triggers.days_to_interview(order.thresholds);
    let mut by_unit: BTreeMap<usize, Vec<&Hit<'a>>> = BTreeMap::new();
    for hit in &triggering.hits {
        by_unit.entry(hit.unit).or_default().push(hit);
    }
    let day = order.as_of.date().min(order.period.end());
    let mut facts = Facts::default();
    for (number, hits) in by_unit {
        let unit = &order.registry.units()[number];
        let principal = order.registry.principal(&unit.id, day);
        let interviewer = interviewer(triggering, unit, principal, day);
        let superior = order.registry.superior_discipline(unit);
        let mut triggers: Vec<&str> = hits.iter().map(|hit| hit.trigger).collect();
        triggers.sort_unstable();
        triggers.dedup();
        let grounds = joined(triggering, hits.iter().map(|hit| format!("{} {}", hit.trigger, hit.ground)));
        let origins = hits.iter().flat_map(|hit| &hit.origins);
        let origins =
            origins.map(|origin| format!("{} {} {}", origin.filed.source, sheet(*origin), cells(*origin)));
        // An interview answers what was known by its day; what came to be known later waits for another.
        let last = interviews.get(&number).copied();
        let waiting =
            || hits.iter().filter_map(|hit| hit.known_on).filter(|day| last.is_none_or(|last| last < *day));
        let interviewed = last.is_some() && waiting().next().is_none();
        let listed = waiting().min().or_else(|| hits.iter().filter_map(|hit| hit.known_on).max());
        let by = listed.zip(within).and_then(|(day, days)| day.checked_add(days.days()).ok());
        let text = |text: &str| if text.is_empty() { Value::Missing } else { Value::Text(text.into()) };
        let said = |leader: Option<&Leader>, part: fn(&Leader) -> &str| text(leader.map_or("", part));
        let values = vec![
            Value::Unit(unit.id.as_str().into()),
            text(&unit.group),
            said(principal, |leader| &leader.name),
            said(principal, |leader| &leader.post),
            said(principal, |leader| &leader.rank),
            text(&triggers.join(&order.catalog.book.cover.joined)),
            Value::from(i64::try_from(triggers.len()).unwrap_or(i64::MAX)),
            text(&grounds),
            text(&joined(triggering, origins)),
            day_of(last),
            day_of(listed),
            day_of(by),
            Value::from(i64::from(interviewed)),
            superior.map_or(Value::Missing, |organ| Value::Unit(organ.id.as_str().into())),
            said(interviewer, |leader| &leader.name),
            said(interviewer, |leader| &leader.post),
        ];
        let origin = hits.iter().find_map(|hit| hit.origins.first().copied());
        facts.push(Fact::made(Some(number), order.period, Standing::Official, origin, values));
    }
    facts
}

fn day_of(day: Option<Day>) -> Value {
    day.map_or(Value::Missing, |day| Value::Date(Date::Day(day)))
}

/// The day of the last recorded interview of each unit, by registry order.
fn last_interviews(triggering: &Triggering) -> BTreeMap<usize, Day> {
    let order = triggering.order();
    let declared = &order.catalog.triggers.interview;
    let mut last: BTreeMap<usize, Day> = BTreeMap::new();
    let Some(form) = order.catalog.form_by_code(&declared.form) else { return last };
    let facts = triggering.rows_of(form);
    let (Some(about), Some(day)) = (facts.field(&declared.about), facts.field(&declared.day)) else {
        return last;
    };
    for fact in facts.by_period.values().flatten().filter(|fact| fact.standing == Standing::Official) {
        let (Value::Unit(id), Some(day)) = (fact.value(about), first_day(fact.value(day))) else { continue };
        if let Some(unit) = unit_number(order.registry, id) {
            let known = last.entry(unit).or_insert(day);
            *known = day.max(*known);
        }
    }
    last
}

/// The day of a date, or of a time such as `2014-12-19T11:00`.
fn first_day(value: &Value) -> Option<Day> {
    match value {
        Value::Date(Date::Day(day)) => Some(*day),
        Value::Text(text) => text.get(..10)?.parse().ok(),
        _ => None,
    }
}

/// Who of 上级纪委 is suggested, by the rank of the principal.
fn interviewer<'a>(
    triggering: &Triggering<'_, 'a>,
    unit: &Unit,
    principal: Option<&Leader>,
    day: Day,
) -> Option<&'a Leader> {
    let order = triggering.order();
    let organ = order.registry.superior_discipline(unit)?;
    let rank = principal.map_or("", |leader| leader.rank.as_str());
    let fits = |ranks: &[String]| ranks.is_empty() || ranks.iter().any(|other| other == rank);
    let declared = order.catalog.triggers.interviewers.iter().find(|one| fits(&one.ranks))?;
    let of_role = |role: &String| order.registry.team(&organ.id, day).find(|leader| leader.role == *role);
    declared.roles.iter().find_map(of_role)
}
