//! What all units of a period say together, as the names of the rules over them see it: sums, shares, 考核组别.

use super::disputed::Standing;
use super::macro_rules::{Collected, EARLIER, other_period, periods_beside, stated};
use super::objects::{Keyed, PeriodObject, Row, sums};
use super::scope::Sides;
use crate::catalog::directory::{UnitObject, When};
use crate::catalog::period_names::{GROUP_MEMBERS, SAME_ORGANS_MEMBERS, SENDER_MEMBERS};
use crate::catalog::{Catalog, Form, RuleNames, Surrounding};
use crate::expr::{Object, Scope, Value};
use crate::model::{Filed, Period, Record, Registry, Status, Unit};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of all units.
pub struct OverUnits<'a> {
    registry: &'a Registry,
    period: PeriodObject,
    units_due: usize,
    units_stated: usize,
    nil_units: usize,
    total: Row<'a>,
    groups: Vec<Group<'a>>,
    earlier: Vec<Row<'a>>,
    same_organs: BTreeMap<usize, SameOrgans<'a>>,
    missing: Vec<UnitObject<'a>>,
    all: Vec<Row<'a>>,
    all_of: BTreeMap<usize, Vec<Row<'a>>>,
}

/// A 考核组别.
struct Group<'a> {
    name: &'a str,
    units: usize,
    nil_quarters: usize,
}

/// What the organs that sent two forms say in each.
struct SameOrgans<'a> {
    organs: usize,
    own: Row<'a>,
    numbers: Vec<(&'a str, Keyed<'a>)>,
}

/// The lists of [`OverUnits`] as values.
pub struct Lists<'d> {
    groups: Vec<Value<'d>>,
    earlier: Vec<Value<'d>>,
    missing: Vec<Value<'d>>,
    all: Vec<Value<'d>>,
    all_of: BTreeMap<usize, Vec<Value<'d>>>,
    senders: Vec<Sender<'d>>,
}

/// A unit that sent official rows.
struct Sender<'d> {
    id: &'d str,
    name: &'d str,
    rows: Vec<Value<'d>>,
}

impl<'a> OverUnits<'a> {
    /// Sums up what units stated. `wanted` are the forms that rules compare with, `all` those of which they look at all
    /// rows, by number.
    pub fn new(
        catalog: &'a Catalog,
        collected: &Collected<'a>,
        wanted: &BTreeSet<usize>,
        all: &BTreeSet<usize>,
    ) -> OverUnits<'a> {
        let (form, period) = (collected.form, collected.period);
        let now = stated(collected, form, period);
        let back: Vec<&[(&'a Unit, &'a Record)]> =
            std::iter::successors(Some(period), |at| Some(at.previous()))
                .take(EARLIER + 1)
                .map(|at| stated(collected, form, at))
                .collect();
        let same_organs =
            wanted.iter().map(|number| (*number, SameOrgans::new(form, &catalog.forms[*number], collected)));
        OverUnits {
            registry: collected.registry,
            period: PeriodObject::new(period),
            units_due: collected.units_due,
            units_stated: now.len(),
            nil_units: now.iter().filter(|(_, record)| is_nil(form, record)).count(),
            total: sum_row(form, now.iter().map(|(_, record)| *record)),
            groups: groups(form, &back),
            earlier: back[1..]
                .iter()
                .filter(|rows| !rows.is_empty())
                .map(|rows| sum_row(form, rows.iter().map(|(_, record)| *record)))
                .collect(),
            same_organs: same_organs.collect(),
            missing: collected
                .missing
                .iter()
                .map(|unit| UnitObject::new(unit, collected.registry, When { day: period.end(), period }))
                .collect(),
            all: official_rows(form, collected, &[period]),
            all_of: all
                .iter()
                .map(|number| {
                    let rows = official_rows(&catalog.forms[*number], collected, &periods_beside(period));
                    (*number, rows)
                })
                .collect(),
        }
    }

    /// Its lists as values.
    pub fn lists(&self) -> Lists<'_> {
        fn objects<'d>(rows: &'d [Row<'_>]) -> Vec<Value<'d>> {
            rows.iter().map(|row| Value::Object(row)).collect()
        }
        Lists {
            missing: self.missing.iter().map(|unit| Value::Object(unit)).collect(),
            all: objects(&self.all),
            all_of: self.all_of.iter().map(|(number, rows)| (*number, objects(rows))).collect(),
            senders: self.senders(),
            groups: self.groups.iter().map(|group| Value::Object(group)).collect(),
            earlier: self.earlier.iter().map(|row| Value::Object(row)).collect(),
        }
    }
}

impl OverUnits<'_> {
    /// The official rows, sender by sender.
    fn senders(&self) -> Vec<Sender<'_>> {
        fn id<'r>(row: &'r Row<'_>) -> Option<&'r str> {
            row.filed.map(|filed| filed.submission.unit.as_str())
        }
        let runs = self.all.chunk_by(|left, right| id(left) == id(right));
        runs.filter_map(|rows| {
            let id = rows.first()?.filed?.submission.unit.as_str();
            let name = self.registry.unit(id).map_or(id, |unit| &unit.short_name);
            Some(Sender { id, name, rows: rows.iter().map(|row| Value::Object(row)).collect() })
        })
        .collect()
    }
}

/// The official rows of a form, by sender in registry order, then as taken.
fn official_rows<'a>(form: &'a Form, collected: &Collected<'a>, periods: &[Period]) -> Vec<Row<'a>> {
    let mut filed: Vec<&'a Filed> = collected
        .filed
        .iter()
        .copied()
        .filter(|one| one.status == Status::Accepted && one.submission.form == form.id)
        .filter(|one| one.submission.period.is_some_and(|period| periods.contains(&period)))
        .collect();
    filed.sort_by_key(|one| (collected.registry.order(&one.submission.unit), one.submission.period, one.id));
    filed.dedup_by_key(|one| one.id);
    let rows = filed.into_iter().flat_map(|one| {
        let standing = Standing::accepted(one);
        one.submission.data().map(move |record| Row::of(form, one, Cow::Borrowed(record), Some(&standing)))
    });
    rows.collect()
}

fn sum_row<'a>(form: &'a Form, records: impl Iterator<Item = &'a Record>) -> Row<'a> {
    Row::over(form, sums(form, records))
}

/// True if figures say that nothing happened: none is above 0, and some is stated or a nil statement stands in words.
/// Figures that run through the year say nothing of the period.
fn is_nil(form: &Form, record: &Record) -> bool {
    let running = &form.layout.running_fields;
    let counts = form.fields.iter().zip(&record.entries).skip(1);
    let mut said = counts
        .filter(|(field, _)| field.is_count() && !running.contains(&field.key))
        .filter_map(|(_, entry)| entry.value.number())
        .peekable();
    let field = form.layout.nil_field.as_ref().and_then(|key| form.field_number(key));
    let words =
        field.and_then(|field| record.entries.get(field)).map(|entry| entry.typed()).unwrap_or_default();
    let in_words = form.layout.nil_words.iter().any(|nil| words.contains(nil.as_str()));
    (in_words || said.peek().is_some()) && said.all(|number| number.is_zero())
}

/// The groups of the units that stated something, by name, each with the number of periods, counted back from the first
/// of `back`, in which all its units said that nothing happened. A period of which nothing is known ends the count.
fn groups<'a>(form: &Form, back: &[&[(&'a Unit, &'a Record)]]) -> Vec<Group<'a>> {
    let mut units: BTreeMap<&'a str, usize> = BTreeMap::new();
    for (unit, _) in back[0].iter().filter(|(unit, _)| !unit.group.is_empty()) {
        *units.entry(&unit.group).or_default() += 1;
    }
    let nil_in = |rows: &[(&Unit, &Record)], name: &str| {
        let mut of_group = rows.iter().filter(|(unit, _)| unit.group == name).peekable();
        of_group.peek().is_some() && of_group.all(|(_, record)| is_nil(form, record))
    };
    units
        .into_iter()
        .map(|(name, units)| Group {
            name,
            units,
            nil_quarters: back.iter().take_while(|rows| nil_in(rows, name)).count(),
        })
        .collect()
}

impl<'a> SameOrgans<'a> {
    /// The form's figures of the year so far beside those of another form.
    fn new(form: &'a Form, other: &'a Form, collected: &Collected<'a>) -> SameOrgans<'a> {
        let period = collected.period;
        let quarters: Vec<Period> =
            if period.is_year() { vec![period] } else { period.quarters_so_far().collect() };
        let own: Vec<&(&Unit, &'a Record)> =
            quarters.iter().flat_map(|quarter| stated(collected, form, *quarter)).collect();
        let beside = stated(collected, other, other_period(other, period));
        let sent: BTreeSet<&str> = beside.iter().map(|(unit, _)| unit.id.as_str()).collect();
        let both: BTreeSet<&str> =
            own.iter().map(|(unit, _)| unit.id.as_str()).filter(|id| sent.contains(id)).collect();
        let of_both = own.iter().filter(|(unit, _)| both.contains(unit.id.as_str()));
        let rows: Vec<&'a Record> = beside
            .iter()
            .filter(|(unit, _)| both.contains(unit.id.as_str()))
            .map(|(_, record)| *record)
            .collect();
        let numbers = other.fields.iter().enumerate().filter(|(_, field)| field.kind.is_number());
        SameOrgans {
            organs: both.len(),
            own: sum_row(form, of_both.map(|(_, record)| *record)),
            numbers: numbers
                .map(|(index, field)| (field.key.as_str(), by_code(other, &rows, index)))
                .collect(),
        }
    }
}

/// The sums of a field by the code of their row.
fn by_code<'a>(form: &Form, rows: &[&'a Record], field: usize) -> Keyed<'a> {
    let code = form.layout.indicator_field.as_ref().and_then(|key| form.field_number(key));
    let mut sums: BTreeMap<&'a str, Decimal> = BTreeMap::new();
    for record in rows {
        let written = code.and_then(|code| record.entries[code].value.text());
        if let (Some(code), Some(number)) = (written, record.entries[field].value.number()) {
            let sum = sums.entry(code).or_default();
            *sum = sum.saturating_add(number);
        }
    }
    Keyed(sums.into_iter().map(|(code, sum)| (code, Value::Number(sum))).collect())
}

fn position(names: &[&str], name: &str) -> Option<u16> {
    names.iter().position(|other| *other == name).and_then(|position| u16::try_from(position).ok())
}

impl Object for Sender<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        match position {
            0 => Value::from(self.id),
            1 => Value::from(self.name),
            2 => Value::list(&self.rows),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(self.at(position(&SENDER_MEMBERS, name)?))
    }
}

impl Object for Group<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        match position {
            0 => Value::from(self.name),
            1 => Value::from(self.units),
            2 => Value::from(self.nil_quarters),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(self.at(position(&GROUP_MEMBERS, name)?))
    }
}

impl Object for SameOrgans<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        let position = usize::from(position);
        match position.checked_sub(SAME_ORGANS_MEMBERS.len()) {
            Some(number) => {
                self.numbers.get(number).map_or(Value::Missing, |(_, keyed)| Value::Object(keyed))
            }
            None if position == 0 => Value::from(self.organs),
            None => Value::Object(&self.own),
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let number = || self.numbers.iter().find(|(key, _)| *key == name);
        match position(&SAME_ORGANS_MEMBERS, name) {
            Some(position) => Some(self.at(position)),
            None => number().map(|(_, keyed)| Value::Object(keyed)),
        }
    }
}

/// What a rule over all units sees.
pub struct At<'s, 'a> {
    /// The names of the scope.
    pub names: &'s RuleNames,
    /// What is known.
    pub known: &'s OverUnits<'a>,
    /// Its lists.
    pub lists: &'s Lists<'s>,
    /// The sides, once they are known.
    pub sides: Sides,
}

impl Scope for At<'_, '_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        let known = self.known;
        match self.names.surrounding(slot) {
            Some(Surrounding::Period) => Value::Object(&known.period),
            Some(Surrounding::UnitsDue) => Value::from(known.units_due),
            Some(Surrounding::UnitsStated) => Value::from(known.units_stated),
            Some(Surrounding::NilUnits) => Value::from(known.nil_units),
            Some(Surrounding::Groups) => Value::list(&self.lists.groups),
            Some(Surrounding::Total) => Value::Object(&known.total),
            Some(Surrounding::EarlierTotals) => Value::list(&self.lists.earlier),
            Some(Surrounding::AllRows) => Value::list(&self.lists.all),
            Some(Surrounding::AllOf(number)) => {
                self.lists.all_of.get(&number).map_or(Value::Missing, |rows| Value::list(rows))
            }
            Some(Surrounding::BySender) => {
                Value::from(self.lists.senders.iter().map(|sender| Value::Object(sender)).collect::<Vec<_>>())
            }
            Some(Surrounding::MissingUnits) => Value::list(&self.lists.missing),
            Some(Surrounding::SameOrgans(number)) => {
                known.same_organs.get(&number).map_or(Value::Missing, |same| Value::Object(same))
            }
            Some(Surrounding::Left) => self.sides.left.borrow(),
            Some(Surrounding::Right) => self.sides.right.borrow(),
            Some(Surrounding::Difference) => self.sides.difference.borrow(),
            _ => Value::Missing,
        }
    }
}
