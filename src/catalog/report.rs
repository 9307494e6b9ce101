//! The page of a period, as declared in `templates/report/`: its parts, how it looks, what it does, and an example by
//! which it is rehearsed. They are compiled by whoever fills them.

use super::Issue;
use super::load::Templates;
use crate::model::Saying;

/// The folder of its files.
pub const FOLDER: &str = "report/";

/// The files of the page.
#[derive(Clone, Debug, Default)]
pub struct ReportFiles {
    /// The parts of the page, each with its name; `page.html` draws on the others.
    pub parts: Vec<(String, String)>,
    /// `style.css`
    pub style: String,
    /// `script.js`
    pub script: String,
    /// `example.json`
    pub example: String,
}

impl ReportFiles {
    /// Reads the files; what is wrong goes to `issues`.
    pub fn load(templates: &Templates, issues: &mut Vec<Issue>) -> ReportFiles {
        let mut text = |path: &str| {
            let text = templates.text(path);
            if text.is_none() {
                issues.push(Issue::missing(path));
            }
            text.unwrap_or_default().to_owned()
        };
        let named = |path: &str| path.trim_start_matches(FOLDER).to_owned();
        let pages = templates.paths(FOLDER, ".html").filter(|path| *path != "report/page.html");
        let parts = std::iter::once("report/page.html").chain(pages);
        let parts = parts.map(|path| (named(path), text(path))).collect();
        let [style, script, example] =
            ["style.css", "script.js", "example.json"].map(|name| text(&format!("{FOLDER}{name}")));
        for (name, text, end) in [("style.css", &style, "</style"), ("script.js", &script, "</script")] {
            let found = text.to_ascii_lowercase().find(end).or_else(|| text.find("<!--"));
            if let Some(at) = found {
                let line = text[..at].matches('\n').count() + 1;
                let what = Saying::new("issue.page_ends").with("end", end);
                issues.push(Issue::at(&format!("{FOLDER}{name}"), line, what));
            }
        }
        ReportFiles { parts, style, script, example }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_and_a_script_that_would_end_itself_are_told_with_their_lines() {
        let script = b"const a = 1;\nconst b = '</SCRIPT>';\n".to_vec();
        let page = vec![0xff, 0xfe];
        let templates = Templates::builtin()
            .with([("report/script.js".to_owned(), script), ("report/page.html".to_owned(), page)]);
        let mut issues = Vec::new();
        ReportFiles::load(&templates, &mut issues);
        let told: Vec<String> = issues.iter().map(ToString::to_string).collect();
        let expected = [
            "report/page.html: the file is missing or is not UTF-8\n  hint: restore it, or save it as UTF-8",
            "report/script.js:2: `</script` and `<!--` would end it within the page\n  hint: write it otherwise",
        ];
        assert_eq!(told, expected);
    }
}
