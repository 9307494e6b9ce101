//! Tables as systems export them.

use crate::paper::sheet::{Area, CellContent, Content, Limits, Refusal, Remark, Sheet};

fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let paper = crate::paper::read(bytes, &Limits::default())?;
    assert_eq!(paper.remarks, [Remark::ForeignFormat]);
    match paper.content {
        Content::Workbook(mut sheets) => Ok(sheets.remove(0)),
        Content::Document(_) => panic!("no workbook"),
    }
}

/// Cells as `row,column text`.
fn cells(html: &str) -> Vec<String> {
    let cells = read(html.as_bytes()).unwrap().cells.into_iter().map(|cell| match cell.content {
        CellContent::Text(text) => format!("{},{} {text}", cell.row, cell.column),
        other => panic!("not a text: {other:?}"),
    });
    cells.collect()
}

#[test]
fn cells_stand_where_spans_leave_room() {
    let html = "<html><table><tr><td rowspan=2>a</td><td colspan='2'>b</td></tr><tr><td>c</td><td>d</td></tr>\
        <tr><th>e<td rowspan=9>f</table><p>尾</p><table><tr><td>g</table>";
    assert_eq!(cells(html), ["0,0 a", "0,1 b", "1,1 c", "1,2 d", "2,0 e", "2,1 f", "3,0 尾", "4,0 g"]);
    let merges = read(html.as_bytes()).unwrap().merges;
    let area = |top, left, bottom, right| Area { top, left, bottom, right };
    assert_eq!(merges, [area(0, 0, 1, 0), area(0, 1, 0, 2), area(2, 1, 2, 1)]);
}

#[test]
fn text_is_what_a_browser_shows() {
    let html = "<html><head><title>x</title><style>td{}</style><!-- <td>no</td> --></head><body><h1>季报表</h1><table>\
        <tr><td> 1 &lt; 2\n  &amp;&nbsp;&#20013;&bogus; <br> b<p>c</p></td><td>&nbsp;</td><td>a < b</td></tr>\
        <tr style=\"display: none\"><td><table><tr><td>x</td><td>y</td></tr></table></td></tr></table></body>";
    assert_eq!(cells(html), ["0,0 季报表", "1,0 1 < 2 & 中&bogus;\nb\nc", "1,2 a < b", "2,0 x y"]);
    assert_eq!(read(html.as_bytes()).unwrap().hidden_rows, [2]);
}

#[test]
fn the_encoding_is_declared_or_evident() {
    let table = |head: &str| format!("<html>{head}<table><tr><td>责任追究</td></tr></table></html>");
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let utf16: Vec<u8> = table("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = [vec![0xFF, 0xFE], utf16].concat();
    for bytes in [
        table("").into_bytes(),
        format!("\u{feff}{}", table("")).into_bytes(),
        gbk(&table("<meta charset=gb2312>")),
        gbk(&table("<META content=\"text/html; charset=GBK\">")),
        gbk(&table("")),
        utf16,
    ] {
        let shown = read(&bytes).unwrap().cells.remove(0).content;
        assert_eq!(shown, CellContent::Text("责任追究".into()));
    }
}

#[test]
fn a_page_without_a_table_is_no_workbook_and_spans_are_bounded() {
    assert_eq!(read(b"<html><p>hello</p></html>").unwrap_err(), Refusal::UnknownFormat);
    let wide = "<table><tr><td colspan=9999999999>a<td colspan=16384>b<td>c";
    assert_eq!(cells("<table><tr><td colspan=9999999999>a").len(), 1);
    assert_eq!(read(wide.as_bytes()).unwrap_err(), Refusal::TooLarge);
    let rows = "<table><tr><td rowspan=99999999>a<tr><td>b";
    assert_eq!(cells(rows), ["0,0 a", "1,1 b"]);
}
