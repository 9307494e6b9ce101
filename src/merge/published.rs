//! Figures as an approved notice published them: what came later corrects them and never rewrites them (FORMS.md 6).

use super::claim::standing;
use super::fact::Standing;
use crate::catalog::Form;
use crate::model::{Filed, Period, Publication};
use std::collections::{BTreeMap, BTreeSet};

/// The publications of one form by period, the last of each.
pub struct Published<'a> {
    publications: BTreeMap<Period, &'a Publication>,
    /// Who sent a return that was counted, for which period and event.
    senders: BTreeSet<(Period, &'a str, &'a str)>,
}

impl<'a> Published<'a> {
    /// What was published of a form.
    pub fn of(form: &Form, publications: &'a [Publication], filed: &[&'a Filed]) -> Published<'a> {
        let of_form = publications.iter().filter(|publication| publication.form == form.id);
        let publications: BTreeMap<Period, &Publication> =
            of_form.map(|publication| (publication.period, publication)).collect();
        let counted = filed.iter().filter_map(|filed| {
            let period = filed.submission.period?;
            let publication = publications.get(&period)?;
            let submission = &filed.submission;
            let counted = publication.counted.returns.contains(&filed.id);
            counted.then_some((period, submission.unit.as_str(), submission.event.as_str()))
        });
        let senders = counted.collect();
        Published { publications, senders }
    }

    /// The periods.
    pub fn periods(&self) -> impl Iterator<Item = Period> + '_ {
        self.publications.keys().copied()
    }

    /// Where a submission stood when its period was published; where it stands now if that was not.
    pub fn standing(&self, filed: &Filed) -> Option<Standing> {
        let submission = &filed.submission;
        let publication = submission.period.and_then(|period| self.publications.get(&period));
        let Some(Publication { counted, period, .. }) = publication else { return standing(filed) };
        if counted.returns.contains(&filed.id) {
            return Some(Standing::Official);
        }
        let replaced = self.senders.contains(&(*period, submission.unit.as_str(), submission.event.as_str()));
        if filed.id > counted.known || replaced {
            return None;
        }
        // What was admitted after the publication was held then.
        standing(filed).map(|now| if now == Standing::Official { Standing::Provisional } else { now })
    }
}
