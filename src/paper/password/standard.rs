//! Standard encryption ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9): AES in blocks of their own, the key from SHA-1.

use super::default_bytes;
use crate::paper::bytes::u32_at;
use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use sha1::{Digest, Sha1};

const ROUNDS: u32 = 50_000;
const BLOCK: usize = 16;

/// The package, if the default password opens it; what is behind its end is left on.
pub fn open(info: &[u8], packed: &[u8]) -> Option<Vec<u8>> {
    let header = 12;
    let header_length = usize::try_from(u32_at(info, 8)?).ok()?;
    let bits = u32_at(info, header + 16)?;
    let verifier = header.checked_add(header_length)?;
    let salt = info.get(verifier + 4..verifier + 20)?;
    let proof = info.get(verifier + 20..verifier + 36)?;
    let hash = info.get(verifier + 40..verifier + 72)?;
    let key = key(salt, usize::try_from(bits).ok()? / 8)?;
    let (proof, hash) = (blocks(&key, proof)?, blocks(&key, hash)?);
    if Sha1::digest(&proof)[..] != hash[..20] {
        return None;
    }
    blocks(&key, &packed[..packed.len() - packed.len() % BLOCK])
}

fn key(salt: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut hash = Sha1::new().chain_update(salt).chain_update(default_bytes()).finalize();
    for round in 0..ROUNDS {
        hash = Sha1::new().chain_update(round.to_le_bytes()).chain_update(hash).finalize();
    }
    let hash = Sha1::new().chain_update(hash).chain_update(0u32.to_le_bytes()).finalize();
    let half = |pad: u8| {
        let mut buffer = [pad; 64];
        buffer.iter_mut().zip(&hash).for_each(|(byte, part)| *byte ^= part);
        Sha1::digest(buffer)
    };
    let mut key = [half(0x36), half(0x5c)].concat();
    if length > key.len() {
        return None;
    }
    key.truncate(length);
    Some(key)
}

fn blocks(key: &[u8], packed: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => Some(decrypt(&Aes128::new_from_slice(key).ok()?, packed)),
        24 => Some(decrypt(&Aes192::new_from_slice(key).ok()?, packed)),
        32 => Some(decrypt(&Aes256::new_from_slice(key).ok()?, packed)),
        _ => None,
    }
}

fn decrypt<C: BlockCipherDecrypt>(cipher: &C, packed: &[u8]) -> Vec<u8> {
    let mut plain = packed.to_vec();
    for block in plain.chunks_exact_mut(BLOCK) {
        if let Ok(block) = <&mut Array<u8, C::BlockSize>>::try_from(block) {
            cipher.decrypt_block(block);
        }
    }
    plain
}
