//! A run: take what lies in the inbox, check it beside what is known, and write what officers need. One clock, one
//! catalogue, one registry for the whole run; nothing in its results comes from elsewhere.

use super::answers::look_again_at_expired;
use super::checking::{Checked, check_taken};
use super::closing::{Closed, close};
use super::customs::Customs;
use super::durable::sweep_tree;
use super::examined::SourceFile;
use super::explain::explain;
use super::failure::BatchFailure;
use super::intake::{Hooks, Intake, IntakeReport};
use super::notices::{Unwritten, finish_approvals};
use super::owed::last_day;
use super::progress::Progress;
use super::reader::Reader;
use super::settling::Settled;
use super::workspace::Office;
use crate::catalog::{Catalog, Issue, SETTINGS};
use crate::check::Obstacle;
use crate::extract::Extractor;
use crate::ledger::{Ledger, Reading, Run, Wanted};
use crate::model::text::hex;
use crate::model::{Answer, Period, Registry, RegistryIssue, Saying, Severity, Status, Submission};
use crate::paper::Paper;
use crate::write::report::Printer;
use jiff::civil::{Date as Day, DateTime};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What whoever starts a run decides.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The clock of the run.
    pub as_of: DateTime,
    /// The periods that are being collected; empty: those that each day of receipt tells.
    pub periods: Vec<Period>,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct RunReport {
    /// What was taken.
    pub intake: IntakeReport,
    /// How many submissions were checked.
    pub checked: usize,
    /// Where the submissions of the files stand that this run took.
    pub standing: BTreeMap<Status, usize>,
    /// Their findings, by severity.
    pub findings: BTreeMap<Severity, usize>,
    /// Those of them that nobody has answered.
    pub open: BTreeMap<Severity, usize>,
    /// The periods that were touched.
    pub periods: BTreeSet<Period>,
    /// Returns of the touched periods that are due and have not come.
    pub missing: usize,
    /// Rules that could not be evaluated, for the officer.
    pub obstacles: Vec<Obstacle>,
    /// Notices that could not be written.
    pub unwritten: Vec<Unwritten>,
    /// The clock of the run before, if it is later than that of this one.
    pub later_clock: Option<DateTime>,
}

/// Templates and registry of an office, loaded and found sound.
pub struct Loaded {
    /// The declarations.
    pub catalog: Catalog,
    /// Habits of clerks.
    pub customs: Customs,
    /// The units.
    pub registry: Registry,
    /// SHA-256 over the registry's files, in hex.
    pub registry_fingerprint: String,
    /// The page of a period, ready to be filled.
    pub printer: Printer,
}

/// Loads what a run needs before it touches a file.
///
/// # Errors
/// Everything that is wrong in templates/ or in the registry, or what the disk reports.
pub fn load(office: &Office) -> Result<Loaded, BatchFailure> {
    let templates = office.templates()?;
    let mut catalog = Catalog::load(&templates).map_err(BatchFailure::Declarations)?;
    catalog.set(&office.config.switches).map_err(BatchFailure::Declarations)?;
    let customs = Customs::load(&templates)?;
    let printer = Printer::new(&catalog.report).map_err(BatchFailure::Declarations)?;
    let texts: Vec<String> = ["units.csv", "leaders.csv", "holidays.csv"]
        .into_iter()
        .map(|name| office.registry_text(name))
        .collect::<Result<_, _>>()?;
    let (registry, issues) = Registry::load(&texts[0], &texts[1], &texts[2], &catalog.names);
    let fatal: Vec<RegistryIssue> = issues.iter().filter(|issue| issue.fatal).cloned().collect();
    if !fatal.is_empty() {
        return Err(BatchFailure::Registry(fatal));
    }
    let unknown = catalog.triggers.unknown(&office.config.thresholds);
    let no_threshold = |key| Saying::new("issue.no_threshold").with("key", key);
    let wrong: Vec<Issue> = unknown.map(|key| Issue::new(SETTINGS, no_threshold(key))).collect();
    if !wrong.is_empty() {
        return Err(BatchFailure::Declarations(wrong));
    }
    let mut hash = Sha256::new();
    for text in &texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    let registry_fingerprint = hex(hash.finalize());
    Ok(Loaded { catalog, customs, registry, registry_fingerprint, printer })
}

/// Runs an office once.
///
/// # Errors
/// What is wrong with the declarations, the disk or the ledger. What was finished before stays; the next run goes on.
pub fn run(
    office: &Office,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<RunReport, BatchFailure> {
    run_on(office, options, None, progress)
}

/// Runs an office once, and takes only what has settled if somebody watched.
pub(super) fn run_on(
    office: &Office,
    options: &RunOptions,
    settled: Option<&Settled>,
    progress: &dyn Progress,
) -> Result<RunReport, BatchFailure> {
    let lock = office.lock()?;
    let loaded = load(office)?;
    let papers = office.papers()?;
    let mut ledger = office.ledger()?;
    let (before, cut_short) = before(office, &ledger)?;
    let number = ledger.write(|writing| {
        writing.begin_run(
            options.as_of,
            env!("CARGO_PKG_VERSION"),
            &loaded.catalog.fingerprint,
            &loaded.registry_fingerprint,
        )
    })?;
    let extractor = Extractor::new(&loaded.catalog, &loaded.registry);
    let limits = office.config.limits.limits();
    let papers = papers.as_ref();
    let reader = Reader {
        extractor: &extractor,
        papers,
        customs: &loaded.customs,
        limits: &limits,
        periods: &options.periods,
    };
    let examine = |file: &SourceFile, paper: Paper| reader.examine(file, &paper);
    let due = |submission: &Submission, _: DateTime| due_on(office, &loaded, submission);
    let published = publications(&ledger)?;
    let published = |submission: &Submission| {
        let key = (submission.form.clone(), submission.period?);
        published.get(&key).cloned()
    };
    let intake = Intake {
        office,
        lock: &lock,
        messages: &loaded.catalog.messages,
        customs: &loaded.customs,
        hooks: Hooks { papers, examine: &examine, due: &due, published: &published },
        run: number,
        as_of: options.as_of,
        settled,
        progress,
    };
    let taken = intake.take_all(&mut ledger)?;
    let at = (options.as_of, before.as_ref(), cut_short);
    let mut checked = judged(office, &loaded, &mut ledger, at, progress)?;
    checked.touched.extend(reopened(&ledger, before.as_ref())?);
    if cut_short {
        // What it checked may not have reached the outbox; nothing else tells which periods that were.
        checked.touched.extend(all_known(&ledger)?);
    }
    let begun = begun(&loaded, number, options.as_of);
    finish_approvals(office, &loaded, &mut ledger, &begun)?;
    let hands = (office, papers);
    let closed = close(hands, &loaded, &mut ledger, &begun, &checked.touched, before.as_ref(), progress)?;
    let report = report(&ledger, number, taken, checked, closed)?;
    ledger.write(|writing| writing.end_run(number))?;
    progress.finish();
    let before = before.map(|last| last.as_of);
    Ok(RunReport { later_clock: before.filter(|before| *before > options.as_of), ..report })
}

/// Takes an answer of an officer, and judges and writes anew what it changes; the inbox is left alone. `answer` is asked
/// for it before anything is written.
///
/// # Errors
/// What the answer is refused for, else as for [`run`].
pub fn rework(
    office: &Office,
    as_of: DateTime,
    progress: &dyn Progress,
    answer: impl FnOnce(Reading, &Loaded) -> Result<Answer, BatchFailure>,
) -> Result<RunReport, BatchFailure> {
    let _lock = office.lock()?;
    let loaded = load(office)?;
    let mut ledger = office.ledger()?;
    let answer = answer(ledger.read(), &loaded)?;
    let (before, cut_short) = before(office, &ledger)?;
    let number = ledger.write(|writing| {
        let program = env!("CARGO_PKG_VERSION");
        let number =
            writing.begin_run(as_of, program, &loaded.catalog.fingerprint, &loaded.registry_fingerprint)?;
        // Given once more in the same words at the same moment, as after a call that died, it stands in the journal once.
        if writing.answers()?.last() != Some(&answer) {
            writing.answer(&answer)?;
        }
        Ok::<_, BatchFailure>(number)
    })?;
    let mut checked = judged(office, &loaded, &mut ledger, (as_of, before.as_ref(), cut_short), progress)?;
    checked.touched.insert((answer.form.clone(), answer.period));
    if cut_short {
        checked.touched.extend(all_known(&ledger)?);
    }
    let begun = begun(&loaded, number, as_of);
    let papers = office.papers()?;
    let hands = (office, papers.as_ref());
    let closed = close(hands, &loaded, &mut ledger, &begun, &checked.touched, before.as_ref(), progress)?;
    let report = report(&ledger, number, IntakeReport::default(), checked, closed)?;
    ledger.write(|writing| writing.end_run(number))?;
    progress.finish();
    Ok(report)
}

/// The last run that came to its end, and whether one began after it and did not: days that came since the former may
/// have been for the latter to see. What the latter left unfinished is removed.
fn before(office: &Office, ledger: &Ledger) -> Result<(Option<Run>, bool), BatchFailure> {
    let cut_short = ledger.read().last_run()?.is_some_and(|last| !last.ended);
    if cut_short {
        [office.rejected(), office.quarantine(), office.outbox()]
            .iter()
            .try_for_each(|all| sweep_tree(all))?;
    }
    Ok((ledger.read().last_ended_run()?, cut_short))
}

/// A run that is at work.
fn begun(loaded: &Loaded, id: i64, as_of: DateTime) -> Run {
    Run {
        id,
        as_of,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        catalog: loaded.catalog.fingerprint.clone(),
        registry: loaded.registry_fingerprint.clone(),
        ended: false,
    }
}

/// Checks what was not checked yet, gives explanations to what waits for them, and has looked at again what they answer.
fn judged(
    office: &Office,
    loaded: &Loaded,
    ledger: &mut Ledger,
    (as_of, before, cut_short): (DateTime, Option<&Run>, bool),
    progress: &dyn Progress,
) -> Result<Checked, BatchFailure> {
    let Loaded { catalog, registry, .. } = loaded;
    let today = as_of.date();
    let last = before.map(|last| last.as_of.date());
    let expired = look_again_at_expired(ledger, last, today)?;
    let path = office.ledger_path();
    let keys = touched_keys(ledger, cut_short)?;
    let mut checked = check_taken(catalog, registry, ledger, &path, today, progress)?;
    if explain(&catalog.explanations, ledger, &keys, as_of)? {
        let again = check_taken(catalog, registry, ledger, &path, today, progress)?;
        checked.touched.extend(again.touched);
    }
    checked.touched.extend(expired);
    Ok(checked)
}

/// The units and periods of what has not been checked yet; of all if the run before may have died before it gave
/// explanations to findings.
fn touched_keys(ledger: &Ledger, cut_short: bool) -> Result<BTreeSet<(String, Period)>, BatchFailure> {
    let wanted = Wanted { unchecked: !cut_short, ..Wanted::default() };
    let standings = ledger.read().standings(&wanted)?;
    Ok(standings.into_iter().filter_map(|standing| Some((standing.unit, standing.period?))).collect())
}

/// The last day on which a submission is in time.
fn due_on(office: &Office, loaded: &Loaded, submission: &Submission) -> Option<Day> {
    let (form, period) = (loaded.catalog.form(&submission.form)?, submission.period?);
    let stated = || {
        let day = form.due_of(submission, &loaded.registry)?;
        Some(office.config.calendar.due_on(day, period, &loaded.registry))
    };
    last_day(office, loaded, form, period).or_else(stated)
}

/// Where the figures of forms and periods were made public: 发文字号 of the last notice that did.
fn publications(ledger: &Ledger) -> Result<BTreeMap<(String, Period), String>, BatchFailure> {
    let mut published = BTreeMap::new();
    for issued in ledger.read().issued(None)?.into_iter().filter(|issued| issued.voided.is_none()) {
        let approval = issued.approval;
        for making in approval.makes.into_iter().filter(|making| making.code.is_empty()) {
            published.insert((making.form, approval.period), approval.doc_no.clone());
        }
    }
    Ok(published)
}

/// The forms and periods whose figures a notice had published that was declared void since the run before: nothing keeps
/// them as they were any more.
fn reopened(ledger: &Ledger, before: Option<&Run>) -> Result<BTreeSet<(String, Period)>, BatchFailure> {
    let Some(before) = before else { return Ok(BTreeSet::new()) };
    let issued = ledger.read().issued(None)?.into_iter();
    let void = issued.filter(|issued| issued.voided.as_ref().is_some_and(|void| void.at >= before.as_of));
    Ok(void
        .flat_map(|issued| {
            let period = issued.approval.period;
            issued.approval.makes.into_iter().map(move |making| (making.form, period))
        })
        .collect())
}

/// All forms and periods of which anything came.
fn all_known(ledger: &Ledger) -> Result<BTreeSet<(String, Period)>, BatchFailure> {
    let standings = ledger.read().standings(&Wanted::default())?;
    Ok(standings.into_iter().filter_map(|standing| Some((standing.form, standing.period?))).collect())
}

fn report(
    ledger: &Ledger,
    run: i64,
    intake: IntakeReport,
    mut checked: Checked,
    closed: Closed,
) -> Result<RunReport, BatchFailure> {
    checked.obstacles.extend(closed.obstacles);
    let mut report = RunReport {
        intake,
        checked: checked.submissions,
        periods: checked.touched.into_iter().map(|(_, period)| period).collect(),
        obstacles: checked.obstacles,
        unwritten: closed.unwritten,
        missing: closed.missing,
        ..RunReport::default()
    };
    let wanted = Wanted { run: Some(run), ..Wanted::default() };
    ledger.read().each_standing(&wanted, |standing| {
        *report.standing.entry(standing.status).or_default() += 1;
        Ok::<_, BatchFailure>(())
    })?;
    for (severity, count) in ledger.read().finding_counts(&wanted)?.values().flatten() {
        let severity: Severity = severity.parse().expect("the ledger keeps letters of severities");
        *report.findings.entry(severity).or_default() += *count as usize;
    }
    for (severity, count) in ledger.read().open_findings(&wanted)? {
        let severity: Severity = severity.parse().expect("the ledger keeps letters of severities");
        report.open.insert(severity, count as usize);
    }
    Ok(report)
}
