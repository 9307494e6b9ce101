//! Notices that a unit did not answer: the days that they set have passed, and the rows for which they were made still
//! stand. Another of the kind follows, and after some of them a notice of another kind (FORMS.md 4.1, 8.2: two N07, then
//! N13).

use super::super::failure::BatchFailure;
use super::super::run::Loaded;
use super::draft::{Desk, Draft};
use super::units::days_set;
use crate::catalog::notice::{Notice, Trigger};
use crate::catalog::notice_triggers::Rows;
use crate::ledger::{Issued, Ledger};
use crate::model::{Period, Registry, Unit};
use jiff::civil::{Date as Day, DateTime};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The drafts to a unit whose rows ask for a notice: those that were approved, which stand as long as they are drawn, and
/// the next one, if the one before was not answered.
pub fn steps<'a>(
    desk: &Desk<'a>,
    notice: &'a Notice,
    rows: &Rows,
    unit: &Unit,
    drawn: &dyn Fn(&str) -> Draft<'a>,
) -> Vec<Draft<'a>> {
    let before = rows.after.as_ref().map_or(notice.declaration.id.as_str(), |after| &after.notice);
    let unanswered = unanswered(desk, before, unit);
    if let Some(after) = &rows.after {
        let now = unanswered.iter().any(|issued| issued.approval.period == desk.closing.period);
        if !now || unanswered.len() < after.times {
            return Vec::new();
        }
    }
    let told: Vec<Value> = unanswered.iter().map(|issued| told(desk, issued)).collect();
    let mut drafts = Vec::new();
    for number in 1..=rows.times {
        let key = if number == 1 { unit.id.clone() } else { format!("{}-{number}", unit.id) };
        let mut draft = drawn(&key);
        draft.facts.insert("times".into(), number.into());
        draft.facts.insert("unanswered".into(), told.clone().into());
        let id = draft.id(desk.closing.period);
        drafts.push(draft);
        let approved = desk.memory.issued.iter().find(|issued| issued.approval.draft == id);
        if !approved.is_some_and(|issued| has_passed(desk, issued)) {
            break;
        }
    }
    drafts
}

/// The approved notices of a kind to a unit that were not answered, in the order of approval. Whether the rows of this
/// period still stand, the caller knows.
fn unanswered<'d>(desk: &'d Desk, notice: &str, unit: &Unit) -> Vec<&'d Issued> {
    let memory = desk.memory;
    let of = |issued: &&Issued| issued.approval.notice == notice && issued.approval.unit == unit.id;
    let mut all: Vec<&Issued> = memory.issued.iter().chain(&memory.elsewhere).filter(of).collect();
    all.retain(|issued| has_passed(desk, issued));
    all.sort_by_key(|issued| issued.id);
    all
}

fn told(desk: &Desk, issued: &Issued) -> Value {
    let day = last_day(desk.closing.loaded, issued);
    json!({
        "doc_no": issued.approval.doc_no,
        "issued_on": issued.approval.approved_at.date().to_string(),
        "report_by": day.to_string(),
    })
}

fn has_passed(desk: &Desk, issued: &Issued) -> bool {
    desk.today > last_day(desk.closing.loaded, issued)
}

/// The last of the days that an approved notice set; that of its approval if it set none.
fn last_day(loaded: &Loaded, issued: &Issued) -> Day {
    let approved = issued.approval.approved_at.date();
    let registry: &Registry = &loaded.registry;
    let notice = loaded.catalog.notices.notice(&issued.approval.notice);
    let days = notice.into_iter().flat_map(|notice| days_set(registry, notice, approved));
    let days = days.filter_map(|(_, day)| day.as_str()?.parse().ok());
    days.max().unwrap_or(approved)
}

/// The periods of approved notices of which the days that they set have passed since the run before.
///
/// # Errors
/// What the ledger reports.
pub fn periods_unanswered(
    loaded: &Loaded,
    ledger: &Ledger,
    before: Option<DateTime>,
    now: DateTime,
) -> Result<BTreeSet<Period>, BatchFailure> {
    let Some(before) = before else { return Ok(BTreeSet::new()) };
    let by_rows = |issued: &&Issued| {
        let notice = loaded.catalog.notices.notice(&issued.approval.notice);
        issued.voided.is_none() && notice.is_some_and(|notice| notice.declaration.when == Trigger::Rows)
    };
    let passed = |issued: &&Issued| {
        let day = last_day(loaded, issued);
        before.date() <= day && day < now.date()
    };
    let all = ledger.read().issued(None)?;
    Ok(all.iter().filter(by_rows).filter(passed).map(|issued| issued.approval.period).collect())
}
