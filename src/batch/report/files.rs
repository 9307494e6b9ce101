//! The files of a period's folder, by kind, as the page links them.

use crate::write::report::{FileGroup, FileLink, address};
use std::collections::{BTreeMap, BTreeSet};

/// So many files of a kind are linked; the rest is found in their folder.
const MOST: usize = 300;
/// The kinds in the order of the page; others follow by name.
const ORDER: [&str; 4] = [WORKBOOKS, "notices", "returned", "data"];
/// The kind of files that lie in no folder.
const WORKBOOKS: &str = "workbooks";

/// The files with these paths within the folder, and the manifest, which lies there, too.
pub fn files(paths: &BTreeSet<String>) -> Vec<FileGroup> {
    let mut groups: BTreeMap<(usize, &str), Vec<&str>> = BTreeMap::new();
    let manifest = ["manifest.json"].into_iter();
    for path in paths.iter().map(String::as_str).chain(manifest) {
        let key = match path.split_once('/') {
            Some((folder, _)) => folder,
            None if path.ends_with(".json") => "data",
            None => WORKBOOKS,
        };
        let order = ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
        groups.entry((order, key)).or_default().push(path);
    }
    let group = |((_, key), paths): ((usize, &str), Vec<&str>)| FileGroup {
        key: key.to_owned(),
        files: paths.iter().take(MOST).map(|path| link(key, path)).collect(),
        left_out: paths.len().saturating_sub(MOST),
    };
    groups.into_iter().map(group).collect()
}

fn link(key: &str, path: &str) -> FileLink {
    let within = path.strip_prefix(key).and_then(|rest| rest.strip_prefix('/'));
    FileLink { href: address(path), name: within.unwrap_or(path).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_linked_by_kind_and_no_list_is_endless() {
        let notices = (0..302).map(|number| format!("notices/{number:03} 号.docx"));
        let others = ["data/records/a.csv", "other/b", "汇总.xlsx"].map(str::to_owned);
        let groups = files(&notices.chain(others).collect());
        let kinds: Vec<_> =
            groups.iter().map(|group| (group.key.as_str(), group.files.len(), group.left_out)).collect();
        assert_eq!(kinds, [("workbooks", 1, 0), ("notices", 300, 2), ("data", 2, 0), ("other", 1, 0)]);
        let first =
            |group: usize| (groups[group].files[0].href.as_str(), groups[group].files[0].name.as_str());
        assert_eq!(first(0), ("%E6%B1%87%E6%80%BB.xlsx", "汇总.xlsx"));
        assert_eq!(first(1), ("notices/000%20%E5%8F%B7.docx", "000 号.docx"));
        assert_eq!(first(2), ("data/records/a.csv", "records/a.csv"));
    }
}
