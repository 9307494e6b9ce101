//! Conducts a run.
