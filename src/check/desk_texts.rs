//! The lists of texts on a desk: what the return lacks, to whom it went, what came beside it.

use super::desk::Desk;
use super::likeness::narrative;
use super::surroundings::Surroundings;
use crate::model::{Line, Period, Value as Typed};
use jiff::ToSpan;

impl<'a> Desk<'a> {
    /// The codes of fixed rows that are missing (0) or stand several times (2).
    pub(super) fn codes(&self, times: usize) -> Vec<String> {
        let Some(code) =
            self.form.layout.indicator_field.as_ref().and_then(|key| self.form.field_number(key))
        else {
            return Vec::new();
        };
        let held = |wanted: &str| {
            self.filed
                .submission
                .data()
                .filter(|record| record.entries[code].value.text() == Some(wanted))
                .count()
        };
        let wrong = self.form.indicators.iter().filter(|indicator| {
            let count = held(&indicator.code);
            if times == 0 { count == 0 } else { count >= times }
        });
        wrong.map(|indicator| format!("{} {}", indicator.code, indicator.name)).collect()
    }

    /// The titles of the required headings that the narrative lacks.
    pub(super) fn missing_headings(&self) -> Vec<String> {
        let sections = &self.filed.submission.sections;
        let missing =
            self.form.headings.iter().filter(|heading| {
                heading.required && !sections.iter().any(|section| section.key == heading.key)
            });
        missing.map(|heading| heading.title.clone()).collect()
    }

    fn resolve(&self, names: &str) -> Vec<String> {
        let one = |name: &str| {
            self.registry.resolve(name, Some(self.day), self.unit).unit().map(|unit| unit.id.clone())
        };
        if let Some(id) = one(names) {
            return vec![id];
        }
        names.split(['、', '，', ',', '；', ';', ' ', '　']).filter_map(one).collect()
    }

    /// The names of the files that came beside the returns of the unit or of the organ beside it, from the begin of the
    /// period until a year after its end.
    pub(super) fn attached(&self, surroundings: &Surroundings<'a>, period: Period) -> Vec<String> {
        let Some((unit, attached)) = self.unit.zip(surroundings.attached.as_ref()) else { return Vec::new() };
        let last = period.end().saturating_add(1.year());
        let of = std::iter::once(unit).chain(self.registry.counterpart(unit));
        let files = of.filter_map(|unit| attached.get(&unit.id)).flatten();
        let near = files.filter(|(_, received_on)| (period.start()..=last).contains(received_on));
        near.map(|(name, _)| name.clone()).collect()
    }

    /// The ids of the organs to which the copies received so far are addressed.
    pub(super) fn addressed(&self, surroundings: &Surroundings<'a>, period: Period) -> Vec<String> {
        let submission = &self.filed.submission;
        let mut found: Vec<String> = Vec::new();
        let copies = surroundings.copies(&submission.form, &submission.unit, period);
        for copy in copies.chain([self.filed]) {
            for key in ["main_recipients", "copy_recipients"] {
                if let Typed::Text(names) = copy.submission.header(key) {
                    found.extend(self.resolve(names));
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// The ids of the organs that must receive the form (FORMS.md 3.2).
    pub(super) fn owed_recipients(&self) -> Vec<String> {
        let Some(unit) = self.unit else { return Vec::new() };
        let owed = self.form.recipients.iter().filter_map(|recipient| recipient.organ(self.registry, unit));
        // A shared 纪检组 has no organ beside it; then the superior is the only one that must hear.
        let mut ids: Vec<String> = owed.map(|unit| unit.id.clone()).collect();
        debug_assert!(unit.line() == Line::Party || unit.line() == Line::Discipline);
        ids.dedup();
        ids
    }

    /// The narrative of an earlier copy that another organ was to get.
    pub(super) fn other_copy(&self, surroundings: &Surroundings<'a>, period: Period) -> Vec<String> {
        let submission = &self.filed.submission;
        let main = submission.header("main_recipients");
        let copies = surroundings.copies(&submission.form, &submission.unit, period);
        let mut others = copies.filter(|copy| {
            copy.id < self.filed.id && copy.submission.header("main_recipients") != main && !main.is_missing()
        });
        others.next().map(|filed| narrative(&filed.submission)).into_iter().collect()
    }
}
