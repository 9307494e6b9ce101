//! What was answered to findings and duties: explanations of units, overrides and waivers of the receiving organ
//! (FORMS.md 2.3 and 11). An answer never changes what was reported.

use super::duty::Duty;
use super::filed::Filed;
use super::finding::{Finding, FindingState, Severity};
use super::period::Period;
use super::place::Place;
use super::text::hex;
use jiff::civil::{Date as Day, DateTime};
use sha2::{Digest, Sha256};

/// What kind of answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerKind {
    /// 说明: the unit explains a W.
    Explanation,
    /// 认可: the receiving organ admits what a finding holds back.
    Override,
    /// 免报: the unit is excused from a form for a period.
    Waiver,
}

impl AnswerKind {
    /// The word of the ledger, and the key under which templates/ has the name.
    pub fn word(self) -> &'static str {
        match self {
            AnswerKind::Explanation => "explanation",
            AnswerKind::Override => "override",
            AnswerKind::Waiver => "waiver",
        }
    }

    /// The kind of a word of the ledger.
    pub fn of_word(word: &str) -> Option<AnswerKind> {
        [AnswerKind::Explanation, AnswerKind::Override, AnswerKind::Waiver]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// One answer, with who gave it, when and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What kind.
    pub kind: AnswerKind,
    /// The form id.
    pub form: String,
    /// The unit that reports, or should have.
    pub unit: String,
    /// The period.
    pub period: Period,
    /// What tells apart several returns of one form, unit and period.
    pub event: String,
    /// The rule of the finding; empty for a waiver.
    pub rule: String,
    /// What the finding is about, see [`Finding::subject`]; empty for a waiver.
    pub subject: String,
    /// The explanation, or the reason.
    pub words: String,
    /// Who gave it; may be empty for an explanation that a file brought.
    pub by: String,
    /// When.
    pub at: DateTime,
    /// The last day on which it holds; `None` if it holds on.
    pub until: Option<Day>,
    /// The file that brought it, as dropped; empty if an officer gave it.
    pub source: String,
}

impl Answer {
    /// True as long as it has not expired.
    pub fn holds_on(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day <= until)
    }

    /// True for a waiver of a duty.
    pub fn waives(&self, duty: &Duty) -> bool {
        self.kind == AnswerKind::Waiver
            && self.unit == duty.unit
            && self.form == duty.form
            && self.period == duty.period
    }

    /// The state that it gives to a finding; `None` if it says nothing of it. An F is never admitted (FORMS.md 2.3).
    fn state_of(&self, finding: &Finding) -> Option<FindingState> {
        let state = match self.kind {
            AnswerKind::Explanation if finding.severity == Severity::W => FindingState::Explained,
            AnswerKind::Override if finding.may_be_admitted() => FindingState::Overridden,
            _ => return None,
        };
        (self.rule == finding.rule && self.subject == finding.subject()).then_some(state)
    }
}

impl Finding {
    /// What it is about, so that an answer is kept while the value is unchanged and lost when it changes: its rule,
    /// field, row and value. A finding without field or row is known by its place.
    pub fn subject(&self) -> String {
        let place =
            if self.field.is_empty() || self.row_label.is_empty() { self.place } else { Place::Whole };
        [&self.rule, &self.field, &self.row_label, &place.to_string(), &self.value]
            .map(String::as_str)
            .join("\u{1f}")
    }

    /// True if the receiving organ may admit it: what holds a return or asks for an explanation, and no F.
    pub fn may_be_admitted(&self) -> bool {
        matches!(self.severity, Severity::E | Severity::W)
    }
}

/// The key by which a finding is asked about and answered: the unit, the period, and a digest of what it is about.
pub fn key(filed: &Filed, finding: &Finding) -> String {
    key_of(filed, &[&finding.subject()])
}

/// The key by which all findings of a rule in a return are asked about and answered together.
pub fn key_of_rule(filed: &Filed, rule: &str) -> String {
    key_of(filed, &[rule, "*"])
}

fn key_of(filed: &Filed, about: &[&str]) -> String {
    let submission = &filed.submission;
    let mut hash = Sha256::new();
    for part in [submission.form.as_str(), &submission.event].iter().chain(about) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest = hex(hash.finalize());
    let period = submission.period.map(|period| period.to_string()).unwrap_or_default();
    format!("{}_{period}_{}", submission.unit, &digest[..12])
}

/// The unit and the period of a key.
pub fn parse_key(key: &str) -> Option<(&str, Period)> {
    let (rest, digest) = key.rsplit_once('_')?;
    let (unit, period) = rest.rsplit_once('_')?;
    let is_digest = digest.len() == 12 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_digest && !unit.is_empty()).then_some(())?;
    Some((unit, period.parse().ok()?))
}

/// Gives findings the states that answers give them on a day; those that nobody answers are open. An override weighs
/// more than an explanation, and a later answer more than an earlier one of its kind.
pub fn settle(findings: &mut [Finding], answers: &[Answer], day: Day) {
    for finding in findings {
        (finding.state, finding.answer) = (FindingState::Open, String::new());
        let holding = answers.iter().filter(|answer| answer.holds_on(day));
        let states = holding.filter_map(|answer| Some((answer.kind, answer, answer.state_of(finding)?)));
        if let Some((_, answer, state)) = states.max_by_key(|(kind, ..)| *kind) {
            (finding.state, finding.answer) = (state, answer.words.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(severity: Severity, value: &str) -> Finding {
        Finding {
            rule: "AA-Q001".into(),
            severity,
            field: "cases".into(),
            row_label: "某县".into(),
            value: value.into(),
            place: Place::Cell { sheet: 0, row: 8, column: 2 },
            related: Vec::new(),
            expected: String::new(),
            message: String::new(),
            hint: String::new(),
            auto_fixed: false,
            by_rule: true,
            state: FindingState::Open,
            answer: String::new(),
        }
    }

    fn answer(kind: AnswerKind, to: &Finding, until: Option<&str>) -> Answer {
        Answer {
            kind,
            form: String::new(),
            unit: String::new(),
            period: Period::year(2014),
            event: String::new(),
            rule: to.rule.clone(),
            subject: to.subject(),
            words: "上年有一起跨年案件".into(),
            by: String::new(),
            at: DateTime::default(),
            until: until.map(|day| day.parse().unwrap()),
            source: String::new(),
        }
    }

    fn state(finding: &Finding, answers: &[Answer], day: &str) -> FindingState {
        let mut findings = [Finding { state: FindingState::Explained, ..finding.clone() }];
        settle(&mut findings, answers, day.parse().unwrap());
        findings[0].state
    }

    #[test]
    fn an_explanation_holds_while_the_value_is_unchanged_wherever_its_row_has_moved() {
        let asked = finding(Severity::W, "9");
        let explained = [answer(AnswerKind::Explanation, &asked, None)];
        let moved = Finding { place: Place::Cell { sheet: 0, row: 9, column: 2 }, ..asked.clone() };
        assert_eq!(state(&asked, &explained, "2014-10-08"), FindingState::Explained);
        assert_eq!(state(&moved, &explained, "2014-10-08"), FindingState::Explained);
        assert_eq!(state(&finding(Severity::W, "8"), &explained, "2014-10-08"), FindingState::Open);
        assert_eq!(state(&finding(Severity::E, "9"), &explained, "2014-10-08"), FindingState::Open);
    }

    #[test]
    fn an_override_admits_an_error_until_it_expires_and_never_an_f() {
        let held = finding(Severity::E, "9");
        let admitted = [answer(AnswerKind::Override, &held, Some("2014-10-31"))];
        assert_eq!(state(&held, &admitted, "2014-10-31"), FindingState::Overridden);
        assert_eq!(state(&held, &admitted, "2014-11-01"), FindingState::Open);
        assert_eq!(state(&finding(Severity::F, "9"), &admitted, "2014-10-08"), FindingState::Open);
    }
}
