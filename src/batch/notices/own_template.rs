//! A notice as a Word file with its tags, laid where the office's own template is looked for: an officer edits it in Word
//! or WPS, and the next run fills it.

use super::issuer::Issuer;
use super::refusal::Refusal;
use crate::batch::durable::write_whole;
use crate::batch::failure::BatchFailure;
use crate::batch::run::load;
use crate::batch::workspace::Office;
use crate::write::notice::Typesetter;
use std::path::PathBuf;

/// Typesets the notice with an id for the office; gives the path of the file. One that the office has is kept.
///
/// # Errors
/// [`Refusal`]: there is no such notice, the office has its own template, the registry has no organ that issues notices.
/// What the disk reports; what is wrong with the declarations.
pub fn write_template(office: &Office, id: &str) -> Result<PathBuf, BatchFailure> {
    let loaded = load(office)?;
    let notices = &loaded.catalog.notices;
    let Some(notice) = notices.called(id) else {
        let declared = notices.all.iter().map(|notice| notice.declaration.id.clone());
        return Err(Refusal::NotDeclared(id.to_owned(), declared.collect()).into());
    };
    let path = office.root().join("templates").join(&notice.folder).join("template.docx");
    if notice.template.is_some() || path.exists() {
        return Err(Refusal::HasTemplate { path: path.display().to_string() }.into());
    }
    let Some(issuer) = Issuer::new(office, &loaded) else { return Err(Refusal::NoIssuer.into()) };
    let letterhead = issuer.letterhead();
    let bytes = Typesetter::new(notices, &letterhead)
        .typeset(notice)
        .map_err(|issue| BatchFailure::Declarations(vec![issue]))?;
    write_whole(&path, &bytes)?;
    Ok(path)
}
