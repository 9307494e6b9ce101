//! Every blank form, filled in as a clerk would and read back: each value that was typed comes back as the answer of its
//! field. Where LibreOffice is installed it opens and saves the filled forms in between.

use crate::support::blank_filling::{Filled, fill};
use crate::support::libreoffice;
use crate::support::office::{after, office};
use crate::support::package::{packed, parts};
use crate::support::program::Program;
use liangze::catalog::load::Templates;
use liangze::catalog::{Catalog, Form, Kind};
use liangze::extract::{Extractor, Origin};
use liangze::model::{Registry, Submission, Value};
use liangze::paper::{Limits, read};
use liangze::write::blank::{Known, blank};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

fn catalog() -> (Catalog, Registry) {
    let catalog = Catalog::builtin().unwrap();
    let (registry, _) = catalog.rehearsal(&Templates::builtin());
    (catalog, registry)
}

/// All blank forms, filled: the code of the form, the name of the file, what was typed.
fn all_filled(catalog: &Catalog) -> Vec<(&Form, String, Filled)> {
    let made =
        |form: &'_ Form| blank(catalog, form, &Known::default(), "2014-01-02T00:00:00".parse().unwrap());
    catalog
        .forms
        .iter()
        .map(|form| {
            let blank = made(form).unwrap();
            (form, blank.file_name.clone(), fill(catalog, form, &blank.bytes))
        })
        .collect()
}

fn back(catalog: &Catalog, registry: &Registry, bytes: &[u8]) -> Vec<Submission> {
    let paper = read(bytes, &Limits::default()).unwrap();
    let collected = ["2014Q3", "2014"].map(|period| period.parse().unwrap());
    let origin =
        Origin { path: "表.xlsx", received_on: "2014-09-30".parse().unwrap(), collected: &collected };
    Extractor::new(catalog, registry).extract(&paper, &origin).submissions
}

/// True if a value says what was typed.
fn says(kind: Kind, value: &Value, expected: &str) -> bool {
    let shown = value.to_string();
    match kind {
        kind if kind.is_number() => match (shown.parse::<f64>(), expected.parse::<f64>()) {
            (Ok(shown), Ok(expected)) => (shown - expected).abs() < 1e-9,
            _ => false,
        },
        Kind::Time => shown.starts_with(expected),
        _ => shown == expected,
    }
}

/// What was typed and did not come back.
fn lost(catalog: &Catalog, registry: &Registry, form: &Form, filled: &Filled, bytes: &[u8]) -> Vec<String> {
    let found = back(catalog, registry, bytes);
    let Some(submission) = found.iter().find(|one| one.form == form.id) else {
        let forms: Vec<&str> = found.iter().map(|one| one.form.as_str()).collect();
        return vec![format!("{}: read as {forms:?}", form.code)];
    };
    let mut lost = Vec::new();
    let rows: Vec<_> = submission.data().collect();
    for (row, key, expected) in &filled.answers {
        let number = form.field_number(key).unwrap();
        let value = rows.get(*row).map(|record| &record.entries[number].value);
        if !value.is_some_and(|value| says(form.fields[number].kind, value, expected)) {
            let shown = value.map(ToString::to_string);
            lost.push(format!("{} {key} in row {row}: {expected} came back as {shown:?}", form.code));
        }
    }
    for (key, expected) in &filled.headers {
        let shown = submission.header(key).to_string();
        if shown != *expected {
            lost.push(format!("{} header {key}: {expected} came back as {shown}", form.code));
        }
    }
    for (key, expected) in &filled.sections {
        let text =
            submission.sections.iter().find(|section| section.key == *key).map(|section| section.text());
        if text.as_deref() != Some(expected.as_str()) {
            lost.push(format!("{} section {key}: {expected} came back as {text:?}", form.code));
        }
    }
    for (key, expected) in &filled.footings {
        let shown = submission.footing.get(key).map(|entry| entry.value.to_string());
        if shown.as_deref() != Some(expected.as_str()) {
            lost.push(format!("{} footing {key}: {expected} came back as {shown:?}", form.code));
        }
    }
    lost
}

#[test]
fn every_blank_form_is_read_back_as_it_was_filled() {
    let (catalog, registry) = catalog();
    let mut all = Vec::new();
    let mut answers = 0;
    for (form, _, filled) in all_filled(&catalog) {
        assert!(
            !filled.answers.is_empty() || !filled.sections.is_empty(),
            "{}: nothing is filled",
            form.code
        );
        answers += filled.answers.len();
        all.extend(lost(&catalog, &registry, form, &filled, &filled.bytes));
    }
    assert!(answers > 900, "{answers}");
    assert!(all.is_empty(), "{} of {answers} answers:\n{}", all.len(), all.join("\n"));
}

#[test]
fn nothing_is_lost_when_libreoffice_saves_a_filled_form() {
    let (catalog, registry) = catalog();
    let program = Program::new();
    let forms = all_filled(&catalog);
    for (_, name, filled) in &forms {
        fs::write(program.folder().join(name), &filled.bytes).unwrap();
    }
    for ending in ["xlsx", "docx"] {
        let names = forms.iter().map(|(_, name, _)| name).filter(|name| name.ends_with(ending));
        let files: Vec<PathBuf> = names.map(|name| program.folder().join(name)).collect();
        if !libreoffice::saved(program.folder(), ending, &files) {
            return;
        }
    }
    let mut all = Vec::new();
    for (form, name, filled) in &forms {
        let bytes = fs::read(program.folder().join("saved").join(name)).unwrap();
        if form.code == "CQ" {
            // Three in each cell of the first row: its sums are those of the rules.
            let rows = rows_of(&catalog, &back(&catalog, &registry, &bytes), form);
            let sums = ["cases_total", "persons_total", "pd_total", "ad_total", "punished"];
            let first = sums.map(|key| rows[0].get(key).map(String::as_str));
            assert_eq!(first, [Some("9"), Some("15"), Some("15"), Some("18"), Some("30")]);
        }
        all.extend(lost(&catalog, &registry, form, filled, &bytes));
        let properties = read(&bytes, &Limits::default()).unwrap().properties;
        if !properties.iter().any(|(key, ids)| key == "liangze.form" && ids.contains(&form.id)) {
            all.push(format!("{}: {properties:?}", form.code));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// The bytes of a form with other words in its parts.
fn changed(bytes: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = parts(bytes);
    for (_, content) in &mut parts {
        if let Ok(text) = String::from_utf8(content.clone()) {
            let text = changes.iter().fold(text, |text, (from, to)| text.replace(from, to));
            *content = text.into_bytes();
        }
    }
    packed(parts)
}

fn forms_of(found: &[Submission]) -> Vec<&str> {
    found.iter().map(|one| one.form.as_str()).collect()
}

#[test]
fn a_form_whose_title_was_deleted_is_known_by_its_hidden_id_and_without_it_by_its_columns() {
    let (catalog, registry) = catalog();
    let form = catalog.form_by_code("TK").unwrap();
    let made = blank(&catalog, form, &Known::default(), "2014-01-02T00:00:00".parse().unwrap()).unwrap();
    let filled = fill(&catalog, form, &made.bytes);
    let untitled: &[(&str, &str)] = &[(form.title.as_str(), ""), (form.name.as_str(), "Sheet1")];
    let anonymous = [untitled, &[("liangze.form", "other"), ("liangze.version", "another")]].concat();
    let read = |changes: &[(&str, &str)]| back(&catalog, &registry, &changed(&filled.bytes, changes));
    assert_eq!(forms_of(&read(untitled)), [form.id.as_str()]);
    assert_eq!(forms_of(&read(&anonymous)), [form.id.as_str()], "nearly all columns are there");
    // Three columns are called otherwise: with the id it is still the form, without it nobody can be sure.
    let labels: Vec<String> = form
        .columns()
        .filter(|field| field.required == liangze::catalog::Required::R)
        .map(|field| field.leaf())
        .collect();
    let strange: Vec<(String, String)> = labels
        .iter()
        .take(3)
        .enumerate()
        .map(|(number, label)| (format!(">{label}<"), format!(">子丑{number}<")))
        .collect();
    let strange: Vec<(&str, &str)> = strange.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(forms_of(&read(&[untitled, &strange].concat())), [form.id.as_str()]);
    assert_eq!(forms_of(&read(&[anonymous.as_slice(), &strange].concat())), [""]);
}

#[test]
fn a_hidden_id_does_not_make_a_form_of_what_it_is_not() {
    let (catalog, registry) = catalog();
    let form = catalog.form_by_code("TK").unwrap();
    let made = blank(&catalog, form, &Known::default(), "2014-01-02T00:00:00".parse().unwrap()).unwrap();
    let filled = fill(&catalog, form, &made.bytes);
    let found = back(&catalog, &registry, &changed(&filled.bytes, &[("talk-ledger", "case-quarterly")]));
    assert_eq!(forms_of(&found), ["talk-ledger"]);
}

#[test]
fn a_form_made_from_older_declarations_is_still_read() {
    let (catalog, registry) = catalog();
    for form in &catalog.forms {
        let made = blank(&catalog, form, &Known::default(), "2014-01-02T00:00:00".parse().unwrap()).unwrap();
        let filled = fill(&catalog, form, &made.bytes);
        let older = changed(&filled.bytes, &[(catalog.fingerprint.as_str(), "0123456789abcdef")]);
        assert_ne!(older, filled.bytes);
        assert_eq!(lost(&catalog, &registry, form, &filled, &older), Vec::<String>::new());
    }
}

/// The values of the rows of the first return of a form, by key.
fn rows_of(catalog: &Catalog, found: &[Submission], form: &Form) -> Vec<BTreeMap<String, String>> {
    let submission = found.iter().find(|one| one.form == form.id).expect("it is read as its form");
    let row = |record: &liangze::model::Record| {
        let said = catalog.form(&form.id).unwrap().fields.iter().zip(&record.entries);
        let said = said.filter(|(_, entry)| !entry.value.is_missing());
        said.map(|(field, entry)| (field.key.clone(), entry.value.to_string())).collect()
    };
    submission.data().map(row).collect()
}

#[test]
fn what_an_office_knows_is_filled_in_and_nothing_else() {
    let (catalog, registry) = catalog();
    let form = catalog.form_by_code("TL").unwrap();
    let made = blank(&catalog, form, &Known::default(), "2014-01-02T00:00:00".parse().unwrap()).unwrap();
    let filled = fill(&catalog, form, &made.bytes);
    let program = office("TL;CQ;AI", "");
    let told = after(&program, ("台账.xlsx", &filled.bytes), "2014-10-08T09:00");
    let standing = told("submissions.csv", &["form", "unit_id", "period", "status"]);
    assert_eq!(standing, [["task-ledger", "J-990121", "2014Q3", "provisional"].map(str::to_owned)]);

    let asked = ["--prefill", "OFFICE", "--unit", "示例县纪委", "--period", "2014Q4", "--to", "next"];
    let outcome = program.call(&[&["form", "blank", "TL"][..], &asked].concat());
    let name = "中共示例县纪律检查委员会2014年第四季度主体责任任务清单台账.xlsx";
    assert_eq!((outcome.code, outcome.out.as_str()), (0, format!("已写出 next/{name}\n").as_str()));
    let bytes = fs::read(program.folder().join("next").join(name)).unwrap();
    let found = back(&catalog, &registry, &bytes);
    let first = &found[0];
    let key = (first.unit.as_str(), first.period.unwrap().to_string());
    assert_eq!(key, ("J-990121", "2014Q4".to_owned()));
    assert_eq!(first.header("filler").to_string(), "孙八");
    assert_eq!(first.header("phone").to_string(), "0990-1234567");

    // The plan and what was done so far stand there; what the quarter itself asks is blank.
    let carried = &catalog.blank.carried["TL"].fields;
    let now = rows_of(&catalog, &found, form);
    let before = rows_of(&catalog, &back(&catalog, &registry, &filled.bytes), form);
    assert_eq!(now.len(), 2);
    for (now, before) in now.iter().zip(&before) {
        let kept: BTreeMap<_, _> = before
            .iter()
            .filter(|(key, _)| carried.contains(key))
            .map(|(key, text)| (key.clone(), text.clone()))
            .collect();
        assert!(kept.len() > 12 && kept.len() < before.len(), "{kept:?}");
        assert_eq!(*now, kept);
    }

    // A new year begins with a new plan; a unit of which nothing is known gets its name and the period only.
    for (form, unit, period) in
        [("TL", "J-990121", "2015"), ("TL", "P-990121", "2014Q4"), ("AI", "P-990121", "2014")]
    {
        let to = format!("{form}{unit}{period}");
        let asked = ["--prefill", "OFFICE", "--unit", unit, "--period", period, "--to", &to];
        assert_eq!(program.call(&[&["form", "blank", form][..], &asked].concat()).code, 0);
        let file = fs::read_dir(program.folder().join(&to)).unwrap().next().unwrap().unwrap().path();
        let found = back(&catalog, &registry, &fs::read(file).unwrap());
        assert_eq!((found[0].unit.as_str(), found[0].period.unwrap().to_string().as_str()), (unit, period));
        let fixed = catalog.form_by_code(form).unwrap().indicators.len();
        assert_eq!(found[0].data().count(), fixed, "{form} {unit} {period}");
    }
}

#[test]
fn all_blank_forms_are_written_at_once() {
    let program = Program::new();
    let outcome = program.call(&["form", "blank", "all", "--to", "forms"]);
    let (catalog, _) = catalog();
    let alone = catalog.forms.iter().filter(|form| form.attached_to.is_none()).count();
    let written = fs::read_dir(program.folder().join("forms")).unwrap().count();
    assert_eq!((outcome.code, outcome.out.lines().count(), written), (0, alone, alone));
    let half = program.call(&["form", "blank", "CQ", "--to", "forms", "--prefill", "OFFICE"]);
    assert_eq!(half.code, 2, "{}", half.err);
}
