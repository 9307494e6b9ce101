//! Marked papers, from bytes to bytes.
