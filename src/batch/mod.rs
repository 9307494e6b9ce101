//! Conducts a run.

pub mod progress;

pub use progress::{Progress, Stage, Unwatched};
