//! Everything that is tested from outside, in one binary: a module a topic.

mod house;
mod support;
