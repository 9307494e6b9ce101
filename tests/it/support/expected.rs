//! Texts that are kept in the repository and must stay as they are. `UPDATE=1 cargo test --test it` writes them anew; the
//! difference is then read before it is committed.

use super::program::repository;
use std::fs;

/// Compares a text with the kept one.
pub fn is_as_kept(path: &str, text: &str) {
    let file = repository(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().expect("it lies in a folder")).unwrap();
        fs::write(&file, text).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    if kept != text {
        let differs = kept.lines().zip(text.lines()).position(|(kept, now)| kept != now);
        let line = differs.unwrap_or(kept.lines().count().min(text.lines().count()));
        let at = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_owned();
        panic!(
            "{path}:{}\n  kept: {}\n  now:  {}\nrun with UPDATE=1 to write it anew\n\n{text}",
            line + 1,
            at(&kept),
            at(text)
        );
    }
}
