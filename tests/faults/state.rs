//! What an office holds and shows, and what must be true of it at any moment.

use crate::support::samples::{Tree, exported, rows};
use liangze::batch::{Office, sha256_of};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;

/// How names of unfinished files begin.
const UNFINISHED: &str = ".unfinished-";

/// Copies a folder as it is, links as links.
pub fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (kind, target) = (entry.file_type().unwrap(), to.join(entry.file_name()));
        if kind.is_dir() {
            copied(&entry.path(), &target);
        } else if kind.is_symlink() {
            symlink(fs::read_link(entry.path()).unwrap(), &target).unwrap();
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// All files below a folder with their bytes; of a link its target.
pub fn files(folder: &Path) -> Tree {
    let mut found = Tree::new();
    if folder.is_dir() {
        collect(folder, "", &mut found);
    }
    found
}

fn collect(folder: &Path, start: &str, found: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{start}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if kind.is_symlink() {
            found.insert(path, format!("link to {:?}", fs::read_link(entry.path()).unwrap()).into_bytes());
        } else {
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// What an office shows that does not tell how many runs it took: all files, those of the outbox that bear the number
/// of their run by name only, its export, and how much its ledger has of everything.
pub fn shown(root: &Path) -> Tree {
    let mut shown = Tree::new();
    for (path, bytes) in files(root) {
        let at = path.strip_prefix("OFFICE/").unwrap_or(&path);
        let bears_a_run = at.starts_with("outbox/") && !at.contains("/data/");
        if at.starts_with("ledger.db") || at == "work/lock" {
            continue;
        }
        shown.insert(path.clone(), if bears_a_run { Vec::new() } else { bytes });
    }
    let ledger = root.join("OFFICE/ledger.db");
    if ledger.exists() {
        let office = Office::open(&root.join("OFFICE")).unwrap();
        shown.extend(exported(&office).into_iter().map(|(path, bytes)| (format!("export of {path}"), bytes)));
        for (table, count) in counts(&ledger) {
            shown.insert(format!("ledger: {table}"), count.to_string().into_bytes());
        }
    }
    shown
}

/// What is shown without what depends on the order in which files came: the archive, how much the ledger has of everything,
/// and what became of each return, whichever of several copies it was read from.
pub fn unnumbered(shown: &Tree) -> Tree {
    let lasting = |path: &str| path.starts_with("OFFICE/archive/") || path.starts_with("ledger: ");
    let lasting = shown.iter().filter(|(path, _)| lasting(path));
    let mut kept: Tree = lasting.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    if let Some(table) = shown.get("export of submissions.csv") {
        let returns = rows(table).into_iter().skip(1).map(|row| [&row[2..7], &row[8..9]].concat().join(" "));
        let mut returns: Vec<String> = returns.collect();
        returns.sort();
        kept.insert("returns".to_owned(), returns.join("\n").into_bytes());
    }
    kept
}

/// How many rows each table of a ledger has that do not tell how often it was run. The ledger must be sound.
fn counts(path: &Path) -> BTreeMap<String, i64> {
    let ledger = Connection::open(path).unwrap();
    let sound: String = ledger.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let mut names = ledger
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        .unwrap();
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let counted = names.into_iter().filter(|name| name != "runs").map(|name| {
        let count = ledger.query_row(&format!("SELECT COUNT(*) FROM {name}"), [], |row| row.get(0));
        (name, count.unwrap())
    });
    counted.collect()
}

/// Fails if a file that people or programs read is half written: each must be as it was before, as it would have become
/// in peace, or, where what became of the call differs because of the fault, another whole file.
pub fn is_whole(before: &Tree, after: &Tree, now: &Tree, strictly: bool) -> Result<(), String> {
    for (path, bytes) in now {
        let read =
            ["OFFICE/outbox/", "OFFICE/rejected/", "OFFICE/quarantine/", "EXPORT/", "OFFICE/registry/"];
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.starts_with(UNFINISHED) || !read.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        let known = before.get(path) == Some(bytes) || after.get(path) == Some(bytes);
        if !known && (strictly || !ends_well(name, bytes)) {
            return Err(format!("{path} is neither the old file nor the new one"));
        }
    }
    for (path, bytes) in now.iter().filter(|(path, _)| path.starts_with("OFFICE/archive/")) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name != sha256_of(bytes) && !name.starts_with(UNFINISHED) {
            return Err(format!("{path} is not what its name says"));
        }
    }
    let held = |bytes: &Vec<u8>| now.values().any(|now| now == bytes);
    for (path, bytes) in before.iter().filter(|(path, _)| path.starts_with("OFFICE/inbox/")) {
        if !held(bytes) {
            return Err(format!("{path} is lost"));
        }
    }
    Ok(())
}

/// True if a file has an end as files of its kind have it.
fn ends_well(name: &str, bytes: &[u8]) -> bool {
    match name.rsplit('.').next().unwrap_or_default() {
        "xlsx" | "docx" | "zip" if !bytes.starts_with(b"PK") => true,
        "xlsx" | "docx" | "zip" => zip_is_whole(bytes),
        "json" | "sarif" => serde_json::from_slice::<serde_json::Value>(bytes).is_ok(),
        "csv" | "txt" => bytes.ends_with(b"\n"),
        _ => true,
    }
}

fn zip_is_whole(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { return false };
    (0..archive.len()).all(|number| {
        let mut inflated = Vec::new();
        archive.by_index(number).is_ok_and(|mut part| part.read_to_end(&mut inflated).is_ok())
    })
}

/// Fails unless each manifest of the outbox names all files of its period with their hashes.
pub fn manifests_agree(root: &Path) -> Result<(), String> {
    let outbox = files(&root.join("OFFICE/outbox"));
    for (path, bytes) in outbox.iter().filter(|(path, _)| path.ends_with("manifest.json")) {
        let period = path.split('/').next().unwrap_or_default();
        let manifest: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let listed: BTreeMap<String, &str> = manifest["outputs"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| Some((format!("{period}/{}", one["path"].as_str()?), one["sha256"].as_str()?)))
            .collect();
        for (listed, sha256) in &listed {
            if outbox.get(listed).map(|bytes| sha256_of(bytes)).as_deref() != Some(*sha256) {
                return Err(format!("{listed} is not what the manifest says"));
            }
        }
        let start = format!("{period}/");
        let unlisted =
            outbox.keys().find(|at| at.starts_with(&start) && *at != path && !listed.contains_key(*at));
        if let Some(unlisted) = unlisted {
            return Err(format!("{unlisted} is not in the manifest"));
        }
    }
    Ok(())
}
