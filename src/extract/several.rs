//! Several records of one form in one Word file.

use super::Extractor;
use super::draft::Draft;
use super::sections::Paragraph;
use crate::catalog::{Part, Required};
use crate::model::text;
use crate::paper::{Block, Document, WordTable};

/// What belongs to each of several records of one form that were typed one after the other: each begins with the same
/// title, or with a table that asks again what the one before it asked (FORMS.md 10.2).
pub fn parts<'a>(
    extractor: &Extractor,
    document: &'a Document,
    draft: &Draft,
) -> Vec<(Vec<Paragraph<'a>>, Vec<&'a WordTable>)> {
    let form = &extractor.catalog.forms[draft.form];
    let first = form.fields.iter().find(|field| field.part == Part::Pairs && field.required == Required::R);
    let asks = |table: &WordTable| {
        first.is_some_and(|field| {
            let labels = std::iter::once(field.leaf()).chain(field.aliases.iter().cloned());
            let keys: Vec<String> = labels.map(|label| text::key(&label)).collect();
            table.cells.iter().any(|cell| {
                let label = cell.text.split(text::COLONS).next().unwrap_or_default();
                keys.contains(&text::key(label))
            })
        })
    };
    let title = text::key(&draft.title.text);
    let mut parts: Vec<(Vec<Paragraph>, Vec<&WordTable>)> = vec![Default::default()];
    let mut asked = false;
    for block in &document.blocks {
        let begins = match block {
            Block::Paragraph { text: shown, .. } => asked && !title.is_empty() && text::key(shown) == title,
            Block::Table(table) => {
                let again = asked && asks(table);
                asked |= asks(table);
                again
            }
        };
        if begins {
            parts.push(Default::default());
            asked = matches!(block, Block::Table(_));
        }
        let part = parts.last_mut().expect("there is one from the start");
        match block {
            Block::Paragraph { number, text } => part.0.push((*number, text.as_str())),
            Block::Table(table) => part.1.push(table),
        }
    }
    parts
}
