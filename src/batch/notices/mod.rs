//! Official notices of a period: every declared notice is drafted for what its trigger finds, and written beside the
//! period's workbooks. They stay drafts until officers approve them; nothing is sent (FORMS.md 7, 8 and 9).

mod attachment;
mod bulletin;
mod cases;
mod circular;
mod draft;
mod figures;
mod issuer;
#[cfg(test)]
mod tests;
mod units;

pub use draft::Unwritten;

use super::agenda::ladder;
use super::closing::Closing;
use super::failure::BatchFailure;
use super::outbox::Outbox;
use super::owed::last_day;
use super::progress::{Progress, Stage};
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::notice::Trigger;
use crate::model::{Book, Period};
use crate::write::notice::Press;
use draft::{Desk, Draft};
use issuer::Issuer;
pub use issuer::receiving_organ;
use jiff::ToSpan;
use jiff::civil::Date as Day;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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

/// Drafts the notices of a period; gives those that could not be written. `book` is the workbook of the organ.
///
/// # Errors
/// What the disk reports; a declared figure that the workbook does not have.
pub fn write_notices(
    closing: &Closing,
    stationery: &Stationery,
    book: Option<&Book>,
    outbox: &Outbox,
    progress: &dyn Progress,
) -> Result<Vec<Unwritten>, BatchFailure> {
    let (issuer, press) = (&stationery.issuer, &stationery.press);
    let tables = book.map_or(&[][..], |book| &book.tables);
    let desk = Desk { closing, issuer, press, tables, today: closing.run.as_of.date() };
    let drafts = drafts(&desk);
    let names = names(&desk, &drafts)?;
    progress.stage(Stage::Notices, drafts.len());
    let write = |(draft, name): &(Draft, String)| {
        let unwritten = desk.write(draft, name, outbox);
        progress.advance(1);
        unwritten
    };
    // Those that cite the workbook are few, and may have to wait for it: they go first, one by one.
    let (citing, others): (Vec<_>, Vec<_>) =
        drafts.into_iter().zip(names).partition(|(draft, _)| draft.notice.declaration.cites());
    let mut unwritten: Vec<Option<Unwritten>> = citing.iter().map(write).collect::<Result<_, _>>()?;
    unwritten.extend(others.par_iter().map(write).collect::<Result<Vec<_>, _>>()?);
    Ok(unwritten.into_iter().flatten().collect())
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
        let cases = notice.declaration.cases.as_ref().filter(|_| !period.is_year());
        let form = cases.and_then(|cases| catalog.form_by_code(&cases.form));
        let left = form.into_iter().flat_map(|form| bulletin::days(notice, form, period));
        days.extend(left.map(|day| after(day, 1)));
    }
    days
}

/// What the triggers of all declared notices find, in the order of the notices.
fn drafts<'a>(desk: &Desk<'a>) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    for notice in &desk.closing.loaded.catalog.notices.all {
        match notice.declaration.when {
            Trigger::Received => drafts.extend(units::receipts(desk, notice)),
            Trigger::Returned => drafts.extend(units::returns(desk, notice)),
            Trigger::DueSoon => drafts.extend(units::foretold(desk, notice)),
            Trigger::Overdue => drafts.extend(units::reminders(desk, notice)),
            Trigger::Closed => drafts.extend(circular::circular(desk, notice)),
            Trigger::Bulletin => drafts.extend(bulletin::bulletins(desk, notice)),
            Trigger::ByHand => {}
        }
    }
    drafts
}

/// The names of the files; units of one name are kept apart by their ids.
fn names(desk: &Desk, drafts: &[Draft]) -> Result<Vec<String>, BatchFailure> {
    let names: Vec<String> = drafts.par_iter().map(|draft| desk.name(draft)).collect::<Result<_, _>>()?;
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (draft, name) in drafts.iter().zip(&names) {
        *count.entry(desk.path(draft, name)).or_default() += 1;
    }
    let apart = |(draft, name): (&Draft, String)| {
        if count[&desk.path(draft, &name)] == 1 {
            return name;
        }
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "docx"));
        format!("{stem}-{}.{extension}", draft.key)
    };
    Ok(drafts.iter().zip(names).map(apart).collect())
}
