//! Files written whole or not at all: made under a temporary name in the same folder, brought to the disk, then
//! renamed. Whoever looks sees the old file or the new one. Folders are 0700 and files 0600 (FORMS.md 11).

use super::failure::BatchFailure;
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use tempfile::{Builder, NamedTempFile};

/// How names of unfinished files begin; what a dead run left under such a name is worth nothing.
pub(super) const UNFINISHED: &str = ".unfinished-";

/// Makes a folder and those above it that are missing, for nobody else to read.
pub(super) fn make_folder(path: &Path) -> Result<(), BatchFailure> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(BatchFailure::disk("make the folder", path))
}

/// An unfinished file in a folder; it vanishes if it is not finished.
pub(super) fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    let mut refused = None;
    let made = Builder::new().prefix(UNFINISHED).make_in(folder, |path| {
        let made = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path);
        made.inspect_err(|error| refused = error.raw_os_error())
    });
    // What it was refused for, without the text that is put around it on the way.
    let (file, path) =
        made.map_err(|error| refused.map_or(error, io::Error::from_raw_os_error))?.into_parts();
    Ok(NamedTempFile::from_parts(file, path))
}

/// Gives a finished file its name, in place of one that has it.
pub(super) fn named(file: NamedTempFile, path: &Path) -> io::Result<()> {
    let unfinished = file.into_temp_path();
    fs::rename(&unfinished, path)?;
    // It has gone from where it was: nothing is left to be removed there.
    unfinished.keep().map(drop).map_err(|error| error.error)
}

/// Brings the names in a folder to the disk.
pub(super) fn sync_folder(path: &Path) -> Result<(), BatchFailure> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(BatchFailure::disk("sync the folder", path))
}

/// Writes a file whole, in place of one of the same name, and makes its folder if need be.
///
/// # Errors
/// What the disk reports; then the old file, if there was one, is still there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), BatchFailure> {
    write_streamed(path, |file| file.write_all(bytes).map_err(BatchFailure::disk("write", path)))?;
    sync_folder(folder_of(path))
}

/// The folder of a path.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file whole from a stream. Its name is not yet on the disk: [`sync_folder`] brings it there.
pub(super) fn write_streamed(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), BatchFailure>,
) -> Result<(), BatchFailure> {
    let folder = folder_of(path);
    let made = match unfinished(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_folder(folder)?;
            unfinished(folder)
        }
        made => made,
    };
    let file = made.map_err(BatchFailure::disk("write in", folder))?;
    // Written past the wrapper, which would put a text of its own around what the system reports.
    let mut stream = BufWriter::with_capacity(1 << 16, file.as_file());
    write(&mut stream)?;
    let flushed = stream.into_inner().map_err(io::IntoInnerError::into_error).map(drop);
    let finish = || -> io::Result<()> {
        flushed?;
        file.as_file().sync_all()?;
        named(file, path)
    };
    finish().map_err(BatchFailure::disk("write", path))
}

/// How many files are brought to the disk at once: the disk writes its journal once for those that wait together.
const WAITING: usize = 32;

/// Brings files to the disk, many at a time.
pub(super) fn sync_files(files: &[&File]) -> io::Result<()> {
    let share = files.len().div_ceil(WAITING).max(1);
    thread::scope(|scope| {
        let sync = |files: &[&File]| files.iter().try_for_each(|file| file.sync_all());
        let begin = |part| match thread::Builder::new().spawn_scoped(scope, move || sync(part)) {
            Ok(thread) => Ok(Some(thread)),
            // The system has no thread to give: then they wait one after the other.
            Err(_) => sync(part).map(|()| None),
        };
        let waiting: Vec<_> = files.chunks(share).map(begin).collect();
        waiting.into_iter().try_for_each(|begun| match begun? {
            None => Ok(()),
            Some(thread) => thread.join().unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into())),
        })
    })
}

/// Brings the names in folders to the disk, many at a time.
pub(super) fn sync_folders(folders: &BTreeSet<PathBuf>) -> Result<(), BatchFailure> {
    let open = |path: &PathBuf| File::open(path).map_err(BatchFailure::disk("open the folder", path));
    let opened: Vec<File> = folders.iter().map(open).collect::<Result<_, _>>()?;
    let first = folders.first().map_or(Path::new(""), PathBuf::as_path);
    sync_files(&opened.iter().collect::<Vec<_>>()).map_err(BatchFailure::disk("sync the folder", first))
}

/// The bytes of a file; `None` if there is none. A disk that fails is not taken for that.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, BatchFailure> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some).map_err(BatchFailure::disk("read", path)),
    }
}

/// Removes what a dead run left unfinished in a folder.
pub(super) fn sweep(folder: &Path) -> Result<(), BatchFailure> {
    let fail = BatchFailure::disk("sweep", folder);
    let swept = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    swept().map_err(fail)
}

/// Removes what a dead run left unfinished in a folder and in those below it. No link is followed.
pub(super) fn sweep_tree(folder: &Path) -> Result<(), BatchFailure> {
    sweep(folder)?;
    for entry in fs::read_dir(folder).map_err(BatchFailure::disk("sweep", folder))? {
        let entry = entry.map_err(BatchFailure::disk("sweep", folder))?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep_tree(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_replaced_whole_and_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outbox/2014Q3/report.html");
        write_whole(&path, b"old").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_left_unfinished_is_swept_wherever_it_lies_and_no_link_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (swept, elsewhere) = (folder.path().join("rejected"), folder.path().join("elsewhere"));
        for path in [swept.join("示例市/示例县"), elsewhere.clone()] {
            fs::create_dir_all(&path).unwrap();
            fs::write(path.join(format!("{UNFINISHED}x")), "half").unwrap();
            fs::write(path.join("whole"), "whole").unwrap();
        }
        std::os::unix::fs::symlink(&elsewhere, swept.join("link")).unwrap();
        sweep_tree(&swept).unwrap();
        let count = |path: &Path| fs::read_dir(path).unwrap().count();
        assert_eq!((count(&swept.join("示例市/示例县")), count(&elsewhere)), (1, 2));
    }

    #[test]
    fn what_was_left_unfinished_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(format!("{UNFINISHED}x")), "half").unwrap();
        fs::write(folder.path().join("whole"), "whole").unwrap();
        sweep(folder.path()).unwrap();
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["whole"]);
    }
}
