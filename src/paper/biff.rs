//! What the binary workbook formats have in common ([MS-XLS], [MS-XLSB]): packed numbers, error codes, UTF-16.

use super::bytes::u64_at;
use super::format::Shown;
use super::number;
use super::sheet::CellContent;

/// A packed number ([MS-XLS] 2.5.217): 30 bits of an integer or of a float, perhaps in hundredths.
pub fn rk(packed: u32) -> f64 {
    let value = if packed & 2 == 0 {
        f64::from_bits(u64::from(packed & !3) << 32)
    } else {
        f64::from(packed.cast_signed() >> 2)
    };
    if packed & 1 == 0 { value } else { value / 100.0 }
}

/// The number at a place.
pub fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    u64_at(bytes, at).map(f64::from_bits)
}

/// A number as its style shows it; what is not finite is an error.
pub fn number(value: f64, shown: Shown, epoch: f64) -> CellContent {
    if value.is_finite() { number::shown(value, shown, epoch) } else { CellContent::Error("#NUM!".into()) }
}

/// An error by its code ([MS-XLS] 2.5.10).
pub fn error(code: u8) -> CellContent {
    let shown = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#UNKNOWN!",
    };
    CellContent::Error(shown.into())
}

/// The text of UTF-16 units; a surrogate alone becomes U+FFFD.
pub fn utf16(units: impl IntoIterator<Item = u16>) -> String {
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
}
