//! What the program writes, opened and saved again by LibreOffice: no value is lost. Where LibreOffice is not installed
//! there is nothing to try, and the test says so.

use crate::support::libreoffice;
use crate::support::program::{Program, repository};
use crate::support::samples::copy;
use calamine::{Data, Reader, Xlsx, open_workbook};
use liangze::paper::{self, Block, Content, Limits};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands where in a workbook, by sheet, row and column.
type Values = BTreeMap<(String, usize, usize), String>;

/// The files of an ending below a folder, at most so many, in order.
fn files(folder: &Path, ending: &str, most: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found.truncate(most);
    found
}

/// The files as LibreOffice saves them again, in the same order; `None` without it.
fn saved_again(files: &[PathBuf], ending: &str, folder: &Path) -> Option<Vec<PathBuf>> {
    let given: Vec<PathBuf> =
        (0..files.len()).map(|number| folder.join(format!("{number}.{ending}"))).collect();
    for (file, given) in files.iter().zip(&given) {
        fs::copy(file, given).unwrap();
    }
    let saved = given.iter().map(|given| folder.join("saved").join(given.file_name().unwrap())).collect();
    libreoffice::saved(folder, ending, &given).then_some(saved)
}

fn values(path: &Path) -> Values {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let mut values = Values::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, cell) in range.used_cells() {
            let text = match cell {
                Data::Float(number) => format!("{number:.9}"),
                Data::Int(number) => format!("{:.9}", *number as f64),
                Data::DateTime(moment) => format!("{:.9}", moment.as_f64()),
                other => other.to_string().replace('\r', ""),
            };
            if !text.is_empty() {
                values.insert((name.clone(), row + top as usize, column + left as usize), text);
            }
        }
    }
    values
}

fn texts(path: &Path) -> Vec<String> {
    let paper = paper::read(&fs::read(path).unwrap(), &Limits::default()).unwrap();
    let Content::Document(document) = paper.content else { panic!("{} is a document", path.display()) };
    let mut texts = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph { text, .. } => texts.push(text.trim().to_owned()),
            Block::Table(table) => {
                texts.extend(table.cells.iter().map(|cell| cell.text.trim().to_owned()));
            }
        }
    }
    texts.retain(|text| !text.is_empty());
    texts
}

#[test]
fn libreoffice_saves_every_workbook_and_notice_again_without_losing_a_value() {
    let program = Program::new();
    let registry = repository("samples/registry");
    assert_eq!(program.call(&["init", "office", "--registry", registry.to_str().unwrap()]).code, 0);
    copy(&repository("samples/batches/05-2014-10-13T0900/inbox"), &program.folder().join("office/inbox"));
    assert_eq!(program.call(&["run", "office", "--as-of", "2014-10-13T09:00"]).code, 3);
    let outbox = program.folder().join("office/outbox");

    let workbooks = files(&outbox, "xlsx", 40);
    let Some(again) = saved_again(&workbooks, "xlsx", program.folder()) else { return };
    for (before, after) in workbooks.iter().zip(&again) {
        let (before_values, after_values) = (values(before), values(after));
        assert!(!before_values.is_empty(), "{} says nothing", before.display());
        assert_eq!(before_values, after_values, "{}", before.display());
    }
    let notices = files(&outbox, "docx", 40);
    let again = saved_again(&notices, "docx", program.folder()).expect("it was there a moment ago");
    for (before, after) in notices.iter().zip(&again) {
        assert_eq!(texts(before), texts(after), "{}", before.display());
    }
}
