//! Official notices of a period: every declared notice is drafted for what its trigger finds, and written beside the
//! period's workbooks. They stay drafts until officers approve them; nothing is sent (FORMS.md 7, 8 and 9).

mod approval;
mod asking;
mod attachment;
mod bulletin;
mod cases;
mod circular;
mod draft;
mod figures;
mod issuer;
mod memory;
mod own_template;
mod papers;
mod refusal;
mod reread;
mod rows;
mod said;
mod submitted;
#[cfg(test)]
mod tests;
mod unanswered;
mod units;

pub use approval::{Approved, approve, declare_void, finish_approvals, named};
pub use asking::{Asked, ask, waiting};
pub use draft::Unwritten;
pub use memory::Memory;
pub use own_template::write_template;
pub use refusal::Refusal as NoticeRefusal;
pub use unanswered::periods_unanswered;

use super::agenda::ladder;
use super::closing::Closing;
use super::failure::BatchFailure;
use super::outbox::{Outbox, file_name};
use super::owed::last_day;
use super::progress::{Progress, Stage};
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::notice::Trigger;
use crate::ledger::DraftNotice;
use crate::model::{Book, Period};
use crate::write::notice::Press;
use draft::{Desk, Draft, Drawn};
use issuer::Issuer;
pub use issuer::receiving_organ;
use jiff::ToSpan;
use jiff::civil::Date as Day;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// What notices are written with: made once for a run, shared by its periods.
pub struct Stationery<'a> {
    issuer: Issuer<'a>,
    press: Press,
}

impl<'a> Stationery<'a> {
    /// Sets and compiles all declared notices for the office; `None` if the registry has no organ that could issue any.
    ///
    /// # Errors
    /// What is wrong with the notices.
    pub fn new(office: &'a Office, loaded: &'a Loaded) -> Result<Option<Stationery<'a>>, BatchFailure> {
        let Some(issuer) = Issuer::new(office, loaded) else { return Ok(None) };
        let press = Press::new(&loaded.catalog.notices, &issuer.letterhead());
        Ok(Some(Stationery { issuer, press: press.map_err(BatchFailure::Declarations)? }))
    }
}

/// What drafting the notices of a period came to.
#[derive(Debug, Default)]
pub struct Drafted {
    /// The notices that could not be written.
    pub unwritten: Vec<Unwritten>,
    /// The drafts that were written.
    pub anew: Vec<DraftNotice>,
    /// The ids of those that hold no longer.
    pub gone: Vec<String>,
    /// Of approved notices for rows, by the ledger's number: whether the rows still stand.
    pub standing: Vec<(i64, bool)>,
}

/// Drafts the notices of a period; approved ones stay as they are. `book` is the workbook of the organ.
///
/// # Errors
/// What the disk reports; a declared figure that the workbook does not have.
pub fn write_notices(
    closing: &Closing,
    stationery: &Stationery,
    memory: &Memory,
    book: Option<&Book>,
    outbox: &Outbox,
    progress: &dyn Progress,
) -> Result<Drafted, BatchFailure> {
    let (issuer, press) = (&stationery.issuer, &stationery.press);
    let tables = book.map_or(&[][..], |book| &book.tables);
    let workbook = book.map_or_else(String::new, book_file);
    let today = closing.run.as_of.date();
    let again = OnceLock::new();
    let desk = Desk { closing, issuer, press, memory, tables, workbook: &workbook, again, today };
    let kept = keep_issued(&desk, outbox)?;
    let drafts = drafts(&desk)?;
    let names = names(&desk, &drafts, &kept)?;
    let standing = standing(&desk, &drafts);
    let drafts = drafts.into_iter().zip(names);
    let drafts = drafts.filter(|(draft, _)| !memory.is_issued(&draft.id(closing.period)));
    // Those that cite the workbook are few, and may have to wait for it: they go first, one by one.
    let (citing, others): (Vec<_>, Vec<_>) =
        drafts.partition(|(draft, _)| draft.notice.declaration.cites() || !draft.cited.is_empty());
    progress.stage(Stage::Notices, citing.len() + others.len());
    let write = |(draft, name): &(Draft, String)| {
        let drawn = desk.write(draft, name, outbox);
        progress.advance(1);
        drawn
    };
    let mut drawn: Vec<Drawn> = citing.iter().map(write).collect::<Result<_, _>>()?;
    drawn.extend(others.par_iter().map(write).collect::<Result<Vec<_>, _>>()?);
    Ok(Drafted { standing, ..drafted(memory, drawn) })
}

/// The name of a workbook's file.
pub fn book_file(book: &Book) -> String {
    format!("{}.xlsx", file_name(&book.name))
}

/// Whether the rows still stand for which notices were approved.
fn standing(desk: &Desk, drafts: &[Draft]) -> Vec<(i64, bool)> {
    let notices = &desk.closing.loaded.catalog.notices;
    let by_rows = desk.memory.issued.iter().filter(|issued| {
        let notice = notices.notice(&issued.approval.notice);
        notice.is_some_and(|notice| notice.declaration.when == Trigger::Rows)
    });
    let stands = |id: &str| drafts.iter().any(|draft| draft.stands && draft.id(desk.closing.period) == id);
    by_rows
        .map(|issued| (issued, stands(&issued.approval.draft)))
        .filter(|(issued, stands)| issued.stands != *stands)
        .map(|(issued, stands)| (issued.id, stands))
        .collect()
}

fn drafted(memory: &Memory, drawn: Vec<Drawn>) -> Drafted {
    let mut drafted = Drafted::default();
    let mut gone = memory.drafts.clone();
    gone.retain(|id| !memory.is_issued(id));
    for one in drawn {
        match one {
            Drawn::Kept(id) => drop(gone.remove(&id)),
            Drawn::Anew(draft) => {
                gone.remove(&draft.id);
                drafted.anew.push(*draft);
            }
            Drawn::Failed(unwritten) => drafted.unwritten.push(unwritten),
            Drawn::NotDue => {}
        }
    }
    drafted.gone = gone.into_iter().collect();
    drafted
}

/// The files of approved notices stay as they were approved; what somebody changed or removed comes back from the
/// archive. Gives their paths.
fn keep_issued(desk: &Desk, outbox: &Outbox) -> Result<BTreeSet<String>, BatchFailure> {
    let start = format!("{}/", desk.closing.period);
    let mut kept = BTreeSet::new();
    for file in desk.memory.issued.iter().flat_map(|issued| &issued.approval.files) {
        let path = file.path.strip_prefix(&start).unwrap_or(&file.path);
        outbox.keep(path, &file.sha256)?;
        kept.insert(path.to_owned());
    }
    Ok(kept)
}

/// The days on which notices of a period are drafted though nothing came: the day after the last one in time, those of
/// the reminders, and those after bulletins leave (FORMS.md 7).
pub fn days_of_notices(office: &Office, loaded: &Loaded, period: Period) -> BTreeSet<Day> {
    let catalog = &loaded.catalog;
    let after = |day: Day, days: u16| day.saturating_add(i32::from(days).days());
    let forms = catalog.forms.iter().filter(|form| form.cycle.admits(period));
    let last = forms.filter_map(|form| last_day(office, loaded, form, period));
    let steps = |last: Day| ladder(office, loaded, last).into_iter().map(|(_, day)| day);
    let mut days: BTreeSet<Day> = last.flat_map(|last| steps(last).chain([after(last, 1)])).collect();
    for notice in &catalog.notices.all {
        // What is due on no day is collected until its period ends.
        let undated = notice.declaration.form.as_deref().and_then(|code| catalog.form_by_code(code));
        let undated = undated.filter(|form| form.cycle.admits(period) && form.due_on(period).is_none());
        days.extend(undated.map(|_| after(period.end(), 1)));
        let cases = notice.declaration.cases.as_ref().filter(|_| !period.is_year());
        let form = cases.and_then(|cases| catalog.form_by_code(&cases.form));
        let left = form.into_iter().flat_map(|form| bulletin::days(notice, form, period));
        days.extend(left.map(|day| after(day, 1)));
    }
    days
}

/// What the triggers of all declared notices find, in the order of the notices.
fn drafts<'a>(desk: &Desk<'a>) -> Result<Vec<Draft<'a>>, BatchFailure> {
    let mut drafts = Vec::new();
    for notice in &desk.closing.loaded.catalog.notices.all {
        match notice.declaration.when {
            Trigger::Received => drafts.extend(units::receipts(desk, notice)),
            Trigger::Returned => drafts.extend(units::returns(desk, notice)),
            Trigger::DueSoon => drafts.extend(units::foretold(desk, notice)),
            Trigger::Overdue => drafts.extend(units::reminders(desk, notice)),
            Trigger::Closed => drafts.extend(circular::circular(desk, notice)),
            Trigger::Bulletin => drafts.extend(bulletin::bulletins(desk, notice)),
            Trigger::Rows | Trigger::ByHand => drafts.extend(rows::rows(desk, notice)?),
            Trigger::Submitted => drafts.extend(submitted::submitted(desk, notice)),
            Trigger::Draft => {}
        }
    }
    Ok(drafts)
}

/// The names of the files; units of one name, and what would lie where an approved notice lies, are kept apart by their
/// keys.
fn names(desk: &Desk, drafts: &[Draft], kept: &BTreeSet<String>) -> Result<Vec<String>, BatchFailure> {
    let names: Vec<String> = drafts.par_iter().map(|draft| desk.name(draft)).collect::<Result<_, _>>()?;
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (draft, name) in drafts.iter().zip(&names) {
        *count.entry(desk.path(draft, name)).or_default() += 1;
    }
    let apart = |(draft, name): (&Draft, String)| {
        let path = desk.path(draft, &name);
        if count[&path] == 1 && !kept.contains(&path) {
            return name;
        }
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "docx"));
        format!("{stem}-{}.{extension}", draft.key)
    };
    Ok(drafts.iter().zip(names).map(apart).collect())
}
