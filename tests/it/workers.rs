//! Received files are opened by processes of their own. What ends one of them is told of that file, and of no other.

use crate::support::office::{after, office};
use crate::support::samples::{batches, tree};
use rust_xlsxwriter::Workbook;
use std::fs;

/// A workbook of so many rows that a worker with little memory has no room for them.
fn large() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..60_000 {
        for column in 0..20 {
            sheet.write(row, column, row).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_file_that_takes_more_memory_than_a_worker_may_is_refused_and_the_others_are_read() {
    let program = office("CQ", "[limits]\nworker_megabytes = 64\n");
    let (inbox, _) = batches().remove(0);
    let honest = tree(&inbox).into_iter().find(|(path, _)| path.ends_with("季报.xlsx")).unwrap();
    fs::write(program.folder().join("OFFICE/inbox/a.xlsx"), honest.1).unwrap();
    let export = after(&program, ("b.xlsx", &large()), "2014-10-08T09:00");
    let mut found = export("submissions.csv", &["source", "form"]);
    found.sort();
    found.dedup();
    assert_eq!(found.last().unwrap(), &["b.xlsx", ""]);
    assert!(found.iter().any(|row| row[0] == "a.xlsx" && !row[1].is_empty()), "{found:?}");
    let reason = fs::read_to_string(program.folder().join("OFFICE/rejected/b.xlsx.reason.txt")).unwrap();
    assert!(reason.contains("时间或内存"), "{reason}");
    assert!(!program.folder().join("OFFICE/rejected/a.xlsx").exists());
}
