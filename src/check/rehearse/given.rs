//! What an example gives besides the return itself, by the names under which rules see it: earlier returns, those of
//! other forms and units, copies, what the ledger knows.

use super::super::surroundings::{Surroundings, register};
use super::returns::{Return, by_return, period_of, stand_beside};
use crate::catalog::rule::Example;
use crate::catalog::{Catalog, Cycle, Form};
use crate::model::{ExtraColumn, Filed, Period, Registry, Saying, Status};
use jiff::civil::Date as Day;
use std::collections::BTreeMap;

/// The return of an example and those around it.
pub struct Stage<'a> {
    /// All declarations.
    pub catalog: &'a Catalog,
    /// The units of examples.
    pub registry: &'a Registry,
    /// The form of the rule.
    pub form: &'a Form,
    /// The example.
    pub example: &'a Example,
    /// Who sent its return.
    pub sender: String,
    /// Its period.
    pub period: Period,
    /// The day of receipt.
    pub received: Day,
    /// Its return, then those beside it.
    pub filed: Vec<Filed>,
    /// Earlier returns with which its text is compared.
    pub alike: Vec<Filed>,
    /// Earlier returns of any unit that hold group codes.
    pub used: Vec<Filed>,
}

impl<'a> Stage<'a> {
    /// Sets out the return of an example and all that it gives.
    pub fn set(
        catalog: &'a Catalog,
        registry: &'a Registry,
        form: &'a Form,
        example: &'a Example,
    ) -> Result<Stage<'a>, Saying> {
        let text = |key: &str| example.given.get(key).and_then(toml::Value::as_str);
        let period = match (text("period"), form.cycle) {
            (Some(text), _) => period_of(text)?,
            (None, Cycle::Quarter) => Period::quarter(2014, 3).expect("a quarter is 1 to 4"),
            (None, Cycle::Year | Cycle::YearAndQuarter) => Period::year(2014),
        };
        let line =
            if form.recipients.contains(&crate::catalog::Recipient::SuperiorParty) { "P" } else { "J" };
        let sender = text("sender").map_or_else(|| format!("{line}-990121"), str::to_owned);
        let received = match text("received_on") {
            Some(day) => day.parse().map_err(|_| Saying::new("rehearsal.no_day").with("day", day))?,
            None => form.due_on(period).unwrap_or_else(|| period.end()),
        };
        let (filed, alike, used) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Stage { catalog, registry, form, example, sender, period, received, filed, alike, used })
    }

    /// The return of the example and what is given around it.
    pub fn fill(&mut self) -> Result<(), Saying> {
        let example = self.example;
        if example.rows.iter().any(|row| row.contains_key("sent_by") || row.contains_key("period")) {
            return Err(Saying::new("rehearsal.one_return"));
        }
        let rows = self.with_fixed_rows()?;
        let (form, sender, period) = (self.form, self.sender.clone(), self.period);
        let own = self.returned(1, form, &sender, period, &rows, example.total.as_ref())?;
        self.filed.push(own);
        for (name, value) in &example.given {
            self.give(name, value)?;
        }
        Ok(())
    }

    /// The rows of the example; with `fixed_rows` also those of the form's indicators that it does not name.
    fn with_fixed_rows(&self) -> Result<Vec<toml::Table>, Saying> {
        let mut rows = self.example.rows.clone();
        let Some(said) = self.example.given.get("fixed_rows") else { return Ok(rows) };
        let said = said.as_table().ok_or(Saying::new("rehearsal.fixed_rows"))?;
        let key = self.form.layout.indicator_field.as_ref().ok_or(Saying::new("rehearsal.no_fixed_rows"))?;
        for indicator in &self.form.indicators {
            let named = |row: &toml::Table| {
                row.get(key).and_then(toml::Value::as_str) == Some(indicator.code.as_str())
            };
            if !rows.iter().any(named) {
                let mut row = said.clone();
                row.insert(key.clone(), indicator.code.clone().into());
                rows.push(row);
            }
        }
        Ok(rows)
    }

    fn returned(
        &self,
        id: i64,
        form: &Form,
        unit: &str,
        period: Period,
        rows: &[toml::Table],
        total: Option<&toml::Table>,
    ) -> Result<Filed, Saying> {
        Return { id, form, unit, period, received: self.received, rows, total }.filed()
    }

    fn give(&mut self, name: &str, value: &toml::Value) -> Result<(), Saying> {
        let form = self.form;
        match (name, value) {
            ("period" | "sender" | "received_on" | "attached" | "published" | "fixed_rows" | "switch", _) => {
                Ok(())
            }
            ("header" | "footing" | "sections", toml::Value::Table(said)) => {
                stand_beside(form, &mut self.filed[0].submission, name, said)
            }
            ("extra_labels", toml::Value::Array(labels)) => {
                let labels = labels.iter().filter_map(toml::Value::as_str);
                let columns = labels.map(|label| ExtraColumn { label: label.to_owned(), cells: Vec::new() });
                self.filed[0].submission.extra_columns.extend(columns);
                Ok(())
            }
            ("prior" | "year_before", toml::Value::Table(_) | toml::Value::Array(_)) => {
                let earlier =
                    if name == "prior" { self.period.previous() } else { self.period.year_before() };
                let rows = rows_of(value);
                // One row is what the whole form said, where it has a 合计 row.
                let total = value.as_table().filter(|_| form.layout.keep_total);
                let id = self.next_id();
                let filed = self.returned(id, form, &self.sender, earlier, &rows, total)?;
                self.filed.push(filed);
                Ok(())
            }
            ("replaced" | "other_copy", toml::Value::Table(_) | toml::Value::Array(_)) => {
                let mut before = self.returned(0, form, &self.sender, self.period, &rows_of(value), None)?;
                before.status = Status::Superseded;
                self.filed.push(before);
                Ok(())
            }
            ("like_others" | "used_before", toml::Value::Array(_)) => {
                for ((period, unit), rows) in by_return(&rows_of(value), &self.sender, self.period)? {
                    let id = -1 - i64::try_from(self.alike.len() + self.used.len()).unwrap_or(0);
                    let filed = self.returned(id, form, &unit, period, &rows, None)?;
                    let kept = if name == "like_others" { &mut self.alike } else { &mut self.used };
                    kept.push(filed);
                }
                Ok(())
            }
            ("direct", toml::Value::Array(_)) => {
                for row in rows_of(value) {
                    let unit = row.get("unit_id").and_then(toml::Value::as_str).unwrap_or(&self.sender);
                    let filed = self.returned(
                        self.next_id(),
                        form,
                        unit,
                        self.period,
                        std::slice::from_ref(&row),
                        None,
                    )?;
                    self.filed.push(filed);
                }
                Ok(())
            }
            (name, toml::Value::Array(_)) => self.give_others(name, rows_of(value)),
            _ => Err(Saying::new("rehearsal.not_given").with("name", name)),
        }
    }

    /// Rows of another form, or of other units.
    fn give_others(&mut self, name: &str, mut rows: Vec<toml::Table>) -> Result<(), Saying> {
        let Beside { form, unit, period } =
            beside(self.catalog, self.registry, name, &self.sender, self.period)?;
        if name.ends_with("_quarters") {
            over_quarters(&mut rows, period);
        }
        if name.starts_with("about_") {
            let speaking = rows.iter_mut().filter(|row| !row.contains_key("unit_id"));
            speaking.for_each(|row| drop(row.insert("unit_id".into(), self.sender.clone().into())));
        }
        for ((period, unit), rows) in by_return(&rows, &unit, period)? {
            let filed = self.returned(self.next_id(), form, &unit, period, &rows, None)?;
            self.filed.push(filed);
        }
        Ok(())
    }

    fn next_id(&self) -> i64 {
        i64::try_from(self.filed.len()).unwrap_or(i64::MAX) + 1
    }

    /// What the rules of the form see around the return.
    pub fn surroundings(&self) -> Surroundings<'_> {
        let mut surroundings = Surroundings::new(&self.filed);
        let texts = |name: &str| {
            let given = self.example.given.get(name)?.as_array()?;
            Some(given.iter().filter_map(toml::Value::as_str).map(str::to_owned))
        };
        surroundings.attached = texts("attached").map(|names| {
            let files = names.map(|name| (name, self.received)).collect();
            BTreeMap::from([(self.sender.clone(), files)])
        });
        let published = texts("published").into_iter().flatten();
        surroundings.published = published.map(|code| (code, self.received.at(0, 0, 0, 0))).collect();
        surroundings.alike.insert(self.filed[0].id, self.alike.iter().collect());
        for filed in self.filed.iter().chain(&self.used) {
            register(&mut surroundings.register, self.catalog, filed);
        }
        surroundings
    }
}

/// A row, or several.
fn rows_of(value: &toml::Value) -> Vec<toml::Table> {
    match value {
        toml::Value::Table(row) => vec![row.clone()],
        toml::Value::Array(rows) => rows.iter().filter_map(|row| row.as_table().cloned()).collect(),
        _ => Vec::new(),
    }
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

/// Rows of a form with who sent them, for what period, unless they say otherwise.
pub type Rows<'a> = (&'a Form, Vec<toml::Table>, String, Period);

/// The rows of other forms that an example of a rule over all units gives.
pub fn beside_all<'a>(stage: &Stage<'a>) -> Result<Vec<Rows<'a>>, Saying> {
    let mut found = Vec::new();
    for (name, value) in &stage.example.given {
        if ["period", "sender", "units_due", "missing_units"].contains(&name.as_str()) {
            continue;
        }
        if !["all_", "same_organs_"].iter().any(|start| name.starts_with(start)) {
            return Err(Saying::new("rehearsal.not_given").with("name", name));
        }
        let Beside { form, unit, period } =
            beside(stage.catalog, stage.registry, name, &stage.sender, stage.period)?;
        found.push((form, rows_of(value), unit, period));
    }
    Ok(found)
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
) -> Result<Beside<'a>, Saying> {
    let sender = registry.unit(unit);
    let counterpart = sender.and_then(|unit| registry.counterpart(unit));
    let (code, by, period) = if let Some(code) = name.strip_prefix("counterpart_") {
        (code.trim_end_matches("_of_year"), counterpart, period)
    } else if let Some(code) = name.strip_prefix("all_").or_else(|| name.strip_prefix("same_organs_")) {
        (code, sender, period)
    } else if let Some(code) = name.strip_prefix("about_") {
        (code, sender.and_then(|unit| registry.superior_discipline(unit)), period)
    } else if let Some(code) = name.strip_prefix("above_") {
        (code, sender.and_then(|unit| registry.superior_discipline(unit)), period)
    } else if let Some(code) = name.strip_prefix("below_") {
        let own = sender.and_then(|unit| registry.children(unit).next());
        (code, own.or_else(|| registry.children(counterpart?).next()), period)
    } else if let Some(code) =
        ["_of_year", "_quarters", "_so_far"].iter().find_map(|end| name.strip_suffix(end))
    {
        (code, sender, period)
    } else if let Some(code) = name.strip_suffix("_year_before") {
        (code, sender, period.year_before())
    } else {
        (name, sender, period)
    };
    let no_form = || Saying::new("rehearsal.no_form").with("name", name);
    let form = catalog.form_by_code(code).ok_or_else(no_form)?;
    let period = match (form.cycle, period.is_year()) {
        (Cycle::Year, false) => Period::year(period.calendar_year()),
        (Cycle::Quarter, true) => Period::quarter_of(period.end()),
        _ => period,
    };
    let nobody = || Saying::new("rehearsal.no_sender").with("unit", unit).with("name", name);
    let by = by.ok_or_else(nobody)?;
    Ok(Beside { form, unit: by.id.clone(), period })
}
