//! From what was typed to what was meant, or what is wrong with it (FORMS.md 10.3). What was typed is always kept.

mod choice;
mod date;
mod deadline;
mod number;
mod numeral;
mod time;

pub use date::{date as read_date, from_serial};
pub use number::{exact, running};
pub use numeral::{chinese_number, digit};
pub use time::time;

use crate::catalog::{Catalog, Field, Kind};
use crate::model::{Date, Registry, Unit, Value, text};
use crate::paper::CellContent;
use jiff::civil::Date as Day;
use std::borrow::Cow;

/// What may be wrong with a typed value; each has its sentence in templates/messages.toml.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// No exact number.
    CountUnreadable { suggestion: Option<String> },
    /// Below zero.
    CountNegative,
    /// Not whole.
    CountFraction,
    /// No figure yet.
    CountPending,
    /// No percentage.
    PercentUnreadable,
    /// A share of 1 taken for a percentage.
    PercentAssumed,
    /// No amount.
    MoneyUnreadable,
    /// Probably 元, not 万元.
    MoneySuspicious,
    /// No date.
    DateUnreadable { suggestion: Option<String> },
    /// A month or year where a day is asked for.
    DateImprecise,
    /// The year was taken from the period.
    DateYearAssumed { expected: String },
    /// Not among the choices.
    ChoiceUnknown { suggestion: Option<String> },
    /// Could be either of two choices.
    ChoiceUnclear,
    /// Neither yes nor no.
    FlagUnknown,
    /// More than one person in a cell for one.
    SeveralPersons,
    /// An error value, or a formula without a result.
    FormulaError,
}

impl Trouble {
    /// The key of its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Trouble::CountUnreadable { .. } => "count_unreadable",
            Trouble::CountNegative => "count_negative",
            Trouble::CountFraction => "count_fraction",
            Trouble::CountPending => "count_pending",
            Trouble::PercentUnreadable => "percent_unreadable",
            Trouble::PercentAssumed => "percent_assumed",
            Trouble::MoneyUnreadable => "money_unreadable",
            Trouble::MoneySuspicious => "money_suspicious",
            Trouble::DateUnreadable { .. } => "date_unreadable",
            Trouble::DateImprecise => "date_imprecise",
            Trouble::DateYearAssumed { .. } => "date_year_assumed",
            Trouble::ChoiceUnknown { .. } => "choice_unknown",
            Trouble::ChoiceUnclear => "choice_unclear",
            Trouble::FlagUnknown => "flag_unknown",
            Trouble::SeveralPersons => "several_persons",
            Trouble::FormulaError => "formula_error",
        }
    }

    /// True if a value was read all the same.
    pub fn is_doubt(&self) -> bool {
        matches!(self, Trouble::PercentAssumed | Trouble::MoneySuspicious | Trouble::DateYearAssumed { .. })
    }
}

/// What a cell was read as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coerced {
    /// The value; missing if it could not be read.
    pub value: Value,
    /// What is wrong.
    pub trouble: Option<Trouble>,
    /// The normal spelling, if the typed one was repaired.
    pub repaired: Option<String>,
}

impl Coerced {
    fn plain(value: Value) -> Coerced {
        Coerced { value, trouble: None, repaired: None }
    }

    fn trouble(trouble: Trouble) -> Coerced {
        Coerced { value: Value::Missing, trouble: Some(trouble), repaired: None }
    }

    fn repaired(value: Value, expected: &str) -> Coerced {
        Coerced { value, trouble: None, repaired: Some(expected.to_owned()) }
    }

    /// Repaired only if the typed text differs from the normal one in more than white space around it.
    fn compared(value: Value, typed: &str, expected: &str) -> Coerced {
        if text::trim(typed) == expected { Coerced::plain(value) } else { Coerced::repaired(value, expected) }
    }

    fn spelled(value: Value, typed: &str, expected: &Date, usual: bool) -> Coerced {
        if usual && text::trim(typed).chars().count() == text::squeeze(typed).chars().count() {
            Coerced::plain(value)
        } else {
            Coerced::repaired(value, &expected.to_string())
        }
    }
}

/// What reading a value may need to know besides the value.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// All declarations.
    pub catalog: &'a Catalog,
    /// All units.
    pub registry: &'a Registry,
    /// Who sends.
    pub sender: Option<&'a Unit>,
    /// The day on which names are asked for: the end of the period.
    pub day: Option<Day>,
    /// The year of the period, for dates without one.
    pub year: Option<i16>,
}

/// What a cell shows, as text.
pub fn shown(content: &CellContent) -> Cow<'_, str> {
    match content {
        CellContent::Text(words) => Cow::Borrowed(words),
        CellContent::Number(number) => Cow::Owned(
            number::exact(*number).map_or_else(|| number.to_string(), |exact| exact.normalize().to_string()),
        ),
        CellContent::Percent(share) => {
            let exact = number::hundredfold(*share);
            Cow::Owned(exact.map_or_else(|| share.to_string(), |percent| format!("{percent}%")))
        }
        CellContent::Date(serial) => {
            Cow::Owned(from_serial(*serial).map_or_else(|| serial.to_string(), |day| day.to_string()))
        }
        CellContent::Flag(flag) => Cow::Borrowed(if *flag { "TRUE" } else { "FALSE" }),
        CellContent::Error(error) => Cow::Borrowed(error),
        CellContent::Uncomputed => Cow::Borrowed(""),
    }
}

/// Reads one answer of a field.
pub fn coerce(field: &Field, kind: Kind, content: &CellContent, setting: &Setting) -> Coerced {
    match content {
        CellContent::Error(_) | CellContent::Uncomputed => return Coerced::trouble(Trouble::FormulaError),
        CellContent::Number(number) => {
            if let Some(read) = read_number(kind, *number) {
                return read;
            }
        }
        CellContent::Percent(share) if kind.is_number() => {
            let percent = number::hundredfold(*share);
            return match percent {
                Some(percent) if kind != Kind::Count => Coerced::plain(Value::Number(percent)),
                _ => Coerced::trouble(Trouble::CountUnreadable { suggestion: None }),
            };
        }
        CellContent::Date(serial) if matches!(kind, Kind::Date | Kind::Deadline) => {
            return match from_serial(*serial) {
                Some(day) => Coerced::plain(Value::Date(Date::Day(day))),
                None => Coerced::trouble(Trouble::DateUnreadable { suggestion: None }),
            };
        }
        CellContent::Date(_) if kind.is_number() => {
            return Coerced::trouble(Trouble::CountUnreadable { suggestion: None });
        }
        CellContent::Flag(flag) if kind == Kind::Flag => return Coerced::plain(Value::Flag(*flag)),
        _ => {}
    }
    read_text(field, kind, &shown(content), setting)
}

fn read_number(kind: Kind, typed: f64) -> Option<Coerced> {
    let exact = number::exact(typed)?;
    Some(match kind {
        Kind::Count => number::whole(exact),
        Kind::Decimal | Kind::Measured | Kind::Money => Coerced::plain(Value::Number(exact.normalize())),
        Kind::Percent => number::percent_number(exact),
        Kind::Date | Kind::Deadline if typed > 20_000.0 && typed < 80_000.0 => {
            let day = from_serial(typed)?;
            Coerced::repaired(Value::Date(Date::Day(day)), &day.to_string())
        }
        _ => return None,
    })
}

fn read_text(field: &Field, kind: Kind, typed: &str, setting: &Setting) -> Coerced {
    let trimmed = text::trim(typed);
    if trimmed.is_empty() {
        return Coerced::default();
    }
    // An error that was pasted as text is still an error of a formula.
    if matches!(trimmed, "#REF!" | "#VALUE!" | "#N/A" | "#DIV/0!" | "#NAME?" | "#NULL!" | "#NUM!") {
        return Coerced::trouble(Trouble::FormulaError);
    }
    let words = &setting.catalog.values;
    match kind {
        Kind::Count => number::count(typed, words),
        Kind::Decimal | Kind::Measured => number::decimal(typed, words),
        Kind::Money => number::money(typed, words),
        Kind::Percent => number::percent(typed, words),
        Kind::Date => date::date(trimmed, setting.year),
        Kind::Text | Kind::Long => Coerced::plain(Value::Text(trimmed.into())),
        Kind::Code | Kind::DocNo => code(trimmed),
        Kind::Person => person(trimmed),
        Kind::Unit => {
            let found = setting.registry.resolve(trimmed, setting.day, setting.sender);
            let named = found.unit().map(|unit| Value::Unit(unit.id.as_str().into()));
            Coerced::plain(named.unwrap_or_else(|| Value::Text(trimmed.into())))
        }
        Kind::Choice | Kind::Choices => choice::choices(field, kind, trimmed, setting.catalog),
        Kind::Flag => choice::flag(trimmed, words),
        Kind::Deadline => deadline::deadline(trimmed, setting.year, &words.deadline),
        Kind::Time => time(trimmed, setting.year),
        Kind::Units => units(trimmed, setting),
    }
}

/// A code without blanks. Between its letters and digits any dash is a hyphen: `ZZ—990121—2014`.
fn code(typed: &str) -> Coerced {
    let plain = text::squeeze(&text::fold_width(typed));
    let dash = |character: char| matches!(character, '—' | '–' | '‐' | '‑' | '―' | '−');
    let joins = |around: [Option<char>; 2]| {
        around.iter().all(|one| one.is_some_and(|one| one.is_ascii_alphanumeric()))
    };
    let characters: Vec<char> = plain.chars().collect();
    let hyphened = characters.iter().enumerate().map(|(at, character)| {
        let around = [at.checked_sub(1).map(|before| characters[before]), characters.get(at + 1).copied()];
        if dash(*character) && joins(around) { '-' } else { *character }
    });
    let hyphened: String = hyphened.collect();
    let value = Value::Text(hyphened.as_str().into());
    if hyphened == plain { Coerced::plain(value) } else { Coerced::repaired(value, &hyphened) }
}

/// Several units, each by its id, or as written if the registry does not know it.
fn units(typed: &str, setting: &Setting) -> Coerced {
    let parts =
        typed.split(['、', '，', ',', '；', ';', '\n']).map(text::trim).filter(|part| !part.is_empty());
    let named = parts.map(|part| {
        let found = setting.registry.resolve(part, setting.day, setting.sender);
        found.unit().map_or_else(|| part.into(), |unit| unit.id.as_str().into())
    });
    Coerced::plain(Value::Codes(named.collect()))
}

/// A name without the blanks that pad it; several names in one cell are told.
fn person(typed: &str) -> Coerced {
    let name: String = text::squeeze(typed);
    let several = name.split(['、', '，', ',', '；', ';', '/']).filter(|part| !part.is_empty()).count() > 1;
    if several && name.chars().count() <= 40 {
        return Coerced {
            value: Value::Text(name.into()),
            trouble: Some(Trouble::SeveralPersons),
            repaired: None,
        };
    }
    let ascii_inside = typed.chars().any(|character| character.is_ascii_alphabetic());
    let value = if ascii_inside { text::trim(typed).to_owned() } else { name };
    Coerced::plain(Value::Text(value.into()))
}

#[cfg(test)]
mod tests;
