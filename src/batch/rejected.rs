//! What could not be taken, put where officers find it: a copy under its path in rejected/, with the reason beside it
//! in plain Chinese; what carries a secret mark goes to quarantine/. The archive keeps the original in any case.

use super::archive::Archive;
use super::durable::write_whole;
use super::failure::BatchFailure;
use super::intake::Intake;
use super::unpack::members_of;
use crate::catalog::Messages;
use crate::ledger::TakenFile;
use crate::model::Status;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Longest name of a file, in bytes, that leaves room for what is put after it.
const NAME_BYTES: usize = 200;

/// Puts a file and its members where officers find them, if they could not be taken. Done again it does the same.
pub(super) fn set_aside(
    intake: &Intake<'_>,
    archive: &Archive,
    path: &Path,
    taken: &TakenFile,
) -> Result<(), BatchFailure> {
    let Intake { office, messages, .. } = intake;
    let all = || std::iter::once(taken).chain(&taken.members);
    if all().any(|part| has(part, Status::Quarantined)) {
        write_beside(&office.quarantine(), path, &taken.sha256, &archive.read(&taken.sha256)?)?;
    }
    let rejected = || all().filter(|part| has(part, Status::Rejected));
    let members = rejected_members(intake, archive, taken, rejected())?;
    for part in rejected() {
        let inner = inner_path(taken, part);
        let target = inner.map_or_else(|| path.to_owned(), |inner| member_path(path, inner));
        let written = match (part.sha256.is_empty(), inner) {
            (true, _) => target,
            (false, None) => {
                write_beside(&office.rejected(), &target, &part.sha256, &archive.read(&part.sha256)?)?
            }
            (false, Some(_)) => {
                let bytes = members.get(part.source.as_str()).map_or(&[][..], Vec::as_slice);
                write_beside(&office.rejected(), &target, &part.sha256, bytes)?
            }
        };
        let reason = reason_of(part, messages);
        write_beside(&office.rejected(), &with_ending(&written), &part.sha256, reason.as_bytes())?;
    }
    Ok(())
}

/// The part of a member's source that follows that of the file that holds it; `None` for the file itself.
fn inner_path<'part>(taken: &TakenFile, part: &'part TakenFile) -> Option<&'part str> {
    part.source.strip_prefix(&taken.source)?.strip_prefix("!/")
}

/// The bytes of the rejected members of a file, by their sources. It is opened once for all of them.
fn rejected_members<'part>(
    intake: &Intake<'_>,
    archive: &Archive,
    taken: &TakenFile,
    rejected: impl Iterator<Item = &'part TakenFile>,
) -> Result<BTreeMap<&'part str, Vec<u8>>, BatchFailure> {
    let wanted: Vec<(&str, &str)> = rejected
        .filter(|part| !part.sha256.is_empty())
        .filter_map(|part| Some((part.source.as_str(), inner_path(taken, part)?)))
        .collect();
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let limits = intake.office.config.limits.limits();
    members_of(intake.hooks.papers, &archive.read(&taken.sha256)?, &wanted, &limits, &limits)
}

fn has(taken: &TakenFile, status: Status) -> bool {
    taken.submissions.iter().any(|submission| submission.status == status)
}

fn with_ending(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".reason.txt");
    PathBuf::from(name)
}

/// `a.zip!/dir/b.xlsx`, with names that any disk takes.
fn member_path(archive: &Path, inner: &str) -> PathBuf {
    let mut path = archive.as_os_str().to_owned();
    path.push("!");
    let mut path = PathBuf::from(path);
    for name in inner.split('/').filter(|name| !name.is_empty() && *name != "." && *name != "..") {
        path.push(shortened(OsStr::new(name)));
    }
    path
}

/// A name cut in the middle if it is too long, so that its ending stays.
fn shortened(name: &OsStr) -> OsString {
    let bytes = name.as_bytes();
    if bytes.len() <= NAME_BYTES {
        return name.to_owned();
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (mut head, mut tail) = (NAME_BYTES / 2, text.len() - NAME_BYTES / 3);
    while !text.is_char_boundary(head) {
        head -= 1;
    }
    while !text.is_char_boundary(tail) {
        tail += 1;
    }
    OsString::from(format!("{}~{}", &text[..head], &text[tail..]))
}

/// True if a folder on the way to a path within a folder is a link: a clerk may have dropped it once, and what is put
/// behind it would lie anywhere.
pub(super) fn passes_a_link(folder: &Path, path: &Path) -> bool {
    let above = path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
    above.into_iter().any(|above| folder.join(above).is_symlink())
}

/// Writes a file under its path in a folder; if a file or a link stands where a folder is needed, or the other way round,
/// under a name made of its hash. Gives the path within the folder.
fn write_beside(folder: &Path, path: &Path, sha256: &str, bytes: &[u8]) -> Result<PathBuf, BatchFailure> {
    use ErrorKind::{AlreadyExists, InvalidFilename, IsADirectory, NotADirectory};
    let written = if passes_a_link(folder, path) {
        Err(BatchFailure::disk("write", path)(NotADirectory.into()))
    } else {
        write_whole(&folder.join(path), bytes)
    };
    match written {
        Ok(()) => Ok(path.to_owned()),
        Err(BatchFailure::Disk { error, .. })
            if matches!(error.kind(), AlreadyExists | InvalidFilename | IsADirectory | NotADirectory) =>
        {
            let mut name = OsString::from(sha256.get(..16).unwrap_or("0"));
            name.push("-");
            name.push(shortened(path.file_name().unwrap_or_default()));
            write_whole(&folder.join(&name), bytes)?;
            Ok(PathBuf::from(name))
        }
        Err(other) => Err(other),
    }
}

/// The reasons in plain Chinese, for a text editor of any age: with a byte order mark and line ends of Windows.
fn reason_of(taken: &TakenFile, messages: &Messages) -> String {
    let findings = taken.submissions.iter().flat_map(|submission| &submission.submission.findings);
    let reasons: String = findings
        .map(|finding| messages.text("reason", &[("message", &finding.message), ("hint", &finding.hint)]))
        .collect();
    let received_at = taken.received_at.strftime("%Y-%m-%d %H:%M").to_string();
    let values =
        [("source", taken.source.as_str()), ("received_at", &received_at), ("reasons", reasons.trim_start())];
    let text = messages.text("reason_file", &values);
    format!("\u{feff}{}\n", text.trim()).replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_disk_takes_keeps_its_ending() {
        let long = format!("{}.xlsx", "很长".repeat(200));
        let short = shortened(OsStr::new(&long));
        assert!(short.len() <= NAME_BYTES && short.as_bytes().ends_with("长.xlsx".as_bytes()), "{short:?}");
        assert_eq!(member_path(Path::new("a.zip"), "x/../b.xlsx"), Path::new("a.zip!/x/b.xlsx"));
    }

    #[test]
    fn nothing_is_written_through_a_link_that_was_dropped_once() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("a")).unwrap();
        let path = write_beside(folder.path(), Path::new("a/b.xlsx"), "0123456789abcdef", b"y").unwrap();
        assert_eq!(path, Path::new("0123456789abcdef-b.xlsx"));
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_way_of_a_folder_does_not_stop_a_run() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "x").unwrap();
        let hash = "0123456789abcdef0123";
        let path = write_beside(folder.path(), Path::new("a/b.xlsx"), hash, b"y").unwrap();
        assert_eq!(path, Path::new("0123456789abcdef-b.xlsx"));
        assert_eq!(std::fs::read(folder.path().join(path)).unwrap(), b"y");
    }
}
