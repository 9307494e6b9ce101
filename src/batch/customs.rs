//! The habits of clerks that intake knows, as declared in `templates/intake.toml`: which names are no returns, and how
//! scans are named.

use super::failure::BatchFailure;
use crate::catalog::load::Templates;
use crate::model::text;
use serde::Deserialize;

/// What `templates/intake.toml` declares.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customs {
    /// Names that are no returns: `*` stands for any text, a `/` at the end marks a folder.
    ignored: Vec<String>,
    /// Words that a scan's name has beside that of the return.
    scan_words: Vec<String>,
    /// Endings of names of scans.
    scan_endings: Vec<String>,
    /// Words in the names of files that are sent beside a return: minutes, an explanation.
    attachment_words: Vec<String>,
    /// Endings of names of texts.
    attachment_endings: Vec<String>,
}

impl Customs {
    /// Reads the declaration.
    ///
    /// # Errors
    /// [`BatchFailure::Declarations`] with what is wrong.
    pub fn load(templates: &Templates) -> Result<Customs, BatchFailure> {
        let mut issues = Vec::new();
        templates.declaration("intake.toml", &mut issues).ok_or(BatchFailure::Declarations(issues))
    }

    /// True for lock files, what systems leave behind, and the like (FORMS.md 10.1).
    pub fn ignores(&self, source: &str) -> bool {
        let source = source.to_ascii_lowercase();
        let (folders, name) = source.rsplit_once('/').unwrap_or(("", &source));
        self.ignored.iter().any(|pattern| {
            let pattern = pattern.to_ascii_lowercase();
            match pattern.strip_suffix('/') {
                Some(folder) => folders.split('/').any(|name| matches(folder, name)),
                None => matches(&pattern, name),
            }
        })
    }

    /// True for a file that is a scan by its name.
    pub fn is_scan(&self, source: &str) -> bool {
        ends_in(source, &self.scan_endings)
    }

    /// True for a file that, unless a form is recognised in it, is sent beside a return.
    pub fn is_attachment(&self, name: &str) -> bool {
        ends_in(name, &self.attachment_endings)
            && self.attachment_words.iter().any(|word| name.contains(word.as_str()))
    }

    /// What a scan and its return have in common: the folder, and the name without its ending and without the words
    /// of a scan.
    pub fn stem(&self, source: &str) -> (String, String) {
        let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let plain =
            self.scan_words.iter().fold(name.to_owned(), |name, word| name.replace(word.as_str(), ""));
        (folder.to_owned(), text::key(&plain))
    }
}

fn ends_in(name: &str, endings: &[String]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    endings.iter().any(|other| other.eq_ignore_ascii_case(ending))
}

/// True if a name is of a pattern in which `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            rest.is_empty() || name.char_indices().any(|(at, _)| matches(rest, &name[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_is_known_by_its_name() {
        let customs = Customs::load(&Templates::builtin()).unwrap();
        for junk in
            ["~$季报.xlsx", "a/.DS_Store", "THUMBS.DB", "__MACOSX/a/b.xlsx", "x/~WRL0001.tmp", "a/._b.xlsx"]
        {
            assert!(customs.ignores(junk), "{junk}");
        }
        for kept in ["季报.xlsx", "tmp/季报~$.xlsx", "a.tmp.xlsx", "MACOSX/b.xlsx", "Thumbs.db/b.xlsx"] {
            assert!(!customs.ignores(kept), "{kept}");
        }
    }

    #[test]
    fn minutes_and_explanations_are_known_by_their_name() {
        let customs = Customs::load(&Templates::builtin()).unwrap();
        assert!(customs.is_attachment("某乡纪委关于季报数据的说明.docx"));
        assert!(customs.is_attachment("专题会议记录.doc"));
        assert!(!customs.is_attachment("2014年第一季度季报.docx"));
        assert!(
            !customs.is_attachment("季报（含填表说明）.xlsx"),
            "a table that was not recognised is refused"
        );
    }

    #[test]
    fn a_scan_has_the_stem_of_its_return() {
        let customs = Customs::load(&Templates::builtin()).unwrap();
        let stem = |source: &str| customs.stem(source);
        assert_eq!(stem("县/季报（盖章扫描件）.pdf"), stem("县/季报.xlsx"));
        assert_ne!(stem("乡/季报.pdf"), stem("县/季报.xlsx"));
        assert_ne!(stem("县/季报2.pdf"), stem("县/季报.xlsx"));
    }
}
