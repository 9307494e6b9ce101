//! Marked papers, from bytes to bytes: what is kept, what is left out, and what goes back as a new workbook.

use super::*;
use crate::paper::specimens::{PAGE, TEXT_BOOK, binary_workbook, spreadsheet};
use crate::paper::testing::{Part, relationships, zip};
use crate::paper::zip::{Inflater, entries};
use crate::paper::{Content, Remark};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeMap;

const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const MACRO_MAIN: &str = "application/vnd.ms-excel.sheet.macroEnabled.main+xml";
const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn marks() -> Marks {
    let place = |row, column| Place::Cell { sheet: 0, row, column };
    let mark = |place, shade, note: &str| Mark { place, shade, note: note.into() };
    let column = |label: &str, role| ListColumn { label: label.into(), width: 12, role };
    let row = |place, asks| ListRow {
        texts: ["位", "", "k"].map(str::to_owned).into(),
        shade: Shade::Explain,
        place,
        asks,
    };
    Marks {
        author: "审核".into(),
        date: "2014-07-02T00:00:00".into(),
        opening: "【审核】".into(),
        marks: vec![
            mark(place(0, 0), Shade::Correct, "一"),
            mark(place(8, 3), Shade::Explain, "二"),
            mark(Place::WordCell { table: 1, row: 1, column: 2 }, Shade::Correct, "三"),
            mark(Place::Paragraph(1), Shade::Explain, "四\n五"),
        ],
        list: MarkedList {
            name: "清单".into(),
            title: "题".into(),
            notes: vec!["注".into()],
            without_macros: "宏已去掉".into(),
            converted: "另行生成".into(),
            font: "宋体".into(),
            columns: vec![
                column("位置", ListRole::Place),
                column("说明", ListRole::Answer),
                column("编号", ListRole::Key),
            ],
            rows: vec![row(place(8, 3), true), row(Place::Whole, false)],
            prompt: ("填".into(), "写".into()),
        },
    }
}

/// Parts of a workbook as some programs write it: prefixes, no shared strings, a picture of a cell.
fn book(main: &str) -> Vec<Part> {
    let types = format!(
        "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"bin\" \
         ContentType=\"application/vnd.ms-office.vbaProject\"/><Override PartName=\"/xl/workbook.xml\" \
         ContentType=\"{main}\"/></Types>"
    );
    let sheet = "<x:worksheet><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" s=\"0\" t=\"inlineStr\"><x:is><x:t>甲</x:t></x:is>\
        </x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref=\"C8:D10\"/></x:mergeCells></x:worksheet>";
    vec![
        Part::new("[Content_Types].xml", types),
        Part::new("_rels/.rels", relationships(&[("rId1", "officeDocument", "xl/workbook.xml")])),
        Part::new(
            "xl/workbook.xml",
            "<x:workbook><x:bookViews><x:workbookView/></x:bookViews><x:sheets><x:sheet name=\"它的'表\" sheetId=\"3\" r:id=\"rId1\"/>\
             </x:sheets></x:workbook>",
        ),
        Part::new(
            "xl/_rels/workbook.xml.rels",
            relationships(&[("rId1", "worksheet", "worksheets/sheet1.xml")]),
        ),
        Part::new("xl/worksheets/sheet1.xml", sheet),
        Part { method: Some(0), ..Part::new("xl/media/image1.png", vec![1, 2, 3]) },
    ]
}

/// The workbook with one relation more of its main part.
fn with_relation(main: &str, relation: &str, more: Vec<Part>) -> Vec<u8> {
    let mut parts = book(main);
    let relations = String::from_utf8(parts[3].content.clone()).unwrap();
    parts[3].content =
        relations.replace("</Relationships>", &format!("{relation}</Relationships>")).into_bytes();
    parts.extend(more);
    zip(&parts)
}

fn parts_of(bytes: &[u8]) -> BTreeMap<String, String> {
    let limits = Limits::default();
    let mut inflater = Inflater::new(&limits);
    let all = entries(bytes, &limits).unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    all.iter().map(|entry| (text(entry.name.to_vec()), text(inflater.inflate(entry).unwrap()))).collect()
}

/// A marked file, and whether it is a new one.
struct Marked {
    bytes: Vec<u8>,
    converted: bool,
}

fn done(bytes: &[u8]) -> (Marked, BTreeMap<String, String>) {
    let limits = Limits::default();
    let own = mark(bytes, &limits, &marks());
    let again = || converted(&read(bytes, &limits).unwrap(), &limits, &marks()).unwrap();
    let marked = Marked { converted: own.is_err(), bytes: own.unwrap_or_else(|_| again()) };
    read(&marked.bytes, &limits).unwrap();
    let parts = parts_of(&marked.bytes);
    (marked, parts)
}

#[test]
fn a_workbook_without_styles_or_notes_gets_what_marks_need_and_keeps_its_cells() {
    let bytes = zip(&book(MAIN));
    let (marked, parts) = done(&bytes);
    assert!(!marked.converted);
    let names: Vec<&str> = parts.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/media/image1.png",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
        ]
    );
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(sheet.starts_with(
        std::str::from_utf8(&book(MAIN)[4].content).unwrap().trim_end_matches("</x:worksheet>")
    ));
    assert!(
        sheet.contains("sqref=\"A1\"") && sheet.contains("sqref=\"C8\""),
        "in a merged area where it begins: {sheet}"
    );
    assert!(parts["xl/worksheets/sheet2.xml"].contains("location=\"'它的''表'!D9\""));
    assert_eq!(mark(&bytes, &Limits::default(), &marks()).unwrap(), marked.bytes, "the same bytes each time");
}

#[test]
fn a_workbook_that_comes_back_has_one_list_and_one_set_of_marks() {
    let (first, _) = done(&zip(&book(MAIN)));
    let fewer = Marks { marks: marks().marks.split_off(1), ..marks() };
    let again = mark(&first.bytes, &Limits::default(), &shifted(fewer)).unwrap();
    let parts = parts_of(&again);
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert_eq!(sheet.matches("<x:conditionalFormatting").count(), 1, "{sheet}");
    assert_eq!(parts["xl/workbook.xml"].matches("<x:sheet ").count(), 2);
    assert_eq!(parts["xl/comments1.xml"].matches("<comment ").count(), 1);
    assert_eq!(parts["xl/drawings/vmlDrawing1.vml"].matches("<v:shape ").count(), 1);
}

/// The marks on the second sheet: the list stands before it.
fn shifted(mut marks: Marks) -> Marks {
    for mark in &mut marks.marks {
        if let Place::Cell { sheet, .. } = &mut mark.place {
            *sheet += 1;
        }
    }
    marks
}

#[test]
fn macros_and_signatures_are_left_out_and_the_list_says_so() {
    let relation = "<Relationship Id=\"rId9\" Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"vbaProject.bin\"/>";
    let more =
        vec![Part::new("xl/vbaProject.bin", "x"), Part::new("_xmlsignatures/sig1.xml", "<Signature/>")];
    let (marked, parts) = done(&with_relation(MACRO_MAIN, relation, more));
    assert!(!marked.converted);
    assert!(!parts.contains_key("xl/vbaProject.bin") && !parts.contains_key("_xmlsignatures/sig1.xml"));
    assert!(!parts["xl/_rels/workbook.xml.rels"].contains("vba"));
    let types = &parts["[Content_Types].xml"];
    assert!(types.contains(MAIN) && !types.contains("macro") && !types.contains("vba"), "{types}");
    assert!(parts["xl/worksheets/sheet2.xml"].contains("宏已去掉"));
    let paper = read(&marked.bytes, &Limits::default()).unwrap();
    assert!(!paper.remarks.contains(&Remark::Macros));
}

#[test]
fn what_acts_when_it_is_opened_does_not_go_back_but_its_values_do() {
    let relation = |kind: &str, target: &str, mode: &str| {
        format!("<Relationship Id=\"rId9\" Type=\"{TYPE}/{kind}\" Target=\"{target}\"{mode}/>")
    };
    let external = " TargetMode=\"External\"";
    let link = |inside: &str| {
        vec![Part::new(
            "xl/externalLinks/externalLink1.xml",
            format!("<externalLink>{inside}</externalLink>"),
        )]
    };
    let cases = [
        (relation("image", "http://example.invalid/a.png", external), vec![]),
        (relation("oleObject", "embeddings/o.bin", ""), vec![Part::new("xl/embeddings/o.bin", "x")]),
        (
            relation("connections", "connections.xml", ""),
            vec![Part::new("xl/connections.xml", "<connections/>")],
        ),
        (relation("externalLink", "externalLinks/externalLink1.xml", ""), link("<ddeLink/>")),
        (relation("nobodyKnowsIt", "x.xml", ""), vec![Part::new("xl/x.xml", "<x/>")]),
    ];
    for (relation, more) in cases {
        let (marked, parts) = done(&with_relation(MAIN, &relation, more));
        assert!(marked.converted, "{relation}");
        assert!(parts["xl/worksheets/sheet2.xml"].contains("另行生成"));
        assert!(!parts.values().any(|part| part.contains("example.invalid")), "{relation}");
        let paper = read(&marked.bytes, &Limits::default()).unwrap();
        let Content::Workbook(sheets) = paper.content else { panic!("no workbook") };
        assert_eq!(sheets[1].name, "它的'表");
        assert_eq!(format!("{:?}", sheets[1].cells[0].content), "Text(\"甲\")");
    }
    let mut reaching = book(MAIN);
    let sheet = String::from_utf8(reaching[4].content.clone()).unwrap();
    reaching[4].content =
        sheet.replace("<x:is>", "<x:f>WebService(\"http://example.invalid\")</x:f><x:is>").into_bytes();
    assert!(done(&zip(&reaching)).0.converted, "a formula that fetches something");
    let relation = relation("externalLink", "externalLinks/externalLink1.xml", "");
    let (marked, parts) = done(&with_relation(MAIN, &relation, link("<externalBook/>")));
    assert!(
        !marked.converted && parts.contains_key("xl/externalLinks/externalLink1.xml"),
        "a link that waits is kept"
    );
}

#[test]
fn workbooks_of_other_kinds_go_back_as_a_new_one_with_marks() {
    let files = [PAGE.as_bytes().to_vec(), TEXT_BOOK.into(), zip(&spreadsheet()), zip(&binary_workbook())];
    for file in files {
        let before = read(&file, &Limits::default()).unwrap();
        let (marked, parts) = done(&file);
        assert!(marked.converted && parts.contains_key("xl/comments1.xml"));
        let after = read(&marked.bytes, &Limits::default()).unwrap();
        let (Content::Workbook(before), Content::Workbook(after)) = (before.content, after.content) else {
            panic!("no workbook")
        };
        let said = |sheet: &crate::paper::Sheet| {
            let cells = sheet.cells.iter().map(|cell| (cell.row, cell.column, format!("{:?}", cell.content)));
            cells.collect::<Vec<_>>()
        };
        assert_eq!(
            before.iter().map(said).collect::<Vec<_>>(),
            after[1..].iter().map(said).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_workbook_that_anyone_may_open_goes_back_marked_and_open() {
    const AGILE: &[u8] = include_bytes!("../../../tests/files/default_password/agile.xlsx");
    const OLD: &[u8] = include_bytes!("../../../tests/files/default_password/rc4.xls");
    for (bytes, converted) in [(AGILE, false), (OLD, true)] {
        let (marked, parts) = done(bytes);
        assert_eq!(marked.converted, converted);
        assert!(parts.contains_key("xl/comments1.xml"));
    }
}

fn letter() -> Vec<Part> {
    let words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let body = "<w:p><w:pPr><w:jc/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>";
    vec![
        Part::new("[Content_Types].xml", "<Types></Types>"),
        Part::new("_rels/.rels", relationships(&[("rId1", "officeDocument", "word/document.xml")])),
        Part::new(
            "word/document.xml",
            format!("<w:document xmlns:w=\"{words}\"><w:body>{body}</w:body></w:document>"),
        ),
    ]
}

#[test]
fn a_document_gets_comments_at_its_places_and_says_what_it_said() {
    let bytes = zip(&letter());
    let (marked, parts) = done(&bytes);
    assert!(!marked.converted);
    let main = &parts["word/document.xml"];
    let begin = |id: usize| format!("w:id=\"{id}\"/>");
    assert!(main.contains("</w:pPr><w:commentRangeStart "), "{main}");
    assert!(main.contains("<w:tc><w:p/></w:tc><w:tc><w:p><w:commentRangeStart "), "{main}");
    assert!(main.contains(&begin(0)) && main.contains(&begin(1)) && !main.contains(&begin(2)));
    let comments = &parts["word/comments.xml"];
    assert_eq!(comments.matches("<w:comment ").count(), 2);
    assert!(comments.contains("w:author=\"审核\"") && comments.contains(">五</w:t>"));
    let said = |bytes: &[u8]| format!("{:?}", read(bytes, &Limits::default()).unwrap().content);
    assert_eq!(said(&marked.bytes), said(&bytes));
    let mut linked = letter();
    let main = String::from_utf8(linked[2].content.clone()).unwrap();
    linked[2].content = main
        .replace("<w:r><w:t>甲</w:t></w:r>", "<w:hyperlink r:id=\"h\"><w:r><w:t>甲</w:t></w:r></w:hyperlink>")
        .into();
    let out = relationships(&[("h", "hyperlink", "http://example.invalid\" TargetMode=\"External")]);
    linked.push(Part::new("word/_rels/document.xml.rels", out));
    let (_, unlinked) = done(&zip(&linked));
    assert_eq!(
        &unlinked["word/document.xml"], &parts["word/document.xml"],
        "a link that leads out is plain text"
    );
    assert!(!unlinked["word/_rels/document.xml.rels"].contains("invalid"));
    // Once more, with a comment of somebody else: ours are replaced.
    let own = "<w:comment w:id=\"7\"><w:p><w:r><w:t>他人的</w:t></w:r></w:p></w:comment></w:comments>";
    let with_own = parts.iter().map(|(name, content)| Part::new(name, content.replace("</w:comments>", own)));
    let (_, again) = done(&zip(&with_own.collect::<Vec<_>>()));
    let comments = &again["word/comments.xml"];
    assert!(comments.contains("他人的") && comments.matches("<w:comment ").count() == 3, "{comments}");
    let main = &again["word/document.xml"];
    assert!(main.contains(&begin(8)) && main.contains(&begin(9)) && !main.contains(&begin(0)), "{main}");
    assert_eq!(main.matches("<w:commentReference ").count(), 2);
}

#[test]
fn a_document_without_the_places_is_not_marked() {
    let none = Marks { marks: vec![], ..marks() };
    assert!(mark(&zip(&letter()), &Limits::default(), &none).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_change_of_a_file_is_more_than_a_refusal(
        is_book in any::<bool>(), part in any::<Index>(), changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4)
    ) {
        let mut parts = if is_book { parts_again() } else { letter() };
        let at = part.index(parts.len());
        for (place, byte) in &changes {
            let content = &mut parts[at].content;
            if !content.is_empty() {
                let place = place.index(content.len());
                content[place] = *byte;
            }
        }
        if let Ok(marked) = mark(&zip(&parts), &Limits::default(), &marks()) {
            prop_assert!(read(&marked, &Limits::default()).is_ok());
        }
    }
}

/// The parts of a marked workbook: with styles, notes, their drawing and a list.
fn parts_again() -> Vec<Part> {
    let (_, parts) = done(&zip(&book(MAIN)));
    parts.into_iter().map(|(name, content)| Part::new(&name, content)).collect()
}
