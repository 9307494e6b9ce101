//! The program, run on a disk that fails where a test wants it to (examples/faults).

use std::fmt;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The longest that a call of the program may take, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// What happens at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Eio,
    Enospc,
    Eintr,
    Short,
    Kill,
    Killed,
}

impl Kind {
    /// True if the program is killed.
    pub fn kills(self) -> bool {
        matches!(self, Kind::Kill | Kind::Killed)
    }

    /// True if this can happen at a point of this name.
    pub fn happens_at(self, name: &str) -> bool {
        let call = name.split(' ').next().unwrap_or_default();
        let among = |calls: &[&str]| calls.contains(&call);
        match self {
            Kind::Enospc => among(&["Create", "Write", "Sync", "Truncate", "MakeFolder", "Rename", "Link"]),
            Kind::Eintr => among(&["Open", "Create", "Read", "Write", "Sync", "Truncate", "Lock"]),
            Kind::Short => among(&["Read", "Write"]),
            Kind::Killed => among(&["Create", "Write", "Rename", "Link", "Remove", "MakeFolder", "Truncate"]),
            Kind::Eio | Kind::Kill => true,
        }
    }
}

/// What goes wrong in one call of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happens.
    pub kind: Kind,
    /// At which point, from 1.
    pub at: usize,
    /// At each later one, too.
    pub forever: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}{} at {}", self.kind, if self.forever { " for ever" } else { "" }, self.at)
    }
}

/// What a call of the program came to.
#[derive(Debug)]
pub struct Ended {
    /// How it ended; `None` if it was killed.
    pub code: Option<i32>,
    /// What it said on standard error.
    pub said: String,
}

/// A call of the program, quiet and with one thread, so that its points come in one order.
pub fn program(arguments: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liangze"));
    command.args(arguments).env("LANG", "C.UTF-8").env("RAYON_NUM_THREADS", "1");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// The library that fails. `cargo test` builds it, but not if it is asked for this test alone.
fn library() -> &'static Path {
    static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_liangze")).parent().unwrap();
        let path = folder.join("examples/libfaults.so");
        if !path.exists() {
            let mut build = Command::new(env!("CARGO"));
            build.current_dir(env!("CARGO_MANIFEST_DIR")).args(["build", "--quiet", "--example", "faults"]);
            build.arg("--target-dir").arg(folder.parent().unwrap());
            if folder.ends_with("release") {
                build.arg("--release");
            }
            assert!(build.status().unwrap().success());
        }
        path
    });
    &LIBRARY
}

/// Waits for a program to end; whatever hangs is killed, and the test fails.
pub fn ended(mut child: Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the program hung");
        }
        sleep(Duration::from_millis(2));
    }
}

/// Runs a command to its end.
pub fn call(mut command: Command, errors: &Path) -> Ended {
    command.stderr(File::create(errors).unwrap());
    let status = ended(command.spawn().unwrap());
    let said = String::from_utf8_lossy(&fs::read(errors).unwrap()).into_owned();
    let told = status.code().or_else(|| (status.signal() == Some(9)).then_some(-9));
    let code = told.unwrap_or_else(|| panic!("the program ended with {status}: {said}"));
    Ended { code: (code != -9).then_some(code), said }
}

/// Calls the program in a folder whose disk has this fault; gives how it ended, and the names of the points it passed.
pub fn call_on(root: &Path, arguments: &[String], fault: Option<Fault>) -> (Ended, Vec<String>) {
    let beside = |ending: &str| PathBuf::from(format!("{}.{ending}", root.display()));
    let log = beside("points");
    let _ = fs::remove_file(&log);
    let mut command = program(arguments);
    command.env("LD_PRELOAD", library()).env("FAULTS_ROOT", root).env("FAULTS_LOG", &log);
    if let Some(fault) = fault {
        let kind = format!("{:?}", fault.kind).to_lowercase();
        command.env("FAULTS_AT", fault.at.to_string()).env("FAULTS_KIND", kind);
        if fault.forever {
            command.env("FAULTS_FOREVER", "1");
        }
    }
    let ended = call(command, &beside("said"));
    let points = fs::read_to_string(&log).unwrap_or_default();
    (ended, points.lines().map(str::to_owned).collect())
}
