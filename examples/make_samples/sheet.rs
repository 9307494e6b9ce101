//! A spreadsheet as a grid of cells, before it becomes a workbook. Cells may carry a tag, so that a fault can be put
//! into the right cell and its address be told.

use jiff::civil::Date as Day;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Blank,
    Number(f64),
    Text(String),
    Day(Day),
    /// A formula and its result.
    Formula(String, f64),
    /// A formula that ends in `#REF!`.
    BrokenFormula(String),
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    Plain,
    Title,
    Period,
    Label,
    Header,
    Number,
    Text,
    Total,
    Banner,
    Note,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    pub content: Content,
    pub look: Look,
    pub tag: Option<String>,
}

impl Cell {
    /// A cell without content.
    pub fn blank(look: Look) -> Cell {
        Cell { content: Content::Blank, look, tag: None }
    }

    /// A cell with words.
    pub fn text(text: impl Into<String>, look: Look) -> Cell {
        let text = text.into();
        let content = if text.is_empty() { Content::Blank } else { Content::Text(text) };
        Cell { content, look, tag: None }
    }

    /// The same cell with a tag.
    pub fn tagged(mut self, tag: impl Into<String>) -> Cell {
        self.tag = Some(tag.into());
        self
    }
}

/// First row, first column, last row, last column.
pub type Merge = (usize, usize, usize, usize);

/// One sheet.
#[derive(Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub font: &'static str,
    pub rows: Vec<Vec<Cell>>,
    pub heights: Vec<f64>,
    pub merges: Vec<Merge>,
    pub widths: Vec<f64>,
    pub seal: Option<(usize, usize)>,
    pub hidden_rows: Vec<usize>,
    pub frozen: Option<usize>,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: &str, font: &'static str) -> Sheet {
        Sheet { name: name.to_owned(), font, ..Sheet::default() }
    }

    /// Adds a row and says which it is.
    pub fn push(&mut self, cells: Vec<Cell>, height: f64) -> usize {
        self.rows.push(cells);
        self.heights.push(height);
        self.rows.len() - 1
    }

    /// Merges cells, if there are at least two.
    pub fn merge(&mut self, merge: Merge) {
        if (merge.0, merge.1) != (merge.2, merge.3) {
            self.merges.push(merge);
        }
    }

    /// Where the cell with a tag is.
    pub fn find(&self, tag: &str) -> Option<(usize, usize)> {
        let is_it = |cell: &Cell| cell.tag.as_deref() == Some(tag);
        self.rows.iter().enumerate().find_map(|(row, cells)| Some((row, cells.iter().position(is_it)?)))
    }

    /// Moves all down and to the right.
    pub fn shift(&mut self, rows: usize, columns: usize) {
        for cells in &mut self.rows {
            cells.splice(0..0, std::iter::repeat_n(Cell::blank(Look::Plain), columns));
        }
        self.rows.splice(0..0, std::iter::repeat_n(Vec::new(), rows));
        self.heights.splice(0..0, std::iter::repeat_n(13.5, rows));
        self.widths.splice(0..0, std::iter::repeat_n(3.0, columns));
        for merge in &mut self.merges {
            *merge = (merge.0 + rows, merge.1 + columns, merge.2 + rows, merge.3 + columns);
        }
        self.seal = self.seal.map(|(row, column)| (row + rows, column + columns));
        self.hidden_rows.iter_mut().for_each(|row| *row += rows);
        self.frozen = self.frozen.map(|row| row + rows);
    }

    /// Puts another sheet below, with an empty row between.
    pub fn stack(&mut self, mut below: Sheet) {
        if !self.rows.is_empty() {
            self.push(Vec::new(), 13.5);
        }
        below.shift(self.rows.len(), 0);
        below.rows.drain(..self.rows.len());
        below.heights.drain(..self.heights.len());
        self.rows.append(&mut below.rows);
        self.heights.append(&mut below.heights);
        self.merges.append(&mut below.merges);
        if self.widths.len() < below.widths.len() {
            self.widths = below.widths;
        }
        self.frozen = None;
        self.seal = self.seal.or(below.seal);
    }
}

/// The address of a cell: `N9`.
pub fn address(row: usize, column: usize) -> String {
    let column = u16::try_from(column).expect("a sheet of this size");
    format!("{}{}", liangze::model::place::column_letters(column), row + 1)
}
