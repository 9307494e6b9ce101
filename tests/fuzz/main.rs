//! A few mutants of honest inputs of every reader, the same ones each time: no change is more than a refusal.
//! `cargo run --release --example mutate` makes as many as one likes.

#[path = "../../examples/mutate/change.rs"]
mod change;
#[path = "../../examples/mutate/readers.rs"]
mod readers;
#[path = "../../examples/mutate/specimens.rs"]
mod specimens;

use change::{Dice, changed};
use std::time::{Duration, Instant};

const SEED: u64 = 20140305;
/// The time that all mutants of one reader have together, in a debug build.
const PATIENCE: Duration = Duration::from_secs(60);

fn replay(name: &str, count: u64) {
    let readers = readers::all(&[]);
    let reader = readers.iter().find(|reader| reader.name == name).expect("there is such a reader");
    let begun = Instant::now();
    for honest in &reader.honest {
        (reader.read)(honest);
    }
    for number in 0..count {
        let mut dice = Dice::new(SEED, name, number);
        let honest = &reader.honest[dice.below(reader.honest.len())];
        (reader.read)(&changed(honest, &mut dice));
    }
    assert!(begun.elapsed() < PATIENCE, "{name} takes {:?}", begun.elapsed());
}

macro_rules! replays {
    ($($test:ident: $name:literal $count:literal)*) => {
        $(#[test] fn $test() { replay($name, $count); })*
    };
}

replays! {
    no_change_of_a_workbook_is_more_than_a_refusal: "xlsx" 400
    no_change_of_a_binary_workbook_is_more_than_a_refusal: "xlsb" 400
    no_change_of_an_old_workbook_is_more_than_a_refusal: "xls" 400
    no_change_of_its_records_is_more_than_a_refusal: "xls_stream" 400
    no_change_of_an_open_spreadsheet_is_more_than_a_refusal: "ods" 400
    no_change_of_a_document_is_more_than_a_refusal: "docx" 400
    no_change_of_a_page_is_more_than_a_refusal: "html" 400
    no_change_of_a_workbook_in_xml_is_more_than_a_refusal: "spreadsheet_xml" 400
    no_change_of_a_marked_paper_is_more_than_a_refusal: "marking" 300
    no_change_of_an_archive_is_more_than_a_refusal: "archive" 400
    no_change_of_an_expression_is_more_than_a_problem: "expression" 400
    no_change_of_a_declaration_is_more_than_an_issue: "declarations" 4
    no_change_of_a_notice_is_more_than_an_issue: "notice" 100
    no_change_of_a_typed_value_is_more_than_a_finding: "typed" 200
}

#[test]
fn every_reader_is_replayed() {
    let source = include_str!("main.rs");
    for reader in readers::all(&[]) {
        assert!(source.contains(&format!("\"{}\"", reader.name)), "{} is not replayed", reader.name);
    }
}
