//! The geometry of the charts, in percent of their width and height, so that they grow with the page while their words
//! do not.

use super::charts::{DayColumn, DueLine, Part, Received};
use jiff::ToSpan;
use jiff::civil::Date as Day;
use std::collections::{BTreeMap, BTreeSet};

/// More columns than this are drawn together, so many days to each.
const COLUMNS: usize = 62;
/// Fewer columns than this do not fill the picture.
const PLACES: usize = 7;
/// How many columns have their day written below them.
const LABELS: usize = 6;
/// The share of a column's place that it fills, in percent.
const FILLED: usize = 76;

/// A share in percent, with two decimals; 0 of nothing.
pub fn percent(part: usize, whole: usize) -> String {
    let hundredths = (part * 10_000).checked_div(whole).unwrap_or(0);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A share in percent, with one decimal, rounded as in school; empty of nothing.
pub fn rate(part: usize, whole: usize) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = (part * 2000 + whole) / (2 * whole);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The parts of a bar, one after the other, where `whole` is the full width; empty parts are left out.
pub fn bar(parts: &[(&str, usize)], whole: usize) -> Vec<Part> {
    let mut before = 0;
    let mut made = Vec::new();
    for (key, count) in parts.iter().filter(|(_, count)| *count > 0) {
        made.push(Part {
            key: (*key).to_owned(),
            count: *count,
            x: percent(before, whole),
            width: percent(*count, whole),
        });
        before += count;
    }
    made
}

/// Columns for the days on which returns came, from the first of these and of the due days to the last. Days that lie so
/// far apart that there would be too many columns are drawn together.
pub fn received(days: &BTreeMap<Day, usize>, due: &BTreeSet<Day>) -> Received {
    let Some((first, _)) = days.first_key_value() else { return Received::default() };
    let last = days.keys().chain(due).max().unwrap_or(first);
    let first = days.keys().chain(due).min().unwrap_or(first);
    let apart = |from: Day, to: Day| from.until(to).map_or(0, |span| span.get_days().unsigned_abs() as usize);
    let span = apart(*first, *last) + 1;
    let step = span.div_ceil(COLUMNS);
    let count = span.div_ceil(step);
    let mut counts = vec![0; count];
    for (day, came) in days {
        counts[apart(*first, *day) / step] += came;
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let places = count.max(PLACES);
    let mut sum = 0;
    let every = count.div_ceil(LABELS);
    let columns = counts.into_iter().enumerate().map(|(number, came)| {
        sum += came;
        let day = first.saturating_add(i32::try_from(number * step).unwrap_or(i32::MAX).days());
        DayColumn {
            day: day.to_string(),
            count: came,
            sum,
            x: percent(number * 100 + (100 - FILLED) / 2, places * 100),
            middle: percent(number * 100 + 50, places * 100),
            width: percent(FILLED, places * 100),
            y: percent(most - came, most),
            height: percent(came, most),
            labelled: number % every == 0,
        }
    });
    let columns = columns.collect();
    let due = due.iter().map(|day| {
        let end = apart(*first, *day) / step + 1;
        DueLine { day: day.to_string(), x: percent(end, places), left: end * 2 > places }
    });
    Received { step, most, columns, due: due.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn parts_of_a_bar_follow_each_other() {
        let parts = bar(&[("timely", 1), ("late", 0), ("missing", 2)], 3);
        let drawn: Vec<_> = parts.iter().map(|part| (part.key.as_str(), &*part.x, &*part.width)).collect();
        assert_eq!(drawn, [("timely", "0.00", "33.33"), ("missing", "33.33", "66.66")]);
        assert_eq!((rate(1, 3), rate(2, 3), rate(1, 8), rate(0, 0)), {
            ("33.3".into(), "66.7".into(), "12.5".into(), String::new())
        });
    }

    #[test]
    fn days_without_returns_have_their_place_and_the_due_day_its_line() {
        let days = BTreeMap::from([(day("2014-09-29"), 2), (day("2014-10-02"), 1)]);
        let received = received(&days, &BTreeSet::from([day("2014-09-30")]));
        let drawn: Vec<_> = received.columns.iter().map(|one| (&*one.day, one.count, one.sum)).collect();
        let expected =
            [("2014-09-29", 2, 2), ("2014-09-30", 0, 2), ("2014-10-01", 0, 2), ("2014-10-02", 1, 3)];
        assert_eq!(drawn, expected);
        assert_eq!((received.step, received.most), (1, 2));
        let last = received.columns.last().unwrap();
        assert_eq!((&*last.x, &*last.width, &*last.y, &*last.height), ("44.57", "10.85", "50.00", "50.00"));
        assert_eq!((&*received.due[0].x, received.due[0].left), ("28.57", false));
    }

    #[test]
    fn many_days_are_drawn_together() {
        let days = BTreeMap::from([(day("2014-01-01"), 1), (day("2014-12-31"), 1)]);
        let drawn = received(&days, &BTreeSet::new());
        assert_eq!((drawn.step, drawn.columns.len()), (6, 61));
        assert_eq!(drawn.columns.iter().map(|one| one.count).sum::<usize>(), 2);
        assert_eq!(received(&BTreeMap::new(), &BTreeSet::from([day("2014-01-01")])), Received::default());
    }
}
