//! Notices to one unit each: the receipt, the return for correction, the reminder (FORMS.md 7 and 8.2).

use super::super::approaching::{Approaching, approaching};
use super::super::closing::Closing;
use super::draft::{Desk, Draft};
use super::issuer::{About, Facts, object};
use crate::catalog::message::fill;
use crate::catalog::notice::{Notice, Recipient};
use crate::catalog::{HouseStyle, Setting};
use crate::model::{
    Duty, DutyState, Faults, Filed, Finding, FindingState, Place, Registry, Severity, Status, Unit,
};
use jiff::civil::Date as Day;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What was received, by the registry order of its unit.
fn by_unit<'a>(closing: &Closing<'a>) -> BTreeMap<usize, (&'a Unit, Vec<&'a Filed>)> {
    let registry = &closing.loaded.registry;
    let mut all: BTreeMap<usize, (&Unit, Vec<&Filed>)> = BTreeMap::new();
    for filed in
        closing.filed.iter().filter(|filed| filed.status.is_verdict() || filed.status == Status::Superseded)
    {
        if let Some(unit) = registry.unit(&filed.submission.unit) {
            all.entry(registry.order(&unit.id)).or_insert_with(|| (unit, Vec::new())).1.push(filed);
        }
    }
    all
}

/// One draft for each unit of which anything was received.
pub fn receipts<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Vec<Draft<'a>> {
    let units = by_unit(desk.closing);
    units.into_values().map(|(unit, filed)| receipt(desk, notice, unit, &filed)).collect()
}

fn receipt<'a>(desk: &Desk<'a>, notice: &'a Notice, unit: &'a Unit, filed: &[&Filed]) -> Draft<'a> {
    let words = &notice.declaration.words;
    let mut files: Vec<(&str, Vec<&Filed>)> = Vec::new();
    for one in filed {
        match files.iter_mut().find(|(source, _)| *source == one.source) {
            Some((_, of)) => of.push(one),
            None => files.push((&one.source, vec![one])),
        }
    }
    let files = files.into_iter().map(|(source, of)| {
        let mut forms: Vec<&str> = of.iter().map(|one| form_name(desk.closing, one)).collect();
        forms.dedup();
        let rows: usize = of.iter().map(|one| one.submission.data().count()).sum();
        // The heaviest verdict of its returns is that of a file; what was replaced has none any more.
        let standing = of.iter().map(|one| one.status).filter(|status| status.is_verdict()).max();
        let verdict = standing.unwrap_or(Status::Superseded).word();
        json!({
            "name": source.rsplit(['/', '\\']).next().unwrap_or(source),
            "forms": forms,
            "rows": rows,
            "digest": of[0].sha256.get(..8).unwrap_or(&of[0].sha256),
            "received_on": of[0].received_at.date().to_string(),
            "verdict": words.get(verdict).map_or(verdict, String::as_str),
        })
    });
    let standing: Vec<&Filed> = filed.iter().copied().filter(|one| one.status.is_verdict()).collect();
    let with = |status: Status| standing.iter().filter(|one| one.status == status).count();
    let faults = Faults::of(standing.iter().flat_map(|one| &one.submission.findings));
    let open = |finding: &&Finding| finding.severity == Severity::W && finding.state == FindingState::Open;
    let warnings = standing.iter().flat_map(|one| {
        let findings = one.submission.findings.iter().filter(open);
        findings.map(|finding| {
            json!({
                "form": form_name(desk.closing, one),
                "place": place(style(desk), one, finding),
                "message": finding.message,
            })
        })
    });
    let warnings: Vec<Value> = warnings.collect();
    let facts = json!({
        "files": files.collect::<Vec<_>>(),
        "received_at": filed.iter().map(|one| one.received_at).max().map(|at| at.to_string()),
        "counts": {
            "accepted": with(Status::Accepted),
            "provisional": with(Status::Provisional),
            "returned": with(Status::Returned),
            "error": faults.error,
            "warning": warnings.len(),
            "compliance": faults.compliance,
        },
        "warnings": warnings,
    });
    draft(desk, notice, unit, facts)
}

/// One draft for each unit with an F, or with an E when the day has passed on which its return was due.
pub fn returns<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    for (unit, filed) in by_unit(desk.closing).into_values() {
        let closed = |one: &Filed| one.due_on.is_none_or(|due| desk.today > due);
        let back = filed.into_iter().filter(|one| match one.status {
            Status::Returned => true,
            Status::Provisional => closed(one),
            _ => false,
        });
        let back: Vec<&Filed> = back.collect();
        if !back.is_empty() {
            drafts.push(correction(desk, notice, unit, &back));
        }
    }
    drafts
}

fn correction<'a>(desk: &Desk<'a>, notice: &'a Notice, unit: &'a Unit, back: &[&Filed]) -> Draft<'a> {
    let words = &desk.closing.loaded.catalog.book;
    let asks = |finding: &&Finding| {
        finding.severity <= Severity::W && finding.state != FindingState::Overridden && !finding.auto_fixed
    };
    let all = back
        .iter()
        .flat_map(|one| one.submission.findings.iter().filter(asks).map(move |found| (*one, found)));
    let mut all: Vec<(&Filed, &Finding)> = all.collect();
    all.sort_by_key(|(_, finding)| finding.severity);
    let findings = all.iter().map(|(one, finding)| {
        json!({
            "form": form_name(desk.closing, one),
            "source": one.source.rsplit(['/', '\\']).next().unwrap_or(&one.source),
            "rule": finding.rule,
            "severity": words.severity.get(finding.severity.letter()),
            "place": place(style(desk), one, finding),
            "value": finding.value,
            "expected": finding.expected,
            "message": finding.message,
            "hint": finding.hint,
        })
    });
    let findings: Vec<Value> = findings.collect();
    let mut forms: Vec<&str> = Vec::new();
    for name in back.iter().map(|one| form_name(desk.closing, one)) {
        if !forms.contains(&name) {
            forms.push(name);
        }
    }
    let faults = Faults::of(all.iter().map(|(_, finding)| *finding));
    let facts = json!({
        "forms": forms,
        "received_at": back.iter().map(|one| one.received_at).max().map(|at| at.to_string()),
        "counts": { "fatal": faults.fatal, "error": faults.error, "warning": faults.warning },
        "findings": findings,
    });
    draft(desk, notice, unit, facts)
}

/// One draft for each unit of which something is about to be due.
pub fn foretold<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Vec<Draft<'a>> {
    let closing = desk.closing;
    let (office, loaded) = (closing.office, closing.loaded);
    let near = approaching(office, loaded, desk.today, closing.period, closing.filed, closing.exempt);
    let of_unit = |items: &[Approaching<'a>]| {
        let items = items.iter().map(|item| {
            let organs = item.form.recipients.iter();
            let organs = organs.filter_map(|role| role.organ(&loaded.registry, item.unit));
            json!({
                "title": item.form.title,
                "due_on": item.due_on.to_string(),
                "recipients": organs.map(|organ| organ.short_name.as_str()).collect::<Vec<_>>(),
            })
        });
        json!({ "items": items.collect::<Vec<_>>() })
    };
    let units = near.chunk_by(|left, right| left.unit.id == right.unit.id);
    units.map(|items| draft(desk, notice, items[0].unit, of_unit(items))).collect()
}

/// One draft for each unit that owes something by the office's ladder of reminders. The first reminder that was drafted
/// stays beside the second.
pub fn reminders<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Vec<Draft<'a>> {
    let closing = desk.closing;
    let ladder = &closing.office.config.reminders;
    let mut owing: BTreeMap<usize, Vec<(&Duty, Day, i32)>> = BTreeMap::new();
    for duty in closing.duties.iter().filter(|duty| duty.state == DutyState::Missing) {
        let Some(due) = duty.due_on else { continue };
        let days = due.until(desk.today).map_or(0, |span| span.get_days());
        if days >= i32::from(ladder.first_after_days) {
            owing.entry(closing.loaded.registry.order(&duty.unit)).or_default().push((duty, due, days));
        }
    }
    let mut drafts = Vec::new();
    for (order, duties) in owing {
        let Some(unit) = closing.loaded.registry.units().get(order) else { continue };
        let longest = duties.iter().map(|(_, _, days)| *days).max().unwrap_or(0);
        let last = if longest >= i32::from(ladder.second_after_days) { 2 } else { 1 };
        drafts.extend((1..=last).map(|times| reminder(desk, notice, unit, &duties, (times, last))));
    }
    drafts
}

fn reminder<'a>(
    desk: &Desk<'a>,
    notice: &'a Notice,
    unit: &'a Unit,
    duties: &[(&Duty, Day, i32)],
    (times, last): (u8, u8),
) -> Draft<'a> {
    let item = |(duty, due, _): &(&Duty, Day, i32)| {
        let title = desk.closing.loaded.catalog.form(&duty.form).map_or("", |form| form.title.as_str());
        json!({ "title": title, "due_on": due.to_string() })
    };
    let items: Vec<Value> = duties.iter().map(item).collect();
    let mut draft = draft(desk, notice, unit, json!({ "times": times, "items": items }));
    if times == 1 {
        draft.facts.insert("copies".into(), json!([]));
    }
    draft.key = format!("{}-{times}", unit.id);
    draft.due = times == last;
    draft
}

/// A draft to a unit, with what all of them say.
fn draft<'a>(desk: &Desk<'a>, notice: &'a Notice, unit: &'a Unit, own: Value) -> Draft<'a> {
    let about = About { unit: Some(unit), ..About::default() };
    let mut facts = common(desk, notice, about);
    facts.insert("unit".into(), json!({ "short_name": unit.short_name }));
    facts.extend(object(own));
    let mut draft = Draft::new(notice, &unit.id, facts);
    draft.unit.clone_from(&unit.id);
    draft.dated = deadlines(desk, notice);
    draft
}

/// What a notice says whatever it is about: its author, its recipients, its period, its constants.
pub fn common(desk: &Desk, notice: &Notice, about: About) -> Facts {
    let declaration = &notice.declaration;
    let mut facts = desk.issuer.facts();
    let to = |recipients: &[Recipient]| json!(desk.issuer.addressees(recipients, about));
    facts.insert("main".into(), to(&declaration.main));
    facts.insert("copies".into(), to(&declaration.copies));
    facts.insert("period".into(), desk.closing.period.chinese().into());
    let switches = &desk.closing.loaded.catalog.switches;
    let named: Facts = declaration
        .switches()
        .filter_map(|key| Some((key.to_owned(), setting(&switches.get(key)?.value))))
        .collect();
    if !named.is_empty() {
        facts.insert("switch".into(), Value::Object(named));
    }
    let constants = declaration.constants.iter();
    facts.extend(constants.map(|(field, text)| (field.clone(), Value::from(text.as_str()))));
    facts
}

fn setting(setting: &Setting) -> Value {
    match setting {
        Setting::Flag(flag) => Value::from(*flag),
        Setting::Number(number) => Value::from(*number),
        Setting::Text(text) => Value::from(text.as_str()),
    }
}

/// The days that a notice sets, counted from the day on which it is drawn up.
pub fn deadlines(desk: &Desk, notice: &Notice) -> Facts {
    days_set(&desk.closing.loaded.registry, notice, desk.today)
}

/// The days that a notice of some day sets.
pub fn days_set(registry: &Registry, notice: &Notice, today: Day) -> Facts {
    let day = |(field, days): (&String, &u16)| {
        (field.clone(), Value::from(registry.add_workdays(today, i32::from(*days)).to_string()))
    };
    notice.declaration.deadlines.iter().map(day).collect()
}

fn style<'d>(desk: &'d Desk) -> &'d HouseStyle {
    &desk.closing.loaded.catalog.notices.style
}

fn form_name<'a>(closing: &Closing<'a>, filed: &Filed) -> &'a str {
    closing.loaded.catalog.form(&filed.submission.form).map_or("", |form| form.name.as_str())
}

/// Where a finding is, in words.
fn place(style: &HouseStyle, filed: &Filed, finding: &Finding) -> String {
    let say = |key: &str, values: &[(&str, &str)]| {
        style.places.get(key).map_or_else(|| key.to_owned(), |text| fill(text, values).trim().to_owned())
    };
    let said = match finding.place {
        Place::Whole => say("whole", &[]),
        Place::Cell { .. } => {
            let sheet = filed.submission.sheet_name(finding.place);
            say("cell", &[("sheet", sheet), ("cell", &finding.place.to_string())])
        }
        Place::WordCell { table, row, column } => {
            let [table, row, column] = [table, row, column].map(|number| number.to_string());
            say("word_cell", &[("table", &table), ("row", &row), ("column", &column)])
        }
        Place::Paragraph(number) => say("paragraph", &[("number", &number.to_string())]),
    };
    if finding.row_label.is_empty() { said } else { format!("{said}（{}）", finding.row_label) }
}
