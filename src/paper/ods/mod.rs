//! OpenDocument spreadsheets (ISO/IEC 26300): the content part in one pass. Repeated
//! rows and cells are written out only where they hold something, and only as many as the limits allow.

mod styles;
mod table;
#[cfg(test)]
mod tests;

use super::opc::Package;
use super::sheet::{Container, Content, Paper, Refusal};
use super::xml::{Scanner, Token};
use styles::Styles;

/// Reads a spreadsheet.
///
/// # Errors
/// One reason why it cannot be read; see [`Refusal`].
pub fn read(mut package: Package<'_, '_>) -> Result<Paper, Refusal> {
    let limits = package.limits();
    if let Some(manifest) = package.text("META-INF/manifest.xml")?
        && is_encrypted(&manifest, limits.depth)?
    {
        return Err(Refusal::Encrypted);
    }
    let text = package.text("content.xml")?.ok_or(Refusal::Damaged)?;
    let mut scanner = Scanner::new(&text, limits.depth);
    match scanner.token()? {
        Some(Token::Start(root)) if root.name == "document-content" => {}
        _ => return Err(Refusal::Damaged),
    }
    let mut styles = Styles::default();
    let mut sheets = Vec::new();
    let mut remarks = Vec::new();
    let mut left = limits.cells;
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        match tag.name {
            "automatic-styles" => styles = Styles::read(&mut scanner)?,
            "body" | "spreadsheet" => {}
            "table" => {
                if sheets.len() == limits.entries {
                    return Err(Refusal::TooLarge);
                }
                sheets.push(table::read(&mut scanner, tag, &styles, &mut left, &mut remarks)?);
            }
            _ => scanner.skip()?,
        }
    }
    if sheets.is_empty() {
        return Err(Refusal::Damaged);
    }
    Ok(Paper {
        container: Container::Ods,
        content: Content::Workbook(sheets),
        remarks,
        properties: Vec::new(),
    })
}

fn is_encrypted(manifest: &str, depth: usize) -> Result<bool, Refusal> {
    let mut scanner = Scanner::new(manifest, depth);
    while let Some(token) = scanner.token()? {
        if matches!(token, Token::Start(tag) if tag.name == "encryption-data") {
            return Ok(true);
        }
    }
    Ok(false)
}
