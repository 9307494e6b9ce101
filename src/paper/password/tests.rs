//! Workbooks that other programs encrypted: rc4.xls by LibreOffice, agile.xlsx and secret.xlsx by msoffcrypto, whose keys
//! made the other two as well.

use crate::paper::sheet::{CellContent, Content, Limits, Paper, Refusal, Remark};
use crate::paper::{Opened, open, read};

const AGILE: &[u8] = include_bytes!("../../../tests/files/default_password/agile.xlsx");
const STANDARD: &[u8] = include_bytes!("../../../tests/files/default_password/standard.xlsx");
const SECRET: &[u8] = include_bytes!("../../../tests/files/default_password/secret.xlsx");
const RC4: &[u8] = include_bytes!("../../../tests/files/default_password/rc4.xls");
const PROVIDER: &[u8] = include_bytes!("../../../tests/files/default_password/cryptoapi.xls");

fn said(paper: &Paper) -> Vec<(u32, u16, String)> {
    let Content::Workbook(sheets) = &paper.content else { panic!("it is a workbook") };
    let cell = |cell: &crate::paper::Cell| {
        let shown = match &cell.content {
            CellContent::Text(text) => text.to_string(),
            CellContent::Number(number) => number.to_string(),
            other => format!("{other:?}"),
        };
        (cell.row, cell.column, shown)
    };
    sheets[0].cells.iter().map(cell).collect()
}

#[test]
fn a_workbook_with_the_password_that_office_gives_itself_is_read_and_says_so() {
    for (name, bytes) in [("agile", AGILE), ("standard", STANDARD), ("rc4", RC4), ("cryptoapi", PROVIDER)] {
        let paper = read(bytes, &Limits::default()).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        let expected = [(0, 0, "责任追究案件"), (1, 1, "42"), (2, 2, "1.5")];
        assert_eq!(
            said(&paper),
            expected.map(|(row, column, text)| (row, column, text.to_owned())),
            "{name}"
        );
        assert!(paper.remarks.contains(&Remark::DefaultPassword), "{name}");
    }
}

#[test]
fn a_workbook_with_a_password_of_its_own_is_refused_and_no_other_is_tried() {
    assert_eq!(read(SECRET, &Limits::default()).unwrap_err(), Refusal::Encrypted);
}

#[test]
fn whatever_is_changed_in_an_encrypted_file_it_is_read_or_refused() {
    for bytes in [AGILE, STANDARD, RC4, PROVIDER] {
        for at in (0..bytes.len()).step_by(977) {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x55;
            let limits = Limits::default();
            if let Ok(Opened::Archive(_)) = open(&changed, &limits, &limits) {
                panic!("byte {at} makes it an archive");
            }
        }
        let cut = &bytes[..bytes.len() / 2];
        assert!(read(cut, &Limits::default()).is_err());
    }
}

#[test]
fn an_encrypted_file_whose_streams_say_nothing_sensible_is_told_as_encrypted() {
    use crate::paper::testing::compound;
    for info in
        [vec![], vec![4, 0, 4, 0], vec![4, 0, 2, 0, 0x24, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], vec![9; 300]]
    {
        for package in [vec![], vec![0xff; 8], vec![0xff; 5000]] {
            let file = compound(&[("EncryptionInfo", info.clone()), ("EncryptedPackage", package)]);
            assert_eq!(read(&file, &Limits::default()).unwrap_err(), Refusal::Encrypted);
        }
    }
}
