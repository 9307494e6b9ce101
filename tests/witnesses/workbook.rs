//! A workbook as calamine sees it, beside ours.

use crate::Tally;
use calamine::{DataRef, Reader, Xlsx};
use liangze::paper::{CellContent, Content, Paper, Sheet};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

type Cells = BTreeMap<(u32, u32), CellContent>;

// Classes of difference (calamine 0.38). None of them hides a value that differs.
const REFUSED: &str = "calamine refuses the file or the sheet (one odd error value or reference is enough)";
const HIDDEN: &str = "calamine gives what a merged area hides";
const BLANK: &str = "a formula without a result is an empty text or nothing to calamine";
const NO_DAY: &str = "calamine clamps days beyond the calendar; ours is an error";
const EPOCH: &str =
    "calamine gives days as stored; in a workbook that begins at 1904 ours count from 1899 as in all others";
const NOT_A_VALUE: &str =
    "calamine makes something of what is no value (string 0 of a broken index, infinity); ours is an error";

/// Compares cell by cell.
pub fn witness(name: &str, bytes: &[u8], paper: &Paper, tally: &mut Tally) {
    let Content::Workbook(sheets) = &paper.content else { return };
    let Ok(mut theirs) = Xlsx::new(Cursor::new(bytes)) else { return tally.list(REFUSED, 1) };
    for sheet in sheets {
        match by_calamine(&mut theirs, &sheet.name) {
            Some(mut cells) => {
                if begins_at_1904(bytes) {
                    tally.list(EPOCH, shift(&mut cells));
                }
                compare(&format!("{name} {}", sheet.name), sheet, cells, tally);
            }
            None => tally.list(REFUSED, 1),
        }
    }
}

fn begins_at_1904(bytes: &[u8]) -> bool {
    let mut part = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("it was read");
    let read = archive.by_name("xl/workbook.xml").map(|mut entry| entry.read_to_string(&mut part));
    read.is_ok() && ["date1904=\"1\"", "date1904=\"true\""].iter().any(|said| part.contains(said))
}

/// Counts all days from 1899-12-30; gives how many there are.
fn shift(cells: &mut Cells) -> usize {
    let mut days = 0;
    for content in cells.values_mut() {
        if let CellContent::Date(serial) = content {
            *serial += 1462.0;
            days += 1;
        }
    }
    days
}

fn compare(name: &str, sheet: &Sheet, mut theirs: Cells, tally: &mut Tally) {
    let mut hidden = 0;
    theirs.retain(|(row, column), _| {
        let covered = sheet.merges.iter().any(|area| {
            let inside = (area.top..=area.bottom).contains(row)
                && (u32::from(area.left)..=u32::from(area.right)).contains(column);
            inside && (*row, *column) != (area.top, u32::from(area.left))
        });
        hidden += usize::from(covered);
        !covered
    });
    if hidden > 0 {
        tally.list(HIDDEN, hidden);
    }
    for cell in &sheet.cells {
        let place = (cell.row, u32::from(cell.column));
        let their = theirs.remove(&place);
        let ours = match &cell.content {
            // calamine does not tell percentages.
            CellContent::Percent(number) => CellContent::Number(*number),
            other => other.clone(),
        };
        match (&ours, &their) {
            (ours, Some(their)) if ours == their => tally.same += 1,
            (CellContent::Uncomputed, None | Some(CellContent::Text(_))) => tally.list(BLANK, 1),
            (CellContent::Error(text), Some(CellContent::Date(_))) if **text == *"#####" => {
                tally.list(NO_DAY, 1)
            }
            (CellContent::Error(_), _) => tally.list(NOT_A_VALUE, 1),
            (ours, their) => tally.wrong(name, &format!("{place:?}: {ours:?}, calamine {their:?}")),
        }
    }
    for (place, their) in theirs {
        tally.wrong(name, &format!("{place:?}: nothing, calamine {their:?}"));
    }
}

/// The cells of a sheet that hold something; the last one in a place stays.
fn by_calamine(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Option<Cells> {
    let mut reader = workbook.worksheet_cells_reader(name).ok()?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let content = match cell.get_value() {
            DataRef::Empty | DataRef::SharedString("") => continue,
            DataRef::String(text) if text.is_empty() => continue,
            DataRef::SharedString(text) => CellContent::Text((*text).into()),
            DataRef::String(text) => CellContent::Text(text.as_str().into()),
            DataRef::Float(number) => CellContent::Number(*number),
            DataRef::Int(number) => CellContent::Number(*number as f64),
            DataRef::Bool(flag) => CellContent::Flag(*flag),
            DataRef::Error(error) => CellContent::Error(error.to_string().into()),
            // A length of time is a number to us.
            DataRef::DateTime(day) if day.is_duration() => CellContent::Number(day.as_f64()),
            DataRef::DateTime(day) => CellContent::Date(day.as_f64()),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                CellContent::Text(text.as_str().into())
            }
        };
        cells.insert(cell.get_position(), content);
    }
    Some(cells)
}
