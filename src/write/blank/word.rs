//! Word forms: a label table with content controls (drop-downs for choices) and a narrative below numbered headings, or
//! the frame of a letter. What a control holds is told from its label, so that an office program that drops controls
//! leaves a form that still reads.

use super::around;
use super::cells::labels;
use super::control::{self, BLANK, Control};
use super::known::Known;
use super::sheet::signature_labels;
use crate::catalog::message::fill;
use crate::catalog::{BlankWords, Catalog, Cycle, Field, Footing, Form, Kind, Part};
use crate::write::notice::xml::{NAMESPACES, escape};
use crate::write::package::{self, Packed};
use jiff::civil::DateTime;

/// The grid of the label table: four columns, in twentieths of a point, together the text width of A4.
const GRID: [u32; 4] = [1900, 2520, 1900, 2520];
/// The height of a row for several lines, in twentieths of a point.
const LONG: u32 = 800;
/// Behind labels.
const GREY: &str = "F2F2F2";
/// From this size on, in half points, text is set in the font of titles.
const TITLE: u32 = 36;

/// The bytes of the Word file.
pub fn document(catalog: &Catalog, form: &Form, known: &Known, created: DateTime) -> Vec<u8> {
    let body = Body { catalog, form, known, words: &catalog.blank };
    let text = ("word/document.xml", body.xml());
    let parts: Vec<(&str, String)> =
        around::around(catalog, form, created).into_iter().chain([text]).collect();
    let packed: Vec<Packed> = parts.iter().map(|(name, text)| Packed::new(name, text.as_bytes())).collect();
    package::write(&packed.iter().collect::<Vec<_>>())
}

struct Body<'a> {
    catalog: &'a Catalog,
    form: &'a Form,
    known: &'a Known,
    words: &'a BlankWords,
}

impl Body<'_> {
    fn xml(&self) -> String {
        let mut out = format!(
            "<w:p><w:pPr><w:spacing w:after=\"200\"/><w:jc w:val=\"center\"/></w:pPr>{}</w:p>",
            self.run(&self.title(), TITLE, true)
        );
        if self.form.layout.letter {
            out += &self.letter();
        } else {
            out += &self.label_form();
        }
        let section = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
            <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>\
            </w:sectPr>";
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document {NAMESPACES} xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" \
             xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"w14\"><w:body>{out}{section}</w:body></w:document>"
        )
    }

    /// The title. That of a letter names the year, and who reports, once they are known.
    fn title(&self) -> String {
        let title = &self.form.title;
        let year = &self.words.word.year;
        if !self.form.layout.letter {
            return title.clone();
        }
        let known =
            self.known("period").map(|period| period.trim_matches(|sign: char| !sign.is_alphanumeric()));
        let known = known.filter(|period| period.ends_with(year.as_str()));
        match known.zip(self.known("unit_name")) {
            Some((period, unit)) => format!("{unit}{}", title.replacen(year.as_str(), period, 1)),
            None => title.replacen(year.as_str(), &format!("{BLANK}{year}"), 1),
        }
    }

    /// A letter upward: recipients, headings, sender, day, copies.
    fn letter(&self) -> String {
        let texts = &self.words.word;
        let mut out = self.controls("left", 32, &[("main_recipients", "", &texts.recipients)]);
        out += &self.narrative();
        let sender = self.known("unit_name").unwrap_or(&texts.signature);
        out += &self.controls("right", 32, &[("unit_name", "", sender)]);
        out += &self.controls("right", 32, &[("filled_on", "", &texts.signed_on)]);
        out + &self.controls("left", 28, &[("copy_recipients", "", &texts.copies)])
    }

    fn label_form(&self) -> String {
        let period = match self.form.cycle {
            Cycle::Quarter => &self.words.period.quarter,
            Cycle::Year => &self.words.period.year,
            Cycle::YearAndQuarter => &self.words.period.year_and_quarter,
        };
        let period = self.known("period").unwrap_or(period);
        let mut out = self.controls("center", 28, &[("period", "", period)]);
        let (unit, day) = (self.words.unit.as_str(), self.words.word.date.as_str());
        let blocks = [
            ("unit_name", unit, self.known("unit_name").unwrap_or(BLANK)),
            ("filled_on", day, self.known("filled_on").unwrap_or(BLANK)),
        ];
        out += &self.controls("left", 24, &blocks);
        out += &self.tables();
        out += &self.narrative();
        out + &self.signatures()
    }

    /// Who signs, in a table of its own: behind a narrative a line of names would be read as its last words.
    fn signatures(&self) -> String {
        let labels = signature_labels(self.catalog, self.form);
        let signed = |key: &str, label: &str| {
            let title = label.trim_end_matches('：');
            let value = self.run(self.known(key).unwrap_or(BLANK), 21, false);
            let control = control::around(key, title, &Control::Words, &value);
            [self.label(title, GRID[0], 1), cell(GRID[1], 1, None, &format!("<w:p>{control}</w:p>"))]
        };
        let rows: String = labels
            .chunks(2)
            .map(|pair| row(&pair.iter().flat_map(|(key, label)| signed(key, label)).collect::<Vec<_>>()))
            .collect();
        if rows.is_empty() { rows } else { self.paragraph("", "left", 12, false) + &table(&GRID, &rows) }
    }

    /// What is known of a field before the form is sent.
    fn known(&self, key: &str) -> Option<&str> {
        self.known.single(key)
    }

    /// A line of labels, each with a control behind it.
    fn controls(&self, side: &str, half_points: u32, blocks: &[(&str, &str, &str)]) -> String {
        let blocks = blocks.iter().map(|(tag, label, value)| {
            let label_run =
                if label.is_empty() { String::new() } else { self.run(label, half_points, false) };
            let title = if label.is_empty() { tag } else { label.trim_end_matches('：') };
            let kind = if *tag == "filled_on" { Control::Day } else { Control::Words };
            label_run + &control::around(tag, title, &kind, &self.run(value, half_points, false))
        });
        let gap = self.run("　　", half_points, false);
        let line = blocks.collect::<Vec<_>>().join(&gap);
        format!("<w:p><w:pPr><w:jc w:val=\"{side}\"/></w:pPr>{line}</w:p>")
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
                control::around(&heading.key, &heading.title, &Control::Words, &self.run(BLANK, 32, false))
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
        out += &self.pairs(below);
        let signed: Vec<Field> = self.form.footings.iter().map(Footing::as_field).collect();
        out + &self.pairs(&signed)
    }

    fn pairs(&self, fields: &[Field]) -> String {
        let mut rows = String::new();
        let mut waiting: Option<&Field> = None;
        let alone = |field: &Field| {
            let wide: u32 = GRID[1..].iter().sum();
            let cells = [self.label(&field.leaf(), GRID[0], 1), self.value(field, wide, 3, 0)];
            if field.kind == Kind::Long { row_of(&cells, LONG) } else { row(&cells) }
        };
        // What is derived from the text is not asked for.
        let asked = |field: &&Field| field.part == Part::Pairs && field.derived.is_none();
        for field in fields.iter().filter(asked) {
            let long = matches!(field.kind, Kind::Long | Kind::Text | Kind::Choices);
            match waiting.take() {
                Some(left) if !long => {
                    rows += &row(&[
                        self.label(&left.leaf(), GRID[0], 1),
                        self.value(left, GRID[1], 1, 0),
                        self.label(&field.leaf(), GRID[2], 1),
                        self.value(field, GRID[3], 1, 0),
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
        for number in 0..self.words.word.objects {
            let line = |field: &&Field| self.value(field, width, 1, number as usize);
            let cells: Vec<String> = fields.iter().map(line).collect();
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

    /// The open cell of a field in a row: a control of its kind, with what is known of it.
    fn value(&self, field: &Field, width: u32, span: u16, row: usize) -> String {
        const SIZE: u32 = 21;
        let known = self.known.value(row, &field.key);
        let title = field.leaf();
        let content = match (field.kind, self.catalog.list_of(field), known) {
            (Kind::Flag, _, None) => {
                let boxes = self.words.yes_no.iter().map(|label| {
                    control::tick(&field.key, &format!("{title}：{label}"), |text| {
                        self.run(text, SIZE, false)
                    }) + &self.run(label, SIZE, false)
                });
                boxes.collect::<Vec<_>>().join(&self.run("　", SIZE, false))
            }
            (kind, list, known) => {
                let control = match (kind, list) {
                    (Kind::Choice, Some(choices)) => Control::List(labels(choices).collect()),
                    (Kind::Flag, _) => Control::List(self.words.yes_no.iter().map(String::as_str).collect()),
                    (Kind::Date, _) => Control::Day,
                    _ => Control::Words,
                };
                let runs = self.run(known.unwrap_or(BLANK), SIZE, false);
                control::around(&field.key, &title, &control, &runs)
            }
        };
        cell(width, span, None, &format!("<w:p>{content}</w:p>"))
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
    row_of(cells, 480)
}

/// A row of at least a height.
fn row_of(cells: &[String], height: u32) -> String {
    format!("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{height}\"/></w:trPr>{}</w:tr>", cells.concat())
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
