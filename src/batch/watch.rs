//! Works through an inbox again and again: a run whenever something has settled in it, when a day has turned, when the
//! declarations have changed, and at the begin. By looking, not by events: shares have none. Whatever a run reports is
//! told once, and tried again after pauses that grow.

use super::config::Config;
use super::failure::BatchFailure;
use super::inbox::list;
use super::progress::Unwatched;
use super::run::{RunOptions, RunReport, run_on};
use super::settling::{Looks, View};
use super::stop::Stop;
use super::workspace::Office;
use crate::catalog::SETTINGS;
use crate::ledger::LedgerFailure;
use crate::model::Period;
use jiff::civil::{Date as Day, DateTime};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The longest pause before another try.
const LONGEST: Duration = Duration::from_mins(10);

/// What whoever starts watching decides.
#[derive(Clone, Debug, Default)]
pub struct WatchOptions {
    /// The clock at the begin, which goes on from there; `None`: the office's wall clock.
    pub as_of: Option<DateTime>,
    /// As for a run.
    pub periods: Vec<Period>,
    /// The program that is started to open files; `None`: they are opened in this process.
    pub program: Option<PathBuf>,
}

/// What there is to say.
#[derive(Debug)]
pub enum Event<'a> {
    /// Watching begins.
    Began(&'a Config),
    /// Files cannot be taken yet: somebody has them open.
    Open(&'a [String]),
    /// A run ended.
    Ran(&'a Office, &'a RunReport),
    /// It did not; it will be tried again.
    Failed(&'a BatchFailure),
    /// What had failed goes on.
    Mended,
    /// Watching ends.
    Ended,
}

/// Watches an office until it is asked to stop. `tell` is told what happens, and when by the office's clock.
///
/// # Errors
/// If there is no office to begin with, or its settings are wrong.
pub fn watch(
    root: &Path,
    options: &WatchOptions,
    stop: &Stop,
    tell: &dyn Fn(DateTime, &Event),
) -> Result<(), BatchFailure> {
    let config = Office::open(root)?.config;
    let clock = Clock { begin: Instant::now(), as_of: options.as_of };
    let mut watcher = Watcher {
        root: root.to_owned(),
        periods: options.periods.clone(),
        program: options.program.clone(),
        clock,
        tell,
        config,
        looks: Looks::default(),
        last: None,
        trouble: None,
    };
    watcher.tell(&Event::Began(&watcher.config));
    loop {
        watcher.step();
        if stop.wait(watcher.config.watch.poll()) {
            watcher.tell(&Event::Ended);
            return Ok(());
        }
    }
}

/// The clock of all runs.
struct Clock {
    begin: Instant,
    as_of: Option<DateTime>,
}

impl Clock {
    fn now(&self, config: &Config) -> DateTime {
        let Some(as_of) = self.as_of else { return config.now() };
        let passed = i64::try_from(self.begin.elapsed().as_secs()).unwrap_or(i64::MAX);
        as_of.checked_add(jiff::Span::new().seconds(passed)).unwrap_or(as_of)
    }
}

/// Settings, registry and templates as they lie there: paths, sizes, times.
type Declared = Vec<(PathBuf, u64, i64, i64)>;

struct Watcher<'a> {
    root: PathBuf,
    periods: Vec<Period>,
    program: Option<PathBuf>,
    clock: Clock,
    tell: &'a dyn Fn(DateTime, &Event),
    /// The settings of the last look at which they could be read.
    config: Config,
    looks: Looks,
    /// The day of the last run that ended, and what it was declared by.
    last: Option<(Day, Declared)>,
    trouble: Option<Trouble>,
}

/// What failed, and when it is tried again.
struct Trouble {
    said: String,
    pause: Duration,
    again: Instant,
    declared: Declared,
}

impl Watcher<'_> {
    fn tell(&self, event: &Event) {
        (self.tell)(self.clock.now(&self.config), event);
    }

    /// One look, and a run if there is a reason for one.
    fn step(&mut self) {
        let declared = declared(&self.root);
        // What was declared wrongly may have been mended: that is not waited for.
        let rests = |trouble: &Trouble| Instant::now() < trouble.again && trouble.declared == declared;
        if self.trouble.as_ref().is_some_and(rests) {
            return;
        }
        match self.look(&declared) {
            Ok(()) => {
                if self.trouble.take().is_some() {
                    self.tell(&Event::Mended);
                }
            }
            Err(failure) => self.failed(&failure, declared),
        }
    }

    fn look(&mut self, declared: &Declared) -> Result<(), BatchFailure> {
        let office = Office::open(&self.root)?;
        let office = match &self.program {
            Some(program) => office.with_workers(program),
            None => office,
        };
        self.config = office.config.clone();
        let as_of = self.clock.now(&self.config);
        let listing = list(&office.inbox(), as_of)?;
        let View { settled, is_new, newly_open } =
            self.looks.look(&listing, &self.config.watch, Instant::now());
        if !newly_open.is_empty() {
            self.tell(&Event::Open(&newly_open));
        }
        let same = |(day, before): &(Day, Declared)| *day == as_of.date() && before == declared;
        if !is_new && self.last.as_ref().is_some_and(same) {
            return Ok(());
        }
        let options = RunOptions { as_of, periods: self.periods.clone() };
        let report = run_on(&office, &options, Some(&settled), &Unwatched)?;
        self.looks.gave(&settled, Instant::now());
        self.last = Some((as_of.date(), declared.clone()));
        self.tell(&Event::Ran(&office, &report));
        Ok(())
    }

    fn failed(&mut self, failure: &BatchFailure, declared: Declared) {
        // On a full disk each try ends at another file; what is wrong is the same.
        let said = match failure {
            BatchFailure::Disk { error, .. } => error.to_string(),
            other => other.to_string(),
        };
        let before = self.trouble.take();
        let poll = self.config.watch.poll();
        // Another run ends by itself, and soon: its end is waited for without growing pauses.
        let busy = matches!(failure, BatchFailure::Busy(_) | BatchFailure::Ledger(LedgerFailure::Busy));
        let longer = before.as_ref().filter(|_| !busy).map(|before| before.pause * 2);
        let pause = longer.unwrap_or(poll).min(LONGEST.max(poll));
        if before.is_none_or(|before| before.said != said) {
            self.tell(&Event::Failed(failure));
        }
        self.trouble = Some(Trouble { said, pause, again: Instant::now() + pause, declared });
    }
}

/// What a look finds of the declarations; a file that cannot be looked at is as if it were not there.
fn declared(root: &Path) -> Declared {
    let mut found = Declared::new();
    let mut paths: Vec<PathBuf> = [SETTINGS, "registry", "templates"].map(|name| root.join(name)).into();
    while let Some(path) = paths.pop() {
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        if metadata.is_dir() {
            paths.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
        } else {
            found.push((path, metadata.size(), metadata.mtime(), metadata.mtime_nsec()));
        }
    }
    found.sort();
    found
}
