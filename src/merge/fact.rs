//! One thing that can be added up or listed: the values of a row of a return, or of something the engine knows.

use crate::catalog::{Field, Kind, List, Required};
use crate::model::{Entry, Filed, Period, Record, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Facts of one kind.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// What each value of a fact is.
    pub fields: Vec<FactField<'a>>,
    /// By period; within one in registry order of their units, then as they came.
    pub by_period: BTreeMap<Period, Vec<Fact<'a>>>,
    /// Of published periods: what is known now. A period that is not there was not published.
    pub since: BTreeMap<Period, Vec<Fact<'a>>>,
    /// True if they come with each quarter and never for a year: a year then has those of its quarters.
    pub quarterly: bool,
    /// The day of the run, with which time limits are compared.
    pub today: Option<jiff::civil::Date>,
}

/// What a value of a fact is.
#[derive(Clone, Debug)]
pub struct FactField<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its header path.
    pub path: Vec<String>,
    /// What kind of answer it is.
    pub kind: Kind,
    /// Its choices.
    pub list: Option<&'a List>,
    /// True if figures of several units add up.
    pub additive: bool,
    /// True for numbers that say something: every number but a running one.
    pub figure: bool,
}

/// Whether figures are official.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Accepted: in totals.
    Official,
    /// Held: shown, in no total.
    Provisional,
    /// Refused: neither shown nor counted.
    Returned,
}

/// One fact.
#[derive(Clone, Debug)]
pub struct Fact<'a> {
    /// The unit of which it speaks, by registry order; `None` if that is not in the registry.
    pub unit: Option<usize>,
    /// The period of which it speaks.
    pub period: Period,
    /// Whether it is official.
    pub standing: Standing,
    /// Where it was read.
    pub origin: Option<Origin<'a>>,
    values: Values<'a>,
}

/// Where a fact was read: a row of a submission, or the submission as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The submission.
    pub filed: &'a Filed,
    /// Its record.
    pub record: Option<&'a Record>,
}

#[derive(Clone, Debug)]
enum Values<'a> {
    Read(&'a [Entry]),
    /// Read, and from a number of fields on computed.
    Extended(&'a [Entry], usize, Vec<Value>),
    Made(Vec<Value>),
}

impl<'a> Fact<'a> {
    /// A row of a submission.
    pub fn read(unit: Option<usize>, period: Period, standing: Standing, origin: Origin<'a>) -> Fact<'a> {
        let entries = origin.record.map_or(&[][..], |record| record.entries.as_slice());
        Fact { unit, period, standing, origin: Some(origin), values: Values::Read(entries) }
    }

    /// Something that the engine knows.
    pub fn made(
        unit: Option<usize>,
        period: Period,
        standing: Standing,
        origin: Option<Origin<'a>>,
        values: Vec<Value>,
    ) -> Fact<'a> {
        Fact { unit, period, standing, origin, values: Values::Made(values) }
    }

    /// A value by the number of its field.
    pub fn value(&self, field: usize) -> &Value {
        static MISSING: Value = Value::Missing;
        match &self.values {
            Values::Read(entries) => entries.get(field).map_or(&MISSING, |entry| &entry.value),
            Values::Extended(entries, fields, computed) => match field.checked_sub(*fields) {
                None => entries.get(field).map_or(&MISSING, |entry| &entry.value),
                Some(number) => computed.get(number).unwrap_or(&MISSING),
            },
            Values::Made(values) => values.get(field).unwrap_or(&MISSING),
        }
    }

    /// Puts a computed value after those of so many fields.
    pub fn extend(&mut self, fields: usize, value: Value) {
        match &mut self.values {
            Values::Read(entries) => self.values = Values::Extended(entries, fields, vec![value]),
            Values::Extended(_, _, values) | Values::Made(values) => values.push(value),
        }
    }

    /// A number by the number of its field.
    pub fn number(&self, field: usize) -> Option<Decimal> {
        self.value(field).number()
    }
}

impl<'a> Facts<'a> {
    /// The number of a field.
    pub fn field(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.key == key)
    }

    /// The facts of a period.
    pub fn of(&self, period: Period) -> &[Fact<'a>] {
        self.by_period.get(&period).map_or(&[], Vec::as_slice)
    }

    /// The facts of a period as they are known now; [`Facts::of`] has those of a published period as they were published.
    pub fn since(&self, period: Period) -> &[Fact<'a>] {
        self.since.get(&period).map_or_else(|| self.of(period), Vec::as_slice)
    }

    /// All facts, those that are known of published periods now among them.
    pub fn all_mut(&mut self) -> impl Iterator<Item = (&Period, &mut Vec<Fact<'a>>)> {
        self.by_period.iter_mut().chain(&mut self.since)
    }

    /// The periods of the facts that stand for one.
    pub fn periods(&self, period: Period) -> Vec<Period> {
        if self.sums_quarters(period) { period.quarters_so_far().collect() } else { vec![period] }
    }

    /// The facts that stand for a period: as they were published, but the quarters of a year as they are known now.
    pub fn at(&self, period: Period) -> impl Iterator<Item = &Fact<'a>> {
        let summed = self.sums_quarters(period);
        let of = move |period: Period| if summed { self.since(period) } else { self.of(period) };
        self.periods(period).into_iter().flat_map(of)
    }

    /// The facts that stand for a period, as they are known now.
    pub fn at_since(&self, period: Period) -> impl Iterator<Item = &Fact<'a>> {
        self.periods(period).into_iter().flat_map(|period| self.since(period))
    }

    /// True for a year that has the facts of its quarters.
    pub fn sums_quarters(&self, period: Period) -> bool {
        self.quarterly && period.is_year()
    }

    /// Adds a fact to those of its period.
    pub fn push(&mut self, fact: Fact<'a>) {
        self.by_period.entry(fact.period).or_default().push(fact);
    }

    /// Puts the facts of each period in registry order of their units; within a unit they stay as they came.
    pub fn sort(&mut self) {
        for (_, facts) in self.all_mut() {
            facts.sort_by_key(|fact| fact.unit.unwrap_or(usize::MAX));
        }
    }
}

/// A sum that cannot panic: beyond 28 digits it stays at the end of the scale.
pub fn sum(numbers: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    numbers.into_iter().reduce(Decimal::saturating_add)
}

/// True for a field whose numbers say something: every number but a running one.
pub fn is_figure(field: &Field) -> bool {
    field.kind.is_number() && (field.required != Required::O || field.measure.is_some())
}
