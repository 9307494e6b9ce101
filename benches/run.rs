//! What a run costs beside what it cannot cost less: `cargo bench --bench run -- CORPUS`.
//!
//! A corpus is a folder with `registry/` and `batches/N-…/inbox/` and `as_of.txt`; without one the samples are taken. The
//! floor is inflating the parts of forms that a reader needs and deflating what was written, with nothing done between,
//! on one thread of this process, right after the run, so that both meet the same machine. Costs are processor time: of the
//! program all threads of it. Linux only: they are read from /proc.

use libdeflater::{CompressionLvl, Compressor, Decompressor};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::hint::black_box;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use zip::{CompressionMethod, ZipArchive};

const PROGRAM: &str = env!("CARGO_BIN_EXE_liangze");
/// The level at which workbooks are deflated; notices are at 6.
const LEVEL: i32 = 5;
/// Archives within archives, as deep as the program goes.
const DEEP: usize = 3;

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a batch cost.
#[derive(Default)]
struct Cost {
    files: usize,
    wall: Duration,
    program: Duration,
    peak_kib: u64,
    inflate: Duration,
    deflate: Duration,
}

fn main() {
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let corpus = given.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), PathBuf::from);
    let folder = tempfile::tempdir().expect("there is room for an office");
    let office = folder.path().join("office");
    let mut init = Command::new(PROGRAM);
    init.arg("init").arg(&office).arg("--registry").arg(corpus.join("registry")).stdout(Stdio::null());
    assert!(init.status().expect("the program was built").success(), "the office is made");
    println!("batch                        files   wall s    cpu s  inflate  deflate   ratio  peak MiB");
    let mut all = Cost::default();
    let mut before = Files::new();
    for batch in batches(&corpus) {
        let cost = run(&batch, &office, &mut before);
        let name = batch.file_name().unwrap_or_default().to_string_lossy().into_owned();
        tell(&name, &cost);
        all.files += cost.files;
        all.wall += cost.wall;
        all.program += cost.program;
        all.peak_kib = all.peak_kib.max(cost.peak_kib);
        all.inflate += cost.inflate;
        all.deflate += cost.deflate;
    }
    tell("all", &all);
}

fn tell(name: &str, cost: &Cost) {
    let floor = (cost.inflate + cost.deflate).as_secs_f64();
    println!(
        "{name:<26} {:>7} {:>8.2} {:>8.2} {:>8.3} {:>8.3} {:>7.1} {:>9.1}",
        cost.files,
        cost.wall.as_secs_f64(),
        cost.program.as_secs_f64(),
        cost.inflate.as_secs_f64(),
        cost.deflate.as_secs_f64(),
        cost.program.as_secs_f64() / floor,
        cost.peak_kib as f64 / 1024.0,
    );
}

/// The batches in the order of their numbers.
fn batches(corpus: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus.join("batches")).expect("a corpus has batches/");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a name").path()).collect();
    let number = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.split('-').next().and_then(|number| number.parse::<u32>().ok())
    };
    paths.sort_by_key(|path| (number(path), path.clone()));
    paths
}

/// Drops a batch, runs the program, and measures the floor of the same work.
fn run(batch: &Path, office: &Path, before: &mut Files) -> Cost {
    let mut cost = Cost::default();
    let inbox = read(&batch.join("inbox"));
    for (path, bytes) in &inbox {
        let target = office.join("inbox").join(path);
        fs::create_dir_all(target.parent().expect("it lies in the inbox")).expect("a folder is made");
        fs::write(target, bytes).expect("a file is dropped");
    }
    cost.files = inbox.len() - usize::from(inbox.contains_key(Path::new("_received.csv")));
    let as_of = fs::read_to_string(batch.join("as_of.txt")).expect("a batch has a clock");
    let (cpu, begun) = (children(), Instant::now());
    let mut program = Command::new(PROGRAM);
    program.arg("run").arg(office).args(["--as-of", as_of.trim()]);
    let mut child =
        program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program was built");
    while child.try_wait().expect("it is our child").is_none() {
        cost.peak_kib = cost.peak_kib.max(peak_kib(child.id()));
        sleep(Duration::from_millis(2));
    }
    cost.wall = begun.elapsed();
    cost.program = children() - cpu;
    let mut parts = Vec::new();
    inbox.iter().for_each(|(path, bytes)| needed(path, bytes, DEEP, &mut parts));
    cost.inflate = inflating(&parts);
    let after = read(&office.join("outbox"));
    let written = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes));
    cost.deflate = deflating(&written.flat_map(|(_, bytes)| entries(bytes)).collect::<Vec<_>>());
    *before = after;
    cost
}

fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("a name").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let within = path.strip_prefix(folder).expect("it lies within").to_owned();
                files.insert(within, fs::read(&path).expect("a file is read"));
            }
        }
    }
    files
}

/// Processor time of this thread.
fn own() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux keeps it");
    Duration::from_nanos(text.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default())
}

/// Processor time of the children that ended, in hundredths of a second (proc(5), `cutime` and `cstime`).
fn children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").expect("Linux keeps it");
    let after_name = text.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// The most memory that a process has held; 0 if it is gone.
fn peak_kib(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// True for the parts that hold what people filled in, and what is needed to understand it.
fn is_needed(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(OsStr::to_str).unwrap_or_default();
    let plain = ["theme/", "docProps/", "webSettings", "fontTable"].iter().all(|other| !name.contains(other));
    matches!(ending, "xml" | "rels") && plain
}

/// Collects the parts of a file that are needed; those of the members, if it is an archive.
fn needed(path: &Path, bytes: &[u8], deep: usize, parts: &mut Vec<Part>) {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    if ending == "zip" && deep > 0 {
        for part in entries(bytes) {
            needed(Path::new(&part.name), &part.plain(), deep - 1, parts);
        }
    } else if matches!(ending, "xlsx" | "xlsm" | "docx") {
        parts.extend(entries(bytes).into_iter().filter(|part| is_needed(&part.name)));
    }
}

/// What some work costs, done as often as it takes to tell.
fn timed(mut work: impl FnMut()) -> Duration {
    let begun = own();
    let mut times = 0;
    while own() - begun < Duration::from_millis(200) {
        work();
        times += 1;
    }
    (own() - begun) / times
}

fn inflating(parts: &[Part]) -> Duration {
    timed(|| parts.iter().for_each(|part| drop(black_box(part.plain()))))
}

fn deflating(parts: &[Part]) -> Duration {
    let texts: Vec<Vec<u8>> = parts.iter().filter(|part| part.deflated).map(Part::plain).collect();
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).expect("a level of deflate"));
    let largest = texts.iter().map(Vec::len).max().unwrap_or_default();
    let mut packed = vec![0; compressor.deflate_compress_bound(largest)];
    timed(|| {
        for text in &texts {
            black_box(compressor.deflate_compress(text, &mut packed).expect("the bound is enough"));
        }
    })
}

/// An entry of a zip as it lies there.
struct Part {
    name: String,
    deflated: bool,
    packed: Vec<u8>,
    size: usize,
}

impl Part {
    /// What it holds; nothing if that cannot be told.
    fn plain(&self) -> Vec<u8> {
        if !self.deflated {
            return self.packed.clone();
        }
        let mut plain = vec![0; self.size];
        let done = Decompressor::new().deflate_decompress(&self.packed, &mut plain);
        if done.is_ok() { plain } else { Vec::new() }
    }
}

/// The entries of a zip; none for what is no zip.
fn entries(bytes: &[u8]) -> Vec<Part> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let mut found = Vec::new();
    for number in 0..archive.len() {
        let Ok(mut entry) = archive.by_index_raw(number) else { continue };
        let mut packed = Vec::new();
        let size = usize::try_from(entry.size()).unwrap_or(usize::MAX).min(1 << 28);
        if entry.read_to_end(&mut packed).is_ok() {
            let name = entry.name().unwrap_or_default().into_owned();
            let deflated = entry.compression() == CompressionMethod::Deflated;
            found.push(Part { name, deflated, packed, size });
        }
    }
    found
}
