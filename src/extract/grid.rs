//! A sheet seen as a grid: rows of cells, merged areas, and what is hidden. No meaning yet.

use super::coerce::shown;
use crate::model::Place;
use crate::paper::{Area, Cell, CellContent, Colour, Sheet};
use std::borrow::Cow;
use std::ops::Range;

/// A sheet with its rows indexed.
pub struct Grid<'a> {
    /// The index of the sheet in the paper, or the number of the Word table.
    number: u16,
    /// True if the grid is a table of a Word file.
    word: bool,
    /// The sheet.
    pub sheet: &'a Sheet,
    rows: Vec<(u32, Range<usize>)>,
    /// Row and number of each merged area that covers a part of it, by row.
    covers: Vec<(u32, usize)>,
}

impl<'a> Grid<'a> {
    /// Indexes a sheet. Merged areas beyond a sane number of cells are left alone: they hold no form.
    pub fn new(number: u16, word: bool, sheet: &'a Sheet) -> Grid<'a> {
        let mut rows: Vec<(u32, Range<usize>)> = Vec::new();
        for (index, cell) in sheet.cells.iter().enumerate() {
            match rows.last_mut() {
                Some((row, range)) if *row == cell.row => range.end = index + 1,
                _ => rows.push((cell.row, index..index + 1)),
            }
        }
        let last = rows.last().map_or(0, |(row, _)| *row);
        let mut covers = Vec::new();
        for (index, area) in sheet.merges.iter().enumerate() {
            let height = u64::from(area.bottom.saturating_sub(area.top)) + 1;
            if area.top <= last && height <= 20_000 {
                covers.extend((area.top..=area.bottom).map(|row| (row, index)));
            }
        }
        covers.sort_unstable();
        Grid { number, word, sheet, rows, covers }
    }

    /// The place of a cell as the paper's reader would say it.
    pub fn place(&self, row: u32, column: u16) -> Place {
        if self.word {
            let row = u16::try_from(row + 1).unwrap_or(u16::MAX);
            return Place::WordCell { table: self.number, row, column: column.saturating_add(1) };
        }
        Place::Cell { sheet: self.number, row, column }
    }

    /// The numbers of rows that hold something, ascending.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        self.rows.iter().map(|(row, _)| *row)
    }

    /// The cells of a row, in column order.
    pub fn row(&self, row: u32) -> &'a [Cell] {
        let found = self.rows.binary_search_by_key(&row, |(number, _)| *number);
        found.map_or(&[], |index| &self.sheet.cells[self.rows[index].1.clone()])
    }

    /// The cell at a place, if it holds something itself.
    pub fn at(&self, row: u32, column: u16) -> Option<&'a Cell> {
        let cells = self.row(row);
        cells.binary_search_by_key(&column, |cell| cell.column).ok().map(|index| &cells[index])
    }

    /// The merged area that covers a place.
    pub fn area(&self, row: u32, column: u16) -> Option<&'a Area> {
        let from = self.covers.partition_point(|(other, _)| *other < row);
        let here = self.covers[from..].iter().take_while(|(other, _)| *other == row);
        let mut areas = here.map(|(_, index)| &self.sheet.merges[*index]);
        areas.find(|area| area.left <= column && column <= area.right)
    }

    /// The cell that shows at a place: its own, or the first of the merged area over it.
    pub fn showing(&self, row: u32, column: u16) -> Option<&'a Cell> {
        self.at(row, column).or_else(|| {
            let area = self.area(row, column)?;
            self.at(area.top, area.left)
        })
    }

    /// The colour of the cell that shows at a place, if fills were asked for and it has one.
    pub fn fill(&self, row: u32, column: u16) -> Option<Colour> {
        let of = |row: u32, column: u16| {
            let fills = &self.sheet.fills;
            let found = fills.binary_search_by_key(&(row, column), |fill| (fill.row, fill.column));
            found.ok().map(|index| fills[index].colour)
        };
        of(row, column).or_else(|| self.area(row, column).and_then(|area| of(area.top, area.left)))
    }

    /// True if the row is hidden.
    pub fn hidden_row(&self, row: u32) -> bool {
        self.sheet.hidden_rows.binary_search(&row).is_ok()
    }

    /// True if the column is hidden.
    pub fn hidden_column(&self, column: u16) -> bool {
        self.sheet.hidden_columns.binary_search(&column).is_ok()
    }
}

/// The words of a cell, if it holds words.
pub fn words(cell: &Cell) -> Option<&str> {
    match &cell.content {
        CellContent::Text(text) => Some(text),
        _ => None,
    }
}

/// What a cell shows, as text.
pub fn text(cell: &Cell) -> Cow<'_, str> {
    shown(&cell.content)
}
