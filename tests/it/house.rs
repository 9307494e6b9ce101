//! The rules of the house, read from the source itself (docs/architecture.md): who may import whom, who may touch disk,
//! clock and threads, what must not stand in src/ at all.

use crate::support::program::repository;
use crate::support::source::{Source, all};
use std::collections::BTreeSet;
use std::fs;

/// Each floor with those it may import.
const FLOORS: [(&str, &[&str]); 11] = [
    ("model", &[]),
    ("expr", &["model"]),
    ("paper", &["model"]),
    ("ledger", &["model"]),
    ("catalog", &["model", "expr"]),
    ("extract", &["model", "paper", "catalog"]),
    ("check", &["model", "expr", "catalog"]),
    ("merge", &["model", "expr", "catalog"]),
    ("write", &["model", "expr", "catalog"]),
    ("batch", &["model", "expr", "paper", "ledger", "catalog", "extract", "check", "merge", "write"]),
    ("cli", &["model", "expr", "paper", "ledger", "catalog", "extract", "check", "merge", "write", "batch"]),
];

/// What only some may name: a word, and the paths within src/ that may.
const TOUCH: [(&str, &[&str]); 11] = [
    ("std::fs", &["batch/", "cli/"]),
    ("std::env::", &["main.rs", "batch/conversion.rs"]),
    ("Stdio", &["batch/"]),
    ("signal_hook", &["batch/stop.rs"]),
    ("std::net", &[]),
    ("std::thread", &["batch/"]),
    ("rayon", &["batch/"]),
    ("rusqlite", &["ledger/"]),
    ("SystemTime", &[]),
    ("Timestamp::now", &["batch/config.rs"]),
    ("indicatif", &["cli/"]),
];

/// What nobody may write outside tests.
const NEVER: [&str; 12] = [
    ".unwrap()",
    "unsafe ",
    "todo!",
    "unimplemented!",
    "dbg!",
    "println!",
    "eprintln!",
    "print!(",
    "TODO",
    "FIXME",
    "XXX",
    "HACK",
];

/// Files that speak to authors of templates in both languages; no unit reads them.
const FOR_AUTHORS: [&str; 2] = ["expr/problem.rs", "expr/trouble.rs"];

const LINES: usize = 400;

fn told(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

fn at(source: &Source, line: usize, what: &str) -> String {
    format!("src/{}:{line}: {what}", source.path)
}

/// The names of floors that a line mentions after `crate::`.
fn mentioned(line: &str) -> impl Iterator<Item = &str> {
    let after = line.match_indices("crate::").map(|(start, word)| &line[start + word.len()..]);
    after.map(|rest| {
        rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
    })
}

#[test]
fn floors_import_only_floors_below_them() {
    let mut wrong = Vec::new();
    for source in all().iter().filter(|source| !matches!(source.floor(), "lib" | "main")) {
        let Some((floor, below)) = FLOORS.iter().find(|(floor, _)| *floor == source.floor()) else {
            wrong.push(at(source, 1, "belongs to no floor"));
            continue;
        };
        for (number, line) in source.lines() {
            for other in mentioned(line).filter(|other| other != floor && !below.contains(other)) {
                wrong.push(at(source, number, &format!("{floor} may not import `{other}`")));
            }
        }
    }
    told("imports that run up or across", &wrong);
}

#[test]
fn disk_clock_threads_and_database_are_touched_where_they_may_be() {
    let mut wrong = Vec::new();
    for source in &all() {
        for (number, line) in source.lines() {
            for (word, allowed) in TOUCH {
                if line.contains(word) && !allowed.iter().any(|start| source.path.starts_with(start)) {
                    wrong.push(at(source, number, word));
                }
            }
        }
    }
    told("touched where it must not be", &wrong);
}

#[test]
fn nothing_unfinished_and_nothing_that_panics_by_itself_is_left_in_the_code() {
    let mut wrong = Vec::new();
    for source in &all() {
        for (number, line) in (1..).zip(source.code().lines()) {
            let found = NEVER.iter().filter(|word| line.contains(**word));
            wrong.extend(found.map(|word| at(source, number, word)));
        }
    }
    told("words that must not stand in the code", &wrong);
}

#[test]
fn files_are_small_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for source in &all() {
        let lines = source.text.lines().count();
        if lines > LINES {
            wrong.push(at(source, lines, &format!("more than {LINES} lines")));
        }
        if !source.is_test && !source.text.starts_with("//! ") {
            wrong.push(at(source, 1, "does not say what it is"));
        }
    }
    told("files", &wrong);
}

#[test]
fn files_are_named_for_what_they_hold() {
    let vague = ["utils", "util", "helpers", "helper", "common", "manager", "misc", "info"];
    let of = |source: &Source| source.path.trim_end_matches(".rs").rsplit('/').next().map(str::to_owned);
    let wrong: Vec<String> = all()
        .iter()
        .filter(|source| of(source).is_some_and(|name| vague.contains(&name.as_str())))
        .map(|source| source.path.clone())
        .collect();
    told("vague names", &wrong);
}

#[test]
fn no_form_is_named_in_the_code() {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(repository("templates/forms")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path().join("form.toml")).unwrap();
        let form: toml::Table = toml::from_str(&text).unwrap();
        names.extend(["id", "code"].map(|key| form[key].as_str().unwrap().to_owned()));
    }
    assert!(names.len() >= 14, "{names:?}");
    let mut wrong = Vec::new();
    for source in &all() {
        let literals = source.literals();
        let named = literals.iter().filter(|(_, text)| {
            // The code of a form may be a word of the database's language, in which it stands among others.
            let alone = names.contains(text.trim());
            let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
            let ids = |word: &str| names.contains(word) && word.contains('-');
            alone || words.any(|word| ids(word) || names.iter().any(|name| starts_a_rule(word, name)))
        });
        wrong.extend(named.map(|(line, text)| at(source, *line, text)));
    }
    told("forms or their rules named in the code", &wrong);
}

/// True for the id of a rule of a form: its code, a dash, a letter, three digits.
fn starts_a_rule(word: &str, code: &str) -> bool {
    let number = word.strip_prefix(code).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| number.len() == 4 && number[1..].bytes().all(|byte| byte.is_ascii_digit()))
}

#[test]
fn no_chinese_sentence_is_written_in_the_code() {
    let is_chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    let mut wrong = Vec::new();
    for source in all().iter().filter(|source| !FOR_AUTHORS.contains(&source.path.as_str())) {
        for (line, text) in source.literals() {
            let plain = !text.contains(['[', '(', '\\']);
            let ends = text.contains(['。', '！', '？', '；'])
                && text.chars().filter(|letter| is_chinese(*letter)).count() > 3;
            let long = text.split(|letter| !is_chinese(letter)).any(|run| run.chars().count() > 12);
            if plain && (ends || long) {
                wrong.push(at(source, line, &text));
            }
        }
    }
    told("Chinese sentences in the code; they belong into templates/", &wrong);
}

#[test]
fn every_word_of_the_terminal_is_there_and_used() {
    let text = fs::read_to_string(repository("templates/cli/zh.toml")).unwrap();
    let words: toml::Table = toml::from_str(&text).unwrap();
    let keys: BTreeSet<String> = words
        .iter()
        .flat_map(|(part, texts)| texts.as_table().unwrap().keys().map(move |key| format!("{part}.{key}")))
        .collect();
    let sources = all();
    let face = sources.iter().filter(|source| source.floor() == "cli" || source.path == "batch/progress.rs");
    let said: BTreeSet<String> = face.flat_map(Source::literals).map(|(_, text)| text).collect();
    let is_key = |text: &&String| {
        let (part, key) = text.split_once('.').unwrap_or_default();
        words.contains_key(part) && !key.is_empty() && !key.contains(['{', ' '])
    };
    let unknown: Vec<&String> = said.iter().filter(is_key).filter(|text| !keys.contains(*text)).collect();
    assert!(unknown.is_empty(), "keys without a word: {unknown:?}");
    // The words of these parts go by what they are words for: deeds, commands, severities, statuses, stages, failures,
    // the parts of formulas, what is wrong in a registry.
    let by_rule = [
        "act.",
        "command.",
        "argument.",
        "severity.",
        "status.",
        "stage.",
        "said.",
        "name.",
        "member.",
        "flaw.",
    ];
    let used = |key: &&String| {
        let last = key.split_once('.').map_or("", |(_, last)| last);
        by_rule.iter().any(|part| key.starts_with(part))
            || said.contains(*key)
            || said.contains(last.trim_end_matches("_hint"))
    };
    let unused: Vec<&String> = keys.iter().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "words that nobody says: {unused:?}");
}
