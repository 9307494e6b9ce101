//! `liangze init`: an office's folder.

use super::answer::Answer;
use super::arguments::Init;
use super::declared::{catalog_of, registry_in, registry_of};
use super::failure::{Failure, flaw};
use super::progress::note;
use super::words::Words;
use crate::batch::Office;
use crate::catalog::Catalog;
use crate::catalog::load::Templates;

/// Makes an office. A registry that cannot be used is told before anything is made.
pub fn init(given: &Init, words: &Words) -> Result<Answer, Failure> {
    if let Some(folder) = &given.registry {
        registry_in(folder, &Catalog::builtin()?)?;
    }
    let office = Office::init(&given.office, given.registry.as_deref(), &Templates::builtin())?;
    let path = given.office.display().to_string();
    let inbox = office.inbox().display().to_string();
    let mut text = words.fill("init.done", &[("path", &path)]) + "\n";
    let (registry, issues) = registry_of(&office, &catalog_of(&office)?)?;
    issues.iter().for_each(|issue| note(&flaw(issue, words)));
    if registry.units().is_empty() {
        text += words.say("init.no_registry");
    } else {
        let (units, leaders) = (registry.units().len().to_string(), registry.leaders().count().to_string());
        text += &words.fill("init.registry", &[("units", &units), ("leaders", &leaders)]);
    }
    text += "\n";
    text += &words.fill("init.next", &[("inbox", &inbox), ("path", &path)]);
    text += "\n";
    Ok(Answer::clean(text))
}
