//! Word forms: a label table with content controls (drop-downs for choices) and a narrative below numbered headings, or
//! the frame of a letter. What a control holds is told from its label, so that an office program that drops controls
//! leaves a form that still reads.

use super::cells::labels;
use super::sheet::signature_labels;
use super::{FORM_PROPERTY, VERSION_PROPERTY};
use crate::catalog::message::fill;
use crate::catalog::{BlankWords, Catalog, Cycle, Field, Form, Kind, Part};
use crate::write::notice::xml::{NAMESPACES, escape};
use crate::write::package::{self, Packed};
use jiff::civil::DateTime;

/// The grid of the label table: four columns, in twentieths of a point, together the text width of A4.
const GRID: [u32; 4] = [1900, 2520, 1900, 2520];
/// Behind labels.
const GREY: &str = "F2F2F2";
/// From this size on, in half points, text is set in the font of titles.
const TITLE: u32 = 36;

/// The bytes of the Word file.
pub fn document(catalog: &Catalog, form: &Form, created: DateTime) -> Vec<u8> {
    let body = Body { catalog, form, words: &catalog.blank };
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", core(form, created)),
        ("docProps/custom.xml", custom(catalog, form)),
        ("word/document.xml", body.xml()),
    ];
    let packed: Vec<Packed> = parts.iter().map(|(name, text)| Packed::new(name, text.as_bytes())).collect();
    package::write(&packed.iter().collect::<Vec<_>>())
}

struct Body<'a> {
    catalog: &'a Catalog,
    form: &'a Form,
    words: &'a BlankWords,
}

impl Body<'_> {
    fn xml(&self) -> String {
        let mut out = self.paragraph(&self.form.title, "center", 36, true);
        if self.form.layout.letter {
            out += &self.letter();
        } else {
            out += &self.label_form();
        }
        let section = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
            <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>\
            </w:sectPr>";
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document {NAMESPACES}><w:body>{out}{section}</w:body></w:document>"
        )
    }

    /// A letter upward: recipients, headings, sender, day, copies, attachment.
    fn letter(&self) -> String {
        let texts = &self.words.word;
        let mut out = self.paragraph(&texts.recipients, "left", 32, false);
        out += &self.narrative();
        out += &self.paragraph(&texts.signature, "right", 32, false);
        out += &self.paragraph(&texts.signed_on, "right", 32, false);
        out += &self.paragraph(&texts.copies, "left", 28, false);
        out
    }

    fn label_form(&self) -> String {
        let period = match self.form.cycle {
            Cycle::Quarter => &self.words.period.quarter,
            Cycle::Year => &self.words.period.year,
            Cycle::YearAndQuarter => &self.words.period.year_and_quarter,
        };
        let mut out = self.paragraph(period, "center", 28, false);
        out += &self.paragraph(&format!("{}　　　　{}", self.words.unit, self.words.date), "left", 24, false);
        out += &self.tables();
        out += &self.narrative();
        let labels = signature_labels(self.catalog, self.form);
        if !labels.is_empty() {
            out += &self.paragraph(&labels.join("　　　　"), "left", 24, false);
        }
        out
    }

    fn narrative(&self) -> String {
        let texts = &self.words.word;
        let mut out = String::new();
        for (index, heading) in self.form.headings.iter().enumerate() {
            let number = texts.number.get(index).cloned().unwrap_or_else(|| (index + 1).to_string());
            let line = fill(&texts.heading, &[("number", &number), ("title", &heading.title)]);
            out += &self.paragraph(&line, "left", 32, true);
            out += &format!(
                "<w:p>{}</w:p>",
                self.control(&heading.key, &heading.title, "<w:text w:multiLine=\"1\"/>", 32)
            );
        }
        out
    }

    /// Pairs two to a row, long ones alone; the rows of objects in a table of their own between them.
    fn tables(&self) -> String {
        let objects: Vec<&Field> = self.form.fields.iter().filter(|field| field.part == Part::Rows).collect();
        let first = self.form.fields.iter().position(|field| field.part == Part::Rows);
        let (above, below) = self.form.fields.split_at(first.unwrap_or(self.form.fields.len()));
        let mut out = self.pairs(above);
        out += &self.objects(&objects);
        out + &self.pairs(below)
    }

    fn pairs(&self, fields: &[Field]) -> String {
        let mut rows = String::new();
        let mut waiting: Option<&Field> = None;
        let alone = |field: &Field| {
            let wide: u32 = GRID[1..].iter().sum();
            row(&[self.label(&field.leaf(), GRID[0], 1), self.value(field, wide, 3)])
        };
        for field in fields.iter().filter(|field| field.part == Part::Pairs) {
            let long = matches!(field.kind, Kind::Long | Kind::Text | Kind::Choices);
            match waiting.take() {
                Some(left) if !long => {
                    rows += &row(&[
                        self.label(&left.leaf(), GRID[0], 1),
                        self.value(left, GRID[1], 1),
                        self.label(&field.leaf(), GRID[2], 1),
                        self.value(field, GRID[3], 1),
                    ]);
                    continue;
                }
                Some(left) => rows += &alone(left),
                None => {}
            }
            if long {
                rows += &alone(field);
            } else {
                waiting = Some(field);
            }
        }
        rows += &waiting.map(alone).unwrap_or_default();
        if rows.is_empty() { rows } else { table(&GRID, &rows) }
    }

    /// A line of column labels and open rows, below the name of the group.
    fn objects(&self, fields: &[&Field]) -> String {
        let Some(group) = fields.first().and_then(|field| field.path().next()) else { return String::new() };
        let whole: u32 = GRID.iter().sum();
        let width = whole / u32::try_from(fields.len()).unwrap_or(1);
        let labels: Vec<String> = fields.iter().map(|field| self.label(&field.leaf(), width, 1)).collect();
        let mut rows = row(&labels);
        for _ in 0..self.words.word.objects {
            let cells: Vec<String> = fields.iter().map(|field| self.value(field, width, 1)).collect();
            rows += &row(&cells);
        }
        // A paragraph keeps the tables apart.
        self.paragraph(&group, "left", 24, true)
            + &table(&vec![width; fields.len()], &rows)
            + &self.paragraph("", "left", 12, false)
    }

    fn label(&self, text: &str, width: u32, span: u16) -> String {
        cell(width, span, Some(GREY), &self.paragraph(text, "center", 21, true))
    }

    /// The open cell of a field: a control of its kind, blank inside.
    fn value(&self, field: &Field, width: u32, span: u16) -> String {
        let list = |labels: &mut dyn Iterator<Item = &str>| {
            let items = labels.map(|label| {
                let label = escape(label);
                format!("<w:listItem w:displayText=\"{label}\" w:value=\"{label}\"/>")
            });
            format!("<w:dropDownList>{}</w:dropDownList>", items.collect::<String>())
        };
        let kind = match (field.kind, self.catalog.list_of(field)) {
            (Kind::Choice, Some(choices)) => list(&mut labels(choices)),
            (Kind::Flag, _) => list(&mut self.words.yes_no.iter().map(String::as_str)),
            (Kind::Date, _) => {
                "<w:date><w:dateFormat w:val=\"yyyy-MM-dd\"/><w:lid w:val=\"zh-CN\"/></w:date>".to_owned()
            }
            (Kind::Long | Kind::Text, _) => "<w:text w:multiLine=\"1\"/>".to_owned(),
            _ => "<w:text/>".to_owned(),
        };
        let control = self.control(&field.key, &field.leaf(), &kind, 21);
        cell(width, span, None, &format!("<w:p>{control}</w:p>"))
    }

    /// A content control with blanks inside: wide enough to be seen, and read as nothing.
    fn control(&self, tag: &str, title: &str, kind: &str, half_points: u32) -> String {
        format!(
            "<w:sdt><w:sdtPr><w:alias w:val=\"{}\"/><w:tag w:val=\"{}\"/>{kind}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            escape(title),
            escape(tag),
            self.run("　　　　", half_points, false)
        )
    }

    fn paragraph(&self, text: &str, side: &str, half_points: u32, bold: bool) -> String {
        let run = if text.is_empty() { String::new() } else { self.run(text, half_points, bold) };
        format!("<w:p><w:pPr><w:jc w:val=\"{side}\"/></w:pPr>{run}</w:p>")
    }

    fn run(&self, text: &str, half_points: u32, bold: bool) -> String {
        let font = escape(if half_points >= TITLE { &self.words.title_font } else { &self.words.font });
        let bold = if bold && half_points < TITLE { "<w:b/>" } else { "" };
        format!(
            "<w:r><w:rPr><w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{font}\" w:hAnsi=\"{font}\"/>{bold}\
             <w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/></w:rPr>\
             <w:t xml:space=\"preserve\">{}</w:t></w:r>",
            escape(text)
        )
    }
}

fn table(grid: &[u32], rows: &str) -> String {
    let sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
    let borders = sides
        .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
        .concat();
    let columns: String = grid.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let whole: u32 = grid.iter().sum();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )
}

fn row(cells: &[String]) -> String {
    format!("<w:tr><w:trPr><w:trHeight w:val=\"480\"/></w:trPr>{}</w:tr>", cells.concat())
}

fn cell(width: u32, span: u16, fill: Option<&str>, content: &str) -> String {
    let span = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
    let shade = fill.map_or_else(String::new, |fill| {
        format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>")
    });
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{shade}<w:vAlign w:val=\"center\"/></w:tcPr>{content}</w:tc>"
    )
}

fn core(form: &Form, created: DateTime) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created></cp:coreProperties>",
        escape(&form.title),
        created.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
}

fn custom(catalog: &Catalog, form: &Form) -> String {
    let properties = [(FORM_PROPERTY, form.id.as_str()), (VERSION_PROPERTY, catalog.fingerprint.as_str())];
    let properties = (2..).zip(properties).map(|(number, (name, value))| {
        format!(
            "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{number}\" name=\"{name}\">\
             <vt:lpwstr>{}</vt:lpwstr></property>",
            escape(value)
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">{}</Properties>",
        properties.collect::<String>()
    )
}

const CONTENT_TYPES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
    "<Override PartName=\"/docProps/custom.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>",
    "</Types>"
);

const RELATIONS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties\" Target=\"docProps/custom.xml\"/>",
    "</Relationships>"
);
