//! After the check: for each period that was touched, what officers download is made anew: the consolidated workbooks,
//! notices and data. A period whose submissions stand as before is left alone.

use super::affected::{Affected, affected};
use super::answers::{Exempt, exempt};
use super::approaching::approaching;
use super::asking::write_returned;
use super::failure::BatchFailure;
use super::notices::{Memory, Stationery, Unwritten, book_file, periods_unanswered, write_notices};
use super::outbox::Outbox;
use super::over_units::{OverUnits, finds_otherwise, review};
use super::owed::{duties_before, duties_of};
use super::papers::Papers;
use super::period_data::period_data;
use super::period_returns::{compared, filed_in};
use super::progress::{Progress, Stage};
use super::report::write_report;
use super::run::Loaded;
use super::workspace::Office;
use crate::catalog::Catalog;
use crate::check::Obstacle;
use crate::ledger::{Ledger, Run, Wanted};
use crate::merge::{Gathered, Order, book, roots};
use crate::model::text::{hex, squeeze};
use crate::model::{Answer, Book, Duty, DutyState, Filed, Finding, Period, Publication, Status, Table};
use crate::write::workbook::workbook;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What closing a period works from.
pub struct Closing<'a> {
    /// The office.
    pub office: &'a Office,
    /// Declarations and registry.
    pub loaded: &'a Loaded,
    /// The run.
    pub run: &'a Run,
    /// The period.
    pub period: Period,
    /// All submissions of the period, all versions, in the order of taking.
    pub filed: &'a [Filed],
    /// Submissions of earlier periods that figures are compared with.
    pub compared: &'a [Filed],
    /// Who owed what for the period.
    pub duties: &'a [Duty],
    /// The same, and those of earlier periods at which its tables look.
    pub all_duties: &'a [Duty],
    /// What was found over many returns of the period.
    pub over_units: &'a [OverUnits],
    /// The duties that are waived.
    pub exempt: &'a Exempt,
    /// All that was answered.
    pub answers: &'a [Answer],
    /// 发文字号 of the notices that made cases public, by the codes of the cases.
    pub published: &'a BTreeMap<String, String>,
    /// The figures that approved notices have made public.
    pub publications: &'a [Publication],
    /// A hash over everything that the outputs of the period are made from.
    pub inputs: &'a str,
}

/// What closing periods came to.
#[derive(Debug, Default)]
pub struct Closed {
    /// The notices that could not be written.
    pub unwritten: Vec<Unwritten>,
    /// The rules over all units that could not be evaluated.
    pub obstacles: Vec<Obstacle>,
    /// Returns of the touched periods that are due and have not come.
    pub missing: usize,
}

/// Writes the outboxes of the touched periods, of those whose tables or rules look at what was touched, and of those of
/// which notices have become due since the run before. `touched` are forms and periods.
///
/// # Errors
/// What the disk or the ledger reports.
pub fn close(
    (office, papers): (&Office, &dyn Papers),
    loaded: &Loaded,
    ledger: &mut Ledger,
    run: &Run,
    touched: &BTreeSet<(String, Period)>,
    before: Option<&Run>,
    progress: &dyn Progress,
) -> Result<Closed, BatchFailure> {
    let mut closed = Closed::default();
    let mut periods = affected(office, loaded, touched, before, run);
    let touched: BTreeSet<Period> = touched.iter().map(|(_, period)| *period).collect();
    periods.extend(touched.iter().map(|period| (*period, Affected::Surely)));
    let unanswered = periods_unanswered(loaded, ledger, before.map(|before| before.as_of), run.as_of)?;
    periods.extend(unanswered.into_iter().map(|period| (period, Affected::Surely)));
    let answers = ledger.read().answers()?;
    let exempt = exempt(&loaded.catalog, ledger.read(), run.as_of.date())?;
    let published = published_cases(&loaded.catalog, ledger)?;
    let publications = ledger.read().publications()?;
    let stationery = if periods.is_empty() { None } else { Stationery::new(office, loaded)? };
    for (period, affected) in &periods {
        if *affected == Affected::ByRules && !finds_otherwise(office, loaded, ledger, run, *period)? {
            continue;
        }
        let filed = filed_in(loaded, ledger, *period)?;
        let duties = duties_of(office, loaded, run.as_of, *period, &filed, &exempt);
        if filed.is_empty()
            && !touched.contains(period)
            && !is_open(office, loaded, ledger, run, *period, &duties, &exempt)?
        {
            continue;
        }
        let compared = compared(loaded, ledger, *period, &publications)?;
        if touched.contains(period) {
            closed.missing += duties.iter().filter(|duty| duty.state == DutyState::Missing).count();
        }
        let beside: Vec<&Filed> = filed.iter().chain(&compared).collect();
        let (over_units, troubles) = review(office, loaded, ledger, run, *period, &beside, &duties)?;
        closed.obstacles.extend(troubles);
        let before = duties_before(office, loaded, ledger.read(), run.as_of, *period, &exempt)?;
        let all_duties: Vec<Duty> = duties.iter().cloned().chain(before).collect();
        let inputs = inputs(loaded, &filed, &compared, &all_duties, &over_units, &publications);
        let outbox = Outbox::open(office, ledger, run, &period.to_string())?;
        let closing = Closing {
            office,
            loaded,
            run,
            period: *period,
            filed: &filed,
            compared: &compared,
            duties: &duties,
            all_duties: &all_duties,
            over_units: &over_units,
            exempt: &exempt,
            answers: &answers,
            published: &published,
            publications: &publications,
            inputs: &inputs,
        };
        // Of a period of which nothing stands and nothing is due yet units are reminded, or told what was wrong, and that
        // is all.
        let nothing = duties.is_empty() && filed.iter().all(|one| one.status == Status::Returned);
        let book = if nothing { None } else { workbooks(&closing, &outbox, progress)? };
        if let Some(stationery) = &stationery {
            let memory = Memory::of(ledger.read(), &loaded.catalog, *period)?;
            let drafted = write_notices(&closing, stationery, &memory, book.as_ref(), &outbox, progress)?;
            // The ledger has them before it has their files: a draft of which it knows nothing is written again.
            ledger.write(|writing| -> Result<(), BatchFailure> {
                drafted.gone.iter().try_for_each(|id| writing.drop_draft(id))?;
                drafted.standing.iter().try_for_each(|(id, stands)| writing.set_stands(*id, *stands))?;
                Ok(drafted.anew.iter().try_for_each(|draft| writing.put_draft(draft))?)
            })?;
            closed.unwritten.extend(drafted.unwritten);
        }
        write_returned(&closing, papers, ledger, &outbox)?;
        let over_all = ledger.read().period_findings(*period)?;
        period_data(&closing, &over_all, &outbox, progress)?;
        let drafts = ledger.read().draft_ids(*period)?.len();
        write_report(&closing, &over_all, drafts, &outbox)?;
        let stale = outbox.stale();
        outbox.finish(ledger, &stale)?;
    }
    Ok(closed)
}

/// True for a period of which nothing has come, but which is collected: units are reminded of it, or were, or something
/// is due and came for the period before.
fn is_open(
    office: &Office,
    loaded: &Loaded,
    ledger: &Ledger,
    run: &Run,
    period: Period,
    duties: &[Duty],
    exempt: &Exempt,
) -> Result<bool, BatchFailure> {
    let near = !approaching(office, loaded, run.as_of.date(), period, &[], exempt).is_empty();
    if near || !ledger.read().outputs(&format!("{period}/"))?.is_empty() {
        return Ok(true);
    }
    let before = Wanted { period: Some(period.previous()), current: true, ..Wanted::default() };
    Ok(!duties.is_empty() && !ledger.read().standings(&before)?.is_empty())
}

/// The tables of the workbook of the organ for a period, as the run made them or would have made them.
///
/// # Errors
/// What the ledger reports.
pub fn redrawn_tables(
    office: &Office,
    loaded: &Loaded,
    ledger: &mut Ledger,
    run: &Run,
    period: Period,
) -> Result<Vec<Table>, BatchFailure> {
    let filed = filed_in(loaded, ledger, period)?;
    let publications = ledger.read().publications()?;
    let compared = compared(loaded, ledger, period, &publications)?;
    let answers = ledger.read().answers()?;
    let exempt = exempt(&loaded.catalog, ledger.read(), run.as_of.date())?;
    let duties = duties_of(office, loaded, run.as_of, period, &filed, &exempt);
    let beside: Vec<&Filed> = filed.iter().chain(&compared).collect();
    let (over_units, _) = review(office, loaded, ledger, run, period, &beside, &duties)?;
    let before = duties_before(office, loaded, ledger.read(), run.as_of, period, &exempt)?;
    let all_duties: Vec<Duty> = duties.iter().cloned().chain(before).collect();
    let closing = Closing {
        office,
        loaded,
        run,
        period,
        filed: &filed,
        compared: &compared,
        duties: &duties,
        all_duties: &all_duties,
        over_units: &over_units,
        exempt: &exempt,
        answers: &answers,
        published: &published_cases(&loaded.catalog, ledger)?,
        publications: &publications,
        inputs: "",
    };
    let name = run.id.to_string();
    let gathered = gathered(&closing, &name);
    let top = roots(&loaded.registry).into_iter().next();
    Ok(top.map(|root| book(&gathered, root).tables).unwrap_or_default())
}

/// The cases that approved notices have made public: 发文字号 by code.
fn published_cases(catalog: &Catalog, ledger: &Ledger) -> Result<BTreeMap<String, String>, BatchFailure> {
    let mut published = BTreeMap::new();
    for form in &catalog.forms {
        for (code, doc_no, _) in ledger.read().published_cases(&form.id)? {
            published.insert(squeeze(&code), doc_no);
        }
    }
    Ok(published)
}

/// A hash over what outputs are made from: declarations, registry, and where each submission stands with its findings.
fn inputs(
    loaded: &Loaded,
    filed: &[Filed],
    compared: &[Filed],
    duties: &[Duty],
    over_units: &[OverUnits],
    publications: &[Publication],
) -> String {
    let mut hash = Sha256::new();
    hash.update(&loaded.catalog.fingerprint);
    hash.update(&loaded.registry_fingerprint);
    for one in filed.iter().chain(compared) {
        hash.update(one.id.to_le_bytes());
        hash.update([one.status as u8]);
        hash.update(one.version.to_le_bytes());
        one.submission.findings.iter().for_each(|finding| hash_remark(&mut hash, finding));
    }
    over_units.iter().for_each(|(_, _, finding)| hash_remark(&mut hash, finding));
    for duty in duties {
        hash.update(format!("{duty:?}"));
    }
    let periods: BTreeSet<Option<Period>> =
        filed.iter().chain(compared).map(|one| one.submission.period).collect();
    for publication in publications.iter().filter(|one| periods.contains(&Some(one.period))) {
        hash.update(format!("{publication:?}"));
    }
    hex(hash.finalize())
}

fn hash_remark(hash: &mut Sha256, finding: &Finding) {
    hash.update(&finding.rule);
    hash.update(&finding.message);
    hash.update(finding.state.word());
    hash.update(&finding.answer);
}

/// One consolidated workbook for the top organ and one for each prefecture, but for those that say what they said
/// before; gives that of the top organ.
fn workbooks(
    closing: &Closing,
    outbox: &Outbox,
    progress: &dyn Progress,
) -> Result<Option<Book>, BatchFailure> {
    let name = closing.run.id.to_string();
    let gathered = gathered(closing, &name);
    let roots = roots(&closing.loaded.registry);
    progress.stage(Stage::Merge, roots.len());
    // Each is written as soon as it is made: only as many are in memory as there are threads.
    let made = roots.par_iter().enumerate().map(|(number, root)| -> Result<Option<Book>, BatchFailure> {
        let book = book(&gathered, root);
        let path = book_file(&book);
        let content = content(closing.loaded, &book);
        if !outbox.is_fresh(&path, &content) {
            let bytes = workbook(&book, &closing.loaded.catalog.book)
                .map_err(|error| BatchFailure::workbook(&error))?;
            outbox.put(&path, &bytes, &content)?;
        }
        progress.advance(1);
        Ok((number == 0).then_some(book))
    });
    let kept: Vec<Option<Book>> = made.collect::<Result<_, _>>()?;
    Ok(kept.into_iter().flatten().next())
}

/// A hash over what a workbook says, but for the run and the time, which stand on its cover and below titles.
fn content(loaded: &Loaded, book: &Book) -> String {
    let mut hash = DefaultHasher::new();
    (&loaded.catalog.fingerprint, &book.title).hash(&mut hash);
    for table in book.cover.blocks.iter().chain(&book.tables) {
        let Table { id, sheet, title, line: _, columns, rows, notes, charts, page, left_out } = table;
        (id, sheet, title, columns, rows, notes, charts, page, left_out).hash(&mut hash);
    }
    format!("{:016x}", hash.finish())
}

fn gathered<'a>(closing: &Closing<'a>, run: &'a str) -> Gathered<'a> {
    let order = Order {
        catalog: &closing.loaded.catalog,
        registry: &closing.loaded.registry,
        period: closing.period,
        as_of: closing.run.as_of,
        run,
        answers: closing.answers,
        published: closing.published,
        publications: closing.publications,
        thresholds: &closing.office.config.thresholds,
    };
    let all: Vec<&Filed> = closing.filed.iter().chain(closing.compared).collect();
    Gathered::new(order, &all, closing.all_duties, closing.over_units)
}
