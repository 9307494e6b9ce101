//! Word files of Office Open XML (ISO/IEC 29500-1, 17): the body, and the texts around it.

mod control;
mod story;
mod symbol;
mod table;
#[cfg(test)]
mod tests;

use super::opc::Package;
use super::sheet::{Block, Container, Content, Document, Paper, Refusal, Remark};
use super::xml::Token;
use crate::model::Place;
pub use story::Span;
use story::{Piece, Reader, plain_text};

/// Where the main part stands if the package does not say.
pub const USUAL_MAIN_PARTS: &[&str] = &["word/document.xml"];
/// Parts whose text stands beside the body.
const ASIDE_KINDS: [&str; 4] = ["header", "footer", "footnotes", "endnotes"];

/// Reads a Word file.
///
/// # Errors
/// One reason why it cannot be read; see [`Refusal`].
pub fn read(mut package: Package<'_, '_>) -> Result<Paper, Refusal> {
    let main = package.main_part(USUAL_MAIN_PARTS)?;
    let limits = package.limits();
    let text = package.text(&main)?.ok_or(Refusal::Damaged)?;
    let mut reader = Reader::new(&text, limits.depth, limits.cells);
    let pieces = body(&mut reader)?;
    let mut document = Document { blocks: numbered(pieces), asides: reader.asides, pictures: reader.picture };
    let mut remarks = Vec::new();
    if package.has_macros() {
        remarks.push(Remark::Macros);
    }
    if reader.tracked {
        remarks.push(Remark::TrackedChanges);
    }
    let mut left = reader.left;
    let mut seen = vec![main.clone()];
    for relationship in package.relationships(&main)? {
        let Some(target) = relationship.target else { continue };
        if !ASIDE_KINDS.contains(&relationship.kind.as_str()) || seen.contains(&target) {
            continue;
        }
        if let Some(text) = package.text(&target)? {
            let mut reader = Reader::new(&text, limits.depth, left);
            let aside = match reader.scanner.token()? {
                Some(Token::Start(_)) => plain_text(&reader.pieces()?),
                _ => return Err(Refusal::Damaged),
            };
            document
                .asides
                .extend([aside].into_iter().chain(reader.asides).filter(|text| !text.trim().is_empty()));
            left = reader.left;
        }
        seen.push(target);
    }
    let properties = package.properties()?;
    Ok(Paper { container: Container::Docx, content: Content::Document(document), remarks, properties })
}

/// The pieces of the body; the part must be whole to its end.
fn body(reader: &mut Reader<'_>) -> Result<Vec<Piece>, Refusal> {
    match reader.scanner.token()? {
        Some(Token::Start(root)) if root.name == "document" => {}
        _ => return Err(Refusal::Damaged),
    }
    let mut pieces = None;
    while let Some(token) = reader.scanner.token()? {
        match token {
            Token::Start(tag) if tag.name == "body" && pieces.is_none() => pieces = Some(reader.pieces()?),
            Token::Start(_) => reader.scanner.skip()?,
            _ => {}
        }
    }
    pieces.ok_or(Refusal::Damaged)
}

/// Where the paragraphs of the main part stand, by the place that a reader tells: of a cell its first one. Paragraphs in text
/// boxes have no place.
///
/// # Errors
/// As for reading the part.
pub fn spots(part: &str, depth: usize, most: usize) -> Result<Vec<(Place, Span)>, Refusal> {
    let mut reader = Reader::new(part, depth, most);
    reader.spots = Some(Vec::new());
    let pieces = body(&mut reader)?;
    let paragraphs = pieces.iter().filter_map(|piece| match piece {
        Piece::Paragraph(_, span) => Some(*span),
        Piece::Table(_) => None,
    });
    let paragraphs = (1..).zip(paragraphs).map(|(number, span)| (Place::Paragraph(number), span));
    let cells = reader.spots.take().unwrap_or_default().into_iter();
    let cells = cells.map(|(table, row, column, span)| (Place::WordCell { table, row, column }, span));
    Ok(paragraphs.chain(cells).collect())
}

/// Paragraphs outside tables are numbered from 1, blank ones too.
fn numbered(pieces: Vec<Piece>) -> Vec<Block> {
    let mut number = 0;
    let numbered = pieces.into_iter().map(|piece| match piece {
        Piece::Paragraph(text, _) => {
            number += 1;
            Block::Paragraph { number, text }
        }
        Piece::Table(table) => Block::Table(table),
    });
    numbered.collect()
}
