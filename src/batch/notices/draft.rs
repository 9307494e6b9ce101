//! A notice that is to be drafted: what it says, and what of that decides whether it is drafted anew. It is written as a
//! draft until officers approve it, with its attachments beside it.

use super::super::closing::Closing;
use super::super::failure::BatchFailure;
use super::super::outbox::{Outbox, file_name};
use super::attachment::attachment_book;
use super::figures::figures;
use super::issuer::{Facts, Issuer};
use crate::catalog::notice::Notice;
use crate::model::Table;
use crate::model::text::hex;
use crate::write::notice::{Press, Sheet};
use crate::write::redact::leaks;
use crate::write::workbook::workbook;
use jiff::civil::Date as Day;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A notice to be drafted.
pub struct Draft<'a> {
    /// Its declaration.
    pub notice: &'a Notice,
    /// What it says. The same facts are not drafted again, whatever the day.
    pub facts: Facts,
    /// What it says of the day on which it is drawn up.
    pub dated: Facts,
    /// What keeps two files of one name apart.
    pub key: String,
    /// What must not stand in the file (FORMS.md 9).
    pub hidden: Vec<String>,
    /// False for one that an earlier run may have drafted: it is kept if it still holds, and not drafted now.
    pub due: bool,
}

/// What drafts are written with.
pub struct Desk<'a> {
    /// What is closed.
    pub closing: &'a Closing<'a>,
    /// The organ.
    pub issuer: &'a Issuer<'a>,
    /// The templates, set and compiled.
    pub press: &'a Press,
    /// The tables of the workbook of the organ, whose cells notices cite.
    pub tables: &'a [Table],
    /// The day of the run.
    pub today: Day,
}

/// A notice that was not written, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    /// The id of the notice.
    pub notice: String,
    /// What it was to be called.
    pub file: String,
    /// Why; it names no person and no case.
    pub why: String,
}

impl<'a> Draft<'a> {
    /// A draft that says this.
    pub fn new(notice: &'a Notice, key: impl Into<String>, facts: Facts) -> Draft<'a> {
        let dated = Facts::new();
        Draft { notice, facts, dated, key: key.into(), hidden: Vec::new(), due: true }
    }
}

impl Desk<'_> {
    /// Where a draft is written, within the folder of the period.
    pub fn path(&self, draft: &Draft, name: &str) -> String {
        let declaration = &draft.notice.declaration;
        format!("notices/{}/{name}", file_name(&format!("{}-{}", declaration.id, declaration.name)))
    }

    /// The name of a draft's file.
    pub fn name(&self, draft: &Draft) -> Result<String, BatchFailure> {
        let facts = Value::Object(draft.facts.clone());
        self.sheet(draft)?.file_name(&facts).map_err(|problem| broken(draft, &problem.to_string()))
    }

    fn sheet(&self, draft: &Draft) -> Result<&Sheet, BatchFailure> {
        let id = &draft.notice.declaration.id;
        self.press.sheet(id).ok_or_else(|| broken(draft, "it was not set"))
    }

    /// Writes a draft and its attachments, unless they are there and still hold.
    pub fn write(
        &self,
        draft: &Draft,
        name: &str,
        outbox: &Outbox,
    ) -> Result<Option<Unwritten>, BatchFailure> {
        let inputs = self.inputs(draft);
        let path = self.path(draft, name);
        if self.is_fresh(draft, name, outbox, &inputs) || !draft.due {
            return Ok(None);
        }
        let mut facts = draft.facts.clone();
        let declaration = &draft.notice.declaration;
        if declaration.cites() {
            let cited = figures(declaration, self.tables);
            facts.extend(cited.map_err(|wrong| broken(draft, &wrong.to_string()))?);
        }
        facts.extend(self.issuer.dated(self.today));
        facts.extend(draft.dated.clone());
        let facts = Value::Object(facts);
        let printed = match self.sheet(draft)?.print(&facts) {
            Ok(printed) => printed,
            Err(problem) => return Ok(Some(unwritten(draft, name, &problem.to_string()))),
        };
        let mut files = vec![(path, printed.bytes)];
        let declared = draft.notice.declaration.attachments.iter();
        for (declared, (title, file)) in declared.zip(&printed.attachments) {
            let Some(file) = file else { continue };
            let book = attachment_book(self, declared, title, &facts);
            let bytes = workbook(&book, &self.closing.loaded.catalog.book)
                .map_err(|error| BatchFailure::Workbook(error.to_string()))?;
            files.push((self.path(draft, &apart(file, draft, name)), bytes));
        }
        for (_, bytes) in &files {
            match leaks(bytes, &draft.hidden) {
                Ok(found) if found.is_empty() => {}
                Ok(found) => {
                    let parts: Vec<&str> = found.iter().map(|leak| leak.part.as_str()).collect();
                    return Ok(Some(unwritten(
                        draft,
                        name,
                        &format!("a hidden name stands in {}", parts.join(", ")),
                    )));
                }
                Err(why) => return Ok(Some(unwritten(draft, name, &why))),
            }
        }
        for (path, bytes) in &files {
            outbox.put(path, bytes, &inputs)?;
        }
        Ok(None)
    }

    /// True if all files of a draft are there from the same facts; they then count as written.
    fn is_fresh(&self, draft: &Draft, name: &str, outbox: &Outbox, inputs: &str) -> bool {
        let facts = Value::Object(draft.facts.clone());
        let Ok(sheet) = self.sheet(draft) else { return false };
        let Ok(files) = sheet.attachment_files(&facts) else { return false };
        let fresh: Vec<bool> = std::iter::once(self.path(draft, name))
            .chain(files.iter().map(|file| self.path(draft, &apart(file, draft, name))))
            .map(|path| outbox.is_fresh(&path, inputs))
            .collect();
        fresh.into_iter().all(|fresh| fresh)
    }

    /// A hash over what a draft is made from. The facts of the day are left out, so that a draft that still holds is not
    /// drawn up again each day; what is cited from the workbook counts by the inputs of the workbook.
    fn inputs(&self, draft: &Draft) -> String {
        let loaded = self.closing.loaded;
        let mut hash = Sha256::new();
        hash.update(&loaded.catalog.fingerprint);
        hash.update(&loaded.registry_fingerprint);
        hash.update(&draft.notice.declaration.id);
        hash.update(serde_json::to_vec(&draft.facts).expect("facts have text keys only"));
        if draft.notice.declaration.cites() {
            hash.update(self.closing.inputs);
        }
        hex(hash.finalize())
    }
}

/// The name of an attachment's file, kept apart as that of its notice is.
fn apart(file: &str, draft: &Draft, name: &str) -> String {
    let mark = format!("-{}.", draft.key);
    match file.rsplit_once('.') {
        Some((stem, extension)) if name.contains(&mark) => format!("{stem}{mark}{extension}"),
        _ => file.to_owned(),
    }
}

fn unwritten(draft: &Draft, name: &str, why: &str) -> Unwritten {
    Unwritten { notice: draft.notice.declaration.id.clone(), file: name.to_owned(), why: why.to_owned() }
}

fn broken(draft: &Draft, why: &str) -> BatchFailure {
    BatchFailure::Workbook(format!("{}: {why}", draft.notice.declaration.id))
}
