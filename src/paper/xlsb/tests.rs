//! Binary parts made record by record, read by us and by calamine.

use super::record::kind;
use crate::paper::sheet::{Area, CellContent, Content, Limits, Paper, Refusal};
use crate::paper::testing::{Part, relationships, root_relationships, zip};
use CellContent::{Date, Error, Flag, Number, Percent, Text, Uncomputed};

fn record(kind: u16, data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let mut record = if kind < 128 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
    let mut length = data.len();
    while length > 127 {
        record.push(length as u8 | 0x80);
        length >>= 7;
    }
    record.push(length as u8);
    record.extend(data);
    record
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [numbers(&[units.len() as u32]), units.into_iter().flat_map(u16::to_le_bytes).collect()].concat()
}

fn cell(kind: u16, column: u32, style: u32, value: impl AsRef<[u8]>) -> Vec<u8> {
    record(kind, [numbers(&[column, style]), value.as_ref().to_vec()].concat())
}

fn row(row: u32, flags: u8) -> Vec<u8> {
    record(kind::ROW, [numbers(&[row, 0]), vec![0, 0, 0, flags, 0, 0, 0, 0, 0]].concat())
}

fn workbook(sheet: &[Vec<u8>]) -> Vec<u8> {
    const BEGIN_BOOK: u16 = 131;
    const BEGIN_SHEET: u16 = 129;
    const DIMENSION: u16 = 148;
    const BEGIN_DATA: u16 = 145;
    const BEGIN_STRINGS: u16 = 159;
    const BEGIN_STYLES: u16 = 278;
    let list = relationships(&[
        ("rId1", "worksheet", "worksheets/sheet1.bin"),
        ("rId2", "sharedStrings", "sharedStrings.bin"),
        ("rId3", "styles", "styles.bin"),
    ]);
    let book = [
        record(BEGIN_BOOK, []),
        record(143, []),
        record(kind::BUNDLE_SHEET, [numbers(&[1, 1]), wide("rId1"), wide("表1")].concat()),
        record(144, []),
        record(kind::END_BOOK, []),
    ];
    let strings = [
        record(BEGIN_STRINGS, numbers(&[1, 1])),
        record(kind::SHARED_ITEM, [vec![0], wide("共享")].concat()),
        record(kind::END_SHARED, []),
    ];
    let style =
        |format: u16| record(kind::STYLE, [vec![0, 0], format.to_le_bytes().to_vec(), vec![0; 12]].concat());
    let styles = [
        record(BEGIN_STYLES, []),
        record(615, numbers(&[1])),
        record(kind::FORMAT, [176u16.to_le_bytes().to_vec(), wide("yyyy\"年\"")].concat()),
        record(616, []),
        style(9),
        record(kind::BEGIN_CELL_STYLES, numbers(&[3])),
        [style(0), style(176), style(10)].concat(),
        record(kind::END_CELL_STYLES, []),
        record(kind::END_STYLES, []),
    ];
    let sheet = [
        record(BEGIN_SHEET, []),
        record(DIMENSION, numbers(&[0, 9, 0, 9])),
        record(BEGIN_DATA, []),
        sheet.concat(),
        record(146, []),
        record(kind::MERGED_CELL, numbers(&[0, 1, 2, 5])),
        record(kind::END_SHEET, []),
    ];
    zip(&[
        root_relationships("xl/workbook.bin"),
        Part::new("xl/workbook.bin", book.concat()),
        Part::new(
            "xl/_rels/workbook.bin.rels",
            list.replace("http://x/", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"),
        ),
        Part::new("xl/sharedStrings.bin", strings.concat()),
        Part::new("xl/styles.bin", styles.concat()),
        Part::new("xl/worksheets/sheet1.bin", sheet.concat()),
    ])
}

fn read(sheet: &[Vec<u8>]) -> Result<Paper, Refusal> {
    crate::paper::read(&workbook(sheet), &Limits::default())
}

#[test]
fn every_kind_of_cell_is_read_and_calamine_sees_the_same() {
    let sheet = [
        record(kind::COLUMN, [numbers(&[3, 4, 0, 0]), vec![1, 0]].concat()),
        row(0, 0),
        cell(kind::CELL_SHARED, 0, 0, numbers(&[0])),
        cell(kind::CELL_REAL, 1, 1, 41703f64.to_le_bytes()),
        row(1, 0x10),
        cell(kind::CELL_RK, 0, 0, (12345u32 << 2 | 3).to_le_bytes()),
        cell(kind::CELL_REAL, 1, 2, 0.95f64.to_le_bytes()),
        row(2, 0),
        cell(kind::CELL_STRING, 0, 0, wide("文")),
        cell(kind::CELL_FLAG, 1, 0, [1]),
        cell(kind::CELL_ERROR, 2, 0, [0x17]),
        cell(kind::FORMULA_NUMBER, 3, 0, [8f64.to_le_bytes().to_vec(), vec![0; 10]].concat()),
    ];
    let bytes = workbook(&sheet);
    let paper = crate::paper::read(&bytes, &Limits::default()).unwrap();
    let Content::Workbook(sheets) = paper.content else { panic!("no workbook") };
    let expected = [
        (0, 0, Text("共享".into()), false),
        (0, 1, Date(41703.0), false),
        (1, 0, Number(123.45), false),
        (1, 1, Percent(0.95), false),
        (2, 0, Text("文".into()), false),
        (2, 1, Flag(true), false),
        (2, 2, Error("#REF!".into()), false),
        (2, 3, Number(8.0), true),
    ];
    let ours: Vec<_> = sheets[0]
        .cells
        .iter()
        .map(|cell| (cell.row, cell.column, cell.content.clone(), cell.formula))
        .collect();
    assert_eq!(ours, expected);
    assert_eq!((sheets[0].name.as_str(), sheets[0].hidden), ("表1", true));
    assert_eq!(sheets[0].merges, [Area { top: 0, left: 2, bottom: 1, right: 5 }]);
    assert_eq!((&sheets[0].hidden_rows, &sheets[0].hidden_columns), (&vec![1], &vec![3, 4]));
    let shown = |content: &CellContent| match content {
        Text(text) | Error(text) => text.to_string(),
        Number(number) | Percent(number) | Date(number) => number.to_string(),
        Flag(flag) => flag.to_string(),
        Uncomputed => String::new(),
    };
    let ours: Vec<_> =
        ours.iter().map(|(row, column, content, _)| (*row, u32::from(*column), shown(content))).collect();
    assert_eq!(ours, by_calamine(&bytes));
}

fn by_calamine(bytes: &[u8]) -> Vec<(u32, u32, String)> {
    use calamine::{DataRef, Reader, Xlsb};
    let mut workbook = Xlsb::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["表1"]);
    let mut reader = workbook.worksheet_cells_reader("表1").unwrap();
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().unwrap() {
        let shown = match cell.get_value() {
            DataRef::DateTime(day) => day.as_f64().to_string(),
            DataRef::Error(error) => error.to_string(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::String(text) => text.clone(),
            DataRef::Float(number) => number.to_string(),
            DataRef::Bool(flag) => flag.to_string(),
            other => panic!("not written: {other:?}"),
        };
        let (row, column) = cell.get_position();
        cells.push((row, column, shown));
    }
    cells
}

#[test]
fn short_lying_and_endless_records_are_damage() {
    for kind in [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 60, 62, 176] {
        assert_eq!(read(&[row(0, 0), record(kind, [1])]).unwrap_err(), Refusal::Damaged, "{kind}");
    }
    let beyond = [
        vec![cell(kind::CELL_FLAG, 0, 0, [1])],
        vec![row(1_048_576, 0)],
        vec![row(0, 0), cell(kind::CELL_FLAG, 16_384, 0, [1])],
        vec![row(0, 0), cell(kind::CELL_SHARED, 0, 0, numbers(&[1]))],
        vec![row(0, 0), cell(kind::CELL_STRING, 0, 0, numbers(&[0xFFFF_FFFF]))],
        vec![record(kind::MERGED_CELL, numbers(&[1, 0, 0, 0]))],
        vec![vec![5, 0xFF, 0xFF, 0xFF, 0x7F]],
    ];
    for sheet in beyond {
        assert_eq!(read(&sheet).unwrap_err(), Refusal::Damaged);
    }
}
