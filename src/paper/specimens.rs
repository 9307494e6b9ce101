//! One small file of each kind with all that its reader looks at: what tests change in all ways.

use super::testing::{Part, relationships, root_relationships};

/// Parts of a workbook with all that the reader looks at.
pub fn workbook() -> Vec<Part> {
    let of_book = relationships(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
    ]);
    let of_sheet = relationships(&[("r1", "drawing", "../drawings/d.xml"), ("r2", "comments", "../c.xml")]);
    vec![
        root_relationships("xl/workbook.xml"),
        Part::new(
            "xl/workbook.xml",
            "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        Part::new("xl/_rels/workbook.xml.rels", of_book),
        Part::new(
            "xl/worksheets/sheet1.xml",
            "<worksheet><cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\" hidden=\"1\"><c r=\"A1\" t=\"s\">\
             <v>0</v></c><c r=\"B1\" s=\"1\"><v>41703.5</v></c><c r=\"C1\" t=\"str\"><f>A1</f><v>&amp;_x0041_</v></c></row>\
             <row><c t=\"inlineStr\"><is><r><t xml:space=\"preserve\"> 字</t></r></is></c><c t=\"d\"><v>2014-03-05</v></c></row></sheetData>\
             <mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>",
        ),
        Part::new("xl/worksheets/_rels/sheet1.xml.rels", of_sheet),
        Part::new("xl/sharedStrings.xml", "<sst><si><r><t>你</t></r><rPh><t>x</t></rPh></si></sst>"),
        Part::new(
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"[h]yyyy&quot;年&quot;%;\"/></numFmts><cellXfs><xf/><xf numFmtId=\"176\"/></cellXfs></styleSheet>",
        ),
        Part::new(
            "xl/drawings/d.xml",
            "<wsDr><oneCellAnchor><from><col>2</col><row>5</row></from><pic/></oneCellAnchor></wsDr>",
        ),
        Part::new("xl/c.xml", "<comments><comment ref=\"B2\"><text><t>注</t></text></comment></comments>"),
        Part::new(
            "docProps/custom.xml",
            "<Properties><property name=\"form\"><lpwstr>CQ</lpwstr></property></Properties>",
        ),
    ]
}

/// Parts of a Word file with all that the reader looks at.
pub fn document() -> Vec<Part> {
    vec![
        root_relationships("word/document.xml"),
        Part::new(
            "word/document.xml",
            "<w:document><w:body><w:p><w:r><w:rPr><w:rFonts w:ascii=\"Wingdings 2\"/></w:rPr><w:t>R汉</w:t><w:sym w:font=\"Wingdings\" \
             w:char=\"F0FE\"/></w:r></w:p><w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/>\
             <w:vMerge w:val=\"restart\"/></w:tcPr><w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc></w:tr><w:tr><w:tc><w:tcPr>\
             <w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"1\"/></w14:checkbox></w:sdtPr>\
             <w:sdtContent><w:p><w:r><w:t>☐</w:t></w:r></w:p></w:sdtContent></w:sdt><w:p><w:r><w:fldChar><w:ffData><w:ddList><w:result \
             w:val=\"0\"/><w:listEntry w:val=\"甲\"/></w:ddList></w:ffData></w:fldChar><w:txbxContent><w:p/></w:txbxContent></w:r></w:p></w:body></w:document>",
        ),
        Part::new("word/_rels/document.xml.rels", relationships(&[("r1", "header", "h.xml")])),
        Part::new("word/h.xml", "<w:hdr><w:p><w:r><w:t>眉</w:t></w:r></w:p></w:hdr>"),
    ]
}

/// Parts of an OpenDocument spreadsheet.
pub fn spreadsheet() -> Vec<Part> {
    vec![
        Part { method: Some(0), ..Part::new("mimetype", "application/vnd.oasis.opendocument.spreadsheet") },
        Part::new(
            "content.xml",
            "<o:document-content><o:automatic-styles/><o:body><o:spreadsheet><t:table t:name=\"a\"><t:table-column \
             t:number-columns-repeated=\"3\" t:visibility=\"collapse\"/><t:table-row t:number-rows-repeated=\"2\"><t:table-cell o:value-type=\"float\" \
             o:value=\"1\" t:number-columns-repeated=\"2\"/><t:table-cell o:value-type=\"time\" o:time-value=\"PT09H30M\" t:number-rows-spanned=\"2\">\
             <text:p>a<text:s text:c=\"3\"/></text:p></t:table-cell></t:table-row></t:table></o:spreadsheet></o:body></o:document-content>",
        ),
        Part::new("META-INF/manifest.xml", "<manifest/>"),
    ]
}

/// An HTML page with tables.
pub const PAGE: &str = "<html><meta charset=utf-8><x:Name>表</x:Name><table><tr><td rowspan=2 x='>'>a&nbsp;&#20013;<br>b</td><td colspan=\"3\">c</table>\
    <!-- x --><p>尾<table><tr style='display:none'><th>d<table><tr><td>e</table></table></html>";

/// A workbook of 2003 in XML.
pub const TEXT_BOOK: &str = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"d\">\
    <NumberFormat ss:Format=\"yyyy\"/></Style></Styles><Worksheet ss:Name=\"a\"><Table><Column ss:Span=\"2\" ss:Hidden=\"1\"/><Row ss:Index=\"2\">\
    <Cell ss:MergeAcross=\"1\" ss:StyleID=\"d\"><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet></Workbook>";

/// A stream of records of every kind, each with the same data.
pub fn stream() -> Vec<u8> {
    let mut stream = Vec::new();
    let data: Vec<u8> = (0..24).collect();
    let mut push = |kind: u16, data: &[u8]| {
        stream.extend(kind.to_le_bytes());
        stream.extend((data.len() as u16).to_le_bytes());
        stream.extend(data);
    };
    push(0x0809, &[0, 6, 5, 0]);
    push(0x0085, &[26, 0, 0, 0, 0, 0, 2, 0, b'a', b'b']);
    push(0x000A, &[]);
    push(0x0809, &[0, 6, 16, 0]);
    for kind in [
        0x0203, 0x027E, 0x00BD, 0x0205, 0x0204, 0x0006, 0x0207, 0x0208, 0x007D, 0x00E5, 0x005D, 0x01B6,
        0x003C, 0x001C,
    ] {
        push(kind, &data);
    }
    push(0x000A, &[]);
    stream
}

/// Parts of a binary workbook: a string, a number, a formula, a merged area.
pub fn binary_workbook() -> Vec<Part> {
    let record = |kind: u16, data: &[u8]| {
        let kind = if kind < 128 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
        [kind, vec![data.len() as u8], data.to_vec()].concat()
    };
    let wide = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [(units.len() as u32 / 2).to_le_bytes().to_vec(), units].concat()
    };
    let numbers = |list: &[u32]| list.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let book = [
        record(131, &[]),
        record(143, &[]),
        record(156, &[numbers(&[0, 1]), wide("rId1"), wide("表")].concat()),
        record(144, &[]),
        record(132, &[]),
    ];
    let row = |number: u32| record(0, &[numbers(&[number, 0]), vec![0; 9]].concat());
    let sheet = [
        record(129, &[]),
        record(148, &numbers(&[0, 1, 0, 3])),
        record(145, &[]),
        row(0),
        record(7, &numbers(&[0, 0, 0])),
        record(5, &[numbers(&[1, 0]), 42.5f64.to_le_bytes().to_vec()].concat()),
        record(6, &[numbers(&[2, 0]), wide("字")].concat()),
        row(1),
        record(2, &numbers(&[0, 0, 0x0000_2A02])),
        record(4, &[numbers(&[1, 0]), vec![1]].concat()),
        record(146, &[]),
        record(176, &numbers(&[4, 4, 0, 1])),
        record(130, &[]),
    ];
    let strings =
        [record(159, &numbers(&[1, 1])), record(19, &[vec![0], wide("共享")].concat()), record(160, &[])];
    let list = relationships(&[
        ("rId1", "worksheet", "worksheets/sheet1.bin"),
        ("rId2", "sharedStrings", "sharedStrings.bin"),
    ]);
    vec![
        root_relationships("xl/workbook.bin"),
        Part::new("xl/workbook.bin", book.concat()),
        Part::new("xl/_rels/workbook.bin.rels", list),
        Part::new("xl/worksheets/sheet1.bin", sheet.concat()),
        Part::new("xl/sharedStrings.bin", strings.concat()),
    ]
}
