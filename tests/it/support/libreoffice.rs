//! LibreOffice, where it is installed: it opens files and saves them again, or as files of another kind.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What it may take to save the files of one test.
const PATIENCE: Duration = Duration::from_secs(240);

/// Has the files saved as a kind (an ending, or `ending:filter`) in `saved/` below a folder; false, and said so, if it is
/// not installed or does not end in time.
pub fn saved(folder: &Path, kind: &str, files: &[PathBuf]) -> bool {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut command = Command::new("soffice");
    command.args(["--headless", &profile, "--convert-to", kind, "--outdir", "saved"]).args(files);
    command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else {
        eprintln!("SKIPPED: LibreOffice is not installed, nothing was saved as {kind}");
        return false;
    };
    let begin = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if begin.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(100)),
            _ => {
                eprintln!("SKIPPED: LibreOffice does not end");
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
