//! Points at which a test lets a run die or the disk refuse, to show that the next run loses and doubles nothing. In a
//! program built without the feature `failpoints` nothing of this is left.

use super::failure::BatchFailure;

/// The points of one office's work, passed in order.
#[derive(Clone, Debug, Default)]
pub struct CrashPoints {
    #[cfg(any(test, feature = "failpoints"))]
    plan: Option<std::sync::Arc<armed::Plan>>,
}

impl CrashPoints {
    /// Passes a point; `what` says what would be done next.
    ///
    /// # Errors
    /// That the disk is full, if a test wants it here.
    #[cfg(any(test, feature = "failpoints"))]
    pub(super) fn pass(&self, what: &'static str) -> Result<(), BatchFailure> {
        self.plan.as_ref().map_or(Ok(()), |plan| plan.pass(what))
    }

    /// Passes a point.
    #[cfg(not(any(test, feature = "failpoints")))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same shape as with the feature")]
    pub(super) fn pass(&self, _what: &'static str) -> Result<(), BatchFailure> {
        Ok(())
    }

    /// What the environment asks for: `LIANGZE_CRASH_AT=n` to die at the n-th point, counted from 1.
    pub fn from_environment() -> CrashPoints {
        #[cfg(any(test, feature = "failpoints"))]
        if let Some(number) = std::env::var("LIANGZE_CRASH_AT").ok().and_then(|text| text.parse().ok()) {
            return CrashPoints { plan: Some(armed::Plan::new(number, armed::Trouble::Death)) };
        }
        CrashPoints::default()
    }

    /// The disk is full at the n-th point, counted from 1, and at no other.
    #[cfg(test)]
    pub(super) fn full_disk_at(number: usize) -> CrashPoints {
        CrashPoints { plan: Some(armed::Plan::new(number, armed::Trouble::FullDisk)) }
    }

    /// How many points were passed.
    #[cfg(test)]
    pub(super) fn passed(&self) -> usize {
        self.plan.as_ref().map_or(0, |plan| plan.passed())
    }
}

#[cfg(any(test, feature = "failpoints"))]
mod armed {
    use super::BatchFailure;
    use std::io::{Error, ErrorKind};
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Debug)]
    pub(super) enum Trouble {
        Death,
        #[cfg_attr(not(test), expect(dead_code, reason = "only tests of this crate fill a disk"))]
        FullDisk,
    }

    #[derive(Debug)]
    pub(super) struct Plan {
        passed: AtomicUsize,
        at: usize,
        trouble: Trouble,
    }

    impl Plan {
        pub fn new(at: usize, trouble: Trouble) -> Arc<Plan> {
            Arc::new(Plan { passed: AtomicUsize::new(0), at, trouble })
        }

        pub fn pass(&self, what: &'static str) -> Result<(), BatchFailure> {
            if self.passed.fetch_add(1, Ordering::SeqCst) + 1 != self.at {
                return Ok(());
            }
            match self.trouble {
                // As hard as kill -9: nothing is flushed, unwound or deleted.
                Trouble::Death => std::process::abort(),
                Trouble::FullDisk => {
                    Err(BatchFailure::disk(what, Path::new(""))(Error::from(ErrorKind::StorageFull)))
                }
            }
        }

        #[cfg(test)]
        pub fn passed(&self) -> usize {
            self.passed.load(Ordering::SeqCst)
        }
    }
}
