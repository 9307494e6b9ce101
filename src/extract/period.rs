//! The period that a title or a sheet name speaks of (FORMS.md 10.3, title period patterns).

use super::coerce::digit;
use super::labels::folded;
use crate::model::Period;
use regex::Regex;
use std::sync::LazyLock;

/// What a text says of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The year, if it is named.
    pub year: Option<i16>,
    /// The quarter, if one is named.
    pub quarter: Option<u8>,
    /// True if it speaks of the months since January: a cumulative table.
    pub cumulative: bool,
}

impl Spoken {
    /// The period, if both parts that its kind needs are there.
    pub fn period(self, quarterly: bool) -> Option<Period> {
        match (self.year, self.quarter) {
            (Some(year), Some(quarter)) if quarterly => Period::quarter(year, quarter),
            (Some(year), _) if !quarterly => Some(Period::year(year)),
            _ => None,
        }
    }
}

const YEAR: &str = "([12][0-9]{3}|[〇○零oO0一二三四五六七八九]{4})";

static QUARTER: LazyLock<Regex> = LazyLock::new(|| pattern("(?:年度?)?第?([一二三四1-4]|IV|I{1,3})季度?"));
static SHORT: LazyLock<Regex> = LazyLock::new(|| pattern("年?[Qq]([1-4])"));
static MONTHS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "年([0-9]{1,2}|[一二三四五六七八九十]{1,2})月?[-—–―~～至到]+([0-9]{1,2}|[一二三四五六七八九十]{1,2})月",
    )
});
static HALF: LazyLock<Regex> = LazyLock::new(|| pattern("年度?(上半年|前三季度|下半年|全年)"));
static PLAIN: LazyLock<Regex> = LazyLock::new(|| pattern("年"));
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("第?([一二三四1-4]|IV|I{1,3})季度?").expect("the pattern is checked by tests")
});

fn pattern(rest: &str) -> Regex {
    Regex::new(&format!("{YEAR}{rest}")).expect("the pattern is checked by tests")
}

fn year(text: &str) -> Option<i16> {
    let number = text.chars().try_fold(0i64, |number, character| Some(number * 10 + digit(character)?))?;
    i16::try_from(number).ok().filter(|year| (1990..2100).contains(year))
}

fn quarter(text: &str) -> Option<u8> {
    match text {
        "一" | "1" | "I" => Some(1),
        "二" | "2" | "II" => Some(2),
        "三" | "3" | "III" => Some(3),
        "四" | "4" | "IV" => Some(4),
        _ => None,
    }
}

fn month(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| super::coerce::chinese_number(text)).filter(|month| (1..=12).contains(month))
}

/// What a text says of the period; `None` if it says nothing.
pub fn spoken(shown: &str) -> Option<Spoken> {
    let text = folded(shown);
    let text = text.as_str();
    if !text.contains(['年', 'Q', 'q', '季']) {
        return None;
    }
    if let Some(found) = QUARTER.captures(text).or_else(|| SHORT.captures(text)) {
        return Some(Spoken { year: year(&found[1]), quarter: quarter(&found[2]), cumulative: false });
    }
    if let Some(found) = MONTHS.captures(text) {
        let (from, to) = (month(&found[2])?, month(&found[3])?);
        let quarter = if to % 3 == 0 { u8::try_from(to / 3).ok() } else { None };
        return Some(Spoken { year: year(&found[1]), quarter, cumulative: from == 1 && to > 3 });
    }
    if let Some(found) = HALF.captures(text) {
        let quarter = match &found[2] {
            "上半年" => 2,
            "前三季度" => 3,
            _ => 4,
        };
        return Some(Spoken { year: year(&found[1]), quarter: Some(quarter), cumulative: true });
    }
    if let Some(found) = PLAIN.captures(text) {
        return Some(Spoken { year: year(&found[1]), quarter: None, cumulative: false });
    }
    let found = BARE.captures(text)?;
    Some(Spoken { year: None, quarter: quarter(&found[1]), cumulative: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_quarter_is_read() {
        for title in [
            "示例县2014年第三季度党风廉政建设责任追究情况季报表",
            "2014年三季度",
            "2014年第3季度",
            "2014年度第三季度",
            "（2014年7—9月）",
            "二〇一四年第三季度",
            "二○一四年第三季度",
            "2014Q3",
            "2014年第Ⅲ季度",
            "２０１４年第三季度",
        ] {
            let spoken = spoken(title).unwrap();
            assert_eq!(spoken.period(true).unwrap().to_string(), "2014Q3", "{title}");
            assert!(!spoken.cumulative, "{title}");
        }
    }

    #[test]
    fn a_cumulative_title_is_told() {
        for title in ["示例县2014年1—9月季报表", "2014年1-9月", "2014年前三季度", "2014年一至九月"]
        {
            let spoken = spoken(title).unwrap();
            assert_eq!(
                (spoken.year, spoken.quarter, spoken.cumulative),
                (Some(2014), Some(3), true),
                "{title}"
            );
        }
    }

    #[test]
    fn a_year_or_a_bare_quarter_is_half_a_period() {
        assert_eq!(spoken("2014年度主体责任落实情况统计表").unwrap().period(false), Some(Period::year(2014)));
        assert_eq!(spoken("三季度"), Some(Spoken { year: None, quarter: Some(3), cumulative: false }));
        assert_eq!(spoken("填报说明"), None);
    }
}
