//! A day with a time of day, as records of talks state it: `2014年5月14日13时30分`, `2014-12-19 10:00`, `10:10`.

use super::date::date;
use super::{Coerced, Trouble};
use crate::model::{Value, text};
use regex::Regex;
use std::sync::LazyLock;

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(上午|下午|晚上|中午)?([0-9]{1,2})(?:[:时点]([0-9]{1,2})?分?(?::[0-9]{2})?|时|点)整?$")
        .expect("a fixed pattern")
});

/// A typed time to `2014-05-14T13:30`; without a day to `13:30`.
pub fn time(typed: &str, year: Option<i16>) -> Coerced {
    let folded = text::squeeze(&text::fold_width(typed));
    let unreadable = || Coerced::trouble(Trouble::DateUnreadable { suggestion: None });
    // The day may end in digits that run into those of the hour once blanks are left out.
    let spaced = text::trim(typed);
    let (day, clock) = match spaced.rsplit_once([' ', '　', 'T']) {
        Some((day, clock)) if CLOCK.is_match(&text::squeeze(&text::fold_width(clock))) => {
            (text::squeeze(&text::fold_width(day)), text::squeeze(&text::fold_width(clock)))
        }
        _ => match folded.rfind(['日', '号']) {
            Some(end) => {
                let after = end + folded[end..].chars().next().map_or(0, char::len_utf8);
                (folded[..after].to_owned(), folded[after..].to_owned())
            }
            None => (String::new(), folded.clone()),
        },
    };
    let Some(found) = CLOCK.captures(&clock) else { return unreadable() };
    let number = |group: usize| found.get(group).and_then(|part| part.as_str().parse::<u8>().ok());
    let (Some(mut hour), minute) = (number(2), number(3).unwrap_or(0)) else { return unreadable() };
    let late = found.get(1).is_some_and(|part| matches!(part.as_str(), "下午" | "晚上"));
    if late && hour < 12 {
        hour += 12;
    }
    if hour > 23 || minute > 59 {
        return unreadable();
    }
    if day.is_empty() {
        return Coerced::plain(Value::Text(format!("{hour:02}:{minute:02}").into()));
    }
    match date(&day, year).value.date().and_then(crate::model::Date::day) {
        Some(day) => Coerced::plain(Value::Text(format!("{day}T{hour:02}:{minute:02}").into())),
        None => unreadable(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_every_spelling() {
        for (typed, told) in [
            ("2014年5月14日13时30分", "2014-05-14T13:30"),
            ("2014-12-19 10:00", "2014-12-19T10:00"),
            ("2014.12.19 9:05", "2014-12-19T09:05"),
            ("2014年12月19日下午3时", "2014-12-19T15:00"),
            ("2014-12-19T10:00:00", "2014-12-19T10:00"),
            ("10：10", "10:10"),
            ("二〇一四年五月十四日 13:30", "2014-05-14T13:30"),
        ] {
            assert_eq!(time(typed, Some(2014)).value.to_string(), told, "{typed}");
        }
        assert!(time("上午", Some(2014)).trouble.is_some());
        assert!(time("2014年5月14日25时", Some(2014)).trouble.is_some());
    }
}
