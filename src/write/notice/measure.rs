//! The measures of GB/T 9704-2012 (FORMS.md 8.1), in the units of Word: twips (1/20 pt), and eighths of a point for
//! the weight of rules.

/// A4, width and height.
pub const PAGE: (u32, u32) = (11906, 16838);
/// 天头 37 mm.
pub const TOP: u32 = 2098;
/// 下白边 35 mm.
pub const BOTTOM: u32 = 1984;
/// 订口 28 mm.
pub const LEFT: u32 = 1588;
/// 切口 26 mm.
pub const RIGHT: u32 = 1474;
/// 版心 is 156 mm wide.
pub const TEXT_WIDTH: u32 = PAGE.0 - LEFT - RIGHT;
/// 22 lines in 225 mm: 28.95 pt.
pub const LINE: u32 = 579;
/// What the grid adds to each character, in 1/4096 pt, so that 28 characters fill 156 mm.
pub const CHARACTER_SPACE: i32 = -849;
/// The pitch of one character of 3号: 16 pt less 0.25 pt.
pub const CHARACTER: u32 = 315;
/// A character of 4号 (14 pt).
pub const SMALL_CHARACTER: u32 = 280;
/// The red mark begins 35 mm below the top of 版心.
pub const MARK_DROP: u32 = 1984;
/// The red rule stands 4 mm below 发文字号, in points, as borders want it.
pub const RULE_GAP_POINTS: u32 = 11;
/// Weight of the red rule.
pub const RED_RULE: u32 = 18;
/// First and last rule of 版记: 0.35 mm.
pub const TAIL_RULE: u32 = 8;
/// Rules between the rows of 版记: 0.25 mm.
pub const TAIL_INNER_RULE: u32 = 6;
/// The dashes of the page number stand 7 mm below 版心: 35 − 7 mm, less half a line of 14 pt.
pub const FOOTER: u32 = 1447;
/// Where the header of 文件格式 begins; it only holds the mark of a draft.
pub const HEADER: u32 = 850;
/// 信函格式: the name of the organ begins 30 mm below the edge of the page.
pub const LETTER_MARK_TOP: u32 = 1701;
/// 信函格式: the first double rule stands 4 mm below the name.
pub const LETTER_RULE_GAP: u32 = 227;
/// 信函格式: distance of the number from the rule, 7/8 of a character of 3号.
pub const LETTER_NUMBER_GAP: u32 = 280;
/// 信函格式: both double rules run from 20 to 190 mm: 170 mm, centred.
pub const LETTER_RULE_SPAN: (&str, &str) = ("20mm", "190mm");
/// 信函格式: the second double rule stands 20 mm above the lower edge of the page, in mm from the upper one.
pub const LETTER_LOW_RULE_MM: f64 = 277.0;
/// Weight of the thick stroke, the gap, and the thin stroke of a double rule, in points.
pub const DOUBLE_RULE: (f64, f64, f64) = (2.25, 1.5, 0.75);
/// Millimetres in a point.
pub const MM_PER_POINT: f64 = 25.4 / 72.0;
/// A title is set at 2号: 20 characters fill a line of 156 mm, 19 leave it room.
pub const TITLE_CHARACTERS: usize = 19;

/// The size of the red mark in points: as large as fits into 150 mm, up to a limit.
pub fn mark_points(characters: usize, limit: u32) -> u32 {
    let widest = 425 / u32::try_from(characters.max(1)).unwrap_or(u32::MAX);
    widest.clamp(16, limit)
}
