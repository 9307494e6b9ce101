//! A notice that is to be drafted: what it says, and what of that decides whether it is drafted anew. It is written as a
//! draft until officers approve it, with its attachments and its cover sheet beside it.

use super::super::closing::Closing;
use super::super::durable::read_if_there;
use super::super::failure::BatchFailure;
use super::super::outbox::Outbox;
use super::attachment::attachment_book;
use super::figures::{Cited, Taken, figures};
use super::issuer::{Facts, Issuer};
use super::memory::Memory;
use super::papers::{Order, Papers, Printer, folder, hides};
use super::reread;
use crate::catalog::notice::Notice;
use crate::ledger::{DraftNotice, Making};
use crate::model::text::hex;
use crate::model::{Counted, Period, Saying, Status, Table};
use crate::paper::Paper;
use crate::write::notice::{Press, Sheet};
use crate::write::workbook::workbook;
use jiff::civil::Date as Day;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// A notice to be drafted.
pub struct Draft<'a> {
    /// Its declaration.
    pub notice: &'a Notice,
    /// What it says. The same facts are not drafted again, whatever the day.
    pub facts: Facts,
    /// What it says of the day on which it is drawn up.
    pub dated: Facts,
    /// What tells several drafts of a notice and period apart.
    pub key: String,
    /// The id of the unit that it is about; empty if it is about many.
    pub unit: String,
    /// What must not stand in the file (FORMS.md 9).
    pub hidden: Vec<String>,
    /// The cells of which its facts are.
    pub cited: Vec<Cited>,
    /// The codes of the cases that it makes public, with the id of their form.
    pub cases: Vec<Making>,
    /// False for one that an earlier run may have drafted: it is kept if it still holds, and not drafted now.
    pub due: bool,
    /// False for one that an officer asked for and no row of a table does.
    pub stands: bool,
}

/// What drafts are written with.
pub struct Desk<'a> {
    /// What is closed.
    pub closing: &'a Closing<'a>,
    /// The organ.
    pub issuer: &'a Issuer<'a>,
    /// The templates, set and compiled.
    pub press: &'a Press,
    /// What the ledger remembers.
    pub memory: &'a Memory,
    /// The tables of the workbook of the organ, whose cells notices cite.
    pub tables: &'a [Table],
    /// The name of that workbook's file.
    pub workbook: &'a str,
    /// That file, read again when the first notice cites it.
    pub again: OnceLock<Result<Paper, Saying>>,
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
    pub why: Saying,
}

/// What became of a draft.
pub enum Drawn {
    /// It lies there and holds.
    Kept(String),
    /// It was written.
    Anew(Box<DraftNotice>),
    /// Its day has passed, and it never was written.
    NotDue,
    /// It could not be written.
    Failed(Unwritten),
}

/// The numbers that a draft cites, and where they stand.
#[derive(Default, Serialize, Deserialize)]
pub struct Cites {
    /// The workbook, within the outbox.
    pub workbook: String,
    /// The cells.
    pub cells: Vec<Cited>,
}

impl<'a> Draft<'a> {
    /// A draft that says this.
    pub fn new(notice: &'a Notice, key: impl Into<String>, facts: Facts) -> Draft<'a> {
        Draft {
            notice,
            facts,
            dated: Facts::new(),
            key: key.into(),
            unit: String::new(),
            hidden: Vec::new(),
            cited: Vec::new(),
            cases: Vec::new(),
            due: true,
            stands: true,
        }
    }

    /// How officers call it: the same draft has the same id in every run.
    pub fn id(&self, period: Period) -> String {
        id(&self.notice.declaration.id, period, &self.key)
    }
}

/// The id of a draft.
pub fn id(notice: &str, period: Period, key: &str) -> String {
    let key: String = key.split_whitespace().collect();
    if key.is_empty() { format!("{notice}-{period}") } else { format!("{notice}-{period}-{key}") }
}

impl<'a> Desk<'a> {
    /// Where a draft is written, within the folder of the period.
    pub fn path(&self, draft: &Draft, name: &str) -> String {
        format!("{}/{name}", folder(draft.notice))
    }

    /// The name of a draft's file.
    pub fn name(&self, draft: &Draft) -> Result<String, BatchFailure> {
        let facts = Value::Object(draft.facts.clone());
        self.sheet(draft)?.file_name(&facts).map_err(|problem| broken(draft, problem.saying()))
    }

    /// What figures and lists are taken from.
    pub fn taken(&self) -> Taken<'_> {
        Taken { tables: self.tables, organs: &self.issuer.organs }
    }

    fn sheet(&self, draft: &Draft) -> Result<&Sheet, BatchFailure> {
        let id = &draft.notice.declaration.id;
        self.press.sheet(id).ok_or_else(|| broken(draft, Saying::new("print.not_set")))
    }

    fn printer(&self) -> Printer<'a> {
        Printer::new(&self.closing.loaded.catalog, self.press, self.issuer)
    }

    /// The workbook of the organ as it lies in the outbox. A disk that does not give it ends the run: what could not be
    /// drafted for its sake alone would never be drafted.
    fn workbook_again(&self) -> Result<&Result<Paper, Saying>, BatchFailure> {
        if let Some(read) = self.again.get() {
            return Ok(read);
        }
        let folder = self.closing.office.outbox().join(self.closing.period.to_string());
        let path = folder.join(self.workbook);
        let read = match read_if_there(&path)? {
            Some(bytes) => reread::open(&bytes),
            None => Err(Saying::new("print.no_workbook")),
        };
        Ok(self.again.get_or_init(|| read))
    }

    /// Writes a draft, its attachments and its cover sheet, unless they are there and still hold.
    pub fn write(&self, draft: &Draft, name: &str, outbox: &Outbox) -> Result<Drawn, BatchFailure> {
        let id = draft.id(self.closing.period);
        let inputs = self.inputs(draft);
        if self.memory.drafts.contains(&id) && self.is_fresh(draft, &id, name, outbox, &inputs) {
            return Ok(Drawn::Kept(id));
        }
        if !draft.due {
            return Ok(Drawn::NotDue);
        }
        let declaration = &draft.notice.declaration;
        let (mut facts, mut cells) = (draft.facts.clone(), draft.cited.clone());
        if declaration.cites() {
            let found = figures(declaration, self.taken()).map_err(|why| broken(draft, why))?;
            facts.extend(found.facts);
            cells.extend(found.cited);
        }
        facts.extend(self.issuer.dated(declaration.layout, self.today, None));
        facts.extend(draft.dated.clone());
        let facts = Value::Object(facts);
        let failed = |why: Saying| Ok(Drawn::Failed(unwritten(draft, name, why)));
        let workbook = match (cells.is_empty(), self.workbook_again_if(!cells.is_empty())?) {
            (true, _) => None,
            (false, Some(Ok(workbook))) => Some(workbook),
            (false, Some(Err(why))) => return failed(why.clone()),
            (false, None) => None,
        };
        let order = Order {
            notice: draft.notice,
            facts: &facts,
            id: &id,
            name,
            hidden: &draft.hidden,
            cited: &cells,
            workbook,
            signed: None,
            drawn_on: self.today,
        };
        let papers = match self.printer().print(&order) {
            Ok(papers) => papers,
            Err(why) => return failed(why),
        };
        let attached = self.attachments(draft, name, &papers, &facts)?;
        for (_, bytes) in &attached {
            if let Err(why) = hides(bytes, &draft.hidden) {
                return failed(why);
            }
        }
        let path = self.path(draft, name);
        outbox.put(&path, &papers.printed.bytes, &inputs)?;
        for (path, bytes) in &attached {
            outbox.put(path, bytes, &inputs)?;
        }
        let cover = match (self.printer().cover_of(draft.notice, &id, name), &papers.cover) {
            (Some((cover, name)), Some(bytes)) => {
                let path = format!("{}/{name}", folder(cover));
                outbox.put(&path, bytes, &inputs)?;
                self.within(&path)
            }
            _ => String::new(),
        };
        let cites = Cites { workbook: self.within(self.workbook), cells };
        Ok(Drawn::Anew(Box::new(DraftNotice {
            period: self.closing.period,
            notice: declaration.id.clone(),
            unit: draft.unit.clone(),
            title: papers.printed.title,
            path: self.within(&path),
            attached: attached.iter().map(|(path, _)| self.within(path)).collect(),
            cover,
            cites: serde_json::to_string(&cites).expect("cells are JSON"),
            facts: facts.to_string(),
            hidden: draft.hidden.clone(),
            counted: Some(self.counted(draft)),
            makes: self.makes(draft),
            drawn_at: self.closing.run.as_of,
            id,
        })))
    }

    fn workbook_again_if(&self, wanted: bool) -> Result<Option<&Result<Paper, Saying>>, BatchFailure> {
        wanted.then(|| self.workbook_again()).transpose()
    }

    /// A path of the period within the outbox.
    fn within(&self, path: &str) -> String {
        format!("{}/{path}", self.closing.period)
    }

    /// The files of the 附件 that have their own.
    fn attachments(
        &self,
        draft: &Draft,
        name: &str,
        papers: &Papers,
        facts: &Value,
    ) -> Result<Vec<(String, Vec<u8>)>, BatchFailure> {
        let mut files = Vec::new();
        let declared = draft.notice.declaration.attachments.iter();
        for (declared, (title, file)) in declared.zip(&papers.printed.attachments) {
            let Some(file) = file else { continue };
            let book = attachment_book(self, declared, title, facts);
            let bytes = workbook(&book, &self.closing.loaded.catalog.book)
                .map_err(|error| BatchFailure::workbook(&error))?;
            files.push((self.path(draft, &apart(file, draft, name)), bytes));
        }
        Ok(files)
    }

    /// What a draft makes public when it is approved.
    fn makes(&self, draft: &Draft) -> Vec<Making> {
        let catalog = &self.closing.loaded.catalog;
        let codes = draft.notice.declaration.publishes.iter();
        let forms = codes.filter_map(|code| catalog.form_by_code(code));
        let figures = forms.map(|form| Making { form: form.id.clone(), code: String::new() });
        figures.chain(draft.cases.iter().cloned()).collect()
    }

    /// The returns of which the figures are made that a draft makes public.
    fn counted(&self, draft: &Draft) -> Counted {
        let makes = self.makes(draft);
        let makes = |form: &str| makes.iter().any(|making| making.code.is_empty() && making.form == form);
        let filed = self.closing.filed.iter();
        let official =
            filed.clone().filter(|one| one.status == Status::Accepted && makes(&one.submission.form));
        Counted {
            returns: official.map(|one| one.id).collect(),
            known: filed.map(|one| one.id).max().unwrap_or_default(),
        }
    }

    /// True if all files of a draft are there from the same facts; they then count as written.
    fn is_fresh(&self, draft: &Draft, id: &str, name: &str, outbox: &Outbox, inputs: &str) -> bool {
        let facts = Value::Object(draft.facts.clone());
        let Ok(sheet) = self.sheet(draft) else { return false };
        let Ok(files) = sheet.attachment_files(&facts) else { return false };
        let cover = self.printer().cover_of(draft.notice, id, name);
        let cover = cover.map(|(cover, name)| format!("{}/{name}", folder(cover)));
        let fresh: Vec<bool> = std::iter::once(self.path(draft, name))
            .chain(files.iter().map(|file| self.path(draft, &apart(file, draft, name))))
            .chain(cover)
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

fn unwritten(draft: &Draft, name: &str, why: Saying) -> Unwritten {
    Unwritten { notice: draft.notice.declaration.id.clone(), file: name.to_owned(), why }
}

fn broken(draft: &Draft, why: Saying) -> BatchFailure {
    BatchFailure::of_notice(&draft.notice.declaration.id, why)
}
