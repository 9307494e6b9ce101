//! A paper to typed submissions, with the place of every value.

pub mod coerce;
