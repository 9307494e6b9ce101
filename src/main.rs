//! Arguments, environment and the program itself in, exit code out.

use liangze::cli::Environment;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let first = |names: &[&str]| {
        let mut values = names.iter().filter_map(|name| std::env::var(name).ok());
        values.find(|value| !value.is_empty()).unwrap_or_default()
    };
    let environment =
        Environment { locale: first(&["LC_ALL", "LC_MESSAGES", "LANG"]), columns: first(&["COLUMNS"]) };
    ExitCode::from(liangze::cli::run(&arguments, &environment, &program()))
}

/// This program, to be started again as a worker: the very file that runs, even if it was replaced since.
fn program() -> PathBuf {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { running } else { std::env::current_exe().unwrap_or_default() }
}
