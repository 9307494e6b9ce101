//! All declared notices, with the house style, the parts of a Word file that they share (`templates/notices/`), and the
//! rules of redaction.

use super::issue::Issue;
use super::letterhead::HouseStyle;
use super::load::Templates;
use super::notice::Notice;
use super::redaction::Redaction;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything in `templates/notices/`.
#[derive(Clone, Debug)]
pub struct Notices {
    /// The house style.
    pub style: Arc<HouseStyle>,
    /// `word/styles.xml` of every notice that the typesetter sets.
    pub styles: String,
    /// `word/settings.xml`.
    pub settings: String,
    /// `word/fontTable.xml`.
    pub fonts: String,
    /// `word/theme/theme1.xml`: some readers demand one.
    pub theme: String,
    /// What is masked before cases are published.
    pub redaction: Redaction,
    /// The notices in the order of their ids.
    pub all: Vec<Notice>,
}

impl Notices {
    /// Reads and checks all notices; an `Err` lists everything that is wrong.
    pub fn load(templates: &Templates) -> Result<Notices, Vec<Issue>> {
        let mut issues = Vec::new();
        let style: Option<HouseStyle> = templates.declaration("notices/layout/house.toml", &mut issues);
        let styles = text(templates, "notices/layout/styles.xml", &mut issues);
        let settings = text(templates, "notices/layout/settings.xml", &mut issues);
        let fonts = text(templates, "notices/layout/fonts.xml", &mut issues);
        let theme = text(templates, "notices/layout/theme.xml", &mut issues);
        let mut all = Vec::new();
        for path in templates.paths("notices/", "/notice.toml") {
            let folder = path.trim_end_matches("/notice.toml");
            let declaration = text(templates, path, &mut issues);
            let body = text(templates, &format!("{folder}/body.md"), &mut issues);
            match Notice::parse(folder, &declaration, &body) {
                Ok(mut notice) => {
                    notice.template = templates.bytes(&format!("{folder}/template.docx")).map(<[u8]>::to_vec);
                    notice.example = templates.text(&format!("{folder}/example.json")).map(str::to_owned);
                    all.push(notice);
                }
                Err(wrong) => issues.extend(wrong),
            }
        }
        let redaction = Redaction::load(templates).map_err(|wrong| issues.extend(wrong)).ok();
        match (style, redaction) {
            (Some(style), Some(redaction)) if issues.is_empty() => {
                Ok(Notices { style: Arc::new(style), styles, settings, fonts, theme, redaction, all })
            }
            _ => Err(issues),
        }
    }

    /// The notice with an id.
    pub fn notice(&self, id: &str) -> Option<&Notice> {
        self.all.iter().find(|notice| notice.declaration.id == id)
    }

    /// The notice with an id as people write it, in capitals or not.
    pub fn called(&self, id: &str) -> Option<&Notice> {
        self.all.iter().find(|notice| notice.declaration.id.eq_ignore_ascii_case(id))
    }

    /// The fields that the texts of a notice may use, the common ones included.
    pub fn fields_of(&self, notice: &Notice) -> BTreeSet<String> {
        self.style.fields.keys().chain(notice.declaration.fields.keys()).cloned().collect()
    }
}

/// A file's text; empty with an issue if it is missing.
fn text(templates: &Templates, path: &str, issues: &mut Vec<Issue>) -> String {
    templates.text(path).map_or_else(
        || {
            issues.push(Issue::missing(path));
            String::new()
        },
        str::to_owned,
    )
}
