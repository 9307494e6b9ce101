//! 宏观审核 (FORMS.md 2.3, M): rules over all units of a period, for the organ that collects it. They look at what stands
//! in official totals and never hold a return. Pure: which rows speak for which units is given.

use super::Obstacle;
use super::demand::{Alone, asked, broken, shown};
use super::over_units::{At, OverUnits};
use crate::catalog::{Catalog, Cycle, Form, Rule, RuleNames, Scope, Surrounding};
use crate::expr::Trouble;
use crate::model::{Filed, Finding, FindingState, Period, Place, Record, Registry, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// How many periods back a total is compared (FORMS.md 4.17, CQ-M001).
pub const EARLIER: usize = 8;

/// The official rows of a form and period, one for each unit of which any speaks; of a form with fixed rows all rows of
/// its return.
pub type Stated<'a> = BTreeMap<(&'a str, Period), Vec<(&'a Unit, &'a Record)>>;

/// What was collected of a form for a period.
pub struct Collected<'a> {
    /// The form.
    pub form: &'a Form,
    /// The period.
    pub period: Period,
    /// How many units owe it.
    pub units_due: usize,
    /// The units that owe it and have nothing official, in registry order.
    pub missing: &'a [&'a Unit],
    /// The submissions of all that [`looked_at`] tells; others may stand among them.
    pub filed: &'a [&'a Filed],
    /// All units.
    pub registry: &'a Registry,
    /// What was stated, by form id and period, for all that [`looked_at`] tells.
    pub stated: &'a Stated<'a>,
}

/// The forms of which rules over all units of a period are declared, for the periods of their cycle.
pub fn forms(catalog: &Catalog, period: Period) -> impl Iterator<Item = &Form> {
    catalog
        .forms
        .iter()
        .filter(move |form| form.cycle.admits(period) && rules(catalog, form).next().is_some())
}

fn rules<'a>(catalog: &'a Catalog, form: &'a Form) -> impl Iterator<Item = &'a Rule> {
    catalog.rules_of(&form.id).filter(|rule| rule.scope == Scope::Period)
}

/// The forms and periods at which the rules over all units of a form and period look.
pub fn looked_at<'a>(catalog: &'a Catalog, form: &'a Form, period: Period) -> BTreeSet<(&'a str, Period)> {
    let back = std::iter::successors(Some(period), |period| Some(period.previous())).take(EARLIER + 1);
    let others = compared(catalog, form).into_iter().map(|number| {
        let other = &catalog.forms[number];
        (other.id.as_str(), other_period(other, period))
    });
    let all = all_of(catalog, form).into_iter().flat_map(|number| {
        periods_beside(period).into_iter().map(move |period| (catalog.forms[number].id.as_str(), period))
    });
    back.map(|period| (form.id.as_str(), period)).chain(others).chain(all).collect()
}

/// The numbers of the forms of which rules over all units look at all rows.
fn all_of(catalog: &Catalog, form: &Form) -> BTreeSet<usize> {
    let wanted = rules(catalog, form).flat_map(|rule| &rule.surroundings);
    wanted
        .filter_map(|wanted| match wanted {
            Surrounding::AllOf(number) => Some(*number),
            _ => None,
        })
        .collect()
}

/// The periods of another form that go with a period, whatever its cycle: a quarter and its year, a year and its quarters.
pub(super) fn periods_beside(period: Period) -> Vec<Period> {
    let year = Period::year(period.calendar_year());
    if period.is_year() { year.quarters_so_far().chain([year]).collect() } else { vec![period, year] }
}

/// The numbers of the forms that rules over all units compare with.
fn compared(catalog: &Catalog, form: &Form) -> BTreeSet<usize> {
    let wanted = rules(catalog, form).flat_map(|rule| &rule.surroundings);
    wanted
        .filter_map(|wanted| match wanted {
            Surrounding::SameOrgans(number) => Some(*number),
            _ => None,
        })
        .collect()
}

/// The period of another form that goes with a period.
pub(super) fn other_period(other: &Form, period: Period) -> Period {
    if other.cycle == Cycle::Year { Period::year(period.calendar_year()) } else { period }
}

/// What was stated of a form and period.
pub(super) fn stated<'a>(
    collected: &Collected<'a>,
    form: &'a Form,
    period: Period,
) -> &'a [(&'a Unit, &'a Record)] {
    collected.stated.get(&(form.id.as_str(), period)).map_or(&[], Vec::as_slice)
}

/// All findings over the units of a period; where nothing official was stated, only those of rules that ask who is
/// missing. Rules that could not be evaluated are told apart.
pub fn check<'a>(catalog: &'a Catalog, collected: &Collected<'a>) -> (Vec<Finding>, Vec<Obstacle>) {
    check_by(catalog, collected, None)
}

/// The same by all rules, or by one alone.
pub(super) fn check_by<'a>(
    catalog: &'a Catalog,
    collected: &Collected<'a>,
    only: Option<&Alone>,
) -> (Vec<Finding>, Vec<Obstacle>) {
    let form = collected.form;
    let (mut findings, mut obstacles) = (Vec::new(), Vec::new());
    let nothing = stated(collected, form, collected.period).is_empty();
    let known = OverUnits::new(catalog, collected, &compared(catalog, form), &all_of(catalog, form));
    let lists = known.lists();
    let names = RuleNames::new(form, &catalog.forms, &catalog.switches, Scope::Period);
    let speaks = |rule: &&Rule| !nothing || rule.surroundings.contains(&Surrounding::MissingUnits);
    for rule in rules(catalog, form).filter(speaks).filter(|rule| asked(only, rule)) {
        let at = At { names: &names, known: &known, lists: &lists, sides: Default::default() };
        match finding(rule, at, only) {
            Ok(found) => findings.extend(found),
            Err(trouble) => obstacles.push(Obstacle { rule: rule.id.clone(), why: trouble.saying() }),
        }
    }
    (findings, obstacles)
}

fn finding(rule: &Rule, mut at: At, only: Option<&Alone>) -> Result<Option<Finding>, Trouble> {
    let Some(sides) = broken(rule, &at, only)? else { return Ok(None) };
    at.sides = sides;
    Ok(Some(Finding {
        rule: rule.id.clone(),
        severity: rule.severity,
        place: Place::Whole,
        related: Vec::new(),
        field: String::new(),
        row_label: String::new(),
        value: shown(&at.sides.left),
        expected: shown(&at.sides.right),
        message: rule.message.render(&at)?,
        hint: rule.hint.render(&at)?,
        auto_fixed: false,
        by_rule: true,
        answer: String::new(),
        state: FindingState::Open,
    }))
}

#[cfg(test)]
mod tests;
