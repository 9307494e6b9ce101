//! Answers that an officer gives: an explanation passed on for a unit, a finding admitted, a duty waived. Each is written
//! into the journal with who, when and why; then what it changes is judged and written anew (FORMS.md 2.3 and 11).

use super::failure::BatchFailure;
use super::progress::Progress;
use super::run::{RunReport, rework};
use super::workspace::Office;
use crate::catalog::Form;
use crate::ledger::{Reading, Remark, Wanted};
use crate::model::{Answer, AnswerKind, Filed, Finding, FindingState, Period, Severity, Unit};
use jiff::civil::{Date as Day, DateTime};

/// Why an answer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such finding, or the return was replaced by a later one.
    NoFinding,
    /// An explanation is asked for W and M only.
    NotExplained,
    /// Only E and W may be admitted, never an F.
    NotAdmitted,
    /// The explanation says nothing.
    SaysNothing,
    /// The reason or the name of who answers is empty.
    Unsigned,
    /// The unit does not owe the form, or the form has no such period.
    NotOwed,
}

/// What an officer says.
#[derive(Clone, Debug)]
pub struct Said {
    /// The explanation, or the reason.
    pub words: String,
    /// Who gives or approves it.
    pub by: String,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// The clock.
    pub as_of: DateTime,
}

/// Explains a finding, by the id under which it is exported.
///
/// # Errors
/// [`BatchFailure::Refused`]; else what the disk or the ledger reports.
pub fn explain_finding(
    office: &Office,
    id: &str,
    said: &Said,
    progress: &dyn Progress,
) -> Result<RunReport, BatchFailure> {
    rework(office, said.as_of, progress, |ledger, loaded| {
        let found = find(ledger, id)?;
        if !matches!(found.finding().severity, Severity::W | Severity::M) {
            return Err(refused(Refused::NotExplained, id));
        }
        if !loaded.catalog.explanations.accepts(&said.words) {
            return Err(refused(Refused::SaysNothing, id));
        }
        Ok(found.answer(AnswerKind::Explanation, said))
    })
}

/// Admits a finding that holds a return back; what was reported stays as it is.
///
/// # Errors
/// [`BatchFailure::Refused`]; else what the disk or the ledger reports.
pub fn override_finding(
    office: &Office,
    id: &str,
    said: &Said,
    progress: &dyn Progress,
) -> Result<RunReport, BatchFailure> {
    rework(office, said.as_of, progress, |ledger, _| {
        let found = find(ledger, id)?;
        if !found.finding().may_be_admitted() {
            return Err(refused(Refused::NotAdmitted, id));
        }
        signed(said, id)?;
        Ok(found.answer(AnswerKind::Override, said))
    })
}

/// Excuses a unit from a form for a period.
///
/// # Errors
/// [`BatchFailure::Refused`]; else what the disk or the ledger reports.
pub fn waive(
    office: &Office,
    unit: &Unit,
    form: &Form,
    period: Period,
    said: &Said,
    progress: &dyn Progress,
) -> Result<RunReport, BatchFailure> {
    let what = format!("{} {} {period}", unit.short_name, form.name);
    rework(office, said.as_of, progress, |_, _| {
        if !unit.owes(&form.code) || form.due_on(period).is_none() || !form.cycle.admits(period) {
            return Err(refused(Refused::NotOwed, &what));
        }
        signed(said, &what)?;
        Ok(Answer {
            kind: AnswerKind::Waiver,
            form: form.id.clone(),
            unit: unit.id.clone(),
            period,
            event: String::new(),
            rule: String::new(),
            subject: String::new(),
            words: said.words.trim().to_owned(),
            by: said.by.trim().to_owned(),
            at: said.as_of,
            until: said.until,
            source: String::new(),
        })
    })
}

fn refused(why: Refused, what: &str) -> BatchFailure {
    BatchFailure::Refused { why, what: what.to_owned() }
}

fn signed(said: &Said, what: &str) -> Result<(), BatchFailure> {
    let empty = |text: &str| text.trim().is_empty();
    if empty(&said.words) || empty(&said.by) { Err(refused(Refused::Unsigned, what)) } else { Ok(()) }
}

/// A finding of a return, or one over many returns of a period.
enum Found {
    Return(Box<Filed>, usize),
    Period(Box<Remark>, Period),
}

impl Found {
    fn finding(&self) -> &Finding {
        match self {
            Found::Return(filed, number) => &filed.submission.findings[*number],
            Found::Period(remark, _) => &remark.finding,
        }
    }

    fn answer(&self, kind: AnswerKind, said: &Said) -> Answer {
        let finding = self.finding();
        let (form, unit, period, event) = match self {
            Found::Return(filed, _) => {
                let of = &filed.submission;
                (&of.form, &of.unit, of.period.unwrap_or(Period::year(0)), of.event.as_str())
            }
            Found::Period(remark, period) => (&remark.form, &remark.unit, *period, ""),
        };
        Answer {
            kind,
            form: form.clone(),
            unit: unit.clone(),
            period,
            event: event.to_owned(),
            rule: finding.rule.clone(),
            subject: finding.subject(),
            words: said.words.trim().to_owned(),
            by: said.by.trim().to_owned(),
            at: said.as_of,
            until: said.until,
            source: String::new(),
        }
    }
}

/// The finding with an id of `findings.csv`, of a return that counts.
fn find(ledger: Reading, id: &str) -> Result<Found, BatchFailure> {
    let unknown = || refused(Refused::NoFinding, id);
    let (owner, ordinal) = id.split_once('.').ok_or_else(unknown)?;
    let ordinal: usize = ordinal.parse().map_err(|_| unknown())?;
    let number = ordinal.checked_sub(1).ok_or_else(unknown)?;
    // A year is a number, too: findings over many returns go by their period where no return has them.
    if let Ok(submission) = owner.parse::<i64>() {
        let wanted = Wanted { id: Some(submission), current: true, ..Wanted::default() };
        let filed = ledger.submissions(&wanted)?.pop();
        let has =
            |filed: &Filed| filed.submission.findings.len() > number && filed.submission.period.is_some();
        if let Some(filed) = filed.filter(has) {
            return Ok(Found::Return(Box::new(filed), number));
        }
    }
    let period: Period = owner.parse().map_err(|_| unknown())?;
    let remark = ledger.period_findings(period)?.into_iter().nth(number).ok_or_else(unknown)?;
    Ok(Found::Period(Box::new(remark), period))
}

/// Gives findings over many returns the states that answers give them.
pub(super) fn settle_over_units(finding: &mut Finding, answers: &[Answer]) {
    let explained = answers.iter().rev().find(|answer| {
        answer.kind == AnswerKind::Explanation
            && answer.rule == finding.rule
            && answer.subject == finding.subject()
    });
    if let Some(answer) = explained {
        (finding.state, finding.answer) = (FindingState::Explained, answer.words.clone());
    }
}
