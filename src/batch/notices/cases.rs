//! Typical cases as their reports tell them, joined with the rows of details that know ranks and the persons of the
//! original case (FORMS.md 4.18 and 4.19).

use super::draft::Desk;
use super::said::{answer, labels, said};
use crate::catalog::notice_facts::Cases;
use crate::catalog::{Catalog, Form};
use crate::model::text::squeeze;
use crate::model::{Filed, Record, Registry, Status, Submission, Value as Answer};
use crate::write::bulletin::{Candidate, Object};
use jiff::civil::Date as Day;
use serde_json::{Value, json};

/// A case, with what may be said of it.
pub struct Case {
    /// What decides whether it is published.
    pub candidate: Candidate,
    /// The day on which its report came.
    pub received_on: Day,
    /// What is said of it, before redaction.
    pub facts: Value,
    /// The names of its objects that are persons.
    pub persons: Vec<String>,
    /// Other persons.
    pub others: Vec<String>,
    /// Units that may be named.
    pub units: Vec<String>,
}

/// The accepted cases of a period, in the order of taking; of a case that stands twice, the later report.
pub fn cases(desk: &Desk, form: &Form, declared: &Cases) -> Vec<Case> {
    let closing = desk.closing;
    let catalog = &closing.loaded.catalog;
    let detail = catalog.form_by_code(&declared.detail);
    let details: Vec<(&Form, &Record)> = detail.map_or_else(Vec::new, |detail| {
        let filed = closing.filed.iter().filter(|filed| filed.submission.form == detail.id);
        let filed = filed.filter(|filed| matches!(filed.status, Status::Accepted | Status::Provisional));
        filed.flat_map(|filed| filed.submission.data()).map(|record| (detail, record)).collect()
    });
    let mut all: Vec<Case> = Vec::new();
    let accepted = |filed: &&Filed| filed.submission.form == form.id && filed.status == Status::Accepted;
    for filed in closing.filed.iter().filter(accepted) {
        let reader =
            Reader { catalog, registry: &closing.loaded.registry, form, declared, details: &details };
        if let Some(mut case) = reader.case(filed) {
            case.candidate.published |= desk.memory.published.contains(&case.candidate.case_no);
            all.retain(|other| other.candidate.case_no != case.candidate.case_no);
            all.push(case);
        }
    }
    all
}

struct Reader<'r> {
    catalog: &'r Catalog,
    registry: &'r Registry,
    form: &'r Form,
    declared: &'r Cases,
    details: &'r [(&'r Form, &'r Record)],
}

impl Reader<'_> {
    fn case(&self, filed: &Filed) -> Option<Case> {
        let (fields, submission) = (&self.declared.fields, &filed.submission);
        let first = submission.data().next()?;
        let case_no = squeeze(&self.said(self.form, first, &fields.case_no));
        let details: Vec<_> = self
            .details
            .iter()
            .filter(|(form, row)| squeeze(&self.said(form, row, &fields.case_no)) == case_no)
            .collect();
        let rows: Vec<&Record> = submission.data().collect();
        let whose =
            |key: &str| details.iter().map(|(form, row)| self.said(form, row, key)).collect::<Vec<_>>();
        let flag = |key: &str| matches!(answer(self.form, first, key), Answer::Flag(true));
        let secret = self.said(self.form, first, &fields.secret);
        let is_team = |row: &Record| {
            self.detail_of(row, &details)
                .is_some_and(|(form, of)| self.code(form, of, &fields.kind) == self.declared.team)
        };
        let candidate = Candidate {
            effective: flag(&fields.effective),
            appeal_pending: false,
            named: flag(&fields.named),
            approved: fields.signed.iter().all(|key| !self.said(self.form, first, key).trim().is_empty()),
            secret: !self.declared.clear_words.iter().any(|word| secret.contains(word.as_str())),
            published: whose(&fields.published).iter().any(|said| !said.trim().is_empty()),
            urgent: self.said(self.form, first, &fields.urgent).contains(&self.declared.urgent_word),
            objects: rows.iter().filter_map(|row| self.object(row, &details)).collect(),
            case_no,
        };
        let persons =
            rows.iter().filter(|row| !is_team(row)).map(|row| self.said(self.form, row, &fields.name));
        let units = rows.iter().map(|row| self.said(self.form, row, &fields.organ));
        Some(Case {
            candidate,
            received_on: filed.received_at.date(),
            facts: self.facts(submission, &rows),
            persons: persons.flat_map(|names| apart(&names)).collect(),
            others: whose(&fields.culprit).iter().flat_map(|names| apart(names)).collect(),
            units: units
                .chain([self.said(self.form, first, &fields.unit)])
                .filter(|name| !name.is_empty())
                .collect(),
        })
    }

    /// The row of details of the same person.
    fn detail_of<'d>(
        &self,
        row: &Record,
        details: &[&'d (&'d Form, &'d Record)],
    ) -> Option<&'d (&'d Form, &'d Record)> {
        let key = &self.declared.fields.name;
        let name = squeeze(&self.said(self.form, row, key));
        details.iter().copied().find(|(form, of)| squeeze(&self.said(form, of, key)) == name)
    }

    fn object(&self, row: &Record, details: &[&(&Form, &Record)]) -> Option<Object> {
        let fields = &self.declared.fields;
        let Answer::Date(decided_on) = answer(self.form, row, &fields.decided_on) else { return None };
        let rank = self.detail_of(row, details).and_then(|(form, of)| {
            let list = self.catalog.list_of(form.field(&fields.rank)?)?;
            let place = list.order(&self.code(form, of, &fields.rank));
            u8::try_from(place).ok()?.checked_add(1)
        });
        Some(Object { rank, decided_on: decided_on.first(), adult: true })
    }

    fn facts(&self, submission: &Submission, rows: &[&Record]) -> Value {
        let fields = &self.declared.fields;
        let section = |key: &str| {
            let of = submission.sections.iter().filter(|section| section.key == key);
            let texts = of.flat_map(|section| &section.paragraphs).map(|(_, text)| text.trim());
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>()
        };
        let mut results: Vec<(String, Value)> = rows
            .iter()
            .map(|row| {
                let day = self.said(self.form, row, &fields.decided_on);
                let result = json!({
                    "decided_on": day,
                    "organ": self.said(self.form, row, &fields.organ),
                    "post": self.said(self.form, row, &fields.post),
                    "name": self.said(self.form, row, &fields.name),
                    "actions": self.labels(row, &fields.actions),
                });
                (day, result)
            })
            .collect();
        results.sort_by(|left, right| left.0.cmp(&right.0));
        json!({
            "headline": rows.first().map(|row| self.said(self.form, row, &fields.title)),
            "facts": section(&fields.facts),
            "failure": section(&fields.failure),
            "results": results.into_iter().map(|(_, result)| result).collect::<Vec<_>>(),
        })
    }

    fn code(&self, form: &Form, row: &Record, key: &str) -> String {
        answer(form, row, key).text().unwrap_or_default().to_owned()
    }

    fn said(&self, form: &Form, row: &Record, key: &str) -> String {
        said(self.catalog, self.registry, form, row, key)
    }

    fn labels(&self, row: &Record, key: &str) -> Vec<String> {
        labels(self.catalog, self.registry, self.form, row, key)
    }
}

/// The names of a cell that holds several.
fn apart(names: &str) -> Vec<String> {
    let names = names.split(['、', '，', ',', '；', ';', '\n', '/', '和']).map(squeeze);
    names.filter(|name| !name.is_empty()).collect()
}
