//! Arguments and locale in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let mut locale = locale;
    let locale = locale.find(|value| !value.is_empty()).unwrap_or_default();
    ExitCode::from(liangze::cli::run(&arguments, &locale))
}
