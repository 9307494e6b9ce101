//! The workbook part: its sheets by name, its epoch, its links to other files.

use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};

/// What the workbook part says.
#[derive(Debug, Default)]
pub struct Workbook {
    /// Sheets in order, of whatever kind.
    pub sheets: Vec<SheetEntry>,
    /// True if day 0 is 1904-01-01.
    pub epoch_1904: bool,
    /// True if formulas refer to other files.
    pub external: bool,
}

/// One sheet as the workbook names it.
#[derive(Debug)]
pub struct SheetEntry {
    /// Its name.
    pub name: String,
    /// Hidden or very hidden.
    pub hidden: bool,
    /// The id of the relationship to its part.
    pub relationship: String,
}

impl Workbook {
    /// Reads the workbook part.
    ///
    /// # Errors
    /// `Damaged` if it cannot be read, `TooLarge` for more than `most` sheets.
    pub fn read(part: &str, depth: usize, most: usize) -> Result<Workbook, Refusal> {
        let mut scanner = Scanner::new(part, depth);
        let mut workbook = Workbook::default();
        while let Some(token) = scanner.token()? {
            let Token::Start(tag) = token else { continue };
            match tag.name {
                "workbook" | "sheets" => {}
                "workbookPr" => workbook.epoch_1904 = tag.flag("date1904")?,
                "externalReferences" => workbook.external = true,
                "sheet" => {
                    if workbook.sheets.len() == most {
                        return Err(Refusal::TooLarge);
                    }
                    workbook.sheets.push(SheetEntry {
                        name: tag.text("name")?.unwrap_or_default().into_owned(),
                        hidden: tag.raw("state")?.is_some_and(|state| state != "visible"),
                        relationship: tag.text("id")?.ok_or(Refusal::Damaged)?.into_owned(),
                    });
                }
                _ => scanner.skip()?,
            }
        }
        Ok(workbook)
    }
}
