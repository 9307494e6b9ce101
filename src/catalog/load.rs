//! templates/ to typed declarations: the only reader of it. The built-in files are part of the program; an office may
//! put a file of the same path into its own templates/ to override one, or add new ones.

use super::books::load_books;
use super::sentences;
use super::summary::Summary;
use super::{
    Catalog, Explanations, Form, HeaderLabels, Issue, List, Messages, Notices, ReportFiles, Rule, Switches,
    Triggers, ValueWords,
};
use crate::model::text::hex;
use crate::model::{NameRules, Saying};
use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(RustEmbed)]
#[folder = "templates"]
struct Builtin;

/// The files of templates/, by path with `/`: the built-in ones with an office's own laid over them.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Templates {
    /// The files that are part of the program.
    pub fn builtin() -> Templates {
        let files =
            Builtin::iter().filter_map(|path| Builtin::get(&path).map(|file| (path.into_owned(), file.data)));
        Templates { files: files.collect() }
    }

    /// Lays files over the present ones.
    pub fn with(mut self, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Templates {
        self.files.extend(files.into_iter().map(|(path, bytes)| (path, Cow::Owned(bytes))));
        self
    }

    /// A file's bytes.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Cow::as_ref)
    }

    /// A file's text, if it is UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes(path)?).ok()
    }

    /// The paths that begin and end so, in order.
    pub fn paths<'a>(&'a self, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
        self.files
            .keys()
            .map(String::as_str)
            .filter(move |path| path.starts_with(start) && path.ends_with(end))
    }

    /// SHA-256 over all paths and bytes, in lower-case hex. What the terminal says stands in nothing that is written, and is
    /// left out: periods are not closed again for its sake.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for (path, bytes) in self.files.iter().filter(|(path, _)| !path.starts_with(sentences::FOLDER)) {
            hash.update((path.len() as u64).to_le_bytes());
            hash.update(path);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        hex(hash.finalize())
    }

    /// A declaration from its file; what is wrong goes to `issues`.
    pub fn declaration<T: DeserializeOwned>(&self, path: &str, issues: &mut Vec<Issue>) -> Option<T> {
        let Some(source) = self.text(path) else {
            issues.push(Issue::missing(path));
            return None;
        };
        match toml::from_str(source) {
            Ok(declaration) => Some(declaration),
            Err(error) => {
                issues.push(Issue::toml(path, source, &error));
                None
            }
        }
    }
}

impl Catalog {
    /// The catalogue of the program's own templates.
    pub fn builtin() -> Result<Catalog, Vec<Issue>> {
        Catalog::load(&Templates::builtin())
    }

    /// Reads and checks all declarations; an `Err` lists everything that is wrong.
    pub fn load(templates: &Templates) -> Result<Catalog, Vec<Issue>> {
        let mut issues = Vec::new();
        let header: Option<HeaderLabels> = templates.declaration("header.toml", &mut issues);
        let names: Option<NameRules> = templates.declaration("names.toml", &mut issues);
        let values: Option<ValueWords> = templates.declaration("values.toml", &mut issues);
        let messages: Option<Messages> = templates.declaration("messages.toml", &mut issues);
        let explanations: Option<Explanations> = templates.declaration("explanations.toml", &mut issues);
        let mut lists = BTreeMap::new();
        for path in templates.paths("lists/", ".toml") {
            let name = path.trim_start_matches("lists/").trim_end_matches(".toml");
            if let Some(mut list) = templates.declaration::<List>(path, &mut issues) {
                if let Err(what) = list.prepare() {
                    issues.push(Issue::new(path, what));
                }
                lists.insert(name.to_owned(), list);
            }
        }
        let forbidden = header.as_ref().and_then(|header| header.forbidden.as_ref());
        check_forbidden("header.toml", forbidden, &mut issues);
        let mut forms = Vec::new();
        for path in templates.paths("forms/", "/form.toml") {
            if let Some(form) = templates.declaration::<Form>(path, &mut issues) {
                check_form(path, &form, &lists, &mut issues);
                forms.push(form);
            }
        }
        if let Some(values) = &values {
            check_colours(&forms, values, &lists, &mut issues);
        }
        forms.sort_by(|left, right| (&left.articles, &left.id).cmp(&(&right.articles, &right.id)));
        let notices = Notices::load(templates).map_err(|wrong| issues.extend(wrong)).ok();
        let switches = Switches::load(templates, &mut issues).unwrap_or_default();
        let mut rules = Vec::new();
        for form in &forms {
            let path = format!("forms/{}/rules.toml", form.id);
            if let Some(source) = templates.text(&path) {
                rules.extend(super::rule::load(&path, source, form, (&forms, &switches), &mut issues));
            }
        }
        check_ids(&rules, &mut issues);
        let books = load_books(templates, &forms, &lists, &mut issues);
        if let (Some(notices), Some((summaries, ..))) = (&notices, &books) {
            check_notices(notices, &forms, summaries, &mut issues);
        }
        let triggers = Triggers::load(templates, &forms, &lists, &mut issues);
        let report = ReportFiles::load(templates, &mut issues);
        match (header, names, values, messages, explanations, notices, books, triggers) {
            (
                Some(header),
                Some(names),
                Some(values),
                Some(messages),
                Some(explanations),
                Some(notices),
                Some((summaries, book, blank)),
                Some(triggers),
            ) if issues.is_empty() => {
                let fingerprint = templates.fingerprint();
                let mut catalog = Catalog {
                    forms,
                    rules,
                    lists,
                    header,
                    names,
                    values,
                    messages,
                    explanations,
                    notices,
                    summaries,
                    triggers,
                    switches,
                    book,
                    blank,
                    report,
                    fingerprint,
                };
                catalog.settle();
                let wrong = catalog.wrong_switches();
                if wrong.is_empty() { Ok(catalog) } else { Err(wrong) }
            }
            _ => Err(issues),
        }
    }
}

/// The tables and forms that notices name are declared.
fn check_notices(notices: &Notices, forms: &[Form], summaries: &[Summary], issues: &mut Vec<Issue>) {
    for notice in &notices.all {
        let declaration = &notice.declaration;
        let figures = declaration.figures.values().map(|figure| &figure.table);
        let lists = declaration.lists.iter().map(|list| &list.table);
        let attached = declaration.attachments.iter().flat_map(|attachment| &attachment.tables);
        let mut wrong = |what: Saying| {
            issues.push(Issue::new(&format!("{}/notice.toml", notice.folder), what));
        };
        for table in figures.chain(lists).chain(attached) {
            if !summaries.iter().any(|summary| summary.id == *table) {
                wrong(Saying::new("issue.no_table").with("table", table));
            }
        }
        for after in declaration.rows.iter().filter_map(|rows| rows.after.as_ref()) {
            if notices.notice(&after.notice).is_none_or(|other| other.declaration.rows.is_none()) {
                wrong(Saying::new("issue.no_rows_notice").with("notice", &after.notice));
            }
        }
        let cases = declaration.cases.iter().flat_map(|cases| [&cases.form, &cases.detail]);
        let submitted = declaration.submitted.iter().flat_map(|submitted| {
            std::iter::once(&submitted.form).chain(submitted.beside.iter().map(|beside| &beside.form))
        });
        let codes = declaration.publishes.iter().chain(&declaration.form).chain(cases).chain(submitted);
        for code in codes.filter(|code| !forms.iter().any(|form| form.code == **code)) {
            wrong(Saying::new("issue.no_form").with("code", code));
        }
    }
}

/// A rule id stands for one rule, or for the several equations of one rule in one form.
fn check_ids(rules: &[Rule], issues: &mut Vec<Issue>) {
    for (number, rule) in rules.iter().enumerate() {
        if rules[..number].iter().any(|other| other.id == rule.id && other.form != rule.form) {
            let path = format!("forms/{}/rules.toml", rule.form);
            issues.push(Issue::new(&path, Saying::new("issue.rule_of_other_form").with("id", &rule.id)));
        }
    }
}

/// What a form promises beyond its types: its folder is its id, keys are unique, lists exist.
fn check_form(path: &str, form: &Form, lists: &BTreeMap<String, List>, issues: &mut Vec<Issue>) {
    if path != format!("forms/{}/form.toml", form.id) {
        issues.push(Issue::new(path, Saying::new("issue.form_folder").with("id", &form.id)));
    }
    for (number, field) in form.fields.iter().enumerate() {
        if form.fields[..number].iter().any(|other| other.key == field.key) {
            issues.push(Issue::new(path, Saying::new("issue.field_twice").with("key", &field.key)));
        }
        if let Some(name) = field.list.as_ref().filter(|name| !lists.contains_key(*name)) {
            let what = Saying::new("issue.field_list").with("key", &field.key).with("list", name);
            issues.push(Issue::new(path, what));
        }
    }
    let layout = &form.layout;
    let named = [
        &layout.unit_field,
        &layout.event_field,
        &layout.group_field,
        &layout.nil_field,
        &layout.period_field,
        &layout.banner_field,
        &layout.sender_field,
    ];
    let named = named.into_iter().flatten().chain(&layout.likeness_fields).chain(&layout.apart_fields);
    for key in named.filter(|key| form.field_number(key).is_none()) {
        issues.push(Issue::new(path, Saying::new("issue.layout_field").with("key", key)));
    }
    for field in &form.fields {
        let wrong = field.pattern.as_ref().filter(|pattern| match regex::Regex::new(&pattern.text) {
            Ok(compiled) => compiled.captures_len() < 2,
            Err(_) => true,
        });
        if wrong.is_some() {
            issues.push(Issue::new(path, Saying::new("issue.field_pattern").with("key", &field.key)));
        }
    }
    let only = form.fields.iter().filter_map(|field| field.variant.as_ref());
    for name in only.filter(|name| !form.variants.iter().any(|variant| variant.name == **name)) {
        issues.push(Issue::new(path, Saying::new("issue.no_variant").with("variant", name)));
    }
    for name in form.footings.iter().filter_map(|footing| footing.list.as_ref()) {
        if !lists.contains_key(name) {
            issues.push(Issue::new(path, Saying::new("issue.footing_list").with("list", name)));
        }
    }
    check_forbidden(path, form.forbidden.as_ref(), issues);
    let coverage = form.coverage.iter().flat_map(|coverage| coverage.wrong(form, lists));
    issues.extend(coverage.map(|what| Issue::new(path, what)));
    for variant in &form.variants {
        for (key, _) in variant.columns.iter().filter(|(key, _)| form.field_number(key).is_none()) {
            let what = Saying::new("issue.variant_field").with("variant", &variant.name).with("key", key);
            issues.push(Issue::new(path, what));
        }
    }
}

/// The colours that fields name are declared, and stand for choices of their lists.
fn check_colours(
    forms: &[Form],
    values: &ValueWords,
    lists: &BTreeMap<String, List>,
    issues: &mut Vec<Issue>,
) {
    for form in forms {
        let path = format!("forms/{}/form.toml", form.id);
        for field in &form.fields {
            let list = field.list.as_ref().and_then(|name| lists.get(name));
            for (colour, choice) in &field.colours {
                if !values.colours.iter().any(|known| known.key == *colour) {
                    let what = Saying::new("issue.no_colour").with("key", &field.key).with("colour", colour);
                    issues.push(Issue::new(&path, what));
                }
                if list.is_none_or(|list| list.choice(choice).is_none()) {
                    let what =
                        Saying::new("issue.colour_choice").with("key", &field.key).with("choice", choice);
                    issues.push(Issue::new(&path, what));
                }
            }
        }
    }
}

fn check_forbidden(path: &str, forbidden: Option<&super::Forbidden>, issues: &mut Vec<Issue>) {
    for text in forbidden.into_iter().flat_map(super::Forbidden::wrong) {
        issues.push(Issue::new(path, Saying::new("issue.forbidden_text").with("text", text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_loads_without_an_issue() {
        let catalog = Catalog::builtin().unwrap_or_else(|issues| panic!("{}", issues[0]));
        assert_eq!(catalog.fingerprint.len(), 64);
        assert!(!catalog.forms.is_empty());
    }

    #[test]
    fn declarations_have_another_fingerprint_when_they_change_and_the_words_of_the_terminal_have_none() {
        let builtin = Templates::builtin().fingerprint();
        let with =
            |path: &str| Templates::builtin().with([(path.into(), b"# changed".to_vec())]).fingerprint();
        assert_eq!(with("cli/zh.toml"), builtin);
        assert_ne!(with("messages.toml"), builtin);
    }

    #[test]
    fn an_issue_names_file_and_line() {
        let templates =
            Templates::builtin().with([("names.toml".into(), b"prefixes = []\nsufixes = []".to_vec())]);
        let issues = Catalog::load(&templates).unwrap_err();
        assert_eq!((issues[0].file.as_str(), issues[0].line), ("names.toml", 2));
    }
}
