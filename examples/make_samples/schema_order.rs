//! docx-rs writes the properties of paragraphs, runs, styles and settings in an order of its own. Word reads them so, but the
//! schema (ECMA-376) demands another, and strict readers complain.

/// What stands in what, in the order of the schema: of each element the children that docx-rs writes.
const ORDERS: [(&str, &[&str]); 4] = [
    (
        "w:rPr",
        &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:color",
            "w:spacing",
            "w:sz",
            "w:szCs",
            "w:u",
        ],
    ),
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:pageBreakBefore",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
        ],
    ),
    (
        "w:style",
        &[
            "w:name",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:uiPriority",
            "w:semiHidden",
            "w:unhideWhenUsed",
            "w:qFormat",
            "w:pPr",
            "w:rPr",
            "w:tblPr",
        ],
    ),
    ("w:settings", &["w:zoom", "w:defaultTabStop", "w:compat"]),
];

/// A part with the children of these elements in order; whatever is not listed follows as it stood.
pub fn ordered(xml: &str) -> String {
    // The width of a grid column has no type.
    let xml = xml
        .replace(" w:type=\"dxa\" /></w:tblGrid>", " /></w:tblGrid>")
        .replace("\" w:type=\"dxa\" /><w:gridCol", "\" /><w:gridCol");
    let mut rest = xml.as_str();
    let (text, _) = content(&mut rest, "");
    // In styles a paragraph has no properties of a run, and empty ones say nothing anywhere.
    text.replace("<w:rPr /></w:pPr>", "</w:pPr>")
}

/// What stands up to the end tag of an element, its children in order; and the end tag.
fn content<'x>(rest: &mut &'x str, name: &str) -> (String, &'x str) {
    let order = ORDERS.iter().find(|(element, _)| *element == name).map_or(&[][..], |(_, order)| order);
    let mut children: Vec<(usize, String)> = Vec::new();
    let close = loop {
        let Some(open) = rest.find('<') else {
            children.push((usize::MAX, (*rest).to_owned()));
            break "";
        };
        if open > 0 {
            children.push((usize::MAX, rest[..open].to_owned()));
        }
        let end = open + rest[open..].find('>').expect("a tag is closed") + 1;
        let tag = &rest[open..end];
        *rest = &rest[end..];
        if tag.starts_with("</") {
            break tag;
        }
        let child = tag[1..].split([' ', '/', '>']).next().unwrap_or_default();
        let rank = order.iter().position(|other| *other == child).unwrap_or(usize::MAX);
        if tag.ends_with("/>") || tag.starts_with("<?") {
            children.push((rank, tag.to_owned()));
        } else {
            let (inner, close) = content(rest, child);
            children.push((rank, format!("{tag}{inner}{close}")));
        }
    };
    if !order.is_empty() {
        children.sort_by_key(|(rank, _)| *rank);
    }
    (children.into_iter().map(|(_, text)| text).collect(), close)
}
