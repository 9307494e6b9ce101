//! One worker as the run sees it: started, asked, and ended, whatever it does.

use super::WorkerSettings;
use super::exchange::{Answer, HEAD, Request, head, told};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// An answer longer than this is the picture of no honest paper; an archive is bounded by its own limits.
const ANSWER_BYTES: u64 = 512 << 20;
/// A worker that has had more bytes in hand at once than this is not asked again: it may hold on to their memory.
const HEAVY: u64 = 8 << 20;

/// How a worker came to its end over a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It took too long.
    Time,
    /// It asked for too much memory, or the system had no more.
    Memory,
    /// It broke down.
    Crash,
}

/// A worker at the other end of two pipes.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    /// Files that it was given.
    files: u32,
    heavy: bool,
}

impl Worker {
    /// Starts one, and waits until it has confined itself.
    pub fn start(program: &Path, settings: &WorkerSettings) -> io::Result<Worker> {
        let mut command = Command::new(program);
        command.arg(super::COMMAND).arg(settings.memory.to_string());
        command.env_clear().current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ErrorKind::BrokenPipe.into());
        };
        rustix::io::ioctl_fionbio(&input, true)?;
        rustix::io::ioctl_fionbio(&output, true)?;
        let mut worker = Worker { child, input, output, files: 0, heavy: false };
        match worker.hear(Instant::now() + settings.wall()) {
            Ok(Answer::Ready) => Ok(worker),
            _ => Err(ErrorKind::BrokenPipe.into()),
        }
    }

    /// True if it may be asked again.
    pub fn is_fresh(&self, settings: &WorkerSettings) -> bool {
        self.files < settings.files && !self.heavy
    }

    /// Asks it about a file. After an end it is not asked again.
    pub fn ask(&mut self, request: &Request, bytes: &[u8], wall: Duration) -> Result<Answer, End> {
        self.files += 1;
        self.heavy |= bytes.len() as u64 > HEAVY;
        let until = Instant::now() + wall;
        let packed = postcard::to_stdvec(request).map_err(|_| End::Crash)?;
        let content = [packed.as_slice(), bytes];
        let told = self.write(&head(&content), until);
        let told = told.and_then(|()| content.iter().try_for_each(|part| self.write(part, until)));
        told.and_then(|()| self.hear(until)).map_err(|error| self.end(&error))
    }

    /// Why there was no answer.
    fn end(&mut self, error: &io::Error) -> End {
        match error.kind() {
            ErrorKind::TimedOut => return End::Time,
            ErrorKind::FileTooLarge => return End::Memory,
            ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe => {}
            _ => return End::Crash,
        }
        match self.signal() {
            Some(libc::SIGXCPU) => End::Time,
            Some(libc::SIGABRT | libc::SIGKILL) => End::Memory,
            _ => End::Crash,
        }
    }

    /// The signal that ended it. Its pipes are closed, so it has ended or is about to.
    fn signal(&mut self) -> Option<i32> {
        for _ in 0..1000 {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(1)),
                ended => return ended.ok().flatten().and_then(|status| status.signal()),
            }
        }
        None
    }

    fn hear(&mut self, until: Instant) -> io::Result<Answer> {
        let mut first = [0; HEAD];
        self.read(&mut first, until)?;
        let (length, checksum) = told(first);
        self.heavy |= length > HEAVY;
        if length > ANSWER_BYTES {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let mut content = vec![0; usize::try_from(length).map_err(|_| ErrorKind::FileTooLarge)?];
        self.read(&mut content, until)?;
        if libdeflater::crc32(&content) != checksum {
            return Err(ErrorKind::InvalidData.into());
        }
        postcard::from_bytes(&content).map_err(|_| ErrorKind::InvalidData.into())
    }

    fn read(&mut self, mut buffer: &mut [u8], until: Instant) -> io::Result<()> {
        while !buffer.is_empty() {
            match self.output.read(buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(count) => buffer = &mut buffer[count..],
                Err(error) => wait(&error, &self.output, PollFlags::IN, until)?,
            }
        }
        Ok(())
    }

    fn write(&mut self, mut bytes: &[u8], until: Instant) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.input.write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) => wait(&error, &self.input, PollFlags::OUT, until)?,
            }
        }
        Ok(())
    }
}

/// After an error that only means “not yet”: waits until the pipe is ready, or time is over.
fn wait(error: &io::Error, pipe: &impl AsFd, ready: PollFlags, until: Instant) -> io::Result<()> {
    match error.kind() {
        ErrorKind::Interrupted => return Ok(()),
        ErrorKind::WouldBlock => {}
        other => return Err(other.into()),
    }
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    let left = Timespec::try_from(left).map_err(|_| ErrorKind::InvalidInput)?;
    match poll(&mut [PollFd::new(pipe, ready)], Some(&left)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
