//! What a command needs to know before it can answer: the catalogue and the registry, from an office or from a folder.

use super::failure::Failure;
use crate::batch::Office;
use crate::catalog::Catalog;
use crate::model::{Registry, RegistryIssue};
use std::path::Path;

/// The catalogue of an office: the built-in declarations with its own laid over them.
pub fn catalog_of(office: &Office) -> Result<Catalog, Failure> {
    Ok(Catalog::load(&office.templates()?)?)
}

/// The registry of an office, with what is wrong in it but does not matter.
pub fn registry_of(office: &Office, catalog: &Catalog) -> Result<(Registry, Vec<RegistryIssue>), Failure> {
    let [units, leaders, holidays] =
        ["units.csv", "leaders.csv", "holidays.csv"].map(|name| office.registry_text(name));
    usable(Registry::load(&units?, &leaders?, &holidays?, &catalog.names))
}

/// The registry in a folder; only `units.csv` must be there.
pub fn registry_in(folder: &Path, catalog: &Catalog) -> Result<(Registry, Vec<RegistryIssue>), Failure> {
    let text = |name: &str| {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(Failure::Unreadable(path, error)),
        }
    };
    if !folder.join("units.csv").is_file() {
        return Err(Failure::NoRegistry(folder.to_owned()));
    }
    usable(Registry::load(&text("units.csv")?, &text("leaders.csv")?, &text("holidays.csv")?, &catalog.names))
}

fn usable(
    (registry, issues): (Registry, Vec<RegistryIssue>),
) -> Result<(Registry, Vec<RegistryIssue>), Failure> {
    if issues.iter().any(|issue| issue.fatal) {
        Err(Failure::Registry(issues))
    } else {
        Ok((registry, issues))
    }
}
