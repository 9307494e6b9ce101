//! Cell references in A1 notation, read strictly: what is not a cell of the grid is no reference.

use super::sheet::Area;

/// Rows of a sheet.
pub const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
pub const COLUMNS: u32 = 16_384;

/// Row and column from 0 of a reference such as `B12`.
#[inline]
pub fn cell(reference: &str) -> Option<(u32, u16)> {
    let bytes = reference.as_bytes();
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = &bytes[letters..];
    if !(1..=3).contains(&letters) || !(1..=7).contains(&digits.len()) || digits[0] == b'0' {
        return None;
    }
    let column = bytes[..letters]
        .iter()
        .fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = row_number(digits)?;
    if column > COLUMNS {
        return None;
    }
    Some((row, u16::try_from(column - 1).ok()?))
}

/// Row from 0 of a row number such as `12`.
#[inline]
pub fn row_number(digits: &[u8]) -> Option<u32> {
    if !(1..=7).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let row = digits.iter().fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    (1..=ROWS).contains(&row).then(|| row - 1)
}

/// The area of a reference such as `A1:B2`; its corners may be any two opposite ones.
pub fn area(reference: &str) -> Option<Area> {
    let (first, second) = reference.split_once(':').unwrap_or((reference, reference));
    let (first, second) = (cell(first)?, cell(second)?);
    Some(Area {
        top: first.0.min(second.0),
        left: first.1.min(second.1),
        bottom: first.0.max(second.0),
        right: first.1.max(second.1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cells_of_the_grid_are_references() {
        assert_eq!(cell("A1"), Some((0, 0)));
        assert_eq!(cell("bd8"), Some((7, 55)));
        assert_eq!(cell("XFD1048576"), Some((1_048_575, 16_383)));
        for reference in [
            "",
            "A",
            "1",
            "A0",
            "A01",
            "XFE1",
            "A1048577",
            "AAAA1",
            "$A$1",
            "A1:B2",
            "A1B",
            "A 1",
            "Ａ１",
            "-A1",
            "A4294967296",
            "A18446744073709551617",
        ] {
            assert_eq!(cell(reference), None, "{reference}");
        }
        assert_eq!(area("B3:A1"), Some(Area { top: 0, left: 0, bottom: 2, right: 1 }));
        assert_eq!(area("A1:"), None);
    }
}
