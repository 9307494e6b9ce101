//! Changes honest inputs of every reader and looks whether it comes back:
//! `cargo run --release --example mutate -- --seed 7 --count 20000 [--reader xlsx] [--only NUMBER] [SAMPLES]`.
//!
//! SAMPLES is a folder of files to begin with beside the small ones (`samples/` without one). Each reader runs in a
//! process of its own under a limit of memory; a mutant that panics, kills the process or takes more than two seconds is
//! told with the words that make it again. The exit code is 1 if there was one.

mod change;
mod readers;
mod specimens;

use change::{Dice, changed};
use readers::Reader;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What one mutant may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// After this a reader is taken to be lost.
const LOST: Duration = Duration::from_secs(20);
/// Address space of one reader, in KiB.
const MEMORY: &str = "2097152";
/// Of all mutants, those of readers that load all declarations for each: it costs them a hundred times as much.
const COSTLY: [&str; 1] = ["declarations"];

struct Wish {
    seed: u64,
    count: u64,
    reader: Option<String>,
    only: Option<u64>,
    child: bool,
    samples: PathBuf,
}

fn main() -> ExitCode {
    let Some(wish) = wish() else {
        eprintln!("mutate --seed N --count N [--reader NAME] [--only NUMBER] [SAMPLES]");
        return ExitCode::from(2);
    };
    let readers = readers::all(&samples(&wish.samples));
    if wish.child {
        let reader = readers.iter().find(|reader| wish.reader.as_deref() == Some(reader.name));
        return reader.map_or(ExitCode::from(2), |reader| mutate(reader, &wish));
    }
    let chosen: Vec<&Reader> = readers
        .iter()
        .filter(|reader| wish.reader.as_deref().is_none_or(|name| name == reader.name))
        .collect();
    let share = wish.count.div_ceil(chosen.len().max(1) as u64);
    let mut failed = 0;
    println!("reader            mutants   failed   seconds   slowest ms");
    for reader in chosen {
        let count = if COSTLY.contains(&reader.name) { share.div_ceil(10) } else { share };
        failed += watch(reader, &wish, count);
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn wish() -> Option<Wish> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut wish = Wish { seed: 1, count: 20_000, reader: None, only: None, child: false, samples };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seed" => wish.seed = arguments.next()?.parse().ok()?,
            "--count" => wish.count = arguments.next()?.parse().ok()?,
            "--reader" => wish.reader = Some(arguments.next()?),
            "--only" => wish.only = Some(arguments.next()?.parse().ok()?),
            "--child" => wish.child = true,
            folder if !folder.starts_with('-') => wish.samples = folder.into(),
            _ => return None,
        }
    }
    Some(wish)
}

/// Up to forty small files of a folder, in the order of their paths.
fn samples(folder: &Path) -> Vec<Vec<u8>> {
    let (mut folders, mut paths) = (vec![folder.to_owned()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let step = paths.len().div_ceil(40).max(1);
    let read = paths.iter().step_by(step).filter_map(|path| fs::read(path).ok());
    read.filter(|bytes| bytes.len() < 60_000).collect()
}

/// The child: tells each mutant before it is read, then how long it took, or that it panicked.
fn mutate(reader: &Reader, wish: &Wish) -> ExitCode {
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let mut out = std::io::stdout().lock();
    let numbers = wish.only.map_or(0..wish.count, |only| only..only + 1);
    for number in numbers {
        let mut dice = Dice::new(wish.seed, reader.name, number);
        let honest = &reader.honest[dice.below(reader.honest.len())];
        let mutant = changed(honest, &mut dice);
        if let (Some(_), Some(path)) = (wish.only, std::env::var_os("MUTANT")) {
            fs::write(path, &mutant).expect("the mutant is kept");
        }
        let _ = writeln!(out, "begin {number}").and_then(|()| out.flush());
        let begun = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| (reader.read)(&mutant)));
        let word = if ended.is_ok() { "end" } else { "panic" };
        let _ = writeln!(out, "{word} {}", begun.elapsed().as_micros());
    }
    ExitCode::SUCCESS
}

/// Runs one reader in a child and watches over it; gives how many mutants failed.
fn watch(reader: &Reader, wish: &Wish, count: u64) -> u64 {
    let begun = Instant::now();
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -v \"$1\" && ulimit -c 0 && shift && exec \"$@\"", "sh", MEMORY])
        .arg(std::env::current_exe().expect("this program has a path"))
        .args([
            "--child",
            "--reader",
            reader.name,
            "--seed",
            &wish.seed.to_string(),
            "--count",
            &count.to_string(),
        ])
        .args(wish.only.iter().flat_map(|only| ["--only".to_owned(), only.to_string()]))
        .arg(&wish.samples)
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    let (send, lines) = mpsc::channel();
    let out = BufReader::new(child.stdout.take().expect("it is piped"));
    std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    let (mut at, mut open, mut done, mut failed, mut slowest) = (0, false, 0u64, 0, 0u64);
    let mut fail = |number: u64, how: &str| {
        failed += 1;
        println!("{how}: --seed {} --reader {} --only {number}", wish.seed, reader.name);
    };
    loop {
        let Ok(line) = lines.recv_timeout(LOST) else {
            if child.try_wait().expect("it is our child").is_none() && open {
                fail(at, "hangs");
                child.kill().expect("it is our child");
                open = false;
            }
            break;
        };
        let (word, number) = line.split_once(' ').unwrap_or_default();
        let number: u64 = number.parse().unwrap_or_default();
        if word == "begin" {
            (at, open) = (number, true);
            continue;
        }
        (open, done, slowest) = (false, done + 1, slowest.max(number));
        if word == "panic" {
            fail(at, "panics");
        } else if u128::from(number) > PATIENCE.as_micros() {
            fail(at, "is slow");
        }
    }
    let status = child.wait().expect("it is our child");
    if open {
        fail(at, &format!("dies ({status})"));
    }
    println!(
        "{:<17} {done:>7} {failed:>8} {:>9.1} {:>12.1}",
        reader.name,
        begun.elapsed().as_secs_f64(),
        slowest as f64 / 1000.0
    );
    failed
}
