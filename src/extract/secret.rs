//! Marks of a national secret: a classification followed by ★ (GN-S006, FORMS.md 11). A marked paper is not read on.

use crate::catalog::HeaderLabels;
use crate::model::text;
use crate::paper::{Block, CellContent, Content, Paper, WordTable};

/// True if the paper carries such a mark anywhere.
pub fn is_marked(paper: &Paper, header: &HeaderLabels) -> bool {
    let marked = |text: &str| is_mark(text, header);
    match &paper.content {
        Content::Workbook(sheets) => {
            sheets.iter().flat_map(|sheet| &sheet.cells).any(|cell| match &cell.content {
                CellContent::Text(text) => marked(text),
                _ => false,
            })
        }
        Content::Document(document) => {
            document.asides.iter().any(|aside| marked(aside))
                || document.blocks.iter().any(|block| match block {
                    Block::Paragraph { text, .. } => marked(text),
                    Block::Table(table) => table_marked(table, &marked),
                })
        }
    }
}

fn table_marked(table: &WordTable, marked: &dyn Fn(&str) -> bool) -> bool {
    table
        .cells
        .iter()
        .any(|cell| marked(&cell.text) || cell.tables.iter().any(|inner| table_marked(inner, marked)))
}

fn is_mark(shown: &str, header: &HeaderLabels) -> bool {
    let sign = header.secret.sign.as_str();
    shown.contains(sign) && {
        let squeezed = text::squeeze(shown);
        header.secret.levels.iter().any(|level| squeezed.contains(&format!("{level}{sign}")))
    }
}
