//! The remark on a return that comes again with another content and does not say that it corrects (GN-V011), with
//! what has changed.

use crate::catalog::Messages;
use crate::ledger::{LedgerFailure, Reading, Wanted, filled_on};
use crate::model::{Entry, Finding, Period, Place, Status, Submission};
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// How many changes are named one by one.
const NAMED: usize = 5;

/// The newest versions of returns, those of this chunk included that the ledger does not have yet.
#[derive(Default)]
pub(super) struct Newest(BTreeMap<Key, Version>);

/// What tells one return from another: form, unit, period and event.
type Key = (String, String, Period, String);

/// A version: what orders it, and what it says.
struct Version {
    order: (DateTime, String, String),
    submission: Submission,
}

impl Version {
    fn of(source: &str, received_at: DateTime, submission: Submission) -> Version {
        Version { order: (received_at, filled_on(&submission), source.to_owned()), submission }
    }
}

impl Newest {
    /// Adds a submission, and gives the version that counted before it, unless that is the newer one. Without a whole
    /// key there is none.
    pub fn add(
        &mut self,
        source: &str,
        received_at: DateTime,
        submission: &Submission,
        ledger: Reading,
    ) -> Result<Option<Submission>, LedgerFailure> {
        let Some(period) = submission.period else { return Ok(None) };
        if submission.form.is_empty() || submission.unit.is_empty() {
            return Ok(None);
        }
        let Submission { form, unit, event, .. } = submission;
        let key = (form.clone(), unit.clone(), period, event.clone());
        let before = match self.0.remove(&key) {
            Some(version) => Some(version),
            None => {
                let (form, unit, event) = (Some(form.as_str()), Some(unit.as_str()), Some(event.as_str()));
                let wanted = Wanted { form, unit, period: Some(period), event, ..Wanted::default() };
                let filed = ledger.current(&wanted)?.pop();
                filed.map(|filed| Version::of(&filed.source, filed.received_at, filed.submission))
            }
        };
        let version = Version::of(source, received_at, submission.clone());
        let (newest, older) = match before {
            Some(before) if before.order > version.order => (before, None),
            before => (version, before),
        };
        self.0.insert(key, newest);
        Ok(older.map(|version| version.submission))
    }
}

/// What is remarked of a submission beside the version that counted before it. Nothing if that was returned or says
/// the same, or if this one is marked as a correction of what was not published yet.
pub(super) fn version_remark(
    previous: &Submission,
    submission: &Submission,
    published: Option<&str>,
    messages: &Messages,
) -> Option<Finding> {
    let marked = submission.correction && published.is_none();
    if marked || Status::of_findings(&previous.findings) == Status::Returned {
        return None;
    }
    let changes = changes(previous, submission, messages);
    if changes.is_empty() {
        return None;
    }
    let count = changes.len().to_string();
    let mut named = changes.iter().take(NAMED).cloned().collect::<Vec<_>>();
    if changes.len() > NAMED {
        named.push(messages.text("changes_more", &[("count", &count)]));
    }
    let named = named.join(&messages.text("changes_join", &[]));
    let key = match published {
        None => "version_differs",
        Some(_) if submission.correction => "correction_published",
        Some(_) => "version_differs_published",
    };
    let values = [("changes", named.as_str()), ("doc_no", published.unwrap_or_default())];
    Some(messages.finding(key, Place::Whole, &values))
}

/// What differs in rows and texts; the header block differs by nature (who filled it in, when).
fn changes(previous: &Submission, submission: &Submission, messages: &Messages) -> Vec<String> {
    let mut changes = Vec::new();
    let (old, new) = (previous.records.len(), submission.records.len());
    if old != new {
        let (old, new) = (old.to_string(), new.to_string());
        changes.push(messages.text("change_rows", &[("old", &old), ("new", &new)]));
    }
    for (old, new) in previous.records.iter().zip(&submission.records) {
        let pairs = old.entries.iter().zip(&new.entries).filter(|(old, new)| old.value != new.value);
        changes.extend(pairs.map(|(old, new)| {
            let blank = messages.text("change_blank", &[]);
            let said = |entry: &Entry| if entry.value.is_missing() { blank.clone() } else { entry.typed() };
            let place = if new.place == Place::Whole { old.place } else { new.place }.to_string();
            let values = [("place", place.as_str()), ("old", &said(old)), ("new", &said(new))];
            messages.text("change_value", &values)
        }));
    }
    let longest = previous.sections.len().max(submission.sections.len());
    for number in 0..longest {
        let (old, new) = (previous.sections.get(number), submission.sections.get(number));
        if old.map(|section| section.text()) != new.map(|section| section.text()) {
            let heading = new.or(old).map_or("", |section| section.heading.as_str());
            changes.push(messages.text("change_text", &[("place", heading)]));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::model::{Record, Value};

    fn submission(values: &[i64]) -> Submission {
        let entry = |(column, value): (u16, &i64)| Entry {
            value: Value::from(*value),
            place: Place::Cell { sheet: 0, row: 8, column },
            ..Entry::default()
        };
        let entries = (0..).zip(values).map(entry).collect();
        Submission { records: vec![Record { row: 1, entries, ..Record::default() }], ..Submission::default() }
    }

    #[test]
    fn what_changed_is_named_by_cell_up_to_a_few() {
        let messages = Catalog::builtin().unwrap().messages;
        let told = |old: &[i64], new: &[i64]| {
            version_remark(&submission(old), &submission(new), None, &messages).map(|finding| finding.message)
        };
        assert_eq!(told(&[1, 2], &[1, 2]), None);
        assert!(told(&[1, 2], &[1, 3]).unwrap().ends_with("变动：B9由“2”改为“3”"));
        let many = told(&[0; 9], &[1; 9]).unwrap();
        assert_eq!(many.matches("改为").count(), NAMED);
        assert!(many.ends_with("等9处"));
    }
}
