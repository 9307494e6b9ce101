//! Drawings over the cells of a worksheet (ISO/IEC 29500-1, 20.5): where the pictures are.

use super::reference::{COLUMNS, ROWS};
use super::sheet::Refusal;
use super::xml::{Scanner, Token};

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
