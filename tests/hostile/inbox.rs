//! What a folder may hold that is no honest file: links, pipes, odd names, deep paths. The real program takes it from an
//! inbox, and its list of submissions says what became of each.

use crate::manifest::Entry;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_liangze");
const AS_OF: &str = "2014-03-05T09:00";
/// A run of some fifty small files takes less than a second; what waits for a pipe takes for ever.
const PATIENCE: Duration = Duration::from_secs(120);
/// The largest file that is taken, and one byte.
const TOO_LARGE: u64 = (100 << 20) + 1;

/// Drops a copy of `fs/`, runs the program, and gives what differs from the manifest.
pub fn take(set: &Path, entries: &[Entry]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("there is room for an office");
    let office = folder.path().join("office");
    let registry = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/registry");
    call(Command::new(PROGRAM).arg("init").arg(&office).arg("--registry").arg(registry));
    let inbox = office.join("inbox/fs");
    call(Command::new("cp").arg("-a").arg("--sparse=always").arg(set.join("fs")).arg(&inbox));
    // What the links lead to lies beside them, as in the set.
    call(Command::new("cp").arg("-a").arg(set.join("ok")).arg(office.join("inbox/ok")));
    shorten(&inbox);
    call(Command::new(PROGRAM).arg("run").arg(&office).args(["--as-of", AS_OF]));
    let to = folder.path().join("export");
    call(Command::new(PROGRAM).arg("export").arg(&office).arg("--to").arg(&to));
    let became = submissions(&to.join("submissions.csv"));
    let mut wrong = Vec::new();
    for entry in entries.iter().filter(|entry| entry.path.starts_with("fs/")) {
        if let Err(why) = judge(entry, &became) {
            wrong.push(format!("{}\n    {}: {}\n    {why}", entry.path, entry.hazard, entry.verdict));
        }
    }
    let left = waiting(&office.join("inbox"));
    if !left.is_empty() {
        wrong.push(format!("left in the inbox: {left:?}"));
    }
    wrong
}

/// Files of 5 GB become such as are just too large: what is too large is kept too, and a test need not keep 5 GB.
fn shorten(inbox: &Path) {
    for entry in fs::read_dir(inbox).expect("it was copied") {
        let path = entry.expect("a name").path();
        let kind = fs::symlink_metadata(&path).expect("it is there");
        if kind.is_file() && kind.len() > TOO_LARGE {
            File::options()
                .write(true)
                .open(&path)
                .expect("it is ours")
                .set_len(TOO_LARGE)
                .expect("it shrinks");
        }
    }
}

fn call(command: &mut Command) {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it was built");
    let status = loop {
        if let Some(status) = child.try_wait().expect("it is our child") {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().expect("it is our child");
        }
        sleep(Duration::from_millis(5));
    };
    // 1 to 4 say what was found in the returns.
    assert!(status.code().is_some_and(|code| code <= 4), "{command:?}: {status}");
}

/// The status of each file by its source.
fn submissions(path: &Path) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(path).expect("the export has it");
    let header = reader.headers().expect("it has a header").clone();
    let column = |name: &str| header.iter().position(|other| other == name).expect("a column of the export");
    let (source, status) = (column("source"), column("status"));
    let rows = reader.records().map(|record| record.expect("a row"));
    rows.map(|record| (record[source].to_owned(), record[status].to_owned())).collect()
}

/// Whether one entry was read, refused or passed over as it should be.
fn judge(entry: &Entry, became: &BTreeMap<String, String>) -> Result<(), String> {
    let (source, allowed) = match entry.path.as_str() {
        "fs/dir.xlsx" => ("fs/dir.xlsx/inner.xlsx".to_owned(), READ),
        // What was meant lies beside this marker.
        "fs/names/gbk_bytes_marker" => ("fs/names/\\xca\\xfd\\xbe\\xdd.xlsx".to_owned(), READ),
        // Root reads it, and so it is read.
        "fs/noperm.xlsx" => (entry.path.clone(), READ_OR_REJECTED),
        // Links are registered, so that whoever dropped one hears of it, and never followed.
        "fs/link_dir" => (entry.path.clone(), REJECTED),
        path => (named(path), allowed(&entry.verdict)),
    };
    match became.get(&source) {
        Some(status) if allowed.contains(&status.as_str()) => Ok(()),
        Some(status) => Err(format!("became {status}")),
        None => Err("is not among the submissions".to_owned()),
    }
}

/// All files of the folder are the same workbook without a form: read, it is returned, or known as a duplicate.
const READ: &[&str] = &["returned", "duplicate"];
const REJECTED: &[&str] = &["rejected"];
const READ_OR_REJECTED: &[&str] = &["returned", "duplicate", "rejected"];
const PASSED_OVER: &[&str] = &["ignored"];

fn allowed(verdict: &str) -> &'static [&'static str] {
    match verdict {
        "SKIP" => PASSED_OVER,
        _ if verdict.starts_with("OK") => READ,
        _ => REJECTED,
    }
}

/// The name as submissions write it: with escapes for what would break a line.
fn named(path: &str) -> String {
    path.replace("\\n", "\\u{a}").replace("\\t", "\\u{9}")
}

/// Files and links that were not taken.
fn waiting(folder: &Path) -> Vec<String> {
    let mut waiting = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let kind = entry.file_type().expect("it has a kind");
        if kind.is_dir() {
            waiting.extend(self::waiting(&entry.path()));
        } else if kind.is_file() || kind.is_symlink() || kind.is_fifo() {
            waiting.push(entry.path().display().to_string());
        }
    }
    waiting
}
