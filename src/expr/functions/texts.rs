//! Functions of texts. Lengths are counted in characters.

use super::Call;
use crate::expr::trouble::Fault;
use crate::expr::value::Value;
use crate::model::Shingles;
use crate::model::text::{fold_width, is_blank};
use rust_decimal::Decimal;

/// `contains('专题会议', '会议')`
pub fn contains<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(memchr::memmem::find(call.text(0)?.as_bytes(), call.text(1)?.as_bytes()).is_some()))
}

/// `startsWith('县纪委', '县')`
pub fn starts_with<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.text(0)?.starts_with(call.text(1)?)))
}

/// `endsWith('县纪委', '纪委')`
pub fn ends_with<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.text(0)?.ends_with(call.text(1)?)))
}

/// `matches('2014年', r'^\d{4}年$')`: whether a part of the text matches.
pub fn matches<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let text = call.text(0)?;
    Ok(Value::from(call.with_pattern(|pattern| pattern.is_match(text))?))
}

/// `capture('召开专题会议3次', r'会议(\d+)次') == '3'`: the first group, or the whole match if there is no group.
pub fn capture<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let text = call.text(0)?;
    let captured = call.with_pattern(|pattern| {
        let groups = pattern.captures(text)?;
        let group = if groups.len() > 1 { groups.get(1) } else { groups.get(0) };
        group.map(|group| group.as_str().to_owned())
    })?;
    captured.map_or(Ok(Value::Missing), |text| call.made(text))
}

/// `number('约1,234.5万元') == 1234.5`: the first number in Arabic digits, of any width; nothing if there is none.
pub fn number<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let text = fold_width(call.text(0)?);
    let Some(start) = text.find(|character: char| character.is_ascii_digit()) else {
        return Ok(Value::Missing);
    };
    let mut before = text[..start].chars().rev();
    // A hyphen between two words or figures is no minus: 第3-5条.
    let negative = before.next() == Some('-') && !before.next().is_some_and(char::is_alphanumeric);
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut digits = String::new();
    let mut fraction = false;
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'0'..=b'9' => digits.push(char::from(*byte)),
            b',' if !fraction && (at + 1..at + 4).all(digit) && !digit(at + 4) => {}
            b'.' if !fraction && digit(at + 1) => {
                fraction = true;
                digits.push('.');
            }
            _ => break,
        }
    }
    let mut number: Decimal = digits.parse().map_err(|_| Fault::Overflow)?;
    number.set_sign_negative(negative && !number.is_zero());
    Ok(Value::from(number))
}

/// `characters('甲 乙\n丙') == 3`: white space is not counted.
pub fn characters<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.text(0)?.chars().filter(|character| !is_blank(*character)).count()))
}

/// `squeeze('张　三') == '张三'`: without any white space.
pub fn squeeze<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    call.made(crate::model::text::squeeze(call.text(0)?))
}

/// `trim(' 甲 ') == '甲'`
pub fn trim<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    call.made(crate::model::text::trim(call.text(0)?).to_owned())
}

/// `text(1.50) == '1.5'`: as a hole of a text would print it.
pub fn text<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    match call.take(0) {
        Value::Text(text) => Ok(Value::Text(text)),
        other => call.made(other.to_string()),
    }
}

/// `'甲、乙'.split('、') == ['甲', '乙']`; an empty text has no parts.
pub fn split<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let (text, separator) = (call.text(0)?, call.text(1)?);
    call.fuel.spend(text.len() as u64)?;
    let parts: Vec<Value<'a>> = match (text, separator) {
        ("", _) => Vec::new(),
        (_, "") => text.chars().map(|character| Value::from(character.to_string())).collect(),
        _ => text.split(separator).map(|part| Value::from(part.to_owned())).collect(),
    };
    Ok(Value::from(parts))
}

/// `join(['甲', '乙'], '、') == '甲、乙'`; missing elements are left out.
pub fn join<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let separator = call.text(1)?;
    let mut joined = String::new();
    for value in call.list(0)?.iter().filter(|value| !value.is_missing()) {
        if !joined.is_empty() {
            joined.push_str(separator);
        }
        let part = value.to_string();
        call.fuel.spend((part.len() + separator.len()) as u64)?;
        joined.push_str(&part);
    }
    Ok(Value::from(joined))
}

/// `likeness('甲乙丙丁', '甲乙丙丁') == 1`: how much of two long texts is the same, from 0 to 1, to four places.
///
/// The share of runs of three characters that both texts have (Dice's coefficient of the sets of shingles); white
/// space does not count. Of texts below three characters only equal ones are alike. Time grows with the length.
pub fn likeness<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let (left, right) = (call.text(0)?, call.text(1)?);
    call.fuel.spend((left.len() + right.len()) as u64)?;
    let (left_runs, right_runs) = (Shingles::of(left), Shingles::of(right));
    if left_runs.is_empty() || right_runs.is_empty() {
        let same = left.chars().filter(|character| !is_blank(*character));
        let alike = same.eq(right.chars().filter(|character| !is_blank(*character)));
        return Ok(Value::from(i64::from(alike)));
    }
    let (shared, all) = left_runs.shared(&right_runs);
    let share = Decimal::from(shared) / Decimal::from(all);
    Ok(Value::from(share.round_dp(4).normalize()))
}
