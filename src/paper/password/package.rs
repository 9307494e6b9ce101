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
    // As long as the password is not proved to be the one, all that can be said is that there is another.
    let (length, mut package) = opened(compound).ok_or(Refusal::Encrypted)?;
    if length > limits.file_bytes {
        return Err(Refusal::TooLarge);
    }
    let length = usize::try_from(length).map_err(|_| Refusal::TooLarge)?;
    if package.len() < length {
        return Err(Refusal::Damaged);
    }
    package.truncate(length);
    Ok(package)
}

/// The length that the package is said to have, and the package with what fills its last block.
fn opened(compound: &Compound<'_>) -> Option<(u64, Vec<u8>)> {
    let (info, stream) = (compound.stream(INFO).ok()?, compound.stream(PACKAGE).ok()?);
    let (length, packed) = (u64_at(&stream, 0)?, stream.get(LENGTH..)?);
    let package = match (u16_at(&info, 0)?, u16_at(&info, 2)?) {
        (4, 4) => agile::open(info.get(8..)?, packed),
        (2..=4, 2) => standard::open(&info, packed),
        _ => None,
    };
    Some((length, package?))
}
