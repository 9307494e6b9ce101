//! New Office files that are encrypted as a whole ([MS-OFFCRYPTO] 2.3.4): the package lies in a stream of a compound file,
//! and another stream says how it was encrypted.

use super::{agile, standard};
use crate::paper::bytes::{u16_at, u64_at};
use crate::paper::compound::Compound;
use crate::paper::sheet::{Limits, Refusal};

const INFO: &str = "EncryptionInfo";
/// The stream that holds the package.
pub const PACKAGE: &str = "EncryptedPackage";
/// The length of the package stands before it.
const LENGTH: usize = 8;

/// The package in a compound file, if the default password opens it.
///
/// # Errors
/// `Encrypted` if it does not, or if it was encrypted in a way that is not known here; `TooLarge` beyond the limit.
pub fn decrypted(compound: &Compound<'_>, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    if !compound.has(INFO) {
        return Err(Refusal::Encrypted);
    }
    let (info, stream) = (compound.stream(INFO)?, compound.stream(PACKAGE)?);
    let (length, packed) = (u64_at(&stream, 0).ok_or(Refusal::Damaged)?, &stream[LENGTH..]);
    if length > limits.file_bytes {
        return Err(Refusal::TooLarge);
    }
    let length = usize::try_from(length).map_err(|_| Refusal::TooLarge)?;
    let mut package = match (u16_at(&info, 0), u16_at(&info, 2)) {
        (Some(4), Some(4)) => agile::open(info.get(8..).unwrap_or_default(), packed),
        (Some(2..=4), Some(2)) => standard::open(&info, packed),
        _ => None,
    }
    .ok_or(Refusal::Encrypted)?;
    if package.len() < length {
        return Err(Refusal::Damaged);
    }
    package.truncate(length);
    Ok(package)
}
