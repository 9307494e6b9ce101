//! Custom properties of a package: forms that know their own id and version say so here.

use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};

/// Names and values of a custom properties part (ISO/IEC 29500-1, 22.3).
///
/// # Errors
/// `Damaged` if the part cannot be read.
pub fn read(part: &str, depth: usize) -> Result<Vec<(String, String)>, Refusal> {
    let mut properties = Vec::new();
    let mut scanner = Scanner::new(part, depth);
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        if tag.name == "property" {
            let name = tag.text("name")?.unwrap_or_default().into_owned();
            properties.push((name, scanner.content()?.trim().to_owned()));
        }
    }
    Ok(properties)
}
