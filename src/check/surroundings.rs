//! What a rule may look at besides its own submission: the other current submissions of the unit and its relations,
//! and what the ledger knows of all units. Given by the caller; nothing is fetched here.

use crate::catalog::{Catalog, Form};
use crate::model::{Filed, Finding, Line, Period, Record, Registry, Status, Unit};
use jiff::civil::{Date as Day, DateTime};
use std::collections::{BTreeMap, HashMap};

/// Current submissions by form and unit, each list in the order of periods; and every copy ever received of forms that
/// come in several copies.
#[derive(Debug, Default)]
pub struct Surroundings<'a> {
    near: Index<'a>,
    far: Index<'a>,
    copies: HashMap<(&'a str, &'a str), Vec<&'a Filed>>,
    /// For each form and group code (a case number, say) the submissions that hold it, earliest first.
    pub register: Register,
    /// Submissions whose own check has just come to another status or other findings than the ledger has.
    pub standing: HashMap<i64, (Status, Vec<Finding>)>,
    /// By the number of a return: earlier ones of other units, or of other events, whose text may be like its own.
    pub alike: HashMap<i64, Vec<&'a Filed>>,
    /// The files that came beside returns, of each unit by id: name and day of receipt. Open where only returns are given.
    pub attached: Option<BTreeMap<String, Vec<(String, Day)>>>,
    /// Case numbers that approved bulletins have published, and when.
    pub published: Vec<(String, DateTime)>,
}

/// For each form id and group code: the period, unit, id and name of submissions that hold it, earliest first.
pub type Register = HashMap<(String, String), Vec<Registered>>;

/// One submission that holds a group code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Registered {
    /// Its period.
    pub period: Period,
    /// The ledger's number of the submission.
    pub submission: i64,
    /// The unit that sent it.
    pub unit: String,
}

/// Submissions that count, by what is asked of them: who sent them, and of whom their rows speak.
#[derive(Debug, Default)]
struct Index<'a> {
    by_unit: HashMap<(&'a str, &'a str), Vec<&'a Filed>>,
    by_row: HashMap<(&'a str, &'a str), Vec<(&'a Filed, &'a Record)>>,
}

impl<'a> Index<'a> {
    fn add(&mut self, one: &'a Filed) {
        let submission = &one.submission;
        if !one.status.is_verdict() {
            return;
        }
        let key = (submission.form.as_str(), submission.unit.as_str());
        self.by_unit.entry(key).or_default().push(one);
        for record in submission.data().filter(|record| !record.unit.is_empty()) {
            let key = (submission.form.as_str(), record.unit.as_str());
            self.by_row.entry(key).or_default().push((one, record));
        }
    }

    fn sort(&mut self) {
        for list in self.by_unit.values_mut() {
            list.sort_by_key(|filed| (filed.submission.period, filed.id));
        }
        for list in self.by_row.values_mut() {
            list.sort_by_key(|(filed, _)| (filed.submission.period, filed.id));
        }
    }

    fn sent(&self, form: &'a Form, unit: &'a str) -> &[&'a Filed] {
        self.by_unit.get(&(form.id.as_str(), unit)).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Surroundings<'a> {
    /// Indexes submissions; those that do not count (superseded, duplicate, …) are kept as copies only.
    pub fn new(filed: impl IntoIterator<Item = &'a Filed>) -> Surroundings<'a> {
        let mut surroundings = Surroundings::default();
        for one in filed {
            let key = (one.submission.form.as_str(), one.submission.unit.as_str());
            surroundings.copies.entry(key).or_default().push(one);
            surroundings.near.add(one);
        }
        surroundings.near.sort();
        surroundings
    }

    /// Adds submissions of other families, for the names that look beyond: rows that speak of a unit, and returns of the
    /// units below and above it. Nothing else sees them, whatever else they hold.
    pub fn beyond(mut self, filed: impl IntoIterator<Item = &'a Filed>) -> Surroundings<'a> {
        filed.into_iter().for_each(|one| self.far.add(one));
        self.far.sort();
        self
    }

    /// The current submissions of a form and unit for a period; for forms of another cycle those of its year.
    pub fn of(&self, form: &'a Form, unit: &'a str, period: Period) -> impl Iterator<Item = &'a Filed> {
        let same_cycle = form.cycle.admits(period);
        let list = self.near.sent(form, unit);
        list.iter().copied().filter(move |filed| {
            filed.submission.period.is_some_and(|other| {
                if same_cycle { other == period } else { other.calendar_year() == period.calendar_year() }
            })
        })
    }

    /// The current submissions of a form and unit up to a period, earliest first.
    pub fn so_far(&self, form: &'a Form, unit: &'a str, period: Period) -> impl Iterator<Item = &'a Filed> {
        let list = self.near.sent(form, unit);
        list.iter()
            .copied()
            .filter(move |filed| filed.submission.period.is_some_and(|other| other.end() <= period.end()))
    }

    /// The current submissions of a form and unit for all periods of a calendar year.
    pub fn of_year(&self, form: &'a Form, unit: &'a str, year: i16) -> impl Iterator<Item = &'a Filed> {
        let list = self.near.sent(form, unit);
        list.iter()
            .copied()
            .filter(move |filed| filed.submission.period.is_some_and(|other| other.calendar_year() == year))
    }

    /// The current submissions of a form that a unit, near or far, sent for a calendar year.
    pub fn sent_in(&self, form: &'a Form, unit: &'a str, year: i16) -> Vec<&'a Filed> {
        let far = self.far.sent(form, unit).iter().copied();
        let far = far.filter(|filed| filed.submission.period.is_some_and(|of| of.calendar_year() == year));
        self.of_year(form, unit, year).chain(far).collect()
    }

    /// The rows of a form, near or far, that speak of one of some units in a period; in its year, if one of the two
    /// periods is a year. By period and order of taking.
    pub fn about(
        &self,
        form: &'a Form,
        units: impl Iterator<Item = &'a str>,
        period: Period,
    ) -> Vec<(&'a Filed, &'a Record)> {
        let goes = |of: Period| {
            let yearly = of.is_year() || period.is_year();
            if yearly { of.calendar_year() == period.calendar_year() } else { of == period }
        };
        let mut found = Vec::new();
        for unit in units {
            for index in [&self.near, &self.far] {
                let rows = index.by_row.get(&(form.id.as_str(), unit)).into_iter().flatten();
                found.extend(rows.copied().filter(|(filed, _)| filed.submission.period.is_some_and(goes)));
            }
        }
        found.sort_by_key(|(filed, record)| (filed.submission.period, filed.id, record.row));
        found
    }

    /// Every copy of a form and unit for a period that was ever received, this one included.
    pub fn copies(&self, form: &'a str, unit: &'a str, period: Period) -> impl Iterator<Item = &'a Filed> {
        let list = self.copies.get(&(form, unit)).map_or(&[][..], Vec::as_slice);
        list.iter().copied().filter(move |filed| filed.submission.period == Some(period))
    }

    /// The rows of a form that speak of a unit in a period, whoever sent them.
    pub fn rows_about(
        &self,
        form: &'a str,
        unit: &'a str,
        period: Period,
    ) -> impl Iterator<Item = (&'a Filed, &'a Record)> {
        let list = self.near.by_row.get(&(form, unit)).map_or(&[][..], Vec::as_slice);
        list.iter().copied().filter(move |(filed, _)| filed.submission.period == Some(period))
    }

    /// True if a submission's figures are official.
    pub(super) fn is_official(&self, filed: &Filed) -> bool {
        self.found_in(filed).0 == Status::Accepted
    }

    /// Where a submission stands and what was found in it.
    pub(super) fn found_in<'s>(&'s self, filed: &'s Filed) -> (Status, &'s [Finding]) {
        let fresh = self.standing.get(&filed.id).map(|(status, findings)| (*status, &findings[..]));
        fresh.unwrap_or((filed.status, &filed.submission.findings))
    }

    /// The official figures of a unit in a quarterly form, one record for each quarter of a year that has any: the whole
    /// return (合计) of the unit itself or of the discipline organ beside it, else the row that another organ sends
    /// for it (FORMS.md 3.2, 4.5, 4.17).
    pub fn quarters(
        &self,
        form: &'a Form,
        unit: &'a Unit,
        registry: &'a Registry,
        year: i16,
    ) -> BTreeMap<Period, (&'a Filed, Option<&'a Record>)> {
        let organ = match unit.line() {
            Line::Discipline => Some(unit),
            Line::Party => registry.counterpart(unit),
        };
        let mut found = BTreeMap::new();
        for period in Period::year(year).quarters_so_far() {
            let sent = |of: Option<&'a Unit>| of.and_then(|unit| self.of(form, &unit.id, period).last());
            let own = sent(Some(unit)).or_else(|| sent(organ));
            if own.is_some_and(|filed| !self.is_official(filed)) {
                continue;
            }
            if let Some(filed) = own {
                found.insert(period, (filed, None));
                continue;
            }
            let about = organ.unwrap_or(unit);
            if let Some((filed, record)) = self
                .rows_about(&form.id, &about.id, period)
                .last()
                .filter(|(filed, _)| self.is_official(filed))
            {
                found.insert(period, (filed, Some(record)));
            }
        }
        found
    }
}

/// Records each group code of a submission (a case number) in the register.
pub fn register(register: &mut Register, catalog: &Catalog, filed: &Filed) {
    let submission = &filed.submission;
    let Some(form) = catalog.form(&submission.form) else { return };
    let (Some(index), Some(period)) =
        (form.layout.group_field.as_ref().and_then(|key| form.field_number(key)), submission.period)
    else {
        return;
    };
    for record in submission.data() {
        let code = record.entries[index].value.to_string();
        if code.is_empty() {
            continue;
        }
        let held = register.entry((submission.form.clone(), code)).or_default();
        let one = Registered { period, submission: filed.id, unit: submission.unit.clone() };
        if !held.contains(&one) {
            held.push(one);
            held.sort();
        }
    }
}
