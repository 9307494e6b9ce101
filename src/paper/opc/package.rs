//! An Open Packaging Conventions container (ISO/IEC 29500-2): parts by name, whatever their case and slashes.

use super::properties;
use super::relationship::{self, Relationship};
use crate::paper::sheet::{Limits, Refusal};
use crate::paper::xml;
use crate::paper::zip::{Entry, Inflater};

/// The parts of a package.
pub struct Package<'a, 'l> {
    /// Normal name and entry, sorted by name.
    parts: Vec<(String, Entry<'a>)>,
    inflater: Inflater<'l>,
    limits: &'l Limits,
}

impl<'a, 'l> Package<'a, 'l> {
    /// Takes the entries of a zip as parts; none is inflated yet.
    ///
    /// # Errors
    /// `Suspicious` if two names are the same but for case and slashes.
    pub fn new(entries: Vec<Entry<'a>>, limits: &'l Limits) -> Result<Package<'a, 'l>, Refusal> {
        let mut parts: Vec<_> = entries
            .into_iter()
            .map(|entry| (normal_name(&String::from_utf8_lossy(entry.name)), entry))
            .collect();
        parts.sort_by(|left, right| left.0.cmp(&right.0));
        if parts.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Refusal::Suspicious);
        }
        Ok(Package { parts, inflater: Inflater::new(limits), limits })
    }

    /// The limits that this package is read under.
    pub fn limits(&self) -> &'l Limits {
        self.limits
    }

    /// The normal names of all parts, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(name, _)| name.as_str())
    }

    /// True if there is such a part.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The content of a part, if there is one of that name.
    ///
    /// # Errors
    /// As [`Inflater::inflate`].
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        match self.find(name) {
            Some(at) => self.inflater.inflate(&self.parts[at].1).map(Some),
            None => Ok(None),
        }
    }

    /// The text of an XML part, if there is one of that name.
    ///
    /// # Errors
    /// As [`Inflater::inflate`] and [`xml::to_text`].
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        self.bytes(name)?.map(xml::to_text).transpose()
    }

    /// The relationships of a part, or of the package for an empty name.
    ///
    /// # Errors
    /// As [`Package::text`], or `Damaged` if the part is no list of relationships.
    pub fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, Refusal> {
        let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
        let slash = if folder.is_empty() { "" } else { "/" };
        match self.text(&format!("{folder}{slash}_rels/{file}.rels"))? {
            Some(text) => relationship::read(&text, folder, self.limits.depth),
            None => Ok(Vec::new()),
        }
    }

    /// The name of the main part: what the package says, else the first of the usual names that is there.
    ///
    /// # Errors
    /// `Damaged` if the package names a part that it does not have, or has none.
    pub fn main_part(&mut self, usual: &[&str]) -> Result<String, Refusal> {
        let said =
            self.relationships("")?.into_iter().find(|relationship| relationship.kind == "officeDocument");
        let name = match said {
            Some(relationship) => relationship.target,
            None => usual.iter().find(|name| self.has(name)).map(|name| (*name).to_owned()),
        };
        name.filter(|name| self.has(name)).ok_or(Refusal::Damaged)
    }

    /// The custom properties; none if there is no such part.
    ///
    /// # Errors
    /// As [`Package::text`], or `Damaged` if the part cannot be read.
    pub fn properties(&mut self) -> Result<Vec<(String, String)>, Refusal> {
        match self.text("docProps/custom.xml")? {
            Some(text) => properties::read(&text, self.limits.depth),
            None => Ok(Vec::new()),
        }
    }

    /// True if macros are in it.
    pub fn has_macros(&self) -> bool {
        self.names().any(|name| name.ends_with("vbaproject.bin"))
    }

    fn find(&self, name: &str) -> Option<usize> {
        // Names asked for have no backslashes: they are our own, or resolved ones.
        let name = name.trim_start_matches('/');
        let lower = || name.bytes().map(|byte| byte.to_ascii_lowercase());
        self.parts.binary_search_by(|(other, _)| other.bytes().cmp(lower())).ok()
    }
}

/// Names of parts are told apart without regard to case (ISO/IEC 29500-2, 6.2.2.3); backslashes occur in the wild.
fn normal_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}
