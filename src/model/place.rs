//! Where something stands on the paper, said as a person would say it: `N9` in a spreadsheet, `T1R3C2` in a
//! table of a Word file, `P12` for a paragraph. Every value has a place and every finding points to one.

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A place on a paper. Spreadsheet rows and columns count from 0 inside and print as A1; the tables, rows, columns
/// and paragraphs of a Word file count from 1, as CONTRACT.md writes them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The paper or the form as a whole.
    #[default]
    Whole,
    /// A cell of a spreadsheet: index of the sheet in the paper, row and column from 0.
    Cell { sheet: u16, row: u32, column: u16 },
    /// A cell of a Word table: table, row and grid column from 1.
    WordCell { table: u16, row: u16, column: u16 },
    /// A paragraph of a Word file outside tables, from 1.
    Paragraph(u32),
}

impl Place {
    /// The index of the sheet, for a cell of a spreadsheet.
    pub fn sheet(self) -> Option<u16> {
        match self {
            Place::Cell { sheet, .. } => Some(sheet),
            _ => None,
        }
    }
}

/// The letters of a spreadsheet column counted from 0: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u16) -> String {
    let mut number = u32::from(column) + 1;
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(b'A' + u8::try_from(number % 26).expect("a remainder of 26 fits"));
        number /= 26;
    }
    letters.reverse();
    String::from_utf8(letters).expect("letters are ASCII")
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Whole => Ok(()),
            Place::Cell { row, column, .. } => write!(formatter, "{}{}", column_letters(*column), row + 1),
            Place::WordCell { table, row, column } => write!(formatter, "T{table}R{row}C{column}"),
            Place::Paragraph(number) => write!(formatter, "P{number}"),
        }
    }
}

/// In the ledger a place is a short list of numbers: `[]`, `[paragraph]`, `[sheet,row,column]`, `[table,row,column,0]`.
impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers: &[u32] = match *self {
            Place::Whole => &[],
            Place::Paragraph(number) => &[number],
            Place::Cell { sheet, row, column } => &[u32::from(sheet), row, u32::from(column)],
            Place::WordCell { table, row, column } => {
                &[u32::from(table), u32::from(row), u32::from(column), 0]
            }
        };
        let mut list = serializer.serialize_seq(Some(numbers.len()))?;
        for number in numbers {
            list.serialize_element(number)?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Place;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a list of up to four numbers")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Place, A::Error> {
                let mut numbers = [0u32; 4];
                let mut length = 0;
                while let Some(number) = list.next_element::<u32>()? {
                    if length == 4 {
                        return Err(serde::de::Error::custom("a place has at most four numbers"));
                    }
                    numbers[length] = number;
                    length += 1;
                }
                let short = |number: u32| u16::try_from(number).map_err(serde::de::Error::custom);
                Ok(match length {
                    0 => Place::Whole,
                    1 => Place::Paragraph(numbers[0]),
                    3 => {
                        Place::Cell { sheet: short(numbers[0])?, row: numbers[1], column: short(numbers[2])? }
                    }
                    4 => Place::WordCell {
                        table: short(numbers[0])?,
                        row: short(numbers[1])?,
                        column: short(numbers[2])?,
                    },
                    _ => return Err(serde::de::Error::custom("a place has 0, 1, 3 or 4 numbers")),
                })
            }
        }
        deserializer.deserialize_seq(Numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_prints_as_a_person_would_say_it() {
        let places = [
            Place::Whole,
            Place::Cell { sheet: 1, row: 8, column: 13 },
            Place::Cell { sheet: 0, row: 7, column: 55 },
            Place::WordCell { table: 1, row: 3, column: 2 },
            Place::Paragraph(12),
        ];
        let printed: Vec<String> = places.iter().map(Place::to_string).collect();
        assert_eq!(printed, ["", "N9", "BD8", "T1R3C2", "P12"]);
        assert_eq!(column_letters(701) + &column_letters(702), "ZZAAA");
    }

    #[test]
    fn a_place_comes_back_from_the_ledger_as_it_went() {
        for place in [
            Place::Whole,
            Place::Cell { sheet: 2, row: 1_048_575, column: 16_383 },
            Place::WordCell { table: 1, row: 40, column: 6 },
            Place::Paragraph(7),
        ] {
            let text = serde_json::to_string(&place).unwrap();
            assert_eq!(serde_json::from_str::<Place>(&text).unwrap(), place);
            let stored = postcard::to_stdvec(&place).unwrap();
            assert_eq!(postcard::from_bytes::<Place>(&stored).unwrap(), place);
        }
    }
}
