//! Characters of the symbol fonts that stand for boxes and ticks in Chinese forms. A box may be a `w:sym`, or a letter
//! set in one of these fonts: `R` in Wingdings 2 is a ticked box.

/// The box that a form control shows.
pub fn check_box(checked: bool) -> char {
    if checked { '☑' } else { '☐' }
}

/// The character that a code of a symbol font shows; `None` for other fonts and codes. Codes count from 0x20, or from
/// 0xF020 in the private area.
pub fn symbol(font: &str, code: u32) -> Option<char> {
    let code = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
    let shown = match (font.trim(), code) {
        ("Wingdings", 0xFE) | ("Wingdings 2", 0x52) => '☑',
        ("Wingdings", 0xFD | 0x78) | ("Wingdings 2", 0x51 | 0x53 | 0x54) => '☒',
        ("Wingdings", 0xA8 | 0x6F | 0x71 | 0x72) | ("Wingdings 2", 0xA3 | 0x2A | 0x30 | 0x35) => '☐',
        ("Wingdings", 0xFC) | ("Wingdings 2", 0x50) => '✓',
        ("Wingdings", 0xFB) | ("Wingdings 2", 0x4F) => '✗',
        ("Wingdings", 0x6E) => '■',
        ("Wingdings", 0x6C) => '●',
        ("Wingdings", 0xA1) => '○',
        _ => return None,
    };
    Some(shown)
}

/// Text in a font, with the characters of symbol fonts as what they show.
pub fn in_font(font: &str, text: &str) -> String {
    text.chars().map(|character| symbol(font, character.into()).unwrap_or(character)).collect()
}
