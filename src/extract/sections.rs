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
    // Most paragraphs are prose: their first character tells it.
    if !paragraph.starts_with(|first: char| "第一二三四五六七八九十（(0123456789".contains(first))
    {
        return (Style::None, paragraph);
    }
    let Some(found) = NUMBERED.captures(paragraph) else { return (Style::None, paragraph) };
    let style = match (found.get(1), found.get(2), found.get(3)) {
        (Some(_), ..) => Style::Part,
        (_, Some(_), _) => Style::Chinese,
        (_, _, Some(_)) => Style::Bracket,
        _ => Style::Arabic,
    };
    (style, found.get(5).map_or(paragraph, |rest| rest.as_str()))
}

/// The words of a form's headings as keys, each with the number of its heading.
pub type HeadingWords = Vec<(usize, String)>;

/// The words by which the headings of a form are told.
pub fn heading_words(form: &Form) -> HeadingWords {
    let headings = form.headings.iter().enumerate();
    headings.flat_map(|(number, one)| one.words.iter().map(move |word| (number, text::key(word)))).collect()
}

/// The number of the declared heading that a line is, by the longest of its words.
fn declared(words: &HeadingWords, line: &str) -> Option<usize> {
    let key = text::key(line);
    let found =
        words.iter().filter(|(_, word)| key.contains(word.as_str())).max_by_key(|(_, word)| word.len());
    Some(found?.0)
}

fn is_line(line: &str) -> bool {
    let line = text::trim(line);
    !line.is_empty()
        && line.chars().count() <= 32
        && !line.ends_with(['。', '；', ';', '，', ',', '？', '：', ':'])
}

/// A line that may be a heading.
struct Line<'a> {
    /// The number of its paragraph.
    index: usize,
    style: Style,
    text: &'a str,
    /// The number of the declared heading that it is.
    declared: Option<usize>,
}

/// The sections of a narrative; empty if no declared heading is found. `words` are those of the form's headings.
pub fn sections(form: &Form, words: &HeadingWords, paragraphs: &[Paragraph]) -> Vec<Section> {
    if words.is_empty() {
        return Vec::new();
    }
    let lines: Vec<Line> = paragraphs
        .iter()
        .enumerate()
        .filter_map(|(index, (_, shown))| {
            let (style, text) = numbered(text::trim(shown));
            is_line(text).then(|| Line { index, style, text, declared: declared(words, text) })
        })
        .collect();
    let mut votes: Vec<(Style, usize)> = Vec::new();
    for line in lines.iter().filter(|line| line.declared.is_some()) {
        match votes.iter_mut().find(|(other, _)| *other == line.style) {
            Some((_, count)) => *count += 1,
            None => votes.push((line.style, 1)),
        }
    }
    let Some((style, _)) = votes.iter().max_by_key(|(style, count)| (*count, std::cmp::Reverse(*style)))
    else {
        return Vec::new();
    };
    let is_head = |line: &&Line| line.style == *style && (*style != Style::None || line.declared.is_some());
    let heads: Vec<&Line> = lines.iter().filter(is_head).collect();
    let ends = heads.iter().skip(1).map(|line| line.index).chain([paragraphs.len()]);
    heads
        .iter()
        .zip(ends)
        .map(|(head, end)| Section {
            key: head.declared.map_or_else(String::new, |number| form.headings[number].key.clone()),
            heading: text::trim(head.text).to_owned(),
            place: Place::Paragraph(paragraphs[head.index].0),
            paragraphs: paragraphs[head.index + 1..end]
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
