//! Relationships: how one part of a package refers to another.

use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token, decode};

/// A reference from one part to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relationship {
    /// Its id within the referring part.
    pub id: String,
    /// The last step of its type, such as `worksheet`; the same in the transitional and the strict namespace.
    pub kind: String,
    /// The name of the part, from the root of the package; `None` if it leads out of the package.
    pub target: Option<String>,
}

/// Reads a `.rels` part. `folder` is the folder of the part that refers.
///
/// # Errors
/// `Damaged` if it is no list of relationships.
pub fn read(text: &str, folder: &str, depth: usize) -> Result<Vec<Relationship>, Refusal> {
    let mut relationships = Vec::new();
    let mut scanner = Scanner::new(text, depth);
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        if tag.name != "Relationship" {
            continue;
        }
        let (mut id, mut kind, mut target, mut external) = Default::default();
        for attribute in tag.attributes() {
            match attribute? {
                ("Id", value) => id = decode(value)?,
                ("Type", value) => kind = value,
                ("Target", value) => target = decode(value)?,
                ("TargetMode", value) => external = value.eq_ignore_ascii_case("External"),
                _ => {}
            }
        }
        relationships.push(Relationship {
            id: id.into_owned(),
            kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
            target: if external { None } else { resolve(folder, &target) },
        });
    }
    Ok(relationships)
}

/// The name that a target means, seen from a folder; `None` if it leads out.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let target = unescape_percent(target)?.replace('\\', "/");
    if target.is_empty() || target.starts_with("//") || target.contains("://") {
        return None;
    }
    let mut steps: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|s| !s.is_empty()).collect()
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    (!steps.is_empty()).then(|| steps.join("/"))
}

fn unescape_percent(target: &str) -> Option<String> {
    if !target.contains('%') {
        return Some(target.to_owned());
    }
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        rest = others;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_name_from_the_root_of_the_package_or_nothing() {
        let cases = [
            ("worksheets/sheet1.xml", Some("xl/worksheets/sheet1.xml")),
            ("/xl/worksheets/sheet1.xml", Some("xl/worksheets/sheet1.xml")),
            ("../xl/./worksheets/../worksheets/%73heet1.xml", Some("xl/worksheets/sheet1.xml")),
            ("worksheets\\sheet1.xml", Some("xl/worksheets/sheet1.xml")),
            ("../../../../etc/passwd", None),
            ("file:///etc/passwd", None),
            ("\\\\host\\share", None),
            ("%zz", None),
            ("..", None),
            ("", None),
        ];
        for (target, expected) in cases {
            assert_eq!(resolve("xl", target).as_deref(), expected, "{target}");
        }
    }
}
