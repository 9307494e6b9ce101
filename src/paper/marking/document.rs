//! The marks on a Word file (docx): a comment at each paragraph or cell. Nothing that it says is changed.

use super::edits::{Edits, escaped};
use super::parts::{Parts, append_to_root, numbered_name};
use super::passive::{leading_out, make_passive};
use super::{Mark, Marks};
use crate::paper::docx;
use crate::paper::opc::Relationship;
use crate::paper::sheet::{Limits, Refusal};
use crate::paper::xml::{Scanner, Token};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The document with a comment at each marked place.
///
/// # Errors
/// `UnknownFormat` if it cannot be edited or has none of the places; else as for reading it.
pub fn marked(bytes: &[u8], limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Refusal> {
    let mut parts = Parts::open(bytes, limits)?;
    let main = parts.main_part(docx::USUAL_MAIN_PARTS)?;
    let relations = parts.relations(&main)?;
    forget_template(&mut parts, &relations)?;
    make_passive(&mut parts)?;
    let text = parts.text(&main)?;
    if !text.contains(WORDS) {
        return Err(Refusal::UnknownFormat);
    }
    let spots = docx::spots(&text, limits.depth, limits.cells)?;
    let noted = marks.marks.iter().filter(|mark| !mark.note.is_empty());
    let noted: Vec<(&Mark, docx::Span)> = noted
        .filter_map(|mark| Some((mark, spots.iter().find(|(place, _)| *place == mark.place)?.1)))
        .collect();
    if noted.is_empty() {
        return Err(Refusal::UnknownFormat);
    }
    let standing = relations.iter().find(|one| one.kind == "comments").and_then(|one| one.target.clone());
    let standing = standing.filter(|target| parts.has(target));
    let present = match &standing {
        Some(target) => parts.text(target)?,
        None => format!("<w:comments xmlns:w=\"{WORDS}\"></w:comments>"),
    };
    let first = next_id(&present, limits.depth)?;
    let numbered: Vec<(usize, &Mark, docx::Span)> =
        (first..).zip(noted).map(|(id, (mark, span))| (id, mark, span)).collect();
    let (present, old) = without_ours(&present, limits.depth, &marks.opening)?;
    let mut edits = Edits::of(&text);
    take_off(&mut edits, &text, limits.depth, &old)?;
    for (id, _, (from, to)) in &numbered {
        let paragraph = text.get(*from..*to).ok_or(Refusal::Damaged)?;
        enclose(&mut edits, paragraph, limits.depth, *id)?;
    }
    let outward = leading_out(&mut parts, &main)?;
    if !outward.is_empty() {
        parts.unrelate(&main, &outward)?;
        unlink(&mut edits, &text, limits.depth, &outward)?;
    }
    parts.set(&main, edits.applied()?);
    let comments: String = numbered.iter().map(|(id, mark, _)| comment(*id, mark, marks)).collect();
    let made = append_to_root(&present, limits.depth, |_| comments.clone())?;
    match standing {
        Some(target) => parts.set(&target, made),
        None => {
            let name = parts.add(|number| numbered_name("word/comments", number), COMMENTS, made)?;
            parts.relate(&main, "comments", &name)?;
        }
    }
    Ok(parts.written())
}

/// Most documents name the template that they were made from, on a disk or in a network; it is not needed and not looked for.
fn forget_template(parts: &mut Parts<'_, '_>, relations: &[Relationship]) -> Result<(), Refusal> {
    let settings = relations.iter().find(|one| one.kind == "settings").and_then(|one| one.target.clone());
    let Some(settings) = settings.filter(|target| parts.has(target)) else { return Ok(()) };
    let named = parts.relations(&settings)?.into_iter().filter(|one| one.kind == "attachedTemplate");
    let named: Vec<String> = named.map(|one| one.id).collect();
    if named.is_empty() {
        return Ok(());
    }
    parts.unrelate(&settings, &named)?;
    let text = parts.text(&settings)?;
    let mut edits = Edits::of(&text);
    let mut scanner = Scanner::new(&text, parts.depth());
    while let Some(token) = scanner.token()? {
        if let Token::Start(tag) = token
            && tag.name == "attachedTemplate"
        {
            let from = edits.place(tag.qualified) - 1;
            scanner.skip()?;
            edits.replace(from, scanner.at(), "");
        }
    }
    let made = edits.applied()?;
    parts.set(&settings, made);
    Ok(())
}

/// Makes plain text of links that lead out of the file.
fn unlink(edits: &mut Edits<'_>, part: &str, depth: usize, ids: &[String]) -> Result<(), Refusal> {
    let mut scanner = Scanner::new(part, depth);
    let (mut before, mut open) = (0, Vec::new());
    while let Some(token) = scanner.token()? {
        match token {
            Token::Start(tag) if tag.name == "hyperlink" => {
                let out = tag.text("id")?.is_some_and(|id| ids.iter().any(|other| *other == id));
                open.push(out && !tag.empty);
                if out {
                    edits.replace(edits.place(tag.qualified) - 1, scanner.at(), "");
                }
            }
            Token::End("hyperlink") if open.pop() == Some(true) => edits.replace(before, scanner.at(), ""),
            _ => {}
        }
        before = scanner.at();
    }
    Ok(())
}

/// The first number that no comment has.
fn next_id(comments: &str, depth: usize) -> Result<usize, Refusal> {
    let mut scanner = Scanner::new(comments, depth);
    let mut next = 0;
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        if tag.name == "comment" {
            let id = tag.raw("id")?.and_then(|id| id.parse::<usize>().ok());
            next = next.max(id.map_or(0, |id| id.saturating_add(1)));
        }
    }
    Ok(next)
}

/// The comments without those that we put there before, which begin with `opening`, and the ids of these.
fn without_ours(comments: &str, depth: usize, opening: &str) -> Result<(String, BTreeSet<String>), Refusal> {
    let mut scanner = Scanner::new(comments, depth);
    let mut edits = Edits::of(comments);
    let mut ids = BTreeSet::new();
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        if tag.name == "comment" {
            let from = edits.place(tag.qualified) - 1;
            let id = tag.text("id")?.unwrap_or_default().into_owned();
            if scanner.content()?.trim_start().starts_with(opening) {
                edits.replace(from, scanner.at(), "");
                ids.insert(id);
            }
        }
    }
    Ok((edits.applied()?, ids))
}

/// Removes where comments stood.
fn take_off(edits: &mut Edits<'_>, part: &str, depth: usize, ids: &BTreeSet<String>) -> Result<(), Refusal> {
    const ANCHORS: [&str; 3] = ["commentRangeStart", "commentRangeEnd", "commentReference"];
    let mut scanner = Scanner::new(part, depth);
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        if ANCHORS.contains(&tag.name) && tag.text("id")?.is_some_and(|id| ids.contains(&*id)) {
            let from = edits.place(tag.qualified) - 1;
            scanner.skip()?;
            edits.replace(from, scanner.at(), "");
        }
    }
    Ok(())
}

/// Puts the begin of a comment behind the properties of a paragraph, and its end before the end of it.
fn enclose(edits: &mut Edits<'_>, paragraph: &str, depth: usize, id: usize) -> Result<(), Refusal> {
    let base = edits.place(paragraph);
    let mut scanner = Scanner::new(paragraph, depth);
    let Some(Token::Start(tag)) = scanner.token()? else { return Err(Refusal::Damaged) };
    let begin = format!("<w:commentRangeStart xmlns:w=\"{WORDS}\" w:id=\"{id}\"/>");
    let end = format!(
        "<w:commentRangeEnd xmlns:w=\"{WORDS}\" w:id=\"{id}\"/><w:r xmlns:w=\"{WORDS}\"><w:commentReference w:id=\"{id}\"/></w:r>"
    );
    if tag.empty {
        edits.append(tag, base + paragraph.len(), &format!("{begin}{end}"));
        return Ok(());
    }
    let mut at = scanner.at();
    if let Some(Token::Start(properties)) = scanner.token()?
        && properties.name == "pPr"
    {
        scanner.skip()?;
        at = scanner.at();
    }
    edits.insert(base + at, begin);
    edits.insert(base + paragraph.rfind("</").ok_or(Refusal::Damaged)?, end);
    Ok(())
}

fn comment(id: usize, mark: &Mark, marks: &Marks) -> String {
    let mut made = format!(
        "<w:comment xmlns:w=\"{WORDS}\" w:id=\"{id}\" w:author=\"{}\" w:date=\"{}Z\" w:initials=\"{}\">",
        escaped(&marks.author),
        escaped(&marks.date),
        escaped(&marks.author.chars().take(2).collect::<String>())
    );
    for line in std::iter::once(marks.opening.as_str()).chain(mark.note.lines()) {
        let _ = write!(made, "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(line));
    }
    made.push_str("</w:comment>");
    made
}
