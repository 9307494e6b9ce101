//! The row below a header that numbers the columns, as statistical tables have it: `1 2 3 4`, `甲 乙 1 2 3`,
//! `栏次 1 2 3=1+2`. Nothing in it is data.

use super::grid::text;
use crate::model::text as normal;
use crate::paper::Cell;

/// The signs that number columns of words.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
/// Fewer cells than this may well be data.
const LEAST: usize = 4;

/// True if the cells do nothing but number their columns. `names` are keys of words for such a row, which may begin it.
pub fn numbers_columns(cells: &[Cell], names: &[String]) -> bool {
    let named = cells.first().is_some_and(|cell| names.contains(&normal::key(&text(cell))));
    let cells = if named { &cells[1..] } else { cells };
    let mut stems = STEMS.chars();
    let mut number = 0u32;
    let mut next = |cell: &Cell| {
        let shown = normal::squeeze(&normal::fold_width(&text(cell)));
        let sign = shown.trim_matches(['(', ')', '[', ']']);
        if number == 0 && stems.next().is_some_and(|stem| sign.chars().eq([stem])) {
            return true;
        }
        number += 1;
        let sign = sign.split_once('=').map_or(sign, |(before, _)| before);
        sign.parse() == Ok(number)
    };
    cells.len() + usize::from(named) >= LEAST && cells.iter().all(&mut next) && number >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::CellContent;

    fn row(shown: &str) -> Vec<Cell> {
        let cells = (0..).zip(shown.split(' '));
        let content = |text: &str| match text.parse() {
            Ok(number) => CellContent::Number(number),
            Err(_) => CellContent::Text(text.into()),
        };
        cells.map(|(column, text)| Cell { row: 5, column, content: content(text), formula: false }).collect()
    }

    #[test]
    fn a_row_that_numbers_columns_is_told_from_data() {
        let names = [normal::key("栏次")];
        for shown in [
            "1 2 3 4",
            "甲 乙 1 2 3 4",
            "栏次 1 2 3",
            "（1） （2） （3） （4）",
            "甲 1 2 3=1+2",
            "１ ２ ３ ４ ５",
            "① ② ③ ④",
        ] {
            assert!(numbers_columns(&row(shown), &names), "{shown}");
        }
        for shown in
            ["1 2 3", "1 1 2 3", "1 甲镇纪委 2 3 4", "2 3 4 5", "1 2 3 5", "甲 乙 丙 丁", "1 0 0 0", "栏次 1"]
        {
            assert!(!numbers_columns(&row(shown), &names), "{shown}");
        }
    }
}
