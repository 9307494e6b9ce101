//! The rules of the house, read from the source itself (docs/architecture.md): who may import whom, who may touch disk,
//! clock and threads, what must not stand in src/ at all.

use crate::support::program::repository;
use crate::support::source::{Source, all};
use std::collections::{BTreeMap, BTreeSet};
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

/// The parts of the words whose sentences are data on all floors: `Saying` names them by their whole key.
const SAYINGS: [&str; 8] =
    ["issue.", "expression.", "rehearsal.", "fill.", "damaged.", "print.", "system.", "notice_template."];

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
    for source in &all() {
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
fn no_english_sentence_is_written_in_the_code() {
    // What is said to whoever develops the program: why a panic cannot be, and what an error is called in logs. It stands
    // on lines with these words, or on the next.
    let internal = |source: &Source, line: usize| {
        let lines = source.text.lines().skip(line.saturating_sub(2)).take(2).collect::<String>();
        ["expect(", "expect_err(", "unreachable!(", "assert!(", "#[error("]
            .iter()
            .any(|word| lines.contains(word))
    };
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    // What cannot be read back from a ledger is told by its number; its reason is for us. SARIF is in English.
    let is_for_people =
        |source: &&Source| !matches!(source.floor(), "model" | "ledger") && source.path != "write/sarif.rs";
    let mut wrong = Vec::new();
    for source in all().iter().filter(is_for_people) {
        for (line, text) in source.literals() {
            let words = text.split(' ').filter(|word| is_word(word)).count();
            let is_plain = !text.contains(['<', '=', '\n', '?']) && !text.contains("  ");
            if words > 3 && is_plain && !internal(source, line) {
                wrong.push(at(source, line, &text));
            }
        }
    }
    told("English sentences in the code; they belong into templates/cli/", &wrong);
}

/// The words of a language, by key.
fn words_of(language: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(repository(&format!("templates/cli/{language}.toml"))).unwrap();
    let words: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    let keyed = |(part, texts): (String, BTreeMap<String, String>)| {
        texts.into_iter().map(move |(key, text)| (format!("{part}.{key}"), text))
    };
    words.into_iter().flat_map(keyed).collect()
}

#[test]
fn every_word_of_the_terminal_is_there_and_used() {
    let keys: BTreeSet<String> = words_of("zh").into_keys().collect();
    assert_eq!(keys, words_of("en").into_keys().collect());
    let parts: BTreeSet<&str> = keys.iter().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    let is_saying = |text: &str| SAYINGS.iter().any(|part| text.starts_with(part));
    let sources = all();
    let is_face = |source: &&Source| source.floor() == "cli" || source.path == "batch/progress.rs";
    let face = sources.iter().filter(is_face).flat_map(Source::literals).map(|(_, text)| text);
    let data = sources.iter().flat_map(Source::literals).map(|(_, text)| text);
    let said: BTreeSet<String> = face.chain(data.filter(|text| is_saying(text))).collect();
    let is_key = |text: &&String| {
        let (part, key) = text.split_once('.').unwrap_or_default();
        parts.contains(part) && !key.is_empty() && !key.contains(['{', ' '])
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
            || said.contains(key.trim_end_matches("_hint"))
            || said.contains(*key)
            || !is_saying(key) && said.contains(last.trim_end_matches("_hint"))
    };
    let unused: Vec<&String> = keys.iter().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "words that nobody says: {unused:?}");
}

/// The names in braces.
fn holes(text: &str) -> BTreeSet<&str> {
    let rests = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let is_name = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    rests.map(|(name, _)| name).filter(is_name).collect()
}

/// What follows the brackets that a text begins with.
fn after_brackets(text: &str) -> &str {
    let mut depth = 0;
    let mut quoted = false;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        match letter {
            '"' if before != '\\' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        before = letter;
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

#[test]
fn a_sentence_is_given_the_values_that_its_words_name() {
    let words = words_of("zh");
    let mut wrong = Vec::new();
    for source in &all() {
        let code = source.code();
        for (start, _) in code.match_indices("Saying::new(\"") {
            let line = code[..start].matches('\n').count() + 1;
            let call = &code[start + "Saying::new".len()..];
            let key = call[2..].split('"').next().unwrap_or_default();
            let text = words.get(key).map_or("", String::as_str);
            let hint = words.get(&format!("{key}_hint")).map_or("", String::as_str);
            let (mut given, mut rest) = (BTreeSet::new(), after_brackets(call).trim_start());
            while let Some(more) = rest.strip_prefix(".with(\"") {
                given.insert(more.split('"').next().unwrap_or_default());
                rest = after_brackets(&rest[".with".len()..]).trim_start();
            }
            // Values that do not follow at once are given in the lines below.
            let near: String = code[start..].lines().take(6).collect();
            let is_given = |name: &&str| given.contains(name) || near.contains(&format!(".with(\"{name}\""));
            let lacks =
                holes(text).into_iter().filter(|name| !is_given(name)).map(|name| format!("no {name}"));
            let idle =
                given.iter().filter(|name| !holes(text).contains(*name) && !holes(hint).contains(*name));
            wrong.extend(
                lacks.chain(idle.map(|name| format!("idle {name}"))).map(|what| at(source, line, &what)),
            );
        }
    }
    told("sentences and their values", &wrong);
}
