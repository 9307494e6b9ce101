//! A narrative: headings and what stands below them (FORMS.md 4.5, 4.19). Headings are found by number and by the
//! declared words, their order is free.

use crate::catalog::Form;
use crate::model::{Place, Section, text};
use regex::Regex;
use std::sync::LazyLock;

/// A paragraph: its number and its text.
pub type Paragraph<'a> = (u32, &'a str);

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:(第[一二三四五六七八九十]{1,3}(?:部分|章|节))|([一二三四五六七八九十]{1,3})[、，.．:：]|[（(]([一二三四五六七八九十]{1,3})[）)]|([0-9]{1,2})[、.．])[\\s　、:：]*(.+)$")
        .expect("a fixed pattern")
});

/// How a heading is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    Part,
    Chinese,
    Bracket,
    Arabic,
    None,
}

fn numbered(paragraph: &str) -> (Style, &str) {
    let Some(found) = NUMBERED.captures(paragraph) else { return (Style::None, paragraph) };
    let style = match (found.get(1), found.get(2), found.get(3)) {
        (Some(_), ..) => Style::Part,
        (_, Some(_), _) => Style::Chinese,
        (_, _, Some(_)) => Style::Bracket,
        _ => Style::Arabic,
    };
    (style, found.get(5).map_or(paragraph, |rest| rest.as_str()))
}

/// The declared heading that a line is, by the longest of its words.
fn declared<'f>(form: &'f Form, line: &str) -> Option<&'f str> {
    let key = text::key(line);
    let words = form
        .headings
        .iter()
        .flat_map(|heading| heading.words.iter().map(move |word| (heading, text::key(word))));
    let found = words.filter(|(_, word)| key.contains(word.as_str())).max_by_key(|(_, word)| word.len())?;
    Some(&found.0.key)
}

fn is_line(line: &str) -> bool {
    let line = text::trim(line);
    !line.is_empty()
        && line.chars().count() <= 32
        && !line.ends_with(['。', '；', ';', '，', ',', '？', '：', ':'])
}

/// The sections of a narrative; empty if no declared heading is found.
pub fn sections(form: &Form, paragraphs: &[Paragraph]) -> Vec<Section> {
    let lines: Vec<(usize, Style, &str)> = paragraphs
        .iter()
        .enumerate()
        .filter_map(|(index, (_, shown))| {
            let (style, rest) = numbered(text::trim(shown));
            is_line(rest).then_some((index, style, rest))
        })
        .collect();
    let mut votes: Vec<(Style, usize)> = Vec::new();
    for (_, style, _) in lines.iter().filter(|(_, _, line)| declared(form, line).is_some()) {
        match votes.iter_mut().find(|(other, _)| other == style) {
            Some((_, count)) => *count += 1,
            None => votes.push((*style, 1)),
        }
    }
    let Some((style, _)) = votes.iter().max_by_key(|(style, count)| (*count, std::cmp::Reverse(*style)))
    else {
        return Vec::new();
    };
    let heads: Vec<&(usize, Style, &str)> = lines
        .iter()
        .filter(|(_, other, line)| {
            other == style && (*style != Style::None || declared(form, line).is_some())
        })
        .collect();
    let ends = heads.iter().skip(1).map(|(index, ..)| *index).chain([paragraphs.len()]);
    heads
        .iter()
        .zip(ends)
        .map(|((index, _, heading), end)| Section {
            key: declared(form, heading).unwrap_or_default().to_owned(),
            heading: text::trim(heading).to_owned(),
            place: Place::Paragraph(paragraphs[*index].0),
            paragraphs: paragraphs[index + 1..end]
                .iter()
                .filter(|(_, shown)| !text::trim(shown).is_empty())
                .map(|(number, shown)| (Place::Paragraph(*number), text::trim(shown).to_owned()))
                .collect(),
        })
        .collect()
}

/// The number of points in a section: paragraphs that are numbered below the heading.
pub fn points(section: &Section) -> usize {
    let is_point = |text: &str| {
        numbered(text).0 != Style::None
            || ["一是", "二是", "三是", "四是", "五是", "六是"].iter().any(|start| text.starts_with(start))
    };
    section.paragraphs.iter().filter(|(_, text)| is_point(text)).count()
}
