//! Workbooks made with rust_xlsxwriter, read by us and by calamine: both must see the same.

use crate::paper::sheet::{CellContent, Content, Limits, Sheet};
use calamine::{DataRef, Reader, Xlsx};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::io::Cursor;

/// What a test writes into a cell.
#[derive(Clone, Debug)]
enum Written {
    Text(String),
    Number(f64),
    Day(f64),
    Share(f64),
    Flag(bool),
    Sum(f64),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        "[ \\t\\na-c<&>\"'一二十％_x0041]{0,12}".prop_map(Written::Text),
        "[\\PC]{1,8}".prop_map(Written::Text),
        any::<f64>()
            .prop_filter("workbooks hold finite numbers", |n| n.is_finite())
            .prop_map(Written::Number),
        (-100_000i32..1_000_000).prop_map(|n| Written::Number(f64::from(n) / 4.0)),
        (1..2_958_465u32).prop_map(|n| Written::Day(f64::from(n))),
        (0..400u32).prop_map(|n| Written::Share(f64::from(n) / 4.0)),
        any::<bool>().prop_map(Written::Flag),
        (0..1000u32).prop_map(|n| Written::Sum(f64::from(n))),
    ]
}

/// Cells of a sheet by place; the last one in a place stays.
type Places = std::collections::BTreeMap<(u32, u16), Written>;

fn workbook(sheets: &[Places]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let formats = ["yyyy\"年\"m\"月\"d\"日\"", "0.0%"].map(|code| Format::new().set_num_format(code));
    for cells in sheets {
        let sheet = workbook.add_worksheet();
        for ((row, column), cell) in cells {
            let (row, column) = (*row, *column);
            match cell {
                Written::Text(text) => sheet.write_string(row, column, text),
                Written::Number(number) => sheet.write_number(row, column, *number),
                Written::Day(day) => sheet.write_number_with_format(row, column, *day, &formats[0]),
                Written::Share(share) => sheet.write_number_with_format(row, column, *share, &formats[1]),
                Written::Flag(flag) => sheet.write_boolean(row, column, *flag),
                Written::Sum(sum) => {
                    sheet.write_formula(row, column, Formula::new("=SUM(Z1:Z9)").set_result(sum.to_string()))
                }
            }
            .unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// Place and content of every cell that holds something, as calamine reads it.
fn by_calamine(bytes: &[u8]) -> Vec<Vec<((u32, u32), CellContent)>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let mut cells = Vec::new();
        let mut reader = workbook.worksheet_cells_reader(&name).unwrap();
        while let Some(cell) = reader.next_cell().unwrap() {
            let content = match cell.get_value() {
                DataRef::Empty | DataRef::SharedString("") => continue,
                DataRef::SharedString(text) => CellContent::Text((*text).into()),
                DataRef::String(text) => CellContent::Text(text.as_str().into()),
                DataRef::Float(number) => CellContent::Number(*number),
                DataRef::Int(number) => CellContent::Number(*number as f64),
                DataRef::Bool(flag) => CellContent::Flag(*flag),
                DataRef::DateTime(day) => CellContent::Date(day.as_f64()),
                other => panic!("not written: {other:?}"),
            };
            cells.push((cell.get_position(), content));
        }
        sheets.push(cells);
    }
    sheets
}

/// calamine does not tell percentages.
fn plain(content: &CellContent) -> CellContent {
    match content {
        CellContent::Percent(number) => CellContent::Number(*number),
        other => other.clone(),
    }
}

fn by_us(bytes: &[u8]) -> Vec<Sheet> {
    match crate::paper::read(bytes, &Limits::default()).unwrap().content {
        Content::Workbook(sheets) => sheets,
        Content::Document(_) => panic!("no workbook"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn both_readers_see_the_same_cells(
        sheets in prop::collection::vec(
            prop::collection::btree_map((0..40u32, 0..30u16), written(), 0..60), 1..4)
    ) {
        let bytes = workbook(&sheets);
        let ours = by_us(&bytes);
        let theirs = by_calamine(&bytes);
        prop_assert_eq!(ours.len(), theirs.len());
        for ((ours, theirs), written) in ours.iter().zip(theirs).zip(&sheets) {
            let cells: Vec<_> = ours
                .cells
                .iter()
                .map(|cell| ((cell.row, u32::from(cell.column)), plain(&cell.content)))
                .collect();
            prop_assert_eq!(cells, theirs);
            for cell in &ours.cells {
                let source = &written[&(cell.row, cell.column)];
                prop_assert_eq!(cell.formula, matches!(source, Written::Sum(_)));
                prop_assert_eq!(
                    matches!(cell.content, CellContent::Percent(_)),
                    matches!(source, Written::Share(_))
                );
            }
        }
    }
}

#[test]
fn both_readers_see_the_same_merged_areas_and_hidden_sheets() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 1, 5, "合并", &Format::new()).unwrap();
    sheet.merge_range(3, 2, 9, 2, "竖", &Format::new()).unwrap();
    sheet.set_row_hidden(4).unwrap();
    sheet.set_column_hidden(7).unwrap();
    workbook.add_worksheet().set_hidden(true);
    let bytes = workbook.save_to_buffer().unwrap();
    let ours = by_us(&bytes);
    let mut calamine: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let theirs = calamine.merge_cells_by_sheet_name("Sheet1").unwrap();
    let areas: Vec<_> = ours[0]
        .merges
        .iter()
        .map(|area| ((area.top, u32::from(area.left)), (area.bottom, u32::from(area.right))))
        .collect();
    assert_eq!(areas, theirs.iter().map(|area| (area.start, area.end)).collect::<Vec<_>>());
    assert_eq!((ours[0].hidden_rows.as_slice(), ours[0].hidden_columns.as_slice()), (&[4][..], &[7][..]));
    let hidden: Vec<_> = calamine.sheets_metadata().iter().map(|sheet| sheet.visible).collect();
    assert_eq!(hidden, [calamine::SheetVisible::Visible, calamine::SheetVisible::Hidden]);
    assert_eq!(ours.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
}
