//! The worker: a process of its own that reads bytes of others and nothing else. It is asked over its standard input and
//! answers over its standard output; when the run that started it ends, so does its input, and so does it.

use super::confinement::{allow_seconds, confine};
use super::exchange::{Answer, Request, Task, read_frame, write_frame};
use crate::batch::papers::read_with_fills;
use crate::paper::marking::mark;
use crate::paper::{self, Refusal};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::{Mutex, PoisonError};

/// Where the reader broke down last.
static BROKEN: Mutex<String> = Mutex::new(String::new());

/// Answers requests until there are no more. `memory`, in bytes, is all that this process may have from now on.
///
/// # Errors
/// If whoever asks is gone, or does not keep to what was agreed.
pub fn serve(memory: u64) -> io::Result<()> {
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    // A place of the program tells us enough; what was wrong with the file may be what it says.
    set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        *BROKEN.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    confine(memory);
    say(&mut output, &Answer::Ready)?;
    while let Some(content) = read_frame(&mut input)? {
        let (request, bytes) =
            postcard::take_from_bytes(&content).map_err(|_| io::Error::from(ErrorKind::InvalidData))?;
        say(&mut output, &answer(&request, bytes))?;
    }
    Ok(())
}

fn say(output: &mut File, answer: &Answer) -> io::Result<()> {
    let packed = postcard::to_stdvec(answer).map_err(|_| io::Error::from(ErrorKind::InvalidData))?;
    write_frame(output, &[&packed])
}

fn answer(request: &Request, bytes: &[u8]) -> Answer {
    allow_seconds(request.seconds);
    let read = || -> Result<Answer, Refusal> {
        match &request.task {
            Task::Open => paper::open(bytes, &request.limits, &request.budget).map(Answer::Opened),
            Task::AddFills => read_with_fills(bytes, &request.limits).map(Box::new).map(Answer::WithFills),
            Task::Mark(marks) => mark(bytes, &request.limits, marks).map(Answer::Marked),
        }
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(answer)) => answer,
        Ok(Err(refusal)) => Answer::Refused(refusal),
        Err(_) => Answer::Broken(BROKEN.lock().unwrap_or_else(PoisonError::into_inner).clone()),
    }
}
