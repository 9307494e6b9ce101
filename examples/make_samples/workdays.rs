//! The public holidays of 2014 and 2015 and the weekend days worked in their stead, as the State Council's office
//! announced them.

use jiff::ToSpan;
use jiff::civil::{Date as Day, Weekday, date};

/// First day, days, name.
const HOLIDAYS: [(Day, i64, &str); 15] = [
    (date(2014, 1, 1), 1, "元旦"),
    (date(2014, 1, 31), 7, "春节"),
    (date(2014, 4, 5), 3, "清明节"),
    (date(2014, 5, 1), 3, "劳动节"),
    (date(2014, 5, 31), 3, "端午节"),
    (date(2014, 9, 6), 3, "中秋节"),
    (date(2014, 10, 1), 7, "国庆节"),
    (date(2015, 1, 1), 3, "元旦"),
    (date(2015, 2, 18), 7, "春节"),
    (date(2015, 4, 4), 3, "清明节"),
    (date(2015, 5, 1), 3, "劳动节"),
    (date(2015, 6, 20), 3, "端午节"),
    (date(2015, 9, 3), 3, "抗战胜利纪念日"),
    (date(2015, 9, 26), 2, "中秋节"),
    (date(2015, 10, 1), 7, "国庆节"),
];

/// The weekend day worked, and for which holiday.
const WORKED: [(Day, &str); 10] = [
    (date(2014, 1, 26), "春节"),
    (date(2014, 2, 8), "春节"),
    (date(2014, 5, 4), "劳动节"),
    (date(2014, 9, 28), "国庆节"),
    (date(2014, 10, 11), "国庆节"),
    (date(2015, 1, 4), "元旦"),
    (date(2015, 2, 15), "春节"),
    (date(2015, 2, 28), "春节"),
    (date(2015, 9, 6), "抗战胜利纪念日"),
    (date(2015, 10, 10), "国庆节"),
];

/// All special days in order: day, `holiday` or `workday`, name.
pub fn calendar() -> Vec<(Day, &'static str, &'static str)> {
    let off = HOLIDAYS.iter().flat_map(|(first, days, name)| {
        (0..*days).map(move |after| (*first + after.days(), "holiday", *name))
    });
    let on = WORKED.iter().map(|(day, name)| (*day, "workday", *name));
    let mut days: Vec<_> = off.chain(on).collect();
    days.sort_unstable();
    days
}

/// True if offices are open.
pub fn is_workday(day: Day) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    match calendar().into_iter().find(|(special, _, _)| *special == day) {
        Some((_, kind, _)) => kind == "workday",
        None => !weekend,
    }
}

/// The day itself if offices are open, else the last day before on which they were.
pub fn on_or_before(day: Day) -> Day {
    let mut day = day;
    while !is_workday(day) {
        day -= 1.day();
    }
    day
}
