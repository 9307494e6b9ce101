//! The answers of an office, as a run uses them: by the return that they speak of, and the duties that are waived.

use super::failure::BatchFailure;
use crate::catalog::Catalog;
use crate::ledger::{Ledger, Reading};
use crate::model::{Answer, AnswerKind, Filed, Finding, Period, settle};
use jiff::civil::Date as Day;
use std::collections::{BTreeMap, BTreeSet};

/// Units that are excused from a form for a period: unit id, form code, period.
pub type Exempt = BTreeSet<(String, String, Period)>;

/// All answers of an office on a day.
#[derive(Debug)]
pub struct Answers {
    by_return: BTreeMap<(String, String, Period), Vec<Answer>>,
    today: Day,
}

impl Answers {
    /// The answers in a ledger.
    ///
    /// # Errors
    /// What the ledger reports.
    pub fn read(ledger: Reading, today: Day) -> Result<Answers, BatchFailure> {
        let mut by_return: BTreeMap<_, Vec<Answer>> = BTreeMap::new();
        for answer in ledger.answers()? {
            let key = (answer.unit.clone(), answer.form.clone(), answer.period);
            by_return.entry(key).or_default().push(answer);
        }
        Ok(Answers { by_return, today })
    }

    /// Gives the findings of a return the states that answers give them.
    pub fn settle(&self, filed: &Filed, findings: &mut [Finding]) {
        let submission = &filed.submission;
        let Some(period) = submission.period else { return };
        let key = (submission.unit.clone(), submission.form.clone(), period);
        if let Some(answers) = self.by_return.get(&key) {
            let of_event = answers.iter().filter(|answer| answer.event == submission.event);
            settle(findings, &of_event.cloned().collect::<Vec<_>>(), self.today);
        }
    }
}

/// The duties that are waived on a day.
///
/// # Errors
/// What the ledger reports.
pub fn exempt(catalog: &Catalog, ledger: Reading, today: Day) -> Result<Exempt, BatchFailure> {
    let waivers = ledger.answers()?.into_iter().filter(|answer| answer.kind == AnswerKind::Waiver);
    let holding = waivers.filter(|waiver| waiver.holds_on(today));
    let of_form = |waiver: Answer| {
        let code = catalog.form(&waiver.form)?.code.clone();
        Some((waiver.unit, code, waiver.period))
    };
    Ok(holding.filter_map(of_form).collect())
}

/// Has returns looked at again of which an answer has expired since the run before, or holds again; gives their forms and
/// periods.
///
/// # Errors
/// What the ledger reports.
pub fn look_again_at_expired(
    ledger: &mut Ledger,
    before: Option<Day>,
    today: Day,
) -> Result<BTreeSet<(String, Period)>, BatchFailure> {
    let Some(before) = before else { return Ok(BTreeSet::new()) };
    let answers = ledger.read().answers()?;
    let changed: Vec<&Answer> =
        answers.iter().filter(|answer| answer.holds_on(before) != answer.holds_on(today)).collect();
    if !changed.is_empty() {
        ledger.write(|writing| {
            changed
                .iter()
                .try_for_each(|answer| writing.look_again(&answer.form, &answer.unit, answer.period))
        })?;
    }
    Ok(changed.into_iter().map(|answer| (answer.form.clone(), answer.period)).collect())
}
