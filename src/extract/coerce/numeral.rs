//! Chinese numerals to numbers: 十二, 廿三, 一百零五, 三千二百, 两万, 〇 (FORMS.md 10.3).

/// The number that a Chinese numeral says, if the whole text is one. At most 万亿; no sign, no decimals.
pub fn chinese_number(text: &str) -> Option<i64> {
    if text.is_empty() || text.chars().count() > 24 {
        return None;
    }
    if text.chars().all(|character| digit(character).is_some()) && text.chars().count() > 1 {
        return positional(text);
    }
    let (mut total, mut section, mut pending): (i64, i64, Option<i64>) = (0, 0, None);
    let mut last_unit = 1;
    for character in text.chars() {
        if let Some(value) = digit(character) {
            if pending.is_some_and(|value| value != 0) {
                return None;
            }
            pending = Some(value);
            if value == 0 {
                last_unit = 1;
            }
        } else if let Some(value) = short_tens(character) {
            section += value;
            last_unit = 10;
        } else {
            let unit = unit(character)?;
            match unit {
                10 | 100 | 1000 => {
                    section += pending.take().filter(|value| *value != 0).unwrap_or(1) * unit;
                    last_unit = unit;
                }
                _ => {
                    total = total
                        .checked_add(section.checked_add(pending.take().unwrap_or(0))?.checked_mul(unit)?)?;
                    section = 0;
                    last_unit = unit;
                }
            }
        }
    }
    // 三万五 and 一百五 leave out the last unit: it is a tenth of the one before.
    let rest = pending.unwrap_or(0) * if last_unit >= 100 { last_unit / 10 } else { 1 };
    total.checked_add(section)?.checked_add(rest)
}

/// The value of a Chinese digit; the zero is written in many ways.
pub fn digit(character: char) -> Option<i64> {
    Some(match character {
        '〇' | '零' | '○' | '０' | 'Ｏ' | 'O' | 'o' | '0' => 0,
        '一' | '壹' | '１' | '1' => 1,
        '二' | '贰' | '两' | '２' | '2' => 2,
        '三' | '叁' | '３' | '3' => 3,
        '四' | '肆' | '４' | '4' => 4,
        '五' | '伍' | '５' | '5' => 5,
        '六' | '陆' | '６' | '6' => 6,
        '七' | '柒' | '７' | '7' => 7,
        '八' | '捌' | '８' | '8' => 8,
        '九' | '玖' | '９' | '9' => 9,
        _ => return None,
    })
}

fn short_tens(character: char) -> Option<i64> {
    match character {
        '廿' => Some(20),
        '卅' => Some(30),
        _ => None,
    }
}

fn unit(character: char) -> Option<i64> {
    Some(match character {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// 二〇一四 digit by digit.
fn positional(text: &str) -> Option<i64> {
    text.chars().try_fold(0i64, |number, character| number.checked_mul(10)?.checked_add(digit(character)?))
}

#[cfg(test)]
mod tests {
    use super::chinese_number;
    use proptest::prelude::*;

    #[test]
    fn numerals_are_read_as_clerks_write_them() {
        let read = [
            ("十二", 12),
            ("一十二", 12),
            ("二十", 20),
            ("廿三", 23),
            ("一百零五", 105),
            ("一百一十", 110),
            ("两", 2),
            ("〇", 0),
            ("三万五", 35_000),
            ("一百五", 150),
            ("二〇一四", 2014),
            ("三千零六十", 3060),
            ("一亿二千万", 120_000_000),
        ];
        for (text, number) in read {
            assert_eq!(chinese_number(text), Some(number), "{text}");
        }
        for text in ["", "约十", "十二人", "一二百", "件"] {
            assert_eq!(chinese_number(text), None, "{text}");
        }
    }

    fn written(number: i64) -> String {
        let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
        let mut text = String::new();
        let mut gap = false;
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = number / unit % 10;
            if digit == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push('零');
                gap = false;
            }
            text.push_str(digits[usize::try_from(digit).unwrap()]);
            text.push_str(name);
        }
        text
    }

    proptest! {
        #[test]
        fn every_number_up_to_ten_thousand_is_read_back(number in 1i64..10_000) {
            prop_assert_eq!(chinese_number(&written(number)), Some(number));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,30}") {
            let _ = chinese_number(&text);
        }
    }
}
