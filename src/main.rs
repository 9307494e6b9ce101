//! Arguments, locale and the program itself in, exit code out.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let mut locale = locale;
    let locale = locale.find(|value| !value.is_empty()).unwrap_or_default();
    ExitCode::from(liangze::cli::run(&arguments, &locale, &program()))
}

/// This program, to be started again as a worker: the very file that runs, even if it was replaced since.
fn program() -> PathBuf {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { running } else { std::env::current_exe().unwrap_or_default() }
}
