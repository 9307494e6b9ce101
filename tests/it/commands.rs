//! What the commands answer: whole texts, kept in tests/it/expected/.

use crate::support::expected::is_as_kept;
use crate::support::program::{Outcome, Program, repository};
use std::fs;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr;

/// A return of the samples with a fault: its cases do not add up.
const FAULTY: &str = "01-2014-04-08T0900/inbox/朝晖市/2014年第一季度季报表-槐安县（最终版）.xlsx";
/// A picture, which is no return.
const PICTURE: &str = "01-2014-04-08T0900/inbox/朝晖市/蚁丘乡2014年第一季度季报.png";

fn sample(path: &str) -> PathBuf {
    repository("samples/batches").join(path)
}

/// A folder with copies of files of the samples under short names.
fn with_files(files: &[(&str, &str)]) -> Program {
    let program = Program::new();
    for (path, name) in files {
        fs::copy(sample(path), program.folder().join(name)).unwrap();
    }
    program
}

/// A call as it looks on a terminal.
fn shown(program: &Program, arguments: &[&str]) -> String {
    let Outcome { code, out, err } = program.call(arguments);
    format!("$ liangze {}\n{out}{err}[{code}]\n\n", arguments.join(" "))
}

fn is_as_expected(name: &str, text: &str) {
    is_as_kept(&format!("tests/it/expected/{name}.txt"), text);
}

#[test]
fn help_speaks_the_language_of_the_terminal() {
    let (chinese, english) = (Program::new(), Program::new().with_locale("en_GB.UTF-8"));
    let text = [
        shown(&chinese, &["--help"]),
        shown(&chinese, &["run", "-h"]),
        shown(&chinese, &["watch", "-h"]),
        shown(&english, &["watch", "-h"]),
        shown(&chinese, &["form", "--help"]),
        shown(&english, &["--help"]),
        shown(&english, &["check", "--help"]),
        shown(&english, &["--lang", "zh", "form", "blank", "--help"]),
        shown(&chinese, &["--version"]),
    ];
    is_as_expected("help", &text.concat());
}

#[test]
fn a_wrong_command_line_is_told_with_what_was_meant() {
    let (chinese, english) = (Program::new(), Program::new().with_locale("en_US"));
    let text = [
        shown(&chinese, &["chekc", "a"]),
        shown(&chinese, &["run"]),
        shown(&chinese, &["run", "a", "--asof", "x"]),
        shown(&chinese, &["run", "a", "--as-of", "yesterday"]),
        shown(&english, &["status", "a", "--period", "2014Q5"]),
        shown(&english, &["export", "a"]),
        shown(&english, &["form", "show", "a", "b"]),
        shown(&english, &["check", "a", "--format", "xml"]),
        shown(&chinese, &["watch"]),
        shown(&english, &["serve", "a", "--listen", "127.0.0.1:8080"]),
    ];
    is_as_expected("usage", &text.concat());
}

#[test]
fn failures_name_the_cause_and_the_remedy() {
    let program = Program::new();
    fs::create_dir(program.folder().join("folder")).unwrap();
    fs::write(program.folder().join("folder/file"), "x").unwrap();
    let text = [
        shown(&program, &["run", "folder"]),
        shown(&program, &["status", "nowhere"]),
        shown(&program, &["check", "nowhere.xlsx"]),
        shown(&program, &["init", "office", "--registry", "folder"]),
        shown(&program, &["demo", "folder"]),
        shown(&program, &["explain", "GN-V055"]),
        shown(&program, &["form", "show", "case-quarter"]),
        shown(&program, &["--lang", "en", "lint", "nowhere"]),
    ];
    is_as_expected("failures", &text.concat());
    assert!(!program.folder().join("office").exists());
}

#[test]
fn an_office_is_made_run_and_looked_at() {
    let program = Program::new();
    let registry = repository("samples/registry");
    let registry = registry.to_str().unwrap();
    assert_eq!(program.call(&["init", "office", "--registry", registry]).code, 0);
    let text = [
        shown(&program, &["init", "office"]),
        shown(&program, &["status", "office"]),
        shown(&program, &["run", "office", "--as-of", "2014-04-08T09:00"]),
        shown(&program, &["run", "office", "--as-of", "2014-04-08T09:00", "--json"]),
        shown(&program, &["status", "office"]),
        shown(&program, &["init", "empty"]),
    ];
    is_as_expected("office", &text.concat());
}

#[test]
fn a_run_says_what_came_of_the_files_and_exits_with_it() {
    let program = with_files(&[]);
    let registry = repository("samples/registry");
    program.call(&["init", "office", "--registry", registry.to_str().unwrap()]);
    fs::copy(sample(FAULTY), program.folder().join("office/inbox/a.xlsx")).unwrap();
    fs::copy(sample(PICTURE), program.folder().join("office/inbox/b.png")).unwrap();
    let outcome = program.call(&["run", "office", "--as-of", "2014-04-08T09:00", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((outcome.code, outcome.err.as_str()), (3, ""));
    assert_eq!((&answer["files"], &answer["submissions"]["rejected"]), (&2.into(), &1.into()));
    assert_eq!(answer["periods"], serde_json::json!(["2014Q1"]));
    assert!(answer["missing"].as_u64().unwrap() > 10, "{answer}");
    assert!(program.folder().join("office/rejected/b.png.reason.txt").is_file());
    let complete = ["run", "office", "--as-of", "2014-04-08T10:00", "--require-complete"];
    fs::copy(sample(PICTURE), program.folder().join("office/inbox/c.png")).unwrap();
    assert_eq!(program.call(&complete).code, 3);
}

#[test]
fn a_file_is_checked_without_an_office() {
    let program = with_files(&[(FAULTY, "faulty.xlsx"), (PICTURE, "picture.png")]);
    let text = [
        shown(&program, &["check", "faulty.xlsx", "picture.png"]),
        shown(&program, &["--lang", "en", "check", "picture.png", "--format", "json"]),
    ];
    is_as_expected("check", &text.concat());
    let entries = fs::read_dir(program.folder()).unwrap().count();
    assert_eq!(entries, 2, "nothing is written");
}

/// The lines of a text without the colours of a terminal, and whether there were any.
fn bare(text: &str) -> (String, bool) {
    let mut bare = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        bare.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    (bare + rest, text.contains('\u{1b}'))
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let call = |program: Program| {
        fs::copy(sample(FAULTY), program.folder().join("faulty.xlsx")).unwrap();
        program.call(&["check", "faulty.xlsx"]).out
    };
    let plain = call(Program::new());
    let (stripped, coloured) = bare(&call(Program::new().with_variable("CLICOLOR_FORCE", "1")));
    assert!(coloured, "they can be forced upon a file");
    assert_eq!(stripped, plain);
    assert!(!bare(&plain).1, "a file gets none");
    assert!(!bare(&call(Program::new().with_variable("NO_COLOR", "1"))).1);
}

#[test]
fn no_line_of_a_narrow_screen_is_broken_by_the_terminal() {
    for columns in ["40", "60", "80"] {
        let program = with_files(&[(FAULTY, "a.xlsx")]).with_variable("COLUMNS", columns);
        let registry = repository("samples/registry");
        program.call(&["init", "office", "--registry", registry.to_str().unwrap()]);
        fs::copy(sample(FAULTY), program.folder().join("office/inbox/a.xlsx")).unwrap();
        for arguments in [
            &["run", "office", "--as-of", "2014-04-28T09:00"][..],
            &["status", "office"],
            &["check", "a.xlsx"],
            &["explain", "CQ-V003"],
            &["form", "show", "tc"],
        ] {
            let out = program.call(arguments).out;
            assert!(out.lines().count() > 5);
            for line in out.lines() {
                assert!(line.width() <= columns.parse().unwrap(), "{columns}: {line}");
            }
        }
    }
}

#[test]
fn tables_stand_in_columns_though_characters_are_wide() {
    let program = Program::new();
    let registry = repository("samples/registry");
    program.call(&["init", "office", "--registry", registry.to_str().unwrap()]);
    fs::copy(sample(FAULTY), program.folder().join("office/inbox/a.xlsx")).unwrap();
    program.call(&["run", "office", "--as-of", "2014-04-08T09:00"]);
    let out = program.call(&["status", "office"]).out;
    let table: Vec<&str> = out.lines().take_while(|line| !line.is_empty()).collect();
    let at = |line: &str, word: &str| line.find(word).map(|end| line[..end].width());
    let column = at(table[0], "所属期").unwrap();
    let state = at(table[0], "情况").unwrap();
    assert!(table.len() > 20);
    for line in &table[1..] {
        let stands = at(line, "未报").or_else(|| at(line, "暂收"));
        assert_eq!((at(line, "2014Q1"), stands), (Some(column), Some(state)), "{line}");
    }
}

#[test]
fn a_check_gives_every_finding_to_machines() {
    let program = with_files(&[(FAULTY, "faulty.xlsx")]);
    let json = |format: &str| -> serde_json::Value {
        let outcome = program.call(&["check", "faulty.xlsx", "--format", format]);
        assert_eq!((outcome.code, outcome.err.as_str()), (4, ""));
        serde_json::from_str(&outcome.out).unwrap()
    };
    let (plain, sarif) = (json("json"), json("sarif"));
    let returns = plain["files"][0]["submissions"].as_array().unwrap();
    let findings: usize = returns.iter().map(|one| one["findings"].as_array().unwrap().len()).sum();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(findings > 0 && findings == results.len());
    let error = results.iter().find(|result| result["level"] == "error").unwrap();
    let place = &error["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
    assert_eq!((&error["ruleId"], place), (&"CQ-V001".into(), &"表1 统计表!D9".into()));
}

#[test]
fn a_rule_is_explained_and_a_form_shown() {
    let (chinese, english) = (Program::new(), Program::new().with_locale("en"));
    let text = [
        shown(&chinese, &["explain", "cq-v001"]),
        shown(&english, &["explain", "GN-V006"]),
        shown(&chinese, &["form", "show", "tc"]),
    ];
    is_as_expected("explain", &text.concat());
}

#[test]
fn lint_names_file_line_and_remedy() {
    let program = Program::new();
    let folder = program.folder().join("templates/forms/case-quarterly");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("rules.toml"), "[[rule]]\nid = \"CQ-V901\"\nseverity = \"E\"\nscope = \"row\"\ntitle = \"x\"\nassert = \"cases_totl > 0\"\nmessage = \"m\"\n").unwrap();
    fs::create_dir_all(program.folder().join("templates/lists")).unwrap();
    fs::write(program.folder().join("templates/lists/rank.toml"), "title = 1\n").unwrap();
    let text =
        [shown(&program, &["lint", "templates"]), shown(&program, &["--lang", "en", "lint", "templates"])];
    is_as_expected("lint", &text.concat());
    assert_eq!(program.call(&["lint"]).code, 0);
}

#[test]
fn lint_rehearses_rules_with_their_examples() {
    let program = Program::new();
    let folder = program.folder().join("templates/forms/case-quarterly");
    fs::create_dir_all(&folder).unwrap();
    let rules = fs::read_to_string(repository("templates/forms/case-quarterly/rules.toml")).unwrap();
    let wrong = rules.replacen("finds = 1", "finds = 2", 1);
    assert_ne!(rules, wrong);
    fs::write(folder.join("rules.toml"), wrong).unwrap();
    let outcome = program.call(&["--lang", "en", "lint", "templates"]);
    assert_eq!(outcome.code, 2);
    let first = outcome.out.lines().take(2).collect::<Vec<_>>();
    assert!(first[0] == "1 issues:" && first[1].starts_with("forms/case-quarterly/rules.toml"), "{first:?}");
}

#[test]
fn lint_asks_for_the_examples_that_rules_lack() {
    let program = Program::new();
    let folder = program.folder().join("templates/forms/contact-sheet");
    fs::create_dir_all(&folder).unwrap();
    let rules = fs::read_to_string(repository("templates/forms/contact-sheet/rules.toml")).unwrap();
    let bare = "\n[[rule]]\nid = \"CT-V901\"\nseverity = \"E\"\nscope = \"form\"\ntitle = \"x\"\nassert = \"size(rows) > 9\"\nmessage = \"m\"\n";
    fs::write(folder.join("rules.toml"), rules + bare).unwrap();
    let outcome = program.call(&["--lang", "en", "lint", "templates"]);
    let path = "forms/contact-sheet/rules.toml: CT-V901";
    let told = format!(
        "2 issues:\n{path}: no example in which `size(rows) > 9` speaks\n    hint: add an example that breaks this equation\n\
         {path}: no example in which it holds\n    hint: add an example that keeps it, with `finds = 0`\n"
    );
    assert_eq!((outcome.code, outcome.out), (2, told));
}

#[test]
fn an_empty_form_is_written_and_the_same_every_time() {
    let program = Program::new();
    let text = [
        shown(&program, &["form", "blank", "CQ", "--to", "blank"]),
        shown(&program, &["form", "blank", "typical-case", "--to", "blank"]),
    ];
    is_as_expected("blank", &text.concat());
    program.call(&["form", "blank", "CQ", "--to", "again"]);
    let bytes = |folder: &str| {
        let entries = fs::read_dir(program.folder().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let workbook =
            entries.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "xlsx"));
        fs::read(workbook.unwrap()).unwrap()
    };
    assert_eq!(bytes("blank"), bytes("again"));
}
