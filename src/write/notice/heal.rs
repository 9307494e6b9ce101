//! Makes a part of any Word file into a template: tags that Word has split over runs are joined, `{%p … %}`,
//! `{%tr … %}`, `{%tc … %}` and `{%r … %}` replace the paragraph, row, cell or run that holds them (the conventions
//! of docxtpl), and blocks that would break the document are refused before anything is filled.

use super::fault::{Fault, Wrong};
use super::outline::Outline;
use super::tag::{self, Tag};
use super::xml::unescape;
use std::ops::Range;

/// The part as a template in the language of minijinja.
pub fn heal(source: &str) -> Result<String, Vec<Fault>> {
    let whole = |why| vec![Fault::of_file(Wrong::Damaged(why))];
    let source = source.replace("<w:t>", "<w:t xml:space=\"preserve\">");
    let outline = Outline::read(&source).map_err(whole)?;
    let joined = join(&source, &outline);
    let outline = Outline::read(&joined).map_err(whole)?;
    let faults = faults(&joined, &outline);
    if !faults.is_empty() {
        return Err(faults);
    }
    let hoisted = hoist(&joined, &outline);
    Ok(tag::rewrite(&hoisted, |tag| clean(tag.text)))
}

/// The tag as its author meant it: entities resolved, quotes and blanks that Word made typographic put back.
fn clean(text: &str) -> String {
    unescape(text)
        .chars()
        .map(|character| match character {
            '“' | '”' => '"',
            '‘' | '’' => '\'',
            '\u{a0}' | '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

/// Moves the characters of each split tag into the text in which it begins.
fn join(source: &str, outline: &Outline) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (_, texts) in outline.paragraphs() {
        let whole: String = texts.iter().map(|text| &source[text.range.clone()]).collect();
        let tags = tag::find(&whole);
        let mut start = 0;
        let mut split = false;
        // Each text keeps what lies between its own borders, moved out of tags: a border within a tag goes to its end.
        let borders: Vec<usize> = texts
            .iter()
            .map(|text| {
                start += text.range.len();
                let inside = tags.iter().find(|tag| tag.range.start < start && start < tag.range.end);
                split |= inside.is_some();
                inside.map_or(start, |tag| tag.range.end)
            })
            .collect();
        if !split {
            continue;
        }
        let mut from = 0;
        for (text, to) in texts.iter().zip(borders) {
            edits.push((text.range.clone(), whole[from..to].to_owned()));
            from = to;
        }
    }
    apply(source, edits)
}

/// Replaces ranges that do not overlap.
fn apply(source: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(source.len());
    let mut from = 0;
    for (range, text) in edits {
        out.push_str(&source[from..range.start]);
        out.push_str(&text);
        from = range.end;
    }
    out.push_str(&source[from..]);
    out
}

/// Every tag of the part with the index of its `w:t`, in order.
fn tags<'s>(source: &'s str, outline: &Outline) -> Vec<(usize, Tag<'s>)> {
    let of_text = |text: &super::outline::Text| {
        let element = text.element;
        let found = tag::find(&source[text.range.clone()]);
        found.into_iter().map(move |tag| (element, tag)).collect::<Vec<_>>()
    };
    outline.texts.iter().flat_map(of_text).collect()
}

/// The element for which a tag stands: its own text, or what its prefix names.
fn place_of(outline: &Outline, element: usize, tag: &Tag) -> Option<usize> {
    match tag.hoist() {
        Some(name) => outline.nearest(element, &format!("w:{name}")),
        None => Some(element),
    }
}

/// Replaces elements by the tags that stand for them.
fn hoist(source: &str, outline: &Outline) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (element, tag) in tags(source, outline) {
        if tag.hoist().is_none() {
            continue;
        }
        let Some(place) = place_of(outline, element, &tag) else { continue };
        let range = outline.elements[place].range.clone();
        match edits.last_mut() {
            Some((last, text)) if *last == range => text.push_str(&tag.plain()),
            _ => edits.push((range, tag.plain())),
        }
    }
    apply(source, edits)
}

/// What would be lost or broken: text beside a hoisted tag, blocks that begin and end in different places.
fn faults(source: &str, outline: &Outline) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut open: Vec<(String, usize, bool)> = Vec::new();
    for (element, tag) in tags(source, outline) {
        let words = |element: usize| match outline.nearest(element, "w:p") {
            Some(paragraph) => outline.words(source, paragraph),
            None => outline.words(source, element),
        };
        let mut wrong =
            |wrong: Wrong| faults.push(Fault { part: String::new(), place: words(element), wrong });
        let text = || clean(tag.text);
        let Some(place) = place_of(outline, element, &tag) else {
            wrong(Wrong::NotInTable(text()));
            continue;
        };
        let hoisted = tag.hoist().is_some();
        if hoisted && !only_tags(&outline.words(source, place)) {
            wrong(Wrong::TextBeside(text()));
            continue;
        }
        let Some(word) = tag.word() else { continue };
        if let Some(opened) = word.strip_prefix("end") {
            match open.pop() {
                None => wrong(Wrong::EndsNothing(text())),
                Some((begun, other, other_hoisted)) => {
                    if begun != opened {
                        wrong(Wrong::EndsOther { tag: text(), begun });
                    } else if !alike(outline, (other, other_hoisted), (place, hoisted)) {
                        wrong(Wrong::OtherLevel(text()));
                    }
                }
            }
        } else if matches!(word, "else" | "elif") {
            let same = open.last().is_some_and(|(_, other, other_hoisted)| {
                alike(outline, (*other, *other_hoisted), (place, hoisted))
            });
            if !same {
                wrong(Wrong::OtherLevel(text()));
            }
        } else if tag.opens() {
            open.push((word.to_owned(), place, hoisted));
        }
    }
    for (word, place, _) in open {
        let place = outline.nearest(place, "w:p").unwrap_or(place);
        let place = outline.words(source, place);
        faults.push(Fault { part: String::new(), place, wrong: Wrong::NeverEnded(word) });
    }
    faults
}

/// True if a text is nothing but statement tags.
fn only_tags(words: &str) -> bool {
    tag::rewrite(words, |tag| if tag.hoist().is_some() { String::new() } else { tag.text.to_owned() })
        .trim()
        .is_empty()
}

/// True if what lies between two tags is well-formed: hoisted ones have one parent, others stand in one paragraph
/// at the same depth.
fn alike(outline: &Outline, left: (usize, bool), right: (usize, bool)) -> bool {
    let parent = |element: usize| outline.elements[element].parent;
    match (left.1, right.1) {
        (true, true) => parent(left.0) == parent(right.0),
        (false, false) => {
            let chain = |element: usize| -> Vec<&str> {
                let names = outline.ancestors(element).map(|index| outline.elements[index].name.as_str());
                names.take_while(|name| *name != "w:p").collect()
            };
            outline.nearest(left.0, "w:p") == outline.nearest(right.0, "w:p")
                && chain(left.0) == chain(right.0)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
