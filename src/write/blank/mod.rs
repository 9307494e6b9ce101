//! A declared form as the empty paper that units fill in: a workbook for table forms, a Word file for the others. From
//! the same declaration by which it is read, so that what is filled in reads back.

mod around;
mod body;
mod cells;
mod control;
mod known;
mod overview;
mod sheet;
mod sums;
mod word;

#[cfg(test)]
mod tests;

use super::workbook::WriteError;
use crate::catalog::message::fill;
use crate::catalog::{Catalog, Form, PaperKind};
use jiff::civil::DateTime;

pub use crate::catalog::blank::{FORM_PROPERTY, VERSION_PROPERTY};
pub use known::Known;

/// An empty form, ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Blank {
    /// The name of the file with its ending.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The paper of a form with what is known of it, made at a time: a workbook with the forms that are attached to it, or a
/// Word file.
///
/// # Errors
/// What cannot be written, which is a flaw of the templates.
pub fn blank(catalog: &Catalog, form: &Form, known: &Known, created: DateTime) -> Result<Blank, WriteError> {
    let name = match known.single("unit_name").zip(known.single("period")) {
        Some((unit, period)) => {
            let period = period.trim_matches(|sign: char| !sign.is_alphanumeric());
            let values = [("name", form.name.as_str()), ("unit", unit), ("period", period)];
            fill(&catalog.blank.file_known, &values)
        }
        None => fill(&catalog.blank.file, &[("name", &form.name)]),
    };
    if form.recognise.papers.contains(&PaperKind::Sheet) {
        let attached = catalog.forms.iter().filter(|other| other.attached_to.as_deref() == Some(&form.code));
        let forms: Vec<&Form> = std::iter::once(form).chain(attached).collect();
        let bytes = sheet::workbook(catalog, &forms, known, created)?;
        Ok(Blank { file_name: format!("{name}.xlsx"), bytes })
    } else {
        Ok(Blank { file_name: format!("{name}.docx"), bytes: word::document(catalog, form, known, created) })
    }
}
