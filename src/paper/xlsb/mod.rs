//! Binary workbooks of Office Open XML ([MS-XLSB]): the package of an xlsx with records in place of XML.

mod globals;
mod record;
#[cfg(test)]
mod tests;
mod worksheet;

use super::drawing;
use super::grid;
use super::number::EPOCH_1904;
use super::opc::{Package, Relationship};
use super::sheet::{Container, Content, Paper, Refusal, Remark, Sheet};
use worksheet::Book;

/// Where the main part stands if the package does not say.
const USUAL_MAIN_PARTS: &[&str] = &["xl/workbook.bin"];

/// Reads a workbook.
///
/// # Errors
/// One reason why it cannot be read; see [`Refusal`].
pub fn read(mut package: Package<'_, '_>) -> Result<Paper, Refusal> {
    let main = package.main_part(USUAL_MAIN_PARTS)?;
    let limits = package.limits();
    let workbook = globals::workbook(&package.bytes(&main)?.ok_or(Refusal::Damaged)?, limits.entries)?;
    let relationships = package.relationships(&main)?;
    let mut part = |kind: &str| {
        let relationship = relationships.iter().find(|relationship| relationship.kind == kind);
        match relationship.and_then(|relationship| relationship.target.as_deref()) {
            Some(name) => package.bytes(name),
            None => Ok(None),
        }
    };
    let strings =
        part("sharedStrings")?.map(|part| globals::shared_strings(&part, limits.cells)).transpose()?;
    let styles = part("styles")?.map(|part| globals::styles(&part)).transpose()?;
    let mut book = Book {
        strings: strings.unwrap_or_default(),
        styles: styles.unwrap_or_default(),
        epoch: if workbook.epoch_1904 { EPOCH_1904 } else { 0.0 },
        left: limits.cells,
    };
    let mut remarks = Vec::new();
    if package.has_macros() {
        remarks.push(Remark::Macros);
    }
    if workbook.external {
        remarks.push(Remark::ExternalLinks);
    }
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut seen = Vec::new();
    for entry in workbook.sheets {
        let relationship = relationships.iter().find(|relationship| relationship.id == entry.relationship);
        let Relationship { kind, target, .. } = relationship.ok_or(Refusal::Damaged)?;
        if kind != "worksheet" {
            continue;
        }
        let part = target.as_deref().ok_or(Refusal::Damaged)?;
        // One part under several names is built to blow up.
        if seen.contains(&part) {
            return Err(Refusal::Suspicious);
        }
        seen.push(part);
        let mut sheet = Sheet { name: entry.name, hidden: entry.hidden, ..Sheet::default() };
        worksheet::read(&package.bytes(part)?.ok_or(Refusal::Damaged)?, &mut book, &mut sheet)?;
        if grid::settle(&mut sheet)? && !remarks.contains(&Remark::DoubledCells) {
            remarks.push(Remark::DoubledCells);
        }
        for relationship in package.relationships(part)? {
            if let ("drawing", Some(target)) = (relationship.kind.as_str(), relationship.target)
                && let Some(text) = package.text(&target)?
            {
                sheet.pictures.extend(drawing::pictures(&text, limits.depth)?);
            }
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() {
        return Err(Refusal::Damaged);
    }
    let properties = package.properties()?;
    Ok(Paper { container: Container::Xlsb, content: Content::Workbook(sheets), remarks, properties })
}
