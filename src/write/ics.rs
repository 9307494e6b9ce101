//! A calendar file (RFC 5545) that phones and Outlook read: all-day events and nothing else. The same events make the
//! same bytes; the stamp is given.

use jiff::ToSpan;
use jiff::civil::{Date as Day, DateTime};
use std::fmt::Write as _;

/// Longest line in octets, without its end (RFC 5545 3.1).
const LINE: usize = 75;

/// An event that lasts a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What makes it the same event when the file is made again: then calendars replace it.
    pub id: String,
    /// The day.
    pub day: Day,
    /// What stands in the calendar.
    pub summary: String,
    /// What stands below it.
    pub description: String,
}

/// The file of a calendar. `stamp` is the time of its making in UTC.
pub fn calendar(name: &str, events: &[Event], stamp: DateTime) -> String {
    let mut text = String::new();
    let version = env!("CARGO_PKG_VERSION");
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0"] {
        folded(&mut text, line);
    }
    folded(&mut text, &format!("PRODID:-//liangze//liangze {version}//ZH"));
    folded(&mut text, "CALSCALE:GREGORIAN");
    folded(&mut text, "METHOD:PUBLISH");
    folded(&mut text, &format!("X-WR-CALNAME:{}", escaped(name)));
    let stamp = stamp.strftime("%Y%m%dT%H%M%SZ").to_string();
    for event in events {
        let day = |day: Day| day.strftime("%Y%m%d").to_string();
        folded(&mut text, "BEGIN:VEVENT");
        folded(&mut text, &format!("UID:{}", escaped(&event.id)));
        folded(&mut text, &format!("DTSTAMP:{stamp}"));
        folded(&mut text, &format!("DTSTART;VALUE=DATE:{}", day(event.day)));
        folded(&mut text, &format!("DTEND;VALUE=DATE:{}", day(event.day.saturating_add(1.day()))));
        folded(&mut text, &format!("SUMMARY:{}", escaped(&event.summary)));
        if !event.description.is_empty() {
            folded(&mut text, &format!("DESCRIPTION:{}", escaped(&event.description)));
        }
        folded(&mut text, "TRANSP:TRANSPARENT");
        folded(&mut text, "END:VEVENT");
    }
    folded(&mut text, "END:VCALENDAR");
    text
}

/// A text as a value (RFC 5545 3.3.11); what no text may hold is left out.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            other if other.is_control() && other != '\t' => {}
            other => value.push(other),
        }
    }
    value
}

/// Adds a line, folded where it is too long but within no character; a continuation begins with a blank.
fn folded(text: &mut String, line: &str) {
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    write!(text, "\r\n").expect("a String takes all text");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(summary: &str) -> Event {
        let day = "2014-12-31".parse().unwrap();
        Event { id: "a@b".into(), day, summary: summary.into(), description: String::new() }
    }

    fn file(summary: &str) -> String {
        calendar("日历", &[event(summary)], "2014-10-08T01:00:00".parse().unwrap())
    }

    /// The values by name, read as RFC 5545 says: unfold, part at the first colon, unescape.
    fn read(file: &str) -> Vec<(String, String)> {
        let unescape = |value: &str| {
            let (mut text, mut letters) = (String::new(), value.chars());
            while let Some(letter) = letters.next() {
                match letter {
                    '\\' => match letters.next().unwrap() {
                        'n' | 'N' => text.push('\n'),
                        other => text.push(other),
                    },
                    other => text.push(other),
                }
            }
            text
        };
        let lines = file.replace("\r\n ", "");
        let lines = lines.strip_suffix("\r\n").unwrap().split("\r\n");
        lines.map(|line| line.split_once(':').unwrap()).map(|(name, v)| (name.into(), unescape(v))).collect()
    }

    #[test]
    fn an_event_lasts_one_day_and_carries_the_given_stamp() {
        let read = read(&file("季报截止"));
        let value = |name: &str| read.iter().find(|(other, _)| other == name).unwrap().1.as_str();
        assert_eq!((value("DTSTART;VALUE=DATE"), value("DTEND;VALUE=DATE")), ("20141231", "20150101"));
        assert_eq!((value("DTSTAMP"), value("UID")), ("20141008T010000Z", "a@b"));
        assert_eq!((read[0].1.as_str(), read.last().unwrap().1.as_str()), ("VCALENDAR", "VCALENDAR"));
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_no_line_is_too_long(text in "[ -~\n\t\u{4e00}-\u{9fff}\u{1f300}-\u{1f5ff}]{0,200}") {
            let file = file(&text);
            prop_assert!(file.split("\r\n").all(|line| line.len() <= LINE && !line.contains('\n')));
            let read = read(&file);
            let summary = &read.iter().find(|(name, _)| name == "SUMMARY").unwrap().1;
            prop_assert_eq!(summary, &text);
        }
    }
}
