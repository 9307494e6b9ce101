//! What every form promises (FORMS.md 2.4): the sender owes it, it is signed, sealed and dated, and required numbers
//! are not left blank. The sentences stand in templates/messages.toml.

use crate::catalog::{Catalog, Form, Required};
use crate::model::{Date, Entry, Filed, Finding, Place, Record, Registry, Unit, Value};
use jiff::ToSpan;

/// What the engine itself remarks on a submission.
pub fn check(catalog: &Catalog, registry: &Registry, filed: &Filed, form: &Form) -> Vec<Finding> {
    let mut inherent = Inherent { catalog, filed, form, findings: Vec::new() };
    let unit = registry.unit(&filed.submission.unit);
    if unit.is_some_and(|unit| !inherent.owed(unit)) {
        return inherent.findings;
    }
    if form.attached_to.is_none() {
        inherent.signatures();
        inherent.seal();
        inherent.filled_on();
    }
    inherent.blanks();
    inherent.findings
}

/// A finding of the engine with its declared sentence.
pub fn remark(catalog: &Catalog, key: &str, place: Place, values: &[(&str, &str)]) -> Option<Finding> {
    let found = catalog.messages.declared(key, place, values);
    found.map(|finding| Finding { by_rule: true, ..finding })
}

struct Inherent<'a> {
    catalog: &'a Catalog,
    filed: &'a Filed,
    form: &'a Form,
    findings: Vec<Finding>,
}

impl Inherent<'_> {
    fn say(&mut self, key: &str, field: &str, place: Place, values: &[(&str, &str)]) {
        let finding = remark(self.catalog, key, place, values);
        self.findings.extend(finding.map(|finding| Finding { field: field.to_owned(), ..finding }));
    }

    /// The place of a header field, or of the form if it stands nowhere.
    fn header_place(&self, key: &str) -> Place {
        let submission = &self.filed.submission;
        submission.headers.get(key).map_or(submission.home, |entry: &Entry| entry.place)
    }

    /// GN-V012: a unit sends only what it owes; a form that goes with another is owed with it.
    fn owed(&mut self, unit: &Unit) -> bool {
        let owes =
            unit.owes(&self.form.code) || self.form.attached_to.as_ref().is_some_and(|host| unit.owes(host));
        let active = self.filed.submission.period.is_none_or(|period| unit.active_in(period));
        if owes && active {
            return true;
        }
        let place = self.header_place("unit_name");
        self.say("not_obliged", "unit_name", place, &[("unit", &unit.name), ("form", &self.form.name)]);
        false
    }

    /// GN-V002 and GN-V013.
    fn signatures(&mut self) {
        let standard = ["unit_head", "filler", "filled_on", "phone"].map(str::to_owned).to_vec();
        let wanted = self.form.layout.signed_by.clone().unwrap_or(standard);
        for key in &wanted {
            let entry = self.filed.submission.headers.get(key);
            if entry.is_some_and(|entry| !entry.value.is_missing() || entry.unreadable) {
                continue;
            }
            let declared = self.catalog.header.fields.iter().find(|field| field.key == *key);
            let label = declared.map_or(key.as_str(), |field| field.title.as_str()).to_owned();
            let remark = if key == "phone" { "phone_missing" } else { "header_missing" };
            self.say(remark, key, self.header_place(key), &[("label", &label)]);
        }
        let submission = &self.filed.submission;
        let names = ["unit_head", "reviewer", "filler"].map(|key| submission.header(key).text());
        if let [Some(head), Some(reviewer), Some(filler)] = names
            && head == reviewer
            && reviewer == filler
        {
            let name = head.to_owned();
            self.say("same_signatures", "filler", self.header_place("filler"), &[("value", &name)]);
        }
    }

    /// GN-V003.
    fn seal(&mut self) {
        let wanted = self.form.layout.sealed.unwrap_or(true);
        if wanted && *self.filed.submission.header("sealed") != Value::Flag(true) {
            self.say("seal_missing", "unit_name", self.header_place("unit_name"), &[]);
        }
    }

    /// GN-V004: the day of filling lies in the period or after it, and not after receipt.
    fn filled_on(&mut self) {
        let submission = &self.filed.submission;
        let Some(entry) = submission.headers.get("filled_on") else { return };
        let place = entry.place;
        if entry.unreadable {
            let typed = entry.original.clone();
            let declared = self.catalog.header.fields.iter().find(|field| field.key == "filled_on");
            let label = declared.map(|field| field.title.clone()).unwrap_or_default();
            let values = [("label", label.as_str()), ("value", &*typed), ("suggestion", "")];
            self.say("date_unreadable", "filled_on", place, &values);
            return;
        }
        let (Value::Date(Date::Day(day)), Some(period)) = (&entry.value, submission.period) else { return };
        let (day, received) = (*day, self.filed.received_at.date());
        let end = period.end();
        let told = day.to_string();
        let (key, bound) = if day > received {
            ("filled_after_receipt", received)
        } else if day < period.start() {
            ("filled_before_period", period.start())
        } else if !period.is_year() && day.saturating_add(10.days()) < end {
            ("filled_early", end)
        } else {
            return;
        };
        self.say(key, "filled_on", place, &[("value", &told), ("expected", &bound.to_string())]);
    }

    /// GN-V008: a required number left blank in a row that has other numbers.
    fn blanks(&mut self) {
        let submission = &self.filed.submission;
        let numeric: Vec<usize> = (0..self.form.fields.len())
            .filter(|index| {
                let field = &self.form.fields[*index];
                field.kind.is_number()
                    && field.required == Required::R
                    && submission.present.get(*index) == Some(&true)
            })
            .collect();
        let blank = |record: &Record, index: usize| {
            let entry = &record.entries[index];
            entry.value.is_missing() && !entry.unreadable
        };
        let mut told: Vec<usize> = Vec::new();
        let rows = submission.data().chain(submission.records.iter().filter(|record| record.row == 0));
        let mut found: Vec<(Place, usize, String)> = Vec::new();
        for record in rows {
            if numeric.iter().all(|index| blank(record, *index)) {
                continue;
            }
            for index in numeric.iter().copied().filter(|index| blank(record, *index)) {
                // The 合计 of a column in which a row is blank is blank for the same reason.
                if record.row == 0 && told.contains(&index) {
                    continue;
                }
                told.push(index);
                found.push((record.entries[index].place, index, self.form.row_label(record)));
            }
        }
        for (place, index, row_label) in found {
            let name = self.form.fields[index].label.replace('／', "/");
            let finding = remark(self.catalog, "number_blank", place, &[("label", &name)]);
            let field = self.form.fields[index].key.clone();
            self.findings.extend(finding.map(|finding| Finding { field, row_label, ..finding }));
        }
    }
}
