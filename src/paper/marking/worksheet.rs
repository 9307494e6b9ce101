//! The marks on one worksheet part: conditional formats, the drawing that notes need, and no selected tab.

use super::Shade;
use super::edits::Edits;
use super::styles::Looks;
use crate::model::Place;
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Tag, Token};
use std::fmt::Write as _;

/// The condition of our formats. It is always true, and tells them from those of the sender.
const CONDITION: &str = "LEN(\"liangze\")=7";

/// What may follow conditional formats in a worksheet (ISO/IEC 29500-1, 18.3.1.99), in order.
const AFTER_FORMATS: &[&str] = &[
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];
/// What may follow the drawing of notes: the last of these.
const AFTER_DRAWING: &[&str] = AFTER_FORMATS.split_at(14).1;
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// What is put on a worksheet.
pub struct Put<'a> {
    /// The coloured cells: row and column from 0.
    pub cells: &'a [(Shade, u32, u16)],
    /// Our looks.
    pub looks: Looks,
    /// The id of the relation to the drawing of notes, if the sheet has had none.
    pub drawing: Option<&'a str>,
    /// The ids of the relations of links that lead out of the file.
    pub outward: &'a [String],
}

/// The id of the relation to the drawing of notes.
///
/// # Errors
/// As for reading the part.
pub fn drawing_of(part: &str, depth: usize) -> Result<Option<String>, Refusal> {
    let mut scanner = Scanner::new(part, depth);
    while let Some(token) = scanner.token()? {
        if let Token::Start(tag) = token
            && tag.name == "legacyDrawing"
        {
            return Ok(tag.text("id")?.map(Into::into));
        }
    }
    Ok(None)
}

/// A worksheet or chart sheet that is not the selected one.
///
/// # Errors
/// As for reading the part.
pub fn unselected(part: &str, depth: usize) -> Result<String, Refusal> {
    let mut edits = Edits::of(part);
    let mut scanner = Scanner::new(part, depth);
    while let Some(token) = scanner.token()? {
        if let Token::Start(tag) = token {
            unselect(&mut edits, tag)?;
        }
    }
    edits.applied()
}

/// A worksheet with marks instead of those that it may have had.
///
/// # Errors
/// As for reading the part.
pub fn marked(part: &str, depth: usize, put: &Put) -> Result<String, Refusal> {
    let mut edits = Edits::of(part);
    let mut scanner = Scanner::new(part, depth);
    let Some(Token::Start(root)) = scanner.token()? else { return Err(Refusal::Damaged) };
    let (mut formats_at, mut drawing_at, mut priority) = (None, None, 0u32);
    let (mut before, mut has_data) = (scanner.at(), false);
    while let Some(token) = scanner.token()? {
        match token {
            Token::Start(tag) if scanner.level() == 2 => {
                let at = edits.place(tag.qualified) - 1;
                let alternative = has_data && tag.name == "AlternateContent";
                has_data |= tag.name == "sheetData";
                if alternative || AFTER_FORMATS.contains(&tag.name) {
                    formats_at.get_or_insert(at);
                }
                if alternative || AFTER_DRAWING.contains(&tag.name) {
                    drawing_at.get_or_insert(at);
                }
                match tag.name {
                    "conditionalFormatting" => take_off(&mut scanner, &mut edits, at, &mut priority)?,
                    "hyperlinks" if !put.outward.is_empty() => {
                        unlink(&mut scanner, &mut edits, at, put.outward)?;
                    }
                    _ => {}
                }
            }
            Token::Start(tag) => {
                unselect(&mut edits, tag)?;
                priority = priority.max(priority_of(tag)?);
            }
            Token::End(_) if scanner.level() == 0 => break,
            _ => {}
        }
        before = scanner.at();
    }
    let prefix = root.prefix();
    let mut formats = String::new();
    for (number, shade) in (0usize..).zip([Shade::Correct, Shade::Explain]) {
        let areas = areas(
            put.cells.iter().filter(|(other, ..)| *other == shade).map(|(_, row, column)| (*column, *row)),
        );
        if areas.is_empty() {
            continue;
        }
        priority = priority.saturating_add(1);
        let _ = write!(
            formats,
            "<{prefix}conditionalFormatting sqref=\"{areas}\"><{prefix}cfRule type=\"expression\" dxfId=\"{}\" \
             priority=\"{priority}\"><{prefix}formula>{CONDITION}</{prefix}formula></{prefix}cfRule></{prefix}conditionalFormatting>",
            put.looks.differential + number
        );
    }
    edits.insert(formats_at.unwrap_or(before), formats);
    if let Some(id) = put.drawing {
        let drawing = format!("<{prefix}legacyDrawing xmlns:r=\"{RELATIONS}\" r:id=\"{id}\"/>");
        edits.insert(drawing_at.unwrap_or(before), drawing);
    }
    edits.applied()
}

fn unselect(edits: &mut Edits<'_>, tag: Tag<'_>) -> Result<(), Refusal> {
    if tag.name == "sheetView" && tag.flag("tabSelected")? {
        edits.set(tag, "tabSelected", "0")?;
    }
    Ok(())
}

fn priority_of(tag: Tag<'_>) -> Result<u32, Refusal> {
    let stated = if tag.name == "cfRule" { tag.raw("priority")? } else { None };
    Ok(stated.and_then(|number| number.parse().ok()).unwrap_or(0))
}

/// Removes the links with these ids from those that began last, and the whole if no other is in it.
fn unlink(
    scanner: &mut Scanner<'_>,
    edits: &mut Edits<'_>,
    from: usize,
    ids: &[String],
) -> Result<(), Refusal> {
    let outside = scanner.level() - 1;
    let (mut gone, mut others) = (Vec::new(), 0);
    while scanner.level() > outside {
        let Some(Token::Start(tag)) = scanner.token()? else { continue };
        let at = edits.place(tag.qualified) - 1;
        let leads_out = tag.text("id")?.is_some_and(|id| ids.iter().any(|other| *other == id));
        scanner.skip()?;
        if leads_out {
            gone.push((at, scanner.at()));
        } else {
            others += 1;
        }
    }
    if others == 0 {
        edits.replace(from, scanner.at(), "");
    } else {
        gone.into_iter().for_each(|(from, to)| edits.replace(from, to, ""));
    }
    Ok(())
}

/// Removes our rules from the conditional formats that began last, and the whole if no other is in it.
fn take_off(
    scanner: &mut Scanner<'_>,
    edits: &mut Edits<'_>,
    from: usize,
    priority: &mut u32,
) -> Result<(), Refusal> {
    let outside = scanner.level() - 1;
    let (mut ours, mut others) = (Vec::new(), 0);
    let (mut rule_at, mut is_ours) = (0, false);
    while scanner.level() > outside {
        match scanner.token()? {
            Some(Token::Start(tag)) if tag.name == "cfRule" => {
                rule_at = edits.place(tag.qualified) - 1;
                is_ours = false;
                *priority = (*priority).max(priority_of(tag)?);
            }
            Some(Token::Start(tag)) if tag.name == "formula" => {
                is_ours |= scanner.content()?.trim() == CONDITION
            }
            Some(Token::End("cfRule")) if is_ours => ours.push((rule_at, scanner.at())),
            Some(Token::End("cfRule")) => others += 1,
            _ => {}
        }
    }
    if ours.is_empty() {
        return Ok(());
    }
    if others == 0 {
        edits.replace(from, scanner.at(), "");
    } else {
        ours.into_iter().for_each(|(from, to)| edits.replace(from, to, ""));
    }
    Ok(())
}

/// Cells, by column and row, as a list of areas: those below each other are one.
fn areas(cells: impl Iterator<Item = (u16, u32)>) -> String {
    let mut cells: Vec<(u16, u32)> = cells.collect();
    cells.sort_unstable();
    cells.dedup();
    let name = |column: u16, row: u32| Place::Cell { sheet: 0, row, column }.to_string();
    let runs = cells.chunk_by(|left, right| left.0 == right.0 && right.1 == left.1 + 1);
    let runs = runs.filter_map(|run| {
        let (first, last) = (run.first()?, run.last()?);
        let begin = name(first.0, first.1);
        Some(if run.len() == 1 { begin } else { format!("{begin}:{}", name(last.0, last.1)) })
    });
    runs.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::marking::styles::{PLAIN, with_looks};

    fn put(part: &str, cells: &[(Shade, u32, u16)], drawing: Option<&str>) -> String {
        let looks = with_looks(PLAIN, 9, "宋体").unwrap().1;
        marked(part, 30, &Put { cells, looks, drawing, outward: &["rId5".to_owned()] }).unwrap()
    }

    #[test]
    fn cells_below_each_other_are_one_area() {
        let cells = [(0, 3), (0, 1), (0, 2), (2, 3), (27, 0), (0, 2)];
        assert_eq!(areas(cells.into_iter()), "A2:A4 C4 AB1");
    }

    #[test]
    fn formats_stand_where_the_schema_has_them_and_behind_those_of_the_sender() {
        let part = "<x:worksheet><x:sheetViews><x:sheetView tabSelected=\"1\"/></x:sheetViews><x:sheetData/>\
            <x:conditionalFormatting sqref=\"A1\"><x:cfRule priority=\"7\"/></x:conditionalFormatting><x:pageMargins/>\
            <x:tableParts/></x:worksheet>";
        let ours = "<x:conditionalFormatting sqref=\"C2\"><x:cfRule type=\"expression\" dxfId=\"1\" priority=\"8\">\
            <x:formula>LEN(\"liangze\")=7</x:formula></x:cfRule></x:conditionalFormatting>";
        let drawing = "<x:legacyDrawing xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"rId9\"/>";
        let expected = part
            .replace("tabSelected=\"1\"", "tabSelected=\"0\"")
            .replace("<x:pageMargins/>", &format!("{ours}<x:pageMargins/>{drawing}"));
        assert_eq!(put(part, &[(Shade::Explain, 1, 2)], Some("rId9")), expected);
    }

    #[test]
    fn links_that_lead_out_are_cut_and_those_within_stay() {
        let link = |id: &str| format!("<hyperlink ref=\"A1\" r:id=\"{id}\"/>");
        let sheet = |links: &str| format!("<worksheet><sheetData/>{links}<pageMargins/></worksheet>");
        let both = format!("<hyperlinks>{}{}</hyperlinks>", link("rId5"), link("rId6"));
        let one = format!("<hyperlinks>{}</hyperlinks>", link("rId6"));
        assert_eq!(put(&sheet(&both), &[], None), sheet(&one));
        let out = format!("<hyperlinks>{}</hyperlinks>", link("rId5"));
        assert_eq!(put(&sheet(&out), &[], None), sheet(""));
    }

    #[test]
    fn marks_of_before_are_taken_off_and_formats_of_the_sender_stay() {
        let part = "<worksheet><sheetData/><conditionalFormatting sqref=\"A1\"><cfRule priority=\"1\"><formula>A1&gt;1\
            </formula></cfRule></conditionalFormatting><pageMargins/></worksheet>";
        let once = put(part, &[(Shade::Correct, 0, 0), (Shade::Explain, 4, 1)], None);
        assert_ne!(once, part);
        assert_eq!(put(&once, &[], None), part);
        let shared = once
            .replace("</cfRule></conditionalFormatting><conditionalFormatting sqref=\"A1\">", "</cfRule>");
        assert_eq!(put(&shared, &[], None), part);
    }
}
