//! Time limits (完成时限, 整改时限) to the day on which they end (FORMS.md 2.5).

use super::date::date;
use super::numeral::chinese_number;
use super::{Coerced, Trouble};
use crate::catalog::DeadlineWords;
use crate::model::{Date, Value, text};
use jiff::civil::Date as Day;

/// A typed time limit; `year` is that of the period, for limits without one. What is counted from a day that the form
/// does not state, or never ends, is kept as it was written.
pub fn deadline(typed: &str, year: Option<i16>, words: &DeadlineWords) -> Coerced {
    let folded = text::squeeze(&text::fold_width(typed));
    let open = |list: &[String]| list.contains(&folded);
    if open(&words.open) || open(&words.counted) || is_counted(&folded) {
        return Coerced::plain(Value::Open(typed.into()));
    }
    let (named, rest) = leading_year(&folded);
    let Some(year) = named.or(year) else { return whole(&folded, None) };
    let last = |month: u8| Day::new(year, i8::try_from(month).ok()?, 1).ok().map(Day::last_of_month);
    let end_of_year = named.is_some() && bare(rest, words).is_empty();
    let day = if end_of_year || words.whole_year.iter().any(|word| word == rest || word == bare(rest, words))
    {
        last(12)
    } else if let Some(month) = words.months.get(rest).or_else(|| words.months.get(bare(rest, words))) {
        last(*month)
    } else {
        of_month(rest, year, words)
    };
    day.map_or_else(|| whole(&folded, Some(year)), |day| Coerced::plain(Value::Date(Date::Day(day))))
}

/// 反馈后两个月内, 约谈后15个工作日内: so long after a day that another paper states.
fn is_counted(folded: &str) -> bool {
    folded.contains('后') && folded.ends_with(['内', '前'])
}

fn leading_year(folded: &str) -> (Option<i16>, &str) {
    let Some((year, rest)) = folded.split_once('年') else { return (None, folded) };
    match year.parse().ok().filter(|year| (1990..2100).contains(year)) {
        Some(year) if !rest.is_empty() => (Some(year), rest),
        _ => (None, folded),
    }
}

/// Without what may end a limit and mean the same.
fn bare<'t>(rest: &'t str, words: &DeadlineWords) -> &'t str {
    let mut rest = rest;
    while let Some(shorter) = words.endings.iter().find_map(|ending| rest.strip_suffix(ending.as_str())) {
        rest = shorter;
    }
    rest
}

/// A month, a third of one, or the last of several: 4月, 4月上旬, 2月至12月, 6-9月.
fn of_month(rest: &str, year: i16, words: &DeadlineWords) -> Option<Day> {
    let third = words
        .thirds
        .iter()
        .find_map(|(word, day)| Some((bare(rest, words).strip_suffix(word.as_str())?, *day)));
    let (months, day) = third.unwrap_or((bare(rest, words), 0));
    let months = months.strip_suffix('月')?;
    let last =
        months.rsplit(['至', '到', '-', '—', '–', '―', '~', '～', '、']).find(|part| !part.is_empty())?;
    let month: i8 = last.parse().ok().or_else(|| i8::try_from(chinese_number(last)?).ok())?;
    let first = Day::new(year, month, 1).ok()?;
    match i8::try_from(day).ok()? {
        0 => Some(first.last_of_month()),
        day => Day::new(year, month, day).ok(),
    }
}

/// A date as dates are written; a month or a year ends with its last day.
fn whole(folded: &str, year: Option<i16>) -> Coerced {
    let stripped = folded.trim_end_matches(['前', '止', '之', '以']);
    let read = date(stripped, year);
    let day = match (&read.value, &read.trouble) {
        (Value::Date(Date::Day(day)), None | Some(Trouble::DateYearAssumed { .. })) => Some(*day),
        (Value::Date(Date::Month { year, month }), _) => {
            Day::new(*year, *month, 1).ok().map(Day::last_of_month)
        }
        (Value::Date(Date::Year(year)), _) => Day::new(*year, 12, 31).ok(),
        _ => None,
    };
    day.map_or(read, |day| Coerced::plain(Value::Date(Date::Day(day))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_way_of_writing_a_limit_gives_the_day_on_which_it_ends() {
        let words = Catalog::builtin().unwrap().values.deadline;
        for (typed, day) in [
            ("2015年6月30日前", "2015-06-30"),
            ("6月30日前", "2015-06-30"),
            ("6月底前", "2015-06-30"),
            ("6月底", "2015-06-30"),
            ("2015.6.30", "2015-06-30"),
            ("4月", "2015-04-30"),
            ("4月份", "2015-04-30"),
            ("4月上旬", "2015-04-10"),
            ("4月中旬", "2015-04-20"),
            ("4月下旬", "2015-04-30"),
            ("2月至12月", "2015-12-31"),
            ("6-9月", "2015-09-30"),
            ("6月—9月", "2015-09-30"),
            ("一季度", "2015-03-31"),
            ("第二季度末", "2015-06-30"),
            ("上半年", "2015-06-30"),
            ("年底前", "2015-12-31"),
            ("年内", "2015-12-31"),
            ("全年", "2015-12-31"),
            ("每季度", "2015-12-31"),
            ("2016年3月", "2016-03-31"),
            ("2015年底", "2015-12-31"),
            ("十月底前", "2015-10-31"),
        ] {
            let read = deadline(typed, Some(2015), &words);
            assert_eq!(read.value.to_string(), day, "{typed}");
            assert_eq!(read.trouble, None, "{typed}");
        }
    }

    #[test]
    fn a_limit_without_an_end_is_kept_as_written() {
        let words = Catalog::builtin().unwrap().values.deadline;
        for typed in ["长期坚持", "立行立改", "反馈后两个月内"] {
            assert_eq!(deadline(typed, Some(2015), &words).value, Value::Open(typed.into()), "{typed}");
        }
        assert!(deadline("尽快", Some(2015), &words).trouble.is_some());
    }
}
