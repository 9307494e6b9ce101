//! Reading one file in a process of its own, and what that cost.

use crate::manifest::Outcome;
use crate::picture;
use liangze::paper;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The argument by which this program reads one file and tells what it saw.
pub const MODE: &str = "--read-one";

/// What a child may cost.
pub struct Limits {
    pub seconds: f64,
    pub memory: u64,
}

/// How a child ended.
pub struct Ended {
    /// What the file came to; none if the reader died.
    pub outcome: Option<Outcome>,
    /// Processor time of the reading.
    pub seconds: f64,
    /// The most memory it held, in bytes.
    pub peak: u64,
    /// What it said last.
    pub last: String,
}

/// The child: reads, and prints processor time, memory, and what the file came to.
pub fn read(path: &Path) -> ExitCode {
    let bytes = fs::read(path).expect("the manifest names a file");
    let outcome = paper::read(&bytes, &paper::Limits::default());
    // An archive is opened as the inbox would open it.
    let members = match outcome {
        Err(paper::Refusal::NoForm) => {
            Some(paper::archive::members(&bytes, &paper::Limits::default()).map(|members| members.len()))
        }
        _ => None,
    };
    let spent = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    println!("cpu\t{}", spent.split(' ').next().unwrap_or_default());
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    println!("peak\t{}", peak.trim().trim_end_matches(" kB"));
    match (outcome, members) {
        (Ok(paper), _) => {
            println!("read");
            picture::of(&paper).iter().for_each(|line| println!("{line}"));
        }
        (_, Some(Err(refusal))) | (Err(refusal), _) => println!("refused\t{}", refusal.key()),
    }
    ExitCode::SUCCESS
}

/// Runs a child on a file.
pub fn run(path: &Path, limits: &Limits) -> Ended {
    let program = std::env::current_exe().expect("this program has a path");
    let output = tempfile::NamedTempFile::new().expect("there is room for a temporary file");
    // Debug builds cost more time, never more memory.
    let seconds = if cfg!(debug_assertions) { limits.seconds * 20.0 } else { limits.seconds };
    let begun = Instant::now();
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -v \"$1\" && ulimit -t \"$2\" && ulimit -c 0 && shift 2 && exec \"$@\"", "sh"])
        .args([(limits.memory >> 10).to_string(), format!("{seconds:.0}")])
        .arg(program)
        .arg(MODE)
        .arg(path)
        .stdout(output.reopen().expect("it is our file"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    while child.try_wait().expect("it is our child").is_none() {
        if begun.elapsed() > Duration::from_secs_f64(seconds * 6.0) {
            child.kill().expect("it is our child");
        }
        sleep(Duration::from_micros(500));
    }
    let ended = child.wait_with_output().expect("it is our child");
    let said = fs::read_to_string(output.path()).expect("it writes UTF-8");
    let mut lines = said.lines();
    let mut number =
        |key: &str| lines.next().and_then(|line| line.strip_prefix(key)?.trim().parse::<u64>().ok());
    let (spent, peak) = (number("cpu\t").unwrap_or_default(), number("peak\t").unwrap_or_default());
    let outcome = match lines.next() {
        Some("read") => Some(Outcome::Read(lines.map(str::to_owned).collect())),
        Some(refused) => refused.strip_prefix("refused\t").map(|key| Outcome::Refused(key.to_owned())),
        None => None,
    };
    let last = format!("{} {}", ended.status, String::from_utf8_lossy(&ended.stderr).trim());
    Ended {
        outcome: outcome.filter(|_| ended.status.success()),
        seconds: spent as f64 / 1e9,
        peak: peak << 10,
        last,
    }
}
