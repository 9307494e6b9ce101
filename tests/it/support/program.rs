//! The built program, run in a folder of its own.

use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything may take before it is taken as never happening.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder in which the program is run; it goes when this goes.
pub struct Program {
    folder: tempfile::TempDir,
    locale: &'static str,
    /// Further variables of the environment.
    variables: Vec<(&'static str, &'static str)>,
}

/// What a call of the program came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Program {
    /// A new folder; the terminal speaks Chinese.
    pub fn new() -> Program {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        Program { folder, locale: "C.UTF-8", variables: Vec::new() }
    }

    /// The terminal speaks the language of a locale.
    pub fn with_locale(self, locale: &'static str) -> Program {
        Program { locale, ..self }
    }

    /// A variable of the environment says something.
    pub fn with_variable(mut self, name: &'static str, value: &'static str) -> Program {
        self.variables.push((name, value));
        self
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_liangze"));
        command.args(arguments).current_dir(self.folder()).env_clear().env("LANG", self.locale);
        command.envs(self.variables.iter().copied());
        command
    }

    /// Starts the program, which goes on until it is stopped. Its standard error goes into a file beside what it works
    /// on, so that it can be read at any time.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let said = self.folder().join("said.txt");
        let file = File::create(&said).expect("there is room for what it says");
        let command = &mut self.command(arguments);
        let child = command.stdout(Stdio::null()).stderr(file).spawn().expect("the program was built");
        Running { child, said }
    }

    /// Calls the program.
    pub fn call(&self, arguments: &[&str]) -> Outcome {
        let output = self.command(arguments).output().expect("the program was built");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
        Outcome {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// The program while it runs; it ends with this.
pub struct Running {
    child: Child,
    said: PathBuf,
}

impl Running {
    /// What it has said so far.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.said).expect("it says something")
    }

    /// Waits for something that it does, for as long as a slow machine may need.
    pub fn until(&mut self, what: &str, done: impl Fn(&Running) -> bool) {
        let begin = Instant::now();
        while !done(self) {
            let ended = self.child.try_wait().expect("it can be looked at");
            assert!(ended.is_none() && begin.elapsed() < PATIENCE, "{what} {ended:?}: {}", self.said());
            sleep(Duration::from_millis(50));
        }
    }

    /// Asks it to stop; gives its exit code and all that it said.
    pub fn stop(mut self, signal: Signal) -> (Option<i32>, String) {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(id.expect("it has an id"), signal).expect("it runs");
        let ended = self.child.wait().expect("it ends");
        (ended.code(), self.said())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A path within the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
