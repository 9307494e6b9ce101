//! `liangze watch`: works through an inbox again and again. Lines on standard error when something came of it, and
//! nothing while nothing happens.

use super::answer::Answer;
use super::arguments::Watch;
use super::failure::{Failure, text_of};
use super::progress::note;
use super::run::{obstacle, status_word, why};
use super::words::Words;
use crate::batch::{self, Event, Left, Office, RunReport, Stop, WatchOptions, WhyLeft};
use crate::model::Status;
use jiff::civil::DateTime;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

/// Watches an office until it is asked to stop.
pub fn watch(given: &Watch, words: &Words, program: &Path) -> Result<Answer, Failure> {
    let stop = Stop::on_signals().map_err(Failure::Signals)?;
    let options =
        WatchOptions { as_of: given.as_of, periods: given.period.clone(), program: Some(program.to_owned()) };
    let teller = Teller { root: &given.office, words, told: RefCell::default() };
    batch::watch(&given.office, &options, &stop, &|now, event| teller.tell(now, event))?;
    Ok(Answer::clean(""))
}

/// Turns what happens into lines.
struct Teller<'a> {
    root: &'a Path,
    words: &'a Words,
    /// What was said of files that could not be taken and of rules that could not be evaluated: once is enough.
    told: RefCell<BTreeSet<String>>,
}

impl Teller<'_> {
    fn tell(&self, now: DateTime, event: &Event) {
        match event {
            Event::Began(config) => {
                let (poll, settle) = (config.watch.poll_seconds, config.watch.settle_seconds);
                let values = [
                    ("path", self.root.display().to_string()),
                    ("poll", poll.to_string()),
                    ("settle", settle.to_string()),
                ];
                self.say(now, "watch.began", &values.each_ref().map(|(name, value)| (*name, value.as_str())));
            }
            Event::Open(sources) => {
                sources.iter().for_each(|source| self.say(now, "watch.open", &[("source", source)]));
            }
            Event::Ran(office, report) => self.ran(now, office, report),
            Event::Failed(failure) => {
                self.say(now, "watch.failed", &[("text", &text_of(failure, self.words))]);
            }
            Event::Mended => self.say(now, "watch.mended", &[]),
            Event::Ended => self.say(now, "watch.ended", &[]),
        }
    }

    fn ran(&self, now: DateTime, office: &Office, report: &RunReport) {
        if report.intake.files > 0 {
            let files = report.intake.files.to_string();
            let standing = standing(report, self.words);
            let places = places(office, report).join(self.words.say("watch.join"));
            let key = if places.is_empty() { "watch.took" } else { "watch.took_where" };
            self.say(now, key, &[("files", &files), ("standing", &standing), ("places", &places)]);
            let unsettled = |left: &&Left| left.why == WhyLeft::Unsettled;
            let unsettled = report.intake.left.iter().filter(unsettled).count();
            if unsettled > 0 {
                self.say(now, "watch.unsettled", &[("count", &unsettled.to_string())]);
            }
        }
        let waits = |why: &WhyLeft| matches!(why, WhyLeft::Unsettled | WhyLeft::Open);
        for left in report.intake.left.iter().filter(|left| !waits(&left.why)) {
            let why = why(&left.why, self.words);
            self.once(now, format!("{}  {why}", left.source));
        }
        report.obstacles.iter().for_each(|one| self.once(now, obstacle(one, self.words)));
        let unwritten = report.unwritten.iter();
        unwritten.for_each(|one| self.once(now, super::run::unwritten(one, self.words)));
    }

    fn say(&self, now: DateTime, key: &str, values: &[(&str, &str)]) {
        let (time, text) = (now.strftime("%Y-%m-%d %H:%M").to_string(), self.words.fill(key, values));
        note(&self.words.fill("watch.line", &[("time", &time), ("text", text.trim_end())]));
    }

    fn once(&self, now: DateTime, text: String) {
        if !self.told.borrow().contains(&text) {
            self.say(now, "watch.told", &[("text", &text)]);
            self.told.borrow_mut().insert(text);
        }
    }
}

/// How many submissions stand how, in one line.
fn standing(report: &RunReport, words: &Words) -> String {
    let part = |(status, count): (&Status, &usize)| {
        words.fill(
            "watch.standing",
            &[("status", &status_word(*status, words)), ("count", &count.to_string())],
        )
    };
    let parts: Vec<String> = report.standing.iter().map(part).collect();
    parts.join(words.say("watch.join"))
}

/// The folders of the office in which something of this run lies.
fn places(office: &Office, report: &RunReport) -> Vec<String> {
    let periods = report.periods.iter().map(|period| format!("outbox/{period}"));
    let mut places: Vec<String> = periods.filter(|place| office.root().join(place).is_dir()).collect();
    for (status, place) in [(Status::Rejected, "rejected"), (Status::Quarantined, "quarantine")] {
        if report.standing.contains_key(&status) {
            places.push(place.to_owned());
        }
    }
    places
}
