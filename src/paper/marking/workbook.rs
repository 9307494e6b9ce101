//! The marks on a workbook (xlsx): its own parts edited where marks stand, and a list in front.

use super::edits::{Edits, escaped};
use super::notes::{self, Note};
use super::parts::{Parts, numbered_name};
use super::passive::{leading_out, make_passive, refuse_reaching_out};
use super::styles::{Looks, PLAIN, with_looks};
use super::worksheet::{self, Put};
use super::{Marks, Shade, list};
use crate::model::Place;
use crate::paper::opc::Relationship;
use crate::paper::sheet::{Area, Content, Limits, Paper, Refusal, Sheet};
use crate::paper::xlsx;
use crate::paper::xml::{Scanner, Token};
use std::collections::BTreeMap;

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const STYLES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// The namespaces of the strict kind, in which there are no notes as we make them.
const STRICT: &str = "http://purl.oclc.org/ooxml/";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Kinds of parts that tell of who shares a workbook and what each of them changed.
const SHARED: [&str; 2] = ["revisionHeaders", "usernames"];

/// What stands before the first view in the main part (ISO/IEC 29500-1, 18.2.27).
const BEFORE_PROPERTIES: [&str; 2] = ["fileVersion", "fileSharing"];

/// The workbook with marks and list. `paper` is what was read from the same bytes.
///
/// # Errors
/// `UnknownFormat` if it cannot be edited; else as for reading it.
pub fn marked(
    bytes: &[u8],
    paper: &Paper,
    limits: &Limits,
    marks: &Marks,
    converted: bool,
) -> Result<Vec<u8>, Refusal> {
    let Content::Workbook(sheets) = &paper.content else { return Err(Refusal::UnknownFormat) };
    let mut parts = Parts::open(bytes, limits)?;
    let main = parts.main_part(xlsx::USUAL_MAIN_PARTS)?;
    let macros = make_passive(&mut parts)?;
    let text = parts.text(&main)?;
    let relations = parts.relations(&main)?;
    if text.contains(STRICT) || relations.iter().any(|one| SHARED.contains(&one.kind.as_str())) {
        return Err(Refusal::UnknownFormat);
    }
    refuse_reaching_out(&text, limits.depth)?;
    let looks = looks(&mut parts, &main, &relations, &marks.list.font)?;
    let old = sheets.iter().position(|sheet| marks.list.is(sheet));
    let all = xlsx::sheet_parts(&text, &relations, limits)?;
    let cells: Vec<&(usize, String)> = all.iter().filter(|(_, part)| !part.is_empty()).collect();
    for (number, (_, part)) in cells.iter().enumerate() {
        if Some(number) != old {
            let number = u16::try_from(number).map_err(|_| Refusal::TooLarge)?;
            let on_sheet = on_sheet(marks, number, sheets.get(usize::from(number)));
            mark_sheet(&mut parts, part, &on_sheet, marks, looks)?;
        }
    }
    unselect_charts(&mut parts, &relations)?;
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut more = Vec::new();
    if converted {
        more.push(marks.list.converted.as_str());
    } else if macros {
        more.push(marks.list.without_macros.as_str());
    }
    let front = list::sheet(&marks.list, looks, &names, &more);
    let old = old.and_then(|number| cells.get(number));
    let made = match old {
        Some((entry, part)) => {
            parts.forget_relations(part);
            parts.set(part, front);
            with_front(&text, limits.depth, *entry, None)?
        }
        None => {
            let part = parts.add(|number| format!("xl/worksheets/sheet{number}.xml"), SHEET, front)?;
            let id = parts.relate(&main, "worksheet", &part)?;
            let name = free_name(&marks.list.name, &names);
            with_front(&text, limits.depth, 0, Some((&name, &id)))?
        }
    };
    parts.set(&main, made);
    Ok(parts.written())
}

/// Puts our looks behind the styles of the workbook.
fn looks(
    parts: &mut Parts<'_, '_>,
    main: &str,
    relations: &[Relationship],
    font: &str,
) -> Result<Looks, Refusal> {
    let target = relations.iter().find(|one| one.kind == "styles").and_then(|one| one.target.clone());
    let (text, target) = match target.filter(|target| parts.has(target)) {
        Some(target) => (parts.text(&target)?, target),
        None => {
            let target = parts.add(|number| numbered_name("xl/styles", number), STYLES, PLAIN)?;
            parts.relate(main, "styles", &target)?;
            (PLAIN.to_owned(), target)
        }
    };
    let (made, looks) = with_looks(&text, parts.depth(), font)?;
    parts.set(&target, made);
    Ok(looks)
}

/// The marks on a sheet by their cells. What stands in a merged area is marked where that begins, for there alone notes
/// are shown.
fn on_sheet(marks: &Marks, number: u16, sheet: Option<&Sheet>) -> BTreeMap<(u32, u16), (Shade, Vec<String>)> {
    let mut cells: BTreeMap<(u32, u16), (Shade, Vec<String>)> = BTreeMap::new();
    for mark in &marks.marks {
        let Place::Cell { sheet: on, row, column } = mark.place else { continue };
        if on != number {
            continue;
        }
        let holds = |area: &&Area| {
            (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column)
        };
        let merged = sheet.and_then(|sheet| sheet.merges.iter().find(holds));
        let place = merged.map_or((row, column), |area| (area.top, area.left));
        let (shade, notes) = cells.entry(place).or_insert((mark.shade, Vec::new()));
        *shade = (*shade).min(mark.shade);
        if !mark.note.is_empty() {
            notes.push(mark.note.clone());
        }
    }
    cells
}

fn mark_sheet(
    parts: &mut Parts<'_, '_>,
    part: &str,
    on_sheet: &BTreeMap<(u32, u16), (Shade, Vec<String>)>,
    marks: &Marks,
    looks: Looks,
) -> Result<(), Refusal> {
    let cells: Vec<(Shade, u32, u16)> =
        on_sheet.iter().map(|((row, column), (shade, _))| (*shade, *row, *column)).collect();
    let noted = on_sheet.iter().filter(|(_, (_, notes))| !notes.is_empty());
    let noted: Vec<Note> = noted
        .map(|((row, column), (_, notes))| {
            (*row, *column, format!("{}\n{}", marks.opening, notes.join("\n")))
        })
        .collect();
    let text = parts.text(part)?;
    refuse_reaching_out(&text, parts.depth())?;
    let outward = leading_out(parts, part)?;
    if !outward.is_empty() {
        parts.unrelate(part, &outward)?;
    }
    let drawing = note_cells(parts, part, &text, &noted, marks)?;
    let made = worksheet::marked(
        &text,
        parts.depth(),
        &Put { cells: &cells, looks, drawing: drawing.as_deref(), outward: &outward },
    )?;
    if made != text {
        parts.set(part, made);
    }
    Ok(())
}

/// Puts notes on the cells of a sheet; gives the id of the relation to their drawing if the sheet has had none.
fn note_cells(
    parts: &mut Parts<'_, '_>,
    part: &str,
    text: &str,
    noted: &[Note],
    marks: &Marks,
) -> Result<Option<String>, Refusal> {
    let depth = parts.depth();
    let relations = parts.relations(part)?;
    let standing = relations.iter().find(|one| one.kind == "comments").and_then(|one| one.target.clone());
    let standing = standing.filter(|target| parts.has(target));
    let (comments, merged) = match &standing {
        Some(target) => {
            let present = parts.text(target)?;
            if noted.is_empty() && !present.contains(&marks.opening) {
                return Ok(None);
            }
            (target.clone(), notes::merged(&present, depth, noted, &marks.author, &marks.opening)?)
        }
        None if noted.is_empty() => return Ok(None),
        None => {
            let made = notes::new_part(noted, &marks.author);
            let all = noted.to_vec();
            let merged = notes::Notes { part: made, fresh: all.clone(), all, removed: false };
            let name = parts.add(|number| format!("xl/comments{number}.xml"), COMMENTS, "")?;
            parts.relate(part, "comments", &name)?;
            (name, merged)
        }
    };
    parts.set(&comments, merged.part.as_str());
    let id = worksheet::drawing_of(text, depth)?;
    let drawing =
        relations.iter().find(|one| Some(&one.id) == id.as_ref()).and_then(|one| one.target.clone());
    match (id, drawing.filter(|target| parts.has(target))) {
        (_, Some(target)) => {
            let present = parts.text(&target)?;
            parts.set(&target, notes::drawn(&present, &merged)?);
            Ok(None)
        }
        (Some(_), None) => Err(Refusal::UnknownFormat),
        (None, None) => {
            let made = notes::new_drawing(&merged.all);
            let name = parts.add(|number| format!("xl/drawings/vmlDrawing{number}.vml"), DRAWING, made)?;
            parts.relate(part, "vmlDrawing", &name).map(Some)
        }
    }
}

fn unselect_charts(parts: &mut Parts<'_, '_>, relations: &[Relationship]) -> Result<(), Refusal> {
    for relation in relations.iter().filter(|one| one.kind == "chartsheet") {
        let target = relation.target.as_deref().unwrap_or_default();
        let text = parts.text(target)?;
        let made = worksheet::unselected(&text, parts.depth())?;
        if made != text {
            parts.set(target, made);
        }
    }
    Ok(())
}

/// A name that no other sheet has, whatever the case of its letters.
fn free_name(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let names = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned()).chain(names).find(is_free).unwrap_or_default()
}

/// The main part with the list in front, by name and id of its relation, or with a list that stands at `at` already; it is
/// the sheet that is shown first. Links to other files are not followed when it is opened.
fn with_front(part: &str, depth: usize, at: usize, new: Option<(&str, &str)>) -> Result<String, Refusal> {
    let mut edits = Edits::of(part);
    let mut scanner = Scanner::new(part, depth);
    let Some(Token::Start(root)) = scanner.token()? else { return Err(Refusal::Damaged) };
    let prefix = root.prefix();
    let (mut highest, mut sheets_at) = (0u32, None);
    let (mut properties, mut properties_at, mut external) = (None, None, false);
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        if scanner.level() == 2 && !BEFORE_PROPERTIES.contains(&tag.name) {
            properties_at.get_or_insert(edits.place(tag.qualified) - 1);
        }
        match tag.name {
            "workbookPr" => properties = Some(tag),
            "externalReferences" => external = true,
            "workbookView" => {
                edits.set(tag, "activeTab", &at.to_string())?;
                edits.set(tag, "firstSheet", "0")?;
            }
            "sheets" => sheets_at = Some(scanner.at()),
            "sheet" => {
                let id = tag.raw("sheetId")?.and_then(|id| id.parse().ok());
                highest = highest.max(id.unwrap_or(0));
            }
            "definedName" if new.is_some() => {
                if let Some(sheet) = tag.raw("localSheetId")?.and_then(|id| id.parse::<u32>().ok()) {
                    edits.set(tag, "localSheetId", &sheet.saturating_add(1).to_string())?;
                }
            }
            _ => {}
        }
    }
    if let Some((name, id)) = new {
        let sheet = format!(
            "<{prefix}sheet name=\"{}\" sheetId=\"{}\" xmlns:r=\"{RELATIONS}\" r:id=\"{id}\"/>",
            escaped(name),
            highest.saturating_add(1)
        );
        edits.insert(sheets_at.ok_or(Refusal::Damaged)?, sheet);
    }
    if external {
        match properties {
            Some(tag) => edits.set(tag, "updateLinks", "never")?,
            None => {
                let at = properties_at.ok_or(Refusal::Damaged)?;
                edits.insert(at, format!("<{prefix}workbookPr updateLinks=\"never\"/>"));
            }
        }
    }
    edits.applied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_stands_in_front_and_names_of_sheets_go_on_meaning_the_same() {
        let part = "<x:workbook><x:fileVersion/><x:bookViews><x:workbookView activeTab=\"2\"/></x:bookViews><x:sheets>\
            <x:sheet name=\"a\" sheetId=\"7\" q:id=\"rId1\"/></x:sheets><x:externalReferences/><x:definedNames>\
            <x:definedName name=\"n\" localSheetId=\"0\">a!A1</x:definedName></x:definedNames></x:workbook>";
        let made = with_front(part, 9, 0, Some(("问题", "rId9"))).unwrap();
        let sheet = format!("<x:sheet name=\"问题\" sheetId=\"8\" xmlns:r=\"{RELATIONS}\" r:id=\"rId9\"/>");
        let expected = part
            .replace("<x:bookViews>", "<x:workbookPr updateLinks=\"never\"/><x:bookViews>")
            .replace(
                "<x:workbookView activeTab=\"2\"/>",
                "<x:workbookView firstSheet=\"0\" activeTab=\"0\"/>",
            )
            .replace("<x:sheets>", &format!("<x:sheets>{sheet}"))
            .replace("localSheetId=\"0\"", "localSheetId=\"1\"");
        assert_eq!(made, expected);
        assert_eq!(free_name("表", &["表".to_owned(), "表2".to_owned()]), "表3");
    }
}
