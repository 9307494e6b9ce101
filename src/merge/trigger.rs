//! The conditions of 约谈, held against what is official: figures of units, beside those of their 考核组别 and the
//! thresholds of the office (FORMS.md 4.14). What holds is a fact with its figures and its cells; nothing follows from it
//! but a line in a list.

use super::computed::RowObject;
use super::fact::{Fact, Facts, Origin, Standing, sum};
use super::gather::{Gathered, Order, unit_number};
use super::needed::standing_for;
use super::running::of_running;
use super::trace::{cells, sheet};
use super::trimmed::{deviation, mean, trimmed, two_decimals};
use crate::catalog::trigger::{Case, Compiled};
use crate::catalog::{Catalog, Form};
use crate::expr::{Object, Scope, Value};
use crate::model::{Line, Period, Unit, Value as Said};
use jiff::civil::Date as Day;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The forms at which triggers look, with their periods.
pub fn of_triggers(catalog: &Catalog, period: Period) -> Vec<(&str, Vec<Period>)> {
    let triggers = &catalog.triggers;
    let mut looked = Vec::new();
    for case in triggers.cases() {
        let Some(form) = catalog.form_by_code(&case.form) else { continue };
        if case.runs() {
            looked.extend(of_running(catalog, case, form, period));
            continue;
        }
        looked.push((form.id.as_str(), standing_for(form, period)));
        if triggers.compile(case, &catalog.forms).is_ok_and(|compiled| compiled.looks_back()) {
            looked.push((form.id.as_str(), standing_for(form, period.year_before())));
        }
    }
    if let Some(form) = catalog.form_by_code(&triggers.interview.form) {
        let year = Period::year(period.calendar_year());
        looked.push((form.id.as_str(), vec![year.previous(), year]));
    }
    looked
}

/// A condition that holds of a unit.
pub struct Hit<'a> {
    /// The unit, by registry order.
    pub unit: usize,
    /// The trigger.
    pub trigger: &'a str,
    /// What is to be told of it to officers.
    pub ground: String,
    /// Where its figure was read.
    pub origins: Vec<Origin<'a>>,
    /// The day on which it came to be known.
    pub known_on: Option<Day>,
    subject: String,
    period: Option<Period>,
    around: Around,
}

/// A figure and what it is compared with.
#[derive(Clone, Copy, Default)]
pub(super) struct Around {
    pub figure: Option<Decimal>,
    pub beside: Option<Decimal>,
    pub before: Option<Decimal>,
    pub mean: Option<Decimal>,
    pub deviation: Option<Decimal>,
    pub size: usize,
    pub from_top: usize,
    pub from_bottom: usize,
}

/// The periods, unit and subject of a figure; the field too, where each is a figure of its own.
type Key = (Option<Period>, usize, usize, String);

/// A figure before it is compared: the numbers that make it, and where they were read.
#[derive(Default)]
struct Figure<'a> {
    numbers: Vec<Vec<Decimal>>,
    origins: Vec<Origin<'a>>,
}

/// What holds in a period.
pub struct Triggering<'g, 'a> {
    pub(super) gathered: &'g Gathered<'a>,
    thresholds: Vec<Decimal>,
    /// What holds, by unit in registry order, then in the order of the triggers.
    pub hits: Vec<Hit<'a>>,
}

impl<'g, 'a> Triggering<'g, 'a> {
    /// Holds all triggers against what was gathered.
    pub fn new(gathered: &'g Gathered<'a>) -> Triggering<'g, 'a> {
        let order = &gathered.order;
        let triggers = &order.catalog.triggers;
        let thresholds = triggers.set(order.thresholds);
        let mut triggering = Triggering { gathered, thresholds, hits: Vec::new() };
        for trigger in &triggers.all {
            for case in &trigger.cases {
                let Ok(compiled) = triggers.compile(case, &order.catalog.forms) else { continue };
                let found = match order.catalog.form_by_code(&case.form) {
                    Some(form) if case.runs() => triggering.by_running(&trigger.id, case, &compiled, form),
                    Some(form) => triggering.by_figures(&trigger.id, case, &compiled, form),
                    None => triggering.by_triggers(&trigger.id, case, &compiled),
                };
                triggering.hits.extend(found);
            }
        }
        triggering.hits.sort_by_key(|hit| hit.unit);
        triggering
    }

    /// For what tables are made.
    pub fn order(&self) -> Order<'a> {
        self.gathered.order
    }

    /// The rows of a form that speak.
    pub fn rows_of(&self, form: &'a Form) -> Facts<'a> {
        self.gathered.rows_now(form)
    }

    fn by_figures(
        &self,
        trigger: &'a str,
        case: &'a Case,
        compiled: &Compiled,
        form: &'a Form,
    ) -> Vec<Hit<'a>> {
        let now = self.gathered.order.period;
        let facts = self.gathered.rows_now(form);
        let figures = self.figures(case, compiled, form, &facts, now, false);
        let before = if compiled.looks_back() {
            self.figures(case, compiled, form, &facts, now.year_before(), true)
        } else {
            BTreeMap::new()
        };
        let mut groups: BTreeMap<(Option<Period>, usize, &str), Vec<Decimal>> = BTreeMap::new();
        let group = |unit: usize| self.gathered.order.registry.units()[unit].group.as_str();
        for ((period, unit, field, _), (figure, _)) in &figures {
            groups.entry((*period, *field, group(*unit))).or_default().push(*figure);
        }
        let mut hits = Vec::new();
        for (key, (figure, origins)) in figures {
            let (period, unit, field, subject) = &key;
            let others = &groups[&(*period, *field, group(*unit))];
            let grouped = !group(*unit).is_empty();
            let around = Around {
                figure: Some(figure),
                beside: None,
                before: before.get(&key).map(|(figure, _)| *figure),
                mean: mean(others).filter(|_| grouped).map(two_decimals),
                deviation: deviation(others).filter(|_| grouped),
                size: if grouped { others.len() } else { 0 },
                from_top: 1 + others.iter().filter(|other| **other > figure).count(),
                from_bottom: 1 + others.iter().filter(|other| **other < figure).count(),
            };
            hits.extend(self.hit(trigger, compiled, *unit, (*period, subject), around, origins));
        }
        hits
    }

    /// The figures of a period; those of a year before are filed under the period that they are compared with.
    fn figures(
        &self,
        case: &Case,
        compiled: &Compiled,
        form: &'a Form,
        facts: &Facts<'a>,
        period: Period,
        past: bool,
    ) -> BTreeMap<Key, (Decimal, Vec<Origin<'a>>)> {
        let number = |key: &String| facts.field(key);
        let by: Vec<usize> = case.by.iter().filter_map(number).collect();
        let fields: Vec<usize> = match &case.mean {
            Some(mean) => mean.of.iter().filter_map(number).collect(),
            None => case.each.iter().filter_map(number).collect(),
        };
        let about = case.about.as_ref().and_then(number);
        let mut figures: BTreeMap<Key, Figure> = BTreeMap::new();
        let found = standing_for(form, period).into_iter().flat_map(|period| facts.of(period));
        for fact in found.filter(|fact| fact.standing == Standing::Official) {
            let Some(unit) = self.concerned(fact, about) else { continue };
            let of = if past { fact.period.year_after() } else { fact.period };
            let of = Some(of);
            let words: Vec<String> = by.iter().map(|field| fact.value(*field).to_string()).collect();
            let mut add = |field: usize, subject: String, numbers: Vec<Option<Decimal>>| {
                let figure = figures.entry((of, unit, field, subject)).or_default();
                figure.numbers.resize(numbers.len(), Vec::new());
                for (all, number) in figure.numbers.iter_mut().zip(numbers) {
                    all.extend(number);
                }
                figure.origins.extend(fact.origin);
            };
            if !case.each.is_empty() {
                for field in &fields {
                    let label = facts.fields[*field].path.last().cloned().unwrap_or_default();
                    add(*field, label, vec![fact.number(*field)]);
                }
            } else if let Some(value) = &compiled.value {
                let row = RowObject::new(self.gathered, form, fact.clone());
                let number = value.evaluate(&row).ok().and_then(|value| value.number());
                add(0, words.join(" "), vec![number]);
            } else {
                add(0, words.join(" "), fields.iter().map(|field| fact.number(*field)).collect());
            }
        }
        let trim = case.mean.as_ref().map(|mean| mean.trim_from);
        let made = figures.into_iter().filter_map(|(key, figure)| {
            let number = match trim {
                None => sum(figure.numbers.into_iter().flatten()),
                Some(from) => {
                    let means = figure.numbers.into_iter().map(|numbers| trimmed(numbers, from));
                    means.collect::<Option<Vec<Decimal>>>().and_then(|means| mean(&means)).map(two_decimals)
                }
            };
            Some((key, (number?, figure.origins)))
        });
        made.collect()
    }

    /// Whose principal would be talked to: the party organ of the place, for what is said of either organ. The top organ
    /// answers to nobody here.
    pub(super) fn concerned(&self, fact: &Fact, about: Option<usize>) -> Option<usize> {
        let registry = self.gathered.order.registry;
        let named = about.and_then(|field| match fact.value(field) {
            Said::Unit(id) => unit_number(registry, id),
            _ => None,
        });
        let unit = registry.units().get(named.or(fact.unit)?)?;
        self.face(unit).filter(|face| !registry.units()[*face].parent.is_empty())
    }

    /// The party organ of the place or department of a unit.
    pub(super) fn face(&self, unit: &Unit) -> Option<usize> {
        let registry = self.gathered.order.registry;
        let party = match unit.line() {
            Line::Party => unit,
            Line::Discipline => registry.counterpart(unit).unwrap_or(unit),
        };
        unit_number(registry, &party.id)
    }

    fn by_triggers(&self, trigger: &'a str, case: &'a Case, compiled: &Compiled) -> Vec<Hit<'a>> {
        let mut units: BTreeMap<usize, (BTreeSet<&str>, Vec<Origin<'a>>)> = BTreeMap::new();
        for hit in self.hits.iter().filter(|hit| case.together.iter().any(|id| id == hit.trigger)) {
            let (triggers, origins) = units.entry(hit.unit).or_default();
            triggers.insert(hit.trigger);
            origins.extend(&hit.origins);
        }
        let joined = &self.gathered.order.catalog.book.cover.joined;
        let found = units.into_iter().filter_map(|(unit, (triggers, origins))| {
            let figure = Some(Decimal::from(triggers.len()));
            let subject = triggers.into_iter().collect::<Vec<_>>().join(joined);
            let around = Around { figure, ..Around::default() };
            self.hit(trigger, compiled, unit, (None, &subject), around, origins)
        });
        found.collect()
    }

    /// What holds of a unit, if it does.
    pub(super) fn hit(
        &self,
        trigger: &'a str,
        compiled: &Compiled,
        unit: usize,
        (period, subject): (Option<Period>, &str),
        around: Around,
        origins: Vec<Origin<'a>>,
    ) -> Option<Hit<'a>> {
        let order = &self.gathered.order;
        let spoken = period.unwrap_or(order.period).chinese();
        let group = order.registry.units()[unit].group.as_str();
        let scope = CaseScope { around, subject, group, period: &spoken, thresholds: &self.thresholds };
        // A condition that is open, or that cannot be evaluated, does not hold of anybody.
        if compiled.when.holds(&scope) != Ok(Some(true)) {
            return None;
        }
        let ground = compiled.text.render(&scope).unwrap_or_default();
        let known_on = origins.iter().map(|origin| origin.filed.received_at.date()).max();
        Some(Hit { unit, trigger, ground, origins, known_on, subject: subject.to_owned(), period, around })
    }
}

/// What a condition may name, in the order of `CASE_NAMES`.
struct CaseScope<'s> {
    around: Around,
    subject: &'s str,
    group: &'s str,
    period: &'s str,
    thresholds: &'s Vec<Decimal>,
}

impl Scope for CaseScope<'_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        let around = &self.around;
        let place = |place: usize| if around.size == 0 { Value::Missing } else { Value::from(place) };
        match slot {
            0 => Value::from(around.figure),
            1 => Value::from(around.before),
            2 => Value::from(around.mean),
            3 => Value::from(around.deviation),
            4 => place(around.size),
            5 => place(around.from_top),
            6 => place(around.from_bottom),
            7 => Value::from(self.subject),
            8 => Value::from(self.group),
            9 => Value::from(self.period),
            10 => Value::from(around.beside),
            _ => Value::Object(self),
        }
    }
}

/// The thresholds, by their places.
impl Object for CaseScope<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        Value::from(self.thresholds.get(usize::from(position)).copied())
    }

    fn member(&self, _name: &str) -> Option<Value<'_>> {
        None
    }
}

/// What holds, one fact for each; values in the order of `Data::Triggered`.
pub fn triggered<'a>(triggering: &Triggering<'_, 'a>) -> Facts<'a> {
    let order = &triggering.gathered.order;
    let list = order.catalog.lists.get(&order.catalog.triggers.list);
    let mut facts = Facts::default();
    for hit in &triggering.hits {
        let unit = &order.registry.units()[hit.unit];
        let origins = || hit.origins.iter().copied();
        let number = |number: Option<Decimal>| number.map_or(Said::Missing, Said::Number);
        let text = |text: &str| if text.is_empty() { Said::Missing } else { Said::Text(text.into()) };
        let values = vec![
            Said::Unit(unit.id.as_str().into()),
            text(&unit.group),
            Said::Code(hit.trigger.into()),
            text(list.map_or("", |list| list.label(hit.trigger))),
            text(&hit.subject),
            text(&hit.period.unwrap_or(order.period).chinese()),
            number(hit.around.figure),
            number(hit.around.before),
            number(hit.around.mean),
            number(hit.around.deviation),
            number((hit.around.size > 0).then(|| hit.around.size.into())),
            text(&hit.ground),
            text(&joined(triggering, origins().map(|origin| origin.filed.source.clone()))),
            text(&joined(triggering, origins().map(|origin| sheet(origin).to_owned()))),
            text(&joined(triggering, origins().map(cells))),
        ];
        let origin = hit.origins.first().copied();
        facts.push(Fact::made(Some(hit.unit), order.period, Standing::Official, origin, values));
    }
    facts
}

/// Texts, each once, joined.
pub fn joined(triggering: &Triggering, texts: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all.join(&triggering.gathered.order.catalog.book.rows.merged)
}
