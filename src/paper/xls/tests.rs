//! BIFF streams made record by record, read by us and, where it can, by calamine.

use super::record::kind;
use crate::paper::sheet::{Area, CellContent, Colour, Content, Limits, Paper, Refusal, Remark, Sheet};
use crate::paper::testing::compound;
use CellContent::{Date, Error, Flag, Number, Percent, Text, Uncomputed};

fn record(kind: u16, data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let mut record = kind.to_le_bytes().to_vec();
    record.extend((data.len() as u16).to_le_bytes());
    record.extend(data);
    record
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn begin(version: u16, substream: u16) -> Vec<u8> {
    record(kind::BEGIN, [numbers(&[version, substream, 0, 0]), vec![0; 8]].concat())
}

/// A string of two bytes a character with its length in two bytes before it.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [numbers(&[units.len() as u16]), vec![1], numbers(&units)].concat()
}

fn cell(kind: u16, row: u16, column: u16, style: u16, value: impl AsRef<[u8]>) -> Vec<u8> {
    record(kind, [numbers(&[row, column, style]), value.as_ref().to_vec()].concat())
}

/// A formula with its result and no tokens.
fn formula(row: u16, column: u16, result: [u8; 8]) -> Vec<u8> {
    cell(kind::FORMULA, row, column, 0, [result.to_vec(), vec![0; 8]].concat())
}

/// A workbook of one sheet: records of the globals, then those of the sheet.
fn workbook(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
    let style = |format: u16| record(kind::EXTENDED_FORMAT, [numbers(&[0, format]), vec![0; 16]].concat());
    let code = wide("yyyy\"年\"");
    let mut stream = begin(0x0600, 5);
    stream.extend(record(kind::CODE_PAGE, numbers(&[1200])));
    stream.extend(record(kind::FORMAT, [numbers(&[176]), code].concat()));
    stream.extend([style(0), style(14), style(10), style(176)].concat());
    stream.extend(globals.concat());
    let name = [vec![2, 1], numbers(&"表1".encode_utf16().collect::<Vec<_>>())].concat();
    let end = record(kind::EOF, []);
    let offset = stream.len() + 4 + 6 + name.len() + end.len();
    let place = (offset as u32).to_le_bytes().to_vec();
    stream.extend(record(kind::BOUND_SHEET, [place, vec![1, 0], name].concat()));
    stream.extend(&end);
    stream.extend(begin(0x0600, 0x10));
    stream.extend(sheet.concat());
    stream.extend(&end);
    compound(&[("Workbook", stream)])
}

fn read(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Result<Paper, Refusal> {
    crate::paper::read(&workbook(globals, sheet), &Limits::default())
}

fn sheet_of(paper: Paper) -> Sheet {
    match paper.content {
        Content::Workbook(mut sheets) => sheets.remove(0),
        Content::Document(_) => panic!("no workbook"),
    }
}

/// A shared string table whose second string goes on in the next record, there with one byte a character.
fn shared_strings() -> Vec<u8> {
    let rich = [numbers(&[2]), vec![1 | 8 | 4], numbers(&[1]), vec![4, 0, 0, 0], numbers(&[0x4F60, 0x597D])]
        .concat();
    let rich = [rich, vec![0; 4], vec![9; 4]].concat();
    let begun = [numbers(&[4]), vec![1], numbers(&[0x7EA7, 0x522B])].concat();
    let table = [vec![9, 0, 0, 0, 2, 0, 0, 0], rich, begun].concat();
    [record(kind::SHARED_STRINGS, table), record(kind::CONTINUE, b"\0ab")].concat()
}

fn all_kinds() -> Vec<Vec<u8>> {
    vec![
        cell(kind::SHARED_LABEL, 0, 0, 0, 0u32.to_le_bytes()),
        cell(kind::SHARED_LABEL, 0, 1, 0, 1u32.to_le_bytes()),
        cell(kind::NUMBER, 1, 0, 0, 12.5f64.to_le_bytes()),
        cell(kind::NUMBER, 1, 1, 1, 41703f64.to_le_bytes()),
        cell(kind::NUMBER, 1, 2, 2, 0.95f64.to_le_bytes()),
        cell(kind::RK, 2, 0, 0, (12345u32 << 2 | 3).to_le_bytes()),
        cell(kind::RK, 2, 1, 3, (41703u32 << 2 | 2).to_le_bytes()),
        record(
            kind::MULTI_RK,
            [
                numbers(&[3, 0, 0]),
                (7u32 << 2 | 2).to_le_bytes().to_vec(),
                numbers(&[0]),
                (8u32 << 2 | 2).to_le_bytes().to_vec(),
                numbers(&[1]),
            ]
            .concat(),
        ),
        cell(kind::BOOLEAN_OR_ERROR, 4, 0, 0, [1, 0]),
        cell(kind::BOOLEAN_OR_ERROR, 4, 1, 0, [0x17, 1]),
        cell(kind::LABEL, 5, 0, 0, wide("标签")),
        formula(6, 0, 3f64.to_le_bytes()),
        formula(6, 1, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(kind::STRING, wide("结果")),
    ]
}

#[test]
fn every_kind_of_cell_is_read_and_calamine_sees_the_same() {
    let bytes = workbook(&[shared_strings()], &all_kinds());
    let sheet = sheet_of(crate::paper::read(&bytes, &Limits::default()).unwrap());
    assert_eq!((sheet.name.as_str(), sheet.hidden), ("表1", true));
    let text = |text: &str| Text(text.into());
    let expected = [
        (0, 0, text("你好")),
        (0, 1, text("级别ab")),
        (1, 0, Number(12.5)),
        (1, 1, Date(41703.0)),
        (1, 2, Percent(0.95)),
        (2, 0, Number(123.45)),
        (2, 1, Date(41703.0)),
        (3, 0, Number(7.0)),
        (3, 1, Number(8.0)),
        (4, 0, Flag(true)),
        (4, 1, Error("#REF!".into())),
        (5, 0, text("标签")),
        (6, 0, Number(3.0)),
        (6, 1, text("结果")),
    ];
    let ours: Vec<_> = sheet.cells.iter().map(|cell| (cell.row, cell.column, cell.content.clone())).collect();
    assert_eq!(ours, expected);
    let formulas: Vec<_> = sheet.cells.iter().filter(|cell| cell.formula).map(|cell| cell.row).collect();
    assert_eq!(formulas, [6, 6]);
    assert_eq!(by_calamine(&bytes), ours.iter().map(shown_by_calamine).collect::<Vec<_>>());
}

/// Row, column and value as a text.
fn by_calamine(bytes: &[u8]) -> Vec<(u32, u16, String)> {
    use calamine::{Data, Reader, Xls};
    let mut workbook = Xls::new(std::io::Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("表1").unwrap();
    let shown = |value: &Data| match value {
        Data::DateTime(day) => day.as_f64().to_string(),
        Data::Error(error) => error.to_string(),
        other => other.to_string(),
    };
    let used = range.used_cells().map(|(row, column, value)| (row as u32, column as u16, shown(value)));
    used.collect()
}

fn shown_by_calamine((row, column, content): &(u32, u16, CellContent)) -> (u32, u16, String) {
    let shown = match content {
        Text(text) | Error(text) => text.to_string(),
        Number(number) | Percent(number) | Date(number) => number.to_string(),
        Flag(flag) => flag.to_string(),
        Uncomputed => String::new(),
    };
    (*row, *column, shown)
}

#[test]
fn what_is_merged_hidden_or_remarked_is_told() {
    let row = [numbers(&[2, 0, 1, 255, 0, 0, 0x20, 0])].concat();
    let comment = [
        record(kind::OBJECT, numbers(&[0x15, 0x12, 0x19, 7])),
        record(kind::TEXT_OBJECT, numbers(&[0, 0, 0, 0, 0, 2, 0, 0, 0])),
        record(kind::CONTINUE, [vec![1], numbers(&[0x6CE8, 0x610F])].concat()),
        record(kind::NOTE, numbers(&[4, 1, 0, 7, 0])),
    ];
    let sheet = [
        record(kind::ROW, row),
        record(kind::COLUMN, numbers(&[3, 4, 0, 0, 1, 0])),
        record(kind::MERGED_CELLS, numbers(&[1, 0, 1, 0, 2])),
        cell(kind::NUMBER, 0, 0, 0, 1f64.to_le_bytes()),
        cell(kind::NUMBER, 0, 1, 0, 2f64.to_le_bytes()),
        comment.concat(),
        formula(5, 5, [3, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
    ];
    let globals = [record(kind::VBA_PROJECT, []), record(kind::DATE_1904, numbers(&[1]))];
    let paper = read(&globals, &sheet).unwrap();
    assert_eq!(paper.remarks, [Remark::Macros]);
    let sheet = sheet_of(paper);
    assert_eq!((sheet.hidden_rows, sheet.hidden_columns), (vec![2], vec![3, 4]));
    assert_eq!(sheet.merges, [Area { top: 0, left: 0, bottom: 1, right: 2 }]);
    assert_eq!(sheet.comments, [(4, 1, "注意".to_owned())]);
    let cells: Vec<_> = sheet.cells.into_iter().map(|cell| cell.content).collect();
    assert_eq!(cells, [Number(1.0), Uncomputed]);
}

#[test]
fn encrypted_cut_off_and_lying_streams_are_refused_with_their_reason() {
    let refusal = |globals: &[Vec<u8>], sheet: &[Vec<u8>]| read(globals, sheet).unwrap_err();
    assert_eq!(refusal(&[record(kind::FILE_PASS, [0; 6])], &[]), Refusal::Encrypted);
    assert_eq!(refusal(&[], &[cell(kind::SHARED_LABEL, 0, 0, 0, 5u32.to_le_bytes())]), Refusal::Damaged);
    assert_eq!(refusal(&[], &[cell(kind::NUMBER, 0, 256, 0, [0; 8])]), Refusal::Damaged);
    assert_eq!(refusal(&[], &[record(kind::NUMBER, [0; 3])]), Refusal::Damaged);
    assert_eq!(refusal(&[], &[record(kind::MERGED_CELLS, numbers(&[9]))]), Refusal::Damaged);
    let endless = record(kind::SHARED_STRINGS, [0xFF; 8]);
    assert_eq!(refusal(&[endless], &[]), Refusal::TooLarge);
    let whole = workbook(&[], &[]);
    assert_eq!(crate::paper::read(&whole[..900], &Limits::default()).unwrap_err(), Refusal::Truncated);
}

#[test]
fn streams_of_the_root_decide_what_a_compound_file_is() {
    let refusal = |name: &str, content: &[u8]| {
        crate::paper::read(&compound(&[(name, content.to_vec())]), &Limits::default()).unwrap_err()
    };
    assert_eq!(refusal("EncryptedPackage", b""), Refusal::Encrypted);
    assert_eq!(refusal("WordDocument", &[0; 32]), Refusal::OldWord);
    assert_eq!(refusal("WordDocument", &[1; 32]), Refusal::Encrypted);
    assert_eq!(refusal("PowerPoint Document", b""), Refusal::Slides);
    assert_eq!(refusal("Workbook", &[0; 32]), Refusal::UnknownFormat);
}

#[test]
fn fills_of_the_palette_are_read_where_they_are_asked_for() {
    // Pattern and colour of a style; a palette in which the third colour is another green.
    let style = |pattern: u32, colour: u16| {
        let pattern = (pattern << 26).to_le_bytes();
        record(kind::EXTENDED_FORMAT, [vec![0; 14], pattern.to_vec(), numbers(&[colour])].concat())
    };
    let palette = [numbers(&[3]), vec![0, 0, 0, 0, 255, 255, 255, 0, 0x92, 0xD0, 0x50, 0]].concat();
    let globals = [style(1, 10), style(1, 13), style(2, 13), style(1, 64), record(kind::PALETTE, palette)];
    let sheet = [
        cell(kind::BLANK, 1, 2, 4, []),
        cell(kind::LABEL, 1, 3, 5, wide("整改中")),
        record(kind::MULTI_BLANK, numbers(&[2, 0, 5, 6, 7, 4, 3])),
        cell(kind::BLANK, 3, 0, 99, []),
    ];
    let bytes = workbook(&globals, &sheet);
    let limits = Limits::default();
    let mut paper = crate::paper::read(&bytes, &limits).unwrap();
    assert!(sheet_of(paper.clone()).fills.is_empty());
    crate::paper::add_fills(&bytes, &limits, &mut paper).unwrap();
    let fills = sheet_of(paper).fills.into_iter().map(|fill| (fill.row, fill.column, fill.colour));
    let (green, yellow) = (Colour(0x92, 0xD0, 0x50), Colour(0xFF, 0xFF, 0));
    assert_eq!(fills.collect::<Vec<_>>(), [(1, 2, green), (1, 3, yellow), (2, 0, yellow), (2, 3, green)]);
}
