//! The re-read check: the numbers that a notice cites are read once more from the bytes of the workbook that officers
//! open, and must be the same there (FORMS.md 8.2).

use super::figures::Cited;
use crate::model::Saying;
use crate::paper::{self, CellContent, Content, Limits, Paper};
use rust_decimal::Decimal;

/// Digits after the point to which a number in a workbook, which is a float there, is held against ours.
const PLACES: u32 = 9;

/// How many numbers were found as they are cited.
///
/// # Errors
/// The first cell that says something else, or why the workbook cannot be read.
pub fn reread(workbook: &Paper, cited: &[Cited]) -> Result<usize, Saying> {
    let Content::Workbook(sheets) = &workbook.content else {
        return Err(Saying::new("print.no_sheets"));
    };
    for one in cited {
        let sheet = sheets.iter().find(|sheet| sheet.name == one.sheet);
        let sheet = sheet.ok_or_else(|| Saying::new("print.no_sheet").with("sheet", &one.sheet))?;
        let at = |cell: &&paper::Cell| cell.row == one.row && cell.column == one.column;
        let found = sheet.cells.iter().find(at).and_then(|cell| number(&cell.content));
        let expected: Option<Decimal> = one.number.parse().ok();
        if found.is_none() || found != expected.map(|number| number.round_dp(PLACES).normalize()) {
            let place = crate::model::Place::Cell { sheet: 0, row: one.row, column: one.column };
            let what = Saying::new("print.differs").with("sheet", &one.sheet);
            return Err(what.with("place", place.to_string()).with("number", &one.number));
        }
    }
    Ok(cited.len())
}

/// A workbook of the office itself, to be read again.
///
/// # Errors
/// Why it cannot be read.
pub fn open(bytes: &[u8]) -> Result<Paper, Saying> {
    let own = Limits { file_bytes: u64::MAX, total_bytes: usize::MAX, ..Limits::default() };
    paper::read(bytes, &own).map_err(|refusal| Saying::new("print.unreadable").with("why", refusal.key()))
}

fn number(content: &CellContent) -> Option<Decimal> {
    match content {
        CellContent::Number(number) | CellContent::Percent(number) => {
            let number: Decimal = number.to_string().parse().ok()?;
            Some(number.round_dp(PLACES).normalize())
        }
        _ => None,
    }
}
