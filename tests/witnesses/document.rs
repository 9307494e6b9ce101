//! A document as docx-rs sees it, beside ours: the letters of its body in their order, blanks left out.

use crate::Tally;
use liangze::paper::{Block, Content, Paper, WordTable};
use serde_json::Value;
use std::panic::catch_unwind;
use std::sync::mpsc;
use std::time::Duration;

// Classes of difference (docx-rs 0.4.22).
const REFUSED: &str = "docx-rs refuses, panics or hangs (measures with units, odd attributes)";
const SIGNS: &str = "signs, states of controls and chosen entries, which docx-rs leaves out";

/// docx-rs spins for ever on some files; it is left behind then.
const PATIENCE: Duration = Duration::from_secs(10);
/// It overflows the stack where tables nest deeply; an overflow would end the tests.
const STACK: usize = 256 << 20;

/// Compares letter by letter.
pub fn witness(name: &str, bytes: &[u8], paper: &Paper, tally: &mut Tally) {
    let Content::Document(document) = &paper.content else { return };
    let Some(theirs) = by_docx_rs(bytes.to_vec()) else { return tally.list(REFUSED, 1) };
    let mut ours = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph { text, .. } => ours.push_str(text),
            Block::Table(table) => cells(table, &mut ours),
        }
    }
    let [mut ours, mut theirs] = [ours, theirs].map(|text| text.split_whitespace().collect::<String>());
    let signs = |letter: char| {
        matches!(letter, '☐' | '☑' | '☒' | '□' | '√' | '✓' | '✔' | '■' | '●' | '○' | '\u{fe0e}')
    };
    if ours != theirs {
        let before = ours.chars().count() + theirs.chars().count();
        ours.retain(|letter| !signs(letter));
        theirs.retain(|letter| !signs(letter));
        tally.list(SIGNS, before - ours.chars().count() - theirs.chars().count());
    }
    if ours == theirs {
        tally.same += ours.chars().count();
        return;
    }
    let at = ours.chars().zip(theirs.chars()).take_while(|(our, their)| our == their).count();
    let from = |text: &str| text.chars().skip(at.saturating_sub(8)).take(40).collect::<String>();
    tally.wrong(name, &format!("after {at} letters: {:?}, docx-rs {:?}", from(&ours), from(&theirs)));
}

fn cells(table: &WordTable, text: &mut String) {
    for cell in &table.cells {
        text.push_str(&cell.text);
        cell.tables.iter().for_each(|inner| cells(inner, text));
    }
}

fn by_docx_rs(bytes: Vec<u8>) -> Option<String> {
    let (send, receive) = mpsc::channel();
    let read = move || {
        let document = catch_unwind(|| docx_rs::read_docx(&bytes).ok().map(|docx| docx.document));
        let text = document.ok().flatten().map(|document| {
            let mut text = String::new();
            let children = serde_json::to_value(&document).unwrap_or_default();
            words(&children["children"], &mut text);
            text
        });
        let _ = send.send(text);
    };
    std::thread::Builder::new().stack_size(STACK).spawn(read).expect("a thread is started");
    receive.recv_timeout(PATIENCE).ok().flatten()
}

/// The texts of a tree, but for deleted ones and those of drawings.
fn words(value: &Value, text: &mut String) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| words(one, text)),
        Value::Object(node) => match node.get("type").and_then(Value::as_str) {
            Some("delete" | "drawing" | "shape" | "deleteText") => {}
            Some("text") => text.push_str(node["data"]["text"].as_str().unwrap_or_default()),
            _ => {
                node.values().filter(|one| one.is_array() || one.is_object()).for_each(|one| words(one, text))
            }
        },
        _ => {}
    }
}
