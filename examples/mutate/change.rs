//! Changes of bytes, drawn by a number: the same number gives the same change on every machine.

use crate::specimens::testing::{self, Part};
use std::io::{Cursor, Read};

/// Draws numbers (splitmix64).
pub struct Dice(u64);

impl Dice {
    /// Dice for one mutant of one reader.
    pub fn new(seed: u64, reader: &str, number: u64) -> Dice {
        let name =
            reader.bytes().fold(seed, |sum, byte| sum.wrapping_mul(0x0100_0000_01B3) ^ u64::from(byte));
        let mut dice = Dice(name.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another; 0 below 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// One of a list.
    pub fn one<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// Pieces that mean something to some reader.
const PIECES: &[&[u8]] = &[
    b"<",
    b">",
    b"</",
    b"/>",
    b"\"",
    b"&",
    b";",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?",
    b"<!DOCTYPE x>",
    b"&#0;",
    b"&#x110000;",
    b"&nosuch;",
    b"-1",
    b"0",
    b"1e309",
    b"NaN",
    b"4294967295",
    b"4294967296",
    b"18446744073709551616",
    b"2147483647",
    b"1048577",
    b"XFE1",
    b"A1:XFD1048576",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x00",
    b"\xff\xfe",
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b"{{",
    b"}}",
    b"{%",
    b"%}",
    b"?",
    b":",
    b"'",
    b"=",
    b"\n",
    b"\r",
    b" ",
    "　".as_bytes(),
    "一".as_bytes(),
    "〇".as_bytes(),
    "年".as_bytes(),
    "亿".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{fffd}".as_bytes(),
];

/// The bytes after one to six changes. In a zip they are changes within a part more often than not: it is packed anew,
/// with a size and a CRC that are true, so that the reader behind them is reached.
pub fn changed(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    if dice.below(4) > 0
        && let Some(mut parts) = unpacked(bytes)
        && !parts.is_empty()
    {
        for _ in 0..=dice.below(2) {
            let at = dice.below(parts.len());
            match dice.below(12) {
                0 => drop(parts.remove(at)),
                1 => parts.push(parts[at].clone()),
                _ => parts[at].content = spoilt(parts[at].content.clone(), dice),
            }
            if parts.is_empty() {
                break;
            }
        }
        return testing::zip(&parts);
    }
    spoilt(bytes.to_vec(), dice)
}

fn spoilt(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let short = 1 + dice.below(8);
        let long = 1 + dice.below(bytes.len().max(1));
        match dice.below(12) {
            0 => bytes.truncate(at),
            1..=3 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            4 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            5 | 6 => drop(bytes.splice(at..at, dice.one(PIECES).iter().copied())),
            7 => {
                let to = (at + short).min(bytes.len());
                bytes.drain(at..to);
            }
            8 => {
                let piece = dice.one(PIECES);
                let to = (at + piece.len()).min(bytes.len());
                bytes.splice(at..to, piece.iter().copied());
            }
            9 => {
                let again = bytes[at..(at + long).min(bytes.len())].to_vec();
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, again);
            }
            // An element from its `<` to another one's: doubled many times, or gone.
            10 | 11 => {
                let marks: Vec<usize> = memchr::memchr_iter(b'<', &bytes).collect();
                if marks.len() > 2 {
                    let first = dice.below(marks.len() - 1);
                    let last = (first + 1 + dice.below(6)).min(marks.len() - 1);
                    let element = bytes[marks[first]..marks[last]].to_vec();
                    if dice.below(2) == 0 {
                        bytes.drain(marks[first]..marks[last]);
                    } else {
                        let times = if dice.below(20) == 0 { 2000 } else { 1 + dice.below(9) };
                        bytes.splice(marks[last]..marks[last], element.repeat(times));
                    }
                }
            }
            _ => {}
        }
    }
    bytes
}

/// The parts of a zip; none for what is no zip.
fn unpacked(bytes: &[u8]) -> Option<Vec<Part>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).ok()?;
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        let name = entry.name().ok()?.into_owned();
        parts.push(Part { method: Some(0), ..Part::new(&name, content) });
    }
    Some(parts)
}
