//! How a hole of a text prints its value: one row of the table and one function each.

use super::trouble::{Fault, Takes};
use super::value::{Kind, Value};
use crate::model::Date;
use crate::model::date::chinese_day;
use rust_decimal::{Decimal, RoundingStrategy};
use std::fmt::Write;

/// A format of a hole.
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// What it prints; each element of a list must be that.
    pub takes: Kind,
    /// Prints a value; `None` if it is of another sort.
    pub write: fn(&mut String, &Value<'_>) -> Option<()>,
}

/// All formats.
pub static FORMATS: [Format; 4] = [
    Format { name: "date_cn", takes: Kind::Date, write: date_cn },
    Format { name: "money", takes: Kind::Number, write: money },
    Format { name: "pct", takes: Kind::Number, write: pct },
    Format { name: "signed", takes: Kind::Number, write: signed },
];

/// The format of a name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

impl Format {
    /// The trouble with a value of another sort.
    pub fn wrong(&self, found: Kind) -> Fault {
        let wanted = if self.takes == Kind::Date { Takes::Date } else { Takes::Number };
        Fault::Argument { function: self.name, number: 1, wanted, found }
    }
}

/// `2014年3月5日`, `2014年3月`, `2014年` (GB/T 9704 7.3.5).
fn date_cn(text: &mut String, value: &Value<'_>) -> Option<()> {
    match value.date()? {
        Date::Day(day) => text.push_str(&chinese_day(day)),
        Date::Month { year, month } => write!(text, "{year}年{month}月").ok()?,
        Date::Year(year) => write!(text, "{year}年").ok()?,
    }
    Some(())
}

/// Two places and a comma before each three digits: `1,234.50` (FORMS.md 2.2: 万元, two places).
fn money(text: &mut String, value: &Value<'_>) -> Option<()> {
    let plain = format!("{:.2}", rounded(value.number()?, 2));
    let digits = plain.trim_start_matches('-');
    let whole = digits.len() - ".00".len();
    if digits.len() < plain.len() {
        text.push('-');
    }
    for (index, digit) in digits.char_indices() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    Some(())
}

/// A percentage from 0 to 100 at one place at most: `95%`, `66.7%` (FORMS.md 2.2).
fn pct(text: &mut String, value: &Value<'_>) -> Option<()> {
    write!(text, "{}%", rounded(value.number()?, 1).normalize()).ok()
}

/// With its sign: `+3`, `-3`, `0`.
fn signed(text: &mut String, value: &Value<'_>) -> Option<()> {
    let number = value.number()?.normalize();
    let plus = if number > Decimal::ZERO { "+" } else { "" };
    write!(text, "{plus}{number}").ok()
}

/// 四舍五入; never a negative zero.
fn rounded(number: Decimal, places: u32) -> Decimal {
    let number = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    if number.is_zero() { Decimal::ZERO } else { number }
}
