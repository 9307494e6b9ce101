//! Codes that rows hold in common with other units, such as case numbers: kept in the ledger before any check, looked up
//! for the codes of a family.

use crate::batch::failure::BatchFailure;
use crate::catalog::Catalog;
use crate::check::{Registered, Surroundings};
use crate::ledger::{HeldCode, Ledger, LedgerFailure, Reading, Wanted};
use crate::model::Filed;
use std::collections::BTreeSet;

/// Records the codes that rows of fresh submissions hold in common with other units (case numbers), before any check.
pub fn hold(catalog: &Catalog, ledger: &mut Ledger) -> Result<(), BatchFailure> {
    for form in &catalog.forms {
        let Some(field) = form.layout.group_field.as_ref().and_then(|key| form.field_number(key)) else {
            continue;
        };
        let wanted = Wanted { form: Some(&form.id), unchecked: true, ..Wanted::default() };
        let mut held: Vec<(String, HeldCode)> = Vec::new();
        ledger.read().each_submission(&wanted, |filed| -> Result<(), LedgerFailure> {
            let Some(period) = filed.submission.period else { return Ok(()) };
            let codes: BTreeSet<String> = filed
                .submission
                .data()
                .map(|record| record.entries[field].value.to_string())
                .filter(|code| !code.is_empty())
                .collect();
            for code in codes {
                let unit = filed.submission.unit.clone();
                held.push((code, HeldCode { period, submission: filed.id, unit }));
            }
            Ok(())
        })?;
        ledger.write(|writing| -> Result<(), BatchFailure> {
            for (code, one) in &held {
                writing.hold_code(&form.id, code, one)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The register of codes, for the codes that the family's submissions hold.
pub fn register(
    catalog: &Catalog,
    ledger: Reading,
    filed: &[Filed],
    surroundings: &mut Surroundings,
) -> Result<(), BatchFailure> {
    for one in filed {
        let Some(form) = catalog.form(&one.submission.form) else { continue };
        let Some(field) = form.layout.group_field.as_ref().and_then(|key| form.field_number(key)) else {
            continue;
        };
        for record in one.submission.data() {
            let key = (form.id.clone(), record.entries[field].value.to_string());
            if key.1.is_empty() || surroundings.register.contains_key(&key) {
                continue;
            }
            let held = ledger.holders(&form.id, &key.1)?.into_iter().map(|held| Registered {
                period: held.period,
                submission: held.submission,
                unit: held.unit,
            });
            surroundings.register.insert(key, held.collect());
        }
    }
    Ok(())
}
