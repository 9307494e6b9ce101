//! What becomes of an office when things go wrong around the program: the disk fails at any call, the program is killed
//! at any moment, several work at once, files change while they are read, the disk or the memory is full, clocks jump.
//!
//! `cargo test` tries a sample. All of it: `LIANGZE_FAULTS=all cargo test --release --test faults`.

mod cases;
mod changing;
mod clocks;
mod killed;
mod layer;
mod links;
mod memory;
mod room;
mod scenes;
mod state;
#[path = "../it/support/mod.rs"]
#[expect(dead_code, reason = "shared with tests/it, which uses more of it")]
mod support;
mod sweep;
mod together;

/// True if everything is to be tried, not a sample.
fn all() -> bool {
    every().is_some()
}

/// Every how many points are tried: `LIANGZE_FAULTS=all` is every one, `LIANGZE_FAULTS=5` every fifth.
fn every() -> Option<usize> {
    let what = std::env::var("LIANGZE_FAULTS").ok()?;
    if what == "all" { Some(1) } else { what.parse().ok() }
}
