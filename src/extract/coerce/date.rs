//! Typed dates to dates at their precision (FORMS.md 10.3): the spellings that clerks use, the four zeros of Chinese
//! years, serial numbers of spreadsheets.

use super::numeral::{chinese_number, digit};
use super::{Coerced, Trouble};
use crate::model::{Date, Value, text};
use jiff::civil::Date as Day;

/// Days between 1899-12-30 and a day, as spreadsheets count; `None` outside the years 1900 to 9999.
pub fn from_serial(serial: f64) -> Option<Day> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    let days = serial.trunc() as i32;
    let base = jiff::civil::date(1899, 12, 30);
    base.checked_add(jiff::Span::new().days(days)).ok()
}

/// A typed date; `year` is that of the period, for dates without one.
pub fn date(typed: &str, year: Option<i16>) -> Coerced {
    let folded = text::fold_width(typed);
    let folded = text::squeeze(day_alone(&folded));
    if folded.is_empty() {
        return Coerced::plain(Value::Missing);
    }
    let unbound = folded.trim_end_matches(['前', '止']);
    match read(first_of_range(unbound)) {
        Reading::Date(date) => Coerced::spelled(Value::Date(date), typed, &date, is_usual(unbound)),
        Reading::NoYear { month, day } => match year.and_then(|year| Day::new(year, month, day).ok()) {
            Some(day) => Coerced {
                value: Value::Date(Date::Day(day)),
                trouble: Some(Trouble::DateYearAssumed { expected: day.to_string() }),
                repaired: None,
            },
            None => Coerced::trouble(Trouble::DateUnreadable { suggestion: None }),
        },
        Reading::ShortYear(day) => {
            Coerced::trouble(Trouble::DateUnreadable { suggestion: Some(day.to_string()) })
        }
        Reading::None => Coerced::trouble(Trouble::DateUnreadable { suggestion: None }),
    }
}

/// A date without what is often put behind it and says nothing more: the day of the week, the time of day that a
/// spreadsheet or a database adds.
fn day_alone(folded: &str) -> &str {
    let mut rest = text::trim(folded);
    if let Some((before, last)) = rest.rsplit_once([' ', '\t', '\n'])
        && last.contains(':')
        && last.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
    {
        rest = text::trim(before);
    }
    let bare = rest.trim_end_matches([')', ']']);
    for word in ["星期", "周", "礼拜"] {
        if let Some((before, after)) = bare.rsplit_once(word)
            && after.chars().count() == 1
            && after.chars().all(|day| "一二三四五六日天1234567".contains(day))
        {
            return text::trim(before).trim_end_matches(['(', '[']);
        }
    }
    rest
}

/// Of several days (3月5日-7日) the first.
fn first_of_range(folded: &str) -> &str {
    let end = folded.find(['日', '号']).map(|at| at + '日'.len_utf8());
    match end {
        Some(end) if folded[end..].starts_with(['-', '—', '–', '至', '到', '~', '～', '、']) => {
            &folded[..end]
        }
        _ => folded,
    }
}

enum Reading {
    Date(Date),
    NoYear { month: i8, day: i8 },
    ShortYear(Day),
    None,
}

/// Spellings that need no remark: those in which official papers write dates.
fn is_usual(folded: &str) -> bool {
    let ascii = folded.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'/'));
    let chinese = folded.ends_with(['日', '月', '年'])
        && folded
            .chars()
            .all(|character| character.is_ascii_digit() || matches!(character, '年' | '月' | '日'));
    (ascii && folded.bytes().any(|byte| !byte.is_ascii_digit())) || chinese
}

fn read(folded: &str) -> Reading {
    if folded.len() == 8 && folded.bytes().all(|byte| byte.is_ascii_digit()) {
        return whole(&folded[..4], &folded[4..6], Some(&folded[6..]));
    }
    if folded.len() == 6 && folded.bytes().all(|byte| byte.is_ascii_digit()) {
        return whole(&folded[..4], &folded[4..], None);
    }
    if folded.bytes().all(|byte| byte.is_ascii_digit()) && folded.len() == 5 {
        let day = folded.parse::<f64>().ok().and_then(from_serial);
        return day.map_or(Reading::None, |day| Reading::Date(Date::Day(day)));
    }
    if folded.len() == 4 && folded.bytes().all(|byte| byte.is_ascii_digit()) {
        return folded.parse().map_or(Reading::None, |year| Reading::Date(Date::Year(year)));
    }
    // The time of day that a spreadsheet or a database adds says nothing here.
    let folded = folded.split(['T', 't']).next().unwrap_or(folded);
    let parts: Vec<&str> = folded
        .split(['年', '月', '日', '号', '.', '-', '/', ',', '．', '。', '—', '–'])
        .filter(|part| !part.is_empty())
        .collect();
    let has_year_sign = folded.contains('年');
    match parts.as_slice() {
        [year] if has_year_sign => number(year)
            .and_then(|year| i16::try_from(year).ok())
            .filter(|year| (1900..2200).contains(year))
            .map_or(Reading::None, |year| Reading::Date(Date::Year(year))),
        [first, second] if folded.contains('日') && !has_year_sign => no_year(first, second),
        [first, second] if number(first).is_some_and(|value| value >= 1000) => whole(first, second, None),
        [first, second] if !has_year_sign && !folded.contains(['.', '/']) => no_year(first, second),
        [year, month, day] => {
            let day = day.split(['星', '周', ' ', '上', '下']).next().unwrap_or(day);
            whole(year, month, Some(day))
        }
        _ => Reading::None,
    }
}

fn no_year(month: &str, day: &str) -> Reading {
    match (small(month), small(day)) {
        (Some(month), Some(day)) => Reading::NoYear { month, day },
        _ => Reading::None,
    }
}

fn whole(year: &str, month: &str, day: Option<&str>) -> Reading {
    let (Some(full), Some(month)) = (number(year).and_then(|year| i16::try_from(year).ok()), small(month))
    else {
        return Reading::None;
    };
    if full < 100 {
        let short = day.and_then(small).and_then(|day| Day::new(2000 + full, month, day).ok());
        return short.map_or(Reading::None, Reading::ShortYear);
    }
    if !(1900..2200).contains(&full) {
        return Reading::None;
    }
    match day {
        None => Day::new(full, month, 1)
            .map_or(Reading::None, |_| Reading::Date(Date::Month { year: full, month })),
        Some(day) => small(day)
            .and_then(|day| Day::new(full, month, day).ok())
            .map_or(Reading::None, |day| Reading::Date(Date::Day(day))),
    }
}

fn small(text: &str) -> Option<i8> {
    number(text).and_then(|value| i8::try_from(value).ok())
}

/// Arabic or Chinese digits; a Chinese year is read digit by digit, with any of its zeros.
fn number(text: &str) -> Option<i64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    if text.chars().count() == 4 && text.chars().all(|character| digit(character).is_some()) {
        return text.chars().try_fold(0, |year, character| Some(year * 10 + digit(character)?));
    }
    chinese_number(text)
}
