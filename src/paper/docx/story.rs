//! A story of a Word file, such as its body or a header: paragraphs and tables as they are seen when all tracked
//! changes are accepted. Elements that are not known are seen through: what matters is the text inside.

use super::control;
use super::symbol::{in_font, symbol};
use crate::paper::sheet::{Refusal, WordTable};
use crate::paper::xml::{Scanner, Tag, Token};

/// Where an element begins and where it ends, in bytes of the part.
pub type Span = (usize, usize);

/// A paragraph or a table, not yet numbered.
pub enum Piece {
    /// The text of a paragraph, and where it stands.
    Paragraph(String, Span),
    /// A table.
    Table(WordTable),
}

/// Reads stories; keeps what is outside them.
pub struct Reader<'a> {
    /// The tokens.
    pub scanner: Scanner<'a>,
    /// Texts of text boxes.
    pub asides: Vec<String>,
    /// True if a picture was met since this was last set to false.
    pub picture: bool,
    /// True if there are tracked changes.
    pub tracked: bool,
    /// Tables begun so far.
    pub tables: u16,
    /// Paragraphs and cells that may still be read.
    pub left: usize,
    /// The first paragraphs of the cells of tables, if somebody asks for them: table, row, column, and where it stands.
    pub spots: Option<Vec<(u16, u16, u16, Span)>>,
    /// The font of the present run, if it is not an ordinary one.
    font: Option<String>,
    /// What the check box shows whose glyph comes next.
    check_box: Option<char>,
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of a part.
    pub fn new(part: &'a str, depth: usize, most: usize) -> Reader<'a> {
        Reader {
            scanner: Scanner::new(part, depth),
            asides: Vec::new(),
            picture: false,
            tracked: false,
            tables: 0,
            left: most,
            spots: None,
            font: None,
            check_box: None,
        }
    }

    /// Counts a paragraph or a cell.
    pub fn spend(&mut self) -> Result<(), Refusal> {
        self.left = self.left.checked_sub(1).ok_or(Refusal::TooLarge)?;
        Ok(())
    }

    /// The pieces inside the element that began last, up to and with its end.
    ///
    /// # Errors
    /// `Damaged` if the part cannot be read, `TooLarge` for more pieces than may be.
    pub fn pieces(&mut self) -> Result<Vec<Piece>, Refusal> {
        let outside = self.scanner.level() - 1;
        let mut pieces = Vec::new();
        while self.scanner.level() > outside {
            if let Some(Token::Start(tag)) = self.scanner.token()? {
                self.piece(tag, &mut pieces)?;
            }
        }
        Ok(pieces)
    }

    /// The piece that begins with a tag, or what is inside it.
    pub fn piece(&mut self, tag: Tag<'a>, pieces: &mut Vec<Piece>) -> Result<(), Refusal> {
        match tag.name {
            "p" => {
                self.spend()?;
                let from = self.scanner.place(tag.qualified).saturating_sub(1);
                let text = self.paragraph()?;
                pieces.push(Piece::Paragraph(text, (from, self.scanner.at())));
            }
            "tbl" => pieces.push(Piece::Table(self.table()?)),
            _ => self.pass(tag)?,
        }
        Ok(())
    }

    /// What is not seen is skipped; controls and changes are noted; all else is seen through.
    pub fn pass(&mut self, tag: Tag<'a>) -> Result<(), Refusal> {
        match tag.name {
            "del" | "moveFrom" => {
                self.tracked = true;
                self.scanner.skip()
            }
            "ins" | "moveTo" => {
                self.tracked = true;
                Ok(())
            }
            "Fallback" | "pPr" | "sectPr" | "tblPr" | "tblPrEx" | "tblGrid" | "instrText" | "delText"
            | "delInstrText" | "rt" | "sdtEndPr" => self.scanner.skip(),
            "sdtPr" => {
                self.check_box = control::content_control(&mut self.scanner)?;
                Ok(())
            }
            "pic" | "imagedata" => {
                self.picture = true;
                self.scanner.skip()
            }
            "txbxContent" => self.text_box(),
            _ => Ok(()),
        }
    }

    /// The text of the paragraph that began last.
    fn paragraph(&mut self) -> Result<String, Refusal> {
        let outside = self.scanner.level() - 1;
        let mut text = String::new();
        while self.scanner.level() > outside {
            match self.scanner.token()? {
                Some(Token::Start(tag)) => self.run_part(tag, &mut text)?,
                Some(Token::End("sdtContent")) => text.extend(self.check_box.take()),
                _ => {}
            }
        }
        Ok(text)
    }

    fn run_part(&mut self, tag: Tag<'a>, text: &mut String) -> Result<(), Refusal> {
        match tag.name {
            "r" => self.font = None,
            "rPr" => self.font = self.run_font()?,
            "t" => {
                let content = self.scanner.content()?;
                match (self.check_box.take(), &self.font) {
                    (Some(shown), _) => text.push(shown),
                    (None, Some(font)) => text.push_str(&in_font(font, &content)),
                    (None, None) => text.push_str(&content),
                }
            }
            "sym" => {
                let font = tag.text("font")?.unwrap_or_default();
                let code = tag.raw("char")?.and_then(|code| u32::from_str_radix(code, 16).ok());
                let stored = code.and_then(|code| symbol(&font, code).or_else(|| char::from_u32(code)));
                text.extend(self.check_box.take().or(stored));
            }
            "tab" | "ptab" => text.push('\t'),
            "br" | "cr" => text.push('\n'),
            "noBreakHyphen" => text.push('-'),
            "ffData" => text.push_str(&control::form_field(&mut self.scanner)?),
            _ => self.pass(tag)?,
        }
        Ok(())
    }

    /// The font of the run whose properties began last, if it is a symbol font.
    fn run_font(&mut self) -> Result<Option<String>, Refusal> {
        let outside = self.scanner.level() - 1;
        let mut font = None;
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            match tag.name {
                "rFonts" => font = symbol_font(tag)?,
                "ins" | "del" => self.tracked = true,
                _ => {}
            }
        }
        Ok(font)
    }

    /// A text box stands outside the story: its text goes to the asides, its tables do not count.
    fn text_box(&mut self) -> Result<(), Refusal> {
        let tables = self.tables;
        let pieces = self.pieces()?;
        self.tables = tables;
        let text = plain_text(&pieces);
        if !text.trim().is_empty() {
            self.asides.push(text);
        }
        Ok(())
    }
}

/// The font of Latin letters, if it is a symbol font.
fn symbol_font(tag: Tag<'_>) -> Result<Option<String>, Refusal> {
    for attribute in tag.attributes() {
        if let ("ascii" | "hAnsi", name) = attribute?
            && name.starts_with("Wingdings")
        {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}

/// The text of pieces, each paragraph and each cell on its own line.
pub fn plain_text(pieces: &[Piece]) -> String {
    let mut lines = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Paragraph(text, _) => lines.push(text.as_str()),
            Piece::Table(table) => cell_lines(table, &mut lines),
        }
    }
    lines.join("\n")
}

fn cell_lines<'t>(table: &'t WordTable, lines: &mut Vec<&'t str>) {
    for cell in &table.cells {
        lines.push(&cell.text);
        for inner in &cell.tables {
            cell_lines(inner, lines);
        }
    }
}
