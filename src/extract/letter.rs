//! An official letter upward (报告): signatory, title, main recipient, closing, signature, date, copies (FORMS.md 4.5,
//! 8.1).

use super::Extractor;
use super::coerce::read_date;
use super::draft::{Draft, Placed};
use super::labels::folded;
use super::sections::Paragraph;
use crate::model::{Place, text};

/// Takes the parts of a letter into the draft and gives the paragraphs of its body: after the title, before the
/// closing, the list of attachments and the signature.
pub fn read<'p, 'a>(
    extractor: &Extractor,
    paragraphs: &'p [Paragraph<'a>],
    draft: &mut Draft,
) -> &'p [Paragraph<'a>] {
    let words = &extractor.catalog.header.letter;
    let keep = |draft: &mut Draft, key: &str, number: u32, text: String| {
        if !draft.labelled.iter().any(|(other, _)| other == key) {
            draft.labelled.push((key.to_owned(), Placed { text, place: Place::Paragraph(number) }));
        }
    };
    let title =
        paragraphs.iter().position(|(number, _)| Place::Paragraph(*number) == draft.title.place).unwrap_or(0);
    for (number, shown) in &paragraphs[..title] {
        let squeezed = folded(shown);
        for word in &words.signatory {
            if let Some(at) = squeezed.find(&format!("{word}:")) {
                keep(draft, "signatory", *number, squeezed[at + word.len() + 1..].to_owned());
            }
        }
    }
    let mut body_from = (title + 1).min(paragraphs.len());
    if let Some((number, shown)) = paragraphs
        .get(body_from..)
        .and_then(|rest| rest.iter().find(|(_, shown)| !text::trim(shown).is_empty()))
    {
        let squeezed = folded(shown);
        if squeezed.ends_with(':') && squeezed.chars().count() <= 80 {
            keep(draft, "main_recipients", *number, squeezed.trim_end_matches(':').to_owned());
            body_from =
                paragraphs.iter().position(|(other, _)| other == number).map_or(body_from, |index| index + 1);
        }
    }
    let mut body_to = paragraphs.len();
    for (index, (number, shown)) in paragraphs.iter().enumerate().skip(body_from) {
        let squeezed = folded(shown);
        let starts = |list: &[String]| list.iter().any(|word| squeezed.starts_with(word.as_str()));
        let after = |list: &[String]| {
            list.iter().find_map(|word| squeezed.strip_prefix(&format!("{word}:")).map(str::to_owned))
        };
        let short = squeezed.chars().count() <= 40;
        let mut tail = true;
        if let Some(copies) = after(&words.copies) {
            keep(draft, "copy_recipients", *number, copies.trim_end_matches('。').to_owned());
        } else if short && starts(&words.closing) {
            keep(draft, "closing", *number, squeezed.clone());
        } else if after(&words.attachments).is_some() {
        } else if index > body_from && short && is_signature(extractor, &squeezed) {
            draft.sealed |= extractor.is_sealed(&squeezed);
            keep(draft, "unit_name", *number, squeezed.clone());
        } else if short
            && body_to < paragraphs.len()
            && read_date(&squeezed, None).value.text().is_none()
            && is_date(&squeezed)
        {
            keep(draft, "filled_on", *number, squeezed.clone());
        } else {
            tail = false;
        }
        if tail {
            body_to = body_to.min(index);
        }
    }
    &paragraphs[body_from..body_to.max(body_from)]
}

fn is_signature(extractor: &Extractor, squeezed: &str) -> bool {
    !squeezed.ends_with(['。', '；', '：', ':'])
        && extractor.registry.resolve(&extractor.without_seal(squeezed), None, None).unit().is_some()
}

fn is_date(squeezed: &str) -> bool {
    !read_date(squeezed, None).value.is_missing()
}
