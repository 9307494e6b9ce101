//! The last look at a sheet, whatever it was read from: cells in order, each place once, nothing under a merged area.

use super::sheet::{Area, Cell, Refusal, Sheet};

/// Steps that clearing merged areas may take; no honest sheet comes near.
const STEPS: usize = 20_000_000;

/// Sorts cells, keeps the last of those that stand in one place, and drops what merged areas hide. True if a place
/// was taken twice.
///
/// # Errors
/// `TooLarge` if merged areas are many and large beyond all use.
pub fn settle(sheet: &mut Sheet) -> Result<bool, Refusal> {
    let place = |cell: &Cell| (cell.row, cell.column);
    let mut doubled = false;
    if !sheet.cells.is_sorted_by(|left, right| place(left) < place(right)) {
        // The sort is stable: of cells in one place the last one stored comes last, and stays.
        sheet.cells.sort_by_key(place);
        sheet.cells.dedup_by(|later, earlier| {
            let same = place(later) == place(earlier);
            if same {
                std::mem::swap(later, earlier);
                doubled = true;
            }
            same
        });
    }
    let mut hidden = vec![];
    let mut steps = STEPS;
    for area in &sheet.merges {
        find_hidden(&sheet.cells, area, &mut hidden, &mut steps)?;
    }
    if !hidden.is_empty() {
        hidden.sort_unstable();
        let mut hidden = hidden.into_iter().peekable();
        let mut at = 0;
        sheet.cells.retain(|_| {
            let mut drop = false;
            while hidden.next_if_eq(&at).is_some() {
                drop = true;
            }
            at += 1;
            !drop
        });
    }
    Ok(doubled)
}

/// Notes the indices of cells inside an area but for its first cell.
fn find_hidden(
    cells: &[Cell],
    area: &Area,
    hidden: &mut Vec<usize>,
    steps: &mut usize,
) -> Result<(), Refusal> {
    let mut at = cells.partition_point(|cell| (cell.row, cell.column) <= (area.top, area.left));
    while let Some(cell) = cells.get(at).filter(|cell| cell.row <= area.bottom) {
        *steps = steps.checked_sub(1).ok_or(Refusal::TooLarge)?;
        let next = if cell.column < area.left {
            (cell.row, area.left)
        } else if cell.column > area.right {
            (cell.row + 1, area.left)
        } else {
            hidden.push(at);
            at += 1;
            continue;
        };
        at += cells[at..].partition_point(|cell| (cell.row, cell.column) < next);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::sheet::CellContent;

    fn sheet(places: &[(u32, u16)], merges: &[Area]) -> Sheet {
        let numbered = places.iter().zip(0u32..);
        let cells = numbered.map(|(&(row, column), number)| Cell {
            row,
            column,
            content: CellContent::Number(f64::from(number)),
            formula: false,
        });
        Sheet { cells: cells.collect(), merges: merges.to_vec(), ..Sheet::default() }
    }

    fn settled(mut sheet: Sheet) -> (bool, Vec<(u32, u16, CellContent)>) {
        let doubled = settle(&mut sheet).unwrap();
        (doubled, sheet.cells.into_iter().map(|cell| (cell.row, cell.column, cell.content)).collect())
    }

    #[test]
    fn cells_come_in_order_and_the_last_of_a_place_stays() {
        let (doubled, cells) = settled(sheet(&[(2, 1), (0, 0), (2, 1), (0, 0)], &[]));
        assert!(doubled);
        assert_eq!(cells, [(0, 0, CellContent::Number(3.0)), (2, 1, CellContent::Number(2.0))]);
    }

    #[test]
    fn what_a_merged_area_hides_is_no_cell() {
        let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 1), (3, 1)];
        let area = Area { top: 0, left: 1, bottom: 2, right: 1 };
        let (doubled, cells) = settled(sheet(&places, &[area]));
        assert!(!doubled);
        let left: Vec<_> = cells.iter().map(|(row, column, _)| (*row, *column)).collect();
        assert_eq!(left, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (3, 1)]);
    }

    #[test]
    fn merged_areas_without_end_are_refused() {
        let places: Vec<_> = (0..30_000).map(|row| (row, 0)).collect();
        let whole = Area { top: 0, left: 0, bottom: 1_048_575, right: 16_383 };
        assert_eq!(settle(&mut sheet(&places, &[whole; 1000])), Err(Refusal::TooLarge));
    }
}
