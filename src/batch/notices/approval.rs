//! Approval: a draft becomes a notice with a number, printed from the facts that it was drawn up from, with the day of
//! approval. The archive has its bytes before the ledger has its number, and the ledger its number before the outbox has
//! the notice: whenever the program dies, no number is lost and none is given twice (FORMS.md 8.1, 8.2).

use super::super::archive::{Archive, sha256_of};
use super::super::durable::read_if_there;
use super::super::failure::BatchFailure;
use super::super::outbox::Outbox;
use super::super::run::{Loaded, load};
use super::super::workspace::Office;
use super::draft::Cites;
use super::issuer::Facts;
use super::papers::{Order, Papers, Printer, hides};
use super::refusal::Refusal;
use super::{Stationery, reread};
use crate::catalog::notice::Notice;
use crate::ledger::{Approval, DraftNotice, Issued, IssuedFile, Ledger, Reading, Run, Voided};
use crate::model::Saying;
use crate::paper::Paper;
use jiff::civil::{Date as Day, DateTime};
use serde_json::Value;
use std::fs;

/// What an approval gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// The notice as the ledger has it.
    pub issued: Issued,
    /// False if it was approved before.
    pub anew: bool,
}

/// Approves drafts; what was approved before keeps its number. They are approved in the order in which they are named.
///
/// # Errors
/// [`BatchFailure::Busy`] if another run is at work; [`BatchFailure::Notice`] if one of them cannot be approved: those
/// named before it are.
pub fn approve(
    office: &Office,
    ids: &[String],
    by: &str,
    at: DateTime,
) -> Result<Vec<Approved>, BatchFailure> {
    let _lock = office.lock()?;
    let mut bench = Bench::open(office)?;
    ids.iter().map(|id| bench.approve(id, by, at)).collect()
}

/// Declares an approved notice void. It keeps its number; its papers leave the outbox, and its draft comes back.
///
/// # Errors
/// As of [`approve`].
pub fn declare_void(
    office: &Office,
    id: &str,
    by: &str,
    reason: &str,
    at: DateTime,
) -> Result<Issued, BatchFailure> {
    let _lock = office.lock()?;
    let mut bench = Bench::open(office)?;
    let id = bench.named(id)?;
    let issued = bench.live(&id)?.ok_or_else(|| BatchFailure::Notice(Refusal::NotApproved(id.clone())))?;
    let voided = Voided { by: by.to_owned(), at, reason: reason.to_owned() };
    bench.ledger.write(|writing| writing.declare_void(issued.id, &voided))?;
    bench.finish(&issued)?;
    Ok(Issued { voided: Some(voided), kept: true, ..issued })
}

/// Ends what an approval or its end began and a dying program left undone.
///
/// # Errors
/// What the disk or the ledger reports.
pub fn finish_approvals(
    office: &Office,
    loaded: &Loaded,
    ledger: &mut Ledger,
    run: &Run,
) -> Result<(), BatchFailure> {
    for issued in ledger.read().issued(None)?.iter().filter(|issued| !issued.kept) {
        finish(office, loaded, ledger, run, issued)?;
    }
    Ok(())
}

/// The id of a draft or notice of which this is the beginning.
///
/// # Errors
/// [`BatchFailure::Notice`] if there is none, or more than one.
pub fn named(ledger: Reading, text: &str) -> Result<String, BatchFailure> {
    let mut ids: Vec<String> = ledger.drafts(None)?.into_iter().map(|draft| draft.id).collect();
    ids.extend(ledger.issued(None)?.into_iter().map(|issued| issued.approval.draft));
    ids.sort();
    ids.dedup();
    if ids.iter().any(|id| id == text) {
        return Ok(text.to_owned());
    }
    let refuse = |refusal| Err(BatchFailure::Notice(refusal));
    let mut begin: Vec<&String> = ids.iter().filter(|id| id.starts_with(text)).collect();
    match begin.len() {
        1 => Ok(begin.remove(0).clone()),
        0 => refuse(Refusal::NoNotice(text.to_owned(), near(text, ids.iter().map(String::as_str)))),
        _ => refuse(Refusal::Several(text.to_owned(), begin.into_iter().take(SHOWN).cloned().collect())),
    }
}

/// How many names are told.
const SHOWN: usize = 8;

/// The names that may have been meant, the nearest first.
pub fn near<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut alike: Vec<(f64, &str)> =
        names.map(|name| (strsim::normalized_levenshtein(text, name), name)).collect();
    alike.retain(|(likeness, _)| *likeness > 0.5);
    alike.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    alike.into_iter().take(SHOWN).map(|(_, name)| name.to_owned()).collect()
}

/// What approving works with; whoever has it holds the office.
struct Bench<'o> {
    office: &'o Office,
    loaded: Loaded,
    ledger: Ledger,
    run: Run,
}

impl<'o> Bench<'o> {
    fn open(office: &'o Office) -> Result<Bench<'o>, BatchFailure> {
        let ledger = office.ledger()?;
        let run = ledger.read().last_run()?.ok_or(BatchFailure::Notice(Refusal::NeverRun))?;
        let loaded = load(office)?;
        let same =
            (&run.catalog, &run.registry) == (&loaded.catalog.fingerprint, &loaded.registry_fingerprint);
        if !same || !run.ended {
            return Err(BatchFailure::Notice(Refusal::Outdated));
        }
        let mut bench = Bench { office, loaded, ledger, run };
        finish_approvals(office, &bench.loaded, &mut bench.ledger, &bench.run)?;
        Ok(bench)
    }

    fn named(&self, text: &str) -> Result<String, BatchFailure> {
        named(self.ledger.read(), text)
    }

    /// The approval of a draft that is not void.
    fn live(&self, id: &str) -> Result<Option<Issued>, BatchFailure> {
        let all = self.ledger.read().issued(None)?;
        Ok(all.into_iter().rfind(|issued| issued.approval.draft == id && issued.voided.is_none()))
    }

    fn approve(&mut self, text: &str, by: &str, at: DateTime) -> Result<Approved, BatchFailure> {
        let id = self.named(text)?;
        if let Some(issued) = self.live(&id)? {
            return Ok(Approved { issued, anew: false });
        }
        let refuse = |refusal| Err(BatchFailure::Notice(refusal));
        let Some(draft) = self.ledger.read().draft(&id)? else {
            return refuse(Refusal::NoNotice(id, Vec::new()));
        };
        if at < draft.drawn_at {
            return refuse(Refusal::TooEarly { id, day: at.date(), cut_off: draft.drawn_at });
        }
        let attached = self.untouched(&draft)?;
        let stationery = Stationery::new(self.office, &self.loaded)?.ok_or(Refusal::NoPrefix);
        let stationery = stationery.map_err(BatchFailure::Notice)?;
        let notice = declared(&self.loaded, &draft)?;
        let prefix = stationery.issuer.prefix(notice.declaration.layout);
        if prefix.is_empty() {
            return refuse(Refusal::NoPrefix);
        }
        let series = format!("{prefix}〔{}〕", at.year());
        let number = self.ledger.read().next_number(&series)?;
        let again = reading(self.office, &draft)?;
        let state = State::Approved { number, by, on: at.date() };
        let (papers, facts) = print(&self.loaded, &stationery, &draft, again.as_ref(), state)?;
        let mut files = vec![(draft.path.clone(), papers.printed.bytes)];
        files.extend(attached);
        files.extend(papers.cover.map(|bytes| (draft.cover.clone(), bytes)));
        for (_, bytes) in &files {
            hides(bytes, &draft.hidden)
                .map_err(|why| BatchFailure::Notice(Refusal::Unprintable { id: id.clone(), why }))?;
        }
        let archive = Archive::open(self.office.archive())?;
        let files = files.into_iter().map(|(path, bytes)| {
            let sha256 = archive.store(&bytes)?;
            Ok(IssuedFile { path, sha256 })
        });
        let approval = Approval {
            draft: id,
            period: draft.period,
            notice: draft.notice.clone(),
            unit: draft.unit.clone(),
            title: papers.printed.title,
            doc_no: facts.get("doc_no").and_then(Value::as_str).unwrap_or_default().to_owned(),
            series,
            number,
            approved_by: by.to_owned(),
            approved_at: at,
            files: files.collect::<Result<_, BatchFailure>>()?,
            makes: draft.makes.clone(),
            counted: draft.counted.clone(),
        };
        let number = self.ledger.write(|writing| writing.approve(&approval))?;
        let issued = Issued { id: number, approval, voided: None, kept: false, stands: true };
        self.finish(&issued)?;
        Ok(Approved { issued: Issued { kept: true, ..issued }, anew: true })
    }

    /// The files of a draft's 附件. All of its files must be those that the ledger has: nobody approves what the program
    /// did not draw up, nor loses what he wrote into a draft.
    fn untouched(&self, draft: &DraftNotice) -> Result<Vec<(String, Vec<u8>)>, BatchFailure> {
        let known = self.ledger.read().outputs(&format!("{}/", draft.period))?;
        let mut attached = Vec::new();
        for path in std::iter::once(&draft.path).chain(&draft.attached) {
            let bytes = read_if_there(&self.office.outbox().join(path))?.unwrap_or_default();
            let sha256 = sha256_of(&bytes);
            if !known.iter().any(|output| output.path == *path && output.sha256 == sha256) {
                return Err(BatchFailure::Notice(Refusal::Changed { path: path.clone() }));
            }
            if *path != draft.path {
                attached.push((path.clone(), bytes));
            }
        }
        Ok(attached)
    }

    fn finish(&mut self, issued: &Issued) -> Result<(), BatchFailure> {
        finish(self.office, &self.loaded, &mut self.ledger, &self.run, issued)
    }
}

/// Brings the outbox to what the ledger says of a notice: its files if it holds, its draft again if it is void.
fn finish(
    office: &Office,
    loaded: &Loaded,
    ledger: &mut Ledger,
    run: &Run,
    issued: &Issued,
) -> Result<(), BatchFailure> {
    let period = issued.approval.period.to_string();
    let within = |path: &str| path.strip_prefix(&period).unwrap_or(path).trim_start_matches('/').to_owned();
    let is_void = ledger.read().issued(Some(issued.approval.period))?;
    let is_void = is_void.iter().any(|other| other.id == issued.id && other.voided.is_some());
    let draft = if is_void { ledger.read().draft(&issued.approval.draft)? } else { None };
    let outbox = Outbox::open(office, ledger, run, &period)?;
    let mut gone: Vec<String> = Vec::new();
    if !is_void {
        for file in &issued.approval.files {
            outbox.keep(&within(&file.path), &file.sha256)?;
        }
    } else {
        let again = match draft.as_ref().map(|draft| drawn_again(office, loaded, draft)) {
            Some(Err(failure @ BatchFailure::Disk { .. })) => return Err(failure),
            again => again.and_then(Result::ok),
        };
        for file in &issued.approval.files {
            let bytes = again.as_ref().and_then(|files| files.iter().find(|(path, _)| *path == file.path));
            match bytes {
                // Without inputs: the next run that closes the period draws it up anew.
                Some((path, bytes)) => drop(outbox.put(&within(path), bytes, "")?),
                None => gone.push(within(&file.path)),
            }
        }
    }
    outbox.finish(ledger, &gone)?;
    Ok(ledger.write(|writing| writing.is_kept(issued.id))?)
}

/// The files of a draft, printed once more without a number.
fn drawn_again(
    office: &Office,
    loaded: &Loaded,
    draft: &DraftNotice,
) -> Result<Vec<(String, Vec<u8>)>, BatchFailure> {
    let stationery = Stationery::new(office, loaded)?.ok_or(BatchFailure::Notice(Refusal::NoPrefix))?;
    let again = reading(office, draft)?;
    let state = State::Draft { on: draft.drawn_at.date() };
    let (papers, _) = print(loaded, &stationery, draft, again.as_ref(), state)?;
    let mut files = vec![(draft.path.clone(), papers.printed.bytes)];
    files.extend(papers.cover.map(|bytes| (draft.cover.clone(), bytes)));
    for path in &draft.attached {
        files.extend(read_if_there(&office.outbox().join(path))?.map(|bytes| (path.clone(), bytes)));
    }
    Ok(files)
}

/// How a notice is printed.
enum State<'s> {
    Draft { on: Day },
    Approved { number: u32, by: &'s str, on: Day },
}

/// The papers of a draft from the facts that the ledger has; the days that it sets count from its own day.
fn print(
    loaded: &Loaded,
    stationery: &Stationery,
    draft: &DraftNotice,
    workbook: Option<&Paper>,
    state: State,
) -> Result<(Papers, Value), BatchFailure> {
    let unprintable = |why: Saying| BatchFailure::Notice(Refusal::Unprintable { id: draft.id.clone(), why });
    let notice = declared(loaded, draft)?;
    let unread = |error: serde_json::Error| Saying::new("issue.json").with("why", error.to_string());
    let mut facts: Facts = serde_json::from_str(&draft.facts).map_err(|error| unprintable(unread(error)))?;
    let cites: Cites = serde_json::from_str(&draft.cites).unwrap_or_default();
    let issuer = &stationery.issuer;
    let signed = match state {
        State::Draft { on } => {
            facts.extend(issuer.dated(notice.declaration.layout, on, None));
            None
        }
        State::Approved { number, by, on } => {
            facts.extend(issuer.dated(notice.declaration.layout, on, Some((number, by))));
            facts.extend(super::units::days_set(&loaded.registry, notice, on));
            Some((by, on))
        }
    };
    let facts = Value::Object(facts);
    let order = Order {
        notice,
        facts: &facts,
        id: &draft.id,
        name: draft.path.rsplit('/').next().unwrap_or(&draft.path),
        hidden: &draft.hidden,
        cited: &cites.cells,
        workbook,
        signed,
        drawn_on: draft.drawn_at.date(),
    };
    let printer = Printer::new(&loaded.catalog, &stationery.press, issuer);
    let papers = printer.print(&order).map_err(unprintable)?;
    Ok((papers, facts))
}

fn declared<'l>(loaded: &'l Loaded, draft: &DraftNotice) -> Result<&'l Notice, BatchFailure> {
    let notice = loaded.catalog.notices.notice(&draft.notice);
    notice.ok_or(BatchFailure::Notice(Refusal::Outdated))
}

/// The workbook that a draft cites, read again.
fn reading(office: &Office, draft: &DraftNotice) -> Result<Option<Paper>, BatchFailure> {
    let cites: Cites = serde_json::from_str(&draft.cites).unwrap_or_default();
    if cites.cells.is_empty() {
        return Ok(None);
    }
    let path = office.outbox().join(&cites.workbook);
    let bytes = fs::read(&path).map_err(BatchFailure::disk("read", &path))?;
    let unprintable = |why| BatchFailure::Notice(Refusal::Unprintable { id: draft.id.clone(), why });
    reread::open(&bytes).map(Some).map_err(unprintable)
}
