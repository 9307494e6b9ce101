//! The fills of cells: clerks tell a state by colour (FORMS.md 4.15). Read apart from the values, in a pass of their own
//! over the styles and the cells, for of nearly all papers nobody asks for them.

use super::workbook::Workbook;
use super::{USUAL_MAIN_PARTS, worksheets};
use crate::paper::opc::Package;
use crate::paper::palette::{MOST, indexed};
use crate::paper::reference;
use crate::paper::sheet::{Colour, Fill, Refusal, Sheet};
use crate::paper::xml::{Scanner, Tag, Token};

/// Puts the fills of cells into the sheets of a workbook that was read from the same package.
///
/// # Errors
/// As for the workbook itself.
pub fn read(mut package: Package<'_, '_>, sheets: &mut [Sheet]) -> Result<(), Refusal> {
    let main = package.main_part(USUAL_MAIN_PARTS)?;
    let limits = package.limits();
    let text = package.text(&main)?.ok_or(Refusal::Damaged)?;
    let workbook = Workbook::read(&text, limits.depth, limits.entries)?;
    let relationships = package.relationships(&main)?;
    let mut part = |kind: &str| match relationships.iter().find(|one| one.kind == kind) {
        Some(one) => one.target.as_deref().map_or(Ok(None), |name| package.text(name)),
        None => Ok(None),
    };
    let theme = part("theme")?.map_or(Ok(Vec::new()), |text| theme(&text, limits.depth))?;
    let styles = part("styles")?.map_or(Ok(Vec::new()), |text| styles(&text, &theme, limits.depth))?;
    if styles.iter().all(Option::is_none) {
        return Ok(());
    }
    let mut left = MOST;
    for (sheet, (_, part)) in sheets.iter_mut().zip(worksheets(workbook.sheets, &relationships)?) {
        let text = package.text(part)?.ok_or(Refusal::Damaged)?;
        cells(&text, &styles, limits.depth, &mut left, &mut sheet.fills)?;
        sheet.fills.sort_by_key(|fill| (fill.row, fill.column));
        sheet.fills.dedup_by_key(|fill| (fill.row, fill.column));
    }
    Ok(())
}

/// The colours of a theme in the order in which styles count them: light 1, dark 1, light 2, dark 2, then as they stand.
fn theme(part: &str, depth: usize) -> Result<Vec<Colour>, Refusal> {
    let mut scanner = Scanner::new(part, depth);
    let mut colours = Vec::new();
    let mut inside = false;
    while let Some(token) = scanner.token()? {
        match token {
            Token::Start(tag) if tag.name == "clrScheme" => inside = true,
            Token::Start(tag) if inside && tag.name == "srgbClr" => colours.extend(hex(tag.raw("val")?)),
            Token::Start(tag) if inside && tag.name == "sysClr" => colours.extend(hex(tag.raw("lastClr")?)),
            Token::End("clrScheme") => {
                scanner.finish_early()?;
                break;
            }
            _ => {}
        }
    }
    if colours.len() >= 4 {
        colours.swap(0, 1);
        colours.swap(2, 3);
    }
    Ok(colours)
}

/// The fill of each cell style, if it has one of a single colour.
fn styles(part: &str, theme: &[Colour], depth: usize) -> Result<Vec<Option<Colour>>, Refusal> {
    let mut scanner = Scanner::new(part, depth);
    let mut fills: Vec<Option<Colour>> = Vec::new();
    let mut styles = Vec::new();
    let mut solid = false;
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else {
            if token == Token::End("cellXfs") {
                scanner.finish_early()?;
                break;
            }
            continue;
        };
        match tag.name {
            "fill" => {
                fills.push(None);
                solid = false;
            }
            "patternFill" => solid = tag.raw("patternType")? == Some("solid"),
            "fgColor" if solid => {
                if let Some(fill) = fills.last_mut() {
                    *fill = colour(tag, theme)?;
                }
            }
            "xf" => {
                let fill = tag.raw("fillId")?.and_then(|id| id.parse::<usize>().ok());
                styles.push(fill.and_then(|fill| fills.get(fill).copied().flatten()));
            }
            "styleSheet" | "fills" | "cellXfs" => {}
            _ => scanner.skip()?,
        }
        if fills.len().max(styles.len()) > MOST {
            return Err(Refusal::TooLarge);
        }
    }
    Ok(styles)
}

/// A colour as a style names it; a tint changes how light it is and not which colour, so it is left out.
fn colour(tag: Tag<'_>, theme: &[Colour]) -> Result<Option<Colour>, Refusal> {
    if let Some(rgb) = tag.raw("rgb")? {
        return Ok(hex(Some(rgb)));
    }
    let number = |name: &str| Ok(tag.raw(name)?.and_then(|value| value.parse::<usize>().ok()));
    if let Some(place) = number("theme")? {
        return Ok(theme.get(place).copied());
    }
    let place: Option<usize> = number("indexed")?;
    Ok(place.and_then(indexed))
}

/// `RRGGBB`, or `AARRGGBB`.
fn hex(text: Option<&str>) -> Option<Colour> {
    let text = text.filter(|text| text.is_ascii() && matches!(text.len(), 6 | 8))?;
    u32::from_str_radix(&text[text.len() - 6..], 16).ok().map(Colour::of)
}

/// The coloured cells of a worksheet part, as long as any are left.
fn cells(
    part: &str,
    styles: &[Option<Colour>],
    depth: usize,
    left: &mut usize,
    fills: &mut Vec<Fill>,
) -> Result<(), Refusal> {
    let mut scanner = Scanner::new(part, depth);
    let (mut row, mut column) = (0u32, 0u16);
    while let Some(token) = scanner.token()? {
        match token {
            Token::Start(tag) if tag.name == "row" => {
                let stated = tag.raw("r")?.and_then(|number| reference::row_number(number.as_bytes()));
                row = stated.unwrap_or(row);
                column = 0;
            }
            Token::End("row") => row = row.saturating_add(1),
            Token::Start(tag) if tag.name == "c" => {
                let stated = tag.raw("r")?.and_then(reference::cell);
                let place = stated.unwrap_or((row, column));
                column = place.1.saturating_add(1);
                let style = tag.raw("s")?.and_then(|style| style.parse::<usize>().ok());
                if let Some(colour) = style.and_then(|style| styles.get(style).copied().flatten()) {
                    if *left == 0 {
                        return Ok(());
                    }
                    *left -= 1;
                    fills.push(Fill { row: place.0, column: place.1, colour });
                }
                scanner.skip()?;
            }
            Token::End("sheetData") => return Ok(()),
            Token::Start(tag) if !matches!(tag.name, "worksheet" | "sheetData") => scanner.skip()?,
            _ => {}
        }
    }
    Ok(())
}
