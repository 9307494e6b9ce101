//! `liangze status`: what is in, missing, late and returned, unit by unit, as of the newest run.

use super::answer::Answer;
use super::arguments::Status;
use super::failure::Failure;
use super::table::{Side, Table};
use super::words::Words;
use crate::batch::{self, Loaded, Office};
use crate::ledger::Ledger;
use crate::model::{Duty, DutyState, Period};
use std::collections::BTreeMap;

/// Where the returns of an office stand.
pub fn status(given: &Status, words: &Words) -> Result<Answer, Failure> {
    let office = Office::open(&given.office)?;
    if !office.ledger_path().exists() {
        return Err(Failure::NoRun(given.office.clone()));
    }
    let ledger = Ledger::open_for_reading(&office.ledger_path())?;
    let Some(run) = ledger.read().last_run()? else { return Err(Failure::NoRun(given.office.clone())) };
    let loaded = batch::load(&office)?;
    let owed = batch::owed(&office, &loaded, ledger.read(), run.as_of, given.period)?;
    if owed.is_empty() {
        return Ok(Answer::clean(format!("{}\n", words.say("status_table.nothing"))));
    }
    Ok(Answer::clean(format!("{}\n{}", duties(&loaded, &owed, words), totals(&loaded, &owed, words))))
}

fn duties(loaded: &Loaded, owed: &[Duty], words: &Words) -> String {
    let columns =
        ["unit", "form", "period", "due", "received", "state"].map(|key| format!("status_table.{key}"));
    let mut table = Table::new(columns.each_ref().map(|key| (words.say(key), Side::Left)));
    for duty in owed {
        table.row([
            loaded.registry.unit(&duty.unit).map_or(duty.unit.clone(), |unit| unit.short_name.clone()),
            loaded.catalog.form(&duty.form).map_or(duty.form.clone(), |form| form.name.clone()),
            duty.period.to_string(),
            duty.due_on.map(|day| day.to_string()).unwrap_or_default(),
            duty.received_at.map(batch::time_text).unwrap_or_default(),
            state(duty.state, words),
        ]);
    }
    table.lines(0, words.screen)
}

fn state(state: DutyState, words: &Words) -> String {
    let key = match state {
        DutyState::OnTime => "status_table.in",
        DutyState::Late(days) => return format!("{} {days}", words.say("status_table.late")),
        DutyState::Nil => "status_table.nil",
        DutyState::Merged => "status_table.merged",
        DutyState::Held => "status_table.held",
        DutyState::Returned => "status_table.returned",
        DutyState::Missing => "status_table.missing",
        DutyState::Exempt => "status_table.exempt",
    };
    words.say(key).to_owned()
}

/// How many of one form and period stand how.
#[derive(Default)]
struct Total {
    owed: usize,
    arrived: usize,
    late: usize,
    held: usize,
    returned: usize,
    missing: usize,
}

fn totals(loaded: &Loaded, owed: &[Duty], words: &Words) -> String {
    let mut totals: BTreeMap<(Period, usize), Total> = BTreeMap::new();
    for duty in owed.iter().filter(|duty| duty.state != DutyState::Exempt) {
        let form = loaded.catalog.forms.iter().position(|form| form.id == duty.form).unwrap_or(usize::MAX);
        let total = totals.entry((duty.period, form)).or_default();
        total.owed += 1;
        match duty.state {
            DutyState::OnTime | DutyState::Nil | DutyState::Merged => total.arrived += 1,
            DutyState::Late(_) => {
                total.arrived += 1;
                total.late += 1;
            }
            DutyState::Held => total.held += 1,
            DutyState::Returned => total.returned += 1,
            DutyState::Missing | DutyState::Exempt => total.missing += 1,
        }
    }
    let keys = ["period", "form", "owed", "in", "late", "held", "returned", "missing"];
    let headings = keys.map(|key| format!("status_table.{key}"));
    let sides = keys.map(|key| if matches!(key, "period" | "form") { Side::Left } else { Side::Right });
    let mut table = Table::new(headings.each_ref().map(|key| words.say(key)).into_iter().zip(sides));
    for ((period, form), total) in &totals {
        let name = loaded.catalog.forms.get(*form).map_or("", |form| form.name.as_str());
        let counts = [total.owed, total.arrived, total.late, total.held, total.returned, total.missing];
        let cells = [period.to_string(), name.to_owned()].into_iter();
        table.row(cells.chain(counts.map(|count| count.to_string())));
    }
    format!("{}\n{}", words.say("status_table.totals"), table.lines(0, words.screen))
}
