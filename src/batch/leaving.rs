//! How a file leaves the inbox, so that a run may die at any point and a clerk may drop files at any time.
//!
//! Invariants, of which the next run relies on each:
//! 1. The bytes of a file are in the archive, synced, before the ledger speaks of it.
//! 2. The ledger speaks of a file and claims it in one transaction.
//! 3. Only a claimed file leaves, and only if it still has the bytes that were taken: it is renamed out of the inbox
//!    first and looked at then, so what a clerk drops meanwhile under the same name is not lost but put back.
//! 4. A claim is released when its file is gone for good.
//!
//! A file without a claim is therefore taken by the next run, and one with a claim only leaves.

use super::archive::open_dropped;
use super::durable::{folder_of, make_folder, sync_folders};
use super::failure::BatchFailure;
use super::rejected::passes_a_link;
use super::workspace::Office;
use crate::ledger::{Claim, Ledger, LedgerFailure};
use crate::model::text::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Lets all claimed files leave the inbox, then releases the claims. Also what the next run begins with, if this one
/// dies: a claim is finished from wherever it stood.
pub(super) fn leave_claimed(office: &Office, ledger: &mut Ledger) -> Result<(), BatchFailure> {
    let claims = ledger.read().claims()?;
    if claims.is_empty() {
        return Ok(());
    }
    make_folder(&office.leaving())?;
    let inbox = office.place_of_inbox()?;
    let mut folders = BTreeSet::from([office.leaving()]);
    for claim in &claims {
        leave(office, &inbox, claim)?;
        let path = office.inbox().join(path_of(claim));
        folders.extend(path.parent().filter(|folder| folder.is_dir()).map(Path::to_owned));
    }
    sync_folders(&folders)?;
    ledger.write(|writing| {
        claims.iter().try_for_each(|claim| writing.release(claim.file))?;
        Ok::<_, LedgerFailure>(())
    })?;
    Ok(())
}

fn path_of(claim: &Claim) -> PathBuf {
    PathBuf::from(OsString::from_vec(claim.path.clone()))
}

/// `inbox` is where the inbox lies, without a link on the way.
fn leave(office: &Office, inbox: &Path, claim: &Claim) -> Result<(), BatchFailure> {
    let path = path_of(claim);
    let (dropped, leaving) = (office.inbox().join(&path), office.leaving().join(claim.file.to_string()));
    if exists(&leaving)? {
        return part(office, claim, &dropped, &leaving);
    }
    let Some(metadata) = looked_at(&dropped)? else { return Ok(()) };
    // Behind a link in place of a folder lies what nobody dropped here.
    if metadata.is_dir() || !lies_within(&dropped, inbox)? {
        return Ok(());
    }
    match fs::rename(&dropped, &leaving) {
        Ok(()) => part(office, claim, &dropped, &leaving),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(BatchFailure::disk("rename", &dropped)(error)),
    }
}

/// False if a link on the way leads out of the folder. A disk that does not tell is not taken for that: the claim would be
/// released, and the file taken again.
fn lies_within(path: &Path, folder: &Path) -> Result<bool, BatchFailure> {
    let above = folder_of(path);
    match fs::canonicalize(above) {
        Ok(place) => Ok(place.starts_with(folder)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(BatchFailure::disk("look at", above)(error)),
    }
}

/// A file stands between inbox and nowhere: it goes if it is the one that was taken, else it goes back.
fn part(office: &Office, claim: &Claim, dropped: &Path, leaving: &Path) -> Result<(), BatchFailure> {
    let fail = |what| BatchFailure::disk(what, leaving);
    let regular = fs::symlink_metadata(leaving).map_err(fail("look at"))?.is_file();
    if regular && hash_of(leaving).map_err(fail("read"))? == claim.sha256 {
        return fs::remove_file(leaving).map_err(fail("remove"));
    }
    if !regular && claim.sha256.is_empty() {
        return put_aside(office, claim, leaving);
    }
    put_back(dropped, leaving)
}

/// What has no bytes to keep, such as a link, goes to the rejected files as it is; if something stands in its way there,
/// under a name made of its number.
fn put_aside(office: &Office, claim: &Claim, leaving: &Path) -> Result<(), BatchFailure> {
    use ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
    let path = path_of(claim);
    let target = office.rejected().join(&path);
    if !passes_a_link(&office.rejected(), &path) {
        let folder = make_folder(target.parent().unwrap_or(Path::new(".")));
        let moved = folder
            .and_then(|()| fs::rename(leaving, &target).map_err(BatchFailure::disk("rename to", &target)));
        match moved {
            Err(BatchFailure::Disk { error, .. })
                if matches!(
                    error.kind(),
                    AlreadyExists | DirectoryNotEmpty | IsADirectory | NotADirectory
                ) => {}
            moved => return moved,
        }
    }
    let mut name = OsString::from(format!("{}-", claim.file));
    name.push(path.file_name().unwrap_or_default());
    let target = office.rejected().join(name);
    fs::rename(leaving, &target).map_err(BatchFailure::disk("rename to", &target))
}

/// Gives a file its place in the inbox again, beside whatever was dropped there since.
fn put_back(dropped: &Path, leaving: &Path) -> Result<(), BatchFailure> {
    let fail = |error| BatchFailure::disk("put back", dropped)(error);
    let folder = dropped.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let name = dropped.file_name().unwrap_or(OsStr::new("file")).as_bytes();
    for number in 1.. {
        let target = match number {
            1 => dropped.to_owned(),
            _ => folder.join(OsStr::from_bytes(&[format!("{number}-").as_bytes(), name].concat())),
        };
        match fs::hard_link(leaving, &target) {
            Ok(()) => return fs::remove_file(leaving).map_err(fail),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 10_000 => {}
            Err(error) => return Err(fail(error)),
        }
    }
    unreachable!("the numbers end in an error or in success")
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = open_dropped(path)?;
    let (mut hash, mut buffer) = (Sha256::new(), [0; 1 << 16]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hex(hash.finalize())),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn looked_at(path: &Path) -> Result<Option<fs::Metadata>, BatchFailure> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(BatchFailure::disk("look at", path)(error)),
    }
}

fn exists(path: &Path) -> Result<bool, BatchFailure> {
    Ok(looked_at(path)?.is_some())
}
