//! A table of a Word file: cells on the grid, with what they span.

use super::story::{Piece, Reader};
use crate::paper::sheet::{Refusal, WordCell, WordTable};
use crate::paper::xml::{Tag, Token};
use std::collections::BTreeMap;

/// Grid columns that one cell may span; Word itself has no more in a table.
const WIDEST: u16 = 63;

/// The properties of a cell that place it.
struct Placing {
    width: u16,
    merge: Merge,
    deleted: bool,
}

/// Vertical merging.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Merge {
    None,
    Begins,
    Continues,
}

/// What is known of a table while its rows are read.
struct Grid {
    table: WordTable,
    /// Rows read so far.
    rows: u16,
    /// Cells that may grow downwards: by their first column, the index of the cell.
    open: BTreeMap<u16, usize>,
}

impl<'a> Reader<'a> {
    /// The table that began last.
    pub(super) fn table(&mut self) -> Result<WordTable, Refusal> {
        let outside = self.scanner.level() - 1;
        self.tables = self.tables.checked_add(1).ok_or(Refusal::TooLarge)?;
        let table = WordTable { number: self.tables, cells: Vec::new() };
        let mut grid = Grid { table, rows: 0, open: BTreeMap::new() };
        while self.scanner.level() > outside {
            match self.scanner.token()? {
                Some(Token::Start(tag)) if tag.name == "tr" => self.row(&mut grid)?,
                Some(Token::Start(tag)) => self.pass(tag)?,
                _ => {}
            }
        }
        Ok(grid.table)
    }

    fn row(&mut self, grid: &mut Grid) -> Result<(), Refusal> {
        let outside = self.scanner.level() - 1;
        let row = grid.rows.checked_add(1).ok_or(Refusal::TooLarge)?;
        let mut column = 1u16;
        while self.scanner.level() > outside {
            match self.scanner.token()? {
                Some(Token::Start(tag)) if tag.name == "trPr" => {
                    let (before, deleted) = self.row_properties()?;
                    if deleted {
                        self.tracked = true;
                        while self.scanner.level() > outside {
                            self.scanner.token()?;
                        }
                        return Ok(());
                    }
                    column = column.checked_add(before).ok_or(Refusal::TooLarge)?;
                }
                Some(Token::Start(tag)) if tag.name == "tc" => self.cell(grid, row, &mut column)?,
                Some(Token::Start(tag)) => self.pass(tag)?,
                _ => {}
            }
        }
        grid.rows = row;
        Ok(())
    }

    /// Grid columns left free before the first cell, and whether the row is deleted.
    fn row_properties(&mut self) -> Result<(u16, bool), Refusal> {
        let outside = self.scanner.level() - 1;
        let (mut before, mut deleted) = (0, false);
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            match tag.name {
                "gridBefore" => before = span(tag)?.unwrap_or(0),
                "del" => deleted = true,
                "ins" => self.tracked = true,
                _ => {}
            }
        }
        Ok((before, deleted))
    }

    fn cell(&mut self, grid: &mut Grid, row: u16, column: &mut u16) -> Result<(), Refusal> {
        self.spend()?;
        let outer_picture = std::mem::take(&mut self.picture);
        let (placing, pieces) = self.cell_content()?;
        let picture = std::mem::replace(&mut self.picture, outer_picture);
        self.picture |= picture;
        let first = *column;
        *column = first.checked_add(placing.width).ok_or(Refusal::TooLarge)?;
        let above = grid.open.get(&first).copied();
        if let (Merge::Continues, Some(above)) = (placing.merge, above) {
            let cell = &mut grid.table.cells[above];
            // It grows only row by row.
            if cell.row + cell.height == row {
                cell.height += 1;
                return Ok(());
            }
        }
        if let Some(spots) = &mut self.spots
            && let Some(Piece::Paragraph(_, span)) =
                pieces.iter().find(|piece| matches!(piece, Piece::Paragraph(..)))
        {
            spots.push((grid.table.number, row, first, *span));
        }
        grid.open.retain(|other, _| *other < first || *other >= *column);
        if placing.merge != Merge::None {
            grid.open.insert(first, grid.table.cells.len());
        }
        let mut cell =
            WordCell { row, column: first, width: placing.width, height: 1, picture, ..WordCell::default() };
        if !placing.deleted {
            fill(&mut cell, pieces);
        }
        grid.table.cells.push(cell);
        Ok(())
    }

    fn cell_content(&mut self) -> Result<(Placing, Vec<Piece>), Refusal> {
        let outside = self.scanner.level() - 1;
        let mut placing = Placing { width: 1, merge: Merge::None, deleted: false };
        let mut pieces = Vec::new();
        while self.scanner.level() > outside {
            match self.scanner.token()? {
                Some(Token::Start(tag)) if tag.name == "tcPr" => self.cell_properties(&mut placing)?,
                Some(Token::Start(tag)) => self.piece(tag, &mut pieces)?,
                _ => {}
            }
        }
        Ok((placing, pieces))
    }

    fn cell_properties(&mut self, placing: &mut Placing) -> Result<(), Refusal> {
        let outside = self.scanner.level() - 1;
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            match tag.name {
                "gridSpan" => placing.width = span(tag)?.filter(|width| *width > 0).unwrap_or(1),
                "vMerge" => {
                    let begins = matches!(tag.raw("val")?, Some(value) if value != "continue");
                    placing.merge = if begins { Merge::Begins } else { Merge::Continues };
                }
                "cellDel" => placing.deleted = true,
                _ => {}
            }
        }
        self.tracked |= placing.deleted;
        Ok(())
    }
}

/// A number of grid columns; none if it is not one.
fn span(tag: Tag<'_>) -> Result<Option<u16>, Refusal> {
    Ok(tag.raw("val")?.and_then(|value| value.parse().ok()).filter(|width| *width <= WIDEST))
}

fn fill(cell: &mut WordCell, pieces: Vec<Piece>) {
    let mut first = true;
    for piece in pieces {
        match piece {
            Piece::Paragraph(text, _) => {
                if !std::mem::take(&mut first) {
                    cell.text.push('\n');
                }
                cell.text.push_str(&text);
            }
            Piece::Table(table) => cell.tables.push(table),
        }
    }
}
