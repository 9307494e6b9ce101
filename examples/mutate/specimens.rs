//! The small files that the tests of the readers change, too: the same source, seen from outside the crate.

#[path = "../../src/paper/specimens.rs"]
#[allow(dead_code, reason = "a reader's tests use more of it")]
pub mod files;
#[path = "../../src/paper/testing.rs"]
#[allow(dead_code, reason = "a reader's tests use more of it")]
pub mod testing;

/// What `testing` needs of the reader.
mod compound {
    pub const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
}
