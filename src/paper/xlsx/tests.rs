//! Hand-made packages with what is odd but legal, what is illegal, and what is built to mislead.

use crate::paper::sheet::{Area, CellContent, Colour, Content, Limits, Paper, Refusal, Remark, Sheet};
use crate::paper::testing::{Part, relationships, root_relationships, zip};
use CellContent::{Date, Error, Flag, Number, Percent, Text, Uncomputed};

/// Parts of a small workbook; those of the same name take the place of the usual ones.
fn parts(with: &[(&str, &str)]) -> Vec<Part> {
    let workbook_relationships = relationships(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
    ]);
    let usual = [
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"表1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", workbook_relationships.as_str()),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"),
        ("xl/sharedStrings.xml", "<sst><si><t>你好</t></si><si><t>world</t></si></sst>"),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts>\
             <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>\
             <xf numFmtId=\"10\"/><xf numFmtId=\"176\"/></cellXfs></styleSheet>",
        ),
    ];
    let mut parts = vec![root_relationships("xl/workbook.xml")];
    let others = with.iter().filter(|(name, _)| usual.iter().all(|(other, _)| other != name));
    for (name, content) in usual.iter().chain(others) {
        let content = with.iter().find(|(other, _)| other == name).map_or(*content, |(_, content)| *content);
        parts.push(Part::new(name, content));
    }
    parts
}

fn read(with: &[(&str, &str)]) -> Result<Paper, Refusal> {
    crate::paper::read(&zip(&parts(with)), &Limits::default())
}

fn rows(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn read_rows(inside: &str) -> Result<Paper, Refusal> {
    read(&[("xl/worksheets/sheet1.xml", &rows(inside))])
}

fn first_sheet(paper: Result<Paper, Refusal>) -> Sheet {
    match paper.unwrap().content {
        Content::Workbook(sheets) => sheets.into_iter().next().unwrap(),
        Content::Document(_) => panic!("no workbook"),
    }
}

/// Cells as place, content, formula.
fn cells(paper: Result<Paper, Refusal>) -> Vec<((u32, u16), CellContent, bool)> {
    let cells = first_sheet(paper).cells.into_iter();
    cells.map(|cell| ((cell.row, cell.column), cell.content, cell.formula)).collect()
}

fn contents(inside: &str) -> Vec<CellContent> {
    cells(read_rows(inside)).into_iter().map(|(_, content, _)| content).collect()
}

#[test]
fn a_cell_shows_what_its_type_and_its_style_say() {
    let shown = contents(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\"><v>42</v></c><c r=\"C1\" s=\"1\"><v>41703</v></c>\
         <c r=\"D1\" s=\"2\"><v>0.95</v></c><c r=\"E1\" s=\"3\"><v>41703</v></c><c r=\"F1\" t=\"b\"><v>1</v></c>\
         <c r=\"G1\" t=\"e\"><v>#SPILL!</v></c><c r=\"H1\" t=\"inlineStr\"><is><t>字</t></is></c>\
         <c r=\"I1\" t=\"str\"><v>a_x000D_b</v></c><c r=\"J1\" t=\"d\"><v>2014-03-05</v></c><c r=\"K1\" s=\"99\"><v>7</v></c></row>",
    );
    let text = |text: &str| Text(text.into());
    let expected = [
        text("world"),
        Number(42.0),
        Date(41703.0),
        Percent(0.95),
        Date(41703.0),
        Flag(true),
        Error("#SPILL!".into()),
        text("字"),
        text("a\rb"),
        Date(41703.0),
        Number(7.0),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn a_value_split_by_legal_markup_is_still_the_whole_value() {
    for (stored, number) in [
        ("1&#48;", 10.0),
        ("&#49;0", 10.0),
        ("1<!--c-->0", 10.0),
        ("1<![CDATA[0]]>", 10.0),
        ("<![CDATA[10]]>", 10.0),
        (" 10\n", 10.0),
    ] {
        assert_eq!(contents(&format!("<row><c><v>{stored}</v></c></row>")), [Number(number)], "{stored}");
    }
}

#[test]
fn what_is_no_index_is_an_error_of_its_cell_and_never_another_string() {
    for (stored, index) in [("1 ", "world"), ("&#49;", "world"), ("<!--c-->1", "world"), ("01", "world")] {
        let shown = contents(&format!("<row><c t=\"s\"><v>{stored}</v></c></row>"));
        assert_eq!(shown, [Text(index.into())], "{stored}");
    }
    for stored in ["2", "-1", "+1", "1.0", "1e0", "0x0", "abc", "", "4294967296", "99999999999999999999999"] {
        let shown = contents(&format!("<row><c t=\"s\"><v>{stored}</v></c><c><v>5</v></c></row>"));
        assert_eq!(shown, [Error(stored.into()), Number(5.0)], "{stored}");
    }
}

#[test]
fn what_is_no_value_of_its_type_is_an_error_of_its_cell() {
    for (kind, stored) in [
        ("n", "NaN"),
        ("n", "1e309"),
        ("n", "1,234"),
        ("b", "2"),
        ("d", "2024-02-30"),
        ("zz", "1"),
        ("n", "１２"),
    ] {
        let shown = contents(&format!("<row><c t=\"{kind}\"><v>{stored}</v></c></row>"));
        assert_eq!(shown, [Error(stored.into())], "{kind} {stored}");
    }
    assert_eq!(contents("<row><c s=\"1\"><v>-1</v></c></row>"), [Error("#####".into())]);
}

#[test]
fn an_error_that_does_not_say_which_is_still_an_error() {
    assert_eq!(contents("<row><c t=\"e\"><v></v></c></row>"), [Error("".into())]);
}

#[test]
fn a_formula_without_a_stored_result_is_uncomputed() {
    let read = cells(read_rows(
        "<row r=\"1\"><c r=\"A1\"><f>1+1</f></c><c r=\"B1\"><f>1+1</f><v/></c><c r=\"C1\" t=\"str\"><f>D1</f><v></v></c>\
         <c r=\"D1\"><f>1+1</f><v>2</v></c><c r=\"E1\"><v/></c><c r=\"F1\" s=\"1\"/></row>",
    ));
    let expected = [((0, 0), Uncomputed, true), ((0, 1), Uncomputed, true), ((0, 3), Number(2.0), true)];
    assert_eq!(read, expected, "C1 was computed: an office program stores an empty text just so");
}

#[test]
fn cells_without_a_place_follow_the_one_before() {
    let read = cells(read_rows("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>"));
    let places: Vec<_> = read.iter().map(|(place, ..)| *place).collect();
    assert_eq!(places, [(0, 0), (0, 1), (1, 1)]);
}

#[test]
fn a_place_outside_the_grid_is_damage_and_never_another_place() {
    for inside in [
        "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1048577\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A0\"/></row>",
        "<row r=\"1\"><c r=\"\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=A1><v>1</v></c></row>",
        "<row r=\"0\"/>",
        "<row r=\"4294967297\"/>",
        "<row r=\"1048576\"><c/></row><row r=\"x\"/>",
    ] {
        assert_eq!(read_rows(inside).unwrap_err(), Refusal::Damaged, "{inside}");
    }
    let beyond = "<row r=\"1048576\"/><row><c><v>1</v></c></row>";
    assert_eq!(read_rows(beyond).unwrap_err(), Refusal::TooLarge);
}

#[test]
fn a_cell_stored_twice_keeps_its_last_value_and_leaves_a_remark() {
    let paper = read_rows("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>").unwrap();
    assert_eq!(paper.remarks, [Remark::DoubledCells]);
    assert_eq!(cells(Ok(paper)), [((0, 0), Number(2.0), false)]);
}

#[test]
fn other_prefixes_other_epochs_and_other_names_are_read() {
    let prefixed = "<x:worksheet xmlns:x=\"main\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>7</x:v></x:c></x:row>\
                    </x:sheetData></x:worksheet>";
    assert_eq!(cells(read(&[("xl/worksheets/sheet1.xml", prefixed)])), [((0, 0), Number(7.0), false)]);
    let workbook = "<workbook><workbookPr date1904=\"true\"/><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>";
    let sheet = rows("<row><c s=\"1\"><v>40241</v></c></row>");
    let with = [("xl/workbook.xml", workbook), ("xl/worksheets/sheet1.xml", sheet.as_str())];
    assert_eq!(cells(read(&with)), [((0, 0), Date(41703.0), false)]);
    let mut upper = parts(&[("xl/worksheets/sheet1.xml", &rows("<row><c><v>1</v></c></row>"))]);
    upper.iter_mut().for_each(|part| part.name = part.name.to_ascii_uppercase());
    let paper = crate::paper::read(&zip(&upper), &Limits::default());
    assert_eq!(cells(paper), [((0, 0), Number(1.0), false)]);
}

#[test]
fn merged_hidden_pictured_and_commented_cells_are_told() {
    let sheet = "<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"5\" max=\"5\" hidden=\"0\"/></cols>\
        <sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row r=\"3\" hidden=\"1\"/>\
        <row r=\"4\"><c r=\"D4\" t=\"str\"><v>=DISPIMG(\"ID\",1)</v></c></row></sheetData>\
        <mergeCells><mergeCell ref=\"A1:B2\"/><mergeCell ref=\"C1\"/></mergeCells></worksheet>";
    let of_sheet = relationships(&[("r1", "drawing", "../drawings/d.xml"), ("r2", "comments", "../c.xml")]);
    let drawing = "<xdr:wsDr><xdr:oneCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>5</xdr:row></xdr:from><xdr:pic/>\
        </xdr:oneCellAnchor><xdr:twoCellAnchor><xdr:from><xdr:col>9</xdr:col><xdr:row>9</xdr:row></xdr:from><xdr:sp/>\
        </xdr:twoCellAnchor></xdr:wsDr>";
    let comments = "<comments><authors><author>x</author></authors><commentList><comment ref=\"B2\"><text><r><t>注</t></r>\
        <r><t xml:space=\"preserve\"> 意</t></r></text></comment></commentList></comments>";
    let workbook =
        "<workbook><sheets><sheet name=\"a\" state=\"veryHidden\" r:id=\"rId1\"/></sheets></workbook>";
    let sheet = first_sheet(read(&[
        ("xl/workbook.xml", workbook),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/_rels/sheet1.xml.rels", &of_sheet),
        ("xl/drawings/d.xml", drawing),
        ("xl/c.xml", comments),
    ]));
    assert!(sheet.hidden);
    assert_eq!(sheet.merges, [Area { top: 0, left: 0, bottom: 1, right: 1 }]);
    assert_eq!((sheet.hidden_rows, sheet.hidden_columns), (vec![2], vec![1, 2]));
    assert_eq!(sheet.pictures, [(3, 3), (5, 2)]);
    assert_eq!(sheet.comments, [(1, 1, "注 意".to_owned())]);
    let places: Vec<_> = sheet.cells.iter().map(|cell| (cell.row, cell.column)).collect();
    assert_eq!(places, [(0, 0), (3, 3)]);
}

#[test]
fn a_part_that_is_broken_or_built_to_mislead_is_refused_with_its_reason() {
    let dtd = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", rows("<row><c><v>1</v></c></row>"));
    let deep = rows(&format!("{}{}", "<a>".repeat(500), "</a>".repeat(500)));
    let cases = [
        ("<worksheet><sheetData><row><c><v>1", Refusal::Damaged),
        ("<worksheet><sheetData/>", Refusal::Damaged),
        ("<worksheet/>", Refusal::Damaged),
        ("<chartsheet><sheetData/></chartsheet>", Refusal::Damaged),
        ("<worksheet><sheetData><row><c><v>1</c></v></row></sheetData></worksheet>", Refusal::Damaged),
        ("<worksheet><sheetData/></worksheet><worksheet/>", Refusal::Damaged),
        ("", Refusal::Damaged),
        (dtd.as_str(), Refusal::Suspicious),
        (deep.as_str(), Refusal::TooLarge),
        (
            "<worksheet><sheetData/><mergeCells><mergeCell ref=\"A1:\"/></mergeCells></worksheet>",
            Refusal::Damaged,
        ),
    ];
    for (part, refusal) in cases {
        assert_eq!(read(&[("xl/worksheets/sheet1.xml", part)]).unwrap_err(), refusal, "{part:.60}");
    }
    let cut_styles = "<styleSheet><cellXfs><xf/></cellXfs><dxfs>";
    assert_eq!(read(&[("xl/styles.xml", cut_styles)]).unwrap_err(), Refusal::Damaged);
    let no_strings = relationships(&[("rId1", "worksheet", "worksheets/sheet1.xml")]);
    let sheet = rows("<row><c t=\"s\"><v>0</v></c></row>");
    let with =
        [("xl/_rels/workbook.xml.rels", no_strings.as_str()), ("xl/worksheets/sheet1.xml", sheet.as_str())];
    assert_eq!(read(&with).unwrap_err(), Refusal::Damaged);
    let twice = "<workbook><sheets><sheet name=\"a\" r:id=\"rId1\"/><sheet name=\"b\" r:id=\"rId1\"/></sheets></workbook>";
    assert_eq!(read(&[("xl/workbook.xml", twice)]).unwrap_err(), Refusal::Suspicious);
}

#[test]
fn a_zip_that_lies_is_refused_with_its_reason() {
    let sheet = rows("<row><c><v>43.5</v></c></row>");
    let lying = |change: &dyn Fn(&mut Part)| {
        let mut parts = parts(&[("xl/worksheets/sheet1.xml", &sheet)]);
        change(parts.iter_mut().find(|part| part.name.ends_with(b"sheet1.xml")).unwrap());
        crate::paper::read(&zip(&parts), &Limits::default()).map(|_| ())
    };
    assert_eq!(lying(&|_| {}), Ok(()));
    assert_eq!(lying(&|part| part.method = Some(0)), Ok(()));
    assert_eq!(lying(&|part| part.crc = Some(1)), Err(Refusal::Damaged));
    assert_eq!(lying(&|part| part.size = Some(1)), Err(Refusal::Damaged));
    assert_eq!(lying(&|part| part.size = Some(0xFFFF_FFFE)), Err(Refusal::TooLarge));
    assert_eq!(lying(&|part| part.packed = Some(vec![0xFF; 64])), Err(Refusal::Damaged));
    assert_eq!(lying(&|part| part.method = Some(12)), Err(Refusal::ForeignArchive));
    assert_eq!(lying(&|part| part.flags = 1), Err(Refusal::Encrypted));
    assert_eq!(lying(&|part| part.local_name = Some(b"other".to_vec())), Err(Refusal::Suspicious));
    let mut doubled = parts(&[]);
    doubled.push(Part::new("XL/Worksheets/sheet1.xml", rows("")));
    let refused = |parts: &[Part]| crate::paper::read(&zip(parts), &Limits::default()).unwrap_err();
    assert_eq!(refused(&doubled), Refusal::Suspicious);
    let mut overlapping = parts(&[]);
    let same = overlapping[0].clone();
    overlapping.push(Part { offset: Some(0), ..same });
    assert_eq!(refused(&overlapping), Refusal::Suspicious);
}

#[test]
fn limits_are_kept() {
    let sheet = rows(&"<row><c><v>1</v></c><c><v>2</v></c></row>".repeat(100));
    let bytes = zip(&parts(&[("xl/worksheets/sheet1.xml", &sheet)]));
    let limit = |change: &dyn Fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        crate::paper::read(&bytes, &limits).map(|_| ())
    };
    assert_eq!(limit(&|_| {}), Ok(()));
    assert_eq!(limit(&|limits| limits.cells = 199), Err(Refusal::TooLarge));
    assert_eq!(limit(&|limits| limits.cells = 200), Ok(()));
    assert_eq!(limit(&|limits| limits.entries = 5), Err(Refusal::TooLarge));
    assert_eq!(limit(&|limits| limits.part_bytes = sheet.len() - 1), Err(Refusal::TooLarge));
    assert_eq!(limit(&|limits| limits.total_bytes = sheet.len()), Err(Refusal::TooLarge));
    assert_eq!(limit(&|limits| limits.depth = 3), Err(Refusal::TooLarge));
    assert_eq!(limit(&|limits| limits.file_bytes = 10), Err(Refusal::TooLarge));
}

#[test]
fn fills_are_read_where_they_are_asked_for_and_only_there() {
    let styles = "<styleSheet><fonts><font/></fonts><fills><fill><patternFill patternType=\"none\"/></fill>\
        <fill><patternFill patternType=\"gray125\"><fgColor rgb=\"FF00FF00\"/></patternFill></fill>\
        <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFF0000\"/><bgColor indexed=\"64\"/></patternFill></fill>\
        <fill><patternFill patternType=\"solid\"><fgColor indexed=\"13\"/></patternFill></fill>\
        <fill><patternFill patternType=\"solid\"><fgColor theme=\"1\" tint=\"0.4\"/></patternFill></fill>\
        <fill><patternFill patternType=\"solid\"><fgColor auto=\"1\"/></patternFill></fill></fills>\
        <cellStyleXfs><xf fillId=\"2\"/></cellStyleXfs><cellXfs><xf/><xf fillId=\"1\"/><xf fillId=\"2\"/>\
        <xf fillId=\"3\"/><xf fillId=\"4\"/><xf fillId=\"5\"/><xf fillId=\"9\"/></cellXfs>\
        <dxfs><dxf><fill/></dxf></dxfs></styleSheet>";
    let theme = "<a:theme><a:themeElements><a:clrScheme><a:dk1><a:sysClr val=\"windowText\" lastClr=\"101010\"/></a:dk1>\
        <a:lt1><a:srgbClr val=\"FFFFFF\"/></a:lt1><a:dk2><a:srgbClr val=\"1F497D\"/></a:dk2>\
        <a:lt2><a:srgbClr val=\"EEECE1\"/></a:lt2></a:clrScheme></a:themeElements></a:theme>";
    let linked = relationships(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "theme", "theme/theme1.xml"),
    ]);
    let sheet = rows(
        "<row r=\"2\"><c r=\"A2\" s=\"0\"><v>1</v></c><c r=\"B2\" s=\"1\"/><c r=\"C2\" s=\"2\"/></row>\
         <row r=\"4\"><c s=\"3\"/><c s=\"4\" t=\"str\"><f>A2</f><v>x</v></c><c s=\"5\"/><c s=\"6\"/><c s=\"99\"/></row>",
    );
    let bytes = zip(&parts(&[
        ("xl/_rels/workbook.xml.rels", &linked),
        ("xl/styles.xml", styles),
        ("xl/theme/theme1.xml", theme),
        ("xl/worksheets/sheet1.xml", &sheet),
    ]));
    let limits = Limits::default();
    let mut paper = crate::paper::read(&bytes, &limits).unwrap();
    let fills = |paper: &Paper| -> Vec<(u32, u16, Colour)> {
        let sheet = first_sheet(Ok(paper.clone()));
        sheet.fills.iter().map(|fill| (fill.row, fill.column, fill.colour)).collect()
    };
    assert_eq!(fills(&paper), []);
    crate::paper::add_fills(&bytes, &limits, &mut paper).unwrap();
    let expected = [(1, 2, 0xFF_0000), (3, 0, 0xFF_FF00), (3, 1, 0x10_1010)];
    assert_eq!(fills(&paper), expected.map(|(row, column, rgb)| (row, column, Colour::of(rgb))));
}

#[test]
fn beyond_so_many_coloured_cells_no_more_are_kept() {
    let styles = "<styleSheet><fills><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFF0000\"/></patternFill>\
        </fill></fills><cellXfs><xf/><xf fillId=\"0\"/></cellXfs></styleSheet>";
    let sheet = rows(&"<row><c s=\"1\"/><c s=\"1\"/></row>".repeat(60_000));
    let bytes = zip(&parts(&[("xl/styles.xml", styles), ("xl/worksheets/sheet1.xml", &sheet)]));
    let limits = Limits::default();
    let mut paper = crate::paper::read(&bytes, &limits).unwrap();
    crate::paper::add_fills(&bytes, &limits, &mut paper).unwrap();
    assert_eq!(first_sheet(Ok(paper)).fills.len(), 100_000);
}
