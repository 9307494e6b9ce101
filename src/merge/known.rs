//! Facts that are read from no cell: duties, receipts by organ, findings.

use super::fact::{Fact, Facts, Origin, Standing};
use super::gather::{Order, unit_number};
use crate::catalog::message::fill;
use crate::catalog::{BookWords, Field, Form, Recipient};
use crate::model::{
    Answer, AnswerKind, Date, Duty, DutyState, Filed, Finding, FindingState, Status, Unit, Value,
};
use std::collections::HashMap;

/// The word for what became of a duty (FORMS.md 6).
pub fn state_word(words: &BookWords, state: DutyState) -> String {
    let days = match state {
        DutyState::Late(days) => days.to_string(),
        _ => String::new(),
    };
    words.status.get(state.key()).map_or_else(String::new, |text| fill(text, &[("days", &days)]))
}

fn text(text: impl Into<String>) -> Value {
    let text = text.into();
    if text.is_empty() { Value::Missing } else { Value::Text(text.into()) }
}

fn flag(holds: bool) -> Value {
    Value::from(i64::from(holds))
}

fn day(day: Option<jiff::civil::Date>) -> Value {
    day.map_or(Value::Missing, |day| Value::Date(Date::Day(day)))
}

/// One fact for each duty; its values in the order of `Data::Duties`.
pub fn duties<'a>(order: &Order<'a>, duties: &[&'a Duty], filed: &[&'a Filed]) -> Facts<'a> {
    let by_id: HashMap<i64, &Filed> = filed.iter().map(|filed| (filed.id, *filed)).collect();
    let mut facts = Facts::default();
    for duty in duties {
        let Some(form) = order.catalog.form(&duty.form) else { continue };
        let origin = duty.filed.and_then(|id| by_id.get(&id)).map(|filed| Origin { filed, record: None });
        let unit = unit_number(order.registry, &duty.unit);
        let values = duty_values(order, duty, form);
        facts.push(Fact::made(unit, duty.period, Standing::Official, origin, values));
    }
    facts
}

fn duty_values(order: &Order, duty: &Duty, form: &Form) -> Vec<Value> {
    let group = order.registry.unit(&duty.unit).map_or("", |unit| unit.group.as_str());
    let count = |count: u32| Value::from(i64::from(count));
    let came = duty.filed.is_some();
    let state = duty.state;
    vec![
        Value::Unit(duty.unit.as_str().into()),
        text(group),
        text(&form.name),
        Value::Code(form.code.as_str().into()),
        text(duty.period.chinese()),
        day(duty.due_on),
        day(duty.received_at.map(|received| received.date())),
        duty.days.map_or(Value::Missing, Value::from),
        if came { count(duty.version) } else { Value::Missing },
        text(state_word(&order.catalog.book, state)),
        Value::Code(state.key().into()),
        if came { count(duty.faults.fatal) } else { Value::Missing },
        if came { count(duty.faults.error) } else { Value::Missing },
        if came { count(duty.faults.warning) } else { Value::Missing },
        if came { count(duty.faults.compliance) } else { Value::Missing },
        flag(state != DutyState::Exempt),
        flag(came),
        flag(state.in_time()),
        flag(matches!(state, DutyState::Late(_))),
        flag(state == DutyState::Held),
        flag(state == DutyState::Returned),
        flag(state == DutyState::Missing),
        flag(state == DutyState::Exempt),
        flag(duty.faults.fatal + duty.faults.error > 0),
    ]
}

/// One fact for each duty and each organ that must receive the form; its values in the order of `Data::Receipts`. An
/// organ that a letter names among its addressees has received it; a form without addressees goes to all.
pub fn receipts<'a>(order: &Order<'a>, duties: &[&'a Duty], filed: &[&'a Filed]) -> Facts<'a> {
    let mut sent: HashMap<(&str, &str), Vec<&Filed>> = HashMap::new();
    for filed in filed.iter().filter(|filed| filed.submission.period == Some(order.period)) {
        sent.entry((&filed.submission.form, &filed.submission.unit)).or_default().push(filed);
    }
    let mut facts = Facts::default();
    for duty in duties {
        let (Some(form), Some(unit)) = (order.catalog.form(&duty.form), order.registry.unit(&duty.unit))
        else {
            continue;
        };
        let copies = sent.get(&(form.id.as_str(), unit.id.as_str())).map_or(&[][..], Vec::as_slice);
        let standing = copies.iter().find(|filed| Some(filed.id) == duty.filed);
        let origin = standing.map(|filed| Origin { filed, record: None });
        for relation in &form.recipients {
            let organ = relation.organ(order.registry, unit);
            let named = organ.map(|organ| names(order, copies, organ, unit));
            let came = duty.filed.is_some() && named != Some(Some(false));
            let state = if came { duty.state } else { missing(duty.state) };
            let values = vec![
                Value::Unit(duty.unit.as_str().into()),
                text(&form.name),
                Value::Code(form.code.as_str().into()),
                text(order.catalog.book.recipient.get(relation_key(*relation)).cloned().unwrap_or_default()),
                organ.map_or(Value::Missing, |organ| Value::Unit(organ.id.as_str().into())),
                day(duty.due_on),
                day(duty.received_at.filter(|_| came).map(|received| received.date())),
                text(state_word(&order.catalog.book, state)),
                named.flatten().map_or(Value::Missing, Value::Flag),
            ];
            let number = unit_number(order.registry, &duty.unit);
            facts.push(Fact::made(number, duty.period, Standing::Official, origin, values));
        }
    }
    facts
}

fn missing(state: DutyState) -> DutyState {
    if state == DutyState::Exempt { state } else { DutyState::Missing }
}

fn relation_key(relation: Recipient) -> &'static str {
    match relation {
        Recipient::SuperiorParty => "superior_party",
        Recipient::SuperiorDiscipline => "superior_discipline",
        Recipient::Counterpart => "counterpart",
    }
}

/// Whether any copy names the organ; `None` if no copy names anyone.
fn names(order: &Order, copies: &[&Filed], organ: &Unit, sender: &Unit) -> Option<bool> {
    let mut anyone = false;
    for filed in copies.iter().filter(|filed| filed.status != Status::Returned) {
        for key in &order.catalog.book.addressed {
            let written = filed.submission.header(key);
            let written = written.text().unwrap_or_default();
            for name in
                written.split(['、', '，', ',', '；', ';', '。', '：', ':']).filter(|name| !name.is_empty())
            {
                anyone = true;
                let meant = order.registry.resolve(name, Some(filed.received_at.date()), Some(sender));
                if meant.unit().is_some_and(|unit| unit.id == organ.id) {
                    return Some(true);
                }
            }
        }
    }
    anyone.then_some(false)
}

/// What a field is called: a column of the form, a field of the header block, or another thing that findings point to.
fn field_name(order: &Order, form: Option<&Form>, key: &str) -> String {
    let column = form.and_then(|form| form.field(key)).map(Field::leaf);
    let header = || order.catalog.header.fields.iter().find(|field| field.key == key);
    let other = || order.catalog.book.fields.get(key).cloned();
    column
        .or_else(|| header().map(|field| field.title.clone()))
        .or_else(other)
        .unwrap_or_else(|| key.to_owned())
}

/// One fact for each finding of the period's returns and each over them; its values in the order of `Data::Findings`.
pub fn findings<'a>(
    order: &Order<'a>,
    filed: &[&'a Filed],
    over_units: &[(String, String, Finding)],
) -> Facts<'a> {
    let mut facts = Facts::default();
    let stands = |filed: &&&Filed| {
        matches!(filed.status, Status::Accepted | Status::Provisional | Status::Returned)
            && filed.submission.period == Some(order.period)
    };
    for filed in filed.iter().filter(stands) {
        let submission = &filed.submission;
        for finding in &submission.findings {
            let sheet = submission.sheet_name(finding.place);
            let about = About { form: &submission.form, unit: &submission.unit, sheet, file: &filed.source };
            let origin = Some(Origin { filed, record: None });
            facts.push(about.fact(order, finding, origin));
        }
    }
    for (form, unit, finding) in over_units {
        facts.push(About { form, unit, sheet: "", file: "" }.fact(order, finding, None));
    }
    facts
}

/// One fact for each override and waiver of the period, in the order in which they were given; its values in the order
/// of `Data::Answers`.
pub fn answers<'a>(order: &Order<'a>) -> Facts<'a> {
    let mut facts = Facts::default();
    let words = &order.catalog.book.answer;
    let word = |key: &str| text(words.get(key).cloned().unwrap_or_default());
    let of_organ = |answer: &&Answer| answer.period == order.period && answer.kind != AnswerKind::Explanation;
    for answer in order.answers.iter().filter(of_organ) {
        let form = order.catalog.form(&answer.form);
        let holds = if answer.holds_on(order.as_of.date()) { "holds" } else { "expired" };
        let values = vec![
            Value::Unit(answer.unit.as_str().into()),
            text(form.map_or("", |form| &form.name)),
            Value::Code(form.map_or("", |form| &form.code).into()),
            text(answer.period.chinese()),
            word(answer.kind.word()),
            Value::Code(answer.rule.as_str().into()),
            text(&answer.words),
            text(&answer.by),
            day(Some(answer.at.date())),
            day(answer.until),
            word(holds),
        ];
        let unit = unit_number(order.registry, &answer.unit);
        facts.push(Fact::made(unit, answer.period, Standing::Official, None, values));
    }
    facts
}

/// What a finding is about.
struct About<'f> {
    form: &'f str,
    unit: &'f str,
    sheet: &'f str,
    file: &'f str,
}

impl About<'_> {
    fn fact<'a>(&self, order: &Order<'a>, finding: &Finding, origin: Option<Origin<'a>>) -> Fact<'a> {
        let words = &order.catalog.book;
        let form = order.catalog.form(self.form);
        let repaired = finding.auto_fixed && finding.state == FindingState::Open;
        let state = if repaired { "fixed" } else { finding.state.word() };
        let letter = finding.severity.letter();
        let values = vec![
            if self.unit.is_empty() { Value::Missing } else { Value::Unit(self.unit.into()) },
            text(form.map_or("", |form| &form.name)),
            Value::Code(form.map_or("", |form| &form.code).into()),
            text(order.period.chinese()),
            Value::Code(finding.rule.as_str().into()),
            Value::Code(letter.into()),
            text(words.severity.get(letter).cloned().unwrap_or_default()),
            text(self.sheet),
            text(finding.place.to_string()),
            text(field_name(order, form, &finding.field)),
            text(&finding.row_label),
            text(&finding.value),
            text(&finding.expected),
            text(&finding.message),
            text(&finding.hint),
            text(words.finding.get(state).cloned().unwrap_or_default()),
            text(self.file),
            text(&finding.answer),
        ];
        Fact::made(unit_number(order.registry, self.unit), order.period, Standing::Official, origin, values)
    }
}
