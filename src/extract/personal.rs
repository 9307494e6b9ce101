//! Personal data that no return may hold (GN-V006, FORMS.md 11): identity numbers by their check digit, bank cards by
//! Luhn, plates; they are found and masked. Mobile numbers are told apart by the caller, who knows where one belongs.

use regex::Regex;
use std::sync::LazyLock;

/// A kind of personal data; the word for it stands in templates/messages.toml.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// 身份证号
    IdNumber,
    /// 手机号码
    Mobile,
    /// 银行卡号
    BankCard,
    /// 车牌号
    Plate,
}

impl Personal {
    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Personal::IdNumber => "id_number",
            Personal::Mobile => "mobile",
            Personal::BankCard => "bank_card",
            Personal::Plate => "plate",
        }
    }
}

static DIGITS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9][0-9 ]{9,26}[0-9Xx]").expect("a fixed pattern"));
static PLATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•]?[A-HJ-NP-Z0-9]{5,6}",
    )
    .expect("a fixed pattern")
});

/// The first personal datum in a text: its kind and its bytes.
pub fn find(text: &str) -> Option<(Personal, std::ops::Range<usize>)> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    for found in DIGITS.find_iter(text) {
        if is_part_of_a_code(text, &found.range()) {
            continue;
        }
        let digits: String = found.as_str().chars().filter(|character| *character != ' ').collect();
        let kind = if digits.len() == 18 && is_id_number(&digits) {
            Personal::IdNumber
        } else if digits.len() == 11 && is_mobile(&digits) {
            Personal::Mobile
        } else if (16..=19).contains(&digits.len()) && is_bank_card(&digits) {
            Personal::BankCard
        } else {
            continue;
        };
        return Some((kind, found.range()));
    }
    PLATE.find(text).map(|found| (Personal::Plate, found.range()))
}

/// Case numbers and document numbers hold long digits, too; they are joined to letters or dashes.
fn is_part_of_a_code(text: &str, range: &std::ops::Range<usize>) -> bool {
    let joins = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.');
    let before = text.as_bytes()[..range.start].last().copied();
    let after = text.as_bytes().get(range.end).copied();
    before.is_some_and(joins) || after.is_some_and(joins)
}

/// The text with every personal datum replaced by asterisks.
pub fn mask(text: &str) -> String {
    let mut masked = text.to_owned();
    while let Some((_, range)) = find(&masked) {
        masked.replace_range(range, "***");
    }
    masked
}

/// 18 digits whose last is the check digit of GB 11643.
fn is_id_number(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (body, check) = digits.split_at(17);
    let sum: Option<u32> =
        body.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).map(|digit| digit * weight)).sum();
    let month_and_day = body.get(10..12).is_some_and(|month| ("01"..="12").contains(&month));
    sum.is_some_and(|sum| {
        "10X98765432".chars().nth((sum % 11) as usize) == check.to_uppercase().chars().next()
    }) && month_and_day
}

fn is_mobile(digits: &str) -> bool {
    digits.starts_with('1') && digits.as_bytes().get(1).is_some_and(|second| (b'3'..=b'9').contains(second))
}

/// Luhn's check, for card numbers that begin as cards of banks do.
fn is_bank_card(digits: &str) -> bool {
    if !digits.starts_with(['4', '5', '6', '9']) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0') * if place % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_is_told_by_its_check_digit() {
        assert_eq!(find("（身份证号110101199003077476）").map(|(kind, _)| kind), None);
        assert_eq!(find("身份证号11010519491231002X。").map(|(kind, _)| kind), Some(Personal::IdNumber));
        assert_eq!(mask("张某，11010519491231002X，已退休"), "张某，***，已退休");
    }

    #[test]
    fn ordinary_numbers_are_left_alone() {
        for text in [
            "0871-65123456",
            "2014年3月5日",
            "示纪发〔2014〕12号",
            "合计1234567890",
            "ZZ-990121-2014-001",
            "ZZ-99232313217-2014-101",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(find("手机13812345678").map(|(kind, _)| kind), Some(Personal::Mobile));
    }
}
