//! What was sent: files in batches, when each came, and what a reader must make of it.

use super::dice::Dice;
use jiff::ToSpan;
use jiff::civil::{Date as Day, DateTime};

/// The runs of the receiving organ: the clock of each.
pub const BATCHES: [&str; 9] = [
    "2014-04-08T09:00",
    "2014-04-18T09:00",
    "2014-07-08T09:00",
    "2014-07-18T09:00",
    "2014-10-13T09:00",
    "2014-10-22T09:00",
    "2015-01-08T09:00",
    "2015-02-05T09:00",
    "2015-04-09T09:00",
];

/// One return that a file holds, and what becomes of it in the end.
#[derive(Clone)]
pub struct Entry {
    /// The path inside an archive, else empty.
    pub member: String,
    pub form: &'static str,
    pub unit: String,
    pub period: String,
    /// A status of CONTRACT.md; alternatives joined by `|`.
    pub status: &'static str,
}

/// A finding that must be made.
#[derive(Clone)]
pub struct Found {
    pub member: String,
    pub rule: &'static str,
    pub cell: String,
}

/// One file.
pub struct Sent {
    pub batch: usize,
    pub path: String,
    pub received: DateTime,
    pub bytes: Vec<u8>,
    pub entries: Vec<Entry>,
    pub findings: Vec<Found>,
    /// Who sent it, for people.
    pub unit: String,
    pub manner: String,
    pub fault: String,
}

/// A line of `expected/` or of the table in README.md begins with this: the path of the file or of the member.
pub fn source(path: &str, member: &str) -> String {
    if member.is_empty() { path.to_owned() } else { format!("{path}!/{member}") }
}

/// An hour of a working day, so many days after the form was filled in, but not after the due day.
pub fn arrival(topic: &str, filled_on: Day, due: Day) -> DateTime {
    let mut dice = Dice::of(&format!("arrival/{topic}"));
    let day = (filled_on + dice.between(0, 2).days()).min(due);
    at(day, &mut dice)
}

/// An hour between half past eight and half past five of a day.
pub fn at(day: Day, dice: &mut Dice) -> DateTime {
    let minutes = dice.between(30, 9 * 60 + 30);
    day.at(8, 0, 0, 0) + minutes.minutes()
}

/// All that was sent.
#[derive(Default)]
pub struct Post {
    pub sent: Vec<Sent>,
}

impl Post {
    /// Adds a file.
    pub fn send(&mut self, sent: Sent) {
        self.sent.push(sent);
    }

    /// The folder of a batch: number and clock.
    pub fn folder(batch: usize) -> String {
        format!("batches/{:02}-{}", batch + 1, BATCHES[batch].replace(':', ""))
    }
}
