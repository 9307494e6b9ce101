//! Who owed what, from the ledger: period by period, so that no more than one period's submissions are in memory.

use super::answers::{Exempt, exempt};
use super::failure::BatchFailure;
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::Form;
use crate::ledger::{Reading, Standing, Wanted};
use crate::merge::{Collection, duties, duties_looked_at, shows_collection};
use crate::model::{Duty, Filed, Period};
use jiff::civil::{Date as Day, DateTime};
use std::collections::BTreeSet;

/// The duties of all periods since the first of which anything came, or of one of them: by period, then in registry
/// order, then by form.
///
/// # Errors
/// What the ledger reports.
pub fn owed(
    office: &Office,
    loaded: &Loaded,
    ledger: Reading,
    as_of: DateTime,
    only: Option<Period>,
) -> Result<Vec<Duty>, BatchFailure> {
    let mut periods: BTreeSet<Period> = BTreeSet::new();
    ledger.each_standing(&Wanted::default(), |standing| {
        let Standing { form, status, received_at, .. } = &standing;
        let shows = |period: &Period| shows_collection(&loaded.catalog, form, *period, *status, *received_at);
        periods.extend(standing.period.filter(shows));
        Ok::<_, BatchFailure>(())
    })?;
    let since = periods.iter().map(|period| period.start()).min();
    if let Some(first) = since {
        periods.extend(through(Period::quarter_of(first), as_of));
        periods.extend(through(Period::year(first.year()), as_of));
    }
    let exempt = exempt(&loaded.catalog, ledger, as_of.date())?;
    let mut owed = Vec::new();
    for period in periods.into_iter().filter(|period| only.is_none_or(|only| only == *period)) {
        let wanted = Wanted { period: Some(period), in_brief: true, ..Wanted::default() };
        let filed = ledger.submissions(&wanted)?;
        owed.extend(duties_since(office, loaded, as_of, since, period, &filed, &exempt));
    }
    Ok(owed)
}

/// The duties of a period that is collected; `filed` are its submissions.
pub fn duties_of(
    office: &Office,
    loaded: &Loaded,
    as_of: DateTime,
    period: Period,
    filed: &[Filed],
    exempt: &Exempt,
) -> Vec<Duty> {
    let collected = filed.iter().filter_map(|filed| {
        let Filed { submission, status, received_at, .. } = filed;
        let shows = |period: &Period| {
            shows_collection(&loaded.catalog, &submission.form, *period, *status, *received_at)
        };
        submission.period.filter(shows)
    });
    let unsent = if filed.is_empty() { period.start() } else { as_of.date() };
    let since = collected.map(Period::start).min().or(Some(unsent));
    duties_since(office, loaded, as_of, since, period, filed, exempt)
}

/// The duties of earlier periods at which the tables of a period look, where anything came for them at all: all versions
/// are asked, for a return that corrects another is as early as that was.
///
/// # Errors
/// What the ledger reports.
pub fn duties_before(
    office: &Office,
    loaded: &Loaded,
    ledger: Reading,
    as_of: DateTime,
    period: Period,
    exempt: &Exempt,
) -> Result<Vec<Duty>, BatchFailure> {
    let mut before = Vec::new();
    for (form, periods) in duties_looked_at(&loaded.catalog, period) {
        for earlier in periods.into_iter().filter(|earlier| *earlier != period) {
            let period = Some(earlier);
            let wanted = Wanted { form: Some(form), period, in_brief: true, ..Wanted::default() };
            let filed = ledger.submissions(&wanted)?;
            if filed.iter().any(|filed| filed.status.is_verdict()) {
                let duties = duties_of(office, loaded, as_of, earlier, &filed, exempt);
                before.extend(duties.into_iter().filter(|duty| duty.form == form));
            }
        }
    }
    Ok(before)
}

/// The duties of a period among those that are collected since a day.
fn duties_since(
    office: &Office,
    loaded: &Loaded,
    as_of: DateTime,
    since: Option<Day>,
    period: Period,
    filed: &[Filed],
    exempt: &Exempt,
) -> Vec<Duty> {
    let collection = Collection { since, as_of, calendar: office.config.calendar, exempt: exempt.clone() };
    let filed: Vec<&Filed> = filed.iter().collect();
    let all = duties(&loaded.catalog, &loaded.registry, &collection, &filed);
    all.into_iter().filter(|duty| duty.period == period).collect()
}

/// The last day on which a return of a form and period is in time.
pub fn last_day(office: &Office, loaded: &Loaded, form: &Form, period: Period) -> Option<Day> {
    form.due_on(period).map(|day| office.config.calendar.due_on(day, period, &loaded.registry))
}

/// The periods from one on that have begun.
fn through(first: Period, as_of: DateTime) -> impl Iterator<Item = Period> {
    std::iter::successors(Some(first), |period| Some(period.next()))
        .take_while(move |period| period.start() <= as_of.date())
}
