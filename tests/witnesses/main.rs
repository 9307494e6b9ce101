//! Other readers as witnesses: calamine of workbooks, docx-rs of documents. Over all files of samples/, and over those of
//! the folder that `LIANGZE_CORPUS` names, both must see the same, but for the classes of difference that are listed with
//! their reason.

mod document;
mod workbook;

use liangze::paper::{self, Container, Kind, Limits, Paper};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Archives within archives.
const DEEP: usize = 3;

/// Files of a folder, members of archives among them, in the order of their paths.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let (mut folders, mut paths) = (vec![folder.to_owned()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let kind = entry.file_type().expect("it has a kind");
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                paths.push(entry.path());
            }
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).expect("a file is read");
        unpack(path.to_string_lossy().into_owned(), bytes, DEEP, &mut files);
    }
    files
}

fn unpack(name: String, bytes: Vec<u8>, deep: usize, files: &mut Vec<(String, Vec<u8>)>) {
    if deep > 0 && paper::sniff(&bytes) == Kind::Archive {
        for member in paper::archive::members(&bytes, &Limits::default()).into_iter().flatten() {
            unpack(format!("{name}!/{}", member.path), member.bytes, deep - 1, files);
        }
    } else {
        files.push((name, bytes));
    }
}

/// What a comparison came to.
#[derive(Default)]
pub struct Tally {
    files: usize,
    /// Cells or characters that both see alike.
    same: usize,
    /// Differences of the listed classes.
    listed: BTreeMap<&'static str, usize>,
    /// All others.
    wrong: Vec<String>,
}

impl Tally {
    pub fn list(&mut self, class: &'static str, count: usize) {
        *self.listed.entry(class).or_default() += count;
    }

    pub fn wrong(&mut self, file: &str, what: &str) {
        self.wrong.push(format!("{file}: {what}"));
    }
}

fn compare(container: Container, witness: fn(&str, &[u8], &Paper, &mut Tally)) {
    let given = std::env::var_os("LIANGZE_CORPUS").map(PathBuf::from);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for folder in std::iter::once(samples).chain(given) {
        let mut tally = Tally::default();
        for (name, bytes) in files(&folder) {
            if paper::sniff(&bytes) == Kind::Paper(container)
                && let Ok(paper) = paper::read(&bytes, &Limits::default())
            {
                tally.files += 1;
                witness(&name, &bytes, &paper, &mut tally);
            }
        }
        println!("{}: {} files, {} the same, {:?}", folder.display(), tally.files, tally.same, tally.listed);
        let first = tally.wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        assert!(tally.wrong.is_empty(), "{} differences:\n{first}", tally.wrong.len());
        assert!(tally.files > 0, "no files in {}", folder.display());
    }
}

#[test]
fn calamine_sees_the_same_cells_of_every_workbook() {
    compare(Container::Xlsx, workbook::witness);
}

#[test]
fn docx_rs_sees_the_same_words_of_every_document() {
    compare(Container::Docx, document::witness);
}
