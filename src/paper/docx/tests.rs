//! Hand-made documents, feature by feature, and documents made and read back with docx-rs.

use crate::paper::sheet::{Block, Content, Document, Limits, Paper, Refusal, Remark, WordCell, WordTable};
use crate::paper::testing::{Part, relationships, root_relationships, zip};
use proptest::prelude::*;

fn read_parts(with: &[(&str, &str)]) -> Result<Paper, Refusal> {
    let mut parts = vec![root_relationships("word/document.xml")];
    parts.extend(with.iter().map(|(name, content)| Part::new(name, *content)));
    crate::paper::read(&zip(&parts), &Limits::default())
}

fn read(body: &str) -> Result<Paper, Refusal> {
    let text = format!("<w:document><w:body>{body}</w:body></w:document>");
    read_parts(&[("word/document.xml", &text)])
}

fn document(paper: Result<Paper, Refusal>) -> Document {
    match paper.unwrap().content {
        Content::Document(document) => document,
        Content::Workbook(_) => panic!("no document"),
    }
}

/// The body as one text: paragraphs with their numbers, cells with their places and spans.
fn outline(document: &Document) -> String {
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Paragraph { number, text } => format!("{number} {text}"),
        Block::Table(table) => table_outline(table),
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn table_outline(table: &WordTable) -> String {
    let cell = |cell: &WordCell| {
        let inner: String = cell.tables.iter().map(table_outline).collect();
        let spans = match (cell.width, cell.height) {
            (1, 1) => String::new(),
            (width, height) => format!(" {width}x{height}"),
        };
        format!("[R{}C{}{spans} {}{inner}]", cell.row, cell.column, cell.text)
    };
    format!("T{}{}", table.number, table.cells.iter().map(cell).collect::<String>())
}

fn outline_of(body: &str) -> String {
    outline(&document(read(body)))
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

#[test]
fn paragraphs_outside_tables_are_numbered_and_blank_ones_count() {
    let table = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("格"));
    let controlled = format!("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", p("三"));
    let body = format!("{}<w:p/>{table}{controlled}<w:sectPr><w:p/></w:sectPr>", p("一"));
    assert_eq!(outline_of(&body), "1 一\n2 \nT1[R1C1 格]\n3 三");
}

#[test]
fn cells_stand_on_the_grid_with_what_they_span() {
    let span = "<w:gridSpan w:val=\"2\"/>";
    let (begin, go_on) = ("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
    let body = format!(
        "<w:tbl><w:tblPr/><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr><w:tr>{}{}{}</w:tr>\
         <w:tr>{}{}{}</w:tr><w:tr>{}</w:tr></w:tbl>",
        tc(span, "a"),
        tc(begin, "b"),
        tc("", "c"),
        tc(span, "d"),
        tc("<w:vMerge w:val=\"continue\"/>", ""),
        tc(go_on, "e"),
        tc(span, "f"),
        tc(go_on, "hidden"),
        tc("<w:gridSpan w:val=\"99999999\"/>", "g"),
    );
    assert_eq!(
        outline_of(&body),
        "T1[R1C2 2x1 a][R1C4 1x3 b][R2C1 c][R2C2 2x1 d][R3C1 e][R3C2 2x1 f][R4C1 g]"
    );
}

#[test]
fn nested_tables_follow_their_holder_in_number() {
    let inner = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("内"));
    let outer = format!("<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>", p("外"), p("后"));
    assert_eq!(outline_of(&format!("{outer}{inner}")), "T1[R1C1 外\n后T2[R1C1 内]]\nT3[R1C1 内]");
}

#[test]
fn changes_are_accepted_and_leave_a_remark() {
    let body = "<w:p><w:r><w:t>留</w:t></w:r><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r>\
        </w:del><w:moveFrom><w:r><w:t>去</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>";
    let paper = read(body).unwrap();
    assert_eq!(paper.remarks, [Remark::TrackedChanges]);
    assert_eq!(outline(&document(Ok(paper))), "1 留增来\nT1[R1C1 ]");
}

#[test]
fn text_is_read_wherever_it_can_be_seen() {
    for (inside, text) in [
        ("<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>", "链"),
        ("<w:smartTag><w:r><w:t>标</w:t></w:r></w:smartTag>", "标"),
        ("<w:fldSimple w:instr=\"DATE\"><w:r><w:t>日</w:t></w:r></w:fldSimple>", "日"),
        (
            "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt>",
            "控",
        ),
        ("<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>1</w:t></w:r>", "1"),
        ("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>", "x+1"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "拼",
        ),
        (
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:cr/></w:r>",
            "a\tb\nc-d\n",
        ),
        (
            "<mc:AlternateContent><mc:Choice><w:r><w:t>新</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>旧</w:t></w:r></mc:Fallback></mc:AlternateContent>",
            "新",
        ),
        (
            "<w:r><w:t>one<!--c-->two<?pi?>three<![CDATA[<four>]]> &amp;lt;</w:t></w:r>",
            "onetwothree<four> &lt;",
        ),
        ("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t xml:space=\"preserve\">  a </w:t></w:r>", "  a "),
    ] {
        assert_eq!(outline_of(&format!("<w:p>{inside}</w:p>")), format!("1 {text}"), "{inside}");
    }
}

#[test]
fn check_boxes_show_their_state_however_they_are_made() {
    let control = |checked: &str, shown: &str| {
        format!(
            "<w:sdt><w:sdtPr><w14:checkbox>{checked}</w14:checkbox></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"
        )
    };
    let field = |inside: &str| format!("<w:r><w:fldChar><w:ffData>{inside}</w:ffData></w:fldChar></w:r>");
    let on = "<w14:checked w14:val=\"1\"/>";
    let letter = |font: &str| {
        format!("<w:r><w:rPr><w:rFonts w:ascii=\"{font}\"/></w:rPr><w:t>R</w:t></w:r><w:r><w:t>R</w:t></w:r>")
    };
    for (inside, text) in [
        (control(on, "<w:r><w:t>☒</w:t></w:r>"), "☑"),
        (
            control(
                "<w14:checked w14:val=\"0\"/>",
                "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r>",
            ),
            "☐",
        ),
        (control(on, ""), "☑"),
        (field("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>"), "☑"),
        (field("<w:checkBox><w:default w:val=\"1\"/></w:checkBox>"), "☑"),
        (field("<w:checkBox><w:default w:val=\"1\"/><w:checked w:val=\"0\"/></w:checkBox>"), "☐"),
        (
            field(
                "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"甲\"/><w:listEntry w:val=\"乙\"/></w:ddList>",
            ),
            "乙",
        ),
        ("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>".to_owned(), "☑"),
        (letter("Wingdings 2"), "☑R"),
        (letter("宋体"), "RR"),
    ] {
        assert_eq!(outline_of(&format!("<w:p>{inside}</w:p>")), format!("1 {text}"), "{inside}");
    }
    let block = control(on, &p("☐ 是"));
    assert_eq!(outline_of(&block), "1 ☑");
}

#[test]
fn what_stands_outside_the_body_is_told_apart() {
    let box_inside = format!("<w:txbxContent>{}{}</w:txbxContent>", p("框"), p("内"));
    let body = format!(
        "<w:document><w:body><w:p><w:r><w:pict><v:shape><v:textbox>{box_inside}</v:textbox></v:shape></w:pict></w:r>\
         <w:r><w:t>文</w:t></w:r></w:p></w:body></w:document>"
    );
    let list = relationships(&[
        ("r1", "header", "header1.xml"),
        ("r2", "header", "header1.xml"),
        ("r3", "footnotes", "notes.xml"),
        ("r4", "footer", "document.xml"),
        ("r5", "footer", "missing.xml"),
    ]);
    let read = document(read_parts(&[
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", &list),
        ("word/header1.xml", &format!("<w:hdr>{}</w:hdr>", p("眉"))),
        ("word/notes.xml", &format!("<w:footnotes><w:footnote>{}</w:footnote></w:footnotes>", p("注"))),
    ]));
    assert_eq!(outline(&read), "1 文");
    assert_eq!(read.asides, ["框\n内", "眉", "注"]);
}

#[test]
fn pictures_are_told_in_the_body_and_in_their_cell() {
    let picture = "<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>";
    let body = format!("<w:tbl><w:tr><w:tc>{picture}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("a"));
    let read = document(read(&body));
    let Block::Table(table) = &read.blocks[0] else { panic!("no table") };
    assert_eq!(table.cells.iter().map(|cell| cell.picture).collect::<Vec<_>>(), [true, false]);
    assert!(read.pictures);
}

#[test]
fn a_document_that_is_cut_off_or_built_to_mislead_is_refused_with_its_reason() {
    let cut = ["<w:p><w:r><w:t>abc", "<w:p>", "<w:tbl><w:tr><w:tc>", "<w:p><w:pPr>", "<w:sdt><w:sdtContent>"];
    for body in cut {
        let text = format!("<w:document><w:body>{body}");
        assert_eq!(read_parts(&[("word/document.xml", &text)]).unwrap_err(), Refusal::Damaged, "{body}");
    }
    let cases = [
        ("<w:document><w:p/></w:document>".to_owned(), Refusal::Damaged),
        ("<html><body/></html>".to_owned(), Refusal::Damaged),
        (format!("<!DOCTYPE x><w:document><w:body>{}</w:body></w:document>", p("a")), Refusal::Suspicious),
        (
            format!("<w:document><w:body>{}</w:body></w:document>", "<w:tbl><w:tr><w:tc>".repeat(200)),
            Refusal::TooLarge,
        ),
    ];
    for (text, refusal) in cases {
        assert_eq!(read_parts(&[("word/document.xml", &text)]).unwrap_err(), refusal, "{text:.60}");
    }
}

/// A body made with docx-rs: paragraphs, and tables of rows of texts.
#[derive(Clone, Debug)]
enum Made {
    Paragraph(Vec<String>),
    Table(Vec<Vec<String>>),
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    let text = "[a-z<&>\"'一二　 ☑％]{0,8}";
    let paragraph = prop::collection::vec(text, 0..4).prop_map(Made::Paragraph);
    let table = prop::collection::vec(prop::collection::vec(text, 1..4), 1..4).prop_map(Made::Table);
    prop::collection::vec(prop_oneof![paragraph, table], 1..8)
}

fn make(blocks: &[Made]) -> Vec<u8> {
    use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow};
    let run = |text: &String| Run::new().add_text(text);
    let mut docx = Docx::new();
    for block in blocks {
        docx = match block {
            Made::Paragraph(runs) => docx.add_paragraph(
                runs.iter().fold(Paragraph::new(), |paragraph, text| paragraph.add_run(run(text))),
            ),
            Made::Table(rows) => {
                let cell = |text| TableCell::new().add_paragraph(Paragraph::new().add_run(run(text)));
                let rows = rows.iter().map(|row| TableRow::new(row.iter().map(cell).collect()));
                docx.add_table(Table::new(rows.collect()))
            }
        };
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

/// The outline of a document as docx-rs reads it.
fn by_docx_rs(bytes: &[u8]) -> String {
    use docx_rs::{DocumentChild, TableCellContent, TableChild, TableRowChild};
    let (mut paragraphs, mut tables, mut lines) = (0, 0, Vec::new());
    for child in docx_rs::read_docx(bytes).unwrap().document.children {
        match child {
            DocumentChild::Paragraph(paragraph) => {
                paragraphs += 1;
                lines.push(format!("{paragraphs} {}", paragraph.raw_text()));
            }
            DocumentChild::Table(table) => {
                tables += 1;
                let mut line = format!("T{tables}");
                for (TableChild::TableRow(row), number) in table.rows.iter().zip(1..) {
                    for (TableRowChild::TableCell(cell), column) in row.cells.iter().zip(1..) {
                        let texts = cell.children.iter().map(|content| match content {
                            TableCellContent::Paragraph(paragraph) => paragraph.raw_text(),
                            _ => panic!("not made"),
                        });
                        let text = texts.collect::<Vec<_>>().join("\n");
                        line.push_str(&format!("[R{number}C{column} {text}]"));
                    }
                }
                lines.push(line);
            }
            _ => {}
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn docx_rs_sees_the_same_document(blocks in made()) {
        let bytes = make(&blocks);
        let ours = document(crate::paper::read(&bytes, &Limits::default()));
        prop_assert_eq!(outline(&ours), by_docx_rs(&bytes));
        let made = blocks.iter().filter(|block| matches!(block, Made::Paragraph(_))).count();
        let read = ours.blocks.iter().filter(|block| matches!(block, Block::Paragraph { .. })).count();
        prop_assert_eq!(read, made);
    }
}
