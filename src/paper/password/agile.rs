//! Agile encryption ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15): a description in XML, AES in chains of 4,096 bytes, the key of
//! the package itself encrypted with one from the password.

use super::default_bytes;
use crate::paper::xml::{Scanner, Tag, Token};
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cbc::Decryptor;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

const SEGMENT: usize = 4096;
const BLOCK: usize = 16;
/// Office asks for 100,000 rounds; more is made to keep us busy.
const MOST_ROUNDS: u32 = 1_000_000;
/// What the key is made for ([MS-OFFCRYPTO] 2.3.4.11 to 2.3.4.13).
const FOR_PROOF: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const FOR_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const FOR_KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];

/// How something was encrypted.
#[derive(Default)]
struct Way {
    salt: Vec<u8>,
    key_bytes: usize,
    hash: String,
    usual: bool,
}

/// What the description says.
#[derive(Default)]
struct Description {
    package: Way,
    password: Way,
    rounds: u32,
    proof: Vec<u8>,
    hash: Vec<u8>,
    key: Vec<u8>,
}

/// The package, if the default password opens it; what is behind its end is left on.
pub fn open(description: &[u8], packed: &[u8]) -> Option<Vec<u8>> {
    let said = read(std::str::from_utf8(description).ok()?)?;
    if !said.package.usual || !said.password.usual || said.rounds > MOST_ROUNDS {
        return None;
    }
    let algorithm = said.password.hash.as_str();
    let mut hash = hashed(algorithm, &[&said.password.salt, &default_bytes()])?;
    for round in 0..said.rounds {
        hash = hashed(algorithm, &[&round.to_le_bytes(), &hash])?;
    }
    let opened = |what: &[u8; 8], packed: &[u8]| {
        let key = fitted(hashed(algorithm, &[&hash, what])?, said.password.key_bytes);
        chain(&key, &said.password.salt, packed)
    };
    let proof = hashed(algorithm, &[&opened(&FOR_PROOF, &said.proof)?])?;
    if opened(&FOR_HASH, &said.hash)?.get(..proof.len())? != proof {
        return None;
    }
    let mut key = opened(&FOR_KEY, &said.key)?;
    key.truncate(said.package.key_bytes);
    let mut package = Vec::with_capacity(packed.len());
    for (number, segment) in (0u32..).zip(packed.chunks(SEGMENT)) {
        let start = fitted(hashed(&said.package.hash, &[&said.package.salt, &number.to_le_bytes()])?, BLOCK);
        package.extend(chain(&key, &start, &segment[..segment.len() - segment.len() % BLOCK])?);
    }
    Some(package)
}

fn read(xml: &str) -> Option<Description> {
    let mut said = Description::default();
    let mut scanner = Scanner::new(xml, 16);
    while let Some(token) = scanner.token().ok()? {
        let Token::Start(tag) = token else { continue };
        let bytes = |name: &str| STANDARD.decode(tag.raw(name).ok()??).ok();
        match tag.name {
            "keyData" => said.package = way(tag)?,
            "encryptedKey" => {
                said.password = way(tag)?;
                said.rounds = tag.raw("spinCount").ok()??.parse().ok()?;
                said.proof = bytes("encryptedVerifierHashInput")?;
                said.hash = bytes("encryptedVerifierHashValue")?;
                said.key = bytes("encryptedKeyValue")?;
            }
            _ => {}
        }
    }
    Some(said)
}

fn way(tag: Tag<'_>) -> Option<Way> {
    let says = |name: &str, value: &str| tag.raw(name).is_ok_and(|said| said == Some(value));
    Some(Way {
        salt: STANDARD.decode(tag.raw("saltValue").ok()??).ok()?,
        key_bytes: tag.raw("keyBits").ok()??.parse::<usize>().ok()? / 8,
        hash: tag.raw("hashAlgorithm").ok()??.to_owned(),
        usual: says("cipherAlgorithm", "AES")
            && says("cipherChaining", "ChainingModeCBC")
            && says("blockSize", "16"),
    })
}

fn hashed(algorithm: &str, parts: &[&[u8]]) -> Option<Vec<u8>> {
    fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
        let mut hash = D::new();
        parts.iter().for_each(|part| hash.update(part));
        hash.finalize().to_vec()
    }
    match algorithm {
        "SHA1" | "SHA-1" => Some(of::<Sha1>(parts)),
        "SHA256" | "SHA-256" => Some(of::<Sha256>(parts)),
        "SHA384" | "SHA-384" => Some(of::<Sha384>(parts)),
        "SHA512" | "SHA-512" => Some(of::<Sha512>(parts)),
        _ => None,
    }
}

/// A hash cut to a length, or filled up to it.
fn fitted(mut hash: Vec<u8>, length: usize) -> Vec<u8> {
    hash.resize(length.min(64), 0x36);
    hash
}

fn chain(key: &[u8], start: &[u8], packed: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => Some(decrypt(Decryptor::<Aes128>::new_from_slices(key, start).ok()?, packed)),
        24 => Some(decrypt(Decryptor::<Aes192>::new_from_slices(key, start).ok()?, packed)),
        32 => Some(decrypt(Decryptor::<Aes256>::new_from_slices(key, start).ok()?, packed)),
        _ => None,
    }
}

fn decrypt<C: BlockModeDecrypt>(mut cipher: C, packed: &[u8]) -> Vec<u8> {
    let mut plain = packed.to_vec();
    for block in plain.chunks_exact_mut(BLOCK) {
        if let Ok(block) = block.try_into() {
            cipher.decrypt_block(block);
        }
    }
    plain
}
