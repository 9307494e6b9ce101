//! Workbooks of Office Open XML (ISO/IEC 29500-1, 18), with or without macros: one pass over the parts that forms
//! need, and no other part inflated.

#[cfg(test)]
mod against_calamine;
mod book;
mod cell;
mod comments;
pub mod fills;
mod strings;
mod styles;
#[cfg(test)]
mod tests;
mod workbook;
mod worksheet;

use super::drawing;
use super::grid;
use super::number::EPOCH_1904;
use super::opc::{Package, Relationship};
use super::sheet::{Container, Content, Limits, Paper, Refusal, Remark, Sheet};
use book::Book;
use strings::SharedStrings;
use styles::Styles;
use workbook::{SheetEntry, Workbook};

/// Where the main part stands if the package does not say.
pub const USUAL_MAIN_PARTS: &[&str] = &["xl/workbook.xml"];

/// Reads a workbook.
///
/// # Errors
/// One reason why it cannot be read; see [`Refusal`].
pub fn read(mut package: Package<'_, '_>) -> Result<Paper, Refusal> {
    let main = package.main_part(USUAL_MAIN_PARTS)?;
    let limits = package.limits();
    let text = package.text(&main)?.ok_or(Refusal::Damaged)?;
    let workbook = Workbook::read(&text, limits.depth, limits.entries)?;
    let relationships = package.relationships(&main)?;
    let mut book = read_book(&mut package, &workbook, &relationships)?;
    let mut remarks = Vec::new();
    if package.has_macros() {
        remarks.push(Remark::Macros);
    }
    if workbook.external {
        remarks.push(Remark::ExternalLinks);
    }
    // Macro sheets of Excel 4 are left alone.
    let is_macro = |one: &&Relationship| one.kind.to_ascii_lowercase().contains("macro");
    let macros =
        workbook.sheets.iter().filter_map(|entry| of_entry(entry, &relationships)).any(|one| is_macro(&one));
    if macros {
        remark(&mut remarks, Remark::Macros);
    }
    let mut sheets = Vec::new();
    for (entry, part) in worksheets(workbook.sheets, &relationships)? {
        sheets.push(read_sheet(&mut package, part, entry, &mut book, &mut remarks)?);
    }
    if sheets.is_empty() {
        return Err(Refusal::Damaged);
    }
    let properties = package.properties()?;
    Ok(Paper { container: Container::Xlsx, content: Content::Workbook(sheets), remarks, properties })
}

fn of_entry<'r>(entry: &SheetEntry, relationships: &'r [Relationship]) -> Option<&'r Relationship> {
    relationships.iter().find(|relationship| relationship.id == entry.relationship)
}

/// The sheets of cells, each with its part; chart sheets hold none.
fn worksheets(
    entries: Vec<SheetEntry>,
    relationships: &[Relationship],
) -> Result<Vec<(SheetEntry, &str)>, Refusal> {
    let mut sheets: Vec<(SheetEntry, &str)> = Vec::new();
    for entry in entries {
        let relationship = of_entry(&entry, relationships).ok_or(Refusal::Damaged)?;
        if relationship.kind != "worksheet" {
            continue;
        }
        let part = relationship.target.as_deref().ok_or(Refusal::Damaged)?;
        // One part under several names is built to blow up.
        if sheets.iter().any(|(_, other)| *other == part) {
            return Err(Refusal::Suspicious);
        }
        sheets.push((entry, part));
    }
    Ok(sheets)
}

/// The sheets of the main part in order, each with its number in the workbook and its part, which is empty for one that
/// holds no cells.
///
/// # Errors
/// As for reading them.
pub fn sheet_parts(
    main: &str,
    relationships: &[Relationship],
    limits: &Limits,
) -> Result<Vec<(usize, String)>, Refusal> {
    let workbook = Workbook::read(main, limits.depth, limits.entries)?;
    let numbered = workbook.sheets.into_iter().enumerate().map(|(number, entry)| {
        let relationship = of_entry(&entry, relationships).ok_or(Refusal::Damaged)?;
        let part = relationship.target.clone().filter(|_| relationship.kind == "worksheet");
        Ok((number, part.unwrap_or_default()))
    });
    numbered.collect()
}

/// What the cells of all sheets refer to.
fn read_book(
    package: &mut Package<'_, '_>,
    workbook: &Workbook,
    relationships: &[Relationship],
) -> Result<Book, Refusal> {
    let limits = package.limits();
    let mut part = |kind: &str| {
        let relationship = relationships.iter().find(|relationship| relationship.kind == kind);
        match relationship.and_then(|relationship| relationship.target.as_deref()) {
            Some(name) => package.text(name),
            None => Ok(None),
        }
    };
    let strings = part("sharedStrings")?
        .map(|text| SharedStrings::read(&text, limits.depth, limits.cells))
        .transpose()?;
    let styles = part("styles")?.map(|text| Styles::read(&text, limits.depth, limits.cells)).transpose()?;
    Ok(Book {
        strings,
        styles: styles.unwrap_or_default(),
        epoch: if workbook.epoch_1904 { EPOCH_1904 } else { 0.0 },
        left: limits.cells,
        depth: limits.depth,
    })
}

fn read_sheet(
    package: &mut Package<'_, '_>,
    part: &str,
    entry: SheetEntry,
    book: &mut Book,
    remarks: &mut Vec<Remark>,
) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet { name: entry.name, hidden: entry.hidden, ..Sheet::default() };
    let text = package.text(part)?.ok_or(Refusal::Damaged)?;
    worksheet::read(&text, book, &mut sheet)?;
    drop(text);
    if grid::settle(&mut sheet)? {
        remark(remarks, Remark::DoubledCells);
    }
    for relationship in package.relationships(part)? {
        let Some(target) = relationship.target else { continue };
        match relationship.kind.as_str() {
            "drawing" => {
                if let Some(text) = package.text(&target)? {
                    sheet.pictures.extend(drawing::pictures(&text, book.depth)?);
                }
            }
            "comments" => {
                if let Some(text) = package.text(&target)? {
                    sheet.comments.extend(comments::read(&text, book.depth)?);
                }
            }
            _ => {}
        }
    }
    Ok(sheet)
}

fn remark(remarks: &mut Vec<Remark>, remark: Remark) {
    if !remarks.contains(&remark) {
        remarks.push(remark);
    }
}
