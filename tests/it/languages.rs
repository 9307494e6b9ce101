//! Two languages for the words of the program, never mixed: every help, every answer and every failure in both. What units
//! read is Chinese always and is data here: names of forms and units, the sentences of findings.

use crate::support::program::{Outcome, Program, repository};
use std::collections::BTreeSet;
use std::fs;

/// Latin words that a Chinese text may hold: names of programs, formats and keys.
const NAMES: [&str; 17] = [
    "liangze",
    "LibreOffice",
    "Outlook",
    "CSV",
    "JSON",
    "SARIF",
    "Ctrl+C",
    "kind",
    "holiday",
    "workday",
    "unit_id",
    "finding_id",
    "doc_prefix",
    "xlsx",
    "docx",
    "json",
    "sarif",
];

/// Endings of files, values of options, keys of settings, tags of templates and names of programs, the same in both languages.
const FORMATS: [&str; 20] = [
    "xlsm", "xlsb", "xls", "ods", "zip", "doc", "wps", "rtf", "text", "place", "name", "zh", "en", "archive",
    "outbox", "office", "all", "Word", "WPS", "end",
];

fn words(language: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(repository(&format!("templates/cli/{language}.toml"))).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let of = |(part, texts): (String, toml::Value)| {
        let toml::Value::Table(texts) = texts else { panic!("{part}") };
        let said = move |(key, text): (String, toml::Value)| {
            (format!("{part}.{key}"), text.as_str().unwrap().to_owned())
        };
        texts.into_iter().map(said).collect::<Vec<_>>()
    };
    table.into_iter().flat_map(of).collect()
}

pub fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter) || "，。；：！？（）、".contains(letter)
}

/// The Latin words of a text that are no names: not of files, commands, options, values to be given, or examples.
/// What stands between backquotes is a name.
pub fn latin(text: &str) -> BTreeSet<String> {
    let known = commands();
    let text: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let ends =
        |letter: char| letter.is_whitespace() || is_chinese(letter) || "“”[]<>{}=,…　".contains(letter);
    let is_name = |word: &str| {
        let bare = word.trim_matches('.');
        !bare.chars().any(|letter| letter.is_ascii_lowercase())
            || bare.starts_with('-')
            || bare.contains(['.', '/', '_', ':', '-'])
            || bare.chars().any(|letter| letter.is_ascii_digit())
            || NAMES.contains(&bare)
            || known.contains(bare)
    };
    text.split(ends)
        .filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() > 1 && !is_name(word))
        .map(str::to_owned)
        .collect()
}

fn commands() -> BTreeSet<String> {
    let of = |(key, _): &(String, String)| key.strip_prefix("command.").map(str::to_owned);
    let all: Vec<String> = words("zh").iter().filter_map(of).collect();
    all.iter().flat_map(|path| path.split('.').map(str::to_owned)).collect()
}

#[test]
fn no_word_of_one_language_stands_among_those_of_the_other() {
    let (chinese, english) = (words("zh"), words("en"));
    let keys = |words: &[(String, String)]| words.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&chinese), keys(&english));
    let mixed = english.iter().filter(|(_, text)| text.chars().any(is_chinese));
    assert_eq!(mixed.collect::<Vec<_>>(), Vec::<&(String, String)>::new());
    for (key, text) in &chinese {
        let bare: String = text
            .split('{')
            .enumerate()
            .map(|(number, part)| match part.split_once('}') {
                Some((_, rest)) if number > 0 => rest,
                _ => part,
            })
            .collect();
        let mixed: Vec<String> =
            latin(&bare).into_iter().filter(|word| !FORMATS.contains(&word.as_str())).collect();
        assert!(mixed.is_empty(), "{key}: {mixed:?} in {text}");
    }
}

/// All commands with their subcommands, as they are called.
fn calls(program: &Program) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while next < found.len() {
        let path = found[next].clone();
        next += 1;
        let mut call: Vec<&str> = path.iter().map(String::as_str).collect();
        call.push("--help");
        let out = program.call(&call).out;
        let mut lines = out.lines().skip_while(|line| !["Commands", "命令"].contains(line)).skip(1);
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().unwrap_or_default();
            if line.starts_with("  ")
                && !line.starts_with("   ")
                && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
            {
                found.push(path.iter().cloned().chain([name.to_owned()]).collect());
            }
        }
    }
    found
}

#[test]
fn every_help_is_in_one_language() {
    let (chinese, english) = (Program::new(), Program::new().with_locale("en_GB.UTF-8"));
    let paths = calls(&chinese);
    assert_eq!(paths, calls(&english));
    assert!(paths.len() > 24, "{paths:?}");
    for path in &paths {
        let mut call: Vec<&str> = path.iter().map(String::as_str).collect();
        call.push("--help");
        let (zh, en) = (chinese.call(&call), english.call(&call));
        assert_eq!((zh.code, en.code, zh.err.as_str(), en.err.as_str()), (0, 0, "", ""), "{path:?}");
        assert!(!en.out.chars().any(is_chinese), "{path:?}: {}", en.out);
        let mixed: Vec<String> =
            latin(&zh.out).into_iter().filter(|word| !FORMATS.contains(&word.as_str())).collect();
        assert!(mixed.is_empty(), "{path:?}: {mixed:?}\n{}", zh.out);
    }
}

/// The parts of the words of a language that are long enough to be no data.
fn parts(language: &str, long: impl Fn(&str) -> bool) -> Vec<String> {
    let mut parts = BTreeSet::new();
    for (_, text) in words(language) {
        for part in text.split(['{', '}', '\n', '“', '”']).step_by(2) {
            for part in part.split(|letter: char| "，。；：（）、".contains(letter)) {
                if long(part.trim()) {
                    parts.insert(part.trim().to_owned());
                }
            }
        }
    }
    parts.into_iter().collect()
}

#[test]
fn what_is_wrong_in_a_registry_is_told_in_the_language_of_the_terminal() {
    const UNITS: &str = "unit_id,name,level,parent_id,aliases\nA,甲,province,,乙@x\nA,甲,county,B,\n,丙,county,A,\nD,丁,moon,A,\n";
    let told = |program: Program| {
        fs::create_dir(program.folder().join("registry")).unwrap();
        fs::write(program.folder().join("registry/units.csv"), UNITS).unwrap();
        fs::write(program.folder().join("registry/holidays.csv"), "date,kind,name\n2014-13-01,holiday,\n")
            .unwrap();
        program.call(&["check", "--registry", "registry", "registry/units.csv"])
    };
    let chinese = told(Program::new());
    assert_eq!(chinese.code, 2);
    let lines: Vec<&str> = chinese.err.lines().map(str::trim).collect();
    let expected = [
        "错误：名册有误，不能使用",
        "units.csv:2: 别名“乙@x”没有写起止日期，应如 @2010-01-01..",
        "units.csv:4: 没有写 unit_id",
        "units.csv:5: D 的层级“moon”不认识",
        "units.csv:3: A 出现了两次",
        "units.csv:3: A 的上级单位“B”不在 units.csv 中",
        "holidays.csv:2: date 栏的“2014-13-01”不是日期，应如 2014-03-05",
        "办法：照表头 unit_id,name,… 核对这几行",
    ];
    assert_eq!(lines, expected);
    let english = told(Program::new().with_locale("en")).err;
    assert!(english.contains("units.csv:3: the parent `B` of A is not in units.csv"), "{english}");
    assert!(english.lines().count() == expected.len());
}

#[test]
fn every_answer_and_every_failure_is_in_one_language() {
    let faulty = "samples/batches/01-2014-04-08T0900/inbox/朝晖市/2014年第一季度季报表-槐安县（最终版）.xlsx";
    let registry = repository("samples/registry");
    let registry = registry.to_str().unwrap();
    let steps: [&[&str]; 34] = [
        &["init", "office", "--registry", registry],
        &["init", "office", "--registry", registry],
        &["status", "office"],
        &["run", "office", "--as-of", "2014-04-08T09:00"],
        &["run", "office", "--as-of", "2014-04-07T09:00"],
        &["status", "office"],
        &["check", "a.xlsx"],
        &["check", "a.xlsx", "--registry", registry],
        &["calendar", "office", "--year", "2014"],
        &["calendar", "office", "--year", "2014", "--ics", "a.ics"],
        &["calendar", "office", "--unit", "nobody"],
        &["notice", "list", "office"],
        &["notice", "show", "office", "N99"],
        &["notice", "draft", "office", "N99"],
        &["notice", "approve", "office", "x", "--by", "y"],
        &["approve", "office"],
        &["explain-finding", "office", "1.1", "about nothing", "--by", "y"],
        &["override", "office", "1.1", "--by", "y", "--reason", "z"],
        &["waive", "office", "nobody", "CQ", "2014Q1", "--by", "y", "--reason", "z"],
        &["export", "office", "--to", "export"],
        &["form", "list"],
        &["form", "blank", "CQ", "--to", "blank"],
        &["form", "show", "nothing"],
        &["lint"],
        &["lint", "nowhere"],
        &["explain", "GN-S001"],
        &["explain", "XX-V001"],
        &["check", "nowhere.xlsx"],
        &["run", "nowhere"],
        &["demo", "office"],
        &["serve", "office"],
        &["runn", "office"],
        &["run", "office", "--as-of", "soon"],
        &["export", "office", "--to", "a.xlsx/below"],
    ];
    let play = |program: Program| -> Vec<Outcome> {
        fs::copy(repository(faulty), program.folder().join("a.xlsx")).unwrap();
        let step = |(number, call): (usize, &&[&str])| {
            let outcome = program.call(call);
            if number == 0 {
                fs::copy(repository(faulty), program.folder().join("office/inbox/a.xlsx")).unwrap();
            }
            outcome
        };
        steps.iter().enumerate().map(step).collect()
    };
    let (chinese, english) = (play(Program::new()), play(Program::new().with_locale("en_GB.UTF-8")));
    let han = |text: &str| text.chars().filter(|letter| is_chinese(*letter)).count();
    let zh = parts("zh", |part| han(part) > 5);
    let en = parts("en", |part| part.len() > 9 && part.contains(' ') && han(part) == 0);
    assert!(zh.len() > 150 && en.len() > 150, "{} {}", zh.len(), en.len());
    for ((call, zh_said), en_said) in steps.iter().zip(&chinese).zip(&english) {
        assert_eq!(zh_said.code, en_said.code, "{call:?}");
        let (in_zh, in_en) =
            (format!("{}{}", zh_said.out, zh_said.err), format!("{}{}", en_said.out, en_said.err));
        for part in &zh {
            assert!(!in_en.contains(part.as_str()), "{call:?} says in English “{part}”:\n{in_en}");
        }
        for part in &en {
            assert!(!in_zh.contains(part.as_str()), "{call:?} says in Chinese “{part}”:\n{in_zh}");
        }
        assert!(in_zh.chars().any(is_chinese) || in_zh.is_empty(), "{call:?}: {in_zh}");
    }
}
