//! Typed numbers to exact numbers (FORMS.md 10.3): counts with their measures and nil words, percentages, money.

use super::numeral::chinese_number;
use super::{Coerced, Trouble};
use crate::catalog::{Kind, ValueWords};
use crate::model::{Value, text};
use crate::paper::CellContent;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The exact decimal that a cell's number shows: its shortest decimal form of at most fifteen digits, which is as far as
/// spreadsheets go; what sums of fractions leave behind them is no part of it.
pub fn exact(number: f64) -> Option<Decimal> {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and fits")]
        return Some(Decimal::from(number as i64));
    }
    let shortest = number.to_string();
    let digits = shortest.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 {
        return shortest.parse().ok();
    }
    Decimal::from_scientific(&format!("{number:.14e}")).ok().map(|exact| exact.normalize())
}

/// The percentage that a share of 1 shows.
pub fn hundredfold(share: f64) -> Option<Decimal> {
    exact(share)?.checked_mul(Decimal::ONE_HUNDRED).map(|percent| percent.normalize())
}

/// A number as typed, white space, underlines, quotation marks and a full stop behind it taken out, widths folded.
fn plain(typed: &str) -> Cow<'_, str> {
    if typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(typed);
    }
    let folded = text::fold_width(typed);
    let kept =
        |character: &char| !text::is_blank(*character) && !matches!(character, '_' | '\'' | '"' | '“' | '”');
    let plain: String = folded.chars().filter(kept).collect();
    Cow::Owned(plain.trim_end_matches(['。', ';', '、', ',']).to_owned())
}

/// The running number of a row without what stands around it, if anything does: `（3）`, `3、`, `第3项`, `No.3`.
pub fn running(kind: Kind, content: &CellContent) -> Option<CellContent> {
    /// More characters than this are no mere number.
    const LONGEST: usize = 8;
    let CellContent::Text(typed) = content else { return None };
    let folded = text::fold_width(text::trim(typed));
    let bare = folded.trim_matches(['(', ')']).trim_end_matches(['.', '、', '。']);
    let is_digit = |character: &char| character.is_ascii_digit();
    let mut runs = bare.split(|character| !is_digit(&character)).filter(|run| !run.is_empty());
    let bare = match (runs.next(), runs.next()) {
        (Some(only), None) if bare.chars().count() <= LONGEST => only,
        _ => bare,
    };
    (kind == Kind::Count && bare != &**typed).then(|| CellContent::Text(bare.into()))
}

/// A decimal in Arabic digits, with or without thousands commas.
fn arabic(plain: &str) -> Option<Decimal> {
    let digits = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    if !digits.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    if let Some((whole, rest)) = digits.split_once(',') {
        let groups_hold = !whole.is_empty()
            && whole.len() <= 3
            && rest.split('.').next().unwrap_or("").split(',').all(|group| group.len() == 3);
        return if groups_hold { plain.replace(',', "").parse().ok() } else { None };
    }
    plain.trim_start_matches('+').parse().ok()
}

/// Arabic or Chinese.
fn number_of(plain: &str) -> Option<Decimal> {
    arabic(plain).or_else(|| chinese_number(plain).map(Decimal::from))
}

/// The text without a leading 共 and a trailing measure; a remark in brackets after the number is left out, too.
fn bare<'a>(plain: &'a str, words: &ValueWords) -> &'a str {
    let lead = words.leads.iter().find_map(|lead| plain.strip_prefix(lead.as_str()));
    let mut rest = lead.unwrap_or(plain);
    if let Some(open) =
        rest.find(['(', '（', '[']).filter(|open| *open > 0 && rest.ends_with([')', '）', ']']))
    {
        rest = &rest[..open];
    }
    words.measures.iter().find_map(|measure| rest.strip_suffix(measure.as_str())).unwrap_or(rest)
}

/// What a text that is no plain number may still mean.
fn special(typed: &str, plain: &str, words: &ValueWords) -> Option<Coerced> {
    if plain.is_empty() || words.missing.iter().any(|word| word == plain || word == typed) {
        return Some(Coerced::plain(Value::Missing));
    }
    if words.nil.iter().any(|word| word == plain || word == typed) {
        return Some(Coerced::compared(Value::from(0), typed, "0"));
    }
    let pending = words.pending.iter().any(|word| word == plain);
    pending.then(|| Coerced::trouble(Trouble::CountPending))
}

/// A count: a non-negative whole number (FORMS.md 2.2).
pub fn count(typed: &str, words: &ValueWords) -> Coerced {
    let plain = plain(typed);
    if let Some(special) = special(typed, &plain, words) {
        return special;
    }
    match number_of(bare(&plain, words)) {
        Some(number) => typed_whole(number, typed),
        None => Coerced::trouble(Trouble::CountUnreadable { suggestion: suggestion(&plain) }),
    }
}

/// A number that must be a count, as a cell holds it.
pub fn whole(number: Decimal) -> Coerced {
    if number.is_sign_negative() && !number.is_zero() {
        return Coerced::trouble(Trouble::CountNegative);
    }
    if !number.fract().is_zero() {
        return Coerced::trouble(Trouble::CountFraction);
    }
    Coerced::plain(Value::Number(number.trunc().normalize()))
}

/// A number that must be a count, as it was typed.
fn typed_whole(number: Decimal, typed: &str) -> Coerced {
    let read = whole(number);
    match read.value {
        Value::Number(value) => Coerced::compared(Value::Number(value), typed, &value.to_string()),
        _ => read,
    }
}

/// `2+1` is probably 3; nothing else is guessed.
fn suggestion(plain: &str) -> Option<String> {
    let sum: Option<i64> = plain.split('+').map(|part| part.parse::<i64>().ok()).sum();
    sum.filter(|_| plain.contains('+')).map(|sum| sum.to_string())
}

/// A number of any sign and scale.
pub fn decimal(typed: &str, words: &ValueWords) -> Coerced {
    let plain = plain(typed);
    if let Some(special) = special(typed, &plain, words) {
        return special;
    }
    let minus = plain.replace(['−', '－'], "-");
    match number_of(bare(&minus, words).trim_end_matches('%')) {
        Some(number) => {
            let expected = number.normalize().to_string();
            Coerced::compared(Value::Number(number.normalize()), typed, &expected)
        }
        None => Coerced::trouble(Trouble::CountUnreadable { suggestion: None }),
    }
}

/// A percentage between 0 and 100, with or without its sign (FORMS.md 10.3).
pub fn percent(typed: &str, words: &ValueWords) -> Coerced {
    let plain = plain(typed);
    if let Some(special) = special(typed, &plain, words) {
        return special;
    }
    let spelled = plain.strip_prefix("百分之");
    let unsigned = spelled.unwrap_or(&plain).trim_end_matches('%');
    match arabic(unsigned).or_else(|| spelled.and_then(number_of)) {
        Some(number) if plain.ends_with('%') || spelled.is_some() => {
            Coerced::compared(Value::Number(number.normalize()), typed, &format!("{}%", number.normalize()))
        }
        Some(number) => percent_number(number),
        None => Coerced::trouble(Trouble::PercentUnreadable),
    }
}

/// A bare number in a percentage column: a share of 1 is taken for a percentage, and said so.
pub fn percent_number(number: Decimal) -> Coerced {
    if number > Decimal::ZERO && number < Decimal::ONE {
        let value = (number * Decimal::ONE_HUNDRED).normalize();
        return Coerced {
            value: Value::Number(value),
            trouble: Some(Trouble::PercentAssumed),
            repaired: None,
        };
    }
    Coerced::plain(Value::Number(number.normalize()))
}

/// Money in 万元; 元 is converted, a bare figure with cents or of a size that only 元 has is doubted.
pub fn money(typed: &str, words: &ValueWords) -> Coerced {
    let plain = plain(typed);
    if let Some(special) = special(typed, &plain, words) {
        return special;
    }
    if let Some(number) = plain.strip_suffix("万元").or_else(|| plain.strip_suffix('万')).and_then(number_of)
    {
        return Coerced::repaired(Value::Number(number.normalize()), &number.normalize().to_string());
    }
    if let Some(number) = plain.strip_suffix('元').and_then(number_of) {
        let value = (number / Decimal::from(10_000)).normalize();
        return Coerced::repaired(Value::Number(value), &value.to_string());
    }
    match number_of(&plain) {
        Some(number) if number >= Decimal::from(10_000) && plain.contains(',') => Coerced {
            value: Value::Number(number.normalize()),
            trouble: Some(Trouble::MoneySuspicious),
            repaired: None,
        },
        Some(number) => Coerced::plain(Value::Number(number.normalize())),
        None => Coerced::trouble(Trouble::MoneyUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_number_is_what_stands_between_its_signs() {
        let of = |text: &str| match running(Kind::Count, &CellContent::Text(text.into())) {
            Some(CellContent::Text(bare)) => bare.into_string(),
            _ => text.to_owned(),
        };
        for shown in ["3", "（3）", "3、", "3.", "第3项", "No.3", "№３", "③", "3号"] {
            assert_eq!(of(shown), "3", "{shown}");
        }
        for shown in ["4.0", "1-2", "三", "甲", "二〇一四年第3季度报告"] {
            assert_eq!(of(shown), shown);
        }
    }

    #[test]
    fn a_number_has_the_digits_that_a_spreadsheet_shows_and_no_noise_of_sums() {
        let shown = |number: f64| exact(number).map(|exact| exact.to_string());
        for (number, expected) in [
            (0.1 + 0.2, "0.3"),
            (2.999_999_999_999_999_6, "3"),
            (1.1 * 3.0, "3.3"),
            (12.345_678_9, "12.3456789"),
            (123_456_789_012.345_6, "123456789012.346"),
            (-0.07, "-0.07"),
            (3.0, "3"),
        ] {
            assert_eq!(shown(number).as_deref(), Some(expected), "{number}");
        }
        assert_eq!((shown(1e300), shown(f64::NAN), shown(f64::INFINITY)), (None, None, None));
    }
}
