//! Drafts that officers ask for: by hand, or by approving rows of a table. What was asked is kept, so that later runs
//! draw the draft up again; the period is closed at once, by the clock of the last run (FORMS.md 4.14, 8.2).

use super::super::closing::{close, redrawn_tables};
use super::super::failure::BatchFailure;
use super::super::progress::Progress;
use super::super::run::{Loaded, load};
use super::super::workspace::Office;
use super::approval::near;
use super::draft::id;
use super::figures::Taken;
use super::issuer::{organs, receiving_organ};
use super::refusal::Refusal;
use super::rows::candidates;
use crate::catalog::notice::{Notice, Trigger};
use crate::ledger::{DraftNotice, Ledger, Request, Run, Wanted};
use crate::model::{Period, Saying, Table, Unit};
use jiff::civil::DateTime;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What an officer asks for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The id of the notice; without one, the only notice that waits for the approval of rows.
    pub notice: Option<&'a str>,
    /// For which units, by id or name; for none if it is about no unit.
    pub units: &'a [String],
    /// For which period; without one, the newest of which anything came.
    pub period: Option<Period>,
    /// Fields that he gives.
    pub fields: &'a [(String, String)],
    /// Who asks.
    pub by: &'a str,
    /// When.
    pub at: DateTime,
}

/// Draws up what an officer asks for, and gives the drafts.
///
/// # Errors
/// [`BatchFailure::Notice`] if it cannot be asked for; what the disk or the ledger reports.
pub fn ask(
    office: &Office,
    asked: &Asked,
    progress: &dyn Progress,
) -> Result<Vec<DraftNotice>, BatchFailure> {
    let _lock = office.lock()?;
    let refuse = BatchFailure::Notice;
    let mut ledger = office.ledger()?;
    let run = ledger.read().last_run()?.ok_or(refuse(Refusal::NeverRun))?;
    let loaded = load(office)?;
    let same = (&run.catalog, &run.registry) == (&loaded.catalog.fingerprint, &loaded.registry_fingerprint);
    if !same || !run.ended {
        return Err(refuse(Refusal::Outdated));
    }
    let notice = notice_of(&loaded, asked).map_err(refuse)?;
    let units = units(&loaded, asked).map_err(refuse)?;
    let fields = fields(notice, asked).map_err(refuse)?;
    let period = match asked.period {
        Some(period) => period,
        None => newest(&ledger, &run)?,
    };
    if waits(notice) {
        only_candidates(office, &loaded, &mut ledger, &run, notice, period, &units)?;
    }
    let mut ids = Vec::new();
    let subjects = if units.is_empty() { vec![None] } else { units.into_iter().map(Some).collect() };
    for unit in subjects {
        let subject = free_subject(&ledger, notice, period, unit)?;
        ids.push(id(&notice.declaration.id, period, &subject));
        let request = Request {
            notice: notice.declaration.id.clone(),
            period,
            subject,
            unit: unit.map_or_else(String::new, |unit| unit.id.clone()),
            fields: fields.clone(),
            asked_by: asked.by.to_owned(),
            asked_at: asked.at,
        };
        ledger.write(|writing| writing.put_request(&request))?;
    }
    let touched = BTreeSet::from([(String::new(), period)]);
    let papers = office.papers()?;
    let closed = close((office, papers.as_ref()), &loaded, &mut ledger, &run, &touched, None, progress)?;
    progress.finish();
    let mut drafts = Vec::new();
    for id in ids {
        match ledger.read().draft(&id)? {
            Some(draft) => drafts.push(draft),
            None => {
                let of = |unwritten: &&super::Unwritten| unwritten.notice == notice.declaration.id;
                let why = closed.unwritten.iter().find(of).map(|one| one.why.clone());
                let why = why.unwrap_or(Saying::new("print.not_set"));
                return Err(refuse(Refusal::Unprintable { id, why }));
            }
        }
    }
    Ok(drafts)
}

/// The units of which rows wait for approval, with the notice for which they wait.
///
/// # Errors
/// As of [`ask`].
pub fn waiting(
    office: &Office,
    notice: Option<&str>,
    period: Option<Period>,
) -> Result<(String, Period, Vec<Unit>), BatchFailure> {
    let _lock = office.lock()?;
    let mut ledger = office.ledger()?;
    let run = ledger.read().last_run()?.ok_or(BatchFailure::Notice(Refusal::NeverRun))?;
    let loaded = load(office)?;
    let nobody = Asked { notice, units: &[], period, fields: &[], by: "", at: run.as_of };
    let notice = notice_of(&loaded, &nobody).map_err(BatchFailure::Notice)?;
    let period = match period {
        Some(period) => period,
        None => newest(&ledger, &run)?,
    };
    let tables = redrawn_tables(office, &loaded, &mut ledger, &run, period)?;
    let orders = candidates_of(office, &loaded, notice, &tables)?;
    let units = orders.into_iter().filter_map(|order| loaded.registry.units().get(order).cloned());
    Ok((notice.declaration.id.clone(), period, units.collect()))
}

/// The units that may ask for a draft of a notice, by registry order.
fn candidates_of(
    office: &Office,
    loaded: &Loaded,
    notice: &Notice,
    tables: &[Table],
) -> Result<BTreeSet<usize>, BatchFailure> {
    let organ = receiving_organ(office, loaded);
    let organs = organ.map_or_else(Vec::new, |organ| organs(&loaded.registry, organ));
    candidates(&notice.declaration, Taken { tables, organs: &organs })
}

fn waits(notice: &Notice) -> bool {
    notice.declaration.rows.as_ref().is_some_and(|rows| rows.approved)
}

fn notice_of<'l>(loaded: &'l Loaded, asked: &Asked) -> Result<&'l Notice, Refusal> {
    let all = &loaded.catalog.notices.all;
    let Some(id) = asked.notice else {
        let mut waiting = all.iter().filter(|notice| waits(notice));
        return match (waiting.next(), waiting.next()) {
            (Some(notice), None) => Ok(notice),
            _ => Err(Refusal::NothingToApprove),
        };
    };
    let may = |notice: &&Notice| matches!(notice.declaration.when, Trigger::ByHand | Trigger::Rows);
    let found = all.iter().filter(may).find(|notice| notice.declaration.id.eq_ignore_ascii_case(id));
    let others = || all.iter().filter(may).map(|notice| notice.declaration.id.clone()).collect();
    found.ok_or_else(|| Refusal::NotByHand(id.to_owned(), others()))
}

fn units<'l>(loaded: &'l Loaded, asked: &Asked) -> Result<Vec<&'l Unit>, Refusal> {
    let registry = &loaded.registry;
    let unit = |text: &String| {
        let found = registry.unit(text).or_else(|| registry.resolve(text, None, None).unit());
        found.ok_or_else(|| {
            let ids = registry.units().iter().flat_map(|unit| [unit.id.as_str(), &unit.short_name]);
            Refusal::NoUnit(text.clone(), near(text, ids))
        })
    };
    asked.units.iter().map(unit).collect()
}

/// The fields that the officer gave, as JSON. A list is declared as one, `name[]`, and has an element for each time that it
/// is named; another field says what it was given last.
fn fields(notice: &Notice, asked: &Asked) -> Result<String, Refusal> {
    let known = &notice.declaration.fields;
    let mut fields: Map<String, Value> = Map::new();
    for (name, text) in asked.fields {
        let is_list = known.contains_key(&format!("{name}[]"));
        if !is_list && !known.contains_key(name) {
            let names = known.keys().map(|name| name.trim_end_matches("[]"));
            return Err(Refusal::NoField(name.clone(), near(name, names)));
        }
        let text = Value::from(text.as_str());
        match fields.get_mut(name) {
            Some(Value::Array(several)) => several.push(text),
            _ if is_list => drop(fields.insert(name.clone(), Value::Array(vec![text]))),
            _ => drop(fields.insert(name.clone(), text)),
        }
    }
    Ok(Value::Object(fields).to_string())
}

/// The newest quarter of which anything came; that of the last run if nothing ever did.
fn newest(ledger: &Ledger, run: &Run) -> Result<Period, BatchFailure> {
    let standings = ledger.read().standings(&Wanted::default())?;
    let periods = standings.into_iter().filter_map(|standing| standing.period);
    let newest = periods.filter(|period| !period.is_year()).max_by_key(|period| period.end());
    Ok(newest.unwrap_or_else(|| Period::quarter_of(run.as_of.date())))
}

/// What tells the draft apart: the unit, with a number if drafts for it were approved before.
fn free_subject(
    ledger: &Ledger,
    notice: &Notice,
    period: Period,
    unit: Option<&Unit>,
) -> Result<String, BatchFailure> {
    let issued = ledger.read().issued(Some(period))?;
    let name = unit.map_or("", |unit| unit.id.as_str());
    let numbered = |number: u32| match (number, name) {
        (1, name) => name.to_owned(),
        (number, "") => number.to_string(),
        (number, name) => format!("{name}-{number}"),
    };
    let taken = |subject: &String| {
        let id = id(&notice.declaration.id, period, subject);
        issued.iter().any(|issued| issued.approval.draft == id && issued.voided.is_none())
    };
    Ok((1..).map(numbered).find(|subject| !taken(subject)).unwrap_or_default())
}

fn only_candidates(
    office: &Office,
    loaded: &Loaded,
    ledger: &mut Ledger,
    run: &Run,
    notice: &Notice,
    period: Period,
    units: &[&Unit],
) -> Result<(), BatchFailure> {
    let tables = redrawn_tables(office, loaded, ledger, run, period)?;
    let orders = candidates_of(office, loaded, notice, &tables)?;
    let registry = &loaded.registry;
    let unknown = units.iter().find(|unit| !orders.contains(&registry.order(&unit.id)));
    if let Some(unit) = unknown {
        let others = orders.iter().filter_map(|order| registry.units().get(*order));
        let others = others.map(|unit| format!("{} {}", unit.id, unit.short_name)).collect();
        return Err(BatchFailure::Notice(Refusal::NoCandidate(unit.short_name.clone(), others)));
    }
    Ok(())
}
