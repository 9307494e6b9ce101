//! Zip containers: their directory and the opening of their entries, strict and within bounds. Reading only.

mod directory;
mod inflate;

pub use directory::{Entry, entries, extra_field};
pub use inflate::Inflater;
