//! Worker processes that open received files, since no reader of files is safe from all that can be made to harm it
//! (ROBUSTNESS.md, sections 0 and 6). A worker has so much memory and time, and neither files nor network. It is asked
//! about one file at a time, so whatever ends it is blamed on that file; a file over which one ended is tried once more,
//! in a new worker while no other is at work, before it is refused.

mod child;
mod confinement;
mod exchange;
mod worker;

use super::papers::{Papers, Unopened};
use crate::paper::marking::Marks;
use crate::paper::{Limits, Opened, Paper, Refusal};
use child::{End, Worker};
use exchange::{Answer, Request, Task};
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

pub use worker::serve;

/// The command with which the program becomes a worker.
pub const COMMAND: &str = "read-papers";

/// What workers may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerSettings {
    /// Memory of one, in bytes.
    pub memory: u64,
    /// Processor time for one file, in seconds; of other time twice as much.
    pub seconds: u32,
    /// After how many files a worker is replaced.
    pub files: u32,
}

impl WorkerSettings {
    /// How long a file may take, whatever else the machine does.
    fn wall(&self) -> Duration {
        Duration::from_secs(u64::from(self.seconds).saturating_mul(2).max(1))
    }
}

/// The workers of one run. They are started when they are needed and end with it.
#[derive(Debug)]
pub struct Workers {
    program: PathBuf,
    settings: WorkerSettings,
    idle: Mutex<Vec<Worker>>,
    /// Held by all who ask; by one alone who asks a second time.
    asking: RwLock<()>,
}

impl Workers {
    /// Workers that are started from `program`, this program itself.
    pub fn new(program: PathBuf, settings: WorkerSettings) -> Workers {
        Workers { program, settings, idle: Mutex::default(), asking: RwLock::default() }
    }

    fn ask(&self, request: &Request, bytes: &[u8]) -> Result<Answer, Unopened> {
        {
            let _beside_others = self.asking.read().unwrap_or_else(PoisonError::into_inner);
            let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let worker = idle().map_or_else(|| self.start(), Ok)?;
            if let Ok(answer) = self.ask_one(worker, request, bytes) {
                return said(answer);
            }
        }
        let _alone = self.asking.write().unwrap_or_else(PoisonError::into_inner);
        match self.ask_one(self.start()?, request, bytes) {
            Ok(answer) => said(answer),
            Err(End::Time | End::Memory) => Err(Unopened::Refused(Refusal::TooCostly)),
            Err(End::Crash) => Err(Unopened::Broken(String::new())),
        }
    }

    fn start(&self) -> Result<Worker, Unopened> {
        Worker::start(&self.program, &self.settings).map_err(Unopened::Nobody)
    }

    fn ask_one(&self, mut worker: Worker, request: &Request, bytes: &[u8]) -> Result<Answer, End> {
        let answer = worker.ask(request, bytes, self.settings.wall())?;
        if worker.is_fresh(&self.settings) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        Ok(answer)
    }

    fn request(&self, limits: &Limits, budget: &Limits, task: Task) -> Request {
        Request { limits: *limits, budget: *budget, task, seconds: self.settings.seconds }
    }
}

/// What is none of a worker's fault is an answer, too.
fn said(answer: Answer) -> Result<Answer, Unopened> {
    match answer {
        Answer::Refused(refusal) => Err(Unopened::Refused(refusal)),
        Answer::Broken(place) => Err(Unopened::Broken(place)),
        answer => Ok(answer),
    }
}

fn disagreed() -> Unopened {
    Unopened::Nobody(io::ErrorKind::InvalidData.into())
}

impl Papers for Workers {
    fn open(&self, bytes: &[u8], limits: &Limits, budget: &Limits) -> Result<Opened, Unopened> {
        match self.ask(&self.request(limits, budget, Task::Open), bytes)? {
            Answer::Opened(opened) => Ok(opened),
            _ => Err(disagreed()),
        }
    }

    fn with_fills(&self, bytes: &[u8], limits: &Limits) -> Result<Paper, Unopened> {
        match self.ask(&self.request(limits, limits, Task::AddFills), bytes)? {
            Answer::WithFills(paper) => Ok(*paper),
            _ => Err(disagreed()),
        }
    }

    fn mark(&self, bytes: &[u8], limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Unopened> {
        match self.ask(&self.request(limits, limits, Task::Mark(Box::new(marks.clone()))), bytes)? {
            Answer::Marked(marked) => Ok(marked),
            _ => Err(disagreed()),
        }
    }
}

#[cfg(test)]
mod tests;
