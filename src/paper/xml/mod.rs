//! XML of untrusted parts: bytes to text, text to tokens. No document types, no namespaces, no allocation by what a
//! part claims.

mod encoding;
mod scanner;
#[cfg(test)]
mod tests;
mod text;

pub use encoding::to_text;
pub use scanner::{LONGEST, Scanner, Tag, Token};
pub use text::decode;
