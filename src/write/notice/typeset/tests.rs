use super::super::Template;
use super::*;
use crate::catalog::load::Templates;

fn notices() -> Notices {
    Notices::load(&Templates::builtin()).unwrap()
}

fn letterhead() -> Letterhead {
    Letterhead {
        organ: "中共示例省纪律检查委员会".into(),
        mark: "中共示例省纪律检查委员会".into(),
        printer: "中共示例省纪委办公厅".into(),
    }
}

fn typeset(id: &str) -> Vec<u8> {
    let notices = notices();
    Typesetter::new(&notices, &letterhead()).typeset(notices.notice(id).unwrap()).unwrap()
}

fn filled(id: &str) -> Vec<u8> {
    let notices = notices();
    let template =
        Template::load(&typeset(id), &notices.style).unwrap_or_else(|issues| panic!("{id}: {issues:?}"));
    let example = notices.notice(id).unwrap().example.as_deref().unwrap();
    let facts = serde_json::from_str(example).unwrap();
    template.fill(&facts).unwrap_or_else(|problem| panic!("{id}: {problem:?}"))
}

fn ids() -> Vec<String> {
    notices().all.into_iter().map(|notice| notice.declaration.id).collect()
}

#[test]
fn every_notice_is_filled_from_its_example() {
    for id in ids() {
        let bytes = filled(&id);
        assert_eq!(bytes, filled(&id), "{id}: the same facts give the same bytes");
        for (name, content) in package::read(&bytes).unwrap() {
            let text = String::from_utf8(content).unwrap();
            assert!(!text.contains("{{") && !text.contains("{%"), "{id}: a tag is left in {name}");
            super::super::outline::Outline::read(&text)
                .unwrap_or_else(|what| panic!("{id}: {name}: {what:?}"));
        }
        if let Ok(folder) = std::env::var("NOTICES_TO") {
            std::fs::write(format!("{folder}/{id}.docx"), bytes).unwrap();
        }
    }
}

/// A part of the filled example, as text.
fn part_of(id: &str, name: &str) -> String {
    let parts = package::read(&filled(id)).unwrap();
    let (_, content) = parts.into_iter().find(|(part, _)| part == name).unwrap();
    String::from_utf8(content).unwrap()
}

/// The value of an attribute of the first element of a name, after some text.
fn attribute(source: &str, after: &str, element: &str, name: &str) -> String {
    let from = source.find(after).unwrap_or_else(|| panic!("there is no {after}"));
    let rest = &source[from..];
    let start = rest.find(&format!("<w:{element} ")).unwrap_or_else(|| panic!("no {element} after {after}"));
    let tag = &rest[start..start + rest[start..].find('>').unwrap()];
    let value = tag.split(&format!("w:{name}=\"")).nth(1).unwrap_or_else(|| panic!("{tag} has no {name}"));
    value[..value.find('"').unwrap()].to_owned()
}

fn millimetres(twips: &str) -> f64 {
    twips.parse::<f64>().unwrap() / 20.0 * 25.4 / 72.0
}

/// Asserts a length in twips to the half millimetre.
fn assert_mm(twips: &str, expected: f64) {
    let found = millimetres(twips);
    assert!((found - expected).abs() < 0.5, "{found} mm is not {expected} mm");
}

#[test]
fn page_and_grid_are_those_of_the_standard() {
    for id in ids() {
        let document = part_of(&id, "word/document.xml");
        let page = |name: &str| attribute(&document, "<w:sectPr>", "pgMar", name);
        for (side, expected) in [("top", 37.0), ("left", 28.0), ("right", 26.0), ("bottom", 35.0)] {
            assert_mm(&page(side), expected);
        }
        assert_mm(&attribute(&document, "<w:sectPr>", "pgSz", "w"), 210.0);
        assert_mm(&attribute(&document, "<w:sectPr>", "pgSz", "h"), 297.0);
        let grid = |name: &str| attribute(&document, "<w:sectPr>", "docGrid", name);
        assert_eq!([grid("type"), grid("linePitch"), grid("charSpace")], ["linesAndChars", "579", "-849"]);
        // The dash stands at half the height of a line of 14 pt.
        let dash = millimetres(&page("footer")) + 7.0 * MM_PER_POINT;
        assert!((35.0 - dash - 7.0).abs() < 0.5, "the dash stands {} mm below 版心", 35.0 - dash);
    }
}

#[test]
fn fonts_and_sizes_are_those_of_the_standard() {
    let styles = part_of("N04", "word/styles.xml");
    let style = |id: &str, element: &str, name: &str| {
        attribute(&styles, &format!("w:styleId=\"{id}\""), element, name)
    };
    for (id, font, half_points) in [
        ("NoticeTitle", "方正小标宋简体", "44"),
        ("NoticeMark", "方正小标宋简体", ""),
        ("NoticeHeading1", "黑体", ""),
        ("NoticeHeading2", "楷体_GB2312", ""),
        ("NoticePage", "宋体", "28"),
    ] {
        assert_eq!(style(id, "rFonts", "eastAsia"), font);
        if !half_points.is_empty() {
            assert_eq!(style(id, "sz", "val"), half_points);
        }
    }
    assert_eq!(style("NoticeMark", "color", "val"), "FF0000");
    assert_eq!(style("NoticeTail", "sz", "val"), "28");
    assert_eq!(attribute(&styles, "<w:docDefaults>", "rFonts", "eastAsia"), "仿宋_GB2312");
    assert_eq!([style("Normal", "sz", "val"), style("Normal", "spacing", "line")], ["32", "579"]);
    assert_eq!(style("NoticeBody", "ind", "firstLineChars"), "200");
    // 28 characters of 16 pt, each 0.3 pt closer, fill a line of 156 mm.
    let tightened = styles.split("w:styleId=\"Normal\"").nth(1).unwrap();
    assert_eq!(attribute(tightened, "<w:rPr>", "spacing", "val"), "-6");
    let line = 28.0 * (16.0 - 0.3);
    assert!(line <= f64::from(TEXT_WIDTH) / 20.0 && line + 15.7 > f64::from(TEXT_WIDTH) / 20.0);
    for (font, fallback) in [("方正小标宋简体", "宋体"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体")]
    {
        let fonts = part_of("N04", "word/fontTable.xml");
        let names = attribute(&fonts, &format!("w:name=\"{font}\""), "altName", "val");
        assert!(names.split(',').any(|name| name == fallback), "{font}: {names}");
    }
}

#[test]
fn the_red_head_of_a_document_stands_where_the_standard_wants_it() {
    for (id, lines_above) in [("N04", 1), ("N09", 0)] {
        let document = part_of(id, "word/document.xml");
        let before = attribute(&document, "w:val=\"NoticeMark\"", "spacing", "before");
        let drop = before.parse::<u32>().unwrap() + lines_above * LINE;
        assert_mm(&drop.to_string(), 35.0);
        let rule = |name: &str| attribute(&document, "w:val=\"NoticeNumber\"", "bottom", name);
        assert_eq!([rule("val"), rule("color")], ["single", "FF0000"]);
        let gap = rule("space").parse::<f64>().unwrap() * MM_PER_POINT;
        assert!((gap - 4.0).abs() < 0.5, "the rule stands {gap} mm below 发文字号");
        let blank = head::blank_line();
        let number = document.find("w:val=\"NoticeNumber\"").unwrap();
        assert!(document[..number].contains(&blank.repeat(2)), "two lines above 发文字号");
        let title = document.find("w:val=\"NoticeTitle\"").unwrap();
        assert!(document[number..title].contains(&blank.repeat(2)), "two lines above the title");
        let main = document.find("w:val=\"NoticeMain\"").unwrap();
        assert_eq!(document[title..main].matches(&blank).count(), 1, "one line below the title");
    }
}

#[test]
fn the_rules_of_a_letter_stand_where_the_standard_wants_them() {
    let strokes = |part: &str| -> Vec<(f64, f64, f64, f64)> {
        let header = part_of("N03", part);
        let value = |line: &str, name: &str| -> String {
            let rest = line.split(&format!("{name}=\"")).nth(1).unwrap();
            rest[..rest.find('"').unwrap()].to_owned()
        };
        let point = |text: String| -> (f64, f64) {
            let (left, top) = text.split_once(',').unwrap();
            (left.trim_end_matches("mm").parse().unwrap(), top.trim_end_matches("mm").parse().unwrap())
        };
        let lines = header.split("<v:line ").skip(1);
        let line = |line: &str| {
            let ((left, top), (right, low)) = (point(value(line, "from")), point(value(line, "to")));
            assert_eq!((top, value(line, "strokecolor").as_str()), (low, "red"));
            let weight: f64 = value(line, "strokeweight").trim_end_matches("pt").parse().unwrap();
            (left, right, top, weight)
        };
        lines.map(line).collect()
    };
    let (upper, lower) = (strokes("word/headerFirst.xml"), strokes("word/footerFirst.xml"));
    for (left, right, ..) in upper.iter().chain(&lower) {
        assert_eq!((right - left, *left), (170.0, 20.0));
    }
    assert!(upper[0].3 > upper[1].3 && upper[0].2 < upper[1].2, "thick over thin");
    assert!(lower[0].3 < lower[1].3 && lower[0].2 < lower[1].2, "thin over thick");
    let header = part_of("N03", "word/headerFirst.xml");
    let size = attribute(&header, "<w:r><w:rPr>", "sz", "val").parse::<f64>().unwrap() / 2.0;
    let edge = upper[0].2 - upper[0].3 / 2.0 * MM_PER_POINT;
    assert!((edge - (30.0 + size * MM_PER_POINT + 4.0)).abs() < 0.5, "the first rule stands at {edge} mm");
    let edge = 297.0 - lower[1].2 - lower[1].3 / 2.0 * MM_PER_POINT;
    assert!((edge - 20.0).abs() < 0.5, "the second rule stands {edge} mm above the edge");
    let document = part_of("N03", "word/document.xml");
    assert_mm(&attribute(&document, "<w:sectPr>", "pgMar", "header"), 30.0);
    assert!(document.contains("<w:titlePg/>"));
    assert!(!part_of("N03", "word/footerFirst.xml").contains("PAGE"), "page 1 has no number");
}

#[test]
fn page_numbers_stand_at_the_outer_edge() {
    for (part, side) in [("word/footerOdd.xml", "right"), ("word/footerEven.xml", "left")] {
        let footer = part_of("N04", part);
        assert_eq!(attribute(&footer, "NoticePage", "jc", "val"), side);
        assert_eq!(attribute(&footer, "NoticePage", "ind", &format!("{side}Chars")), "100");
        assert!(footer.contains("— </w:t>") && footer.contains("> —</w:t>") && footer.contains(" PAGE "));
    }
    assert!(part_of("N04", "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
}

#[test]
fn the_tail_stands_at_the_foot_of_the_last_page_between_its_rules() {
    let document = part_of("N04", "word/document.xml");
    let tail = &document[document.find("id=\"Tail\"").unwrap()..];
    assert!(tail.contains("mso-position-vertical:bottom;mso-position-vertical-relative:margin"));
    let weight = |side: &str| {
        let eighths = attribute(tail, "<w:tblBorders>", side, "sz").parse::<f64>().unwrap();
        eighths / 8.0 * MM_PER_POINT
    };
    for (side, expected) in [("top", 0.35), ("bottom", 0.35), ("insideH", 0.25)] {
        assert!((weight(side) - expected).abs() < 0.03, "{side}: {} mm", weight(side));
    }
    assert!(tail.contains("抄送：省委，省纪委常委。") && tail.contains("2014年10月31日印发"));
    let letter = part_of("N03", "word/document.xml");
    assert!(letter.contains("抄送：示例州委。") && !letter.contains("印发"), "a letter has no 印发日期");
}

#[test]
fn signature_date_and_attachments_are_indented_as_the_standard_wants() {
    let document = part_of("N04", "word/document.xml");
    assert_eq!(attribute(&document, "NoticeDate", "ind", "rightChars"), "400");
    assert!(document.contains("2014年10月31日"));
    let first = document.find("NoticeAttachments").unwrap();
    let indent = |from: usize, name: &str| attribute(&document[from..], "NoticeAttachments", "ind", name);
    assert_eq!([indent(first, "leftChars"), indent(first, "hangingChars")], ["600", "400"]);
    let second = first + 1 + document[first + 1..].find("NoticeAttachments").unwrap();
    assert_eq!([indent(second, "leftChars"), indent(second, "hangingChars")], ["600", "100"]);
}

#[test]
fn an_attachment_without_a_file_is_set_on_a_page_of_its_own() {
    let mut notices = notices();
    let notice = notices.all.iter_mut().find(|notice| notice.declaration.id == "N04").unwrap();
    notice.declaration.attachments.iter_mut().for_each(|attachment| attachment.file = None);
    notice.body += "\n@attachment\n\n甲\n\n@attachment\n\n乙\n";
    let bytes = Typesetter::new(&notices, &letterhead()).typeset(notices.notice("N04").unwrap()).unwrap();
    let parts = package::read(&bytes).unwrap();
    let (_, content) = parts.into_iter().find(|(part, _)| part == "word/document.xml").unwrap();
    let document = String::from_utf8(content).unwrap();
    let labels: Vec<&str> = document.split("NoticeAttachmentLabel").skip(1).collect();
    assert_eq!(labels.len(), 2);
    assert!(labels[0].contains("附件1</w:t>") && labels[1].contains("附件2</w:t>"));
    assert!(part_of("N04", "word/styles.xml").contains("<w:pageBreakBefore/>"));
}

#[test]
fn a_draft_is_marked_on_every_page_until_it_is_approved() {
    let marked = |id: &str, part: &str| part_of(id, part).contains("string=\"送审稿\"");
    assert!(marked("N02", "word/header.xml") && marked("N02", "word/headerFirst.xml"));
    assert!(!marked("N03", "word/header.xml") && !marked("N03", "word/headerFirst.xml"));
    assert!(part_of("N02", "word/document.xml").contains("示纪函〔2014〕  号"));
}
