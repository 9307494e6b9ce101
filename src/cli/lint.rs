//! `liangze lint`: the declarations, checked. What is wrong, where, and how to mend it.

use super::answer::{Answer, Exit};
use super::arguments::Lint;
use super::failure::{Failure, issue};
use super::words::Words;
use crate::batch::{templates_in, write_whole};
use crate::catalog::load::Templates;
use crate::catalog::{Catalog, Issue, Letterhead};
use crate::check;
use crate::model::Line;
use crate::write::notice;
use crate::write::report::Printer;
use std::path::Path;

/// Checks the built-in templates, with a folder of an office laid over them if one is named.
pub fn lint(given: &Lint, words: &Words) -> Result<Answer, Failure> {
    let templates = match &given.templates {
        None => Templates::builtin(),
        Some(folder) if folder.is_dir() => templates_in(folder)?,
        Some(folder) => return Err(Failure::NoFile(folder.clone())),
    };
    match Catalog::load(&templates) {
        Err(issues) => Ok(told(&issues, words)),
        Ok(catalog) => {
            let (issues, letterhead) = rehearse(&templates, &catalog)?;
            if !issues.is_empty() {
                return Ok(told(&issues, words));
            }
            let mut answer = clean(&catalog, words);
            if let Some(to) = &given.to {
                answer.text += &print(&catalog, &letterhead, to, words)?;
            }
            Ok(answer)
        }
    }
}

/// What only shows when the declarations are put to work: rules speak as their examples tell, notices are filled with
/// theirs.
fn rehearse(templates: &Templates, catalog: &Catalog) -> Result<(Vec<Issue>, Letterhead), Failure> {
    let (registry, wrong) = catalog.rehearsal(templates);
    if wrong.iter().any(|issue| issue.fatal) {
        return Err(Failure::Registry(wrong));
    }
    let organ = registry.top(Line::Discipline).map_or("—", |organ| &organ.name).to_owned();
    let letterhead = Letterhead { mark: organ.clone(), printer: organ.clone(), organ };
    let mut issues = check::rehearse(catalog, &registry);
    issues.extend(check::unproved(catalog, &registry));
    issues.extend(notice::rehearse(&catalog.notices, &letterhead));
    issues.extend(Printer::new(&catalog.report).err().into_iter().flatten());
    Ok((issues, letterhead))
}

/// Writes each notice as its example fills it, to be looked at in Word or WPS.
fn print(catalog: &Catalog, letterhead: &Letterhead, to: &Path, words: &Words) -> Result<String, Failure> {
    let press = notice::Press::new(&catalog.notices, letterhead)?;
    let mut text = String::new();
    for notice in &catalog.notices.all {
        let id = &notice.declaration.id;
        let example = notice.example.as_deref().and_then(|example| serde_json::from_str(example).ok());
        let printed = press.sheet(id).zip(example).and_then(|(sheet, example)| sheet.print(&example).ok());
        if let Some(printed) = printed {
            let path = to.join(format!("{id}-{}", printed.file_name));
            write_whole(&path, &printed.bytes)?;
            text += &(words.fill("lint.written", &[("path", &path.display().to_string())]) + "\n");
        }
    }
    Ok(text)
}

fn clean(catalog: &Catalog, words: &Words) -> Answer {
    let forms = catalog.forms.len().to_string();
    let rules = catalog.rules.len().to_string();
    let notices = catalog.notices.all.len().to_string();
    let values = [("forms", forms.as_str()), ("rules", rules.as_str()), ("notices", notices.as_str())];
    Answer::clean(words.fill("lint.clean", &values) + "\n")
}

fn told(issues: &[Issue], words: &Words) -> Answer {
    let mut text = words.fill("lint.found", &[("count", &issues.len().to_string())]) + "\n";
    for one in issues {
        text += &(issue(one, words) + "\n");
    }
    Answer { text, exit: Exit::Usage }
}
