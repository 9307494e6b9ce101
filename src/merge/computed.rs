//! Facts of one table, placed at the unit that a row is about, with the fields that the table computes
//! (docs/summaries.md).

use super::fact::{Fact, FactField, Facts, Origin, Standing};
use super::gather::{Gathered, unit_number};
use crate::catalog::computed::{ROW_FACTS, Slot};
use crate::catalog::summary::Summary;
use crate::catalog::{Form, Kind};
use crate::expr::{Object, Scope, Value};
use crate::model::{Date, Line, Period, Unit, Value as Said};
use std::collections::BTreeMap;

/// The facts of a table of its own; `None` if it takes them as they are.
pub fn own_facts<'a>(gathered: &Gathered<'a>, summary: &'a Summary) -> Option<Facts<'a>> {
    if summary.about.is_none() && summary.computed.is_empty() {
        return None;
    }
    let catalog = gathered.order.catalog;
    let mut facts = gathered.facts(summary.rows.data())?.clone();
    let fields = facts.fields.len();
    if let Some(about) = &summary.about {
        place(gathered, &mut facts, about);
    }
    let declared = facts.fields.iter().map(|field| (field.key, field.kind)).collect::<Vec<_>>();
    let (names, compiled) = summary.compile_computed(declared, &catalog.forms).ok()?;
    let mentions = compiled.iter().flat_map(|expression| expression.names());
    let mut beside: BTreeMap<(usize, bool), Beside> = BTreeMap::new();
    for mention in mentions {
        if let Slot::Rows(number, before) = names.slot(mention.slot) {
            let form = &catalog.forms[number];
            let own = summary.rows.data().form() == Some(form.code.as_str());
            let about = summary.about.as_deref().filter(|_| own);
            beside.entry((number, before)).or_insert_with(|| Beside::new(gathered, form, about));
        }
    }
    for (period, of_period) in facts.all_mut() {
        let rows: BTreeMap<(usize, bool), ByUnit> = beside
            .iter()
            .map(|(key, beside)| (*key, beside.of(if key.1 { period.year_before() } else { *period })))
            .collect();
        for fact in of_period {
            let place = place_of(gathered, fact);
            let lists = rows.iter().map(|(key, by_unit)| (*key, by_unit.list(place))).collect();
            for expression in &compiled {
                let scope = RowScope { gathered, fact, slot: &|slot| names.slot(slot), lists: &lists };
                let value = expression.evaluate(&scope).map(Said::from).unwrap_or_default();
                fact.extend(fields, value);
            }
        }
    }
    for computed in &summary.computed {
        facts.fields.push(FactField {
            key: &computed.key,
            path: vec![if computed.label.is_empty() { &computed.key } else { &computed.label }.clone()],
            kind: computed.kind,
            list: computed.list.as_ref().and_then(|name| catalog.lists.get(name)),
            additive: matches!(computed.kind, Kind::Count | Kind::Decimal | Kind::Money),
            figure: computed.kind.is_number(),
        });
    }
    Some(facts)
}

/// Places facts at the units that a field of theirs names.
fn place(gathered: &Gathered, facts: &mut Facts, about: &str) {
    let Some(about) = facts.field(about) else { return };
    for fact in facts.all_mut().flat_map(|(_, facts)| facts) {
        if let Said::Unit(id) = fact.value(about) {
            fact.unit = unit_number(gathered.order.registry, id).or(fact.unit);
        }
    }
    facts.sort();
}

/// The accepted rows of a form beside a fact.
struct Beside<'g, 'a> {
    form: &'a Form,
    rows: Vec<RowObject<'g, 'a>>,
}

type Lists<'r> = BTreeMap<(usize, bool), Value<'r>>;

/// The unit under which what is said of either organ of a place is found: the party side.
fn place_of(gathered: &Gathered, fact: &Fact) -> usize {
    let registry = gathered.order.registry;
    let unit = fact.unit.and_then(|unit| registry.units().get(unit));
    let face = unit.map(|unit| match unit.line() {
        Line::Party => unit,
        Line::Discipline => registry.counterpart(unit).unwrap_or(unit),
    });
    face.map_or(usize::MAX, |unit| registry.order(&unit.id))
}

/// Of one period, in registry order of their units.
struct ByUnit<'r> {
    units: Vec<usize>,
    rows: Vec<Value<'r>>,
}

impl<'g, 'a> Beside<'g, 'a> {
    /// Rows of the table's own form are placed as the table places them.
    fn new(gathered: &'g Gathered<'a>, form: &'a Form, about: Option<&str>) -> Beside<'g, 'a> {
        let mut facts = gathered.rows_of(form);
        if let Some(about) = about {
            place(gathered, &mut facts, about);
        }
        let all = facts.by_period.values().flatten();
        let official = all.filter(|fact| fact.standing == Standing::Official);
        Beside { form, rows: official.map(|fact| RowObject::new(gathered, form, fact.clone())).collect() }
    }

    fn of(&self, period: Period) -> ByUnit<'_> {
        let periods = super::needed::standing_for(self.form, period);
        let mut rows: Vec<&RowObject> =
            self.rows.iter().filter(|row| periods.contains(&row.fact.period)).collect();
        let place = |row: &RowObject| place_of(row.gathered, &row.fact);
        rows.sort_by_key(|row| place(row));
        ByUnit {
            units: rows.iter().map(|row| place(row)).collect(),
            rows: rows.into_iter().map(|row| Value::Object(row)).collect(),
        }
    }
}

impl ByUnit<'_> {
    fn list(&self, unit: usize) -> Value<'_> {
        let first = self.units.partition_point(|other| *other < unit);
        let end = self.units.partition_point(|other| *other <= unit);
        Value::list(&self.rows[first..end])
    }
}

/// A row of a form, as expressions see it.
pub struct RowObject<'g, 'a> {
    fact: Fact<'a>,
    form: &'a Form,
    gathered: &'g Gathered<'a>,
}

impl Object for RowObject<'_, '_> {
    fn at(&self, position: u16) -> Value<'_> {
        let position = usize::from(position);
        let unit = || self.fact.unit.and_then(|unit| self.gathered.order.registry.units().get(unit));
        match position.checked_sub(self.form.fields.len()) {
            None => Value::from(self.fact.value(position)),
            Some(0) => Value::from(unit().map(|unit| unit.id.as_str())),
            Some(1) => {
                let record = self.fact.origin.and_then(|origin| origin.record);
                Value::from(record.map(|record| i64::from(record.row)))
            }
            Some(2) => self.of_return(|origin| Value::from(origin.filed.submission.event.as_str())),
            Some(3) => Value::from(self.fact.period.to_string()),
            Some(4) => self.of_return(|origin| Value::from(origin.filed.submission.unit.as_str())),
            Some(5) => self.of_return(|origin| Value::from(Date::Day(origin.filed.received_at.date()))),
            Some(_) => Value::from(self.fact.standing == Standing::Official),
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let number = self.form.field_number(name)?;
        Some(self.at(u16::try_from(number).unwrap_or(u16::MAX)))
    }
}

/// The slots of a row are the places of its members.
impl Scope for RowObject<'_, '_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        self.at(slot)
    }
}

impl<'g, 'a> RowObject<'g, 'a> {
    /// A row.
    pub fn new(gathered: &'g Gathered<'a>, form: &'a Form, fact: Fact<'a>) -> RowObject<'g, 'a> {
        RowObject { fact, form, gathered }
    }

    fn of_return(&self, say: impl Fn(Origin<'a>) -> Value<'a>) -> Value<'a> {
        self.fact.origin.map_or(Value::Missing, say)
    }
}

/// What the expressions of one fact may ask for.
struct RowScope<'s, 'a> {
    gathered: &'s Gathered<'a>,
    fact: &'s Fact<'a>,
    slot: &'s dyn Fn(u16) -> Slot,
    lists: &'s Lists<'s>,
}

impl Scope for RowScope<'_, '_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        match (self.slot)(slot) {
            Slot::Field(number) => Value::from(self.fact.value(number)),
            Slot::Rows(number, before) => {
                self.lists.get(&(number, before)).map_or(Value::Missing, Value::borrow)
            }
            Slot::Fact(number) => self.row_fact(ROW_FACTS[number].0),
        }
    }
}

impl RowScope<'_, '_> {
    fn row_fact(&self, name: &str) -> Value<'_> {
        let registry = self.gathered.order.registry;
        let filed = self.fact.origin.map(|origin| origin.filed);
        let unit: Option<&Unit> = self.fact.unit.and_then(|unit| registry.units().get(unit));
        match name {
            "today" => Value::from(Date::Day(self.gathered.order.as_of.date())),
            "received_on" => Value::from(filed.map(|filed| Date::Day(filed.received_at.date()))),
            "due_on" => Value::from(filed.and_then(|filed| filed.due_on).map(Date::Day)),
            "days_late" => Value::from(filed.map(|filed| filed.days_late)),
            "sender_name" => {
                let sender = filed.and_then(|filed| registry.unit(&filed.submission.unit));
                Value::from(sender.map(|sender| sender.short_name.as_str()))
            }
            "unit_id" => Value::from(unit.map(|unit| unit.id.as_str())),
            "unit_level" => Value::from(unit.map(|unit| unit.level.word())),
            "unit_group" => Value::from(unit.map(|unit| unit.group.as_str())),
            _ => Value::from(unit.map(|unit| match unit.line() {
                Line::Party => "party",
                Line::Discipline => "discipline",
            })),
        }
    }
}
