//! The returns of examples: rows of values as exports write them, and what stands beside them on the paper.

use crate::catalog::{Field, Footing, Form, Kind};
use crate::model::{
    Date, Entry, Filed, Finding, FindingState, Period, Place, Record, Saying, Section, Severity, Status,
    Submission, Value,
};
use jiff::civil::Date as Day;
use std::collections::BTreeMap;

/// What a row of an example may say besides its fields: of which unit it speaks, which of its fields an error of its
/// return disputes, and of its return who sent it, its period, header, narrative and what stands below its rows.
const BESIDE: [&str; 7] = ["unit_id", "sent_by", "period", "header", "sections", "footing", "disputed"];

/// A return of an example, accepted unless an error disputes something in it.
pub struct Return<'a> {
    /// Its number.
    pub id: i64,
    /// Its form.
    pub form: &'a Form,
    /// Who sent it.
    pub unit: &'a str,
    /// Its period.
    pub period: Period,
    /// The day of receipt.
    pub received: Day,
    /// Its data rows.
    pub rows: &'a [toml::Table],
    /// Its 合计 row.
    pub total: Option<&'a toml::Table>,
}

impl Return<'_> {
    /// The return as the ledger would give it.
    pub fn filed(&self) -> Result<Filed, Saying> {
        let form = self.form;
        let mut submission = Submission {
            form: form.id.clone(),
            unit: self.unit.to_owned(),
            period: Some(self.period),
            present: vec![true; form.fields.len()],
            ..Submission::default()
        };
        let numbered = (1..).zip(self.rows).chain(self.total.map(|total| (0, total)));
        for (number, row) in numbered {
            for name in ["header", "footing", "sections"] {
                if let Some(toml::Value::Table(said)) = row.get(name) {
                    stand_beside(form, &mut submission, name, said)?;
                }
            }
            let record = self.record(number, row)?;
            for key in row.get("disputed").and_then(toml::Value::as_array).into_iter().flatten() {
                submission.findings.push(self.error(key, &record)?);
            }
            submission.records.push(record);
        }
        let status = Status::of_findings(&submission.findings);
        Ok(Filed {
            id: self.id,
            source: String::new(),
            sha256: String::new(),
            version: 1,
            status,
            received_at: self.received.at(9, 0, 0, 0),
            due_on: None,
            days_late: 0,
            submission,
        })
    }

    /// An error that points at a field of a row.
    fn error(&self, key: &toml::Value, record: &Record) -> Result<Finding, Saying> {
        let index = key.as_str().and_then(|key| self.form.field_number(key));
        let index = index.ok_or_else(|| no_field(&key.to_string()))?;
        Ok(Finding {
            rule: String::new(),
            severity: Severity::E,
            place: record.entries[index].place,
            related: Vec::new(),
            field: self.form.fields[index].key.clone(),
            row_label: String::new(),
            value: String::new(),
            expected: String::new(),
            message: String::new(),
            hint: String::new(),
            auto_fixed: false,
            by_rule: true,
            answer: String::new(),
            state: FindingState::Open,
        })
    }

    fn record(&self, number: u32, row: &toml::Table) -> Result<Record, Saying> {
        let form = self.form;
        let mut record = Record { row: number, unit: String::new(), entries: Vec::new() };
        if form.layout.unit_field.is_some() && number > 0 {
            record.unit = row.get("unit_id").and_then(toml::Value::as_str).unwrap_or(self.unit).to_owned();
        }
        for (index, field) in form.fields.iter().enumerate() {
            let column = u16::try_from(index).unwrap_or(u16::MAX);
            let place = Place::Cell { sheet: 0, row: number, column };
            // A form may have a field named like what stands beside rows; that is a table, a value is not.
            let value = row.get(&field.key).filter(|value| !value.is_table());
            record.entries.push(
                value.map_or(Ok(Entry { place, ..Entry::default() }), |value| {
                    entry(Some(field), value, place)
                })?,
            );
        }
        match row.keys().find(|key| !BESIDE.contains(&key.as_str()) && form.field(key).is_none()) {
            Some(key) => Err(no_field(key)),
            None => Ok(record),
        }
    }
}

/// Puts `header`, `footing` or `sections` of an example into a return.
pub fn stand_beside(
    form: &Form,
    submission: &mut Submission,
    name: &str,
    said: &toml::Table,
) -> Result<(), Saying> {
    for (key, value) in said {
        if name == "sections" {
            let text = value.as_str().unwrap_or_default().to_owned();
            let paragraphs = vec![(Place::Paragraph(2), text)];
            let place = Place::Paragraph(1);
            submission.sections.push(Section { key: key.clone(), heading: key.clone(), place, paragraphs });
            continue;
        }
        let below = form.footings.iter().find(|footing| name == "footing" && footing.answers_to(key));
        let entry = entry(below.map(Footing::as_field).as_ref(), value, Place::Whole)?;
        let kept = if name == "header" { &mut submission.headers } else { &mut submission.footing };
        kept.insert(key.clone(), entry);
    }
    Ok(())
}

/// Rows by the returns in which they stand: whose they are (`sent_by`: named by a row, it goes for those after it, too)
/// and of which period; those that name none are of the given ones.
pub fn by_return(
    rows: &[toml::Table],
    unit: &str,
    period: Period,
) -> Result<BTreeMap<(Period, String), Vec<toml::Table>>, Saying> {
    let mut returns: BTreeMap<(Period, String), Vec<toml::Table>> = BTreeMap::new();
    let mut sender = unit;
    for row in rows {
        let named = match row.get("period") {
            Some(toml::Value::String(named)) => period_of(named)?,
            Some(other) => return Err(no_period(&other.to_string())),
            None => period,
        };
        sender = row.get("sent_by").and_then(toml::Value::as_str).unwrap_or(sender);
        returns.entry((named, sender.to_owned())).or_default().push(row.clone());
    }
    Ok(returns)
}

/// The period that an example names.
pub fn period_of(text: &str) -> Result<Period, Saying> {
    text.parse().map_err(|_| no_period(text))
}

fn no_period(text: &str) -> Saying {
    Saying::new("rehearsal.no_period").with("text", text)
}

fn no_field(key: &str) -> Saying {
    Saying::new("rehearsal.no_field").with("key", key)
}

/// A value as exports write it.
fn entry(field: Option<&Field>, value: &toml::Value, place: Place) -> Result<Entry, Saying> {
    let value = match (value, field.map(|field| field.kind)) {
        (toml::Value::Integer(number), _) => Value::from(*number),
        (toml::Value::Boolean(flag), _) => Value::Flag(*flag),
        (toml::Value::String(text), Some(Kind::Choice)) => Value::Code(text.as_str().into()),
        (toml::Value::String(text), Some(Kind::Choices | Kind::Units)) => {
            Value::Codes(text.split(';').map(Into::into).collect())
        }
        (toml::Value::String(text), Some(Kind::Date | Kind::Deadline)) => {
            let no_date = |_| Saying::new("rehearsal.no_date").with("text", text);
            Value::Date(text.parse::<Date>().map_err(no_date)?)
        }
        (toml::Value::String(text), Some(kind)) if kind.is_number() => {
            Value::Number(text.parse().map_err(|_| Saying::new("rehearsal.no_number").with("text", text))?)
        }
        (toml::Value::String(text), None) => {
            text.parse::<Date>().map_or_else(|_| Value::Text(text.as_str().into()), Value::Date)
        }
        (toml::Value::String(text), _) => Value::Text(text.as_str().into()),
        (other, _) => return Err(Saying::new("rehearsal.no_value").with("value", other.to_string())),
    };
    Ok(Entry { value, place, ..Entry::default() })
}
