//! Beyond the family: rows that speak of a unit whoever sent them, and the returns of the units directly below and
//! of the organs above. What comes of a form at which some rule looks so makes other families be checked again
//! (FORMS.md 5).

use super::failure::BatchFailure;
use super::family::Families;
use crate::catalog::Catalog;
use crate::check::{Beyond, Checker};
use crate::ledger::{Ledger, LedgerFailure, Reading, Standing, Wanted};
use crate::model::{Filed, Registry};
use std::collections::BTreeSet;

/// How often families are checked again because a return that they look at now stands otherwise.
pub(super) const ROUNDS: usize = 4;

/// Who looks at whom across families.
pub(super) struct Neighbours<'a> {
    registry: &'a Registry,
    families: &'a Families<'a>,
    /// The forms at which any rule looks from another family.
    seen: Beyond,
}

impl<'a> Neighbours<'a> {
    /// By the rules of all forms.
    pub fn new(
        catalog: &'a Catalog,
        registry: &'a Registry,
        families: &'a Families<'a>,
        checker: &Checker,
    ) -> Neighbours<'a> {
        let seen = checker.beyond(catalog.forms.iter().map(|form| form.id.as_str()));
        Neighbours { registry, families, seen }
    }

    /// True for a form at which rules look from other families.
    pub fn sees(&self, form: &str) -> bool {
        let seen = &self.seen;
        [&seen.about, &seen.below, &seen.above].into_iter().any(|forms| forms.contains(form))
    }

    /// The heads of the other families that look at a submission.
    pub fn looking_at(&self, ledger: Reading, one: &Standing) -> Result<BTreeSet<&'a str>, LedgerFailure> {
        let mut heads = BTreeSet::new();
        if self.seen.about.contains(&one.form) {
            let units = ledger.spoken_of(one)?;
            heads.extend(self.families.heads(units.iter().map(String::as_str)));
        }
        if self.seen.below.contains(&one.form) {
            let parent = self.registry.unit(&one.unit).and_then(|unit| self.registry.parent(unit));
            let above = parent.into_iter().chain(parent.and_then(|above| self.registry.counterpart(above)));
            heads.extend(self.families.heads(above.map(|unit| unit.id.as_str())));
        }
        if self.seen.above.contains(&one.form)
            && let Some(above) = self.registry.unit(&one.unit)
        {
            let above = std::iter::once(above).chain(self.registry.counterpart(above));
            let below = above.flat_map(|unit| self.registry.children(unit));
            heads.extend(self.families.heads(below.map(|unit| unit.id.as_str())));
        }
        Ok(heads)
    }

    /// The submissions of other families at which the rules of some forms look for the units of a family.
    pub fn of_family(
        &self,
        ledger: Reading,
        head: &str,
        looked_at: &Beyond,
        since: i16,
    ) -> Result<Vec<Filed>, LedgerFailure> {
        let members = self.families.members(head);
        let is_far = |unit: &str| self.families.head_of(unit) != Some(head);
        let (mut found, mut taken) = (Vec::new(), BTreeSet::new());
        let mut add = |wanted: &Wanted| {
            ledger.each_submission(wanted, |filed| {
                if taken.insert(filed.id) {
                    found.push(filed);
                }
                Ok::<_, LedgerFailure>(())
            })
        };
        for form in &looked_at.about {
            for unit in members {
                for id in ledger.speaking_of(form, unit, since)? {
                    add(&Wanted { id: Some(id), current: true, ..Wanted::default() })?;
                }
            }
        }
        for form in &looked_at.below {
            let above = members.iter().filter_map(|unit| self.registry.unit(unit));
            for unit in above.flat_map(|unit| self.registry.children(unit)).filter(|unit| is_far(&unit.id)) {
                let (unit, since) = (Some(unit.id.as_str()), Some(since));
                add(&Wanted { form: Some(form), unit, since, current: true, ..Wanted::default() })?;
            }
        }
        for form in &looked_at.above {
            let members = members.iter().filter_map(|unit| self.registry.unit(unit));
            let above: BTreeSet<&str> = members
                .flat_map(|unit| self.registry.organs_above(unit))
                .map(|unit| unit.id.as_str())
                .filter(|unit| is_far(unit))
                .collect();
            for unit in above {
                let (unit, since) = (Some(unit), Some(since));
                add(&Wanted { form: Some(form), unit, since, current: true, ..Wanted::default() })?;
            }
        }
        found.sort_by_key(|filed| filed.id);
        Ok(found)
    }
}

/// Records of which units of other families the rows of fresh submissions speak, before any check.
pub(super) fn hold_spoken_of(
    catalog: &Catalog,
    families: &Families,
    ledger: &mut Ledger,
) -> Result<(), BatchFailure> {
    for form in catalog.forms.iter().filter(|form| form.layout.unit_field.is_some()) {
        let wanted = Wanted { form: Some(&form.id), unchecked: true, ..Wanted::default() };
        let mut spoken = Vec::new();
        ledger.read().each_records(&wanted, |standing, records| -> Result<(), LedgerFailure> {
            let Some(period) = standing.period else { return Ok(()) };
            let own = families.head_of(&standing.unit);
            let units: BTreeSet<String> = records
                .into_iter()
                .map(|record| record.unit)
                .filter(|unit| families.head_of(unit).is_some_and(|head| Some(head) != own))
                .collect();
            spoken.extend(units.into_iter().map(|unit| (unit, period, standing.id)));
            Ok(())
        })?;
        if spoken.is_empty() {
            continue;
        }
        ledger.write(|writing| -> Result<(), BatchFailure> {
            for (unit, period, submission) in &spoken {
                writing.speak_of(&form.id, unit, *period, *submission)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
