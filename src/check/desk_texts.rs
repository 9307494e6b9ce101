//! The lists of texts on a desk: what the return lacks and adds, what came beside it.

use super::desk::Desk;
use super::surroundings::Surroundings;
use crate::model::Period;
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

    /// The labels of columns that the form does not declare.
    pub(super) fn extra_labels(&self) -> Vec<String> {
        self.filed.submission.extra_columns.iter().map(|column| column.label.clone()).collect()
    }
}
