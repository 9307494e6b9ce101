//! Notes on cells (ISO/IEC 29500-1, 18.7) and the old drawing in which they are shown. Notes of the sender are kept; those
//! that we put there before are replaced.

use super::edits::{Edits, escaped};
use crate::model::Place;
use crate::paper::reference;
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Tag, Token};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A note: row and column from 0, and its text.
pub type Note = (u32, u16, String);

/// Letters of the wide kind on a line of a note, and its greatest height in rows.
const LINE: usize = 24;
const HIGHEST: usize = 24;

/// The notes of a sheet after ours were put among them.
pub struct Notes {
    /// The part that holds them.
    pub part: String,
    /// All of them.
    pub all: Vec<Note>,
    /// Those whose cells had none.
    pub fresh: Vec<Note>,
    /// True if notes were removed, so that they must not be drawn any more.
    pub removed: bool,
}

/// What a note that stands in the part is.
struct Standing {
    from: usize,
    to: usize,
    cell: (u32, u16),
    text: String,
    /// Its `text` element: begin, where its end tag begins, end, and whether it is empty.
    inside: (usize, usize, usize, bool),
    /// A bare text in it: begin and end of the element.
    bare: Option<(usize, usize)>,
    /// Where what is read aloud begins, which must stay last.
    aloud: Option<usize>,
}

/// A part with notes, where there was none.
pub fn new_part(notes: &[Note], author: &str) -> String {
    let list: String = notes.iter().map(|note| element("", 0, note)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <authors><author>{}</author></authors><commentList>{list}</commentList></comments>",
        escaped(author)
    )
}

fn element(prefix: &str, author: usize, (row, column, text): &Note) -> String {
    let place = Place::Cell { sheet: 0, row: *row, column: *column };
    let run = run(prefix, text);
    format!(
        "<{prefix}comment ref=\"{place}\" authorId=\"{author}\"><{prefix}text>{run}</{prefix}text></{prefix}comment>"
    )
}

fn run(prefix: &str, text: &str) -> String {
    let text = escaped(text);
    format!("<{prefix}r><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}r>")
}

/// Puts notes among those of a part. `opening` is how ours begin.
///
/// # Errors
/// `UnknownFormat` if the part has not what all have; else as for reading it.
pub fn merged(
    part: &str,
    depth: usize,
    notes: &[Note],
    author: &str,
    opening: &str,
) -> Result<Notes, Refusal> {
    let mut scanner = Scanner::new(part, depth);
    let Some(Token::Start(root)) = scanner.token()? else { return Err(Refusal::Damaged) };
    let prefix = root.prefix();
    let mut edits = Edits::of(part);
    let (mut authors, mut lists) = (None, None);
    let (mut count, mut before) = (0usize, scanner.at());
    let mut standing: Vec<Standing> = Vec::new();
    while let Some(token) = scanner.token()? {
        match token {
            Token::Start(tag) if tag.name == "authors" => authors = Some((tag, scanner.at())),
            Token::Start(tag) if tag.name == "author" => count += 1,
            Token::Start(tag) if tag.name == "commentList" => lists = Some((tag, scanner.at())),
            Token::Start(tag) if tag.name == "comment" => standing.push(read(&mut scanner, &edits, tag)?),
            Token::End("authors") => {
                authors = authors.map(|(tag, at)| (tag, if tag.empty { at } else { before }))
            }
            Token::End("commentList") => {
                lists = lists.map(|(tag, at)| (tag, if tag.empty { at } else { before }))
            }
            _ => {}
        }
        before = scanner.at();
    }
    let (Some((authors, authors_end)), Some((list, list_end))) = (authors, lists) else {
        return Err(Refusal::UnknownFormat);
    };
    edits.append(authors, authors_end, &format!("<{prefix}author>{}</{prefix}author>", escaped(author)));
    let mut merged = Notes { part: String::new(), all: Vec::new(), fresh: Vec::new(), removed: false };
    let mut taken = BTreeSet::new();
    for one in &standing {
        let new = notes.iter().find(|(row, column, _)| (*row, *column) == one.cell);
        let own = one.text.find(opening);
        if own == Some(0) {
            edits.replace(one.from, one.to, "");
            merged.removed = true;
            continue;
        }
        let said = own.map_or(one.text.as_str(), |at| one.text[..at].trim_end());
        let text = match new {
            Some((.., text)) => format!("{said}\n{text}"),
            None => said.to_owned(),
        };
        let (from, before_end, to, empty) = one.inside;
        if own.is_some() || (empty && new.is_some()) {
            edits.replace(from, to, format!("<{prefix}text>{}</{prefix}text>", run(prefix, &text)));
        } else if let Some((.., added)) = new {
            if let Some((begin, end)) = one.bare {
                edits.insert(begin, format!("<{prefix}r>"));
                edits.insert(end, format!("</{prefix}r>"));
            }
            edits.insert(one.aloud.unwrap_or(before_end), run(prefix, &format!("\n{added}")));
        }
        taken.insert(one.cell);
        merged.all.push((one.cell.0, one.cell.1, text));
    }
    merged.fresh =
        notes.iter().filter(|(row, column, _)| !taken.contains(&(*row, *column))).cloned().collect();
    merged.all.extend(merged.fresh.iter().cloned());
    let added: String = merged.fresh.iter().map(|note| element(prefix, count, note)).collect();
    edits.append(list, list_end, &added);
    merged.part = edits.applied()?;
    Ok(merged)
}

/// The note whose tag was met last.
fn read<'a>(scanner: &mut Scanner<'a>, edits: &Edits<'a>, tag: Tag<'a>) -> Result<Standing, Refusal> {
    let outside = scanner.level() - 1;
    let cell = tag.raw("ref")?.and_then(reference::cell).ok_or(Refusal::Damaged)?;
    let from = edits.place(tag.qualified) - 1;
    let mut one = Standing {
        from,
        to: from,
        cell,
        text: String::new(),
        inside: (0, 0, 0, true),
        bare: None,
        aloud: None,
    };
    let mut before = scanner.at();
    while scanner.level() > outside {
        match scanner.token()? {
            Some(Token::Start(tag)) if tag.name == "text" && scanner.level() == outside + 2 => {
                one.inside = (edits.place(tag.qualified) - 1, scanner.at(), scanner.at(), tag.empty);
            }
            Some(Token::Start(tag)) if matches!(tag.name, "rPh" | "phoneticPr") => {
                one.aloud.get_or_insert(edits.place(tag.qualified) - 1);
                scanner.skip()?;
            }
            Some(Token::Start(tag)) if tag.name == "t" => {
                let begin = edits.place(tag.qualified) - 1;
                let is_bare = scanner.level() == outside + 3;
                one.text.push_str(&scanner.content()?);
                if is_bare {
                    one.bare = Some((begin, scanner.at()));
                }
            }
            Some(Token::End("text")) if scanner.level() == outside + 1 => {
                one.inside.1 = before;
                one.inside.2 = scanner.at();
            }
            _ => {}
        }
        before = scanner.at();
    }
    one.to = scanner.at();
    if one.inside.2 == 0 { Err(Refusal::Damaged) } else { Ok(one) }
}

/// The drawing in which notes are shown, where there was none.
pub fn new_drawing(notes: &[Note]) -> String {
    let shapes: String = (1025..).zip(notes).map(|(number, note)| shape(number, note)).collect();
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" \
         data=\"1\"/></o:shapelayout>{KIND}{shapes}</xml>"
    )
}

/// A drawing with notes more. It is looked at as a text, since Excel's own are not always well-formed.
///
/// # Errors
/// `UnknownFormat` if it does not end as drawings do, or if notes were removed and it shows other things, too.
pub fn drawn(drawing: &str, notes: &Notes) -> Result<String, Refusal> {
    let shown = drawing.matches("ObjectType=").count();
    if notes.removed {
        let only_notes = drawing.matches("ObjectType=\"Note\"").count() == shown;
        return if only_notes { Ok(new_drawing(&notes.all)) } else { Err(Refusal::UnknownFormat) };
    }
    let end = drawing.rfind("</xml>").ok_or(Refusal::UnknownFormat)?;
    let numbers = drawing.match_indices("_x0000_s").filter_map(|(at, word)| {
        let rest = &drawing[at + word.len()..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest[..digits].parse::<u32>().ok()
    });
    let first = numbers.max().unwrap_or(1024).saturating_add(1);
    let kind = if drawing.contains("_x0000_t202\"") && drawing.contains("shapetype") { "" } else { KIND };
    let shapes: String = (first..).zip(&notes.fresh).map(|(number, note)| shape(number, note)).collect();
    Ok(format!("{}{kind}{shapes}{}", &drawing[..end], &drawing[end..]))
}

const KIND: &str = "<v:shapetype xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
    id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke \
    joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

fn shape(number: u32, (row, column, text): &Note) -> String {
    let wide = |letter: char| if letter.is_ascii() { 1 } else { 2 };
    let lines = text.lines().map(|line| line.chars().map(wide).sum::<usize>().div_ceil(2 * LINE).max(1));
    let height = lines.sum::<usize>().clamp(3, HIGHEST) + 1;
    let (left, top) = (u32::from(*column) + 1, row.saturating_sub(1));
    let bottom = u64::from(top) + height as u64;
    let mut shape = String::new();
    let _ = write!(
        shape,
        "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_s{number}\" type=\"#_x0000_t202\" \
         style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:240pt;height:{}pt;z-index:1;visibility:hidden\" \
         fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" \
         obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div \
         style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
         <x:Anchor>{left}, 15, {top}, 2, {}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>\
         <x:Column>{column}</x:Column></x:ClientData></v:shape>",
        height * 14,
        left + 5
    );
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENING: &str = "审核意见：";

    fn notes() -> Vec<Note> {
        vec![(1, 1, format!("{OPENING}改"))]
    }

    fn merge(part: &str, notes: &[Note]) -> Notes {
        merged(part, 30, notes, "甲", OPENING).unwrap()
    }

    #[test]
    fn a_note_joins_that_of_the_sender_and_leaves_it_again() {
        let part = "<comments><authors><author>乙</author></authors><commentList><comment ref=\"B2\" authorId=\"0\">\
            <text><t>原注</t></text></comment></commentList></comments>";
        let once = merge(part, &notes());
        assert!(once.fresh.is_empty() && !once.removed);
        let joined = "<text><r><t>原注</t></r><r><t xml:space=\"preserve\">&#10;审核意见：改</t></r></text>";
        assert!(once.part.contains(joined), "{}", once.part);
        let again = merge(&once.part, &[]);
        assert_eq!(again.all, [(1, 1, "原注".to_owned())]);
        assert!(
            again.part.contains("<text><r><t xml:space=\"preserve\">原注</t></r></text>"),
            "{}",
            again.part
        );
    }

    #[test]
    fn our_own_notes_of_before_are_replaced_and_no_longer_drawn() {
        let once = new_part(&notes(), "甲");
        let again = merge(&once, &[(4, 0, format!("{OPENING}又"))]);
        assert!(again.removed && !again.part.contains("改"));
        assert_eq!(again.all, again.fresh);
        let drawing = new_drawing(&notes());
        let drawn_again = drawn(&drawing, &again).unwrap();
        assert!(drawn_again.contains("<x:Row>4</x:Row>") && !drawn_again.contains("<x:Row>1</x:Row>"));
        let control = drawing.replace("</xml>", "<x:ClientData ObjectType=\"Button\"/></xml>");
        assert!(drawn(&control, &again).is_err());
    }

    #[test]
    fn what_a_drawing_shows_stays_and_numbers_go_on() {
        let drawing = "<xml><v:shape id=\"_x0000_s2050\"/><br></xml>";
        let part = "<comments><authors/><commentList/></comments>";
        let drawn = drawn(drawing, &merge(part, &notes())).unwrap();
        assert!(
            drawn.starts_with("<xml><v:shape id=\"_x0000_s2050\"/><br>")
                && drawn.ends_with("</v:shape></xml>")
        );
        assert!(drawn.contains("_x0000_s2051") && drawn.contains("<x:Column>1</x:Column>"));
    }
}
