//! The press: every notice of an office, typeset or taken from the office's own Word templates, compiled once and
//! filled many times from any thread; and its rehearsal before use.

use super::fault::{Fault, Wrong};
use super::lint::{is_known, lint_template, near};
use super::mention::Follower;
use super::phrase::Phrase;
use super::problem::FillProblem;
use super::tag;
use super::template::{Filled, Template};
use super::typeset::Typesetter;
use crate::catalog::notice::Notice;
use crate::catalog::{Issue, Letterhead, Notices};
use crate::model::Saying;
use minijinja::value::{Serde, Value};
use std::collections::{BTreeMap, BTreeSet};

/// All notices of an office, ready to be filled.
#[derive(Debug)]
pub struct Press(BTreeMap<String, Sheet>);

/// One notice, ready to be filled.
#[derive(Debug)]
pub struct Sheet {
    template: Template,
    title: Phrase,
    file_name: Phrase,
    attachments: Vec<(Phrase, Option<Phrase>)>,
}

/// A filled notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The docx.
    pub bytes: Vec<u8>,
    /// How many of its paragraphs hold tags that were not filled (FORMS.md 8.2).
    pub unfilled: usize,
    /// Its title, on one line.
    pub title: String,
    /// The name of its file.
    pub file_name: String,
    /// Its 附件: the name as 附件说明 prints it, and the file if it is one of its own.
    pub attachments: Vec<(String, Option<String>)>,
}

impl Press {
    /// Typesets and compiles all notices; an `Err` lists everything that is wrong.
    pub fn new(notices: &Notices, letterhead: &Letterhead) -> Result<Press, Vec<Issue>> {
        let mut sheets = BTreeMap::new();
        let mut issues = Vec::new();
        for notice in &notices.all {
            match Sheet::new(notices, letterhead, notice) {
                Ok(sheet) => {
                    sheets.insert(notice.declaration.id.clone(), sheet);
                }
                Err(wrong) => issues.extend(wrong),
            }
        }
        if issues.is_empty() { Ok(Press(sheets)) } else { Err(issues) }
    }

    /// The notice with an id.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.0.get(id)
    }
}

impl Sheet {
    fn new(notices: &Notices, letterhead: &Letterhead, notice: &Notice) -> Result<Sheet, Vec<Issue>> {
        let (file, bytes) = template_of(notices, letterhead, notice).map_err(|issue| vec![issue])?;
        let template = Template::load(&bytes, &notices.style).map_err(|faults| {
            faults.iter().map(|fault| Issue::new(&file, fault.saying())).collect::<Vec<_>>()
        })?;
        let declaration = &notice.declaration;
        let file = format!("{}/notice.toml", notice.folder);
        let phrase = |text: &str| Phrase::compile(&file, text, &notices.style).map_err(|issue| vec![issue]);
        let mut attachments = Vec::new();
        for attachment in &declaration.attachments {
            let of_its_own = attachment.file.as_deref().map(phrase).transpose()?;
            attachments.push((phrase(&attachment.name)?, of_its_own));
        }
        let (title, file_name) = (phrase(&declaration.title)?, phrase(&declaration.file_name)?);
        Ok(Sheet { template, title, file_name, attachments })
    }

    /// The name of its file, without filling it.
    pub fn file_name(&self, facts: &serde_json::Value) -> Result<String, FillProblem> {
        self.file_name.file_name(facts)
    }

    /// The names of the files of its 附件 that have their own, without filling it.
    pub fn attachment_files(&self, facts: &serde_json::Value) -> Result<Vec<String>, FillProblem> {
        let files = self.attachments.iter().filter_map(|(_, file)| file.as_ref());
        files.map(|file| file.file_name(facts)).collect()
    }

    /// Fills the notice. The same facts give the same bytes.
    pub fn print(&self, facts: &serde_json::Value) -> Result<Printed, FillProblem> {
        let facts = &Value::from(Serde(facts));
        let mut attachments = Vec::with_capacity(self.attachments.len());
        for (name, file) in &self.attachments {
            let file = file.as_ref().map(|file| file.file_name_with(facts)).transpose()?;
            attachments.push((name.say_with(facts)?, file));
        }
        let Filled { bytes, unfilled } = self.template.fill_with(facts)?;
        Ok(Printed {
            bytes,
            unfilled,
            title: self.title.say_with(facts)?,
            file_name: self.file_name.file_name_with(facts)?,
            attachments,
        })
    }
}

/// The Word template of a notice, and how issues name it: the office's own, or the typeset body.
fn template_of(
    notices: &Notices,
    letterhead: &Letterhead,
    notice: &Notice,
) -> Result<(String, Vec<u8>), Issue> {
    match &notice.template {
        Some(bytes) => Ok((format!("{}/template.docx", notice.folder), bytes.clone())),
        None => Ok((notice.body_file(), Typesetter::new(notices, letterhead).typeset(notice)?)),
    }
}

/// Looks over all notices and fills each with its example: what is wrong, before an officer meets it.
pub fn rehearse(notices: &Notices, letterhead: &Letterhead) -> Vec<Issue> {
    let mut issues = Vec::new();
    for notice in &notices.all {
        let before = issues.len();
        let known = notices.fields_of(notice);
        issues.extend(unknown_fields(notice, &known));
        match template_of(notices, letterhead, notice) {
            Ok((file, bytes)) => {
                let faults = lint_template(&bytes, &notices.style, &known);
                issues.extend(faults.iter().map(|fault| Issue::new(&file, fault.saying())));
            }
            Err(issue) => issues.push(issue),
        }
        if issues.len() == before {
            issues.extend(example_issue(notices, letterhead, notice));
        }
    }
    issues
}

/// Fields in the texts of `notice.toml` that nobody declares.
fn unknown_fields(notice: &Notice, known: &BTreeSet<String>) -> Vec<Issue> {
    let declaration = &notice.declaration;
    let attachments = declaration.attachments.iter();
    let texts = [declaration.title.as_str(), declaration.file_name.as_str()].into_iter().chain(
        attachments
            .flat_map(|attachment| [Some(attachment.name.as_str()), attachment.file.as_deref()])
            .flatten(),
    );
    let mut issues = Vec::new();
    for text in texts {
        let mut follower = Follower::default();
        for field in tag::find(text).iter().flat_map(|tag| follower.follow(tag).fields) {
            if !is_known(&field, known) {
                let near = near(&field, known).unwrap_or_default().to_owned();
                let wrong = Wrong::NoField { field, near };
                let fault = Fault { part: String::new(), place: text.to_owned(), wrong };
                issues.push(Issue::new(&format!("{}/notice.toml", notice.folder), fault.saying()));
            }
        }
    }
    issues
}

/// What keeps a notice from being filled with its example.
fn example_issue(notices: &Notices, letterhead: &Letterhead, notice: &Notice) -> Option<Issue> {
    let file = format!("{}/example.json", notice.folder);
    let Some(example) = &notice.example else {
        return Some(Issue::new(&file, Saying::new("issue.no_example")));
    };
    let facts = match serde_json::from_str(example) {
        Ok(facts) => facts,
        Err(error) => {
            let what = Saying::new("issue.json").with("why", error.to_string());
            return Some(Issue::at(&file, error.line(), what));
        }
    };
    let printed = Sheet::new(notices, letterhead, notice).ok()?.print(&facts);
    let lacking = |problem: FillProblem| Saying::new("issue.example_lacks").with("why", problem.saying());
    printed.err().map(|problem| Issue::new(&file, lacking(problem)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::load::Templates;

    fn letterhead() -> Letterhead {
        let name = || "中共示例省纪律检查委员会".to_owned();
        Letterhead { organ: name(), mark: name(), printer: "中共示例省纪委办公厅".into() }
    }

    fn rehearsed(changes: &[(&str, &str, &str)]) -> Vec<String> {
        let builtin = Templates::builtin();
        let changed = changes.iter().map(|(path, from, to)| {
            let text = builtin.text(path).unwrap();
            assert!(text.contains(from), "{path} has no `{from}`");
            ((*path).to_owned(), text.replace(from, to).into_bytes())
        });
        let changed: Vec<_> = changed.collect();
        let notices = Notices::load(&builtin.clone().with(changed)).unwrap();
        rehearse(&notices, &letterhead()).iter().map(Issue::to_string).collect()
    }

    #[test]
    fn every_notice_of_the_program_is_rehearsed_without_issue() {
        assert_eq!(rehearsed(&[]), Vec::<String>::new());
    }

    #[test]
    fn what_an_author_gets_wrong_is_found_before_an_officer_meets_it() {
        let found = rehearsed(&[("notices/N02/body.md", "counts.fatal", "counts.fatl")]);
        assert!(found[0].contains("there is no field “counts.fatl”; is it “counts.fatal”?"), "{found:?}");
        let found = rehearsed(&[("notices/N02/notice.toml", "《{{ period }}", "《{{ perod }}")]);
        assert!(found[0].starts_with("notices/N02/notice.toml"), "{found:?}");
        let found = rehearsed(&[("notices/N02/example.json", "\"fix_days\": \"3\",", "")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`fix_days` is missing"), "{found:?}");
    }

    #[test]
    fn a_notice_is_printed_with_its_title_file_and_attachments() {
        let notices = Notices::load(&Templates::builtin()).unwrap();
        let press = Press::new(&notices, &letterhead()).unwrap();
        let id = &notices.all[1].declaration.id;
        let facts = serde_json::from_str(notices.all[1].example.as_deref().unwrap()).unwrap();
        let printed = press.sheet(id).unwrap().print(&facts).unwrap();
        assert_eq!(printed.title, "关于退回修改《2014年第三季度党风廉政建设责任追究情况季报表》的通知");
        assert_eq!(printed.file_name, "示例市纪委-退回修改通知.docx");
        assert_eq!(
            printed.attachments,
            [("审核差错清单".to_owned(), Some("示例市纪委-审核差错清单.xlsx".to_owned()))]
        );
        assert!(press.sheet("").is_none());
    }
}
