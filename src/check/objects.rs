//! Rows, units, sections and periods as the objects of expressions.

use crate::catalog::Form;
use crate::expr::{Object, Value};
use crate::model::{Date, Line, Period, Record, Registry, Section, Unit, Value as Typed};
use jiff::civil::Date as Day;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// A row of a form.
pub struct Row<'a> {
    /// The form.
    pub form: &'a Form,
    /// The row, or the sums that stand for a 合计 row that the clerk left out.
    pub record: Cow<'a, Record>,
    /// The event of its submission.
    pub event: &'a str,
}

impl Object for Row<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        let position = usize::from(position);
        let fields = self.form.fields.len();
        match self.record.entries.get(position) {
            Some(entry) => Value::from(&entry.value),
            None => match position - fields.min(position) {
                0 => text(&self.record.unit),
                1 => Value::Number(self.record.row.into()),
                2 => text(self.event),
                _ => Value::Missing,
            },
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let index = self.form.field_number(name)?;
        Some(self.at(u16::try_from(index).unwrap_or(u16::MAX)))
    }
}

/// A text, missing if it is empty.
pub fn text(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Missing } else { Value::from(text) }
}

/// The sums of the data rows of a form, for a 合计 row that the clerk left out.
pub fn sums<'a>(form: &Form, rows: impl Iterator<Item = &'a Record>) -> Record {
    let rows: Vec<&Record> = rows.collect();
    let entries = form.fields.iter().enumerate().map(|(index, field)| {
        let mut value = Typed::Missing;
        if field.is_count() {
            let said = rows.iter().filter_map(|row| row.entries[index].value.number());
            let sum = said.fold(None, |sum: Option<Decimal>, number| Some(sum.unwrap_or_default() + number));
            value = sum.map_or(Typed::Missing, Typed::Number);
        }
        crate::model::Entry { value, ..crate::model::Entry::default() }
    });
    Record { row: 0, unit: String::new(), entries: entries.collect() }
}

/// A unit of the registry on a day.
pub struct UnitObject<'a> {
    unit: &'a Unit,
    registry: &'a Registry,
    day: Day,
}

impl<'a> UnitObject<'a> {
    /// A unit as it stands on a day.
    pub fn new(unit: &'a Unit, registry: &'a Registry, day: Day) -> UnitObject<'a> {
        UnitObject { unit, registry, day }
    }
}

impl Object for UnitObject<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        let unit = self.unit;
        let list = |items: &'_ [String]| -> Value<'_> {
            Value::from(items.iter().map(|item| Value::from(item.clone())).collect::<Vec<_>>())
        };
        match position {
            0 => text(&unit.id),
            1 => text(&unit.name),
            2 => text(&unit.short_name),
            3 => Value::from(unit.level.word()),
            4 => Value::from(if unit.line() == Line::Party { "party" } else { "discipline" }),
            5 => text(&unit.kind),
            6 => text(&unit.sector),
            7 => text(&unit.parent),
            8 => text(&unit.counterpart),
            9 => Value::from(unit.covers.iter().map(|id| Value::from(id.clone())).collect::<Vec<_>>()),
            10 => Value::from(unit.duties.iter().map(|code| Value::from(code.clone())).collect::<Vec<_>>()),
            11 => self
                .registry
                .principal(&unit.id, self.day)
                .map_or(Value::Missing, |leader| text(&leader.name)),
            12 => Value::from(
                self.registry
                    .team(&unit.id, self.day)
                    .map(|leader| Value::from(leader.name.as_str()))
                    .collect::<Vec<_>>(),
            ),
            13 => Value::from(
                self.registry.children(unit).map(|child| Value::from(child.id.as_str())).collect::<Vec<_>>(),
            ),
            _ => list(&[]),
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let position = crate::catalog::rule_names::UNIT_MEMBERS.iter().position(|member| *member == name)?;
        Some(self.at(u16::try_from(position).unwrap_or(u16::MAX)))
    }
}

/// A section of a narrative.
pub struct SectionObject<'a> {
    section: &'a Section,
    text: String,
    points: usize,
}

impl<'a> SectionObject<'a> {
    /// A section with the number of its points.
    pub fn new(section: &'a Section, points: usize) -> SectionObject<'a> {
        SectionObject { section, text: section.text(), points }
    }
}

impl Object for SectionObject<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        match position {
            0 => text(&self.section.key),
            1 => text(&self.section.heading),
            2 => text(&self.text),
            3 => Value::from(self.section.characters()),
            4 => Value::from(self.points),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let position =
            crate::catalog::rule_names::SECTION_MEMBERS.iter().position(|member| *member == name)?;
        Some(self.at(u16::try_from(position).unwrap_or(u16::MAX)))
    }
}

/// A period.
pub struct PeriodObject {
    key: String,
    period: Period,
}

impl PeriodObject {
    /// A period.
    pub fn new(period: Period) -> PeriodObject {
        PeriodObject { key: period.to_string(), period }
    }
}

impl Object for PeriodObject {
    fn at(&self, position: u16) -> Value<'_> {
        match position {
            0 => text(&self.key),
            1 => Value::from(i64::from(self.period.calendar_year())),
            2 => self.period.quarter_number().map_or(Value::Missing, |number| Value::from(i64::from(number))),
            3 => Value::from(Date::Day(self.period.start())),
            4 => Value::from(Date::Day(self.period.end())),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let position =
            crate::catalog::rule_names::PERIOD_MEMBERS.iter().position(|member| *member == name)?;
        Some(self.at(u16::try_from(position).unwrap_or(u16::MAX)))
    }
}

/// Values by key: header fields, indicators by code.
pub struct Keyed<'a>(pub BTreeMap<&'a str, Value<'a>>);

impl Object for Keyed<'_> {
    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(self.0.get(name).map_or(Value::Missing, Value::borrow))
    }
}

/// All units by their id.
pub struct Directory<'a> {
    units: HashMap<&'a str, UnitObject<'a>>,
}

impl<'a> Directory<'a> {
    /// The units of a registry, as they stand on a day.
    pub fn new(registry: &'a Registry, day: Day) -> Directory<'a> {
        let units =
            registry.units().iter().map(|unit| (unit.id.as_str(), UnitObject::new(unit, registry, day)));
        Directory { units: units.collect() }
    }
}

impl Object for Directory<'_> {
    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(self.units.get(name).map_or(Value::Missing, |unit| Value::Object(unit)))
    }
}
