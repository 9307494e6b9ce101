//! Everything that is tested from outside, in one binary: a module a topic.

mod determinism;
mod house;
mod recovery;
mod samples;
mod support;
