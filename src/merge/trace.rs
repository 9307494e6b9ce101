//! Where every figure of a workbook was read: unit, file, sheet, cells, version. Rows refer to it by number.

use super::fact::{Fact, Facts, Origin, Standing};
use super::gather::{Order, unit_number};
use crate::catalog::BookWords;
use crate::model::place::column_letters;
use crate::model::{Date, Filed, Place, Record, Status, Unit, Value};
use std::collections::HashMap;

/// The sources of one workbook, numbered from 1 in the order in which tables refer to them.
#[derive(Debug, Default)]
pub struct Trace<'a> {
    numbers: HashMap<(i64, Option<u32>), u32>,
    origins: Vec<Origin<'a>>,
}

impl<'a> Trace<'a> {
    /// The number of a source.
    pub fn number(&mut self, origin: Origin<'a>) -> u32 {
        let key = (origin.filed.id, origin.record.map(|record| record.row));
        let next = u32::try_from(self.origins.len() + 1).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.origins.push(origin);
        }
        number
    }

    /// One fact for each source, all of them the organ's own; values in the order of `Data::Sources`.
    pub fn facts(&self, order: &Order<'a>, root: &Unit) -> Facts<'a> {
        let mut facts = Facts::default();
        for (index, origin) in self.origins.iter().enumerate() {
            let filed = origin.filed;
            let submission = &filed.submission;
            let unit = match origin.record.map(|record| record.unit.as_str()) {
                None | Some("") => submission.unit.as_str(),
                Some(unit) => unit,
            };
            let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
            let form = order.catalog.form(&submission.form).map_or("", |form| form.name.as_str());
            let period = submission.period.map_or_else(String::new, |period| period.chinese());
            let values = vec![
                Value::from(number),
                Value::Unit(unit.into()),
                Value::Text(form.into()),
                Value::Text(period.into()),
                Value::Text(filed.source.as_str().into()),
                Value::Text(sheet(*origin).into()),
                Value::Code(cells(*origin).into()),
                Value::from(i64::from(filed.version)),
                Value::Text(standing_word(&order.catalog.book, filed).into()),
                Value::Date(Date::Day(filed.received_at.date())),
                Value::Code(filed.sha256.chars().take(8).collect::<String>().into()),
            ];
            let root = unit_number(order.registry, &root.id);
            facts.push(Fact::made(root, order.period, Standing::Official, Some(*origin), values));
        }
        facts
    }
}

/// The word for the standing of a submission.
pub fn standing_word(words: &BookWords, filed: &Filed) -> String {
    let status: Status = filed.status;
    words.standing.get(status.word()).cloned().unwrap_or_default()
}

/// The sheet of a source.
pub fn sheet<'a>(origin: Origin<'a>) -> &'a str {
    let submission = &origin.filed.submission;
    let place = origin.record.and_then(places).map_or(submission.home, |(first, _)| first);
    submission.sheet_name(place)
}

/// The cells of a source: the corners of its record.
pub fn cells(origin: Origin) -> String {
    let Some((first, last)) = origin.record.and_then(places) else { return String::new() };
    if first == last {
        return first.to_string();
    }
    match (first, last) {
        (Place::Cell { row, column, .. }, Place::Cell { row: end, column: right, .. }) => {
            format!("{}{}:{}{}", column_letters(column), row + 1, column_letters(right), end + 1)
        }
        _ => format!("{first}–{last}"),
    }
}

/// The first and last corner of a record's places on one sheet.
fn places(record: &Record) -> Option<(Place, Place)> {
    let mut places = record.entries.iter().map(|entry| entry.place).filter(|place| *place != Place::Whole);
    let first = places.next()?;
    Some(places.fold((first, first), |(low, high), place| match (low, high, place) {
        (
            Place::Cell { sheet, row: top, column: left },
            Place::Cell { row: bottom, column: right, .. },
            Place::Cell { sheet: other, row, column },
        ) if sheet == other => (
            Place::Cell { sheet, row: top.min(row), column: left.min(column) },
            Place::Cell { sheet, row: bottom.max(row), column: right.max(column) },
        ),
        (low, high, place) if std::mem::discriminant(&low) == std::mem::discriminant(&place) => {
            (low.min(place), high.max(place))
        }
        (low, high, _) => (low, high),
    }))
}
