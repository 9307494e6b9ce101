//! Automatic styles of an OpenDocument spreadsheet, as far as it matters: which tables are not displayed.

use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};

/// Styles by name.
#[derive(Default)]
pub struct Styles {
    hidden_tables: Vec<String>,
}

impl Styles {
    /// Reads the `automatic-styles` element that began last.
    ///
    /// # Errors
    /// As [`Scanner::token`].
    pub fn read(scanner: &mut Scanner<'_>) -> Result<Styles, Refusal> {
        let outside = scanner.level() - 1;
        let mut styles = Styles::default();
        let mut name = None;
        while scanner.level() > outside {
            let Some(Token::Start(tag)) = scanner.token()? else { continue };
            match tag.name {
                "style" => name = tag.text("name")?,
                "table-properties" if tag.raw("display")? == Some("false") => {
                    styles.hidden_tables.extend(name.take().map(|name| name.into_owned()));
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// True if tables of this style are not displayed.
    pub fn hides_table(&self, name: &str) -> bool {
        self.hidden_tables.iter().any(|hidden| hidden == name)
    }
}
