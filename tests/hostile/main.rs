//! The hostile set: files made to break readers, each with the verdict that a right reader gives (and, where it says so,
//! the values). `LIANGZE_HOSTILE` names its folder; without it nothing is tested, and that is said.
//!
//! Each file is read in a process of its own under a limit of memory and time: what a reader costs is part of the verdict.

mod child;
mod inbox;
mod manifest;
mod picture;

use child::{Ended, Limits};
use manifest::Entry;
use std::path::Path;
use std::process::ExitCode;

/// What one file may cost, in a release build. Debug builds are some twenty times slower.
const SECONDS: f64 = 10.0;
const MEMORY: u64 = 1 << 30;
/// Folders whose files must show the values that `values.tsv` gives for them: every file of them that is read.
const BY_VALUE: [&str; 10] =
    ["ok/", "bomb/", "val/", "pkg/", "xml/", "geom/", "ods/", "xls/", "xlsb/", "variant/"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, path] = &arguments[..]
        && mode == child::MODE
    {
        return child::read(Path::new(path));
    }
    // The name of another test was asked for.
    if arguments.iter().any(|argument| !argument.starts_with("--") && !"hostile".contains(argument.as_str()))
    {
        return ExitCode::SUCCESS;
    }
    let Some(folder) = std::env::var_os("LIANGZE_HOSTILE") else {
        println!("hostile set: skipped, LIANGZE_HOSTILE names no folder");
        return ExitCode::SUCCESS;
    };
    let folder = Path::new(&folder);
    let entries = manifest::entries(folder);
    let mut wrong = Vec::new();
    let (mut dearest, mut largest) = ((0.0, ""), (0, ""));
    let read = entries.iter().filter(|entry| !entry.path.starts_with("fs/"));
    for entry in read.clone() {
        let ended = child::run(&folder.join(&entry.path), &Limits { seconds: SECONDS, memory: MEMORY });
        if ended.seconds > dearest.0 {
            dearest = (ended.seconds, &entry.path);
        }
        if ended.peak > largest.0 {
            largest = (ended.peak, &entry.path);
        }
        if let Err(why) = judge(entry, &ended) {
            wrong.push(format!("{}\n    {}: {}\n    {why}", entry.path, entry.hazard, entry.verdict));
        }
    }
    let count = read.count();
    let waiting = entries.len() - count;
    println!(
        "hostile set: {count} files read; dearest {:.2} s CPU ({}); largest {} MiB ({})",
        dearest.0,
        dearest.1,
        largest.0 >> 20,
        largest.1
    );
    let stood = inbox::take(folder, &entries);
    println!("hostile set: {waiting} entries of fs/ taken from an inbox");
    wrong.extend(stood);
    for one in &wrong {
        println!("{one}");
    }
    println!("hostile set: {} verdicts differ", wrong.len());
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a file ended as its manifest says, and shows what it should.
fn judge(entry: &Entry, ended: &Ended) -> Result<(), String> {
    let Some(outcome) = &ended.outcome else { return Err(format!("the reader died: {}", ended.last)) };
    if !entry.allowed.allows(outcome) {
        return Err(format!("came to {outcome}"));
    }
    let manifest::Outcome::Read(shown) = outcome else { return Ok(()) };
    match &entry.values {
        Some(values) if values.iter().any(|value| value.is(shown)) => Ok(()),
        Some(_) => Err(format!("shows {}", manifest::shortened(&shown.join(" ")))),
        None if BY_VALUE.iter().any(|folder| entry.path.starts_with(folder)) => Err(format!(
            "is read, and no value is known for it; shows {}",
            manifest::shortened(&shown.join(" "))
        )),
        None => Ok(()),
    }
}
