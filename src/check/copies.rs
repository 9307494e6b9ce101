//! What the desk holds of the copies of a return: whom they are addressed to, who must get one, what another copy says,
//! and the version that this one replaces.

use super::desk::Desk;
use super::likeness::narrative;
use super::surroundings::Surroundings;
use crate::model::{Filed, Line, Period, Status, Value as Typed};

impl<'a> Desk<'a> {
    /// The version of a submission that it replaces: the copy of the same period and event received last before it.
    pub(super) fn replaced(&self, surroundings: &Surroundings<'a>, period: Period) -> Option<&'a Filed> {
        let submission = &self.filed.submission;
        let copies = surroundings.copies(&submission.form, &submission.unit, period);
        let counted = |copy: &&Filed| copy.status == Status::Superseded || copy.status.is_verdict();
        let before = |copy: &&Filed| copy.id < self.filed.id && copy.submission.event == submission.event;
        copies.filter(counted).filter(before).max_by_key(|copy| copy.id)
    }

    fn resolve(&self, names: &str) -> Vec<String> {
        let one = |name: &str| {
            self.registry.resolve(name, Some(self.day), self.unit).unit().map(|unit| unit.id.clone())
        };
        if let Some(id) = one(names) {
            return vec![id];
        }
        names.split(['、', '，', ',', '；', ';', ' ', '　']).filter_map(one).collect()
    }

    /// Ids of the organs to which the copies received so far are addressed.
    pub(super) fn addressed(&self, surroundings: &Surroundings<'a>, period: Period) -> Vec<String> {
        let submission = &self.filed.submission;
        let mut found: Vec<String> = Vec::new();
        let copies = surroundings.copies(&submission.form, &submission.unit, period);
        for copy in copies.chain([self.filed]) {
            for key in ["main_recipients", "copy_recipients"] {
                if let Typed::Text(names) = copy.submission.header(key) {
                    found.extend(self.resolve(names));
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Ids of the organs that must receive the form.
    pub(super) fn owed_recipients(&self) -> Vec<String> {
        let Some(unit) = self.unit else { return Vec::new() };
        let owed = self.form.recipients.iter().filter_map(|recipient| recipient.organ(self.registry, unit));
        // A shared 纪检组 has no organ beside it; then the superior is the only one that must hear.
        let mut ids: Vec<String> = owed.map(|unit| unit.id.clone()).collect();
        debug_assert!(unit.line() == Line::Party || unit.line() == Line::Discipline);
        ids.dedup();
        ids
    }

    /// The narrative of an earlier copy that another organ was to get.
    pub(super) fn other_copy(&self, surroundings: &Surroundings<'a>, period: Period) -> Vec<String> {
        let submission = &self.filed.submission;
        let main = submission.header("main_recipients");
        let copies = surroundings.copies(&submission.form, &submission.unit, period);
        let mut others = copies.filter(|copy| {
            copy.id < self.filed.id && copy.submission.header("main_recipients") != main && !main.is_missing()
        });
        others.next().map(|filed| narrative(&filed.submission)).into_iter().collect()
    }
}
