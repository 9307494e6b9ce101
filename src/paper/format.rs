//! What a number format makes of a number: a plain number, a percentage, or a day (ISO/IEC 29500-1, 18.8.30-31).

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// As a number, or as a length of time such as `[h]:mm`.
    #[default]
    Plain,
    /// As a percentage.
    Percent,
    /// As a day, a time of day, or both.
    Date,
}

/// What a builtin format shows. In Chinese, Japanese and Korean workbooks 27-36 and 50-58 are dates.
pub fn builtin(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        _ => Shown::Plain,
    }
}

/// What a format code shows, judged by its first section, which is for positive numbers.
pub fn custom(code: &str) -> Shown {
    let mut characters = code.chars().peekable();
    let mut shown = Shown::Plain;
    let mut digits = false;
    while let Some(character) = characters.next() {
        match character {
            ';' => break,
            // The next character is shown as it is, as a gap, or as a fill.
            '\\' | '_' | '*' => {
                characters.next();
            }
            '"' => while characters.next().is_some_and(|inside| inside != '"') {},
            '[' => {
                let inside: String = characters.by_ref().take_while(|inside| *inside != ']').collect();
                if is_elapsed(&inside) {
                    return Shown::Plain;
                }
            }
            'G' | 'g' if starts_with(&mut characters, "eneral") => {}
            '0' | '#' | '?' => digits = true,
            '%' => shown = Shown::Percent,
            // After digits it is the exponent, else the year of an era.
            'e' | 'E' if digits => {}
            'e' | 'E' | 'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => shown = Shown::Date,
            'a' | 'A' if starts_with(&mut characters, "aa") => shown = Shown::Date,
            _ => {}
        }
    }
    shown
}

/// `[h]`, `[mm]`, `[ss]`: a length of time, not a day.
fn is_elapsed(inside: &str) -> bool {
    let first = inside.chars().next().map(|first| first.to_ascii_lowercase());
    matches!(first, Some('h' | 'm' | 's'))
        && inside.chars().all(|character| Some(character.to_ascii_lowercase()) == first)
}

fn starts_with(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, word: &str) -> bool {
    let mut ahead = characters.clone();
    let found =
        word.chars().all(|letter| ahead.next().is_some_and(|next| next.eq_ignore_ascii_case(&letter)));
    if found {
        *characters = ahead;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_code_shows_a_number_a_percentage_or_a_day() {
        let plain = [
            "General",
            "G/通用格式",
            "0.00_ ",
            "0.00E+00",
            "#,##0.00_);[Red]\\(#,##0.00\\)",
            "[h]:mm:ss",
            "[$¥-804]#,##0.00",
            "0\"%\"",
            "@",
            "\"共\"0\"days\"",
            "0;d",
            "",
        ];
        let dates = [
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy/m/d;@",
            "yyyy\\-mm\\-dd",
            "h:mm AM/PM",
            "m/d",
            "[DBNum1]e年m月",
            "aaaa",
            "mm:ss.0",
        ];
        for code in plain {
            assert_eq!(custom(code), Shown::Plain, "{code}");
        }
        for code in dates {
            assert_eq!(custom(code), Shown::Date, "{code}");
        }
        assert_eq!(custom("0.00%"), Shown::Percent);
        assert_eq!(custom("[Red]0%;-0%"), Shown::Percent);
    }
}
