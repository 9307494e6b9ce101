//! Numbers and days as workbooks store them.

use super::format::Shown;
use super::sheet::CellContent;

/// Serial of 9999-12-31, the last day that a workbook knows.
const LAST_DAY: f64 = 2_958_465.0;
/// Days from 1899-12-30 to 1904-01-01, the first day of workbooks with the 1904 epoch.
pub const EPOCH_1904: f64 = 1462.0;
/// What a workbook shows for a day that there is not.
const NO_DAY: &str = "#####";

/// The number that a stored value means: plain decimal or scientific notation, finite, nothing else.
#[inline]
pub fn parse(value: &str) -> Option<f64> {
    let bytes = value.as_bytes();
    if (1..=9).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
        return Some(f64::from(bytes.iter().fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))));
    }
    let numeric = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    if !bytes.iter().all(numeric) {
        return None;
    }
    value.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A number as its format shows it. `epoch` is the serial of the workbook's day 0, counted from 1899-12-30.
pub fn shown(number: f64, shown: Shown, epoch: f64) -> CellContent {
    match shown {
        Shown::Plain => CellContent::Number(number),
        Shown::Percent => CellContent::Percent(number),
        Shown::Date => day(number, epoch),
    }
}

/// A serial as a day, or the error that a workbook shows for one that it does not know. Neither epoch has days before its
/// first.
pub fn day(serial: f64, epoch: f64) -> CellContent {
    let day = serial + epoch;
    if serial >= 0.0 && day < LAST_DAY + 1.0 {
        CellContent::Date(day)
    } else {
        CellContent::Error(NO_DAY.into())
    }
}

/// The serial of an ISO 8601 date, date and time, or time of day; the time zone is left out of account.
pub fn iso_serial(value: &str) -> Option<f64> {
    let (date, time) = match value.split_once(['T', ' ']) {
        Some((date, time)) => (date, time),
        None if value.contains(':') => ("", value),
        None => (value, ""),
    };
    if value.is_empty() {
        return None;
    }
    let days = if date.is_empty() { 0 } else { days_since_1899(date)? };
    let seconds = if time.is_empty() { 0.0 } else { seconds_of_day(time.trim_end_matches('Z'))? };
    Some(f64::from(days) + seconds / 86_400.0)
}

fn days_since_1899(date: &str) -> Option<i32> {
    let date: jiff::civil::Date = date.parse().ok()?;
    Some((date - jiff::civil::date(1899, 12, 30)).get_days())
}

fn seconds_of_day(time: &str) -> Option<f64> {
    let time: jiff::civil::Time = time.parse().ok()?;
    let whole = i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second());
    Some(f64::from(whole) + f64::from(time.subsec_nanosecond()) / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_numbers_in_plain_notation_are_numbers() {
        let numbers = [
            ("10", 10.0),
            ("00012", 12.0),
            ("-3.5", -3.5),
            ("1e308", 1e308),
            ("6.02E+23", 6.02e23),
            (".5", 0.5),
            ("5.", 5.0),
            ("123456789012345678", 123456789012345678.0),
        ];
        for (value, number) in numbers {
            assert_eq!(parse(value), Some(number), "{value}");
        }
        for value in
            ["", "NaN", "inf", "1e309", "-INF", "1,234", "１２", "0x10", "1_000", "--1", "1e", "-", "٣"]
        {
            assert_eq!(parse(value), None, "{value}");
        }
    }

    #[test]
    fn a_day_outside_the_calendar_is_an_error_and_never_another_day() {
        assert_eq!(day(41703.0, 0.0), CellContent::Date(41703.0));
        assert_eq!(day(40241.0, EPOCH_1904), CellContent::Date(41703.0));
        assert_eq!(day(2_958_465.5, 0.0), CellContent::Date(2_958_465.5));
        for serial in [-1.0, 2_958_466.0, 1e300, -1e300] {
            assert_eq!(day(serial, 0.0), CellContent::Error("#####".into()), "{serial}");
            assert_eq!(day(serial, EPOCH_1904), CellContent::Error("#####".into()), "{serial}");
        }
        assert_eq!(day(f64::NAN, 0.0), CellContent::Error("#####".into()));
    }

    #[test]
    fn iso_dates_become_serials() {
        let cases = [
            ("2014-03-05", Some(41703.0)),
            ("2014-03-05T12:00:00", Some(41703.5)),
            ("2014-03-05T12:00:00Z", Some(41703.5)),
            ("18:00:00", Some(0.75)),
            ("2024-02-30", None),
            ("PT1H", None),
            ("x", None),
            ("", None),
        ];
        for (value, serial) in cases {
            assert_eq!(iso_serial(value), serial, "{value}");
        }
    }
}
