//! Rows, units, sections and periods as the objects of expressions.

use super::disputed::Standing;
use crate::catalog::Form;
use crate::catalog::directory::text;
use crate::catalog::rule_names::ROW_MEMBERS;
use crate::expr::{Object, Value};
use crate::model::{Date, Filed, Period, Record, Section, Value as Typed};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A row of a form.
pub struct Row<'a> {
    /// The form.
    pub form: &'a Form,
    /// The row, or the sums that stand for a 合计 row that the clerk left out.
    pub record: Cow<'a, Record>,
    /// Its submission; none for sums over several.
    pub filed: Option<&'a Filed>,
    /// Whether its figures are official; open for the submission that is being checked.
    accepted: Option<bool>,
    /// The keys of its fields that an error of its submission disputes; as open.
    disputed: Option<Vec<&'a str>>,
    footing: Footing<'a>,
}

/// What stands below the rows of a submission.
struct Footing<'a>(Option<&'a Filed>);

impl Object for Footing<'_> {
    fn member(&self, name: &str) -> Option<Value<'_>> {
        let entry = self.0.and_then(|filed| filed.submission.footing.get(name));
        Some(entry.map_or(Value::Missing, |entry| Value::from(&entry.value)))
    }
}

impl<'a> Row<'a> {
    /// A row of a submission.
    pub fn of(
        form: &'a Form,
        filed: &'a Filed,
        record: Cow<'a, Record>,
        standing: Option<&Standing<'_>>,
    ) -> Row<'a> {
        let accepted = standing.map(Standing::official);
        let disputed = standing.map(|standing| standing.disputed(form, &record));
        Row { form, record, filed: Some(filed), accepted, disputed, footing: Footing(Some(filed)) }
    }

    /// The sums over several submissions.
    pub fn over(form: &'a Form, record: Record) -> Row<'a> {
        Row {
            form,
            record: Cow::Owned(record),
            filed: None,
            accepted: None,
            disputed: None,
            footing: Footing(None),
        }
    }

    fn of_submission(&self, filed: &'a Filed, member: usize) -> Value<'a> {
        let submission = &filed.submission;
        match member {
            2 => text(&submission.event),
            3 => submission.period.map_or(Value::Missing, |period| Value::from(period.to_string())),
            4 => text(&submission.unit),
            5 => Value::from(Date::Day(filed.received_at.date())),
            6 | 7 => self.accepted.map_or(Value::Missing, Value::from),
            _ => Value::Missing,
        }
    }
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
                more if more == ROW_MEMBERS.len() => Value::Object(&self.footing),
                more if more == ROW_MEMBERS.len() + 1 => {
                    self.disputed.as_ref().map_or(Value::Missing, |keys| {
                        Value::from(keys.iter().map(|key| Value::from(*key)).collect::<Vec<_>>())
                    })
                }
                more => self.filed.map_or(Value::Missing, |filed| self.of_submission(filed, more)),
            },
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let index = self.form.field_number(name).or_else(|| {
            let mut more = ROW_MEMBERS.iter().map(|(member, _)| *member).chain(["footing", "disputed"]);
            Some(self.form.fields.len() + more.position(|member| member == name)?)
        })?;
        Some(self.at(u16::try_from(index).unwrap_or(u16::MAX)))
    }
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
