//! Every received file as it came, by content hash: `archive/aa/<sha256>`, written once, never changed. What is here is
//! whole: it was on the disk before it had its name.

use super::durable::{make_folder, named, sweep, sync_files, sync_folders, unfinished};
use super::failure::BatchFailure;
use super::system::system;
use crate::model::Saying;
use crate::model::text::hex;
use rustix::fs::OFlags;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The archive of one office.
#[derive(Debug)]
pub(super) struct Archive {
    root: PathBuf,
}

/// What became of an attempt to copy a file.
#[derive(Debug)]
pub(super) enum Put {
    /// It is copied; [`Archive::keep`] gives it its name.
    Copied(Copied),
    /// It changed while it was read.
    Changing,
    /// It could not be read.
    Unreadable(Saying),
}

/// A file on its way into the archive.
#[derive(Debug)]
pub(super) struct Copied {
    pub sha256: String,
    pub size: u64,
    /// The copy without a name; `None` if the archive has these bytes.
    copy: Option<NamedTempFile>,
}

/// SHA-256 of bytes in lower-case hex.
pub fn sha256_of(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}

/// Opens a file: if it is a link it is not followed, if it is a pipe it is not waited for.
pub(super) fn open_dropped(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).expect("the flags of open are an int");
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::from(io::ErrorKind::InvalidInput)) }
}

/// Fails if an open file is not within a folder, given without links: somebody has put a link in place of a folder on its
/// path.
fn stands_within(file: &File, folder: &Path) -> io::Result<()> {
    let place = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
    if place.starts_with(folder) { Ok(()) } else { Err(io::Error::from(io::ErrorKind::InvalidInput)) }
}

/// What tells that a file is the same and was not written to.
fn trace(metadata: &Metadata) -> (u64, u64, u64, i64, i64) {
    (metadata.dev(), metadata.ino(), metadata.size(), metadata.mtime(), metadata.mtime_nsec())
}

impl Archive {
    /// The archive in a folder; what a dead run left unfinished in it is removed.
    pub fn open(root: PathBuf) -> Result<Archive, BatchFailure> {
        make_folder(&root)?;
        sweep(&root)?;
        Ok(Archive { root })
    }

    fn folder(&self, sha256: &str) -> PathBuf {
        self.root.join(&sha256[..2])
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.folder(sha256).join(sha256)
    }

    /// Copies a file of the inbox, by its path within it, hashing it on the way. The file itself stays where it is. The inbox
    /// is given without links.
    pub fn put(&self, inbox: &Path, path: &Path) -> Result<Put, BatchFailure> {
        let dropped = &inbox.join(path);
        let opened = open_dropped(dropped).and_then(|file| {
            stands_within(&file, inbox)?;
            file.metadata().map(|metadata| (file, metadata))
        });
        let (mut source, before) = match opened {
            Ok(opened) => opened,
            Err(error) => return Ok(Put::Unreadable(system(&error))),
        };
        let root = &self.root;
        let copy = unfinished(root).map_err(BatchFailure::disk("write to", root))?;
        let mut hash = Sha256::new();
        let mut buffer = [0; 1 << 16];
        let mut size = 0;
        loop {
            let count = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Ok(Put::Unreadable(system(&error))),
            };
            hash.update(&buffer[..count]);
            copy.as_file().write_all(&buffer[..count]).map_err(BatchFailure::disk("write to", root))?;
            size += count as u64;
        }
        let after = fs::symlink_metadata(dropped);
        if !after.is_ok_and(|after| trace(&after) == trace(&before)) || size != before.len() {
            return Ok(Put::Changing);
        }
        let sha256 = hex(hash.finalize());
        let known = fs::symlink_metadata(self.path(&sha256)).is_ok_and(|known| known.len() == size);
        Ok(Put::Copied(Copied { sha256, size, copy: (!known).then_some(copy) }))
    }

    /// Brings copies to the disk, gives them their names, and brings those to the disk, too. Only then may the ledger
    /// speak of them.
    pub fn keep(&self, copies: impl Iterator<Item = Copied>) -> Result<(), BatchFailure> {
        let copies: Vec<Copied> = copies.collect();
        let fail = || BatchFailure::disk("write to", &self.root);
        let files: Vec<&File> = copies.iter().filter_map(|one| Some(one.copy.as_ref()?.as_file())).collect();
        for file in &files {
            file.set_permissions(Permissions::from_mode(0o400)).map_err(fail())?;
        }
        sync_files(&files).map_err(fail())?;
        let mut folders = BTreeSet::from([self.root.clone()]);
        for Copied { sha256, copy, .. } in copies {
            let (folder, path) = (self.folder(&sha256), self.path(&sha256));
            if let Some(copy) = copy {
                make_folder(&folder)?;
                named(copy, &path).map_err(BatchFailure::disk("write", &path))?;
            }
            folders.insert(folder);
        }
        sync_folders(&folders)
    }

    /// Keeps bytes that the program made, as [`Archive::keep`] does; gives their hash.
    pub fn store(&self, bytes: &[u8]) -> Result<String, BatchFailure> {
        let sha256 = sha256_of(bytes);
        let size = bytes.len() as u64;
        let known = fs::symlink_metadata(self.path(&sha256)).is_ok_and(|known| known.len() == size);
        if !known {
            let fail = || BatchFailure::disk("write to", &self.root);
            let copy = unfinished(&self.root).map_err(fail())?;
            copy.as_file().write_all(bytes).map_err(fail())?;
            let copied = Copied { sha256: sha256.clone(), size, copy: Some(copy) };
            self.keep(std::iter::once(copied))?;
        }
        Ok(sha256)
    }

    /// The bytes of a file.
    pub fn read(&self, sha256: &str) -> Result<Vec<u8>, BatchFailure> {
        let path = self.path(sha256);
        fs::read(&path).map_err(BatchFailure::disk("read", &path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn archive(folder: &Path) -> Archive {
        Archive::open(folder.join("archive")).unwrap()
    }

    #[test]
    fn a_file_is_kept_once_under_its_hash_and_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
        let dropped = folder.path().join("a.xlsx");
        fs::write(&dropped, "abc").unwrap();
        let sha256 = sha256_of(b"abc");
        for _ in 0..2 {
            let Put::Copied(copied) =
                archive.put(&fs::canonicalize(folder.path()).unwrap(), Path::new("a.xlsx")).unwrap()
            else {
                panic!("it was not copied")
            };
            assert_eq!((&copied.sha256, copied.size), (&sha256, 3));
            archive.keep([copied].into_iter()).unwrap();
        }
        assert_eq!(archive.read(&sha256).unwrap(), b"abc");
        let path = folder.path().join("archive/ba").join(&sha256);
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o400);
        assert_eq!(fs::read_dir(folder.path().join("archive")).unwrap().count(), 1);
    }

    #[test]
    fn links_pipes_and_missing_files_are_told_and_nothing_waits() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
        let (link, pipe) = (folder.path().join("link"), folder.path().join("pipe"));
        fs::write(folder.path().join("target"), "abc").unwrap();
        symlink(folder.path().join("target"), &link).unwrap();
        let mode = rustix::fs::Mode::RUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for name in ["link", "pipe", "none"] {
            let put = archive.put(folder.path(), Path::new(name)).unwrap();
            assert!(matches!(put, Put::Unreadable(_)), "{name}");
        }
    }
}
