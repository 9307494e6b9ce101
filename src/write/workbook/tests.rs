//! What was written is read back as an office program would read it.

use super::workbook;
use crate::catalog::Catalog;
use crate::model::table::{
    Book, Cell, Chart, ChartKind, Column, ColumnKind, Cover, Emphasis, Page, Role, Row, Series, Table,
};
use calamine::{Data, Reader, Xlsx};
use rust_decimal::Decimal;
use std::io::Cursor;

fn column(id: &str, header: &str, kind: ColumnKind) -> Column {
    Column {
        id: id.into(),
        header: header.split('/').map(str::to_owned).collect(),
        kind,
        width: None,
        emphasis: Emphasis::None,
    }
}

fn row(role: Role, level: u8, label: &str, cases: i64, source: Option<u32>) -> Row {
    let cells = vec![
        Cell::text(label),
        Cell::Number(cases.into()),
        Cell::Number(Decimal::new(125, 1)),
        Cell::Date("2014-09-30".parse().unwrap()),
        source.map_or(Cell::Blank, Cell::Source),
    ];
    Row { role, level, provisional: false, unit: None, cells, parts: Vec::new() }
}

fn book() -> Book {
    let mut total = row(Role::Total, 0, "合计", 5, None);
    total.parts.push(1..3);
    let mut wrong = row(Role::Subtotal, 1, "=1+1", 9, None);
    wrong.parts.push(1..3);
    let mut missing = row(Role::Data, 1, "乙县纪委", 0, None);
    missing.cells[1] = Cell::Absent;
    let figures = Table {
        id: "R02".into(),
        sheet: "按地区".into(),
        title: "汇总表".into(),
        line: ["汇总单位：示例省".into(), String::new(), "单位：件".into()],
        columns: vec![
            column("unit", "单位", ColumnKind::Text),
            column("cases", "案件/合计", ColumnKind::Count),
            column("rate", "案件/同比（%）", ColumnKind::Percent),
            column("day", "收到日", ColumnKind::Date),
            column("source", "来源", ColumnKind::Source),
        ],
        rows: vec![
            total,
            row(Role::Data, 1, "甲县纪委", 2, Some(1)),
            row(Role::Data, 1, "丙县纪委", 3, None),
            missing,
            wrong,
        ],
        notes: vec!["说明一".into()],
        charts: vec![Chart {
            kind: ChartKind::Column,
            title: "各地区案件数".into(),
            measure: "件".into(),
            percent: false,
            categories: vec!["甲县".into(), "丙县".into()],
            series: vec![Series { name: "本期".into(), values: vec![Some(2.into()), None] }],
            lines: 0,
        }],
        page: Page { large: true, frozen_columns: 1, filter: true, ..Page::default() },
        left_out: false,
    };
    let sources = Table {
        id: "S3".into(),
        sheet: "来源".into(),
        title: "来源表".into(),
        columns: vec![column("number", "编号", ColumnKind::Count)],
        rows: vec![Row::data(vec![Cell::count(1)])],
        ..Table::default()
    };
    Book {
        name: "示例省汇总_2014Q3".into(),
        title: "示例省汇总".into(),
        created: "2014-10-08T09:00:00".parse().unwrap(),
        cover: Cover {
            mark: "内部资料".into(),
            facts: vec![("报告期".into(), "2014年第三季度".into())],
            ..Cover::default()
        },
        tables: vec![figures, sources],
    }
}

fn written(book: &Book) -> Vec<u8> {
    workbook(book, &Catalog::builtin().unwrap().book).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

#[test]
fn a_line_that_does_not_fit_side_by_side_stands_in_one_run() {
    let mut book = book();
    let middle = "数据截至：2014-10-08 09:00";
    book.tables[0].line = ["汇总单位：示例省".into(), middle.into(), "单位：件".into()];
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(written(&book))).unwrap();
    let range = opened.worksheet_range("按地区").unwrap();
    let line: Vec<String> = range.rows().nth(1).unwrap().iter().take(5).map(Data::to_string).collect();
    assert_eq!(line, ["汇总单位：示例省　数据截至：2014-10-08 09:00　单位：件", "", "", "", ""]);
}

#[test]
fn only_the_column_that_names_the_rows_grows_with_their_depth() {
    let mut book = book();
    book.tables[0].columns.push(column("group", "组别", ColumnKind::Text));
    for row in &mut book.tables[0].rows {
        row.level = 4;
        row.cells.push(Cell::text("乡镇组"));
    }
    let bytes = written(&book);
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    let rows: Vec<&str> = sheet.split("<row ").skip(5).take(5).collect();
    assert!(rows.iter().all(|row| !row.contains(" ht=")), "{rows:?}");
}

#[test]
fn a_table_reads_back_as_it_was() {
    let bytes = written(&book());
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(opened.sheet_names(), ["封面", "目录", "按地区", "来源", "图表"]);
    let range = opened.worksheet_range("按地区").unwrap();
    let rows: Vec<String> = range
        .rows()
        .map(|row| row.iter().take(5).map(Data::to_string).collect::<Vec<_>>().join("|"))
        .collect();
    assert_eq!(
        rows,
        [
            "汇总表||||",
            "汇总单位：示例省　单位：件||||",
            "单位|案件||收到日|来源",
            "|合计|同比（%）||",
            "合计|5|12.5|41912|",
            "甲县纪委|2|12.5|41912|源1",
            "丙县纪委|3|12.5|41912|",
            "乙县纪委|—|12.5|41912|",
            "=1+1|9|12.5|41912|",
            "说明一||||",
        ]
    );
}

#[test]
fn a_total_is_a_formula_only_where_the_formula_is_true() {
    let bytes = written(&book());
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formulas = opened.worksheet_formula("按地区").unwrap();
    let found: Vec<_> = formulas.used_cells().filter(|(.., text)| !text.is_empty()).collect();
    assert_eq!(
        found.len(),
        1,
        "the subtotal that is no sum of its parts stays a number, and so does the text =1+1"
    );
    assert_eq!(found[0].2, "SUM(B6:B7)");
}

#[test]
fn rows_lead_to_their_source_and_nothing_leads_out_of_the_file() {
    let bytes = written(&book());
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains(r#"<hyperlink ref="E6" location="'来源'!A4" display="源1"/>"#), "{sheet}");
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| name.ends_with(".rels")) {
        let text = std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
        assert!(!text.contains("External"), "{name}");
    }
}

#[test]
fn the_same_tables_and_clock_make_the_same_bytes() {
    assert_eq!(written(&book()), written(&book()));
    let core = part(&written(&book()), "docProps/core.xml");
    assert!(core.contains("2014-10-08T09:00:00Z"), "{core}");
    assert!(core.contains("<dc:creator></dc:creator>"), "{core}");
}

#[test]
fn a_large_list_is_written_too() {
    let mut book = book();
    let line =
        Row::data(vec![Cell::text("甲县纪委"), Cell::count(1), Cell::Blank, Cell::Blank, Cell::Source(1)]);
    book.tables[0].rows = vec![line; 9_000];
    let bytes = written(&book);
    assert_eq!(bytes, written(&book), "large sheets are as stable as small ones");
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = opened.worksheet_range("按地区").unwrap();
    assert_eq!(range.height(), 9_005);
    assert_eq!(range.get((9_003, 4)).map(Data::to_string).as_deref(), Some("源1"));
}

#[test]
fn what_is_out_of_the_ordinary_strikes_the_eye_without_colours_too() {
    let mut book = book();
    let emphasis = [Emphasis::Words, Emphasis::Change, Emphasis::Bar];
    for (column, emphasis) in book.tables[0].columns.iter_mut().zip(emphasis) {
        column.emphasis = emphasis;
    }
    let bytes = written(&book);
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    let formats: Vec<&str> = sheet.split("<conditionalFormatting ").skip(1).collect();
    let of = |column: &str| {
        let found = formats.iter().find(|format| format.contains(&format!("sqref=\"{column}5:{column}9\"")));
        found.copied().unwrap_or_else(|| panic!("{column} has none: {formats:?}"))
    };
    assert!(of("A").contains("operator=\"beginsWith\" text=\"未报\""), "{}", of("A"));
    assert!(of("B").contains("iconSet=\"3ArrowsGray\""), "{}", of("B"));
    assert!(of("C").contains("<dataBar>"), "{}", of("C"));
    // An alarm is bold, a notice underlined: both are seen in a copy without colours.
    let styles = part(&bytes, "xl/styles.xml");
    let marks: Vec<&str> = styles.split("<dxf>").skip(1).collect();
    assert!(!marks.is_empty());
    assert!(marks.iter().all(|mark| mark.contains("<b/>") || mark.contains("<u/>")), "{styles}");
}

#[test]
fn a_total_leads_to_the_rows_that_it_adds_up() {
    let bytes = written(&book());
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains("<hyperlink ref=\"A5\" location=\"'按地区'!A6:A7\""), "{sheet}");
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = opened.worksheet_range("按地区").unwrap();
    assert_eq!(range.get_value((4, 0)), Some(&Data::String("合计".into())));
}
