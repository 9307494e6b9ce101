//! The returns that the tables of a period are made of, and those of other periods that they look at.

use super::failure::BatchFailure;
use super::run::Loaded;
use crate::catalog::Form;
use crate::ledger::{Ledger, Wanted};
use crate::merge::needed;
use crate::model::{Filed, Period, Publication, Status};

/// All submissions of a period. Of narratives only those are read that notices tell.
///
/// # Errors
/// What the ledger reports.
pub(super) fn filed_in(loaded: &Loaded, ledger: &Ledger, period: Period) -> Result<Vec<Filed>, BatchFailure> {
    let wanted = Wanted { period: Some(period), in_brief: true, ..Wanted::default() };
    let mut filed = ledger.read().submissions(&wanted)?;
    let catalog = &loaded.catalog;
    let cases = catalog.notices.all.iter().filter_map(|notice| notice.declaration.cases.as_ref());
    let told: Vec<&Form> = cases.filter_map(|cases| catalog.form_by_code(&cases.form)).collect();
    for one in filed.iter_mut().filter(|one| told.iter().any(|form| form.id == one.submission.form)) {
        one.submission.sections = ledger.read().narrative(one.id)?;
    }
    Ok(filed)
}

/// Submissions of other periods that the tables compare with or list; of published ones also those that counted then.
///
/// # Errors
/// What the ledger reports.
pub(super) fn compared(
    loaded: &Loaded,
    ledger: &Ledger,
    period: Period,
    publications: &[Publication],
) -> Result<Vec<Filed>, BatchFailure> {
    let mut found = Vec::new();
    for (form, periods) in needed(&loaded.catalog, period) {
        for other in periods.into_iter().filter(|other| *other != period) {
            let counted = publications.iter().rfind(|one| one.form == form && one.period == other);
            let wanted = Wanted {
                form: Some(form),
                period: Some(other),
                current: counted.is_none(),
                in_brief: true,
                ..Wanted::default()
            };
            let stands = |one: &Filed| {
                matches!(one.status, Status::Accepted | Status::Provisional | Status::Returned)
                    || counted.is_some_and(|publication| publication.counted.returns.contains(&one.id))
            };
            found.extend(ledger.read().submissions(&wanted)?.into_iter().filter(stands));
        }
    }
    Ok(found)
}
