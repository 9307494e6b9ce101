//! The source files of src/, with what a reader of rules about them needs: their code without tests, their literals.

use super::program::repository;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A source file.
pub struct Source {
    /// Its path within src/, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// True for a file that holds nothing but tests: its module is declared for tests only.
    pub is_test: bool,
}

/// All files of src/, by path.
pub fn all() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&repository("src"), "", &mut found);
    found.sort_by(|left, right| left.path.cmp(&right.path));
    let modules: BTreeSet<String> = found.iter().flat_map(test_modules).collect();
    for source in &mut found {
        let module = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
        source.is_test = modules.iter().any(|test| {
            module.strip_prefix(test.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
    }
    found
}

/// The paths of the modules that a file declares for tests only.
fn test_modules(source: &Source) -> Vec<String> {
    let module = source.path.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("lib");
    let lines: Vec<&str> = source.text.lines().map(str::trim).collect();
    let declared = lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| pair[1].trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    declared.map(|name| format!("{module}/{name}").trim_start_matches('/').to_owned()).collect()
}

fn collect(folder: &Path, start: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{start}{name}");
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).unwrap();
            found.push(Source { path, text, is_test: false });
        }
    }
}

impl Source {
    /// The floor: the first folder, or the file itself.
    pub fn floor(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// The text without the tests at its foot; empty for a file of tests.
    pub fn code(&self) -> &str {
        if self.is_test {
            return "";
        }
        let module = self.text.match_indices("#[cfg(test)]").find(|(at, found)| {
            let rest = self.text[at + found.len()..].trim_start();
            rest.starts_with("mod ") && rest.find('{') < rest.find(';').or(Some(usize::MAX))
        });
        module.map_or(self.text.as_str(), |(at, _)| &self.text[..at])
    }

    /// The lines of the code, from 1, without those that are only comments.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code().lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The texts of the string literals of the code, each with its line.
    pub fn literals(&self) -> Vec<(usize, String)> {
        literals(self.code())
    }
}

/// String literals of Rust code: plain, byte and raw ones; comments and characters are passed over.
fn literals(code: &str) -> Vec<(usize, String)> {
    let letters: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < letters.len() {
        match letters[at] {
            '\n' => line += 1,
            '/' if letters.get(at + 1) == Some(&'/') => {
                while at < letters.len() && letters[at] != '\n' {
                    at += 1;
                }
                continue;
            }
            '\'' => {
                // A lifetime has no closing quote two or three letters on.
                let escaped = letters.get(at + 1) == Some(&'\\');
                let close = (at + 2..letters.len().min(at + 12)).find(|next| letters[*next] == '\'');
                if let Some(close) = close.filter(|close| escaped || *close == at + 2) {
                    at = if escaped && letters[at + 2] == '\'' { close + 2 } else { close + 1 };
                    continue;
                }
            }
            'r' if !before_is_name(&letters, at) => {
                let hashes = letters[at + 1..].iter().take_while(|letter| **letter == '#').count();
                if letters.get(at + 1 + hashes) == Some(&'"') {
                    let end: Vec<char> =
                        std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                    let start = at + 2 + hashes;
                    let stop = (start..letters.len()).find(|stop| letters[*stop..].starts_with(&end));
                    let stop = stop.expect("a raw string ends");
                    found.push((line, letters[start..stop].iter().collect()));
                    line += letters[start..stop].iter().filter(|letter| **letter == '\n').count();
                    at = stop + end.len();
                    continue;
                }
            }
            '"' => {
                let start = at + 1;
                let mut stop = start;
                while letters[stop] != '"' {
                    stop += if letters[stop] == '\\' { 2 } else { 1 };
                }
                found.push((line, letters[start..stop].iter().collect()));
                line += letters[start..stop].iter().filter(|letter| **letter == '\n').count();
                at = stop + 1;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn before_is_name(letters: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| letters[before]);
    before.is_some_and(|letter| (letter.is_alphanumeric() && letter != 'b') || letter == '_')
}

#[test]
fn literals_are_found_among_comments_and_characters() {
    let code =
        "let a = \"x\\\"y\"; // \"no\"\nlet b = '\"'; let c: &'static str = r#\"r\"w\"#;\nf('\\'', b\"z\")";
    let found: Vec<(usize, String)> = literals(code);
    assert_eq!(found, [(1, "x\\\"y".into()), (2, "r\"w".into()), (3, "z".into())]);
}
