//! The fills of cells ([MS-XLS] 2.4.353, 2.4.188): read apart from the values, for of nearly all papers nobody asks for
//! them.

use super::globals::Globals;
use super::record::{Record, Records, kind};
use super::{substreams, workbook_stream};
use crate::paper::bytes::{u16_at, u32_at};
use crate::paper::compound::Compound;
use crate::paper::palette::{MOST, indexed};
use crate::paper::sheet::{Colour, Fill, Limits, Refusal, Sheet};

/// The first number of a colour that a workbook may set otherwise.
const FIRST: u16 = 8;
/// A fill of one colour.
const SOLID: u32 = 1;

/// Puts the fills of cells into the sheets of a workbook that was read from the same bytes.
///
/// # Errors
/// As for the workbook itself.
pub fn read(compound: &Compound<'_>, limits: &Limits, sheets: &mut [Sheet]) -> Result<(), Refusal> {
    let stream = workbook_stream(compound)?;
    let globals = Globals::read(&stream, limits)?;
    let styles = styles(&stream)?;
    if styles.iter().all(Option::is_none) {
        return Ok(());
    }
    let mut left = MOST;
    for (sheet, (_, substream)) in sheets.iter_mut().zip(substreams(&stream, &globals)?) {
        cells(substream, &styles, &mut left, &mut sheet.fills)?;
        sheet.fills.sort_by_key(|fill| (fill.row, fill.column));
        sheet.fills.dedup_by_key(|fill| (fill.row, fill.column));
    }
    Ok(())
}

/// The fill of each cell style. Those of Excel 5 are shorter and have none.
fn styles(stream: &[u8]) -> Result<Vec<Option<Colour>>, Refusal> {
    let mut records = Records::new(stream);
    let mut fills: Vec<Option<u16>> = Vec::new();
    let mut palette: Vec<Colour> = Vec::new();
    loop {
        let record = records.record()?;
        match record.kind {
            kind::EOF => break,
            kind::EXTENDED_FORMAT => fills.push(solid(record.data)),
            kind::PALETTE => {
                let colours = record.data.get(2..).unwrap_or_default().as_chunks::<4>().0;
                palette = colours.iter().map(|[red, green, blue, _]| Colour(*red, *green, *blue)).collect();
            }
            _ => {}
        }
    }
    let colour = |number: u16| {
        let own = number.checked_sub(FIRST).and_then(|place| palette.get(usize::from(place)).copied());
        own.or_else(|| indexed(usize::from(number)))
    };
    Ok(fills.into_iter().map(|fill| fill.and_then(colour)).collect())
}

/// The number of the colour of a fill of one colour.
fn solid(style: &[u8]) -> Option<u16> {
    let pattern = u32_at(style, 14)? >> 26;
    (pattern == SOLID).then_some(u16_at(style, 18)? & 0x7F)
}

/// The coloured cells of a substream, as long as any are left.
fn cells(
    substream: &[u8],
    styles: &[Option<Colour>],
    left: &mut usize,
    fills: &mut Vec<Fill>,
) -> Result<(), Refusal> {
    let mut records = Records::new(substream);
    records.record()?;
    let mut inside = 0usize;
    loop {
        let record = records.record()?;
        match record.kind {
            kind::BEGIN => inside += 1,
            kind::EOF if inside == 0 => return Ok(()),
            kind::EOF => inside -= 1,
            _ if inside > 0 => {}
            _ => {
                for (row, column, style) in styled(record) {
                    let Some(colour) = styles.get(usize::from(style)).copied().flatten() else { continue };
                    if *left == 0 {
                        return Ok(());
                    }
                    *left -= 1;
                    fills.push(Fill { row: row.into(), column, colour });
                }
            }
        }
    }
}

/// The cells of a record, each with its style.
fn styled(Record { kind, data }: Record<'_>) -> Vec<(u16, u16, u16)> {
    let at = |place: usize| u16_at(data, place);
    match kind {
        kind::BLANK
        | kind::NUMBER
        | kind::RK
        | kind::SHARED_LABEL
        | kind::LABEL
        | kind::RICH_LABEL
        | kind::BOOLEAN_OR_ERROR
        | kind::FORMULA => {
            let cell = || Some((at(0)?, at(2)?, at(4)?));
            cell().into_iter().collect()
        }
        kind::MULTI_BLANK | kind::MULTI_RK => {
            let (Some(row), Some(first)) = (at(0), at(2)) else { return Vec::new() };
            let step = if kind == kind::MULTI_BLANK { 2 } else { 6 };
            // The number of the last column stands at the end.
            let places = (4..data.len().saturating_sub(2)).step_by(step);
            (first..).zip(places).filter_map(|(column, place)| Some((row, column, at(place)?))).collect()
        }
        _ => Vec::new(),
    }
}
