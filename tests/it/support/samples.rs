//! Offices that work through samples/: dropped batch by batch, run by the library, and looked at as a whole.

use super::program::repository;
use jiff::civil::DateTime;
use liangze::batch::{Office, RunOptions, Unwatched, export_office, run};
use liangze::catalog::load::Templates;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Files by path within some folder, with `/`.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// The batches of samples/ in their order, each with the clock of its run.
pub fn batches() -> Vec<(PathBuf, DateTime)> {
    let folders = fs::read_dir(repository("samples/batches")).unwrap();
    let mut paths: Vec<PathBuf> = folders.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let clock = |path: &PathBuf| fs::read_to_string(path.join("as_of.txt")).unwrap().trim().parse().unwrap();
    paths.into_iter().map(|path| (path.join("inbox"), clock(&path))).collect()
}

/// A new office with the registry of samples/.
pub fn empty_office(root: &Path) -> Office {
    Office::init(root, Some(&repository("samples/registry")), &Templates::builtin()).unwrap()
}

/// Copies all that lies in one folder into another one.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// A new office that has run all batches, one after the other.
pub fn worked_through(root: &Path) -> Office {
    let office = empty_office(root);
    for (inbox, as_of) in batches() {
        copy(&inbox, &office.inbox());
        run(&office, &RunOptions { as_of, periods: Vec::new() }, &Unwatched).unwrap();
    }
    office
}

/// All files below a folder.
pub fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, start: &str, found: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{start}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else {
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// What an office exports.
pub fn exported(office: &Office) -> Tree {
    let folder = tempfile::tempdir().unwrap();
    export_office(office, folder.path()).unwrap();
    tree(folder.path())
}

/// The rows of a CSV file, the header first.
pub fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|row| cells(row.unwrap())).collect()
}

/// Fails and names the paths that only one has or that differ; of texts the first line that differs.
pub fn is_same(what: &str, left: &Tree, right: &Tree) {
    let paths: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let differing: Vec<String> = paths
        .into_iter()
        .filter(|path| left.get(*path) != right.get(*path))
        .map(|path| match (left.get(path), right.get(path)) {
            (Some(left), Some(right)) => format!("{path} differs{}", first_line(left, right)),
            (Some(_), None) => format!("{path} is missing"),
            _ => format!("{path} is too much"),
        })
        .collect();
    assert!(differing.is_empty(), "{what}:\n{}", differing.join("\n"));
}

fn first_line(left: &[u8], right: &[u8]) -> String {
    let (Ok(left), Ok(right)) = (std::str::from_utf8(left), std::str::from_utf8(right)) else {
        return String::new();
    };
    let number = left.lines().zip(right.lines()).position(|(left, right)| left != right);
    let number = number.unwrap_or(left.lines().count().min(right.lines().count()));
    let line = |text: &str| text.lines().nth(number).unwrap_or("(nothing)").to_owned();
    format!(" in line {}:\n  {}\n  {}", number + 1, line(left), line(right))
}
