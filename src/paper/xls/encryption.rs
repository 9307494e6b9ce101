//! Old workbooks whose records are encrypted one by one ([MS-XLS] 2.2.10): RC4, the key made anew for every 1,024 bytes of
//! the stream.

use super::record::kind;
use crate::paper::bytes::{u16_at, u32_at};
use crate::paper::password::default_bytes;
use crate::paper::sheet::Refusal;
use md5::Md5;
use rc4::cipher::StreamCipher;
use rc4::{KeyInit, Rc4};
use sha1::{Digest, Sha1};

const BLOCK: usize = 1024;
const HEAD: usize = 4;
/// Records whose data stay as they are ([MS-XLS] 2.2.10).
const PLAIN: [u16; 7] = [kind::BEGIN, kind::FILE_PASS, 0x00E1, 0x00E2, 0x0194, 0x0195, 0x0196];
/// The offset of a sheet in its record stays as it is.
const OFFSET: usize = 4;

/// The key of each block of a stream.
enum Scheme {
    /// [MS-OFFCRYPTO] 2.3.6.2
    Plain([u8; 5]),
    /// [MS-OFFCRYPTO] 2.3.5.2; the bytes of the key.
    Provider(Vec<u8>, usize),
}

impl Scheme {
    fn cipher(&self, block: usize) -> Option<Rc4> {
        let number = u32::try_from(block).ok()?.to_le_bytes();
        let key = match self {
            Scheme::Plain(start) => Md5::new().chain_update(start).chain_update(number).finalize().to_vec(),
            Scheme::Provider(start, length) => {
                let hash = Sha1::new().chain_update(start).chain_update(number).finalize();
                let mut key = hash.get(..*length)?.to_vec();
                // A key of 40 bits is filled up with zeros.
                key.resize(if *length == 5 { 16 } else { *length }, 0);
                key
            }
        };
        Rc4::new_from_slice(&key).ok()
    }

    /// The scheme that the record says, if the default password is the one.
    fn of(record: &[u8]) -> Option<Scheme> {
        if u16_at(record, 0)? != 1 {
            return None;
        }
        let (scheme, proof, hash) = match (u16_at(record, 2)?, u16_at(record, 4)?) {
            (1, 1) => (Scheme::plain(record.get(6..22)?), record.get(22..38)?, record.get(38..54)?),
            (2..=4, 2) => {
                let header = usize::try_from(u32_at(record, 10)?).ok()?;
                let bits = usize::try_from(u32_at(record, 14 + 16)?).ok()?;
                let verifier = 14usize.checked_add(header)?;
                let part = |from: usize, to: usize| record.get(verifier + from..verifier + to);
                let length = if bits == 0 { 5 } else { bits / 8 };
                let start = Sha1::new().chain_update(part(4, 20)?).chain_update(default_bytes()).finalize();
                (Scheme::Provider(start.to_vec(), length), part(20, 36)?, part(40, 60)?)
            }
            _ => return None,
        };
        let mut cipher = scheme.cipher(0)?;
        let (mut proof, mut hash) = (proof.to_vec(), hash.to_vec());
        cipher.apply_keystream(&mut proof);
        cipher.apply_keystream(&mut hash);
        let expected = match scheme {
            Scheme::Plain(_) => Md5::digest(&proof).to_vec(),
            Scheme::Provider(..) => Sha1::digest(&proof).to_vec(),
        };
        (expected == hash).then_some(scheme)
    }

    fn plain(salt: &[u8]) -> Scheme {
        let first = Md5::digest(default_bytes());
        let round = [&first[..5], salt].concat();
        let second = Md5::digest(round.repeat(16));
        let mut start = [0; 5];
        start.copy_from_slice(&second[..5]);
        Scheme::Plain(start)
    }
}

/// True if the records of a stream are encrypted.
pub fn is_encrypted(stream: &[u8]) -> bool {
    find(stream, kind::FILE_PASS).is_some()
}

/// True if they were, and [`decrypted`] made them readable.
pub fn is_decrypted(stream: &[u8]) -> bool {
    find(stream, PASSED).is_some()
}

/// The data of a record: among the first ones, or nowhere.
fn find(stream: &[u8], sought: u16) -> Option<&[u8]> {
    const AMONG: usize = 8;
    let mut at = 0;
    for _ in 0..AMONG {
        let length = usize::from(u16_at(stream, at + 2)?);
        let data = stream.get(at + HEAD..at + HEAD + length)?;
        if u16_at(stream, at)? == sought {
            return Some(data);
        }
        at += HEAD + length;
    }
    None
}

/// The stream with its records readable, if the default password opens them.
///
/// # Errors
/// `Encrypted` if it does not.
pub fn decrypted(stream: &[u8]) -> Result<Vec<u8>, Refusal> {
    let record = find(stream, kind::FILE_PASS).ok_or(Refusal::Damaged)?;
    let scheme = Scheme::of(record).ok_or(Refusal::Encrypted)?;
    let mut keys = vec![0; stream.len()];
    for (number, block) in keys.chunks_mut(BLOCK).enumerate() {
        scheme.cipher(number).ok_or(Refusal::Encrypted)?.apply_keystream(block);
    }
    let mut plain = stream.to_vec();
    let mut at = 0;
    while let (Some(record), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let (from, to) = (at + HEAD, (at + HEAD + usize::from(length)).min(stream.len()));
        let from = if record == kind::BOUND_SHEET { (from + OFFSET).min(to) } else { from };
        if record == kind::FILE_PASS {
            // So that whoever reads on does not take it for encrypted again.
            plain[at..at + 2].copy_from_slice(&PASSED.to_le_bytes());
        }
        if !PLAIN.contains(&record) {
            plain[from..to].iter_mut().zip(&keys[from..to]).for_each(|(byte, key)| *byte ^= key);
        }
        at = to;
    }
    Ok(plain)
}

/// A type that no record has.
const PASSED: u16 = 0xFFFF;
