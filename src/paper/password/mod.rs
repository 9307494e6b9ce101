//! Files that are encrypted, but with the password that Office itself uses when nobody gave one, so that anyone may open
//! them: an old workbook whose structure is protected, say. It alone is tried, never another (FORMS.md 10.1).

mod agile;
mod package;
mod standard;
#[cfg(test)]
mod tests;

pub use package::{PACKAGE, decrypted};

/// The password, which is no secret ([MS-OFFCRYPTO] 2.3.7; [MS-XLS] 2.4.117).
const DEFAULT: &str = "VelvetSweatshop";

/// The password as all schemes take it: UTF-16, little end first.
pub fn default_bytes() -> Vec<u8> {
    DEFAULT.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
