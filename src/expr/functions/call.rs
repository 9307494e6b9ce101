//! One call of a function: its arguments, taken as what they must be.

use super::{Function, MOST};
use crate::expr::fuel::Fuel;
use crate::expr::pattern::Pattern;
use crate::expr::trouble::{Fault, Takes};
use crate::expr::value::{Kind, Value};
use crate::model::Date;
use regex::Regex;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The arguments of a call, numbered from 0.
pub struct Call<'c, 'a> {
    /// What is called.
    pub function: &'static Function,
    /// The arguments; those left out are missing.
    pub arguments: [Value<'a>; MOST],
    /// The pattern, if it stands in the expression as a literal.
    pub pattern: Option<&'c Pattern>,
    /// What work is left.
    pub fuel: &'c Fuel,
}

impl<'a> Call<'_, 'a> {
    /// The argument itself, which is then gone.
    pub fn take(&mut self, number: usize) -> Value<'a> {
        std::mem::take(&mut self.arguments[number])
    }

    /// A number.
    pub fn number(&self, number: usize) -> Result<Decimal, Fault> {
        self.arguments[number].number().ok_or_else(|| self.wrong(number, self.arguments[number].kind()))
    }

    /// A whole number, small enough to count with.
    pub fn count(&self, number: usize) -> Result<i32, Fault> {
        let given = self.number(number)?;
        let whole = if given.is_integer() { given.to_i32() } else { None };
        whole.ok_or_else(|| self.wrong(number, Kind::Number))
    }

    /// A text.
    pub fn text(&self, number: usize) -> Result<&str, Fault> {
        self.arguments[number].text().ok_or_else(|| self.wrong(number, self.arguments[number].kind()))
    }

    /// A date.
    pub fn date(&self, number: usize) -> Result<Date, Fault> {
        self.arguments[number].date().ok_or_else(|| self.wrong(number, self.arguments[number].kind()))
    }

    /// The elements of a list; looking at each is paid for.
    pub fn list(&self, number: usize) -> Result<&[Value<'a>], Fault> {
        let values = self.arguments[number].values();
        let values = values.ok_or_else(|| self.wrong(number, self.arguments[number].kind()))?;
        self.fuel.spend(values.len() as u64)?;
        Ok(values)
    }

    /// The elements of a list, to keep.
    pub fn take_list(&mut self, number: usize) -> Result<Vec<Value<'a>>, Fault> {
        self.list(number)?;
        match self.take(number) {
            Value::List(list) => Ok(list.into_values()),
            other => Err(self.wrong(number, other.kind())),
        }
    }

    /// Asks the pattern, which is the second argument: the literal that was read beforehand, or else one that is read
    /// now, at a price.
    pub fn with_pattern<T>(&self, ask: impl FnOnce(&Regex) -> T) -> Result<T, Fault> {
        const PRICE: u64 = 20_000;
        match self.pattern {
            Some(pattern) => Ok(ask(pattern.compiled()?)),
            None => {
                self.fuel.spend(PRICE)?;
                Ok(ask(Pattern::read(self.text(1)?)?.compiled()?))
            }
        }
    }

    /// Pays for a text that was made.
    pub fn made(&self, text: String) -> Result<Value<'a>, Fault> {
        self.fuel.spend(text.len() as u64)?;
        Ok(Value::from(text))
    }

    /// The trouble with an argument.
    pub fn wrong(&self, number: usize, found: Kind) -> Fault {
        Fault::Argument {
            function: self.function.name,
            number: u8::try_from(number + 1).expect("a function takes few arguments"),
            wanted: self.function.takes.get(number).copied().unwrap_or(Takes::Any),
            found,
        }
    }
}
