//! 宏观审核 of a period: once its collection has closed, the rules over all units are held against what stands in
//! official totals, and what they find is kept with the period (FORMS.md 2.3, M).

use super::answering::settle_over_units;
use super::answers::exempt;
use super::failure::BatchFailure;
use super::owed::{duties_of, last_day};
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::Form;
use crate::check::{Obstacle, macro_rules};
use crate::ledger::{Ledger, Run, Wanted};
use crate::merge::{needed, official};
use crate::model::{Answer, Duty, DutyState, Filed, Finding, Line, Period, Unit};
use jiff::civil::Date as Day;
use std::collections::BTreeSet;

/// A finding over many returns: form, unit, and what is remarked.
pub type OverUnits = (String, String, Finding);

/// Holds the rules over all units against what was collected of a period whose tables are as they were; true if they
/// find something else than before.
///
/// # Errors
/// What the ledger reports.
pub fn finds_otherwise(
    office: &Office,
    loaded: &Loaded,
    ledger: &mut Ledger,
    run: &Run,
    period: Period,
) -> Result<bool, BatchFailure> {
    let mut filed = Vec::new();
    for form in macro_rules::forms(&loaded.catalog, period) {
        filed.extend(looked_at(loaded, ledger, form, period, true)?);
    }
    filed.sort_by_key(|one| one.id);
    filed.dedup_by_key(|one| one.id);
    let exempt = exempt(&loaded.catalog, ledger.read(), run.as_of.date())?;
    let duties = duties_of(office, loaded, run.as_of, period, &filed, &exempt);
    let before = ledger.read().period_findings(period)?;
    let all: Vec<&Filed> = filed.iter().collect();
    review(office, loaded, ledger, run, period, &all, &duties)?;
    Ok(before != ledger.read().period_findings(period)?)
}

/// Holds the rules over all units against what was collected of a period, and keeps what they find. What an officer
/// said about a finding stays with it as long as it is found in the same words. `filed` are the submissions of the
/// period and those that its tables are compared with.
///
/// # Errors
/// What the ledger reports.
pub fn review(
    office: &Office,
    loaded: &Loaded,
    ledger: &mut Ledger,
    run: &Run,
    period: Period,
    filed: &[&Filed],
    duties: &[Duty],
) -> Result<(Vec<OverUnits>, Vec<Obstacle>), BatchFailure> {
    let (mut found, mut obstacles): (Vec<OverUnits>, Vec<Obstacle>) = (Vec::new(), Vec::new());
    let collector = loaded.registry.top(Line::Discipline).map_or("", |unit| &unit.id);
    for form in macro_rules::forms(&loaded.catalog, period) {
        if last_day_of_collection(office, loaded, form, period) >= run.as_of.date() {
            continue;
        }
        let more = looked_at(loaded, ledger, form, period, false)?;
        let all: Vec<&Filed> = filed.iter().copied().chain(&more).collect();
        let looked_at = macro_rules::looked_at(&loaded.catalog, form, period);
        let mut stated = macro_rules::Stated::new();
        let others: BTreeSet<&str> = looked_at.iter().map(|(form, _)| *form).collect();
        for other in loaded.catalog.forms.iter().filter(|other| others.contains(other.id.as_str())) {
            for (period, unit, record) in official(other, &loaded.registry, &all) {
                stated.entry((&other.id, period)).or_default().push((unit, record));
            }
        }
        let owed = |duty: &&Duty| duty.form == form.id && duty.state != DutyState::Exempt;
        let units_due = duties.iter().filter(owed).count();
        let nothing_official = |duty: &&Duty| {
            owed(duty) && matches!(duty.state, DutyState::Missing | DutyState::Held | DutyState::Returned)
        };
        let missing = duties.iter().filter(nothing_official);
        let missing: Vec<&Unit> = missing.filter_map(|duty| loaded.registry.unit(&duty.unit)).collect();
        let collected = macro_rules::Collected {
            form,
            period,
            units_due,
            missing: &missing,
            filed: &all,
            registry: &loaded.registry,
            stated: &stated,
        };
        let (findings, troubles) = macro_rules::check(&loaded.catalog, &collected);
        found.extend(findings.into_iter().map(|finding| (form.id.clone(), collector.to_owned(), finding)));
        obstacles.extend(troubles);
    }
    keep(ledger, period, &mut found)?;
    Ok((found, obstacles))
}

/// The last day on which a return of the period is in time; of a form whose day depends on what happened (a meeting, a
/// case) a month after the period.
fn last_day_of_collection(office: &Office, loaded: &Loaded, form: &Form, period: Period) -> Day {
    last_day(office, loaded, form, period).unwrap_or_else(|| period.next().start().last_of_month())
}

/// The submissions that the rules of a form look at: those that tables of the period are made of or compared with, or
/// the others.
fn looked_at(
    loaded: &Loaded,
    ledger: &Ledger,
    form: &Form,
    period: Period,
    by_tables: bool,
) -> Result<Vec<Filed>, BatchFailure> {
    let needed = needed(&loaded.catalog, period);
    let mut found = Vec::new();
    for (id, other) in macro_rules::looked_at(&loaded.catalog, form, period) {
        if needed.get(id).is_some_and(|periods| periods.contains(&other)) == by_tables {
            let period = Some(other);
            let wanted =
                Wanted { form: Some(id), period, current: true, in_brief: true, ..Wanted::default() };
            found.extend(ledger.read().submissions(&wanted)?);
        }
    }
    Ok(found)
}

/// Keeps what was found; answers of officers stay with it.
fn keep(ledger: &mut Ledger, period: Period, found: &mut [OverUnits]) -> Result<(), BatchFailure> {
    let answers = ledger.read().answers()?;
    let answers: Vec<Answer> = answers.into_iter().filter(|answer| answer.period == period).collect();
    let kept: Vec<OverUnits> = ledger
        .read()
        .period_findings(period)?
        .into_iter()
        .map(|remark| (remark.form, remark.unit, remark.finding))
        .collect();
    for (form, _, finding) in found.iter_mut() {
        let same = kept.iter().find(|(other, _, kept)| {
            other == form && kept.rule == finding.rule && kept.message == finding.message
        });
        if let Some((_, _, kept)) = same {
            (finding.state, finding.answer) = (kept.state, kept.answer.clone());
        }
        settle_over_units(finding, &answers);
    }
    if kept != found {
        ledger.write(|writing| writing.set_period_findings(period, found))?;
    }
    Ok(())
}
