//! What serves each article of the policy: forms, rules, merged tables, notices and rehearsals, in docs/coverage.md. Every
//! rule id of the form catalogue is declared, or left out with a reason. `UPDATE=1` writes the page anew.

use crate::support::expected::is_as_kept;
use crate::support::program::repository;
use liangze::catalog::load::Templates;
use liangze::catalog::{Catalog, Form, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

/// The articles of the policy that demand something, in its words.
const ARTICLES: [(u8, &str); 13] = [
    (3, "党委主体责任的主要内容"),
    (4, "主要负责人的第一责任人职责"),
    (5, "领导班子成员的一岗双责"),
    (6, "纪委监督责任的主要内容"),
    (7, "主体责任任务清单"),
    (8, "责任书和签字背书"),
    (9, "双报告"),
    (10, "民主生活会"),
    (11, "述责述廉和评议"),
    (12, "约谈和廉政谈话"),
    (13, "专项巡察"),
    (14, "一案双究和责任倒查"),
    (15, "责任追究报告和典型案例通报"),
];

struct Page {
    catalog: Catalog,
    templates: Templates,
    left_out: BTreeMap<String, String>,
}

impl Page {
    fn new() -> Page {
        let left_out = fs::read_to_string(repository("tests/it/expected/rule_ids_left_out.toml")).unwrap();
        let templates = Templates::builtin();
        let catalog = Catalog::load(&templates).unwrap();
        Page { catalog, templates, left_out: toml::from_str(&left_out).unwrap() }
    }

    fn declared(&self) -> BTreeSet<String> {
        let rules = self.catalog.rules.iter().map(|rule| rule.id.clone());
        rules.chain(self.catalog.messages.remark.values().map(|remark| remark.rule.clone())).collect()
    }

    /// The ids of the declarations of a folder whose text names the code of a form, or one of `also`.
    fn naming(&self, folder: &str, ending: &str, code: &str, also: &BTreeSet<String>) -> BTreeSet<String> {
        let paths = self.templates.paths(folder, ending);
        let naming = paths.filter_map(|path| {
            let source = self.templates.text(path)?;
            let table: toml::Table = toml::from_str(source).unwrap();
            let id = table.get("id")?.as_str()?.to_owned();
            // A page that names every form, such as a list of sheets, draws on none in particular.
            let words = || source.lines().filter(|line| !line.starts_with('#')).flat_map(words);
            words().any(|word| word == code || also.contains(word)).then_some(id)
        });
        naming.collect()
    }

    fn row(&self, form: &Form) -> String {
        let rules: Vec<&Rule> = self.catalog.rules_of(&form.id).collect();
        let of_code = |id: &&String| id.starts_with(&format!("{}-", form.code));
        let declared = self.declared();
        let own: BTreeSet<&String> = declared.iter().filter(of_code).collect();
        let summaries = self.naming("summaries/", ".toml", &form.code, &BTreeSet::new());
        let notices = self.naming("notices/", "/notice.toml", &form.code, &summaries);
        let examples = || rules.iter().flat_map(|rule| &rule.examples);
        let finding = examples().filter(|example| example.finds > 0).count();
        let numbers = |ids: BTreeSet<&String>| {
            let numbers = ids.into_iter().filter_map(|id| id.split_once('-'));
            numbers.map(|(_, number)| number.to_owned()).collect::<Vec<_>>().join(" ")
        };
        let joined = |ids: BTreeSet<String>| ids.into_iter().collect::<Vec<_>>().join(" ");
        format!(
            "| {} `{}` {} | {} | {} | {} | {} 例，其中 {finding} 例查出 |",
            form.code,
            form.id,
            form.name,
            numbers(own),
            joined(summaries),
            joined(notices),
            examples().count(),
        )
    }

    fn text(&self) -> String {
        let mut page = String::from(
            "# What serves each article\n\n<!-- Written by `UPDATE=1 cargo test --test it coverage`; do not edit. -->\n\n\
             For each article of the policy the returns that it asks for, the numbers of their rules, the merged tables and notices that \
             draw on them,\nand how many examples the rules are rehearsed with (`liangze lint`, and the test \
             `every_rule_speaks_as_its_examples_tell`). Rules `GN-…`\nand notices on sending (N01, N02, N03, N09, N14) go for every form. \
             [codes.md](codes.md) says what each rule demands.\n",
        );
        for (article, name) in ARTICLES {
            let _ = writeln!(page, "\n## {article}. {name}\n");
            page += "| form | rules | tables | notices | rehearsed |\n|---|---|---|---|---|\n";
            for form in self.catalog.forms.iter().filter(|form| form.articles.contains(&article)) {
                let _ = writeln!(page, "{}", self.row(form));
            }
        }
        page += "\n## Rule ids of the catalogue without a declaration\n\n| id | why |\n|---|---|\n";
        for (id, why) in &self.left_out {
            let _ = writeln!(page, "| {id} | {why} |");
        }
        page
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

#[test]
fn every_article_has_forms_and_the_page_says_what_serves_it() {
    let page = Page::new();
    for (article, name) in ARTICLES {
        assert!(page.catalog.forms.iter().any(|form| form.articles.contains(&article)), "{article} {name}");
    }
    is_as_kept("docs/coverage.md", &page.text());
}

#[test]
fn every_rule_of_the_catalogue_is_declared_or_left_out_with_a_reason() {
    let page = Page::new();
    let listed = fs::read_to_string(repository("tests/it/expected/rule_ids.txt")).unwrap();
    let listed: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    assert!(listed.len() > 200);
    let declared = page.declared();
    let silent: Vec<&String> =
        listed.iter().filter(|id| !declared.contains(*id) && !page.left_out.contains_key(*id)).collect();
    assert_eq!(silent, Vec::<&String>::new(), "neither declared nor left out with a reason");
    let needless = |id: &&String| declared.contains(*id) || !listed.contains(*id);
    let needless: Vec<&String> = page.left_out.keys().filter(needless).collect();
    assert_eq!(needless, Vec::<&String>::new(), "left out, but declared, or no id of the catalogue");
    assert!(page.left_out.values().all(|why| why.chars().count() >= 10));
}
