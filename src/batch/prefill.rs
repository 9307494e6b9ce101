//! What is known of a form before its unit fills it in: who it is, the period, and what `templates/blank.toml` declares to be
//! carried over from earlier returns and the registry. Nothing is made up: what nobody said stays blank.

use super::failure::BatchFailure;
use super::run::Loaded;
use crate::catalog::blank::{OfLeader, OfUnit};
use crate::catalog::message::fill;
use crate::catalog::{Carried, Field, Form, Kind};
use crate::ledger::{Reading, Wanted};
use crate::model::{Filed, Leader, Period, Record, Status, Unit, Value};
use crate::write::blank::Known;
use std::collections::BTreeMap;

/// The rows of a form as far as they are known.
type Rows = Vec<BTreeMap<String, String>>;

/// What is known of a form of a unit and a period.
///
/// # Errors
/// What the ledger reports.
pub fn known(
    loaded: &Loaded,
    ledger: Option<Reading>,
    form: &Form,
    unit: &Unit,
    period: Period,
) -> Result<Known, BatchFailure> {
    let returns = match &ledger {
        Some(ledger) => {
            ledger.current(&Wanted { unit: Some(&unit.id), in_brief: true, ..Wanted::default() })?
        }
        None => Vec::new(),
    };
    let stands = |filed: &&Filed| matches!(filed.status, Status::Accepted | Status::Provisional);
    let returns: Vec<&Filed> = returns.iter().filter(stands).collect();
    let asking = Asking { loaded, form, unit, period };
    let singles = asking.singles(&returns);
    let nothing = Carried::default();
    let carried = loaded.catalog.blank.carried.get(&form.code).unwrap_or(&nothing);
    Ok(Known { singles, rows: asking.rows(carried, &returns) })
}

/// Who asks for which form.
struct Asking<'a> {
    loaded: &'a Loaded,
    form: &'a Form,
    unit: &'a Unit,
    period: Period,
}

impl Asking<'_> {
    /// Unit, period, its principal, and who filled in what it sent last.
    fn singles(&self, returns: &[&Filed]) -> BTreeMap<String, String> {
        let words = &self.loaded.catalog.blank;
        let period = self.period.chinese();
        let mut singles = BTreeMap::from([
            ("unit_name".to_owned(), self.unit.name.clone()),
            ("period".to_owned(), fill(&words.period_known, &[("period", &period)])),
        ]);
        let head = self.loaded.registry.principal(&self.unit.id, self.period.end());
        singles.extend(head.map(|head| ("unit_head".to_owned(), head.name.clone())));
        let newest = returns.iter().max_by_key(|filed| (filed.received_at, filed.id));
        for key in ["reviewer", "filler", "phone"] {
            let said = newest.and_then(|filed| filed.submission.header(key).text());
            singles.extend(said.map(|said| (key.to_owned(), said.to_owned())));
        }
        singles
    }

    fn rows(&self, carried: &Carried, returns: &[&Filed]) -> Rows {
        let own = || returns.iter().filter(|filed| filed.submission.form == self.form.id);
        let of = |filed: &&&Filed| filed.submission.period;
        let earlier = own().filter(|filed| {
            filed.submission.period.is_some_and(|period| {
                let before = period != self.period && period.start() <= self.period.start();
                before && (!carried.within_year || period.calendar_year() == self.period.calendar_year())
            })
        });
        let newest = earlier.max_by_key(|filed| {
            (filed.submission.period.map(|period| (period.end(), period.start())), filed.id)
        });
        let mut rows = match newest {
            Some(newest) if !carried.fields.is_empty() => {
                self.taken_over(newest, |key| carried.fields.iter().any(|field| field == key).then_some(key))
            }
            _ => Rows::new(),
        };
        if rows.is_empty() {
            rows = self.of_registry(carried);
        }
        let before = own().filter(|filed| of(filed) == Some(self.period.year_before()));
        if let Some(before) = before.max_by_key(|filed| filed.id) {
            let taken = self.taken_over(before, |key| carried.year_before.get(key).map(String::as_str));
            self.beside(&mut rows, before, taken);
        }
        rows
    }

    /// The rows of a return; `from` tells for each field from which one it is taken, if it is.
    fn taken_over<'k>(&'k self, filed: &Filed, from: impl Fn(&'k str) -> Option<&'k str>) -> Rows {
        let fields: Vec<(&Field, usize)> = self
            .form
            .columns()
            .filter_map(|field| Some((field, self.form.field_number(from(&field.key)?)?)))
            .collect();
        if fields.is_empty() {
            return Rows::new();
        }
        let row = |record: &Record| {
            let texts = fields.iter().filter_map(|(field, number)| {
                let text = self.written(&self.form.fields[*number], &record.entries[*number].value)?;
                Some((field.key.clone(), text))
            });
            texts.collect()
        };
        let records = filed.submission.data();
        if self.form.indicators.is_empty() {
            return records.map(row).collect();
        }
        // The fixed rows stand in the order of the form, whatever order the return had.
        let code = self.form.layout.indicator_field.as_ref().and_then(|key| self.form.field_number(key));
        let records: Vec<&Record> = records.collect();
        let of = |wanted: &str| {
            let found = records
                .iter()
                .find(|record| code.is_some_and(|code| record.entries[code].value.to_string() == wanted));
            found.map(|record| row(record)).unwrap_or_default()
        };
        self.form.indicators.iter().map(|indicator| of(&indicator.code)).collect()
    }

    /// Puts what is taken over from a return into the rows: those of fixed rows by their order, others by their unit.
    fn beside(&self, rows: &mut Rows, filed: &Filed, taken: Rows) {
        if !self.form.indicators.is_empty() {
            rows.resize(rows.len().max(taken.len()), BTreeMap::new());
            rows.iter_mut().zip(taken).for_each(|(row, taken)| row.extend(taken));
            return;
        }
        let Some(key) = &self.form.layout.unit_field else { return };
        for (record, taken) in filed.submission.data().zip(taken) {
            let name = self.loaded.registry.unit(&record.unit).map(|unit| &unit.name);
            let row = rows.iter_mut().find(|row| name.is_some() && row.get(key) == name);
            row.into_iter().for_each(|row| row.extend(taken.clone()));
        }
    }

    /// A row for each unit that it reports for, or for each leader in office.
    fn of_registry(&self, carried: &Carried) -> Rows {
        let registry = &self.loaded.registry;
        let day = self.period.end();
        if !carried.units.is_empty() {
            let covered = self.unit.covers.iter().filter_map(|id| registry.unit(id));
            let row = |unit: &Unit| {
                let text = |what: OfUnit| match what {
                    OfUnit::Name => unit.name.clone(),
                    OfUnit::Id => unit.id.clone(),
                };
                carried.units.iter().map(|(key, what)| (key.clone(), text(*what))).collect()
            };
            return std::iter::once(self.unit).chain(covered).map(row).collect();
        }
        if carried.leaders.is_empty() {
            return Rows::new();
        }
        let row = |leader: &Leader| {
            let text = |what: OfLeader| match what {
                OfLeader::Name => leader.name.clone(),
                OfLeader::Post => leader.post.clone(),
                OfLeader::Unit => self.unit.name.clone(),
            };
            carried.leaders.iter().map(|(key, what)| (key.clone(), text(*what))).collect()
        };
        let leaders = registry.roster(&self.unit.id).filter(|leader| leader.in_office(day));
        leaders.map(row).collect()
    }

    /// A value as a clerk would write it; `None` for what was not said.
    fn written(&self, field: &Field, value: &Value) -> Option<String> {
        let catalog = &self.loaded.catalog;
        let label = |code: &str| {
            let list = catalog.list_of(field)?;
            list.choices.iter().find(|choice| choice.code == code).map(|choice| choice.label.clone())
        };
        let name = |id: &str| self.loaded.registry.unit(id).map(|unit| unit.name.clone());
        let text = value.to_string();
        if value.is_missing() || text.is_empty() {
            return None;
        }
        let each = |of: &dyn Fn(&str) -> Option<String>| {
            let parts = text.split(';').map(|part| of(part).unwrap_or_else(|| part.to_owned()));
            parts.collect::<Vec<_>>().join(&catalog.blank.joined)
        };
        Some(match (field.kind, value) {
            (Kind::Choice | Kind::Choices, _) => each(&label),
            (Kind::Unit | Kind::Units, _) => each(&name),
            (Kind::Flag, Value::Flag(flag)) => catalog.blank.yes_no[usize::from(!flag)].clone(),
            _ => text,
        })
    }
}
