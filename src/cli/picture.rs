//! A place on a paper, drawn for a terminal: its cell between its neighbours with a mark below, as a compiler shows a
//! word in its line.

use super::columns::ColumnLabels;
use crate::extract::coerce::shown;
use crate::model::place::column_letters;
use crate::model::{Finding, Place};
use crate::paper::{Block, Cell, Content, Document, Paper, Sheet, WordTable};
use std::collections::BTreeSet;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells on each side of the one that is meant.
const NEIGHBOURS: u16 = 2;
/// Blanks before the lines of a picture.
pub const INDENT: usize = 4;
/// The widest cell, in columns of the terminal.
const CELL: usize = 18;
/// The longest part of a paragraph.
const LINE: usize = 72;
/// What stands for a value that must not be shown (GN-V006).
pub const MASK: &str = "***";

/// The width of what is not shown on a screen, in columns.
const PAGE: usize = 100;

/// Draws places of one paper.
pub struct Picture<'a> {
    paper: &'a Paper,
    masked: BTreeSet<Place>,
    columns: usize,
}

/// What goes with a place: the labels above its row, and what stands behind the mark.
pub struct Beside<'b> {
    /// The labels.
    pub labels: &'b ColumnLabels,
    /// The note.
    pub note: &'b str,
}

/// A place as drawn.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Lines without their indent: what stands before the bar, and what behind it; the last may be that of the mark.
    pub lines: Vec<(String, String)>,
    /// True if the last line marks the place.
    pub marked: bool,
    /// True if the note stands behind the mark.
    pub noted: bool,
}

/// A cell as drawn.
struct Drawn {
    heading: String,
    label: String,
    text: String,
}

impl<'a> Picture<'a> {
    /// Prepares a paper; where one of its findings hides a value, the picture hides it as well. `columns` is the width of
    /// the screen.
    pub fn new<'f>(
        paper: &'a Paper,
        findings: impl IntoIterator<Item = &'f Finding>,
        columns: Option<usize>,
    ) -> Picture<'a> {
        let masked =
            findings.into_iter().filter(|finding| finding.value == MASK).map(|finding| finding.place);
        Picture { paper, masked: masked.collect(), columns: columns.unwrap_or(PAGE) }
    }

    /// The place of a finding with what stands around it; nothing for a place that is no cell and no paragraph.
    pub fn draw(&self, finding: &Finding, beside: &Beside) -> Drawing {
        let drawn = match (finding.place, &self.paper.content) {
            (Place::Cell { sheet, row, column }, Content::Workbook(sheets)) => sheets
                .get(usize::from(sheet))
                .and_then(|found| self.sheet_row(found, (sheet, row, column), beside)),
            (Place::WordCell { table, row, column }, Content::Document(document)) => {
                find_table(document, table).and_then(|found| self.word_row(found, row, column, beside))
            }
            (place @ Place::Paragraph(number), Content::Document(document)) => {
                paragraph(document, number).map(|text| self.line(place, text, &finding.value, beside.note))
            }
            _ => None,
        };
        drawn.unwrap_or_default()
    }

    fn sheet_row(
        &self,
        sheet: &Sheet,
        (number, row, column): (u16, u32, u16),
        beside: &Beside,
    ) -> Option<Drawing> {
        let last = sheet.cells.iter().map(|cell| cell.column).max()?.max(column);
        let first = sheet.cells.partition_point(|cell| cell.row < row);
        let cells: Vec<&Cell> = sheet.cells[first..].iter().take_while(|cell| cell.row == row).collect();
        let left = column.saturating_sub(NEIGHBOURS);
        let right = column.saturating_add(NEIGHBOURS).min(last);
        let drawn = (left..=right).map(|column| {
            let place = Place::Cell { sheet: number, row, column };
            let cell = cells.iter().find(|cell| cell.column == column);
            let text = cell.map(|cell| shown(&cell.content)).unwrap_or_default();
            self.drawn(place, column_letters(column), &text, beside)
        });
        let drawn: Vec<Drawn> = drawn.collect();
        Some(self.grid(&(row + 1).to_string(), &drawn, usize::from(column - left), beside.note))
    }

    fn word_row(&self, table: &WordTable, row: u16, column: u16, beside: &Beside) -> Option<Drawing> {
        let cells: Vec<_> = table.cells.iter().filter(|cell| cell.row == row).collect();
        let at = cells.iter().position(|cell| cell.column == column)?;
        let neighbours = usize::from(NEIGHBOURS);
        let (left, right) = (at.saturating_sub(neighbours), (at + neighbours).min(cells.len() - 1));
        let drawn = cells[left..=right].iter().map(|cell| {
            let place = Place::WordCell { table: table.number, row, column: cell.column };
            self.drawn(place, format!("C{}", cell.column), &cell.text, beside)
        });
        let gutter = format!("T{}R{row}", table.number);
        Some(self.grid(&gutter, &drawn.collect::<Vec<_>>(), at - left, beside.note))
    }

    fn drawn(&self, place: Place, heading: String, text: &str, beside: &Beside) -> Drawn {
        let text = if self.masked.contains(&place) { MASK.to_owned() } else { clipped(text, CELL) };
        Drawn { heading, label: clipped(beside.labels.above(place), CELL), text }
    }

    /// Headings, labels, cells and the mark, one line each; as many neighbours as there is room for.
    fn grid(&self, gutter: &str, cells: &[Drawn], at: usize, note: &str) -> Drawing {
        const GAP: usize = 3;
        let room = self.columns.saturating_sub(INDENT + gutter.width() + GAP);
        let widths: Vec<usize> = cells
            .iter()
            .map(|cell| cell.heading.width().max(cell.label.width()).max(cell.text.width()).max(1))
            .collect();
        let (mut left, mut right) = (0, cells.len());
        let taken = |left: usize, right: usize| {
            widths[left..right].iter().map(|width| width + GAP).sum::<usize>().saturating_sub(GAP)
        };
        while taken(left, right) > room && right - left > 1 {
            if right - 1 - at >= at - left { right -= 1 } else { left += 1 }
        }
        let [mut headings, mut labels, mut texts] = [(); 3].map(|()| String::new());
        let mut lead = 0;
        for (number, (cell, width)) in (left..right).zip(cells[left..right].iter().zip(&widths[left..right]))
        {
            if number < at {
                lead += width + GAP;
            }
            let parts =
                [(&mut headings, &cell.heading), (&mut labels, &cell.label), (&mut texts, &cell.text)];
            for (line, text) in parts {
                line.push_str(text);
                line.push_str(&" ".repeat(width - text.width() + GAP));
            }
        }
        let mark = format!("{}{}", " ".repeat(lead), "^".repeat(cells[at].text.width().max(1)));
        let mut lines = vec![(String::new(), headings)];
        if !labels.trim().is_empty() {
            lines.push((String::new(), labels));
        }
        lines.push((gutter.to_owned(), texts));
        let (mark, noted) = behind(mark, note, room);
        lines.push((String::new(), mark));
        let lines = lines.into_iter().map(|(gutter, line)| (gutter, line.trim_end().to_owned()));
        Drawing { lines: lines.collect(), marked: true, noted }
    }

    /// A paragraph, or the part of it around a value, with a mark below the value.
    fn line(&self, place: Place, text: &str, value: &str, note: &str) -> Drawing {
        let gutter = place.to_string();
        if self.masked.contains(&place) {
            return Drawing { lines: vec![(gutter, MASK.to_owned())], ..Drawing::default() };
        }
        let room = self.columns.saturating_sub(INDENT + gutter.width() + 3);
        let longest = LINE.min(room.saturating_sub(1));
        let text: String =
            text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
        let found = text.find(value).filter(|_| !value.is_empty());
        let lead = found.map_or(0, |at| before(&text[..at], longest / 3));
        let ahead = if lead > 0 { "…" } else { "" };
        let line = format!("{ahead}{}", clipped(&text[lead..], longest - ahead.width()));
        let mut drawing = Drawing { lines: vec![(gutter, line)], ..Drawing::default() };
        if let Some(at) = found {
            let start = ahead.width() + text[lead..at].width();
            let marks = value.width().clamp(1, longest.saturating_sub(start).max(1));
            let mark = format!("{}{}", " ".repeat(start), "^".repeat(marks));
            let (mark, noted) = behind(mark, note, room);
            drawing.lines.push((String::new(), mark));
            (drawing.marked, drawing.noted) = (true, noted);
        }
        drawing
    }
}

/// A note behind a mark, if there is room for it; and whether there was.
fn behind(mark: String, note: &str, room: usize) -> (String, bool) {
    let noted = !note.is_empty() && mark.width() + 1 + note.width() <= room;
    (if noted { format!("{mark} {note}") } else { mark }, noted)
}

/// A text in one line of at most so many columns, the mark of what was cut included.
fn clipped(text: &str, columns: usize) -> String {
    let text: String =
        text.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.width() <= columns {
        return text;
    }
    let mut clipped = String::new();
    let mut width = 0;
    for letter in text.chars() {
        width += letter.width().unwrap_or(0);
        if width >= columns {
            break;
        }
        clipped.push(letter);
    }
    clipped + "…"
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
    use crate::model::{Entry, FindingState, Record, Severity, Submission};
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

    fn text_of(drawing: &Drawing) -> String {
        drawing.lines.iter().map(|(gutter, line)| format!("{gutter}|{line}\n")).collect()
    }

    fn plain<'b>(labels: &'b ColumnLabels, note: &'b str) -> Beside<'b> {
        Beside { labels, note }
    }

    fn sheet() -> Paper {
        let text = |row, column, text: &str| Cell {
            row,
            column,
            content: CellContent::Text(text.into()),
            formula: false,
        };
        let number = Cell { row: 8, column: 3, content: CellContent::Number(17.0), formula: false };
        let cells = vec![text(2, 9, "x"), text(8, 1, "示例县"), text(8, 2, "约3"), number];
        paper(Content::Workbook(vec![Sheet { cells, ..Sheet::default() }]))
    }

    fn place(column: u16) -> Place {
        Place::Cell { sheet: 0, row: 8, column }
    }

    #[test]
    fn a_cell_stands_between_its_neighbours_and_below_their_labels() {
        let paper = sheet();
        let catalog = crate::catalog::Catalog::builtin().unwrap();
        let form = &catalog.forms[0];
        let entries = (1..=3).map(|column| Entry { place: place(column), ..Entry::default() }).collect();
        let records = vec![Record { row: 1, unit: String::new(), entries }];
        let labels = ColumnLabels::new(form, &Submission { records, ..Submission::default() });
        let rows: Vec<String> = form.fields.iter().take(3).map(crate::catalog::Field::leaf).collect();
        let drawing =
            Picture::new(&paper, [], None).draw(&finding(place(2), "约3"), &plain(&labels, "应为 3"));
        assert!(drawing.marked && drawing.noted);
        let (heads, names) = (&drawing.lines[0].1, &drawing.lines[1].1);
        for (letter, label) in ["B", "C", "D"].iter().zip(&rows) {
            let column = |line: &str, word: &str| line[..line.find(word).unwrap()].width();
            assert_eq!(column(heads, letter), column(names, label), "{heads}\n{names}");
        }
        let none = ColumnLabels::default();
        let drawn =
            text_of(&Picture::new(&paper, [], None).draw(&finding(place(2), "约3"), &plain(&none, "")));
        let expected = ["|A   B        C     D    E", "9|    示例县   约3   17", "|             ^^^", ""];
        assert_eq!(drawn, expected.join("\n"));
    }

    #[test]
    fn a_hidden_value_is_hidden_beside_others_too() {
        let paper = sheet();
        let hidden = finding(place(2), "***");
        let none = ColumnLabels::default();
        let drawn = Picture::new(&paper, [&hidden], None).draw(&finding(place(3), "17"), &plain(&none, ""));
        let drawn = text_of(&drawn);
        assert!(drawn.contains("***") && !drawn.contains("约3"), "{drawn}");
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        let paper = sheet();
        let none = ColumnLabels::default();
        for columns in 14..60 {
            let picture = Picture::new(&paper, [], Some(columns));
            let drawing = picture.draw(&finding(place(2), "约3"), &plain(&none, "应为 3"));
            for (gutter, line) in &drawing.lines {
                let width = INDENT + gutter.width().max(1) + 3 + line.width();
                assert!(width <= columns, "{width} > {columns}: {line}");
            }
            let [.., (_, texts), (_, mark)] = drawing.lines.as_slice() else { panic!("{drawing:?}") };
            let at = mark.find('^').unwrap();
            assert_eq!(texts[..texts.find("约3").unwrap()].width(), at);
        }
    }

    #[test]
    fn a_paragraph_is_shown_around_the_value() {
        let text = format!("{}约3件。", "一".repeat(40));
        let blocks = vec![Block::Paragraph { number: 5, text }];
        let paper = paper(Content::Document(Document { blocks, ..Document::default() }));
        let none = ColumnLabels::default();
        let picture = Picture::new(&paper, [], None);
        let drawn = text_of(&picture.draw(&finding(Place::Paragraph(5), "约3"), &plain(&none, "")));
        let line = format!("P5|…{}约3件。\n|{}^^^\n", "一".repeat(12), " ".repeat(25));
        assert_eq!(drawn, line);
        assert_eq!(picture.draw(&finding(Place::Whole, ""), &plain(&none, "")), Drawing::default());
    }
}
