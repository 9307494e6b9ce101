//! Formulas that came without a result that can be read (GN-V010): one cell by itself, a whole column once.

use super::Extractor;
use crate::catalog::{Field, Form, Required};
use crate::model::{Finding, Place};

/// A column whose formulas all came without their results has one reason, and is told once, at the first of them.
pub(super) fn of_columns(extractor: &Extractor, form: &Form, findings: &mut Vec<Finding>) {
    /// So many in a column are told together.
    const TOGETHER: usize = 3;
    for field in &form.fields {
        let together =
            if field.required == Required::R { "formulas_blank" } else { "formulas_blank_optional" };
        let Some(rule) = extractor.catalog.messages.remark(together).map(|remark| &remark.rule) else {
            continue;
        };
        let alike = |finding: &Finding| {
            finding.rule == *rule && finding.field == field.key && finding.value.is_empty()
        };
        let places: Vec<Place> =
            findings.iter().filter(|finding| alike(finding)).map(|one| one.place).collect();
        let [first, others @ ..] = places.as_slice() else { continue };
        if places.len() < TOGETHER {
            continue;
        }
        let (label, count) = (field.leaf(), places.len().to_string());
        let values = [("label", label.as_str()), ("count", &count)];
        let told = extractor.remark(together, *first, &values);
        let told = told.map(|told| Finding { field: field.key.clone(), related: others.to_vec(), ..told });
        let at = findings.iter().position(alike).unwrap_or_default();
        findings.retain(|finding| !alike(finding));
        findings.splice(at..at, told);
    }
}

/// The remark for a formula that gives nothing that can be read: what it shows, if it shows anything, is an error.
pub(super) fn key(field: &Field, typed: &str) -> &'static str {
    match (field.required == Required::R, typed.is_empty()) {
        (true, false) => "formula_error",
        (false, false) => "formula_error_optional",
        (true, true) => "formula_blank",
        (false, true) => "formula_blank_optional",
    }
}
