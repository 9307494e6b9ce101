//! Normal forms of text. They are for comparing only: what was typed is kept as it was typed.

use super::variants::plain;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// NFKC: full-width digits and letters, compatibility forms and CJK radicals become the plain characters.
pub fn fold_width(text: &str) -> Cow<'_, str> {
    let mut changed = false;
    for character in text.chars() {
        match folded_alone(character) {
            Some(folded) => changed |= folded != character,
            None => {
                let known = match text.contains(ODD_COLONS) {
                    true => text.replace(ODD_COLONS, ":").into(),
                    false => Cow::Borrowed(text),
                };
                return match is_nfkc_quick(known.chars()) {
                    IsNormalized::Yes => known,
                    _ => Cow::Owned(known.nfkc().collect()),
                };
            }
        }
    }
    if changed {
        Cow::Owned(text.chars().map(|character| folded_alone(character).unwrap_or(character)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// What NFKC makes of a character whatever stands beside it; `None` where the tables must be asked. Nearly all text of
/// forms is of these few blocks, and the tables cost ten times as much.
fn folded_alone(character: char) -> Option<char> {
    const FULL_WIDTH_SHIFT: u32 = 0xfee0;
    match character {
        '\0'..='\x7f' | '\u{4e00}'..='\u{9fff}' => Some(character),
        '、' | '。' | '《'..='】' | '〔' | '〕' | '“' | '”' | '‘' | '’' | '—' => {
            Some(character)
        }
        '\u{3000}' => Some(' '),
        '！'..='～' => char::from_u32(u32::from(character) - FULL_WIDTH_SHIFT),
        odd if ODD_COLONS.contains(&odd) => Some(':'),
        _ => None,
    }
}

/// What a colon may look like in a file.
pub const COLONS: [char; 5] = [':', '：', '﹕', ODD_COLONS[0], ODD_COLONS[1]];

/// Of these NFKC makes no colon.
const ODD_COLONS: [char; 2] = ['∶', '︰'];

/// True for characters that never tell two labels apart: white space, invisible marks and punctuation.
fn is_filler(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{200b}'
                ..='\u{200f}'
                    | '\u{feff}'
                    | '\u{2060}'
                    | ':'
                    | ';'
                    | ','
                    | '.'
                    | '、'
                    | '。'
                    | '·'
                    | '"'
                    | '\''
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '【'
                    | '】'
                    | '〔'
                    | '〕'
                    | '《'
                    | '》'
                    | '<'
                    | '>'
                    | '-'
                    | '–'
                    | '—'
                    | '_'
                    | '/'
                    | '\\'
                    | '|'
                    | '*'
                    | '#'
                    | '~'
                    | '…'
        )
}

/// The key under which labels and names are compared: NFKC, look-alikes folded, ASCII in lower case, without white
/// space and punctuation.
pub fn key(text: &str) -> String {
    fold_width(text)
        .chars()
        .filter(|character| !is_filler(*character))
        .map(|character| plain(character).to_ascii_lowercase())
        .collect()
}

/// The text without any white space, full-width blanks and invisible marks included.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|character| !is_blank(*character)).collect()
}

/// Bytes in lower-case hex, as hashes are written.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// True for white space of any width and invisible marks.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// The text without white space of any width at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// How alike two keys are, between 0 and 1 (normalised edit distance).
pub fn likeness(left: &str, right: &str) -> f64 {
    if left == right { 1.0 } else { strsim::normalized_levenshtein(left, right) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_that_clerks_hold_to_be_the_same_have_one_key() {
        for spelling in [
            "填报单位（盖章）：",
            "填 报 单 位(盖章)",
            "填报单位\n（盖章）",
            "填報单位（盖章）".replace('報', "报").as_str(),
        ] {
            assert_eq!(key(spelling), "填报单位盖章", "{spelling}");
        }
        assert_eq!(key("示例縣紀委"), "示例县纪委");
        assert_eq!(key("合　计"), key("合计"));
    }

    proptest! {
        #[test]
        fn the_short_way_folds_as_nfkc_does(text in "[ -~　-】！-～一-龥“”‘’—〔〕①é\u{301}\u{3099}]{0,12}") {
            prop_assert_eq!(fold_width(&text), text.nfkc().collect::<String>());
        }
    }

    #[test]
    fn likeness_falls_with_each_changed_character() {
        assert!(likeness("责任追究案件", "责任追究案件数") > 0.85);
        assert!(likeness("警告", "严重警告") < 0.85);
    }
}
