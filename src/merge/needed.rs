//! Which submissions the workbooks of a period are made of, so that no caller has to guess: a comparison with a period
//! that was not handed in would read as one of which nothing is known.

use super::declared;
use super::sight::periods;
use super::trigger::of_triggers;
use crate::catalog::summary::{At, Data, Rows, Span, Statistic, Summary};
use crate::catalog::{Catalog, Cycle, Form};
use crate::model::Period;
use std::collections::{BTreeMap, BTreeSet};

/// How many earlier periods a list of all periods goes back; what is older stands in the workbooks of its own time.
const LISTED: usize = 12;

/// The ids of forms with the periods of which their standing submissions are needed, the period itself among them.
pub fn needed(catalog: &Catalog, period: Period) -> BTreeMap<&str, BTreeSet<Period>> {
    let mut needed: BTreeMap<&str, BTreeSet<Period>> = BTreeMap::new();
    for form in &catalog.forms {
        needed.entry(&form.id).or_default().insert(period);
    }
    for summary in declared(catalog, period) {
        let data = std::iter::once(summary.rows.data()).chain(summary.corrected());
        for form in data.filter_map(|data| catalog.form_by_code(data.form()?)) {
            let periods = of_summary(summary, period).into_iter();
            needed.entry(&form.id).or_default().extend(periods.flat_map(|period| standing_for(form, period)));
        }
        for (number, before) in summary.looked_at(catalog) {
            let form = &catalog.forms[number];
            let of = if before { period.year_before() } else { period };
            needed.entry(&form.id).or_default().extend(standing_for(form, of));
        }
        if matches!(summary.rows.data(), Data::Triggered | Data::Candidates) {
            for (form, periods) in of_triggers(catalog, period) {
                needed.entry(form).or_default().extend(periods);
            }
        }
    }
    needed
}

/// The periods of the returns that stand for a period: of a year in a form that comes with each quarter, its quarters.
pub fn standing_for(form: &Form, period: Period) -> Vec<Period> {
    if form.cycle == Cycle::Quarter && period.is_year() {
        period.quarters_so_far().collect()
    } else {
        vec![period]
    }
}

/// The periods of which a table speaks.
pub fn of_summary(summary: &Summary, period: Period) -> BTreeSet<Period> {
    let back =
        |count: usize| std::iter::successors(Some(period), |period| Some(period.previous())).take(count);
    let ats = ats(summary);
    let around = |now: Period| ats.iter().flat_map(|at| periods(now, *at)).collect::<Vec<_>>();
    match &summary.rows {
        Rows::Periods { last, .. } => back(usize::from(*last)).flat_map(around).collect(),
        Rows::List { span: Span::All, .. } => back(LISTED).collect(),
        Rows::List { span: Span::Year, .. } => period.quarters_so_far().collect(),
        Rows::List { span: Span::Current, .. } => BTreeSet::from([period]),
        Rows::Units { .. } | Rows::Measures { .. } | Rows::Groups { .. } | Rows::Keys { .. } => {
            around(period).into_iter().collect()
        }
    }
}

/// The periods, relative to that of a line, that a table shows or compares with.
pub fn ats(summary: &Summary) -> BTreeSet<At> {
    let mut ats = BTreeSet::from([At::Current]);
    for column in summary.columns.iter().flat_map(|column| std::iter::once(column).chain(&column.under)) {
        ats.insert(column.at);
        ats.extend(column.against);
    }
    if let Rows::Units { stats, .. } = &summary.rows
        && stats.iter().any(|stat| matches!(stat.of, Statistic::Before | Statistic::Rate))
    {
        ats.insert(At::YearBefore);
    }
    ats
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_needed_of_the_periods_that_its_tables_compare() {
        let catalog = Catalog::builtin().unwrap();
        let period = "2014Q3".parse().unwrap();
        let needed = needed(&catalog, period);
        let of = |code: &str| {
            let periods = &needed[catalog.form_by_code(code).unwrap().id.as_str()];
            let texts: Vec<String> = periods.iter().map(Period::to_string).collect();
            (texts.len(), texts.first().cloned().unwrap(), texts.last().cloned().unwrap())
        };
        // Twelve quarters of the trend, the first compared with the same quarter of the year before.
        assert_eq!(of("CQ"), (16, "2010Q4".into(), "2014Q3".into()));
        assert_eq!(of("CD"), (12, "2011Q4".into(), "2014Q3".into()));
        assert_eq!(of("AP"), (1, "2014Q3".into(), "2014Q3".into()));
    }
}
