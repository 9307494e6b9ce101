//! Old Word files (.doc, .wps, .rtf) to docx, by LibreOffice where it is installed: in a process of its own that is given
//! nothing but the file, a fresh profile and a folder that only we can read, and that may neither take long nor grow
//! large nor, where the system lets us, see a network. What comes out is read by our own reader, as any other file.

use super::archive::{open_dropped, sha256_of};
use super::config::LegacySettings;
use super::durable::write_whole;
use super::failure::BatchFailure;
use super::papers::Unopened;
use crate::catalog::{Issue, SETTINGS};
use crate::model::Saying;
use crate::paper::Refusal;
use rustix::process::{Pid, Signal, kill_process_group};
use std::fs;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const NAMES: [&str; 2] = ["soffice", "libreoffice"];
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";
const LOOK: Duration = Duration::from_millis(20);

/// No core, no more seconds of work, bytes of a file and bytes of memory than given, files for nobody else; no network
/// if the system lets anyone live without one.
const CONFINED: &str = "umask 077; ulimit -c 0; ulimit -t \"$1\"; ulimit -f \"$2\"; ulimit -v \"$3\"; shift 3
if unshare -cn true 2>/dev/null; then exec unshare -cn \"$@\"; fi
exec \"$@\"";

/// What a profile says: no macros, nothing from elsewhere, no links followed, and a proxy that is not there.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"#;

/// Why a file was not converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotConverted {
    /// It could not be tried: the disk or the system refused.
    Untried,
    /// It took longer than it may.
    TooSlow,
    /// Nothing came out: the file is damaged, or too large, or made to do harm.
    Broken,
}

impl NotConverted {
    /// Why the file cannot be taken; what was not tried is told like what nobody can convert.
    pub fn refusal(self) -> Unopened {
        Unopened::Refused(match self {
            NotConverted::Untried => Refusal::OldWord,
            NotConverted::TooSlow => Refusal::OldWordSlow,
            NotConverted::Broken => Refusal::OldWordBroken,
        })
    }
}

/// Bytes by their hash, and what became of them.
type Last = (String, Result<Vec<u8>, NotConverted>);

/// Converts one file at a time.
#[derive(Debug)]
pub struct Converter {
    program: PathBuf,
    settings: LegacySettings,
    /// Where it works; `None`: among the temporary files of the system.
    folder: Option<PathBuf>,
    /// The last one: a file may be looked at more than once.
    last: Mutex<Option<Last>>,
}

impl Converter {
    /// The converter that the settings name, or the one of the system; `None` if there is none or none is wanted. What a
    /// dead run left in the folder is removed.
    ///
    /// # Errors
    /// If the settings name one that is not there.
    pub fn find(
        settings: &LegacySettings,
        folder: Option<PathBuf>,
    ) -> Result<Option<Converter>, BatchFailure> {
        if let Some(folder) = &folder {
            let _ = fs::remove_dir_all(folder);
        }
        if !settings.convert {
            return Ok(None);
        }
        let program = if settings.converter.is_empty() {
            let path = std::env::var_os("PATH").unwrap_or_else(|| PATH.into());
            let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
            let named = |folder: &PathBuf| NAMES.map(|name| folder.join(name));
            folders.iter().flat_map(named).find(|program| program.is_absolute() && program.is_file())
        } else if Path::new(&settings.converter).is_file() {
            Some(PathBuf::from(&settings.converter))
        } else {
            let what = Saying::new("issue.no_converter").with("path", &settings.converter);
            return Err(BatchFailure::Declarations(vec![Issue::new(SETTINGS, what)]));
        };
        let settings = settings.clone();
        Ok(program.map(|program| Converter { program, settings, folder, last: Mutex::default() }))
    }

    /// A file as docx, of so many bytes at most.
    ///
    /// # Errors
    /// Why it was not converted.
    pub fn docx(&self, bytes: &[u8], most: u64) -> Result<Vec<u8>, NotConverted> {
        let sha256 = sha256_of(bytes);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = last.as_ref().filter(|(hash, _)| *hash == sha256) {
            return known.clone();
        }
        let converted = self.convert(bytes, most).unwrap_or(Err(NotConverted::Untried));
        *last = Some((sha256, converted.clone()));
        converted
    }

    fn convert(&self, bytes: &[u8], most: u64) -> io::Result<Result<Vec<u8>, NotConverted>> {
        let folder = self.private()?;
        let ending = if bytes.starts_with(b"{\\rtf") { "rtf" } else { "doc" };
        let given = folder.path().join(format!("return.{ending}"));
        let profile = folder.path().join("profile/user/registrymodifications.xcu");
        for (path, bytes) in [(&given, bytes), (&profile, PROFILE.as_bytes())] {
            write_whole(path, bytes).map_err(io::Error::other)?;
        }
        let child = self.start(folder.path(), &given, most)?;
        if !ended_within(child, Duration::from_secs(self.settings.seconds.into()))? {
            return Ok(Err(NotConverted::TooSlow));
        }
        let mut docx = Vec::new();
        let made = open_dropped(&folder.path().join("made/return.docx"))
            .and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut docx));
        let whole = made.is_ok_and(|size| size > 0 && size as u64 <= most);
        Ok(if whole { Ok(docx) } else { Err(NotConverted::Broken) })
    }

    fn private(&self) -> io::Result<TempDir> {
        let named = &mut tempfile::Builder::new();
        named.prefix("liangze-");
        let Some(folder) = &self.folder else { return named.tempdir() };
        super::durable::make_folder(folder).map_err(io::Error::other)?;
        // The address of the profile must not depend on where we stand.
        named.tempdir_in(fs::canonicalize(folder)?)
    }

    fn start(&self, folder: &Path, given: &Path, most: u64) -> io::Result<Child> {
        let megabytes = u64::from(self.settings.megabytes);
        let limits = [u64::from(self.settings.seconds), most / 512 + 1, megabytes * 1024];
        let profile = format!("-env:UserInstallation={}", file_address(&folder.join("profile")));
        let quiet = ["--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck"];
        Command::new("/bin/sh")
            .args(["-c", CONFINED, "sh"])
            .args(limits.map(|limit| limit.to_string()))
            .arg(&self.program)
            .arg(profile)
            .args(quiet)
            .args(["--convert-to", "docx:MS Word 2007 XML", "--outdir"])
            .args([&folder.join("made"), given])
            .env_clear()
            .envs([("HOME", folder), ("TMPDIR", folder), ("PATH", Path::new(PATH))])
            .envs([("LANG", "C.UTF-8"), ("SAL_USE_VCLPLUGIN", "svp")])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
    }
}

/// Waits for a process; false if it had to be ended. All that it started ends with it.
fn ended_within(mut child: Child, time: Duration) -> io::Result<bool> {
    let begin = Instant::now();
    let ended = loop {
        if child.try_wait()?.is_some() {
            break true;
        }
        if begin.elapsed() >= time {
            break false;
        }
        sleep(LOOK);
    };
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    child.wait()?;
    Ok(ended)
}

/// `file:///…` with all bytes but the plainest written as numbers.
fn file_address(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    let letters = bytes.map(|byte| match byte {
        b'/' | b'-' | b'_' | b'.' => char::from(*byte).to_string(),
        plain if plain.is_ascii_alphanumeric() => char::from(*plain).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("file://{}", letters.collect::<String>())
}

#[cfg(test)]
mod tests;
