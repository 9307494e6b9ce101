//! The parts of a package that is written again: those that nothing is done to are copied as they are packed.

use super::edits::{Edits, escaped};
use crate::paper::opc::{Package, Relationship};
use crate::paper::sheet::{Limits, Refusal};
use crate::paper::xml::{Scanner, Token};
use crate::paper::zip::{self, Entry};
use libdeflater::{CompressionLvl, Compressor, crc32};
use std::collections::BTreeMap;

const CONTENT_TYPES: &str = "[Content_Types].xml";
/// How relations between parts are named in full.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package with changes.
pub struct Parts<'a, 'l> {
    package: Package<'a, 'l>,
    entries: Vec<Entry<'a>>,
    /// By normal name: new content, or nothing for a part that is left out.
    changed: BTreeMap<String, Option<Vec<u8>>>,
    /// Parts that the package did not have: name and content.
    added: Vec<(String, Vec<u8>)>,
}

impl<'a, 'l> Parts<'a, 'l> {
    /// The package in a zip.
    ///
    /// # Errors
    /// As for reading it.
    pub fn open(bytes: &'a [u8], limits: &'l Limits) -> Result<Parts<'a, 'l>, Refusal> {
        let entries = zip::entries(bytes, limits)?;
        let package = Package::new(entries.clone(), limits)?;
        Ok(Parts { package, entries, changed: BTreeMap::new(), added: Vec::new() })
    }

    /// Depth of elements.
    pub fn depth(&self) -> usize {
        self.package.limits().depth
    }

    /// The name of the main part.
    ///
    /// # Errors
    /// As [`Package::main_part`].
    pub fn main_part(&mut self, usual: &[&str]) -> Result<String, Refusal> {
        self.package.main_part(usual)
    }

    /// The normal names of the parts as they came.
    pub fn names(&self) -> Vec<String> {
        self.package.names().map(str::to_owned).collect()
    }

    /// True if there is such a part now.
    pub fn has(&self, name: &str) -> bool {
        let name = normal(name);
        match self.changed.get(&name) {
            Some(content) => content.is_some(),
            None => self.package.has(&name) || self.added.iter().any(|(other, _)| normal(other) == name),
        }
    }

    /// The text of a part as it stands now. It must be in UTF-8, for so it is written again.
    ///
    /// # Errors
    /// `Damaged` if it is not there; else as for reading it.
    pub fn text(&mut self, name: &str) -> Result<String, Refusal> {
        let name = normal(name);
        let bytes = match self.changed.get(&name) {
            Some(content) => content.clone(),
            None => match self.added.iter().find(|(other, _)| normal(other) == name) {
                Some((_, content)) => Some(content.clone()),
                None => self.package.bytes(&name)?,
            },
        };
        let text = String::from_utf8(bytes.ok_or(Refusal::Damaged)?).map_err(|_| Refusal::UnknownFormat)?;
        let declared = text.split_once("?>").map_or("", |(declaration, _)| declaration).to_ascii_lowercase();
        let other = declared.contains("encoding") && !declared.contains("utf-8");
        if other { Err(Refusal::UnknownFormat) } else { Ok(text) }
    }

    /// Gives a part another content; adds it if there is none.
    pub fn set(&mut self, name: &str, content: impl Into<Vec<u8>>) {
        let content = content.into();
        if let Some((_, present)) = self.added.iter_mut().find(|(other, _)| normal(other) == normal(name)) {
            *present = content;
        } else if self.package.has(name) {
            self.changed.insert(normal(name), Some(content));
        } else {
            self.added.push((name.trim_start_matches('/').to_owned(), content));
        }
    }

    /// Leaves a part out, its relations and its kind too.
    ///
    /// # Errors
    /// As for reading the list of kinds.
    pub fn leave_out(&mut self, name: &str) -> Result<(), Refusal> {
        self.changed.insert(normal(name), None);
        self.changed.insert(normal(&relations_of(name)), None);
        let text = self.text(CONTENT_TYPES)?;
        let mut edits = Edits::of(&text);
        let mut scanner = Scanner::new(&text, self.depth());
        while let Some(token) = scanner.token()? {
            let Token::Start(tag) = token else { continue };
            if tag.name == "Override"
                && tag.text("PartName")?.is_some_and(|part| normal(&part) == normal(name))
            {
                let from = edits.place(tag.qualified) - 1;
                scanner.skip()?;
                edits.replace(from, scanner.at(), "");
            }
        }
        let text = edits.applied()?;
        self.set(CONTENT_TYPES, text);
        Ok(())
    }

    /// Leaves out the relations of a part.
    pub fn forget_relations(&mut self, part: &str) {
        self.changed.insert(normal(&relations_of(part)), None);
    }

    /// The relations of a part, or of the package for an empty name, as they came.
    ///
    /// # Errors
    /// As [`Package::relationships`].
    pub fn relations(&mut self, part: &str) -> Result<Vec<Relationship>, Refusal> {
        self.package.relationships(part)
    }

    /// Removes relations of a part by their ids.
    ///
    /// # Errors
    /// As for reading them.
    pub fn unrelate(&mut self, part: &str, ids: &[String]) -> Result<(), Refusal> {
        let name = relations_of(part);
        let text = self.text(&name)?;
        let mut edits = Edits::of(&text);
        let mut scanner = Scanner::new(&text, self.depth());
        while let Some(token) = scanner.token()? {
            let Token::Start(tag) = token else { continue };
            let id = tag.text("Id")?.unwrap_or_default();
            if tag.name == "Relationship" && ids.iter().any(|other| *other == id) {
                let from = edits.place(tag.qualified) - 1;
                scanner.skip()?;
                edits.replace(from, scanner.at(), "");
            }
        }
        let text = edits.applied()?;
        self.set(&name, text);
        Ok(())
    }

    /// Relates a part to another one, by the last step of the kind; gives the id.
    ///
    /// # Errors
    /// As for reading its relations.
    pub fn relate(&mut self, part: &str, kind: &str, target: &str) -> Result<String, Refusal> {
        let name = relations_of(part);
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        let space = "http://schemas.openxmlformats.org/package/2006/relationships";
        let text = if self.has(&name) {
            self.text(&name)?
        } else {
            format!("{head}<Relationships xmlns=\"{space}\"></Relationships>")
        };
        let mut taken = Vec::new();
        let mut scanner = Scanner::new(&text, self.depth());
        while let Some(token) = scanner.token()? {
            if let Token::Start(tag) = token {
                taken.push(tag.text("Id")?.unwrap_or_default().into_owned());
            }
        }
        let id = free(|number| format!("rId{number}"), |id| taken.iter().any(|other| other == id));
        let made = append_to_root(&text, self.depth(), |prefix| {
            format!(
                "<{prefix}Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"/{}\"/>",
                escaped(target)
            )
        })?;
        self.set(&name, made);
        Ok(id)
    }

    /// Adds a part of a kind under the first free name that a number makes; gives the name.
    ///
    /// # Errors
    /// As for reading the list of kinds.
    pub fn add(
        &mut self,
        name: impl Fn(usize) -> String,
        kind: &str,
        content: impl Into<Vec<u8>>,
    ) -> Result<String, Refusal> {
        let name = free(name, |name| self.package.has(name) || self.has(name));
        self.set(&name, content);
        let text = self.text(CONTENT_TYPES)?;
        let made = append_to_root(&text, self.depth(), |prefix| {
            format!("<{prefix}Override PartName=\"/{}\" ContentType=\"{kind}\"/>", escaped(&name))
        })?;
        self.set(CONTENT_TYPES, made);
        Ok(name)
    }

    /// Gives a part, by its name, another kind, and so all parts of a kind that is to be no more.
    ///
    /// # Errors
    /// As for reading the list of kinds.
    pub fn change_kinds(&mut self, kinds: &[(&str, &str)]) -> Result<(), Refusal> {
        let text = self.text(CONTENT_TYPES)?;
        let mut edits = Edits::of(&text);
        let mut scanner = Scanner::new(&text, self.depth());
        while let Some(token) = scanner.token()? {
            let Token::Start(tag) = token else { continue };
            let kind = tag.raw("ContentType")?.unwrap_or_default();
            if let Some((_, other)) = kinds.iter().find(|(old, _)| *old == kind) {
                edits.set(tag, "ContentType", other)?;
            }
        }
        let text = edits.applied()?;
        self.set(CONTENT_TYPES, text);
        Ok(())
    }

    /// The package as a zip. Entries that are as they were keep their order and their packed bytes; no entry has a time.
    pub fn written(self) -> Vec<u8> {
        let mut zip = Written::default();
        for entry in &self.entries {
            match self.changed.get(&normal(&String::from_utf8_lossy(entry.name))) {
                None => zip.put(entry.name, entry.utf8, (entry.method, entry.crc, entry.size), entry.packed),
                Some(Some(content)) => zip.pack(entry.name, entry.utf8, content),
                Some(None) => {}
            }
        }
        self.added.iter().for_each(|(name, content)| zip.pack(name.as_bytes(), true, content));
        zip.finished()
    }
}

/// A name by which parts are told apart.
pub fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// The usual name of an XML part; with a number from the second on.
pub fn numbered_name(stem: &str, number: usize) -> String {
    let number = if number == 1 { String::new() } else { number.to_string() };
    format!("{stem}{number}.xml")
}

/// The part that holds the relations of a part, or of the package for an empty name.
fn relations_of(part: &str) -> String {
    let part = part.trim_start_matches('/');
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The first name of a row of names that is not taken.
fn free(name: impl Fn(usize) -> String, taken: impl Fn(&str) -> bool) -> String {
    (1..).map(name).find(|name| !taken(name)).unwrap_or_default()
}

/// A part with an element more at the end of its root.
pub fn append_to_root(part: &str, depth: usize, element: impl Fn(&str) -> String) -> Result<String, Refusal> {
    let mut edits = Edits::of(part);
    let mut scanner = Scanner::new(part, depth);
    let Some(Token::Start(root)) = scanner.token()? else { return Err(Refusal::Damaged) };
    let made = element(root.prefix());
    if root.empty {
        edits.append(root, scanner.at(), &made);
    } else {
        let mut before = scanner.at();
        while let Some(_token) = scanner.token()? {
            if scanner.level() > 0 {
                before = scanner.at();
            }
        }
        edits.append(root, before, &made);
    }
    edits.applied()
}

/// A zip that is being written.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Written {
    fn pack(&mut self, name: &[u8], utf8: bool, content: &[u8]) {
        const DEFLATED: u16 = 8;
        let level = CompressionLvl::new(6).unwrap_or_default();
        let mut compressor = Compressor::new(level);
        let mut packed = vec![0; compressor.deflate_compress_bound(content.len())];
        let length = compressor.deflate_compress(content, &mut packed).unwrap_or_default();
        packed.truncate(length);
        self.put(name, utf8, (DEFLATED, crc32(content), content.len() as u64), &packed);
    }

    /// Method, checksum and size go before the packed bytes.
    fn put(&mut self, name: &[u8], utf8: bool, (method, crc, size): (u16, u32, u64), packed: &[u8]) {
        const VERSION: u16 = 20;
        const UTF8_NAMES: u16 = 1 << 11;
        const FIRST_OF_1980: u32 = 0x21 << 16;
        // Parts and files are bounded far below what 32 bits tell.
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        let mut fields = Vec::with_capacity(26);
        for number in [VERSION, if utf8 { UTF8_NAMES } else { 0 }, method] {
            fields.extend(number.to_le_bytes());
        }
        fields.extend(FIRST_OF_1980.to_le_bytes());
        fields.extend(crc.to_le_bytes());
        fields.extend(short(packed.len() as u64));
        fields.extend(short(size));
        fields.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        fields.extend([0; 2]);
        let offset = short(self.bytes.len() as u64);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&fields);
        self.bytes.extend(name);
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02\x14\0");
        self.directory.extend(&fields);
        self.directory.extend([0; 10]);
        self.directory.extend(offset);
        self.directory.extend(name);
        self.count = self.count.saturating_add(1);
    }

    fn finished(mut self) -> Vec<u8> {
        let offset = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(self.directory.len()).unwrap_or(u32::MAX);
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend([self.count.to_le_bytes(); 2].concat());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(offset.to_le_bytes());
        self.bytes.extend([0; 2]);
        self.bytes
    }
}
