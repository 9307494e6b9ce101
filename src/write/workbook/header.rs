//! The header of a table: paths of labels, equal neighbours merged, short paths stretched down to the last row.

use super::width::{height, lines};
use crate::model::table::Column;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// A cell of the header: its rows and columns, ends included, from the header's upper left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub top: usize,
    pub left: usize,
    pub bottom: usize,
    pub right: usize,
    pub text: String,
}

/// The number of header rows.
pub fn depth(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.header.len()).max().unwrap_or(0).max(1)
}

/// The cells of the header, in the order of rows, then columns.
pub fn blocks(columns: &[Column]) -> Vec<Block> {
    let depth = depth(columns);
    let mut blocks = Vec::new();
    for top in 0..depth {
        let mut left = 0;
        while left < columns.len() {
            let path = &columns[left].header;
            let Some(text) = path.get(top) else {
                left += 1;
                continue;
            };
            let is_leaf = path.len() == top + 1;
            let mut right = left;
            if !is_leaf {
                let same =
                    |column: &Column| column.header.len() > top + 1 && column.header[..=top] == path[..=top];
                while right + 1 < columns.len() && same(&columns[right + 1]) {
                    right += 1;
                }
            }
            let bottom = if is_leaf { depth - 1 } else { top };
            blocks.push(Block { top, left, bottom, right, text: text.clone() });
            left = right + 1;
        }
    }
    blocks
}

/// Draws the header from a row on.
pub fn draw(
    sheet: &mut Worksheet,
    format: &Format,
    columns: &[Column],
    widths: &[u16],
    first: u32,
) -> Result<(), XlsxError> {
    let blocks = blocks(columns);
    for (index, height) in heights(&blocks, widths, depth(columns)).into_iter().enumerate() {
        sheet.set_row_height(first + u32::try_from(index).unwrap_or(0), height)?;
    }
    for block in blocks {
        let row = |row: usize| first + u32::try_from(row).unwrap_or(0);
        let column = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
        let (top, left, bottom, right) =
            (row(block.top), column(block.left), row(block.bottom), column(block.right));
        if top == bottom && left == right {
            sheet.write_string_with_format(top, left, &block.text, format)?;
        } else {
            sheet.merge_range(top, left, bottom, right, &block.text, format)?;
        }
    }
    Ok(())
}

/// The heights of the header rows: cells of one row need theirs, a stretched one what the rows above do not give.
fn heights(blocks: &[Block], widths: &[u16], depth: usize) -> Vec<f64> {
    let needed = |block: &Block| {
        let width: u16 = widths[block.left..=block.right].iter().sum();
        lines(&block.text, width)
    };
    let mut rows = vec![1; depth];
    for block in blocks.iter().filter(|block| block.top == block.bottom) {
        rows[block.top] = rows[block.top].max(needed(block));
    }
    for block in blocks.iter().filter(|block| block.top < block.bottom) {
        let given: u16 = rows[block.top..=block.bottom].iter().sum();
        rows[block.bottom] += needed(block).saturating_sub(given);
    }
    rows.into_iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::{ColumnKind, Emphasis};

    #[test]
    fn equal_neighbours_are_merged_and_short_paths_stretched() {
        let column = |path: &str| Column {
            id: String::new(),
            header: path.split('/').map(str::to_owned).collect(),
            kind: ColumnKind::Count,
            width: None,
            emphasis: Emphasis::None,
        };
        let columns = ["序号", "案件/合计", "案件/按责任/主体", "案件/按责任/监督", "干部/合计"].map(column);
        let drawn: Vec<String> = blocks(&columns)
            .iter()
            .map(|block| {
                format!("{}{}-{}{} {}", block.top, block.left, block.bottom, block.right, block.text)
            })
            .collect();
        assert_eq!(
            drawn,
            [
                "00-20 序号",
                "01-03 案件",
                "04-04 干部",
                "11-21 合计",
                "12-13 按责任",
                "14-24 合计",
                "22-22 主体",
                "23-23 监督",
            ]
        );
    }
}
