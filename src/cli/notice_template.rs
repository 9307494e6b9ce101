//! `liangze notice template` and `liangze notice lint`: the Word file of a notice to be edited by an officer, and what is
//! wrong with one that was.

use super::answer::{Answer, Exit};
use super::failure::Failure;
use super::words::Words;
use crate::batch::{self, NoticeRefusal, Office, templates_in};
use crate::catalog::load::Templates;
use crate::catalog::{Catalog, Notices};
use crate::write::notice::lint_template;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// In bytes: larger ones are no templates.
const LARGEST: u64 = 64 << 20;

/// Writes the Word file of a notice into the office, with its tags.
pub fn template(office: &Path, id: &str, words: &Words) -> Result<Answer, Failure> {
    let path = batch::write_template(&Office::open(office)?, id)?.display().to_string();
    Ok(Answer::clean(words.fill("notice_template.written", &[("path", &path)]) + "\n"))
}

/// Says what is wrong with a Word template. Of which notice it is, is given, or told by the folder in which it lies; else
/// the fields of all notices are known in it.
pub fn lint(file: &Path, notice: Option<&str>, words: &Words) -> Result<Answer, Failure> {
    let bytes = bytes_of(file)?;
    let templates = match own_templates(file) {
        Some(folder) => templates_in(&folder)?,
        None => Templates::builtin(),
    };
    let catalog = Catalog::load(&templates)?;
    let (known, name) = fields(&catalog.notices, notice, file)?;
    let faults = lint_template(&bytes, &catalog.notices.style, &known);
    let path = file.display().to_string();
    let name = name.unwrap_or_else(|| words.say("notice_template.any").to_owned());
    if faults.is_empty() {
        let values = [("path", path.as_str()), ("notice", name.as_str())];
        return Ok(Answer::clean(words.fill("notice_template.clean", &values) + "\n"));
    }
    let count = faults.len().to_string();
    let values = [("path", path.as_str()), ("notice", name.as_str()), ("count", &count)];
    let mut text = words.fill("notice_template.found", &values) + "\n";
    for (number, fault) in (1..).zip(&faults) {
        text += &format!("{number}. {}\n", words.told(&fault.saying()));
    }
    Ok(Answer { text, exit: Exit::Usage })
}

/// What stands in a file, if that is not too much.
fn bytes_of(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error| Failure::Unreadable(file.to_owned(), error);
    if !file.is_file() {
        return Err(Failure::NoFile(file.to_owned()));
    }
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    opened.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// The folder of declarations in which a template lies, as an office has it: `templates/notices/ID/template.docx`.
fn own_templates(file: &Path) -> Option<PathBuf> {
    let file = file.canonicalize().ok()?;
    let notices = file.parent()?.parent()?;
    (notices.file_name()? == "notices").then(|| notices.parent().map(Path::to_owned))?
}

/// The fields that a template may name, and the name of its notice.
fn fields(
    notices: &Notices,
    given: Option<&str>,
    file: &Path,
) -> Result<(BTreeSet<String>, Option<String>), Failure> {
    let folder = file.canonicalize().ok();
    let folder = folder.as_deref().and_then(Path::parent).and_then(Path::file_name);
    let id = given.or_else(|| folder.and_then(|name| name.to_str())).unwrap_or_default();
    match (notices.called(id), given) {
        (Some(notice), _) => {
            let declaration = &notice.declaration;
            let name = format!("{} {}", declaration.id, declaration.name);
            Ok((notices.fields_of(notice), Some(name)))
        }
        (None, Some(id)) => {
            let declared = notices.all.iter().map(|notice| notice.declaration.id.clone());
            let refusal = NoticeRefusal::NotDeclared(id.to_owned(), declared.collect());
            Err(Failure::Batch(refusal.into()))
        }
        (None, None) => Ok((notices.all.iter().flat_map(|notice| notices.fields_of(notice)).collect(), None)),
    }
}
