//! Answers the names of a rule by slot: fields of the row at hand, then what lies on the desk.

use super::desk::Desk;
use super::objects::Row;
use super::surroundings::Surroundings;
use crate::catalog::directory::{UnitObject, When, text};
use crate::catalog::{RuleNames, Surrounding};
use crate::expr::{List, Scope, Value};
use crate::model::{Entry, Record};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::OnceCell;

/// The lists of a desk as values, made once for a submission.
pub struct Lists<'d> {
    rows: Vec<Value<'d>>,
    sections: Vec<Value<'d>>,
    others: Vec<(&'d Surrounding, Vec<Value<'d>>)>,
    texts: Vec<(&'d Surrounding, Vec<Value<'d>>)>,
    rest_days: Vec<Value<'d>>,
    like_others: Vec<Value<'d>>,
    due_persons: Option<Vec<Value<'d>>>,
}

impl<'d> Lists<'d> {
    /// The lists of a desk.
    pub fn new(desk: &'d Desk<'_>) -> Lists<'d> {
        let objects =
            |rows: &'d [Row<'_>]| -> Vec<Value<'d>> { rows.iter().map(|row| Value::Object(row)).collect() };
        Lists {
            rows: objects(&desk.rows),
            sections: desk.sections.iter().map(|section| Value::Object(section)).collect(),
            others: desk.others.iter().map(|(key, rows)| (key, objects(rows))).collect(),
            texts: desk
                .texts
                .iter()
                .map(|(key, texts)| (key, texts.iter().map(|text| Value::from(text.as_str())).collect()))
                .collect(),
            like_others: desk.like_others.iter().map(|like| Value::Object(like)).collect(),
            due_persons: desk
                .due_persons
                .as_ref()
                .map(|persons| persons.iter().map(|person| Value::Object(person)).collect()),
            rest_days: desk.rest_days.iter().map(|day| Value::from(*day)).collect(),
        }
    }
}

/// The sides of a rule, for its words.
#[derive(Default)]
pub struct Sides {
    /// What was stated.
    pub left: Value<'static>,
    /// What was expected.
    pub right: Value<'static>,
    /// How far apart they are.
    pub difference: Value<'static>,
}

/// What a rule sees at one row, or at the form as a whole.
pub struct At<'s, 'd, 'a> {
    /// The names of the rules of this form and scope.
    pub names: &'s RuleNames,
    /// The desk.
    pub desk: &'d Desk<'a>,
    /// Its lists.
    pub lists: &'s Lists<'d>,
    /// What lies around.
    pub surroundings: &'s Surroundings<'a>,
    /// The row at hand; for the form as a whole its only record, if it has one.
    pub record: Option<&'d Record>,
    /// The count at hand, by field number.
    pub count: Option<usize>,
    /// The sides, once they are known.
    pub sides: Sides,
    cells: Cells<'a>,
}

/// What is made for a row when a rule first asks.
#[derive(Default)]
struct Cells<'a> {
    row_unit: OnceCell<Option<UnitObject<'a>>>,
    prior: OnceCell<Option<Row<'a>>>,
    year_before: OnceCell<Option<Row<'a>>>,
    direct: OnceCell<Option<Row<'a>>>,
}

impl<'s, 'd, 'a> At<'s, 'd, 'a> {
    /// At a row or at the form.
    pub fn new(
        names: &'s RuleNames,
        desk: &'d Desk<'a>,
        lists: &'s Lists<'d>,
        surroundings: &'s Surroundings<'a>,
        record: Option<&'d Record>,
    ) -> At<'s, 'd, 'a> {
        At {
            names,
            desk,
            lists,
            surroundings,
            record,
            count: None,
            sides: Sides::default(),
            cells: Cells::default(),
        }
    }

    fn entry(&self, field: usize) -> Option<&Entry> {
        self.record.and_then(|record| record.entries.get(field))
    }

    fn earlier(&self, which: usize) -> Option<Row<'a>> {
        let other = self.desk.earlier[which]?;
        let record = self.desk.matching(other, self.record?)?;
        Some(Row::of(
            self.desk.form,
            other,
            record,
            self.desk.standing(self.desk.form, other, self.surroundings).as_ref(),
        ))
    }

    /// The row of the unit's own return, if another unit forwards the row at hand.
    fn direct(&self) -> Option<Row<'a>> {
        let (record, period) = (self.record?, self.desk.period?);
        if record.unit.is_empty() || record.unit == self.desk.filed.submission.unit {
            return None;
        }
        let unit: &'a str = &self.desk.registry.unit(&record.unit)?.id;
        let mut own = self.surroundings.of(self.desk.form, unit, period);
        let filed = own.next()?;
        let stated = filed.submission.data().find(|other| other.unit == record.unit)?;
        let standing = self.desk.standing(self.desk.form, filed, self.surroundings);
        Some(Row::of(self.desk.form, filed, Cow::Borrowed(stated), standing.as_ref()))
    }

    fn count_fields(&self) -> impl Iterator<Item = usize> + '_ {
        let fields = self.desk.form.fields.iter().enumerate();
        fields.filter(|(index, field)| field.is_count() && *index > 0).map(|(index, _)| index)
    }

    fn counts(&self) -> Value<'_> {
        let values = self
            .count_fields()
            .map(|field| self.entry(field).map_or(Value::Missing, |entry| Value::from(&entry.value)));
        Value::List(List::Owned(values.collect()))
    }

    /// The share of counts, of those that are not 0 in both, that are the same as one period earlier.
    fn likeness_to_prior(&self) -> Value<'_> {
        let Some(prior) = self.cells.prior.get_or_init(|| self.earlier(0)) else { return Value::Missing };
        let running = &self.desk.form.layout.running_fields;
        let (mut same, mut all) = (0u32, 0u32);
        for field in self.count_fields().filter(|field| !running.contains(&self.desk.form.fields[*field].key))
        {
            let now = self.entry(field).and_then(|entry| entry.value.number());
            let then = prior.record.entries[field].value.number();
            if now.is_none_or(|now| now.is_zero()) && then.is_none_or(|then| then.is_zero()) {
                continue;
            }
            all += 1;
            same += u32::from(now == then);
        }
        if all == 0 { Value::Missing } else { Value::Number(Decimal::from(same) / Decimal::from(all)) }
    }

    fn nil_stated(&self) -> bool {
        let form = self.desk.form;
        let Some(field) = form.layout.nil_field.as_ref().and_then(|key| form.field_number(key)) else {
            return false;
        };
        let states = |record: &Record| {
            let said = record.entries[field].typed();
            form.layout.nil_words.iter().any(|word| said.contains(word.as_str()))
        };
        let own = self.record.is_some_and(states);
        let whole = self.record.is_none_or(|record| record.row == 0);
        own || (whole && self.desk.filed.submission.records.iter().any(states))
    }

    fn within_sender(&self) -> Value<'_> {
        let (Some(record), Some(sender)) = (self.record, self.desk.unit) else { return Value::Missing };
        match self.desk.registry.unit(&record.unit) {
            Some(unit) => Value::Flag(self.desk.registry.is_within(unit, sender)),
            None => Value::Flag(false),
        }
    }

    fn repeated(&self) -> bool {
        self.record.is_some_and(|record| {
            let same = |other: &&Record| other.unit == record.unit && other.row < record.row && other.row > 0;
            !record.unit.is_empty() && self.desk.filed.submission.records.iter().any(|other| same(&other))
        })
    }

    /// Earlier submissions, of any unit, that hold the group code of the row.
    fn used_before(&self) -> Value<'_> {
        let form = self.desk.form;
        let code = form
            .layout
            .group_field
            .as_ref()
            .and_then(|key| form.field_number(key))
            .and_then(|field| self.entry(field));
        let (Some(code), Some(period)) = (code.map(|entry| entry.value.to_string()), self.desk.period) else {
            return Value::Missing;
        };
        let held = self.surroundings.register.get(&(form.id.clone(), code));
        let submission = &self.desk.filed.submission;
        let others = held.into_iter().flatten().filter(|other| {
            (other.unit != submission.unit || other.period != period)
                && (other.period, other.submission) < (period, self.desk.filed.id)
        });
        let said = others.map(|other| {
            let name =
                self.desk.registry.unit(&other.unit).map_or(other.unit.as_str(), |unit| &unit.short_name);
            Value::from(format!("{}{name}", other.period.chinese()))
        });
        Value::List(List::Owned(said.collect()))
    }

    fn row<'v>(row: Option<&'v Row<'a>>) -> Value<'v> {
        row.map_or(Value::Missing, |row| Value::Object(row))
    }

    fn list_of<'v>(lists: &'v [(&'d Surrounding, Vec<Value<'d>>)], wanted: &Surrounding) -> Value<'v>
    where
        'd: 'v,
    {
        let found = lists.iter().find(|(key, _)| *key == wanted);
        found.map_or(Value::List(List::Owned(Vec::new())), |(_, values)| Value::list(values))
    }

    fn surrounding(&self, wanted: &Surrounding) -> Value<'_> {
        let desk = self.desk;
        match wanted {
            Surrounding::Rows => Value::list(&self.lists.rows),
            Surrounding::Total => Self::row(desk.total.as_ref()),
            Surrounding::Header => Value::Object(&desk.header),
            Surrounding::Footing => Value::Object(&desk.footing),
            Surrounding::Sections => Value::list(&self.lists.sections),
            Surrounding::Period => {
                desk.period_object.as_ref().map_or(Value::Missing, |period| Value::Object(period))
            }
            Surrounding::ReceivedOn => Value::from(desk.received_on()),
            Surrounding::DueOn => Value::from(desk.due_on()),
            Surrounding::Switch => Value::Object(&desk.catalog.switches),
            Surrounding::Unit => desk.sender.as_ref().map_or(Value::Missing, |unit| Value::Object(unit)),
            Surrounding::RowUnit => {
                let made = self.cells.row_unit.get_or_init(|| {
                    let id = &self.record?.unit;
                    let unit =
                        desk.registry.unit(if id.is_empty() { &desk.filed.submission.unit } else { id })?;
                    Some(UnitObject::new(unit, desk.registry, When { day: desk.day, period: desk.period? }))
                });
                made.as_ref().map_or(Value::Missing, |unit| Value::Object(unit))
            }
            Surrounding::Prior => Self::row(self.cells.prior.get_or_init(|| self.earlier(0)).as_ref()),
            Surrounding::YearBefore => {
                Self::row(self.cells.year_before.get_or_init(|| self.earlier(1)).as_ref())
            }
            Surrounding::Direct => Self::row(self.cells.direct.get_or_init(|| self.direct()).as_ref()),
            Surrounding::Counts => self.counts(),
            Surrounding::LikenessToPrior => self.likeness_to_prior(),
            Surrounding::NilStated => Value::Flag(self.nil_stated()),
            Surrounding::WithinSender => self.within_sender(),
            Surrounding::Repeated => Value::Flag(self.repeated()),
            Surrounding::RowNumber => {
                self.record.map_or(Value::Missing, |record| Value::Number(record.row.into()))
            }
            Surrounding::Units => Value::Object(desk.units),
            Surrounding::LikeOthers => Value::list(&self.lists.like_others),
            Surrounding::DuePersons => {
                self.lists.due_persons.as_ref().map_or(Value::Missing, |persons| Value::list(persons))
            }
            Surrounding::RestDays => Value::list(&self.lists.rest_days),
            Surrounding::UsedBefore => self.used_before(),
            Surrounding::Text | Surrounding::YearBeforeText | Surrounding::OtherCopy => desk
                .texts
                .get(wanted)
                .and_then(|texts| texts.first())
                .map_or(Value::Missing, |said| text(said)),
            Surrounding::Attached if self.surroundings.attached.is_none() => Value::Missing,
            Surrounding::Addressed
            | Surrounding::Attached
            | Surrounding::OwedRecipients
            | Surrounding::Published
            | Surrounding::MissingCodes
            | Surrounding::RepeatedCodes
            | Surrounding::MissingHeadings
            | Surrounding::ExtraLabels
            | Surrounding::RosterNames => Self::list_of(&self.lists.texts, wanted),
            Surrounding::Value => self
                .count
                .and_then(|field| self.entry(field))
                .map_or(Value::Missing, |entry| Value::from(&entry.value)),
            Surrounding::Values => {
                let field = self.count.unwrap_or(0);
                Value::List(List::Owned(
                    desk.rows.iter().map(|row| Value::from(&row.record.entries[field].value)).collect(),
                ))
            }
            Surrounding::DirectValue => {
                let direct = self.cells.direct.get_or_init(|| self.direct());
                let field = self.count.unwrap_or(0);
                direct.as_ref().map_or(Value::Missing, |row| Value::from(&row.record.entries[field].value))
            }
            Surrounding::Label => {
                self.count.map_or(Value::Missing, |field| Value::from(desk.form.fields[field].label.as_str()))
            }
            Surrounding::Left => self.sides.left.borrow(),
            Surrounding::Right => self.sides.right.borrow(),
            Surrounding::Difference => self.sides.difference.borrow(),
            Surrounding::Indicator(field) => {
                desk.indicators.get(field).map_or(Value::Missing, |keyed| Value::Object(keyed))
            }
            Surrounding::Replaced
            | Surrounding::Other(_)
            | Surrounding::Counterpart(_)
            | Surrounding::SoFar(_)
            | Surrounding::Quarters(_)
            | Surrounding::OfYear(_)
            | Surrounding::CounterpartOfYear(_)
            | Surrounding::OfYearBefore(_)
            | Surrounding::About(_)
            | Surrounding::Below(_)
            | Surrounding::Above(_) => Self::list_of(&self.lists.others, wanted),
            // Names of the rules over all units of a period only.
            Surrounding::UnitsDue
            | Surrounding::UnitsStated
            | Surrounding::NilUnits
            | Surrounding::Groups
            | Surrounding::EarlierTotals
            | Surrounding::AllRows
            | Surrounding::AllOf(_)
            | Surrounding::BySender
            | Surrounding::MissingUnits
            | Surrounding::SameOrgans(_) => Value::Missing,
        }
    }
}

impl Scope for At<'_, '_, '_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        let fields = self.desk.form.fields.len();
        let index = usize::from(slot);
        if index < fields {
            return self.entry(index).map_or(Value::Missing, |entry| Value::from(&entry.value));
        }
        match self.names.surroundings().get(index - fields) {
            Some(wanted) => self.surrounding(wanted),
            None => Value::Missing,
        }
    }
}
