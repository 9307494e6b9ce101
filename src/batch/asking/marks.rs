//! The words that are put on a return before it goes back to its unit.

use super::lines::{AskedFile, Line, severity};
use crate::batch::closing::Closing;
use crate::catalog::message::fill;
use crate::catalog::{ListedColumn, MarkedReturn};
use crate::model::Place;
use crate::paper::marking::{ListColumn, ListRole, ListRow, Mark, MarkedList, Marks, Shade};
use std::collections::BTreeMap;

/// The marks on a file. `list` is where explanations are written.
pub fn marks(closing: &Closing, file: &AskedFile, list: &str) -> Marks {
    let words = &closing.loaded.catalog.explanations.marked;
    let mut places: BTreeMap<Place, (Shade, Vec<String>)> = BTreeMap::new();
    for line in &file.lines {
        for (number, finding) in line.findings.iter().enumerate().filter(|(_, one)| one.place != Place::Whole)
        {
            let (shade, notes) = places.entry(finding.place).or_insert((shade(line), Vec::new()));
            *shade = (*shade).min(self::shade(line));
            // Of many that have one cause the first tells of all.
            if number == 0 {
                notes.push(note(closing, words, line, list));
            }
        }
    }
    let marks =
        places.into_iter().map(|(place, (shade, notes))| Mark { place, shade, note: notes.join("\n") });
    Marks {
        author: words.author.clone(),
        date: closing.run.as_of.strftime("%Y-%m-%dT00:00:00").to_string(),
        opening: words.opening.clone(),
        marks: marks.collect(),
        list: listed(closing, words, file),
    }
}

fn shade(line: &Line) -> Shade {
    if line.is_explained() { Shade::Explain } else { Shade::Correct }
}

fn note(closing: &Closing, words: &MarkedReturn, line: &Line, list: &str) -> String {
    let first = line.first();
    let message = line.text(closing, ListedColumn::Message);
    let values = [("severity", &*severity(closing, first)), ("rule", &first.rule), ("message", &message)];
    let mut lines = vec![fill(&words.note, &values)];
    let mut more = |words: &str, key: &str, text: &str| {
        if !text.is_empty() {
            lines.push(fill(words, &[(key, text)]));
        }
    };
    more(&words.note_expected, "expected", &first.expected);
    more(&words.note_hint, "hint", &first.hint);
    if line.is_explained() {
        more(&words.note_answer, "list", list);
    }
    lines.join("\n")
}

fn listed(closing: &Closing, words: &MarkedReturn, file: &AskedFile) -> MarkedList {
    let explanations = &closing.loaded.catalog.explanations;
    let columns = words.columns.iter().zip(&words.widths).map(|(column, width)| ListColumn {
        label: explanations.label(column.key()).unwrap_or_default().to_owned(),
        width: *width,
        role: match column {
            ListedColumn::Key => ListRole::Key,
            ListedColumn::Severity => ListRole::Severity,
            ListedColumn::Place => ListRole::Place,
            ListedColumn::Answer => ListRole::Answer,
            _ => ListRole::Text,
        },
    });
    let text = |line: &Line, column: ListedColumn| match column {
        ListedColumn::Answer if !line.is_explained() => words.to_correct.clone(),
        column => line.text(closing, column),
    };
    let row = |line: &Line| ListRow {
        texts: words.columns.iter().map(|column| text(line, *column)).collect(),
        shade: shade(line),
        place: line.first().place,
        asks: line.is_explained(),
    };
    let period = closing.period.chinese();
    MarkedList {
        name: words.name.clone(),
        title: fill(&words.title, &[("unit", &file.unit.short_name), ("period", &period)]),
        notes: words.notes.clone(),
        without_macros: words.without_macros.clone(),
        converted: words.converted.clone(),
        font: closing.loaded.catalog.book.sheet.font.clone(),
        columns: columns.collect(),
        rows: file.lines.iter().map(row).collect(),
        prompt: words.prompt.clone(),
    }
}
