//! The typesetter: a declared notice to a Word template after GB/T 9704-2012 that keeps its tags. It runs once for
//! each notice and process; the filler does the rest. An office may edit what comes out in Word.

use super::body::{self, Block, Row, Table};
use super::head;
use super::measure::*;
use super::xml::{escape, paragraph, part, run};
use crate::catalog::notice::{Attachment, Layout, Notice};
use crate::catalog::{HouseStyle, Issue, Letterhead, Notices};
use crate::model::Saying;
use crate::write::package::{self, Packed};

/// Sets notices for one office.
#[derive(Clone, Copy, Debug)]
pub struct Typesetter<'a> {
    notices: &'a Notices,
    style: &'a HouseStyle,
    letterhead: &'a Letterhead,
}

impl<'a> Typesetter<'a> {
    /// A typesetter for one office.
    pub fn new(notices: &'a Notices, letterhead: &'a Letterhead) -> Typesetter<'a> {
        Typesetter { notices, style: &notices.style, letterhead }
    }

    /// The notice as a Word template: the bytes of a docx.
    pub fn typeset(&self, notice: &Notice) -> Result<Vec<u8>, Issue> {
        let blocks = body::parse(&notice.body).map_err(|(line, why)| {
            Issue::at(&notice.body_file(), line, Saying::new("issue.body").with("why", why))
        })?;
        let layout = notice.declaration.layout;
        let mut parts = vec![
            ("[Content_Types].xml", content_types(layout)),
            ("_rels/.rels", PACKAGE_RELATIONS.to_owned()),
            ("docProps/core.xml", core_properties(&notice.declaration.title)),
            ("word/_rels/document.xml.rels", document_relations(layout)),
            ("word/document.xml", self.document(notice, &blocks)),
            ("word/fontTable.xml", self.notices.fonts.to_owned()),
            ("word/footerEven.xml", head::page_number(false)),
            ("word/footerOdd.xml", head::page_number(true)),
            ("word/header.xml", head::plain_header(self.style)),
            ("word/settings.xml", self.notices.settings.to_owned()),
            ("word/styles.xml", self.notices.styles.to_owned()),
            ("word/theme/theme1.xml", self.notices.theme.to_owned()),
        ];
        if layout == Layout::Letter {
            parts.push(("word/footerFirst.xml", head::letter_footer()));
            parts.push(("word/headerFirst.xml", head::letter_header(self.style, self.letterhead)));
        }
        parts.sort_unstable_by_key(|(name, _)| *name);
        let packed: Vec<Packed> =
            parts.iter().map(|(name, content)| Packed::new(name, content.as_bytes())).collect();
        Ok(package::write(&packed.iter().collect::<Vec<_>>()))
    }

    fn document(&self, notice: &Notice, blocks: &[Block]) -> String {
        let declaration = &notice.declaration;
        let mut out = match declaration.layout {
            Layout::Document | Layout::Upward => {
                let upward = declaration.layout == Layout::Upward;
                head::document_head(self.style, self.letterhead, &declaration.mark, upward)
            }
            Layout::Letter => head::letter_head(&declaration.mark),
            Layout::Internal => String::new(),
        };
        out += &title(&declaration.title);
        out += &head::blank_line();
        if declaration.layout != Layout::Internal {
            let line = format!("{{{{ main | classes }}}}{}", self.style.colon);
            out += &paragraph("NoticeMain", "", &run("", &line));
        }
        let pages = blocks.iter().position(|block| *block == Block::Attachment).unwrap_or(blocks.len());
        let (text, pages) = blocks.split_at(pages);
        // The page of the signature holds some text (GB/T 9704 7.3.5): the last paragraph stays with it.
        let kept = text.iter().rposition(|block| matches!(block, Block::Paragraph(_)));
        let kept = kept.filter(|index| index + 1 == text.len());
        for (index, item) in text.iter().enumerate() {
            out += &match item {
                Block::Paragraph(words) if Some(index) == kept => {
                    paragraph("NoticeBody", "<w:keepNext/>", &runs(words))
                }
                other => block(other),
            };
        }
        out += &self.attachment_list(&declaration.attachments);
        if declaration.layout != Layout::Internal {
            out += &self.signature();
        }
        out += &self.attachment_pages(&declaration.attachments, pages);
        out += &match declaration.layout {
            Layout::Document | Layout::Upward => head::tail(self.style, self.letterhead, true),
            Layout::Letter if !declaration.copies.is_empty() => {
                head::tail(self.style, self.letterhead, false)
            }
            _ => String::new(),
        };
        out += &section(declaration.layout);
        part("document", &format!("<w:body>{out}</w:body>"))
    }

    /// 附件说明: one line below the text; wrapped lines align with the first character of the name.
    fn attachment_list(&self, attachments: &[Attachment]) -> String {
        let label = format!("{}{}", self.style.attachment, self.style.colon);
        let label_width = u32::try_from(label.chars().count()).unwrap_or(3);
        let mut out = String::new();
        for (index, attachment) in attachments.iter().enumerate() {
            let number = if attachments.len() > 1 { format!("{}.", index + 1) } else { String::new() };
            let number_width = u32::from(!number.is_empty());
            let start = 2 + label_width + number_width;
            let (hanging, text) = match index {
                0 => (label_width + number_width, format!("{label}{number}{}", attachment.name)),
                _ => (number_width, format!("{number}{}", attachment.name)),
            };
            if index == 0 {
                out += &head::kept_line();
            }
            let indent = format!(
                "<w:keepNext/><w:ind w:leftChars=\"{}\" w:left=\"{}\" w:hangingChars=\"{}\" w:hanging=\"{}\"/>",
                start * 100,
                start * CHARACTER,
                hanging * 100,
                hanging * CHARACTER
            );
            out += &paragraph("NoticeAttachments", &indent, &run("", &text));
        }
        out
    }

    /// 署名 and 成文日期, to be sealed: the date four characters from the right, the signature centred on it.
    fn signature(&self) -> String {
        let organ = self.letterhead.organ.chars().count() as f64;
        // A date is 6 to 7 characters wide, digits being half a character.
        let date = 6.5;
        let right = (4.0 + (date - organ) / 2.0).max(0.0);
        let date_right = if right > 0.0 { 4.0 } else { (organ - date) / 2.0 };
        let indent = |characters: f64| {
            format!(
                "<w:ind w:rightChars=\"{}\" w:right=\"{}\"/>",
                (characters * 100.0).round() as u32,
                (characters * f64::from(CHARACTER)).round() as u32
            )
        };
        head::kept_line().repeat(2)
            + &paragraph("NoticeSignature", &indent(right), &run("", &self.letterhead.organ))
            + &paragraph("NoticeDate", &indent(date_right), &run("", "{{ issued_on | date_cn }}"))
    }

    /// 附件 that are set here: a new page each, `附件1` on line 1, the title on line 3.
    fn attachment_pages(&self, attachments: &[Attachment], blocks: &[Block]) -> String {
        let mut pages = attachments.iter().enumerate().filter(|(_, attachment)| attachment.file.is_none());
        let mut out = String::new();
        for item in blocks {
            if *item != Block::Attachment {
                out += &block(item);
                continue;
            }
            let Some((index, attachment)) = pages.next() else { continue };
            let number = if attachments.len() > 1 { (index + 1).to_string() } else { String::new() };
            let label = format!("{}{number}", self.style.attachment);
            out += &paragraph("NoticeAttachmentLabel", "", &run("", &label));
            out += &head::blank_line();
            out += &title(&attachment.name);
            out += &head::blank_line();
        }
        out
    }
}

/// A title that is broken into balanced lines once its fields are known.
fn title(text: &str) -> String {
    let tagged = format!("{{% filter title_lines %}}{text}{{% endfilter %}}");
    paragraph("NoticeTitle", "", &run("", &tagged))
}

/// Text with its spans.
fn runs(text: &str) -> String {
    body::spans(text).iter().map(|span| run(span.style, span.text)).collect()
}

/// A statement tag in the dialect of docxtpl: `{%p … %}` stands for its paragraph, `{%tr … %}` for its row.
fn hoisted(statement: &str, element: &str) -> String {
    let inner = statement.trim_start_matches("{%").trim_start_matches('-');
    format!("{{%{element} {}", inner.trim_start())
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => paragraph(&format!("NoticeHeading{level}"), "", &runs(text)),
        Block::Paragraph(text) => paragraph("NoticeBody", "", &runs(text)),
        Block::Flush(text) => paragraph("Normal", "", &runs(text)),
        Block::Small(text) => paragraph("NoticeSmall", "", &runs(text)),
        Block::Statement(text) => paragraph("Normal", "", &run("", &hoisted(text, "p"))),
        Block::Blank => head::blank_line(),
        Block::Attachment => String::new(),
        Block::Table(table) => table_xml(table),
    }
}

fn table_xml(table: &Table) -> String {
    let total: u32 = table.columns.iter().map(|column| column.weight).sum::<u32>().max(1);
    let widths: Vec<u32> = table.columns.iter().map(|column| TEXT_WIDTH * column.weight / total).collect();
    let border =
        |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(border).concat();
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let mut rows = String::new();
    for (index, row) in table.rows.iter().enumerate() {
        let head = index < table.heads;
        let properties = if head {
            "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        } else {
            "<w:trPr><w:cantSplit/></w:trPr>"
        };
        rows += &format!("<w:tr>{properties}{}</w:tr>", row_cells(row, table, &widths, head));
    }
    let gap = paragraph("NoticeGap", "", "");
    format!(
        "{gap}<w:tbl><w:tblPr><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
         <w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{gap}"
    )
}

fn row_cells(row: &Row, table: &Table, widths: &[u32], head: bool) -> String {
    let cell = |width: u32, span: usize, style: &str, alignment: &str, text: &str| {
        let span = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
        let place =
            if alignment.is_empty() { String::new() } else { format!("<w:jc w:val=\"{alignment}\"/>") };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}<w:vAlign w:val=\"center\"/></w:tcPr>{}</w:tc>",
            paragraph(style, &place, &runs(text))
        )
    };
    match row {
        Row::Statement(text) => {
            cell(widths.iter().sum(), widths.len(), "NoticeCell", "", &hoisted(text, "tr"))
        }
        Row::Cells(cells) if head => cells
            .iter()
            .zip(widths)
            .map(|(text, width)| cell(*width, 1, "NoticeCellHead", "", text))
            .collect(),
        Row::Cells(cells) => cells
            .iter()
            .zip(widths)
            .zip(&table.columns)
            .map(|((text, width), column)| cell(*width, 1, "NoticeCell", column.alignment, text))
            .collect(),
    }
}

fn section(layout: Layout) -> String {
    let letter = layout == Layout::Letter;
    let header = if letter { LETTER_MARK_TOP } else { HEADER };
    let first = if letter {
        "<w:headerReference w:type=\"first\" r:id=\"rId7\"/><w:footerReference w:type=\"first\" r:id=\"rId8\"/>"
    } else {
        ""
    };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:headerReference w:type=\"even\" r:id=\"rId4\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>{first}\
         <w:pgSz w:w=\"{}\" w:h=\"{}\"/><w:pgMar w:top=\"{TOP}\" w:right=\"{RIGHT}\" w:bottom=\"{BOTTOM}\" \
         w:left=\"{LEFT}\" w:header=\"{header}\" w:footer=\"{FOOTER}\" w:gutter=\"0\"/>{}\
         <w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{LINE}\" w:charSpace=\"{CHARACTER_SPACE}\"/></w:sectPr>",
        PAGE.0,
        PAGE.1,
        if letter { "<w:titlePg/>" } else { "" }
    )
}

const PACKAGE_RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "</Relationships>"
);

fn document_relations(layout: Layout) -> String {
    let mut targets = vec![
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "fontTable", "fontTable.xml"),
        ("rId4", "header", "header.xml"),
        ("rId5", "footer", "footerOdd.xml"),
        ("rId6", "footer", "footerEven.xml"),
        ("rId9", "theme", "theme/theme1.xml"),
    ];
    if layout == Layout::Letter {
        targets.extend([("rId7", "header", "headerFirst.xml"), ("rId8", "footer", "footerFirst.xml")]);
    }
    let relations: String = targets
        .iter()
        .map(|(id, kind, target)| {
            format!(
                "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
    )
}

fn content_types(layout: Layout) -> String {
    let mut kinds = vec![
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("fontTable", "fontTable"),
        ("header", "header"),
        ("footerOdd", "footer"),
        ("footerEven", "footer"),
    ];
    if layout == Layout::Letter {
        kinds.extend([("headerFirst", "header"), ("footerFirst", "footer")]);
    }
    let overrides: String = kinds
        .iter()
        .map(|(name, kind)| {
            format!(
                "<Override PartName=\"/word/{name}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>{overrides}<Override PartName=\"/word/theme/theme1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.theme+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    )
}

fn core_properties(title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>",
        escape(title)
    )
}

#[cfg(test)]
mod tests;
