//! The end of a narrative: who signs it, and when.

use super::Extractor;
use super::coerce::read_date;
use super::draft::{Draft, Placed};
use super::sections::Paragraph;
use crate::model::{Place, text};

/// A narrative without its end: closing phrase, name, seal and date of whoever signs it. The date is kept.
pub fn unsigned<'p, 'a>(
    extractor: &Extractor,
    paragraphs: &'p [Paragraph<'a>],
    draft: &mut Draft,
) -> &'p [Paragraph<'a>] {
    const LONGEST: usize = 30;
    const LINES: usize = 6;
    let words = &extractor.catalog.header.letter;
    let filled: Vec<usize> = (0..paragraphs.len())
        .rev()
        .filter(|index| !text::trim(paragraphs[*index].1).is_empty())
        .take(LINES)
        .collect();
    let line = |index: usize| text::trim(paragraphs[index].1);
    let mut rest = filled.iter().copied().peekable();
    let mut end = paragraphs.len();
    let dated =
        |index: usize| read_date(line(index), None).value.date().is_some_and(|date| date.day().is_some());
    if let Some(index) = filled.iter().take(2).copied().find(|index| dated(*index)) {
        let placed = Placed { text: line(index).to_owned(), place: Place::Paragraph(paragraphs[index].0) };
        draft.labelled.push(("filled_on".into(), placed));
        end = index;
        while rest.next_if(|other| *other >= index).is_some() {}
        let is_name = |index: usize| {
            line(index).chars().count() <= LONGEST
                && !line(index).ends_with(['。', '；', '：', ':', '！', '.'])
        };
        for _ in 0..2 {
            end = rest.next_if(|index| is_name(*index)).unwrap_or(end);
        }
    }
    let is_closing =
        |index: usize| words.closing.iter().any(|phrase| line(index).starts_with(phrase.as_str()));
    end = rest
        .next_if(|index| line(*index).chars().count() <= 2 * LONGEST && is_closing(*index))
        .unwrap_or(end);
    &paragraphs[..end]
}
