//! How whoever started the program asks it to stop: SIGINT or SIGTERM. What is under way ends first; asked twice, the
//! program ends at once, which the next run mends as it mends any death.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level::pipe};
use std::io::{self, ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Knows whether the program was asked to stop.
#[derive(Debug)]
pub struct Stop {
    asked: UnixStream,
}

impl Stop {
    /// Listens from now on.
    ///
    /// # Errors
    /// What the system reports.
    pub fn on_signals() -> io::Result<Stop> {
        let (asked, asking) = UnixStream::pair()?;
        let before = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: only the second signal finds that there was one before.
            flag::register_conditional_default(signal, Arc::clone(&before))?;
            flag::register(signal, Arc::clone(&before))?;
            pipe::register(signal, asking.try_clone()?)?;
        }
        Ok(Stop { asked })
    }

    /// Waits for so long, or until the program is asked to stop; true if it was. What the pipe cannot tell is taken as
    /// asked, so that nothing runs on that nobody can stop.
    pub fn wait(&self, pause: Duration) -> bool {
        let until = Instant::now() + pause;
        loop {
            // A pause of nothing would mean to wait for ever.
            let rest = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            if self.asked.set_read_timeout(Some(rest)).is_err() {
                return true;
            }
            match (&self.asked).read(&mut [0]) {
                Ok(_) => return true,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return false;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return true,
            }
        }
    }
}
