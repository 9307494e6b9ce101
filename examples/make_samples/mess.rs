//! What else lies in an inbox: lock files, copies, scans, encrypted and broken files, papers that are no returns.

use super::dice::Dice;

/// The lock file that an office program leaves beside an open workbook.
pub fn lock_file(user: &str) -> Vec<u8> {
    let mut bytes = vec![0; 165];
    let name = encoding_rs::GBK.encode(user).0.into_owned();
    bytes[0] = u8::try_from(name.len()).expect("a short name");
    bytes[1..=name.len()].copy_from_slice(&name);
    for (place, unit) in user.encode_utf16().enumerate() {
        bytes[56 + 2 * place..58 + 2 * place].copy_from_slice(&unit.to_le_bytes());
    }
    bytes
}

/// The beginning of a `.DS_Store`.
pub fn finder_file() -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 1, b'B', b'u', b'd', b'1', 0, 0, 0x10, 0, 0, 0, 8, 0];
    bytes.resize(512, 0);
    bytes
}

/// The first two thirds of a file, as when a transfer broke off.
pub fn truncated(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() * 2 / 3].to_vec()
}

const SECTOR: usize = 512;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;

/// An office document under a password: a compound file with the streams EncryptionInfo and EncryptedPackage
/// (MS-OFFCRYPTO 2.3.4.4, agile). The package is noise, as any reader without the password sees it.
pub fn encrypted(length: usize) -> Vec<u8> {
    let descriptor = br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="cC1bRk5xq0x3Xv3mD0m1Wg=="/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="100000" saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="3Yx1y0p8mVYzZkq2sBq0rQ=="/></keyEncryptor></keyEncryptors></encryption>"#;
    let mut info = vec![4, 0, 4, 0, 0x40, 0, 0, 0];
    info.extend(descriptor);
    info.resize(info.len().max(4096), b' ');
    let mut package = u64::try_from(length).expect("a length").to_le_bytes().to_vec();
    let mut dice = Dice::of("an encrypted package");
    while package.len() < length.max(4096) {
        package.extend(dice.bits().to_le_bytes());
    }
    compound(&[("EncryptionInfo", info), ("EncryptedPackage", package)])
}

/// A compound file (MS-CFB) of version 3 with two streams of at least 4096 bytes each, below the root.
fn compound(streams: &[(&str, Vec<u8>); 2]) -> Vec<u8> {
    let sectors = |length: usize| u32::try_from(length.div_ceil(SECTOR)).expect("a small file");
    let (mut fat, mut body) = (vec![0xffff_fffd, END_OF_CHAIN], Vec::new());
    let mut directory = Vec::new();
    directory.extend(directory_entry("Root Entry", 5, [FREE, FREE, 1], END_OF_CHAIN, 0));
    for (place, (name, bytes)) in streams.iter().enumerate() {
        let start = u32::try_from(fat.len()).expect("a small file");
        let count = sectors(bytes.len());
        fat.extend((1..count).map(|after| start + after));
        fat.push(END_OF_CHAIN);
        body.extend(bytes);
        body.resize(body.len().next_multiple_of(SECTOR), 0);
        let siblings = if place == 0 { [FREE, 2, FREE] } else { [FREE, FREE, FREE] };
        directory.extend(directory_entry(name, 2, siblings, start, bytes.len()));
    }
    directory.resize(SECTOR, 0);
    assert!(fat.len() <= SECTOR / 4, "one sector of FAT holds the chains");
    fat.resize(SECTOR / 4, FREE);
    let mut file = header();
    fat.iter().for_each(|entry| file.extend(entry.to_le_bytes()));
    file.extend(directory);
    file.extend(body);
    file
}

fn header() -> Vec<u8> {
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.extend([0; 16]);
    for field in [0x3eu16, 3, 0xfffe, 9, 6, 0, 0, 0] {
        header.extend(field.to_le_bytes());
    }
    for field in [0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0] {
        header.extend(field.to_le_bytes());
    }
    header.resize(SECTOR, 0xff);
    header
}

fn directory_entry(name: &str, kind: u8, links: [u32; 3], start: u32, length: usize) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let name_length = u16::try_from(entry.len() + 2).expect("a short name");
    entry.resize(64, 0);
    entry.extend(name_length.to_le_bytes());
    entry.extend([kind, 1]);
    links.into_iter().for_each(|link| entry.extend(link.to_le_bytes()));
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(u64::try_from(length).expect("a length").to_le_bytes());
    entry
}
