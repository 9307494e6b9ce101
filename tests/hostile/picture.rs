//! A paper as one line, by which a test says what it should show.
//!
//! Cells: `A1=42`, `B1="words"`, `C1=%0.5`, `D1=@45000` (a day), `E1=TRUE`, `F1=!#REF!`, `G1=?` (a formula without a
//! result), remarks as `[Macros]`; from the second sheet on with `sheet!` before them. Documents: `P"words"`, `T1R1C1"words"`, asides `+"words"`.

use liangze::paper::{Block, CellContent, Content, Document, Paper, Sheet, WordTable};
use std::fmt::Write;

/// Everything that a paper shows.
pub fn of(paper: &Paper) -> Vec<String> {
    let mut shown: Vec<String> = paper.remarks.iter().map(|remark| format!("[{remark:?}]")).collect();
    match &paper.content {
        Content::Workbook(sheets) => {
            sheets.iter().enumerate().for_each(|(at, one)| shown.extend(sheet(at, one)))
        }
        Content::Document(document) => shown.extend(words(document)),
    }
    shown
}

fn sheet(at: usize, sheet: &Sheet) -> Vec<String> {
    let name = if at == 0 { String::new() } else { format!("{}!", sheet.name) };
    sheet
        .cells
        .iter()
        .map(|cell| {
            let content = content(&cell.content);
            format!("{name}{}{}={content}", letters(u32::from(cell.column)), cell.row + 1)
        })
        .collect()
}

fn letters(column: u32) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

fn content(content: &CellContent) -> String {
    match content {
        CellContent::Text(text) => quoted(text),
        CellContent::Number(number) => short(*number),
        CellContent::Percent(number) => format!("%{}", short(*number)),
        CellContent::Date(serial) => format!("@{}", short(*serial)),
        CellContent::Flag(flag) => flag.to_string().to_uppercase(),
        CellContent::Error(text) => format!("!{text}"),
        CellContent::Uncomputed => "?".to_owned(),
    }
}

fn short(number: f64) -> String {
    if number.abs() < 1e16 { number.to_string() } else { format!("{number:?}") }
}

fn words(document: &Document) -> Vec<String> {
    let mut words = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph { text, .. } => words.push(format!("P{}", quoted(text))),
            Block::Table(table) => cells(table, &mut words),
        }
    }
    words.extend(document.asides.iter().map(|aside| format!("+{}", quoted(aside))));
    words
}

fn cells(table: &WordTable, words: &mut Vec<String>) {
    for cell in &table.cells {
        words.push(format!("T{}R{}C{}{}", table.number, cell.row, cell.column, quoted(&cell.text)));
        cell.tables.iter().for_each(|inner| cells(inner, words));
    }
}

/// Words in quotes; spaces other than the plain one, quotes and controls as escapes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            ' ' => quoted.push('·'),
            _ if letter.is_control()
                || letter.is_whitespace()
                || matches!(letter, '·' | '\u{fff0}'..='\u{ffff}') =>
            {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
