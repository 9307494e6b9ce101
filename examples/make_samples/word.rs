//! A Word document as paragraphs and tables, and its bytes.

use super::archive;
use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run, RunFonts,
    SpecialIndentType, Table, TableCell, TableLayoutType, TableRow, VAlignType,
};
use jiff::civil::Date as Day;
use std::io::Cursor;

/// How a paragraph looks (GB/T 9704).
#[derive(Clone, Copy, PartialEq)]
pub enum Style {
    /// 发文机关标志, red.
    Masthead,
    Title,
    /// A title on a new page.
    PageTitle,
    Centred,
    Flush,
    Body,
    Heading,
    Right,
}

/// A cell of a table: its words and how many grid columns it spans.
#[derive(Clone)]
pub struct Cell {
    pub text: String,
    pub span: usize,
    pub label: bool,
}

/// A paragraph or a table.
#[derive(Clone)]
pub enum Block {
    Text(Style, String),
    Table { grid: Vec<usize>, rows: Vec<Vec<Cell>> },
}

/// A document.
#[derive(Clone, Default)]
pub struct Document {
    pub blocks: Vec<Block>,
    pub body_font: &'static str,
}

impl Document {
    /// Adds a paragraph.
    pub fn add(&mut self, style: Style, text: impl Into<String>) {
        self.blocks.push(Block::Text(style, text.into()));
    }

    /// The first paragraph that holds a text, as findings name it: `P12`.
    pub fn paragraph(&self, holds: &str) -> Option<String> {
        let texts = self.blocks.iter().filter_map(|block| match block {
            Block::Text(_, text) => Some(text),
            Block::Table { .. } => None,
        });
        texts.enumerate().find(|(_, text)| text.contains(holds)).map(|(place, _)| format!("P{}", place + 1))
    }

    /// The cell right of a label, or the cell itself, as findings name it: `T1R3C2`.
    pub fn cell_after(&self, label: &str) -> Option<String> {
        let tables = self.blocks.iter().filter_map(|block| match block {
            Block::Table { rows, .. } => Some(rows),
            Block::Text(..) => None,
        });
        for (table, rows) in tables.enumerate() {
            for (row, cells) in rows.iter().enumerate() {
                let Some(place) = cells.iter().position(|cell| cell.text == label) else { continue };
                let column: usize = cells[..=place].iter().map(|cell| cell.span).sum();
                return Some(format!("T{}R{}C{}", table + 1, row + 1, column + 1));
            }
        }
        None
    }

    /// The bytes of the document, made on a day.
    pub fn bytes(&self, made_on: Day) -> Vec<u8> {
        let stamp = format!("{made_on}T09:00:00Z");
        let margin = PageMargin {
            top: 2098,
            left: 1588,
            bottom: 1984,
            right: 1474,
            header: 851,
            footer: 992,
            gutter: 0,
        };
        let mut docx =
            Docx::new().page_size(11906, 16838).page_margin(margin).created_at(&stamp).updated_at(&stamp);
        for (number, block) in self.blocks.iter().enumerate() {
            docx = match block {
                Block::Text(style, text) => {
                    docx.add_paragraph(paragraph(*style, text, self.body_font, number))
                }
                Block::Table { grid, rows } => docx.add_table(table(grid, rows, number)),
            };
        }
        let mut written = Cursor::new(Vec::new());
        docx.build().pack(&mut written).expect("a document can be written to memory");
        archive::repacked(&written.into_inner(), &UNUSED)
    }
}

/// Parts that docx-rs always writes and that these documents do not need.
const UNUSED: [&str; 5] =
    ["comments.xml", "commentsExtended.xml", "footnotes.xml", "numbering.xml", "custom.xml"];

fn run(text: &str, font: &str, half_points: usize) -> Run {
    Run::new()
        .add_text(text)
        .size(half_points)
        .fonts(RunFonts::new().east_asia(font).ascii(font).hi_ansi(font))
}

fn paragraph(style: Style, text: &str, body_font: &str, number: usize) -> Paragraph {
    let (font, size, align) = match style {
        Style::Masthead => ("方正小标宋简体", 52, AlignmentType::Center),
        Style::Title | Style::PageTitle => ("方正小标宋简体", 44, AlignmentType::Center),
        Style::Centred => (body_font, 32, AlignmentType::Center),
        Style::Heading => ("黑体", 32, AlignmentType::Both),
        Style::Right => (body_font, 32, AlignmentType::Right),
        Style::Flush => (body_font, 32, AlignmentType::Left),
        Style::Body => (body_font, 32, AlignmentType::Both),
    };
    let mut run = run(text, font, size);
    if style == Style::Masthead {
        run = run.color("FF0000");
    }
    let spacing =
        LineSpacing::new().line(if size > 32 { 720 } else { 560 }).line_rule(LineSpacingType::AtLeast);
    let mut paragraph =
        Paragraph::new().id(format!("{:08X}", number + 1)).add_run(run).align(align).line_spacing(spacing);
    if matches!(style, Style::Body | Style::Heading) {
        paragraph = paragraph.indent(None, Some(SpecialIndentType::FirstLine(640)), None, None);
    }
    if style == Style::PageTitle {
        paragraph = paragraph.page_break_before(true);
    }
    paragraph
}

fn table(grid: &[usize], rows: &[Vec<Cell>], number: usize) -> Table {
    let mut count = 0x1000 * (number + 1);
    let rows = rows
        .iter()
        .map(|cells| {
            let cells = cells.iter().map(|cell| {
                let font = if cell.label { "黑体" } else { "仿宋_GB2312" };
                let align = if cell.label { AlignmentType::Center } else { AlignmentType::Left };
                count += 1;
                let text = run(&cell.text, font, 21);
                let paragraph = Paragraph::new().id(format!("{count:08X}")).add_run(text).align(align);
                TableCell::new()
                    .add_paragraph(paragraph)
                    .grid_span(cell.span)
                    .vertical_align(VAlignType::Center)
            });
            TableRow::new(cells.collect())
        })
        .collect();
    Table::new(rows).set_grid(grid.to_vec()).layout(TableLayoutType::Fixed)
}
