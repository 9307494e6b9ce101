//! Explanations that files brought are given to the findings that they explain: by the key of the list that was sent out,
//! or by unit and period to the findings that their text names, else to all that are open (FORMS.md 2.3 and 10.4).

use super::failure::BatchFailure;
use crate::catalog::Explanations;
use crate::extract::words_for;
use crate::ledger::{Ledger, Reading, Wanted};
use crate::model::answer::{key, key_of_rule};
use crate::model::{Answer, AnswerKind, Filed, Finding, FindingState, Period, Severity, Status};
use jiff::civil::DateTime;
use std::collections::BTreeSet;

/// Gives the explanations of some units and periods to their open findings; true if any was explained.
///
/// # Errors
/// What the ledger reports.
pub fn explain(
    rules: &Explanations,
    ledger: &mut Ledger,
    touched: &BTreeSet<(String, Period)>,
    as_of: DateTime,
) -> Result<bool, BatchFailure> {
    let mut answers = Vec::new();
    for (unit, period) in ledger.read().attached()?.into_iter().filter(|key| touched.contains(key)) {
        answers.extend(explained(rules, ledger.read(), &unit, period, as_of)?);
    }
    if answers.is_empty() {
        return Ok(false);
    }
    ledger.write(|writing| answers.iter().try_for_each(|answer| writing.answer(answer)))?;
    Ok(true)
}

fn explained(
    rules: &Explanations,
    ledger: Reading,
    unit: &str,
    period: Period,
    as_of: DateTime,
) -> Result<Vec<Answer>, BatchFailure> {
    let wanted = Wanted { unit: Some(unit), period: Some(period), ..Wanted::default() };
    let all = ledger.submissions(&wanted)?;
    let (texts, returns): (Vec<&Filed>, Vec<&Filed>) =
        all.iter().filter(|one| is_standing(one)).partition(|one| one.status == Status::Attachment);
    let open = returns.iter().flat_map(|one| one.submission.findings.iter().map(move |found| (*one, found)));
    let open: Vec<(&Filed, &Finding)> = open.filter(|(_, found)| asks(found)).collect();
    let names: Vec<(String, String)> =
        open.iter().map(|(_, found)| (found.rule.clone(), found.place.to_string())).collect();
    let mut answers = Vec::new();
    for (filed, finding) in open {
        // The newest text that says something of it counts.
        let found = texts.iter().rev().find_map(|text| {
            let words = words(text, filed, finding, &names)?;
            rules.accepts(&words).then_some((*text, words))
        });
        answers.extend(found.map(|(text, words)| Answer {
            kind: AnswerKind::Explanation,
            form: filed.submission.form.clone(),
            unit: filed.submission.unit.clone(),
            period,
            event: filed.submission.event.clone(),
            rule: finding.rule.clone(),
            subject: finding.subject(),
            words,
            by: String::new(),
            at: text.received_at.min(as_of),
            until: None,
            source: text.source.clone(),
        }));
    }
    Ok(answers)
}

fn is_standing(filed: &Filed) -> bool {
    match filed.status {
        Status::Attachment => !filed.submission.sections.is_empty(),
        status => status.is_verdict(),
    }
}

/// True for a finding that waits for an explanation.
fn asks(finding: &Finding) -> bool {
    finding.severity == Severity::W && finding.state == FindingState::Open && !finding.auto_fixed
}

/// What a text says of a finding. A letter speaks of what came before it, or of the first that came at all.
fn words(text: &Filed, filed: &Filed, finding: &Finding, open: &[(String, String)]) -> Option<String> {
    let sections = &text.submission.sections;
    // An explanation of the one goes before one of all that the rule found.
    for asked in [key(filed, finding), key_of_rule(filed, &finding.rule)] {
        if let Some(section) = sections.iter().find(|section| section.key == asked) {
            return Some(section.text());
        }
    }
    let letter = sections.iter().find(|section| section.key.is_empty())?;
    let speaks = filed.received_at <= text.received_at || filed.version == 1;
    speaks.then(|| words_for(letter, &finding.rule, &finding.place.to_string(), open))
}
