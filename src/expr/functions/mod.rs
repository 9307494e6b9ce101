//! The functions that expressions may call: one row of the table and one function each. Every function may be called
//! as `f(x, y)` and as `x.f(y)`.

mod call;
mod dates;
mod lists;
mod numbers;
mod texts;

pub use call::Call;

use super::trouble::{Fault, Takes};
use super::value::Value;

/// A function of the language.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it takes, in order; never more than [`MOST`].
    pub takes: &'static [Takes],
    /// How many arguments at the end may be left out.
    pub optional: usize,
    /// What it gives.
    pub gives: Gives,
    /// True if it is asked about missing values, too; else a missing argument makes the result missing.
    pub sees_missing: bool,
    /// True if several arguments are taken as one list: `max(a, b)` is `max([a, b])`.
    pub spreads: bool,
    /// Does it.
    pub run: for<'c, 'a> fn(&mut Call<'c, 'a>) -> Result<Value<'a>, Fault>,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    Number,
    Text,
    Flag,
    Date,
    Texts,
    /// What the lists in its first argument hold.
    Flat,
    /// The same as its first argument.
    Same,
    /// An element of its first argument.
    Element,
}

/// The most arguments that a function takes.
pub const MOST: usize = 2;

type Run = for<'c, 'a> fn(&mut Call<'c, 'a>) -> Result<Value<'a>, Fault>;

const fn row(name: &'static str, takes: &'static [Takes], gives: Gives, run: Run) -> Function {
    Function { name, takes, optional: 0, gives, sees_missing: false, spreads: false, run }
}

/// All functions, by name (a test keeps the order).
pub static FUNCTIONS: [Function; 44] = {
    use Takes::{Any, Count, Date, DateText, List, Number, Numbers, Pattern, Plain, Sized, Text};
    [
        row("abs", &[Number], Gives::Number, numbers::abs),
        row("add_days", &[Date, Count], Gives::Date, dates::add_days),
        row("add_months", &[Date, Count], Gives::Date, dates::add_months),
        Function { sees_missing: true, ..row("blank", &[Any], Gives::Flag, lists::blank) },
        row("capture", &[Text, Pattern], Gives::Text, texts::capture),
        row("ceil", &[Number], Gives::Number, numbers::ceil),
        row("characters", &[Text], Gives::Number, texts::characters),
        row("contains", &[Text, Text], Gives::Flag, texts::contains),
        row("count", &[List], Gives::Number, lists::count),
        row("date", &[DateText], Gives::Date, dates::date),
        row("days", &[Date, Date], Gives::Number, dates::days),
        row("distinct", &[Plain], Gives::Same, lists::distinct),
        row("endsWith", &[Text, Text], Gives::Flag, texts::ends_with),
        row("first", &[List], Gives::Element, lists::first),
        row("flatten", &[List], Gives::Flat, lists::flatten),
        row("floor", &[Number], Gives::Number, numbers::floor),
        row("index_of", &[List, Any], Gives::Number, lists::index_of),
        row("intersect", &[Plain, Plain], Gives::Same, lists::intersect),
        row("is_sorted", &[Plain], Gives::Flag, lists::is_sorted),
        row("join", &[List, Text], Gives::Text, texts::join),
        row("last", &[List], Gives::Element, lists::last),
        row("likeness", &[Text, Text], Gives::Number, texts::likeness),
        row("matches", &[Text, Pattern], Gives::Flag, texts::matches),
        Function { spreads: true, ..row("max", &[Plain], Gives::Element, lists::max) },
        Function { spreads: true, ..row("min", &[Plain], Gives::Element, lists::min) },
        row("minus", &[Plain, Plain], Gives::Same, lists::minus),
        row("minutes_between", &[Text, Text], Gives::Number, dates::minutes_between),
        row("month", &[Date], Gives::Number, dates::month),
        row("most_common", &[Plain], Gives::Number, lists::most_common),
        row("number", &[Text], Gives::Number, texts::number),
        Function { sees_missing: true, ..row("or_else", &[Any, Any], Gives::Same, lists::or_else) },
        row("overlaps", &[Plain, Plain], Gives::Flag, lists::overlaps),
        row("present", &[List], Gives::Same, lists::present),
        Function { optional: 1, ..row("round", &[Number, Count], Gives::Number, numbers::round) },
        row("size", &[Sized], Gives::Number, lists::size),
        row("sort", &[Plain], Gives::Same, lists::sort),
        row("split", &[Text, Text], Gives::Texts, texts::split),
        row("squeeze", &[Text], Gives::Text, texts::squeeze),
        row("startsWith", &[Text, Text], Gives::Flag, texts::starts_with),
        row("sum", &[Numbers], Gives::Number, numbers::sum),
        row("text", &[Any], Gives::Text, texts::text),
        row("trim", &[Text], Gives::Text, texts::trim),
        row("weekday", &[Date], Gives::Number, dates::weekday),
        row("year", &[Date], Gives::Number, dates::year),
    ]
};

/// The function of a name.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.binary_search_by(|function| function.name.cmp(name)).ok().map(|index| &FUNCTIONS[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_function_takes_too_much() {
        assert!(FUNCTIONS.is_sorted_by(|left, right| left.name < right.name));
        assert!(FUNCTIONS.iter().all(|function| function.takes.len() <= MOST));
        assert!(FUNCTIONS.iter().all(|function| !function.spreads || function.takes.len() == 1));
    }
}
