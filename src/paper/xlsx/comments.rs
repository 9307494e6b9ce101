//! Comments on the cells of a worksheet (ISO/IEC 29500-1, 18.7).

use super::strings::read_rich_text;
use crate::paper::reference;
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};

/// The comments of a comments part: cell and text.
///
/// # Errors
/// `Damaged` if the part cannot be read.
pub fn read(part: &str, depth: usize) -> Result<Vec<(u32, u16, String)>, Refusal> {
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
                read_rich_text(&mut scanner, &mut text)?;
                comments.push((row, column, text));
            }
            "authors" => scanner.skip()?,
            _ => {}
        }
    }
    Ok(comments)
}
