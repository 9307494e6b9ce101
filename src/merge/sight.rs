//! What one workbook sees: the organ for which it is made, its territory, and of all facts those within it.

use super::fact::{Fact, Facts, Standing};
use super::gather::{Gathered, Order};
use super::territory::Territory;
use crate::catalog::summary::At;
use crate::model::{Duty, Period, Unit};

/// The view of one organ.
pub struct Sight<'f, 'a> {
    /// For what tables are made.
    pub order: Order<'a>,
    /// What was gathered.
    pub gathered: &'f Gathered<'a>,
    /// The organ.
    pub root: &'a Unit,
    /// The places under it.
    pub territory: Territory,
    /// The duties of units under it.
    pub duties: Vec<&'a Duty>,
}

impl<'f, 'a> Sight<'f, 'a> {
    /// The view of an organ.
    pub fn new(gathered: &'f Gathered<'a>, root: &'a Unit) -> Sight<'f, 'a> {
        let order = gathered.order;
        let territory = Territory::of(order.registry, root);
        let duties = gathered
            .duties
            .iter()
            .copied()
            .filter(|duty| territory.holds(order.registry.order(&duty.unit)))
            .collect();
        Sight { order, gathered, root, territory, duties }
    }

    /// True if a fact is about a unit within it; the top organ also sees what is about no unit of the registry.
    pub fn sees(&self, fact: &Fact) -> bool {
        fact.unit.map_or(self.root.parent.is_empty(), |unit| self.territory.holds(unit))
    }
}

/// The periods that a relative one stands for.
pub fn periods(period: Period, at: At) -> Vec<Period> {
    match at {
        At::Current => vec![period],
        At::Previous => vec![period.previous()],
        At::YearBefore => vec![period.year_before()],
        At::YearToDate if period.is_year() => vec![period],
        At::YearToDateBefore if period.is_year() => vec![period.year_before()],
        At::YearToDate => period.quarters_so_far().collect(),
        At::YearToDateBefore => period.year_before().quarters_so_far().collect(),
    }
}

/// The facts within sight at a relative period; `None` if no unit has said anything official then, so that a
/// comparison with it would say something false. The period itself is always known.
pub fn facts_at<'f, 'a>(
    sight: &Sight<'f, 'a>,
    facts: &'f Facts<'a>,
    now: Period,
    at: At,
) -> Option<Vec<&'f Fact<'a>>> {
    let mut found = Vec::new();
    for period in periods(now, at) {
        let before = found.len();
        match at {
            // What was corrected since it was published is added up as it is known now (FORMS.md 6).
            At::YearToDate | At::YearToDateBefore => {
                found.extend(facts.at_since(period).filter(|fact| sight.sees(fact)));
            }
            At::Current | At::Previous | At::YearBefore => {
                found.extend(facts.at(period).filter(|fact| sight.sees(fact)));
            }
        }
        let said = found[before..].iter().any(|fact: &&Fact| fact.standing == Standing::Official);
        if at != At::Current && !said {
            return None;
        }
    }
    Some(found)
}
