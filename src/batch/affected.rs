//! Which periods are closed again: what came for one period may change tables, notices and findings of others, and days
//! come on which notices are drafted though nothing did.

use super::notices::days_of_notices;
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::Form;
use crate::check::macro_rules;
use crate::ledger::Run;
use crate::merge::needed;
use crate::model::Period;
use jiff::civil::Date as Day;
use std::collections::{BTreeMap, BTreeSet};

/// How a period is affected by what was touched elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affected {
    /// Rules over all units look at it: its outputs change only if what they find does.
    ByRules,
    /// Its tables look at it, or a day has come on which notices of it are drafted.
    Surely,
}

/// The periods whose tables, notices or findings over many returns may come out otherwise than after the run before:
/// those that look at a touched form and period, those whose collection has closed or of which units are to be reminded
/// since; and, if declarations or registry have changed since, all of that run's year and the year before it.
pub fn affected(
    office: &Office,
    loaded: &Loaded,
    touched: &BTreeSet<(String, Period)>,
    before: Option<&Run>,
    run: &Run,
) -> BTreeMap<Period, Affected> {
    let (catalog, today) = (&loaded.catalog, run.as_of.date());
    // Of what ended more than a year before the run before, nobody is reminded any more.
    let closing = before.map(|before| Period::year(before.as_of.date().year()).year_before());
    let starts = touched.iter().map(|(_, period)| *period).chain(closing).map(Period::start);
    let Some(earliest) = starts.min() else { return BTreeMap::new() };
    let changed =
        before.is_some_and(|before| (&before.catalog, &before.registry) != (&run.catalog, &run.registry));
    let touches =
        |form: &str, period: Period| touched.iter().any(|(other, of)| other == form && *of == period);
    let affected = |period: Period| {
        if changed {
            return Some((period, Affected::Surely));
        }
        let mut forms = macro_rules::forms(catalog, period);
        let passed = |day: &Day| *day <= today && before.is_some_and(|before| before.as_of.date() < *day);
        let looks = |form: &Form| {
            macro_rules::looked_at(catalog, form, period).into_iter().any(|(form, of)| touches(form, of))
        };
        let needed = needed(catalog, period);
        let by_tables = needed.iter().any(|(form, periods)| periods.iter().any(|of| touches(form, *of)));
        if by_tables || days_of_notices(office, loaded, period).iter().any(passed) {
            Some((period, Affected::Surely))
        } else {
            forms.any(looks).then_some((period, Affected::ByRules))
        }
    };
    let latest = [Period::quarter_of(today), Period::year(today.year())].into_iter();
    let periods = latest.flat_map(|latest| {
        std::iter::successors(Some(latest), |period| Some(period.previous()))
            .take_while(|period| period.end() >= earliest)
    });
    periods.filter_map(affected).collect()
}
