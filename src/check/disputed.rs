//! What the errors of a return dispute: the figures at which they point, not those beside them. A return that is held for
//! one figure still says what its others are (FORMS.md 2.3; one fault, one finding).

use crate::catalog::{Catalog, Form, Rule};
use crate::model::{Filed, Finding, Place, Record, Status};

/// How a return stands beside the one that is checked.
pub struct Standing<'f> {
    filed: &'f Filed,
    status: Status,
    /// The errors that its own form finds in it. That a figure differs from that of another form disputes neither: the
    /// two would silence each other.
    errors: Vec<Error<'f>>,
}

/// An error of a return.
struct Error<'f> {
    finding: &'f Finding,
    /// It points at some cell of some row, or of a column that the form does not declare.
    in_table: bool,
}

impl Error<'_> {
    fn points_at(&self, place: Place) -> bool {
        place != Place::Whole && (self.finding.place == place || self.finding.related.contains(&place))
    }
}

impl<'f> Standing<'f> {
    /// A return of a form that stands so, with these findings.
    pub fn new(
        catalog: &Catalog,
        form: &Form,
        filed: &'f Filed,
        (status, findings): (Status, &'f [Finding]),
    ) -> Standing<'f> {
        let others = |rule: &Rule| {
            let forms = rule.surroundings.iter().filter_map(|wanted| wanted.form());
            forms.into_iter().any(|number| catalog.forms[number].id != form.id)
        };
        let compares = |finding: &Finding| {
            catalog.rules_of(&form.id).any(|rule| rule.id == finding.rule && others(rule))
        };
        let submission = &filed.submission;
        let entries = submission.records.iter().flat_map(|record| &record.entries).map(|entry| entry.place);
        let extra = submission.extra_columns.iter().flat_map(|column| &column.cells).map(|(place, _)| *place);
        let places = entries.chain(extra);
        let errors = findings.iter().filter(|finding| holds(finding) && !compares(finding));
        let errors = errors.map(|finding| {
            let error = Error { finding, in_table: false };
            Error { in_table: places.clone().any(|place| error.points_at(place)), ..error }
        });
        Standing { filed, status, errors: errors.collect() }
    }

    /// An accepted return.
    pub fn accepted(filed: &'f Filed) -> Standing<'f> {
        Standing { filed, status: Status::Accepted, errors: Vec::new() }
    }

    /// True if its figures are official.
    pub fn official(&self) -> bool {
        self.status == Status::Accepted
    }

    /// The keys of the fields of a row, and of what stands below the rows, that are disputed. An error in the header
    /// disputes none, one that names a field and points at no cell that field in all rows, one that does neither all; and a
    /// return that was refused says nothing.
    pub fn disputed<'a>(&self, form: &'a Form, record: &Record) -> Vec<&'a str> {
        let submission = &self.filed.submission;
        let fields = || form.fields.iter().map(|field| field.key.as_str());
        let below = || form.footings.iter().map(|footing| footing.key.as_str());
        if self.status == Status::Returned {
            return fields().chain(below()).collect();
        }
        // Sums are disputed with what they sum up.
        let summed = record.row == 0 && submission.records.iter().all(|other| other.row != 0);
        let records = if summed { &submission.records[..] } else { std::slice::from_ref(record) };
        let mut disputed: Vec<&'a str> = Vec::new();
        for error in &self.errors {
            let field = error.finding.field.as_str();
            let footing = |key: &str| {
                let entry = submission.footing.get(key);
                field == key || entry.is_some_and(|entry| error.points_at(entry.place))
            };
            let whole = |key: &&str| !error.in_table && *key == field;
            if !error.in_table && field.is_empty() {
                return fields().chain(below()).collect();
            }
            let pointed =
                |index: usize| records.iter().any(|record| error.points_at(record.entries[index].place));
            let of_record = (0..).zip(fields()).filter(|(index, key)| whole(key) || pointed(*index));
            disputed.extend(of_record.map(|(_, key)| key));
            disputed.extend(below().filter(|key| footing(key)));
        }
        disputed
    }
}

/// True for a finding that holds a return, unless an officer has admitted it.
fn holds(finding: &Finding) -> bool {
    Status::of_findings([finding]) != Status::Accepted
}

/// True if two lists of findings hold a return for different reasons.
pub fn disputes_otherwise(now: &[Finding], before: &[Finding]) -> bool {
    fn errors(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
        findings.iter().filter(|finding| holds(finding))
    }
    !errors(now).eq(errors(before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, ExtraColumn, FindingState, Severity, Submission};

    fn error(rule: &str, field: &str, place: Place, related: &[Place]) -> Finding {
        Finding {
            rule: rule.into(),
            severity: Severity::E,
            place,
            related: related.to_vec(),
            field: field.into(),
            row_label: String::new(),
            value: String::new(),
            expected: String::new(),
            message: String::new(),
            hint: String::new(),
            auto_fixed: false,
            by_rule: true,
            answer: String::new(),
            state: FindingState::Open,
        }
    }

    /// A ledger of talks with two rows.
    fn ledger_of_talks(form: &Form) -> Filed {
        let entries = |row| {
            let columns = 0..u16::try_from(form.fields.len()).unwrap();
            let place = |column| Place::Cell { sheet: 0, row, column };
            columns.map(|column| Entry { place: place(column), ..Entry::default() }).collect()
        };
        let record = |row| Record { row, unit: String::new(), entries: entries(row) };
        let mut submission = Submission { records: vec![record(1), record(2)], ..Submission::default() };
        let below = Entry { place: Place::Cell { sheet: 0, row: 9, column: 3 }, ..Entry::default() };
        submission.footing.insert("times".into(), below);
        let cells = vec![(Place::Cell { sheet: 0, row: 1, column: 90 }, "110105".to_owned())];
        submission.extra_columns.push(ExtraColumn { label: "身份证号".into(), cells });
        Filed {
            id: 1,
            source: String::new(),
            sha256: String::new(),
            version: 1,
            status: Status::Provisional,
            received_at: jiff::civil::datetime(2015, 1, 4, 9, 0, 0, 0),
            due_on: None,
            days_late: 0,
            submission,
        }
    }

    /// What some errors dispute in the first of two rows of a ledger of talks.
    fn disputed(status: Status, errors: &[Finding]) -> Vec<String> {
        let catalog = Catalog::builtin().unwrap();
        let form = catalog.form_by_code("TK").unwrap();
        let filed = ledger_of_talks(form);
        let standing = Standing::new(&catalog, form, &filed, (status, errors));
        let found = standing.disputed(form, &filed.submission.records[0]);
        found.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn an_error_disputes_the_figures_at_which_it_points() {
        let catalog = Catalog::builtin().unwrap();
        let form = catalog.form_by_code("TK").unwrap();
        let place = |row, key: &str| Place::Cell {
            sheet: 0,
            row,
            column: u16::try_from(form.field_number(key).unwrap()).unwrap(),
        };
        let of = |error: Finding| disputed(Status::Provisional, &[error]);
        let (date, talker) = (place(1, "date"), place(1, "talker"));
        assert_eq!(of(error("TK-V001", "date", date, &[])), ["date"]);
        assert_eq!(of(error("TK-V002", "talkee", place(1, "talkee"), &[talker])), ["talker", "talkee"]);
        assert_eq!(of(error("TK-V001", "date", place(2, "date"), &[])), Vec::<String>::new(), "another row");
        let below = Place::Cell { sheet: 0, row: 9, column: 3 };
        assert_eq!(of(error("TK-V004", "times", below, &[])), ["times"]);
        assert_eq!(of(error("GN-V002", "unit_head", Place::Whole, &[])), Vec::<String>::new(), "a signature");
        let added = Place::Cell { sheet: 0, row: 1, column: 90 };
        assert_eq!(of(error("GN-V006", "", added, &[])), Vec::<String>::new(), "a column that was added");
        let header = Place::Cell { sheet: 0, row: 0, column: 3 };
        assert_eq!(of(error("GN-V009", "place", header, &[])), ["place"], "a hidden column, at its header");
        assert_eq!(of(error("GN-V009", "", header, &[])).len(), form.fields.len() + form.footings.len());
        let all = form.fields.len() + form.footings.len();
        assert_eq!(of(error("GN-S004", "", Place::Whole, &[])).len(), all, "the period");
        assert_eq!(disputed(Status::Returned, &[]).len(), all);
    }

    #[test]
    fn what_is_admitted_warned_of_or_found_beside_another_form_disputes_nothing() {
        let date = Place::Cell { sheet: 0, row: 1, column: 1 };
        let plain = error("TK-V001", "date", date, &[]);
        let admitted = Finding { state: FindingState::Overridden, ..plain.clone() };
        let warned = Finding { severity: Severity::W, ..plain.clone() };
        // PR-X001 holds the roster against the indicators.
        let catalog = Catalog::builtin().unwrap();
        let roster = catalog.form_by_code("PR").unwrap();
        let beside = [error("PR-X001", "due", Place::Whole, &[]), error("PR-V001", "due", Place::Whole, &[])];
        let filed = ledger_of_talks(roster);
        let standing = Standing::new(&catalog, roster, &filed, (Status::Provisional, &beside));
        let rules: Vec<&str> = standing.errors.iter().map(|error| error.finding.rule.as_str()).collect();
        assert_eq!(rules, ["PR-V001"]);
        assert_eq!(disputed(Status::Accepted, &[admitted.clone(), warned.clone()]), Vec::<String>::new());
        assert!(!disputes_otherwise(&[admitted, warned], &[]));
        assert!(disputes_otherwise(&[plain], &[]));
    }
}
