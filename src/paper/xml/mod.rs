//! XML of untrusted parts: bytes to text, text to tokens. No document types, no namespaces, no allocation by what a
//! part claims.

mod encoding;
mod scanner;
mod tag;
#[cfg(test)]
mod tests;
mod text;

pub use encoding::to_text;
pub use scanner::{LONGEST, Scanner, Token};
pub use tag::Tag;
pub use text::decode;
