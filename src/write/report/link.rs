//! Addresses of files beside the page.

use std::fmt::Write as _;

/// A relative path with `/` as an address: what is no letter, digit or one of `-._~/` is percent-encoded (RFC 3986). A
/// first part with a colon cannot be taken for a scheme, since colons are encoded, too.
pub fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            write!(address, "%{byte:02X}").expect("a String takes all text");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_path_becomes_an_address_that_leads_to_it() {
        assert_eq!(address("notices/N03-1.docx"), "notices/N03-1.docx");
        assert_eq!(address("returned/示 #1?.xlsx"), "returned/%E7%A4%BA%20%231%3F.xlsx");
        assert_eq!(address("javascript:x\"<>&'"), "javascript%3Ax%22%3C%3E%26%27");
    }
}
