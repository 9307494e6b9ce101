//! A rule against its own examples: what a form says in the example becomes a submission, and the rule must speak as
//! often as the example tells (docs/rules.md). The units of examples are those of templates/rehearsal/.

mod given;
mod over_units;
mod returns;

use super::Checker;
use super::demand::Alone;
use crate::catalog::reader;
use crate::catalog::rule::Example;
use crate::catalog::{Catalog, Form, Issue, Rule, Scope};
use crate::model::{Registry, Saying};
use given::Stage;
use std::collections::BTreeSet;

/// What is wrong with the examples of a catalogue's rules: those that cannot be read, and those after which a rule
/// speaks more or less often than they tell.
pub fn rehearse(catalog: &Catalog, registry: &Registry) -> Vec<Issue> {
    let mut issues = Vec::new();
    let checker = Checker::new(catalog, registry);
    for (rule, form) in rules(catalog) {
        for example in &rule.examples {
            let why = match play(&checker, rule, form, example, false) {
                Ok(played) if played.found == example.finds => continue,
                Ok(Played { found, .. }) => {
                    Saying::new("rehearsal.speaks").with("found", found).with("finds", example.finds)
                }
                Err(why) => why,
            };
            let what = Saying::new("issue.example").with("id", &rule.id).with("name", &example.name);
            issues.push(Issue::new(&path(form), what.with("why", why)));
        }
    }
    issues
}

/// What no example proves: each equation must speak by itself in one of its examples, for the other equations of its id
/// may speak in the same breath; and each id must hold in one, for a rule that rests is silent whatever it says.
pub fn unproved(catalog: &Catalog, registry: &Registry) -> Vec<Issue> {
    let mut issues = Vec::new();
    let checker = Checker::new(catalog, registry);
    let alone = |rule: &Rule, form: &Form, example: &Example| {
        play(&checker, rule, form, example, true).unwrap_or_default()
    };
    let mut silent: BTreeSet<&str> = BTreeSet::new();
    for (rule, form) in rules(catalog) {
        let holds = |example: &&Example| example.finds == 0 && alone(rule, form, example).held > 0;
        if !silent.contains(rule.id.as_str()) && rule.examples.iter().any(|example| holds(&example)) {
            silent.insert(&rule.id);
        }
    }
    for (rule, form) in rules(catalog) {
        let mut finding = rule.examples.iter().filter(|example| example.finds > 0);
        if !finding.any(|example| alone(rule, form, example).found > 0) {
            let what = Saying::new("issue.never_speaks").with("id", &rule.id);
            issues.push(Issue::new(&path(form), what.with("formula", rule.formula.trim())));
        }
        // Once for all equations of the id.
        if silent.insert(&rule.id) {
            issues.push(Issue::new(&path(form), Saying::new("issue.never_holds").with("id", &rule.id)));
        }
    }
    issues
}

/// The rules of a catalogue, ready to play their examples.
pub struct Rehearsal<'a> {
    checker: Checker<'a>,
}

impl<'a> Rehearsal<'a> {
    /// Prepares a catalogue with the units of examples.
    pub fn new(catalog: &'a Catalog, registry: &'a Registry) -> Rehearsal<'a> {
        Rehearsal { checker: Checker::new(catalog, registry) }
    }

    /// What a rule says to an example: the sentences that a unit would read, each once. Nothing of an example that cannot
    /// be played; [`rehearse`] tells those.
    pub fn messages(&self, rule: &Rule, form: &Form, example: &Example) -> Vec<String> {
        let mut messages = play(&self.checker, rule, form, example, false).unwrap_or_default().messages;
        let mut told = BTreeSet::new();
        messages.retain(|message| told.insert(message.clone()));
        messages
    }
}

fn rules(catalog: &Catalog) -> impl Iterator<Item = (&Rule, &Form)> {
    catalog.rules.iter().filter_map(|rule| Some((rule, catalog.form(&rule.form)?)))
}

fn path(form: &Form) -> String {
    format!("forms/{}/rules.toml", form.id)
}

/// What came of playing an example.
#[derive(Default)]
struct Played {
    /// How often the rule spoke.
    found: usize,
    /// What it said.
    messages: Vec<String>,
    /// How often what it demands was so, if it was asked alone.
    held: usize,
}

/// Plays an example of a rule beside all rules of its form, or of the rule alone, with the switches as the example sets
/// them.
fn play(
    checker: &Checker,
    rule: &Rule,
    form: &Form,
    example: &Example,
    alone: bool,
) -> Result<Played, Saying> {
    let Some(catalog) = switched(checker.catalog, example)? else {
        return play_as_set(checker, rule, form, example, alone);
    };
    let number = checker.catalog.rules.iter().position(|other| std::ptr::eq(other, rule));
    let (rule, form) =
        number.map(|number| &catalog.rules[number]).zip(catalog.form(&form.id)).unwrap_or((rule, form));
    play_as_set(&Checker::new(&catalog, checker.registry), rule, form, example, alone)
}

/// The catalogue with the switches as an example sets them; `None` where it sets none.
fn switched(catalog: &Catalog, example: &Example) -> Result<Option<Catalog>, Saying> {
    let Some(given) = example.given.get("switch") else { return Ok(None) };
    let set = given.clone().try_into().map_err(|error: toml::de::Error| reader::said(error.message()))?;
    let mut switched = catalog.clone();
    let first = |wrong: Vec<Issue>| wrong.into_iter().next().map(|issue| issue.what);
    switched.set(&set).map_err(|wrong| first(wrong).expect("what is refused is told"))?;
    Ok(Some(switched))
}

fn play_as_set(
    checker: &Checker,
    rule: &Rule,
    form: &Form,
    example: &Example,
    alone: bool,
) -> Result<Played, Saying> {
    let only = alone.then(|| Alone::new(rule));
    let mut stage = Stage::set(checker.catalog, checker.registry, form, example)?;
    let (findings, obstacles) = if rule.scope == Scope::Period {
        over_units::play(&mut stage, only.as_ref())?
    } else {
        stage.fill()?;
        checker.check_by(&stage.filed[0], &stage.surroundings(), only.as_ref())
    };
    if let Some(obstacle) = obstacles.iter().find(|obstacle| obstacle.rule == rule.id) {
        return Err(obstacle.why.clone());
    }
    let messages: Vec<String> = findings
        .into_iter()
        .filter(|finding| finding.rule == rule.id)
        .map(|finding| finding.message)
        .collect();
    Ok(Played { found: messages.len(), messages, held: only.map_or(0, |only| only.held.get()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::load::Templates;

    fn told(issues: &[Issue]) -> Vec<String> {
        issues.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_rule_speaks_as_its_examples_tell() {
        let templates = Templates::builtin();
        let catalog = Catalog::load(&templates).unwrap();
        let (registry, issues) = catalog.rehearsal(&templates);
        assert_eq!(issues, []);
        assert_eq!(told(&rehearse(&catalog, &registry)), Vec::<String>::new());
    }

    #[test]
    fn every_equation_speaks_in_an_example_and_every_rule_holds_in_one() {
        let templates = Templates::builtin();
        let catalog = Catalog::load(&templates).unwrap();
        let (registry, _) = catalog.rehearsal(&templates);
        assert_eq!(told(&unproved(&catalog, &registry)), Vec::<String>::new());
    }
}
