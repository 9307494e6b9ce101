//! One typed answer. The kinds are a closed set: adding one is engine work and rare; all else about a field is declared.

use super::date::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What an answer says, normalised (CONTRACT.md, “Export”).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing was said: an empty cell, `待定`, or what could not be read (that has its own finding).
    #[default]
    Missing,
    /// A count, an amount of money or a percentage: always exact.
    Number(#[serde(with = "digits")] Decimal),
    /// Words.
    Text(#[serde(with = "words")] Arc<str>),
    /// A date at its precision.
    Date(Date),
    /// 是 or 否.
    Flag(bool),
    /// The code of an enumeration, or its Chinese label where the catalogue gives no code.
    Code(#[serde(with = "words")] Arc<str>),
    /// Codes of a set, in the order of FORMS.md.
    Codes(Arc<[Arc<str>]>),
    /// A unit of the registry, by its id.
    Unit(#[serde(with = "words")] Arc<str>),
    /// A time limit without an end, such as 长期坚持, as written (FORMS.md 2.5): nothing can be compared with it.
    Open(#[serde(with = "words")] Arc<str>),
}

impl Value {
    /// True if nothing was said.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The words of a text, a code or a unit id.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Code(text) | Value::Unit(text) => Some(text),
            _ => None,
        }
    }

    /// The date, if it is one.
    pub fn date(&self) -> Option<Date> {
        match self {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number.into())
    }
}

/// As exports write it: empty for missing, sets joined by `;`, `true`/`false`, dates ISO, numbers plain.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Missing => Ok(()),
            Value::Number(number) => write!(formatter, "{}", number.normalize()),
            Value::Text(text) | Value::Code(text) | Value::Unit(text) | Value::Open(text) => {
                formatter.write_str(text)
            }
            Value::Date(date) => date.fmt(formatter),
            Value::Flag(flag) => flag.fmt(formatter),
            Value::Codes(codes) => formatter.write_str(&codes.join(";")),
        }
    }
}

/// A decimal as its digits and its scale: exact, and short for the small whole numbers that forms are full of.
mod digits {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        (number.mantissa(), number.scale()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let (mantissa, scale) = <(i128, u32)>::deserialize(deserializer)?;
        Decimal::try_from_i128_with_scale(mantissa, scale).map_err(D::Error::custom)
    }
}

/// Shared words, read without a copy between. Short ones recur in every return (names of indicators, measures, codes): one
/// copy serves all that a thread reads.
mod words {
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;
    use std::cell::RefCell;
    use std::collections::HashSet;
    use std::fmt;
    use std::sync::Arc;

    /// In bytes: longer words seldom recur.
    const LONGEST: usize = 96;
    /// How many words are remembered before all are forgotten.
    const MOST: usize = 4096;

    thread_local! {
        static KNOWN: RefCell<HashSet<Arc<str>>> = RefCell::default();
    }

    fn shared(words: &str) -> Arc<str> {
        if words.len() > LONGEST {
            return words.into();
        }
        KNOWN.with_borrow_mut(|known| {
            if let Some(found) = known.get(words) {
                return found.clone();
            }
            if known.len() >= MOST {
                known.clear();
            }
            let words: Arc<str> = words.into();
            known.insert(words.clone());
            words
        })
    }

    pub fn serialize<S: Serializer>(words: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(words)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Arc<str>;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("words")
            }
            fn visit_str<E: Error>(self, words: &str) -> Result<Arc<str>, E> {
                Ok(shared(words))
            }
        }
        deserializer.deserialize_str(Words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_from_the_ledger_as_it_went() {
        for value in [
            Value::Missing,
            Value::from(12),
            Value::Number("3.50".parse().unwrap()),
            Value::Number(Decimal::MIN),
            Value::Text("张三".into()),
            Value::Date("2014-03".parse().unwrap()),
            Value::Flag(false),
            Value::Code("pd2".into()),
            Value::Codes(vec!["pd2".into(), "remove".into()].into()),
            Value::Unit("J-990100".into()),
            Value::Open("长期坚持".into()),
        ] {
            let stored = postcard::to_stdvec(&value).unwrap();
            assert_eq!(postcard::from_bytes::<Value>(&stored).unwrap(), value, "{stored:?}");
        }
    }

    #[test]
    fn a_value_is_exported_as_the_contract_says() {
        assert_eq!(Value::Number("95.00".parse().unwrap()).to_string(), "95");
        assert_eq!(Value::Codes(vec!["pd2".into(), "remove".into()].into()).to_string(), "pd2;remove");
        assert_eq!(Value::Missing.to_string(), "");
    }
}
