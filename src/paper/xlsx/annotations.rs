//! What lies over the cells of a worksheet: pictures and comments.

use crate::paper::reference::{self, COLUMNS, ROWS};
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};

/// The cells at the upper left corners of the pictures of a drawing part. One without a cell counts as in the first.
///
/// # Errors
/// `Damaged` if the part cannot be read.
pub fn pictures(part: &str, depth: usize) -> Result<Vec<(u32, u16)>, Refusal> {
    let mut pictures = Vec::new();
    let mut scanner = Scanner::new(part, depth);
    let (mut corner, mut in_from) = ((0, 0), false);
    while let Some(token) = scanner.token()? {
        match token {
            Token::Start(tag) => match tag.name {
                "oneCellAnchor" | "twoCellAnchor" | "absoluteAnchor" => corner = (0, 0),
                "from" => in_from = true,
                "row" if in_from => corner.0 = scanner.content()?.trim().parse().unwrap_or_default(),
                "col" if in_from => corner.1 = scanner.content()?.trim().parse().unwrap_or_default(),
                "pic" => {
                    let inside = corner.0 < ROWS && u32::from(corner.1) < COLUMNS;
                    pictures.push(if inside { corner } else { (0, 0) });
                    scanner.skip()?;
                }
                "Fallback" => scanner.skip()?,
                _ => {}
            },
            Token::End("from") => in_from = false,
            _ => {}
        }
    }
    Ok(pictures)
}

/// The comments of a comments part: cell and text.
///
/// # Errors
/// `Damaged` if the part cannot be read.
pub fn comments(part: &str, depth: usize) -> Result<Vec<(u32, u16, String)>, Refusal> {
    let mut comments = Vec::new();
    let mut scanner = Scanner::new(part, depth);
    let mut place = None;
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        match tag.name {
            "comment" => place = tag.raw("ref")?.and_then(reference::cell),
            "text" => {
                let (row, column) = place.ok_or(Refusal::Damaged)?;
                let mut text = String::new();
                super::strings::read_rich_text(&mut scanner, &mut text)?;
                comments.push((row, column, text));
            }
            "authors" => scanner.skip()?,
            _ => {}
        }
    }
    Ok(comments)
}
