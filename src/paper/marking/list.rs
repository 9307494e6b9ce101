//! The list of all that is wrong: a sheet in front of the sender's own, with a way to each cell and a column to be filled in.

use super::edits::escaped;
use super::styles::{Look, Looks};
use super::{ListColumn, ListRole, MarkedList, Shade};
use crate::model::Place;
use crate::model::place::column_letters;
use crate::paper::sheet::{CellContent, Sheet};
use std::fmt::Write as _;

/// The greatest height of a row that Excel takes, in points.
const HIGHEST: usize = 409;
/// The height of a line, in points.
const LINE_HEIGHT: usize = 15;

/// True for a sheet that is such a list, whoever has saved it since: it has the headings of both columns in one row.
pub fn is_list(sheet: &Sheet, key: &str, answer: &str) -> bool {
    let says = |row: &[crate::paper::Cell], label: &str| {
        row.iter().any(|cell| matches!(&cell.content, CellContent::Text(text) if text.trim() == label))
    };
    let rows = sheet.cells.chunk_by(|left, right| left.row == right.row);
    rows.into_iter().any(|row| says(row, key) && says(row, answer))
}

/// The worksheet part of a list. `names` are the names of the sheets to which places lead; `more` is told below the title
/// after what the list says itself.
pub fn sheet(list: &MarkedList, looks: Looks, names: &[String], more: &[&str]) -> String {
    let notes: Vec<&str> = list.notes.iter().map(String::as_str).chain(more.iter().copied()).collect();
    let last = u16::try_from(list.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let mut drawn = Drawn { rows: String::new(), row: 0, looks };
    let width: usize = list.columns.iter().map(|column| usize::from(column.width)).sum();
    let mut merges = String::new();
    for (look, text) in std::iter::once((Look::Title, list.title.as_str()))
        .chain(notes.iter().map(|note| (Look::Note, *note)))
    {
        let lines = if matches!(look, Look::Title) { 2 } else { narrow(text).div_ceil(width.max(1)).max(1) };
        drawn.begin(lines, true);
        drawn.cell(0, look, text);
        let _ = write!(merges, "<mergeCell ref=\"A{0}:{1}{0}\"/>", drawn.row, column_letters(last));
        drawn.end();
    }
    drawn.begin(2, true);
    for (number, column) in (0..).zip(&list.columns) {
        drawn.cell(number, Look::Head, &column.label);
    }
    drawn.end();
    let head = drawn.row;
    let (mut links, mut asked) = (String::new(), Vec::new());
    for row in &list.rows {
        let lines = list.columns.iter().zip(&row.texts).map(|(column, text)| lines(text, column));
        drawn.begin(lines.max().unwrap_or(1), false);
        for ((number, column), text) in (0..).zip(&list.columns).zip(&row.texts) {
            let target = if column.role == ListRole::Place { target(row.place, names) } else { None };
            let look = match column.role {
                ListRole::Severity if row.shade == Shade::Correct => Look::Correct,
                ListRole::Severity => Look::Explain,
                ListRole::Answer if row.asks => Look::Answer,
                ListRole::Place if target.is_some() => Look::Link,
                ListRole::Key => Look::Key,
                _ => Look::Text,
            };
            let cell = drawn.cell(number, look, text);
            if let Some(target) = target {
                let _ = write!(
                    links,
                    "<hyperlink ref=\"{cell}\" location=\"{}\" display=\"{}\"/>",
                    escaped(&target),
                    escaped(text)
                );
            }
            if matches!(look, Look::Answer) {
                asked.push(cell);
            }
        }
        drawn.end();
    }
    let columns: String = (1..)
        .zip(&list.columns)
        .map(|(number, column)| {
            format!(
                "<col min=\"{number}\" max=\"{number}\" width=\"{}.7109375\" customWidth=\"1\"/>",
                column.width
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetPr><pageSetUpPr \
         fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:{}{}\"/><sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\"><pane \
         ySplit=\"{head}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" \
         activeCell=\"{first}\" sqref=\"{first}\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>\
         <cols>{columns}</cols><sheetData>{}</sheetData><sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\" \
         formatCells=\"0\" formatColumns=\"0\" formatRows=\"0\"/><mergeCells count=\"{}\">{merges}</mergeCells>{}{}\
         <printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.7\" \
         header=\"0.3\" footer=\"0.35\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>",
        column_letters(last),
        drawn.row,
        head + 1,
        drawn.rows,
        1 + notes.len(),
        prompts(&asked, list),
        if links.is_empty() { String::new() } else { format!("<hyperlinks>{links}</hyperlinks>") },
        first = asked.first().cloned().unwrap_or_else(|| format!("A{}", head + 1)),
    )
}

/// Where a place is, as a link says it.
fn target(place: Place, names: &[String]) -> Option<String> {
    let name = names.get(usize::from(place.sheet()?))?;
    Some(format!("'{}'!{place}", name.replace('\'', "''")))
}

fn prompts(asked: &[String], list: &MarkedList) -> String {
    if asked.is_empty() {
        return String::new();
    }
    let (head, text) = &list.prompt;
    format!(
        "<dataValidations count=\"1\"><dataValidation allowBlank=\"1\" showInputMessage=\"1\" promptTitle=\"{}\" \
         prompt=\"{}\" sqref=\"{}\"/></dataValidations>",
        escaped(head),
        escaped(text),
        asked.join(" ")
    )
}

/// How wide a text is, in characters of the narrow kind.
fn narrow(text: &str) -> usize {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

/// The lines that a text takes in a column.
fn lines(text: &str, column: &ListColumn) -> usize {
    // No line is filled to its end: words and signs are kept together.
    let room = usize::from(column.width).saturating_sub(1).max(2);
    let of_line = text.lines().map(|line| narrow(line).div_ceil(room).max(1));
    match column.role {
        // Keys are set small.
        ListRole::Key if !text.is_empty() => 2,
        _ => of_line.sum::<usize>().max(1),
    }
}

/// The rows so far.
struct Drawn {
    rows: String,
    /// The number of the row that was begun last, from 1.
    row: u32,
    looks: Looks,
}

impl Drawn {
    /// Begins a row of so many lines; one that is not fixed grows with what is filled in.
    fn begin(&mut self, lines: usize, fixed: bool) {
        self.row += 1;
        let fixed = if fixed { " customHeight=\"1\"" } else { "" };
        let height = (lines * LINE_HEIGHT + 3).min(HIGHEST);
        let _ = write!(self.rows, "<row r=\"{}\" ht=\"{height}\"{fixed}>", self.row);
    }

    fn end(&mut self) {
        self.rows.push_str("</row>");
    }

    /// Puts a cell; gives its reference.
    fn cell(&mut self, column: u16, look: Look, text: &str) -> String {
        let cell = format!("{}{}", column_letters(column), self.row);
        let style = self.looks.of(look);
        let _ = if text.is_empty() {
            write!(self.rows, "<c r=\"{cell}\" s=\"{style}\"/>")
        } else {
            write!(
                self.rows,
                "<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escaped(text)
            )
        };
        cell
    }
}
