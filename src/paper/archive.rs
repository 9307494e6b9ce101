//! A plain zip: its files by name. What the files are is not looked at; archives within archives stay as they are.

use super::sheet::{Limits, Refusal};
use super::zip::{Entry, Inflater, entries, extra_field};
use encoding_rs::GB18030;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its path within the archive, with `/`; it never leads out.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The files of a plain zip in stored order, without its directories (FORMS.md 10.1).
///
/// # Errors
/// `Suspicious` if a name leads out of the archive or occurs twice; else what reading the zip
/// gives: `Damaged`, `Encrypted`, `TooLarge`, `ForeignArchive`.
pub fn members(bytes: &[u8], limits: &Limits) -> Result<Vec<Member>, Refusal> {
    let mut inflater = Inflater::new(limits);
    let mut paths = BTreeSet::new();
    let mut members = Vec::new();
    for entry in entries(bytes, limits)? {
        let path = decode_name(&entry).replace('\\', "/");
        if !stays_inside(&path) {
            return Err(Refusal::Suspicious);
        }
        if path.ends_with('/') {
            continue;
        }
        if !paths.insert(path.clone()) {
            return Err(Refusal::Suspicious);
        }
        members.push(Member { path, bytes: inflater.inflate(&entry)? });
    }
    Ok(members)
}

/// The name of an entry: the Unicode path field if it belongs to this name, else UTF-8 if it is said to be or can be,
/// else GB18030, which holds GBK. Windows zips from before 2012 carry GBK and say nothing.
fn decode_name<'a>(entry: &Entry<'a>) -> Cow<'a, str> {
    if let Some(name) = unicode_path(entry) {
        return Cow::Borrowed(name);
    }
    if entry.utf8 {
        return String::from_utf8_lossy(entry.name);
    }
    match std::str::from_utf8(entry.name) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => GB18030.decode_without_bom_handling(entry.name).0,
    }
}

/// The Info-ZIP Unicode path field (0x7075): version 1, CRC of the plain name, UTF-8 name.
fn unicode_path<'a>(entry: &Entry<'a>) -> Option<&'a str> {
    let data = extra_field(entry.extra, 0x7075)?;
    let (head, name) = data.split_at_checked(5)?;
    let crc = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
    (head[0] == 1 && crc == libdeflater::crc32(entry.name)).then(|| std::str::from_utf8(name).ok())?
}

/// False for absolute paths, drives, `..` and names that no file can have.
fn stays_inside(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    !path.is_empty()
        && !path.starts_with('/')
        && !drive
        && !path.contains('\0')
        && path.split('/').all(|step| step != "..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::testing::{Part, zip};

    fn paths(parts: &[Part]) -> Result<Vec<String>, Refusal> {
        let members = members(&zip(parts), &Limits::default())?;
        Ok(members.into_iter().map(|member| member.path).collect())
    }

    fn named(name: &[u8]) -> Part {
        Part { name: name.to_vec(), content: b"x".to_vec(), ..Part::default() }
    }

    #[test]
    fn files_come_in_stored_order_under_readable_names_and_directories_are_left_out() {
        let gbk = GB18030.encode("示例县\\表1.xlsx").0.into_owned();
        let field = |name: &[u8]| {
            let data = [&[1][..], &libdeflater::crc32(name).to_le_bytes(), "乡镇.xls".as_bytes()].concat();
            [&0x7075u16.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), &data].concat()
        };
        let parts = [
            named("b/".as_bytes()),
            Part { flags: 1 << 11, ..named("乙.docx".as_bytes()) },
            named(&gbk),
            named("无标志.xlsx".as_bytes()),
            Part { extra: field(b"??.xls"), ..named(b"??.xls") },
            Part { extra: field(b"other"), ..named(b"c..d.xls") },
            named(b"inner.zip"),
        ];
        let expected = ["乙.docx", "示例县/表1.xlsx", "无标志.xlsx", "乡镇.xls", "c..d.xls", "inner.zip"];
        assert_eq!(paths(&parts).unwrap(), expected);
    }

    #[test]
    fn names_that_lead_out_or_occur_twice_are_refused() {
        for name in ["../a", "a/../../b", "/a", "\\a", "C:\\a", "c:a", "a\0b", "", "a/..", "..\\a"] {
            assert_eq!(paths(&[named(name.as_bytes())]), Err(Refusal::Suspicious), "{name}");
        }
        assert_eq!(paths(&[named(b"a"), named(b"a")]), Err(Refusal::Suspicious));
        assert_eq!(paths(&[named(b"a"), named(b"A")]).unwrap().len(), 2);
    }

    #[test]
    fn encrypted_and_overlarge_archives_are_refused() {
        assert_eq!(paths(&[Part { flags: 1, ..named(b"a") }]), Err(Refusal::Encrypted));
        let limits = Limits { total_bytes: 3, ..Limits::default() };
        let four = [named(b"a"), named(b"b"), named(b"c"), named(b"d")];
        assert_eq!(members(&zip(&four), &limits), Err(Refusal::TooLarge));
        assert_eq!(members(&zip(&four[..3]), &limits).map(|members| members.len()), Ok(3));
        assert_eq!(members(&zip(&[]), &limits), Ok(vec![]));
    }
}
