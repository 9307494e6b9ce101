//! Submissions to findings: what every form promises, then the declared rules, each alone and beside its past and the
//! other forms. Pure: the surroundings are given.
//!
//! One fault gives one finding: a rule rests where a value that it needs is missing or unreadable, a 合计 row is not
//! blamed for its rows, and a figure that the form's own arithmetic already disputes is not disputed again by rules
//! that compare it with other forms.

mod copies;
mod declared;
mod demand;
mod desk;
mod desk_texts;
mod disputed;
mod inherent;
mod likeness;
pub mod macro_rules;
mod objects;
mod over_units;
mod rehearse;
mod scope;
mod surroundings;

pub use disputed::disputes_otherwise;
pub use likeness::compared_text;
pub use rehearse::{Rehearsal, rehearse, unproved};
pub use surroundings::{Register, Registered, Surroundings, register};

use crate::catalog::directory::Directories;
use crate::catalog::{Catalog, Form, Rule, RuleNames, Scope, Surrounding};
use crate::model::{Filed, Finding, Registry, Saying, Severity};
use declared::Plan;
use demand::Alone;
use std::collections::BTreeSet;

/// The rules of a catalogue, prepared for checking. Made once for a run, shared between threads.
pub struct Checker<'a> {
    catalog: &'a Catalog,
    registry: &'a Registry,
    plans: Vec<Plan<'a>>,
    units: Directories<'a>,
}

/// Forms at which rules look in other families of units.
#[derive(Clone, Debug, Default)]
pub struct Beyond {
    /// For rows that speak of the unit.
    pub about: BTreeSet<String>,
    /// For what the units directly below sent.
    pub below: BTreeSet<String>,
    /// For what the organs above sent.
    pub above: BTreeSet<String>,
}

/// What a check found besides findings for the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The rule that could not be evaluated.
    pub rule: String,
    /// Why, for the officer.
    pub why: Saying,
}

impl<'a> Checker<'a> {
    /// Prepares the rules.
    pub fn new(catalog: &'a Catalog, registry: &'a Registry) -> Checker<'a> {
        let plans = catalog.forms.iter().map(|form| Plan::new(catalog, form)).collect();
        let units = Directories::new(registry);
        Checker { catalog, registry, plans, units }
    }

    /// The forms whose checks may come out otherwise when submissions of some forms change: those forms, and all whose
    /// rules look at one of them, directly or through others.
    pub fn dependents<'f>(&self, forms: impl IntoIterator<Item = &'f str>) -> BTreeSet<String> {
        let mut affected: BTreeSet<String> = forms.into_iter().map(str::to_owned).collect();
        loop {
            let before = affected.len();
            for (form, plan) in self.catalog.forms.iter().zip(&self.plans) {
                if plan.looked_at().any(|number| affected.contains(&self.catalog.forms[number].id)) {
                    affected.insert(form.id.clone());
                }
            }
            if affected.len() == before {
                return affected;
            }
        }
    }

    /// The forms that the rules of some forms look at, themselves included.
    pub fn looked_at<'f>(&self, forms: impl IntoIterator<Item = &'f str>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for id in forms {
            let number = self.catalog.forms.iter().position(|form| form.id == id);
            let plans = number.and_then(|number| self.plans.get(number)).into_iter();
            found.extend(plans.flat_map(Plan::looked_at).map(|other| self.catalog.forms[other].id.clone()));
            found.insert(id.to_owned());
        }
        found
    }

    /// The forms at which the rules of some forms look in other families, themselves not included.
    pub fn beyond<'f>(&self, forms: impl IntoIterator<Item = &'f str>) -> Beyond {
        let mut found = Beyond::default();
        for id in forms {
            let number = self.catalog.forms.iter().position(|form| form.id == id);
            let wanted = number.and_then(|number| self.plans.get(number)).into_iter().flat_map(Plan::wanted);
            for wanted in wanted {
                let (forms, number) = match wanted {
                    Surrounding::About(number) => (&mut found.about, *number),
                    Surrounding::Below(number) => (&mut found.below, *number),
                    Surrounding::Above(number) => (&mut found.above, *number),
                    _ => continue,
                };
                forms.insert(self.catalog.forms[number].id.clone());
            }
        }
        found
    }

    /// True for a form whose rules hold its text against that of other units.
    pub fn compares_texts(&self, form: &str) -> bool {
        let number = self.catalog.forms.iter().position(|other| other.id == form);
        number.is_some_and(|number| {
            self.plans[number].wanted().any(|wanted| *wanted == Surrounding::LikeOthers)
        })
    }

    /// The forms whose rules look at files that came beside returns.
    pub fn look_at_attachments(&self) -> impl Iterator<Item = &Form> {
        let asks = |plan: &Plan| plan.wanted().any(|wanted| *wanted == Surrounding::Attached);
        let forms = self.catalog.forms.iter().zip(&self.plans);
        forms.filter(move |(_, plan)| asks(plan)).map(|(form, _)| form)
    }

    /// True for a form whose rules look at other periods of the year, later ones included.
    pub fn spans_year(&self, form: &str) -> bool {
        let number = self.catalog.forms.iter().position(|other| other.id == form);
        number.is_some_and(|number| self.plans[number].wanted().any(Surrounding::spans_year))
    }

    /// All findings on a submission: those of its reading, which stand in it, are not repeated here. Rules that could
    /// not be evaluated are told apart, for whoever wrote them.
    pub fn check(&self, filed: &Filed, surroundings: &Surroundings<'_>) -> (Vec<Finding>, Vec<Obstacle>) {
        self.check_by(filed, surroundings, None)
    }

    /// The same with all declared rules, or with one alone.
    fn check_by(
        &self,
        filed: &Filed,
        surroundings: &Surroundings<'_>,
        only: Option<&Alone>,
    ) -> (Vec<Finding>, Vec<Obstacle>) {
        let submission = &filed.submission;
        let number = self.catalog.forms.iter().position(|form| form.id == submission.form);
        let Some((number, period)) = number.zip(submission.period) else { return (Vec::new(), Vec::new()) };
        let fatal = |findings: &[Finding]| findings.iter().any(|finding| finding.severity == Severity::F);
        let unreadable = |finding: &Finding| finding.severity == Severity::F && !finding.by_rule;
        if submission.unit.is_empty() || submission.findings.iter().any(unreadable) {
            return (Vec::new(), Vec::new());
        }
        debug_assert!(period.end() > period.start());
        let form = &self.catalog.forms[number];
        let mut findings = inherent::check(self.catalog, self.registry, filed, form);
        if fatal(&findings) {
            return (findings, Vec::new());
        }
        let mut obstacles = Vec::new();
        let units = self.units.year(period.calendar_year());
        let desk = self.plans[number].desk(self.catalog, self.registry, units, filed, surroundings);
        self.plans[number].check(&desk, surroundings, only, &mut findings, &mut obstacles);
        (findings, obstacles)
    }
}

/// The names of a form's rules, by scope.
fn names(catalog: &Catalog, form: &Form) -> [RuleNames; 3] {
    [Scope::Row, Scope::Count, Scope::Form]
        .map(|scope| RuleNames::new(form, &catalog.forms, &catalog.switches, scope))
}

/// What the rules of a form look at, each once.
fn wanted<'r>(rules: impl Iterator<Item = &'r Rule>) -> Vec<Surrounding> {
    let mut wanted: Vec<Surrounding> = rules.flat_map(|rule| rule.surroundings.iter().cloned()).collect();
    wanted.sort();
    wanted.dedup();
    wanted
}

#[cfg(test)]
mod tests;
