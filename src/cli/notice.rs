//! `liangze notice` and `liangze approve`: the drafts of notices, their approval and their end. A person decides; what is
//! printed, numbered and kept is decided below.

use super::answer::Answer;
use super::arguments::{ApproveRows, Notice as Asked};
use super::failure::Failure;
use super::notice_template;
use super::progress::Display;
use super::table::{Side, Table};
use super::words::Words;
use crate::batch::{self, NoticeRefusal, Office};
use crate::ledger::{DraftNotice, Issued, Ledger};
use crate::model::{Period, Registry};
use crate::paper::{self, Block, Content, Limits, WordTable};
use jiff::civil::DateTime;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Does what is asked of notices.
pub fn notice(asked: &Asked, words: &Words) -> Result<Answer, Failure> {
    match asked {
        Asked::List { office, period } => list(&Office::open(office)?, *period, words),
        Asked::Show { office, id } => show(&Office::open(office)?, id, words),
        Asked::Approve { office, ids, by, as_of } => {
            let office = Office::open(office)?;
            approve(&office, ids, by, clock(&office, *as_of), words)
        }
        Asked::Void { office, id, by, reason, as_of } => {
            let office = Office::open(office)?;
            let void = batch::declare_void(&office, id, by, reason, clock(&office, *as_of))?;
            let text = words.fill("notice.voided", &[("number", &void.approval.doc_no), ("reason", reason)]);
            Ok(Answer::clean(text + "\n"))
        }
        Asked::Template { office, notice } => notice_template::template(office, notice, words),
        Asked::Lint { file, notice } => notice_template::lint(file, notice.as_deref(), words),
        Asked::Draft { office, notice, unit, field, period, by, as_of } => {
            let office = Office::open(office)?;
            let by = by.as_deref().unwrap_or_default();
            let at = clock(&office, *as_of);
            ask(
                &office,
                &batch::Asked { notice: Some(notice), units: unit, period: *period, fields: field, by, at },
                words,
            )
        }
    }
}

/// Approves rows of a table, so that their notice is drafted; without units, tells which rows wait.
pub fn approve_rows(asked: &ApproveRows, words: &Words) -> Result<Answer, Failure> {
    let office = Office::open(&asked.office)?;
    let notice = asked.notice.as_deref();
    let by = match &asked.by {
        Some(by) if !asked.units.is_empty() => by,
        _ => {
            let (notice, period, units) = batch::waiting(&office, notice, asked.period)?;
            let head = words.fill("notice.waiting", &[("notice", &notice), ("period", &period.to_string())]);
            let lines = units.iter().map(|unit| format!("  {}  {}\n", unit.id, unit.short_name));
            return Ok(Answer::clean(format!("{head}\n{}", lines.collect::<String>())));
        }
    };
    let at = clock(&office, asked.as_of);
    let (units, fields) = (&asked.units, &asked.field);
    ask(&office, &batch::Asked { notice, units, period: asked.period, fields, by, at }, words)
}

fn clock(office: &Office, given: Option<DateTime>) -> DateTime {
    given.unwrap_or_else(|| office.config.now())
}

fn ask(office: &Office, asked: &batch::Asked, words: &Words) -> Result<Answer, Failure> {
    let drafts = batch::ask(office, asked, &Display::new(words, false))?;
    let text = drafts.iter().map(|draft| {
        let path = office.outbox().join(&draft.path).display().to_string();
        words.fill("notice.drafted", &[("id", &draft.id), ("path", &path)]) + "\n"
    });
    Ok(Answer::clean(text.collect::<String>()))
}

fn approve(
    office: &Office,
    ids: &[String],
    by: &str,
    at: DateTime,
    words: &Words,
) -> Result<Answer, Failure> {
    let mut text = String::new();
    for approved in batch::approve(office, ids, by, at)? {
        let approval = &approved.issued.approval;
        let path = approval.files.first().map(|file| office.outbox().join(&file.path).display().to_string());
        let key = if approved.anew { "notice.approved" } else { "notice.approved_before" };
        let values = [
            ("id", approval.draft.as_str()),
            ("number", &approval.doc_no),
            ("day", &approval.approved_at.date().to_string()),
            ("path", &path.unwrap_or_default()),
        ];
        text += &(words.fill(key, &values) + "\n");
    }
    Ok(Answer::clean(text))
}

/// The ledger of an office that has run.
fn ledger(office: &Office) -> Result<Ledger, Failure> {
    if office.ledger_path().exists() {
        Ok(Ledger::open_for_reading(&office.ledger_path())?)
    } else {
        Err(Failure::NoRun(office.root().to_owned()))
    }
}

fn list(office: &Office, period: Option<Period>, words: &Words) -> Result<Answer, Failure> {
    let ledger = ledger(office)?;
    let registry = batch::load(office)?.registry;
    let (drafts, issued) = (ledger.read().drafts(period)?, ledger.read().issued(period)?);
    let live: BTreeSet<&str> = issued
        .iter()
        .filter(|issued| issued.voided.is_none())
        .map(|issued| issued.approval.draft.as_str())
        .collect();
    let columns = ["id", "unit", "state", "number", "day", "title"].map(|key| format!("notice.{key}"));
    let mut table = Table::new(columns.each_ref().map(|key| (words.say(key), Side::Left)));
    let mut count = 0;
    for draft in drafts.iter().filter(|draft| !live.contains(draft.id.as_str())) {
        let day = draft.drawn_at.date().to_string();
        let state = words.say("notice.draft");
        table.row([&draft.id, unit_name(&registry, &draft.unit), state, "", &day, &draft.title]);
        count += 1;
    }
    for one in &issued {
        let approval = &one.approval;
        let (state, at) = match &one.voided {
            None => ("notice.issued", approval.approved_at),
            Some(voided) => ("notice.void", voided.at),
        };
        let unit = unit_name(&registry, &approval.unit);
        let day = at.date().to_string();
        table.row([&approval.draft, unit, words.say(state), &approval.doc_no, &day, &approval.title]);
        count += 1;
    }
    let mut text =
        if count == 0 { words.say("notice.none").to_owned() + "\n" } else { table.lines(0, words.screen) };
    text += &gaps(&ledger.read().issued(None)?, words);
    Ok(Answer::clean(text))
}

fn unit_name<'n>(registry: &'n Registry, id: &'n str) -> &'n str {
    registry.unit(id).map_or(id, |unit| &unit.short_name)
}

/// The numbers of each series: how far they have come, which are void, and which nobody has.
fn gaps(issued: &[Issued], words: &Words) -> String {
    let mut series: BTreeMap<&str, Vec<&Issued>> = BTreeMap::new();
    for one in issued {
        series.entry(&one.approval.series).or_default().push(one);
    }
    let mut text = String::new();
    for (series, issued) in series {
        let last = issued.iter().map(|one| one.approval.number).max().unwrap_or(0);
        let values = [("series", series), ("number", &last.to_string())];
        text += &format!("\n{}\n", words.fill("notice.series", &values));
        for one in &issued {
            if let Some(voided) = &one.voided {
                let number = one.approval.number.to_string();
                let values = [("number", number.as_str()), ("reason", &voided.reason), ("by", &voided.by)];
                text += &format!("  {}\n", words.fill("notice.gap_void", &values));
            }
        }
        let given: BTreeSet<u32> = issued.iter().map(|one| one.approval.number).collect();
        for number in (1..last).filter(|number| !given.contains(number)) {
            text += &format!("  {}\n", words.fill("notice.gap", &[("number", &number.to_string())]));
        }
    }
    text
}

fn show(office: &Office, id: &str, words: &Words) -> Result<Answer, Failure> {
    let ledger = ledger(office)?;
    let registry = batch::load(office)?.registry;
    let id = batch::named(ledger.read(), id)?;
    let draft = ledger.read().draft(&id)?;
    let issued = ledger.read().issued(None)?;
    let issued: Vec<&Issued> = issued.iter().filter(|issued| issued.approval.draft == id).collect();
    let live = issued.iter().find(|issued| issued.voided.is_none());
    let mut table = Table::new([("", Side::Left), ("", Side::Left)]);
    let (title, unit) = match (&draft, issued.last()) {
        (Some(DraftNotice { title, unit, .. }), _) => (title, unit),
        (None, Some(issued)) => (&issued.approval.title, &issued.approval.unit),
        (None, None) => return Err(Failure::from(NoticeRefusal::NoNotice(id, Vec::new()))),
    };
    let mut line = |key: &str, text: &str| {
        if !text.is_empty() {
            table.row([words.say(key), text]);
        }
    };
    line("notice.id", &id);
    line("notice.title", title);
    line("notice.unit", unit_name(&registry, unit));
    line("notice.state", words.say(if live.is_some() { "notice.issued" } else { "notice.draft" }));
    for one in &issued {
        let approval = &one.approval;
        line("notice.number", &approval.doc_no);
        let by = format!("{} {}", approval.approved_by, batch::time_text(approval.approved_at));
        line("notice.approved_by", &by);
        if let Some(voided) = &one.voided {
            let end = format!("{} {} {}", voided.by, batch::time_text(voided.at), voided.reason);
            line("notice.void", &end);
        }
    }
    let hashed = live.map(|one| one.approval.files.iter().map(|file| (&file.path, file.sha256.as_str())));
    let files: Vec<(&String, &str)> = match (hashed, &draft) {
        (Some(files), _) => files.collect(),
        (None, Some(draft)) => {
            let all = std::iter::once(&draft.path).chain(&draft.attached).chain([&draft.cover]);
            all.filter(|path| !path.is_empty()).map(|path| (path, "")).collect()
        }
        (None, None) => Vec::new(),
    };
    for (path, sha256) in &files {
        let path = office.outbox().join(path).display().to_string();
        let digest = sha256.get(..8).unwrap_or_default();
        line("notice.file", &format!("{path} {digest}"));
    }
    let mut text = table.lines(0, words.screen);
    if let Some((path, _)) = files.first() {
        text += &format!("\n{}", said(&fs::read(office.outbox().join(path)).unwrap_or_default()));
    }
    Ok(Answer::clean(text))
}

/// The text of a notice, as far as a terminal can show it.
fn said(bytes: &[u8]) -> String {
    let Ok(paper) = paper::read(bytes, &Limits::default()) else { return String::new() };
    let Content::Document(document) = paper.content else { return String::new() };
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph { text: words, .. } if !words.trim().is_empty() => {
                text += &format!("{}\n", words.trim());
            }
            Block::Paragraph { .. } => {}
            Block::Table(table) => text += &rows(table),
        }
    }
    text
}

fn rows(table: &WordTable) -> String {
    let mut rows: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for cell in &table.cells {
        rows.entry(cell.row).or_default().push(cell.text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    rows.into_values().map(|cells| format!("  {}\n", cells.join(" | "))).collect()
}
