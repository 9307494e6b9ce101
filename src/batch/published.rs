//! What approved bulletins have published: cases that rules must not find anew.

use super::failure::BatchFailure;
use crate::catalog::Catalog;
use crate::ledger::Ledger;
use jiff::civil::DateTime;

/// The cases that approved bulletins have published, by number, and when.
pub(super) fn published_cases(
    catalog: &Catalog,
    ledger: &Ledger,
) -> Result<Vec<(String, DateTime)>, BatchFailure> {
    let mut published = Vec::new();
    for cases in catalog.notices.all.iter().filter_map(|notice| notice.declaration.cases.as_ref()) {
        if let Some(form) = catalog.form_by_code(&cases.form) {
            let cases = ledger.read().published_cases(&form.id)?.into_iter();
            published.extend(cases.map(|(code, _, at)| (code, at)));
        }
    }
    Ok(published)
}
