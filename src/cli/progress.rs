//! Long work as it goes on: a bar on a terminal, plain lines elsewhere. Always on standard error.

use super::words::Words;
use crate::batch::{Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// Shows how far a run is.
pub struct Display<'a> {
    words: &'a Words,
    manner: Manner,
    shown: Mutex<Option<Shown>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Bars,
    Lines,
    Nothing,
}

struct Shown {
    stage: Stage,
    total: usize,
    done: usize,
    bar: Option<ProgressBar>,
}

impl<'a> Display<'a> {
    /// Bars if standard error is a terminal, else lines; nothing at all if it is to be quiet.
    pub fn new(words: &'a Words, quiet: bool) -> Display<'a> {
        let manner = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Manner::Nothing,
            (false, true) => Manner::Bars,
            (false, false) => Manner::Lines,
        };
        Display { words, manner, shown: Mutex::new(None) }
    }

    fn close(&self, shown: &mut Option<Shown>) {
        let Some(ended) = shown.take() else { return };
        if let Some(bar) = &ended.bar {
            bar.finish_and_clear();
        }
        if self.manner != Manner::Nothing {
            let key = if ended.total == 0 { "stage.line" } else { "stage.line_of" };
            let (done, total) = (ended.done.to_string(), ended.total.to_string());
            let stage = name(self.words, ended.stage);
            let line = self.words.fill(key, &[("stage", &stage), ("done", &done), ("total", &total)]);
            note(&line);
        }
    }
}

/// A line for standard error; nobody may be there to read it.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn name(words: &Words, stage: Stage) -> String {
    words.say(&format!("stage.{}", stage.key())).to_owned()
}

fn bar(name: &str, total: usize) -> ProgressBar {
    let template = if total == 0 { "{msg} {pos}" } else { "{msg} [{bar:40}] {pos}/{len} {eta}" };
    let style = ProgressStyle::with_template(template).expect("the template is constant");
    let target = ProgressDrawTarget::stderr_with_hz(10);
    let bar = ProgressBar::with_draw_target(Some(total as u64), target);
    bar.set_style(style.progress_chars("=> "));
    bar.set_message(name.to_owned());
    bar
}

impl Progress for Display<'_> {
    fn stage(&self, stage: Stage, total: usize) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        self.close(&mut shown);
        let drawn = self.manner == Manner::Bars;
        let bar = drawn.then(|| bar(&name(self.words, stage), total));
        *shown = Some(Shown { stage, total, done: 0, bar });
    }

    fn advance(&self, steps: usize) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shown) = shown.as_mut() {
            shown.done += steps;
            if let Some(bar) = &shown.bar {
                bar.inc(steps as u64);
            }
        }
    }

    fn finish(&self) {
        self.close(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
