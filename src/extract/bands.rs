//! Header bands: the rows of a sheet in which columns are named, and the path of each column (FORMS.md 2.1, 10.2).

use super::columns::Column;
use super::grid::{Grid, text as shown, words};
use super::vocabulary::{Vocabulary, label_key};
use crate::paper::{Cell, CellContent};

/// The rows in which columns are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// First row.
    pub top: u32,
    /// Last row.
    pub bottom: u32,
    /// The named columns.
    pub columns: Vec<Column>,
}

impl Band {
    /// True if this band names the columns of a band above it once more, as at a break of pages. It may leave out what
    /// was added to the first one by hand.
    pub fn repeats(&self, above: &Band) -> bool {
        self.columns.len() * 4 >= above.columns.len() * 3
            && self.columns.iter().all(|column| above.columns.contains(column))
    }
}

const DEEPEST: u32 = 6;

/// The header bands of a sheet, from top to bottom.
pub fn bands(grid: &Grid, vocabulary: &Vocabulary) -> Vec<Band> {
    let mut found: Vec<Band> = Vec::new();
    let mut after = 0;
    for row in grid.rows() {
        if row < after || !is_named(grid, row, vocabulary, 3, 0.5) {
            continue;
        }
        let bottom = bottom(grid, row, vocabulary);
        let columns = columns(grid, row, bottom);
        if columns.len() >= 3 {
            found.push(Band { top: row, bottom, columns });
        }
        after = bottom + 1;
    }
    found
}

/// True if at least `least` cells of a row are parts of header paths, and they are the greater part of its cells.
fn is_named(grid: &Grid, row: u32, vocabulary: &Vocabulary, least: usize, share: f64) -> bool {
    // Rows with numbers name no columns; to see that costs less than to look up their words.
    if grid.row(row).iter().any(|cell| !matches!(cell.content, CellContent::Text(_))) {
        return false;
    }
    let mut held = 0usize;
    let mut hits = 0usize;
    for cell in grid.row(row) {
        held += 1;
        if let Some(text) = words(cell) {
            if text.len() <= 120 && vocabulary.parts.contains_key(label_key(text).as_str()) {
                hits += 1;
            }
        } else if !matches!(cell.content, CellContent::Text(_)) {
            return false;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "numbers of columns")]
    let enough = hits as f64 >= held as f64 * share;
    hits >= least && enough
}

/// The last row of a band: as deep as merged cells of its first row reach, or while rows below still name columns.
fn bottom(grid: &Grid, top: u32, vocabulary: &Vocabulary) -> u32 {
    let merged =
        grid.row(top).iter().filter_map(|cell| grid.area(top, cell.column)).filter(|area| area.top == top);
    let deepest = merged.map(|area| area.bottom).max().unwrap_or(top).min(top + DEEPEST - 1);
    let mut bottom = deepest;
    while bottom + 1 < top + DEEPEST
        && is_named(grid, bottom + 1, vocabulary, 2, 0.6)
        && !is_body(grid, bottom + 1, vocabulary)
    {
        bottom += 1;
    }
    bottom
}

/// A row of a body that happens to hold words of the header: it begins with a number, or with the word for a total below
/// a column that says what rows are.
fn is_body(grid: &Grid, row: u32, vocabulary: &Vocabulary) -> bool {
    let names_rows =
        |cell: &Cell| words(cell).is_some_and(|text| vocabulary.naming.contains(&label_key(text)));
    grid.row(row).first().is_some_and(|cell| {
        let text = shown(cell);
        text.chars().next().is_some_and(|first| first.is_ascii_digit())
            || (vocabulary.totals.contains(&label_key(&text))
                && cell.column <= 1
                && grid.at(row - 1, cell.column).is_none_or(names_rows))
    })
}

/// The path of each column: labels from top to bottom, merged cells over all their columns; where merges were lost, a
/// label reaches right over columns that have none of their own but one below (within the span of its parent).
fn columns(grid: &Grid, top: u32, bottom: u32) -> Vec<Column> {
    let first =
        (top..=bottom).filter_map(|row| grid.row(row).first()).map(|cell| cell.column).min().unwrap_or(0);
    let last = (top..=bottom)
        .filter_map(|row| {
            let cell = grid.row(row).last()?;
            Some(grid.area(row, cell.column).map_or(cell.column, |area| area.right.min(cell.column + 300)))
        })
        .max()
        .unwrap_or(0);
    let width = usize::from(last - first) + 1;
    let height = (bottom - top + 1) as usize;
    // For each cell of the band the label that shows there and the column where that label begins.
    let mut labels: Vec<Vec<Option<(String, u16)>>> = vec![vec![None; width]; height];
    for (level, row) in (top..=bottom).enumerate() {
        for (offset, label) in labels[level].iter_mut().enumerate() {
            let column = first + u16::try_from(offset).expect("a sheet has at most 16,384 columns");
            *label = grid.showing(row, column).map(|cell| {
                let start = grid.area(row, column).map_or(column, |area| area.left);
                (shown(cell).into_owned(), start)
            });
        }
    }
    for level in 0..height.saturating_sub(1) {
        for offset in 1..width {
            let column = first + u16::try_from(offset).expect("a sheet has at most 16,384 columns");
            let named_below = labels[level + 1..]
                .iter()
                .any(|row| row[offset].as_ref().is_some_and(|(_, start)| *start == column));
            if labels[level][offset].is_some() || !named_below {
                continue;
            }
            let row = top + u32::try_from(level).expect("a band has at most six rows");
            let ends_before =
                grid.area(row, column - 1).is_some_and(|area| area.right < column && area.right > area.left);
            let one_parent = level == 0 || {
                let parent = |offset: usize| labels[level - 1][offset].as_ref().map(|(_, start)| *start);
                parent(offset) == parent(offset - 1)
            };
            if !ends_before && one_parent {
                labels[level][offset] = labels[level][offset - 1].clone();
            }
        }
    }
    let mut columns = Vec::with_capacity(width);
    for offset in 0..width {
        let parts: Vec<String> =
            labels.iter().filter_map(|row| row[offset].as_ref().map(|(label, _)| label.clone())).collect();
        let number = first + u16::try_from(offset).expect("a sheet has at most 16,384 columns");
        let column = Column::new(number, &parts);
        if !column.keys.is_empty() {
            columns.push(column);
        }
    }
    columns
}
