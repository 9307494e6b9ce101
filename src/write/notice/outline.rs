//! The outline of a part of a Word file: its elements and texts with their places in the source, so that tags can be
//! found and moved without touching anything else.

use crate::model::Saying;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::ops::Range;

/// An element and where it stands.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name as written, such as `w:p`.
    pub name: String,
    /// The index of the element around it.
    pub parent: Option<usize>,
    /// From its start tag to its end tag.
    pub range: Range<usize>,
}

/// A text of a `w:t` element.
#[derive(Clone, Debug)]
pub struct Text {
    /// The index of its `w:t`.
    pub element: usize,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Elements in the order of their start tags, and texts in reading order.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// All elements.
    pub elements: Vec<Element>,
    /// All texts.
    pub texts: Vec<Text>,
}

/// Deeper than any honest document.
const DEEPEST: usize = 256;

impl Outline {
    /// Reads a part. An `Err` says why it is no XML that can be trusted.
    pub fn read(source: &str) -> Result<Outline, Saying> {
        let mut reader = Reader::from_str(source);
        let mut outline = Outline::default();
        let mut open: Vec<usize> = Vec::new();
        loop {
            let start = position(&reader);
            let wrong = |error: quick_xml::Error| Saying::new("damaged.xml").with("why", error.to_string());
            let event = reader.read_event().map_err(wrong)?;
            let end = position(&reader);
            match event {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    outline.elements.push(Element { name, parent: open.last().copied(), range: start..end });
                    open.push(outline.elements.len() - 1);
                    if open.len() > DEEPEST {
                        return Err(Saying::new("damaged.deep"));
                    }
                }
                Event::Empty(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    outline.elements.push(Element { name, parent: open.last().copied(), range: start..end });
                }
                Event::End(_) => {
                    if let Some(element) = open.pop() {
                        outline.elements[element].range.end = end;
                    }
                }
                Event::Text(_) | Event::GeneralRef(_) | Event::CData(_) => outline.text(&open, start..end),
                Event::DocType(_) => return Err(Saying::new("damaged.document_type")),
                Event::Eof => break,
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            }
        }
        if open.is_empty() { Ok(outline) } else { Err(Saying::new("damaged.cut_off")) }
    }

    fn text(&mut self, open: &[usize], range: Range<usize>) {
        let Some(element) = open.last().copied().filter(|index| self.elements[*index].name == "w:t") else {
            return;
        };
        match self.texts.last_mut() {
            Some(last) if last.element == element && last.range.end == range.start => {
                last.range.end = range.end;
            }
            _ => self.texts.push(Text { element, range }),
        }
    }

    /// The nearest element of a name around an element; the element itself may be it.
    pub fn nearest(&self, element: usize, name: &str) -> Option<usize> {
        self.ancestors(element).find(|index| self.elements[*index].name == name)
    }

    /// The element and all around it, from the inside.
    pub fn ancestors(&self, element: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(element), |index| self.elements[*index].parent)
    }

    /// The texts of each paragraph, in the order of the paragraphs.
    pub fn paragraphs(&self) -> Vec<(usize, Vec<&Text>)> {
        let mut paragraphs: std::collections::BTreeMap<usize, Vec<&Text>> = Default::default();
        for text in &self.texts {
            if let Some(paragraph) = self.nearest(text.element, "w:p") {
                paragraphs.entry(paragraph).or_default().push(text);
            }
        }
        paragraphs.into_iter().collect()
    }

    /// The words of a paragraph that stands at a place of the source, for messages.
    pub fn words(&self, source: &str, element: usize) -> String {
        let range = &self.elements[element].range;
        self.texts
            .iter()
            .filter(|text| range.start <= text.range.start && text.range.end <= range.end)
            .map(|text| super::xml::unescape(&source[text.range.clone()]))
            .collect()
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).expect("a position within a slice fits")
}
