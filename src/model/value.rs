//! One typed answer. The kinds are a closed set: adding one is engine work and rare; all else about a field is declared.

use super::date::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What an answer says, normalised (CONTRACT.md, “Export”).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing was said: an empty cell, `待定`, or what could not be read (that has its own finding).
    #[default]
    Missing,
    /// A count, an amount of money or a percentage: always exact.
    Number(Decimal),
    /// Words.
    Text(Arc<str>),
    /// A date at its precision.
    Date(Date),
    /// 是 or 否.
    Flag(bool),
    /// The code of an enumeration, or its Chinese label where the catalogue gives no code.
    Code(Arc<str>),
    /// Codes of a set, in the order of FORMS.md.
    Codes(Arc<[Arc<str>]>),
    /// A unit of the registry, by its id.
    Unit(Arc<str>),
    /// A time limit without an end, such as 长期坚持, as written (FORMS.md 2.5): nothing can be compared with it.
    Open(Arc<str>),
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

/// In the ledger whole numbers, texts, flags and nothing are JSON's own; the rest carries a one-letter key.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keyed = |serializer: S, key: &str, text: &dyn fmt::Display| {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(key, &text.to_string())?;
            map.end()
        };
        match self {
            Value::Missing => serializer.serialize_unit(),
            Value::Number(number) => match number.to_i64() {
                Some(whole) if number.scale() == 0 => serializer.serialize_i64(whole),
                _ => keyed(serializer, "n", number),
            },
            Value::Text(text) => serializer.serialize_str(text),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Date(date) => keyed(serializer, "d", date),
            Value::Code(code) => keyed(serializer, "c", code),
            Value::Unit(unit) => keyed(serializer, "u", unit),
            Value::Open(text) => keyed(serializer, "o", text),
            Value::Codes(codes) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("s", codes)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Stored;
        impl<'de> Visitor<'de> for Stored {
            type Value = Value;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a stored value")
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Missing)
            }
            fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
                Ok(Value::Number(number.into()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
                Ok(Value::Number(number.into()))
            }
            fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
                Ok(Value::Flag(flag))
            }
            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.into()))
            }
            fn visit_string<E>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text.into()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                use serde::de::Error;
                let key: std::borrow::Cow<'de, str> =
                    map.next_key()?.ok_or_else(|| A::Error::custom("an empty value"))?;
                Ok(match key.as_ref() {
                    "s" => Value::Codes(map.next_value()?),
                    "c" => Value::Code(map.next_value()?),
                    "u" => Value::Unit(map.next_value()?),
                    "o" => Value::Open(map.next_value()?),
                    "d" => Value::Date(map.next_value()?),
                    "n" => {
                        let text: String = map.next_value()?;
                        Value::Number(text.parse().map_err(A::Error::custom)?)
                    }
                    other => return Err(A::Error::custom(format!("unknown kind of value `{other}`"))),
                })
            }
        }
        deserializer.deserialize_any(Stored)
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
            Value::Text("张三".into()),
            Value::Date("2014-03".parse().unwrap()),
            Value::Flag(false),
            Value::Code("pd2".into()),
            Value::Codes(vec!["pd2".into(), "remove".into()].into()),
            Value::Unit("J-990100".into()),
            Value::Open("长期坚持".into()),
        ] {
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value, "{text}");
        }
    }

    #[test]
    fn a_value_is_exported_as_the_contract_says() {
        assert_eq!(Value::Number("95.00".parse().unwrap()).to_string(), "95");
        assert_eq!(Value::Codes(vec!["pd2".into(), "remove".into()].into()).to_string(), "pd2;remove");
        assert_eq!(Value::Missing.to_string(), "");
    }
}
