//! A rule against its own examples: what a form says in the example becomes a submission, and the rule must speak as
//! often as the example tells (docs/rules.md). The units of examples are those of templates/rehearsal/.

use super::{Checker, Surroundings};
use crate::catalog::rule::Example;
use crate::catalog::{Catalog, Cycle, Field, Form, Issue, Kind, Rule, Scope};
use crate::model::{
    Date, Entry, ExtraColumn, Filed, Period, Place, Record, Registry, Section, Status, Submission, Value,
};
use jiff::civil::Date as Day;
use std::collections::BTreeMap;

/// What is wrong with the examples of a catalogue's rules: those that cannot be read, and those after which a rule
/// speaks more or less often than they tell.
pub fn rehearse(catalog: &Catalog, registry: &Registry) -> Vec<Issue> {
    let mut issues = Vec::new();
    let checker = Checker::new(catalog, registry);
    for rule in &catalog.rules {
        let Some(form) = catalog.form(&rule.form) else { continue };
        for example in &rule.examples {
            let path = format!("forms/{}/rules.toml", form.id);
            let told = |what: String| Issue::new(&path, what, "mend the rule or its example");
            match play(&checker, rule, form, example) {
                Ok(found) if found == example.finds => {}
                Ok(found) => {
                    let (id, name, finds) = (&rule.id, &example.name, example.finds);
                    issues.push(told(format!(
                        "{id}: after the example “{name}” it speaks {found} times, not {finds}"
                    )));
                }
                Err(what) => issues.push(told(format!("{}: example “{}”: {what}", rule.id, example.name))),
            }
        }
    }
    issues
}

fn play(checker: &Checker, rule: &Rule, form: &Form, example: &Example) -> Result<usize, String> {
    let (catalog, registry) = (checker.catalog, checker.registry);
    if rule.scope == Scope::Period {
        return Err("a rule over all units of a period has no examples: one return says nothing of it".into());
    }
    let text = |key: &str| example.given.get(key).and_then(toml::Value::as_str);
    let period = match (text("period"), form.cycle) {
        (Some(period), _) => period.parse()?,
        (None, Cycle::Quarter) => Period::quarter(2014, 3).expect("a quarter is 1 to 4"),
        (None, Cycle::Year | Cycle::YearAndQuarter) => Period::year(2014),
    };
    let line = if form.recipients.contains(&crate::catalog::Recipient::SuperiorParty) { "P" } else { "J" };
    let unit = text("sender").map_or_else(|| format!("{line}-990121"), str::to_owned);
    let received = match text("received_on") {
        Some(day) => day.parse().map_err(|_| format!("received_on `{day}` is not a day"))?,
        None => form.due_on(period).unwrap_or_else(|| period.end()),
    };
    let mut filed = vec![filed(1, form, &unit, period, received, &example.rows, example.total.as_ref())?];
    fill_given(catalog, registry, form, example, &unit, period, received, &mut filed)?;
    let mut surroundings = Surroundings::new(&filed);
    surroundings.attached = attached(example, &unit, received);
    let (findings, obstacles) = checker.check(&filed[0], &surroundings);
    if let Some(obstacle) = obstacles.iter().find(|obstacle| obstacle.rule == rule.id) {
        return Err(obstacle.why.clone());
    }
    Ok(findings.iter().filter(|finding| finding.rule == rule.id).count())
}

/// `header`, `footing`, `sections`, `prior`, `year_before` and the rows of other forms by the names under which rules see them.
#[expect(clippy::too_many_arguments, reason = "what an example is played with")]
fn fill_given(
    catalog: &Catalog,
    registry: &Registry,
    form: &Form,
    example: &Example,
    sender: &str,
    period: Period,
    received: Day,
    filed: &mut Vec<Filed>,
) -> Result<(), String> {
    for (name, value) in &example.given {
        let id = i64::try_from(filed.len()).unwrap_or(i64::MAX) + 1;
        match (name.as_str(), value) {
            ("period" | "sender" | "received_on" | "attached", _) => {}
            ("header" | "footing", toml::Value::Table(fields)) => {
                for (key, value) in fields {
                    let below =
                        form.footings.iter().find(|footing| name == "footing" && footing.answers_to(key));
                    let below = below.map(crate::catalog::Footing::as_field);
                    let entry = entry(below.as_ref(), value, Place::Whole)?;
                    let submission = &mut filed[0].submission;
                    let kept =
                        if name == "header" { &mut submission.headers } else { &mut submission.footing };
                    kept.insert(key.clone(), entry);
                }
            }
            ("sections", toml::Value::Table(sections)) => {
                for (key, text) in sections {
                    let text = text.as_str().unwrap_or_default().to_owned();
                    let paragraphs = vec![(Place::Paragraph(2), text)];
                    let place = Place::Paragraph(1);
                    filed[0].submission.sections.push(Section {
                        key: key.clone(),
                        heading: key.clone(),
                        place,
                        paragraphs,
                    });
                }
            }
            ("prior" | "year_before", toml::Value::Table(total)) => {
                let earlier = if name == "prior" { period.previous() } else { period.year_before() };
                let rows = std::slice::from_ref(total);
                filed.push(self::filed(
                    id,
                    form,
                    sender,
                    earlier,
                    received,
                    rows,
                    form.layout.keep_total.then_some(total),
                )?);
            }
            ("extra_labels", toml::Value::Array(labels)) => {
                let labels = labels.iter().filter_map(toml::Value::as_str);
                let columns = labels.map(|label| ExtraColumn { label: label.to_owned(), cells: Vec::new() });
                filed[0].submission.extra_columns.extend(columns);
            }
            ("replaced", toml::Value::Array(rows)) => {
                let rows: Vec<toml::Table> = rows.iter().filter_map(|row| row.as_table().cloned()).collect();
                let mut before = self::filed(0, form, sender, period, received, &rows, None)?;
                before.status = Status::Superseded;
                filed.push(before);
            }
            (name, toml::Value::Array(rows)) => {
                let Beside { form: other, unit, period } = beside(catalog, registry, name, sender, period)?;
                let mut rows: Vec<toml::Table> =
                    rows.iter().filter_map(|row| row.as_table().cloned()).collect();
                if name.ends_with("_quarters") {
                    over_quarters(&mut rows, period);
                }
                if name.starts_with("about_") {
                    let speaking = rows.iter_mut().filter(|row| !row.contains_key("unit_id"));
                    speaking.for_each(|row| drop(row.insert("unit_id".into(), sender.into())));
                }
                let by = rows.first_mut().and_then(|row| row.remove("sent_by"));
                let unit = by.as_ref().and_then(toml::Value::as_str).map_or(unit, str::to_owned);
                for (period, rows) in by_period(rows, period)? {
                    let id = i64::try_from(filed.len()).unwrap_or(i64::MAX) + 1;
                    filed.push(self::filed(id, other, &unit, period, received, &rows, None)?);
                }
            }
            _ => return Err(format!("`{name}` cannot be given")),
        }
    }
    Ok(())
}

/// `attached`: the files that came with the example's return.
fn attached(example: &Example, unit: &str, received: Day) -> Option<BTreeMap<String, Vec<(String, Day)>>> {
    let names = example.given.get("attached")?.as_array()?.iter().filter_map(toml::Value::as_str);
    let files = names.map(|name| (name.to_owned(), received)).collect();
    Some(BTreeMap::from([(unit.to_owned(), files)]))
}

/// Rows as one return for each period that they name; those that name none are of the given one.
fn by_period(rows: Vec<toml::Table>, period: Period) -> Result<BTreeMap<Period, Vec<toml::Table>>, String> {
    let mut returns: BTreeMap<Period, Vec<toml::Table>> = BTreeMap::new();
    for mut row in rows {
        let named = match row.remove("period") {
            Some(toml::Value::String(named)) => named.parse()?,
            Some(other) => return Err(format!("`{other}` is no period")),
            None => period,
        };
        returns.entry(named).or_default().push(row);
    }
    Ok(returns)
}

/// Spreads rows over the quarters of the year, the first of them in the first.
fn over_quarters(rows: &mut [toml::Table], period: Period) {
    let quarters: Vec<Period> = Period::year(period.calendar_year()).quarters_so_far().collect();
    let part = rows.len().div_ceil(quarters.len()).max(1);
    for (some, quarter) in rows.chunks_mut(part).zip(quarters) {
        for row in some {
            row.entry("period").or_insert_with(|| toml::Value::String(quarter.to_string()));
        }
    }
}

/// A return beside the example's own.
struct Beside<'a> {
    form: &'a Form,
    unit: String,
    period: Period,
}

/// What a rule sees under the name of another form: whose return of which period.
fn beside<'a>(
    catalog: &'a Catalog,
    registry: &Registry,
    name: &str,
    unit: &str,
    period: Period,
) -> Result<Beside<'a>, String> {
    let sender = registry.unit(unit);
    let counterpart = sender.and_then(|unit| registry.counterpart(unit));
    let (code, by, period) = if let Some(code) = name.strip_prefix("counterpart_") {
        (code.trim_end_matches("_of_year"), counterpart, period)
    } else if let Some(code) = name.strip_prefix("about_") {
        (code, sender.and_then(|unit| registry.superior_discipline(unit)), period)
    } else if let Some(code) = name.strip_prefix("above_") {
        (code, sender.and_then(|unit| registry.superior_discipline(unit)), period)
    } else if let Some(code) = name.strip_prefix("below_") {
        let own = sender.and_then(|unit| registry.children(unit).next());
        (code, own.or_else(|| registry.children(counterpart?).next()), period)
    } else if let Some(code) = name.strip_suffix("_of_year").or_else(|| name.strip_suffix("_quarters")) {
        (code, sender, period)
    } else if let Some(code) = name.strip_suffix("_year_before") {
        (code, sender, period.year_before())
    } else {
        (name, sender, period)
    };
    let form = catalog.form_by_code(code).ok_or_else(|| format!("`{name}` names no form"))?;
    let period = match (form.cycle, period.is_year()) {
        (Cycle::Year, false) => Period::year(period.calendar_year()),
        (Cycle::Quarter, true) => Period::quarter_of(period.end()),
        _ => period,
    };
    let by = by.ok_or_else(|| format!("{unit} has no unit that sends `{name}`"))?;
    Ok(Beside { form, unit: by.id.clone(), period })
}

fn filed(
    id: i64,
    form: &Form,
    unit: &str,
    period: Period,
    received: Day,
    rows: &[toml::Table],
    total: Option<&toml::Table>,
) -> Result<Filed, String> {
    let mut submission = Submission {
        form: form.id.clone(),
        unit: unit.to_owned(),
        period: Some(period),
        present: vec![true; form.fields.len()],
        ..Submission::default()
    };
    let numbered = (1..).zip(rows).chain(total.map(|total| (0, total)));
    for (number, row) in numbered {
        if let Some(toml::Value::Table(below)) = row.get("footing") {
            for (key, value) in below {
                submission.footing.insert(key.clone(), entry(None, value, Place::Whole)?);
            }
        }
        let mut record = Record { row: number, unit: String::new(), entries: Vec::new() };
        if form.layout.unit_field.is_some() && number > 0 {
            record.unit = row.get("unit_id").and_then(toml::Value::as_str).unwrap_or(unit).to_owned();
        }
        for (index, field) in form.fields.iter().enumerate() {
            let column = u16::try_from(index).unwrap_or(u16::MAX);
            let place = Place::Cell { sheet: 0, row: number, column };
            let value = row.get(&field.key);
            record.entries.push(
                value.map_or(Ok(Entry { place, ..Entry::default() }), |value| {
                    entry(Some(field), value, place)
                })?,
            );
        }
        let beside = ["unit_id", "footing"];
        if let Some(key) = row.keys().find(|key| !beside.contains(&key.as_str()) && form.field(key).is_none())
        {
            return Err(format!("`{key}` is no field of the form"));
        }
        submission.records.push(record);
    }
    Ok(Filed {
        id,
        source: String::new(),
        sha256: String::new(),
        version: 1,
        status: Status::Accepted,
        received_at: received.at(9, 0, 0, 0),
        due_on: None,
        days_late: 0,
        submission,
    })
}

/// A value as exports write it.
fn entry(field: Option<&Field>, value: &toml::Value, place: Place) -> Result<Entry, String> {
    let value = match (value, field.map(|field| field.kind)) {
        (toml::Value::Integer(number), _) => Value::from(*number),
        (toml::Value::Boolean(flag), _) => Value::Flag(*flag),
        (toml::Value::String(text), Some(Kind::Choice)) => Value::Code(text.as_str().into()),
        (toml::Value::String(text), Some(Kind::Choices | Kind::Units)) => {
            Value::Codes(text.split(';').map(Into::into).collect())
        }
        (toml::Value::String(text), Some(Kind::Date | Kind::Deadline)) => Value::Date(text.parse::<Date>()?),
        (toml::Value::String(text), Some(kind)) if kind.is_number() => {
            Value::Number(text.parse().map_err(|_| format!("`{text}` is no number"))?)
        }
        (toml::Value::String(text), None) => {
            text.parse::<Date>().map_or_else(|_| Value::Text(text.as_str().into()), Value::Date)
        }
        (toml::Value::String(text), _) => Value::Text(text.as_str().into()),
        (other, _) => return Err(format!("`{other}` is no value: write numbers, texts, true or false")),
    };
    Ok(Entry { value, place, ..Entry::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::load::Templates;

    #[test]
    fn every_rule_speaks_as_its_examples_tell() {
        let templates = Templates::builtin();
        let catalog = Catalog::load(&templates).unwrap();
        let (registry, issues) = catalog.rehearsal(&templates);
        assert_eq!(issues, []);
        let wrong: Vec<String> = rehearse(&catalog, &registry).iter().map(ToString::to_string).collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
}
