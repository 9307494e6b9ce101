//! The documents say what is so: the commands of the READMEs run, generated pages are fresh, and every key and name that
//! an author of templates may use is described.

use crate::support::expected::is_as_kept;
use crate::support::program::{Program, repository};
use liangze::catalog::load::Templates;
use liangze::catalog::{Catalog, Field, Form, Indicator, Layout, RemarkText, RuleNames, Scope};
use liangze::expr::Names;
use liangze::model::Severity;
use liangze::write::report::Report;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];
const RUN: &str = "cargo run --release -- ";

fn text(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

/// The commands in the `sh` blocks of a document.
fn commands(document: &str) -> Vec<&str> {
    let blocks = document.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_commands_of_the_readmes_run() {
    let [english, chinese] = READMES.map(text);
    assert_eq!(commands(&english), commands(&chinese));
    let program = Program::new();
    let mut codes = Vec::new();
    for command in commands(&english) {
        let Some(arguments) = command.strip_prefix(RUN) else {
            assert_eq!(command, "cargo test");
            continue;
        };
        let outcome = program.call(&arguments.split(' ').collect::<Vec<_>>());
        codes.push((command, outcome.code));
        assert_eq!(outcome.code, 0, "{command}\n{}{}", outcome.out, outcome.err);
    }
    assert_eq!(codes.len(), 7, "{codes:?}");
    assert!(program.folder().join("liangze-demo/outbox/2014Q3/manifest.json").is_file());
    assert!(program.folder().join("liangze-export/rollups/R02.csv").is_file());
}

#[test]
fn every_command_stands_in_both_readmes() {
    let help = Program::new().call(&["--help"]).out;
    let listed = help.split("\n\n").find(|part| part.starts_with("命令")).unwrap();
    let names: Vec<&str> = listed.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 9, "{names:?}");
    for readme in READMES {
        for name in &names {
            assert!(text(readme).contains(&format!("| `liangze {name}")), "{readme}: {name}");
        }
    }
}

#[test]
fn links_within_the_documents_lead_somewhere() {
    let mut documents: Vec<String> = READMES.map(str::to_owned).to_vec();
    for entry in fs::read_dir(repository("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        documents.extend(name.ends_with(".md").then(|| format!("docs/{name}")));
    }
    for document in documents {
        let folder = repository(&document).parent().unwrap().to_owned();
        // What stands in backticks is code: a regular expression is no link.
        let text: String = text(&document).lines().flat_map(|line| line.split('`').step_by(2)).collect();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            let outside = path.is_empty() || path.contains("://");
            assert!(outside || folder.join(path).exists(), "{document}: {link}");
        }
    }
}

/// The keys that a declaration may have: those that its reader names when it meets another.
fn keys<T: DeserializeOwned + std::fmt::Debug>() -> BTreeSet<String> {
    let error = toml::from_str::<T>("no_such_key = 1").unwrap_err().to_string();
    quoted(&error, "no_such_key")
}

fn quoted(message: &str, unknown: &str) -> BTreeSet<String> {
    let words = message.split('`').skip(1).step_by(2).map(str::to_owned);
    words.filter(|word| word != unknown && !word.contains(' ')).collect()
}

fn undescribed(page: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let page = text(page);
    let words: BTreeSet<&str> = page.split('`').skip(1).step_by(2).collect();
    names
        .into_iter()
        .filter(|name| !words.iter().any(|word| word.split([' ', '[']).next() == Some(name)))
        .collect()
}

#[test]
fn every_value_of_the_page_of_a_period_is_described() {
    fn keys(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(object) => object.iter().for_each(|(key, value)| {
                found.insert(key.clone());
                keys(value, found);
            }),
            serde_json::Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
            _ => {}
        }
    }
    let example: Report = serde_json::from_str(&text("templates/report/example.json")).unwrap();
    let mut found = BTreeSet::new();
    keys(&serde_json::to_value(&example).unwrap(), &mut found);
    assert!(found.len() > 60, "{found:?}");
    assert_eq!(undescribed("docs/report.md", found), Vec::<String>::new());
}

#[test]
fn every_key_of_a_form_is_described() {
    let all = [keys::<Form>(), keys::<Field>(), keys::<Layout>(), keys::<Indicator>()].concat_sets();
    assert!(all.len() > 35, "{all:?}");
    assert_eq!(undescribed("docs/forms.md", all), Vec::<String>::new());
}

trait ConcatSets {
    fn concat_sets(self) -> BTreeSet<String>;
}

impl<const N: usize> ConcatSets for [BTreeSet<String>; N] {
    fn concat_sets(self) -> BTreeSet<String> {
        self.into_iter().flatten().collect()
    }
}

#[test]
fn every_key_and_name_of_a_rule_is_described() {
    let catalog = Catalog::builtin().unwrap();
    let path = format!("forms/{}/rules.toml", catalog.forms[0].id);
    let wrong = |source: &str| {
        let templates = Templates::builtin().with([(path.clone(), source.as_bytes().to_vec())]);
        let issues = Catalog::load(&templates).unwrap_err();
        quoted(&issues.iter().find(|issue| issue.file == path).unwrap().to_string(), "no_such_key")
    };
    let mut names = wrong("[[rule]]\nno_such_key = 1");
    names.extend(wrong("[[rule]]\n[[rule.example]]\nno_such_key = 1"));
    assert!(names.len() > 15, "{names:?}");
    let codes: Vec<&str> = catalog.forms.iter().map(|form| form.code.as_str()).collect();
    for form in &catalog.forms {
        for scope in [Scope::Row, Scope::Count, Scope::Form, Scope::Period] {
            let all = RuleNames::new(form, &catalog.forms, &catalog.switches, scope);
            let known = all.all().into_iter().filter(|name| form.field(name).is_none());
            names.extend(
                known.map(|name| codes.iter().fold(name.to_owned(), |name, code| name.replace(code, "CODE"))),
            );
        }
    }
    assert_eq!(undescribed("docs/rules.md", names), Vec::<String>::new());
}

#[test]
fn the_page_of_codes_is_fresh() {
    is_as_kept("docs/codes.md", &codes(&Catalog::builtin().unwrap()));
}

/// `docs/codes.md`, made from the catalogue.
fn codes(catalog: &Catalog) -> String {
    let mut page = String::from(
        "# Rules\n\nMade from `templates/` by `UPDATE=1 cargo test --test it documents`; do not edit. `liangze explain RULE` \
         tells more.\n\nSeverities: F returned · E held until corrected · W taken, an explanation is asked for · C taken, a duty \
         was not performed · M for the receiving organ · I repaired.\n",
    );
    for form in &catalog.forms {
        writeln!(page, "\n## {} {}（`{}`）\n", form.code, form.name, form.id).unwrap();
        page.push_str("| rule | severity | demands | formula | basis |\n|---|---|---|---|---|\n");
        for rule in catalog.rules_of(&form.id) {
            let formula = rule.formula.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
            let cells = [&rule.id, rule.severity.letter(), &rule.title, &format!("`{formula}`"), &rule.basis];
            writeln!(page, "| {} |", cells.join(" | ")).unwrap();
        }
    }
    page.push_str("\n## The engine's own\n\n| rule | severity | says |\n|---|---|---|\n");
    let mut remarks: BTreeMap<(&str, Severity, &str), &RemarkText> = BTreeMap::new();
    for remark in catalog.messages.remark.values() {
        remarks.insert((&remark.rule, remark.severity(), &remark.message), remark);
    }
    for ((rule, severity, message), _) in remarks {
        writeln!(page, "| {rule} | {severity} | {message} |").unwrap();
    }
    page
}
