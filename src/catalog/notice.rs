//! A notice as declared: `notice.toml` and `body.md` of one folder of templates/notices (FORMS.md 8.2). The sentences
//! stand there; here is what an author may say. Typesetting and filling belong to the writing floor.

use super::due::Cycle;
use super::issue::Issue;
use super::leaves::Leaves;
use super::notice_facts::{Cases, Figure, FigureList};
use super::notice_triggers::{Rows, Submitted};
use crate::model::Saying;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A declared notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What stands in `notice.toml`.
    pub declaration: Declaration,
    /// The text of `body.md`: markup with tags.
    pub body: String,
    /// Its folder within templates/, for issues.
    pub folder: String,
    /// `template.docx`: an office's own Word template, which is filled instead of the typeset body.
    pub template: Option<Vec<u8>>,
    /// `example.json`: facts with which the notice is rehearsed.
    pub example: Option<String>,
}

/// What stands in `notice.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// The id of FORMS.md 8.2, such as `N02`.
    pub id: String,
    /// What officers call it.
    pub name: String,
    /// 文种: 通知, 通报, 函, …; empty for papers that are not 公文.
    #[serde(default)]
    pub genre: String,
    /// Which of the layouts of GB/T 9704.
    pub layout: Layout,
    /// Whether a cover sheet (发文稿纸) goes with each draft; not with slips that nobody signs one by one.
    #[serde(default = "yes")]
    pub cover: bool,
    /// When it is made, and so for what one notice is made.
    pub when: Trigger,
    /// The code of a form: then the notice speaks of the duties of this form alone, in periods of its cycle, and only
    /// once an official return of it has come.
    #[serde(default)]
    pub form: Option<String>,
    /// Then only for periods of this kind.
    #[serde(default)]
    pub cycle: Option<Cycle>,
    /// The title, with tags.
    pub title: String,
    /// The name of the file to be written, with tags.
    pub file_name: String,
    /// The mark at the upper left of page 1, such as 内部资料; empty for none.
    #[serde(default)]
    pub mark: String,
    /// 主送机关
    #[serde(default)]
    pub main: Vec<Recipient>,
    /// 抄送机关
    #[serde(default)]
    pub copies: Vec<Recipient>,
    /// 附件, in order.
    #[serde(default, rename = "attachment")]
    pub attachments: Vec<Attachment>,
    /// Every field that the texts may use beside the common ones, and what it is. The elements of a list are
    /// named `list[].key`.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Fields that always say the same.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Fields that are days: so many working days after the notice is drawn up.
    #[serde(default)]
    pub deadlines: BTreeMap<String, u16>,
    /// The words for keys that the program finds, such as `accepted`.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Fields that are a cell of a merged table.
    #[serde(default)]
    pub figures: BTreeMap<String, Figure>,
    /// Fields that are rows of a merged table.
    #[serde(default, rename = "list")]
    pub lists: Vec<FigureList>,
    /// When it leaves by the office's own calendar, if it has days of its own.
    #[serde(default)]
    pub leaves: Option<Leaves>,
    /// Which cases it publishes.
    #[serde(default)]
    pub cases: Option<Cases>,
    /// Which rows of merged tables make drafts, or stand in drafts of their unit alone.
    #[serde(default)]
    pub rows: Option<Rows>,
    /// Which returns make drafts.
    #[serde(default)]
    pub submitted: Option<Submitted>,
    /// The codes of forms whose figures of the period it makes public.
    #[serde(default)]
    pub publishes: Vec<String>,
}

/// The layouts of GB/T 9704-2012.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// 文件格式: red head, 发文字号, red rule, 版记.
    Document,
    /// 信函格式: name of the organ between red double rules.
    Letter,
    /// 上行文: as 文件格式, with 签发人 beside 发文字号.
    Upward,
    /// A cover sheet that stays in the house: neither head nor tail.
    Internal,
}

impl Declaration {
    /// True if it cites or attaches merged tables, its own rows aside.
    pub fn cites(&self) -> bool {
        let attached = self.attachments.iter().any(|attachment| !attachment.tables.is_empty());
        attached || !self.figures.is_empty() || self.lists.iter().any(|list| !self.is_narrowed(&list.field))
    }

    /// The switches that it names among its fields, by their keys.
    pub fn switches(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().filter_map(|field| field.strip_prefix("switch."))
    }

    /// True for a list that holds only the rows of the unit that a draft is about.
    pub fn is_narrowed(&self, list: &str) -> bool {
        self.rows.as_ref().is_some_and(|rows| rows.of.iter().any(|of| of == list))
    }
}

/// When a notice is made, and so for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// For each unit of which anything was received.
    Received,
    /// For each unit with a return that has an F, or that still has an E when the collection has closed.
    Returned,
    /// For each unit of which something is about to be due and has not come.
    DueSoon,
    /// For each unit that has not sent what is due, by the office's ladder of reminders.
    Overdue,
    /// Once when the collection of a period has closed.
    Closed,
    /// For the cases of each bulletin, and for each urgent case.
    Bulletin,
    /// For rows of merged tables, by `[rows]`.
    Rows,
    /// For each official return of a form, by `[submitted]`.
    Submitted,
    /// Beside each draft of another notice: its cover sheet.
    Draft,
    /// When an officer asks for it (`liangze notice draft`).
    ByHand,
}

/// Who receives a notice; resolved from the registry, never typed (FORMS.md 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The unit that the notice is about: it reports, or should have, or is concerned.
    #[serde(alias = "concerned_unit")]
    ReportingUnit,
    /// All units that owe a return of the collection.
    ReportingUnits,
    /// 同级党委 of the unit that reports.
    CounterpartParty,
    /// 上级党委 of the unit that reports.
    SuperiorParty,
    /// 上级纪委 of the unit that reports.
    SuperiorDiscipline,
    /// The party units below the issuing organ.
    SubordinatePartyUnits,
    /// The discipline units below the issuing organ.
    SubordinateDiscUnits,
    /// 同级党委 of the issuing organ.
    OwnParty,
    /// The leaders of the issuing organ.
    OwnLeaders,
    /// The standing committee of the issuing organ.
    OwnCommittee,
    /// The party's department of organization beside the issuing organ.
    OrganizationDepartment,
    /// The units of the rows that the notice is about.
    ListedUnits,
    /// The person whom the row is about.
    Person,
}

/// 附件 of a notice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name without 书名号 and punctuation, with tags.
    pub name: String,
    /// The file that holds it, with tags; without one it is set in the body after `@attachment`.
    #[serde(default)]
    pub file: Option<String>,
    /// The merged tables that the file holds, by id.
    #[serde(default)]
    pub tables: Vec<String>,
    /// The list of which the file holds a table.
    #[serde(default)]
    pub rows: Option<String>,
    /// The columns of that table: key, heading, width in half-width characters.
    #[serde(default)]
    pub columns: Vec<(String, String, u16)>,
}

impl Notice {
    /// Reads a declaration. `folder` is how issues name the place, for instance `notices/N02`.
    pub fn parse(folder: &str, declaration: &str, body: &str) -> Result<Notice, Vec<Issue>> {
        let file = format!("{folder}/notice.toml");
        let source = declaration;
        let declaration: Declaration =
            toml::from_str(source).map_err(|error| vec![Issue::toml(&file, source, &error)])?;
        let notice = Notice {
            declaration,
            body: body.replace("\r\n", "\n"),
            folder: folder.to_owned(),
            template: None,
            example: None,
        };
        let issues = notice.issues(&file, source);
        if issues.is_empty() { Ok(notice) } else { Err(issues) }
    }

    /// The file of the body, for issues.
    pub fn body_file(&self) -> String {
        format!("{}/body.md", self.folder)
    }

    fn issues(&self, file: &str, text: &str) -> Vec<Issue> {
        let declaration = &self.declaration;
        let mut issues = Vec::new();
        let mut wrong = |key: &str, what: Saying| issues.push(Issue::at(file, line_of_key(text, key), what));
        for (key, value) in [
            ("id", &declaration.id),
            ("name", &declaration.name),
            ("title", &declaration.title),
            ("file_name", &declaration.file_name),
        ] {
            if value.trim().is_empty() {
                wrong(key, Saying::new("issue.empty").with("key", key));
            }
        }
        if declaration.file_name.contains(['/', '\\']) {
            wrong("file_name", Saying::new("issue.file_name"));
        }
        if declaration.layout != Layout::Internal && declaration.main.is_empty() {
            wrong("layout", Saying::new("issue.no_recipient"));
        }
        let leaves = declaration.leaves.as_ref();
        if leaves.is_some_and(|leaves| !leaves.months.iter().all(|month| (1..=12).contains(month))) {
            wrong("months", Saying::new("issue.months"));
        }
        if leaves.is_some_and(|leaves| !leaves.says_when()) {
            wrong("leaves", Saying::new("issue.leaves"));
        }
        if declaration.cases.is_some() && leaves.is_none_or(|leaves| leaves.workdays > 0) {
            wrong("cases", Saying::new("issue.bulletin_day"));
        }
        for (field, meaning) in &declaration.fields {
            if meaning.trim().is_empty() {
                wrong(field, Saying::new("issue.undescribed").with("field", field));
            }
        }
        let declared = |field: &String| {
            declaration.fields.keys().any(|known| known == field || known.starts_with(&format!("{field}[")))
        };
        let computed = declaration.constants.keys().chain(declaration.deadlines.keys());
        let computed = computed.chain(declaration.figures.keys());
        let lists = declaration.lists.iter().map(|list| &list.field);
        for field in computed.chain(lists).filter(|field| !declared(field)) {
            wrong(field, Saying::new("issue.undeclared").with("field", field));
        }
        for (key, lacks) in [
            ("rows", declaration.when == Trigger::Rows && declaration.rows.is_none()),
            ("submitted", declaration.when == Trigger::Submitted && declaration.submitted.is_none()),
        ] {
            if lacks {
                wrong("when", Saying::new("issue.made_for").with("key", key));
            }
        }
        for of in declaration.rows.iter().flat_map(|rows| &rows.of) {
            if !declaration.lists.iter().any(|list| list.field == *of) {
                wrong("rows", Saying::new("issue.rows_of").with("list", of));
            }
        }
        for list in &declaration.lists {
            let known = |key: &String| list.items.contains_key(key) || list.also.contains_key(key);
            for key in list.plain.iter().filter(|key| !known(key)) {
                wrong("plain", Saying::new("issue.plain").with("key", key).with("list", &list.field));
            }
        }
        let set = self.body.lines().filter(|line| line.trim_start().starts_with("@attachment")).count();
        let inline = declaration.attachments.iter().filter(|attachment| attachment.file.is_none()).count();
        if set != inline {
            wrong("attachment", Saying::new("issue.attachments").with("inline", inline).with("set", set));
        }
        if self.body.trim().is_empty() {
            issues.push(Issue::new(&self.body_file(), Saying::new("issue.no_body")));
        }
        issues
    }
}

/// The line, from 1, on which a key is set; 1 if it is not.
fn line_of_key(text: &str, key: &str) -> usize {
    let sets = |line: &str| {
        let line = line.trim_start().trim_start_matches(['[', '"']);
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(['=', ']']))
    };
    text.lines().position(sets).map_or(1, |index| index + 1)
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Sentences;

    const DECLARED: &str = r#"
id = "N99"
name = "试验函"
genre = "函"
layout = "letter"
when = "overdue"
title = "关于{{ form.title }}的函"
file_name = "{{ unit.short_name }}.docx"
main = ["reporting_unit"]

[fields]
"form.title" = "the form"
"#;

    #[test]
    fn a_declaration_is_read_with_its_body() {
        let notice = Notice::parse("n", DECLARED, "正文\r\n").unwrap();
        assert_eq!(notice.declaration.main, [Recipient::ReportingUnit]);
        assert_eq!((notice.body.as_str(), notice.body_file().as_str()), ("正文\n", "n/body.md"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let issues = |text: &str, body: &str| {
            let issues = Notice::parse("n", text, body).unwrap_err();
            let said = |issue: &Issue| (issue.line, Sentences::english().say(&issue.what));
            issues.iter().map(said).collect::<Vec<_>>()
        };
        let unknown = issues(&DECLARED.replace("genre", "gender"), "正文");
        assert_eq!(unknown[0].0, 4);
        assert!(unknown[0].1.contains("unknown field `gender`"), "{unknown:?}");
        let word = issues(&DECLARED.replace("reporting_unit", "somebody"), "正文");
        assert_eq!(word[0].0, 9);
        let several = issues(&DECLARED.replace("\"the form\"", "\"\"").replace("试验函", " "), "");
        let lines: Vec<usize> = several.iter().map(|issue| issue.0).collect();
        assert_eq!(lines, [3, 12, 0]);
        let attachments = issues(DECLARED, "正文\n@attachment\n");
        assert_eq!(attachments[0].1, "0 attachments have no file, but the body sets 1");
    }
}
