//! `liangze demo`: an office from the samples, which are part of the program, and its quarters in order.

use super::answer::Answer;
use super::arguments::Demo;
use super::failure::Failure;
use super::progress::{Display, note};
use super::run::status_word;
use super::table::{Side, Table};
use super::words::Words;
use crate::batch::{self, Office, RunOptions, RunReport, time_text, write_whole};
use crate::catalog::load::Templates;
use crate::model::Status;
use jiff::civil::DateTime;
use rust_embed::RustEmbed;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(RustEmbed)]
#[folder = "samples"]
struct Samples;

const FOLDER: &str = "liangze-demo";
const REGISTRY: &str = "registry/";
const BATCHES: &str = "batches/";
const AS_OF: &str = "as_of.txt";
/// The statuses that the closing table counts.
const COUNTED: [Status; 4] = [Status::Accepted, Status::Provisional, Status::Returned, Status::Rejected];

/// Makes the office and runs its batches.
pub fn demo(given: &Demo, words: &Words, program: &Path) -> Result<Answer, Failure> {
    let root = given.folder.clone().unwrap_or_else(|| PathBuf::from(FOLDER));
    if root.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::NotEmpty(root));
    }
    let office = Office::init(&root, None, &Templates::builtin())?.with_workers(program);
    for path in Samples::iter().filter(|path| path.starts_with(REGISTRY)) {
        put(&path, &root.join(path.as_ref()))?;
    }
    let display = Display::new(words, false);
    let columns = ["demo.number", "demo.as_of", "demo.files"].map(|key| words.say(key).to_owned());
    let headings = columns.into_iter().chain(COUNTED.map(|status| status_word(status, words)));
    let headings: Vec<String> = headings.collect();
    let mut table = Table::new(headings.iter().map(|heading| (heading.as_str(), Side::Right)));
    for (number, batch) in (1..).zip(batches()) {
        let as_of = as_of(&batch);
        let values = [("number", number.to_string()), ("as_of", time_text(as_of))];
        note(&words.fill("demo.batch", &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
        drop_batch(&batch, &office.inbox())?;
        let report = batch::run(&office, &RunOptions { as_of, periods: Vec::new() }, &display)?;
        table.row(row(number, as_of, &report));
    }
    Ok(Answer::clean(format!("{}\n{}", table.lines(0, words.screen), closing(&root, words))))
}

fn row(number: usize, as_of: DateTime, report: &RunReport) -> Vec<String> {
    let counts = COUNTED.map(|status| report.standing.get(&status).copied().unwrap_or(0).to_string());
    [number.to_string(), time_text(as_of), report.intake.files.to_string()]
        .into_iter()
        .chain(counts)
        .collect()
}

/// The folders of the batches, in order.
fn batches() -> BTreeSet<String> {
    let folder =
        |path: &str| path.strip_prefix(BATCHES)?.split_once('/').map(|(folder, _)| folder.to_owned());
    Samples::iter().filter_map(|path| folder(&path)).collect()
}

fn as_of(batch: &str) -> DateTime {
    let file =
        Samples::get(&format!("{BATCHES}{batch}/{AS_OF}")).expect("every batch of the samples has a time");
    let text = std::str::from_utf8(&file.data).expect("the samples are UTF-8");
    text.trim().parse().expect("a test runs the demo")
}

/// Drops the files of a batch into an inbox.
fn drop_batch(batch: &str, inbox: &Path) -> Result<(), Failure> {
    let start = format!("{BATCHES}{batch}/inbox/");
    for path in Samples::iter() {
        if let Some(within) = path.strip_prefix(&start) {
            put(&path, &inbox.join(within))?;
        }
    }
    Ok(())
}

/// Writes one file of the samples.
fn put(path: &str, target: &Path) -> Result<(), Failure> {
    let file = Samples::get(path).expect("the path was listed");
    Ok(write_whole(target, &file.data)?)
}

fn closing(root: &Path, words: &Words) -> String {
    let path = root.display().to_string();
    let mut text = words.fill("demo.done", &[("path", &path)]) + "\n";
    let mut places = Table::new([("", Side::Left), ("", Side::Left)]);
    for (folder, key) in
        [("outbox", "demo.outbox"), ("rejected", "run.rejected"), ("quarantine", "run.quarantine")]
    {
        places.row([root.join(folder).display().to_string(), words.say(key).to_owned()]);
    }
    text += &format!("\n{}\n{}", words.say("run.where"), places.lines(2, words.screen));
    text += &format!("\n{}\n", words.say("demo.next"));
    for command in ["status PATH --period 2014Q3", "export PATH --to PATH-export", "explain GN-V005"] {
        text += &format!("  liangze {}\n", command.replace("PATH", &path));
    }
    text
}
