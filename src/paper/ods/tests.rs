//! Hand-made content parts.

use crate::paper::sheet::{Area, CellContent, Content, Limits, Paper, Refusal, Sheet};
use crate::paper::testing::{Part, zip};
use CellContent::{Date, Error, Flag, Number, Percent, Text, Uncomputed};

fn read_parts(content: &str, manifest: &str) -> Result<Paper, Refusal> {
    let mimetype = Part::new("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let parts = [mimetype, Part::new("content.xml", content), Part::new("META-INF/manifest.xml", manifest)];
    crate::paper::read(&zip(&parts), &Limits::default())
}

fn read(table: &str) -> Result<Paper, Refusal> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"ta2\"><style:table-properties \
         table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>\
         <table:table table:name=\"表1\" table:style-name=\"ta2\">{table}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    read_parts(&content, "<manifest/>")
}

fn sheet(table: &str) -> Sheet {
    match read(table).unwrap().content {
        Content::Workbook(mut sheets) => sheets.remove(0),
        Content::Document(_) => panic!("no workbook"),
    }
}

fn cells(table: &str) -> Vec<(u32, u16, CellContent)> {
    sheet(table).cells.into_iter().map(|cell| (cell.row, cell.column, cell.content)).collect()
}

fn cell(attributes: &str, text: &str) -> String {
    format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn every_kind_of_cell_is_read() {
    for (attributes, text, content) in [
        ("office:value-type=\"float\" office:value=\"12.5\"", "12.5", Number(12.5)),
        ("office:value-type=\"percentage\" office:value=\"0.95\"", "95%", Percent(0.95)),
        ("office:value-type=\"currency\" office:value=\"3\"", "￥3", Number(3.0)),
        ("office:value-type=\"date\" office:date-value=\"2014-03-05\"", "x", Date(41703.0)),
        ("office:value-type=\"date\" office:date-value=\"2014-03-05T12:00:00\"", "x", Date(41703.5)),
        ("office:value-type=\"time\" office:time-value=\"PT18H00M00S\"", "18:00", Date(0.75)),
        ("office:value-type=\"time\" office:time-value=\"PT36H00M00S\"", "36:00", Number(1.5)),
        ("office:value-type=\"boolean\" office:boolean-value=\"true\"", "TRUE", Flag(true)),
        ("office:value-type=\"string\" calcext:value-type=\"error\"", "#REF!", Error("#REF!".into())),
        ("office:value-type=\"float\" office:value=\"NaN\"", "x", Error("NaN".into())),
        ("office:value-type=\"date\" office:date-value=\"2014-02-30\"", "x", Error("2014-02-30".into())),
        ("table:formula=\"of:=1+1\"", "", Uncomputed),
        (
            "office:value-type=\"string\"",
            "a<text:s text:c=\"2\"/>b<text:tab/><text:span>c</text:span><text:line-break/>&amp;",
            Text("a  b\tc\n&".into()),
        ),
    ] {
        assert_eq!(cells(&row(&cell(attributes, text))), [(0, 0, content)], "{attributes}");
    }
    let two = "<table:table-cell office:value-type=\"string\"><text:p>一</text:p>\n <text:p>二</text:p></table:table-cell>";
    assert_eq!(cells(&row(two)), [(0, 0, Text("一\n二".into()))]);
}

#[test]
fn repeats_are_written_out_only_where_they_hold_something() {
    let one = "office:value-type=\"float\" office:value=\"1\"";
    let table = [
        row(&format!("{}<table:table-cell table:number-columns-repeated=\"16383\"/>", cell(one, ""))),
        "<table:table-row table:number-rows-repeated=\"2\">".to_owned(),
        cell(&format!("{one} table:number-columns-repeated=\"2\""), ""),
        "</table:table-row>\n".to_owned(),
        "<table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell/></table:table-row>"
            .to_owned(),
    ];
    let places: Vec<_> = cells(&table.concat()).iter().map(|(row, column, _)| (*row, *column)).collect();
    assert_eq!(places, [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1)]);
    for repeated in
        ["table:number-columns-repeated=\"2147483647\"", "table:number-columns-repeated=\"16385\""]
    {
        assert_eq!(read(&row(&cell(&format!("{one} {repeated}"), ""))).unwrap_err(), Refusal::TooLarge);
    }
    let whole = format!(
        "<table:table-row table:number-rows-repeated=\"1048576\">{}</table:table-row>",
        cell(&format!("{one} table:number-columns-repeated=\"16384\""), "")
    );
    assert_eq!(read(&whole).unwrap_err(), Refusal::TooLarge);
    let blanks = row(&cell("office:value-type=\"string\"", "<text:s text:c=\"4294967295\"/>"));
    assert_eq!(read(&blanks).unwrap_err(), Refusal::TooLarge);
    assert_eq!(read(&row(&cell("table:number-columns-repeated=\"-1\"", ""))).unwrap_err(), Refusal::Damaged);
}

#[test]
fn what_is_merged_hidden_pictured_or_remarked_is_told() {
    let table = "<table:table-column/><table:table-column table:number-columns-repeated=\"2\" table:visibility=\"collapse\"/>\
        <table:table-row table:visibility=\"filter\"><table:table-cell table:number-columns-spanned=\"2\" \
        table:number-rows-spanned=\"3\"><text:p>a</text:p></table:table-cell><table:covered-table-cell><text:p>b</text:p>\
        </table:covered-table-cell><table:table-cell><office:annotation><dc:creator>x</dc:creator><text:p>注</text:p>\
        </office:annotation><draw:frame><draw:image/></draw:frame></table:table-cell></table:table-row>";
    let sheet = sheet(table);
    assert!(sheet.hidden);
    assert_eq!((sheet.hidden_rows, sheet.hidden_columns), (vec![0], vec![1, 2]));
    assert_eq!(sheet.merges, [Area { top: 0, left: 0, bottom: 2, right: 1 }]);
    assert_eq!(sheet.comments, [(0, 2, "注".to_owned())]);
    assert_eq!(sheet.pictures, [(0, 2)]);
    assert_eq!(sheet.cells.len(), 1);
}

#[test]
fn encrypted_and_cut_off_spreadsheets_are_refused_with_their_reason() {
    let manifest = "<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>";
    assert_eq!(read_parts("<x/>", manifest).unwrap_err(), Refusal::Encrypted);
    let cut = "<o:document-content><o:body><o:spreadsheet><t:table>";
    assert_eq!(read_parts(cut, "<m/>").unwrap_err(), Refusal::Damaged);
    let none = "<o:document-content><o:body><o:spreadsheet/></o:body></o:document-content>";
    assert_eq!(read_parts(none, "<m/>").unwrap_err(), Refusal::Damaged);
}
