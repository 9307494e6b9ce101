//! The styles part, as far as values need it: what each cell style makes of a number.

use crate::paper::format::{Shown, builtin, custom};
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};
use std::collections::BTreeMap;

/// How each cell style (`s` of a cell) shows a number.
#[derive(Default)]
pub struct Styles {
    shown: Vec<Shown>,
}

impl Styles {
    /// Reads the styles part up to the cell formats.
    ///
    /// # Errors
    /// `Damaged` if it cannot be read, `TooLarge` for more than `most` cell formats.
    pub fn read(text: &str, depth: usize, most: usize) -> Result<Styles, Refusal> {
        let mut scanner = Scanner::new(text, depth);
        let mut customs = BTreeMap::new();
        let mut shown = Vec::new();
        while let Some(token) = scanner.token()? {
            let Token::Start(tag) = token else {
                if token == Token::End("cellXfs") {
                    scanner.finish_early()?;
                    break;
                }
                continue;
            };
            match tag.name {
                "numFmt" => {
                    let id = tag.raw("numFmtId")?.and_then(|id| id.parse::<u32>().ok());
                    if let (Some(id), Some(code)) = (id, tag.text("formatCode")?) {
                        customs.insert(id, custom(&code));
                    }
                }
                "xf" => {
                    let id = tag.raw("numFmtId")?.and_then(|id| id.parse::<u32>().ok()).unwrap_or_default();
                    shown.push(customs.get(&id).copied().unwrap_or_else(|| builtin(id)));
                    if shown.len() > most {
                        return Err(Refusal::TooLarge);
                    }
                }
                "styleSheet" | "numFmts" | "cellXfs" => {}
                // What cells do not refer to; it may hold formats of its own.
                _ => scanner.skip()?,
            }
        }
        Ok(Styles { shown })
    }

    /// What a style makes of a number; plain for a style that there is not.
    #[inline]
    pub fn shown(&self, style: Option<&str>) -> Shown {
        style
            .and_then(|index| index.parse::<usize>().ok())
            .and_then(|index| self.shown.get(index).copied())
            .unwrap_or_default()
    }
}
