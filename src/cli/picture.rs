//! A place on a paper, drawn for a terminal: its cell between its neighbours with a mark below, as a compiler shows a
//! word in its line.

use crate::extract::coerce::shown;
use crate::model::place::column_letters;
use crate::model::{Finding, Place};
use crate::paper::{Block, Cell, Content, Document, Paper, Sheet, WordTable};
use std::collections::BTreeSet;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells on each side of the one that is meant.
const NEIGHBOURS: usize = 2;
/// The widest cell, in columns of the terminal.
const CELL: usize = 18;
/// The longest part of a paragraph.
const LINE: usize = 72;
/// What stands for a value that must not be shown (GN-V006).
const MASK: &str = "***";

/// Draws places of one paper.
pub struct Picture<'a> {
    paper: &'a Paper,
    masked: BTreeSet<Place>,
}

/// A cell as drawn.
struct Drawn {
    heading: String,
    text: String,
}

impl<'a> Picture<'a> {
    /// Prepares a paper; where one of its findings hides a value, the picture hides it as well.
    pub fn new<'f>(paper: &'a Paper, findings: impl IntoIterator<Item = &'f Finding>) -> Picture<'a> {
        let masked =
            findings.into_iter().filter(|finding| finding.value == MASK).map(|finding| finding.place);
        Picture { paper, masked: masked.collect() }
    }

    /// The place of a finding with what stands around it, each line indented; nothing for a place that is no cell and
    /// no paragraph.
    pub fn draw(&self, finding: &Finding) -> String {
        let drawn = match (finding.place, &self.paper.content) {
            (Place::Cell { sheet, row, column }, Content::Workbook(sheets)) => {
                sheets.get(usize::from(sheet)).and_then(|found| self.sheet_row(found, sheet, row, column))
            }
            (Place::WordCell { table, row, column }, Content::Document(document)) => {
                find_table(document, table).and_then(|found| self.word_row(found, row, column))
            }
            (place @ Place::Paragraph(number), Content::Document(document)) => {
                paragraph(document, number).map(|text| self.line(place, text, &finding.value))
            }
            _ => None,
        };
        drawn.unwrap_or_default()
    }

    fn sheet_row(&self, sheet: &Sheet, number: u16, row: u32, column: u16) -> Option<String> {
        let last = sheet.cells.iter().map(|cell| cell.column).max()?.max(column);
        let first = sheet.cells.partition_point(|cell| cell.row < row);
        let cells: Vec<&Cell> = sheet.cells[first..].iter().take_while(|cell| cell.row == row).collect();
        let left = column.saturating_sub(NEIGHBOURS as u16);
        let right = column.saturating_add(NEIGHBOURS as u16).min(last);
        let drawn = (left..=right).map(|column| {
            let place = Place::Cell { sheet: number, row, column };
            let cell = cells.iter().find(|cell| cell.column == column);
            let text = cell.map(|cell| shown(&cell.content)).unwrap_or_default();
            Drawn { heading: column_letters(column), text: self.text(place, &text) }
        });
        Some(grid(&(row + 1).to_string(), &drawn.collect::<Vec<_>>(), usize::from(column - left)))
    }

    fn word_row(&self, table: &WordTable, row: u16, column: u16) -> Option<String> {
        let cells: Vec<_> = table.cells.iter().filter(|cell| cell.row == row).collect();
        let at = cells.iter().position(|cell| cell.column == column)?;
        let (left, right) = (at.saturating_sub(NEIGHBOURS), (at + NEIGHBOURS).min(cells.len() - 1));
        let drawn = cells[left..=right].iter().map(|cell| {
            let place = Place::WordCell { table: table.number, row, column: cell.column };
            Drawn { heading: format!("C{}", cell.column), text: self.text(place, &cell.text) }
        });
        Some(grid(&format!("T{}R{row}", table.number), &drawn.collect::<Vec<_>>(), at - left))
    }

    fn text(&self, place: Place, text: &str) -> String {
        if self.masked.contains(&place) { MASK.to_owned() } else { clipped(text, CELL) }
    }

    /// A paragraph, or the part of it around a value, with a mark below the value.
    fn line(&self, place: Place, text: &str, value: &str) -> String {
        let gutter = place.to_string();
        let blank = " ".repeat(gutter.width());
        if self.masked.contains(&place) {
            return format!("    {gutter} | {MASK}\n");
        }
        let text: String =
            text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
        let found = text.find(value).filter(|_| !value.is_empty());
        let lead = found.map_or(0, |at| before(&text[..at], LINE / 3));
        let ahead = if lead > 0 { "…" } else { "" };
        let line = format!("{ahead}{}", clipped(&text[lead..], LINE));
        let mut drawn = format!("    {gutter} | {line}\n");
        if let Some(at) = found {
            let start = ahead.width() + text[lead..at].width();
            let marks = value.width().clamp(1, LINE.saturating_sub(start).max(1));
            drawn += &format!("    {blank} | {}{}\n", " ".repeat(start), "^".repeat(marks));
        }
        drawn
    }
}

/// Headings, cells and marks, one line each.
fn grid(gutter: &str, cells: &[Drawn], at: usize) -> String {
    let blank = " ".repeat(gutter.width());
    let [mut headings, mut texts, mut marks] = [(); 3].map(|()| String::new());
    for (number, cell) in cells.iter().enumerate() {
        let width = cell.heading.width().max(cell.text.width()).max(1);
        let mark = if number == at { "^".repeat(cell.text.width().max(1)) } else { String::new() };
        for (line, text) in [(&mut headings, &cell.heading), (&mut texts, &cell.text), (&mut marks, &mark)] {
            line.push_str(text);
            line.push_str(&" ".repeat(width - text.width() + 3));
        }
    }
    let line = |gutter: &str, text: &str| format!("    {gutter} | {}\n", text.trim_end());
    line(&blank, &headings) + &line(gutter, &texts) + &line(&blank, &marks)
}

/// A text in one line of at most so many columns.
fn clipped(text: &str, columns: usize) -> String {
    let mut clipped = String::new();
    let mut width = 0;
    for letter in text.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter }) {
        width += letter.width().unwrap_or(0);
        if width > columns {
            clipped.push('…');
            break;
        }
        clipped.push(letter);
    }
    clipped
}

/// The byte from which at most so many columns of a text are left.
fn before(text: &str, columns: usize) -> usize {
    let mut width = 0;
    let kept = text.char_indices().rev().take_while(|(_, letter)| {
        width += letter.width().unwrap_or(0);
        width <= columns
    });
    kept.last().map_or(text.len(), |(at, _)| at)
}

fn paragraph(document: &Document, wanted: u32) -> Option<&str> {
    document.blocks.iter().find_map(|block| match block {
        Block::Paragraph { number, text } if *number == wanted => Some(text.as_str()),
        _ => None,
    })
}

fn find_table(document: &Document, wanted: u16) -> Option<&WordTable> {
    fn within(table: &WordTable, wanted: u16) -> Option<&WordTable> {
        if table.number == wanted {
            return Some(table);
        }
        table.cells.iter().flat_map(|cell| &cell.tables).find_map(|inner| within(inner, wanted))
    }
    document.blocks.iter().find_map(|block| match block {
        Block::Table(table) => within(table, wanted),
        Block::Paragraph { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FindingState, Severity};
    use crate::paper::{CellContent, Container};

    fn finding(place: Place, value: &str) -> Finding {
        Finding {
            rule: String::new(),
            severity: Severity::E,
            place,
            related: vec![],
            field: String::new(),
            row_label: String::new(),
            value: value.into(),
            expected: String::new(),
            message: String::new(),
            hint: String::new(),
            auto_fixed: false,
            state: FindingState::Open,
            by_rule: false,
            answer: String::new(),
        }
    }

    fn paper(content: Content) -> Paper {
        Paper { container: Container::Xlsx, content, remarks: vec![], properties: vec![] }
    }

    #[test]
    fn a_cell_stands_between_its_neighbours() {
        let text = |row, column, text: &str| Cell {
            row,
            column,
            content: CellContent::Text(text.into()),
            formula: false,
        };
        let number = Cell { row: 8, column: 3, content: CellContent::Number(17.0), formula: false };
        let cells = vec![text(2, 9, "x"), text(8, 1, "示例县"), text(8, 2, "约3"), number];
        let paper = paper(Content::Workbook(vec![Sheet { cells, ..Sheet::default() }]));
        let place = |column| Place::Cell { sheet: 0, row: 8, column };
        let drawn = Picture::new(&paper, []).draw(&finding(place(2), "约3"));
        let expected = [
            "      | A   B        C     D    E",
            "    9 |     示例县   约3   17",
            "      |              ^^^",
            "",
        ];
        assert_eq!(drawn, expected.join("\n"));
        let hidden = finding(place(2), "***");
        let drawn = Picture::new(&paper, [&hidden]).draw(&finding(place(3), "17"));
        assert!(drawn.contains("***") && !drawn.contains("约3"), "{drawn}");
    }

    #[test]
    fn a_paragraph_is_shown_around_the_value() {
        let text = format!("{}约3件。", "一".repeat(40));
        let blocks = vec![Block::Paragraph { number: 5, text }];
        let paper = paper(Content::Document(Document { blocks, ..Document::default() }));
        let drawn = Picture::new(&paper, []).draw(&finding(Place::Paragraph(5), "约3"));
        let line = format!("    P5 | …{}约3件。\n       | {}^^^\n", "一".repeat(12), " ".repeat(25));
        assert_eq!(drawn, line);
        assert_eq!(Picture::new(&paper, []).draw(&finding(Place::Whole, "")), "");
    }
}
