//! `liangze form`: the declared forms.

use super::answer::Answer;
use super::arguments::Form as Asked;
use super::failure::Failure;
use super::table::{Side, Table};
use super::words::Words;
use crate::batch::{BatchFailure, write_whole};
use crate::catalog::{Catalog, Cycle, Field, Form, Kind, Required};
use jiff::civil::DateTime;
use std::path::Path;

/// Lists the forms, shows one, or writes an empty one.
pub fn form(asked: &Asked, words: &Words) -> Result<Answer, Failure> {
    let catalog = Catalog::builtin()?;
    match asked {
        Asked::List => Ok(Answer::clean(list(&catalog, words))),
        Asked::Show { form } => Ok(Answer::clean(show(&catalog, find(&catalog, form)?, words))),
        Asked::Blank { form, to } => blank(&catalog, find(&catalog, form)?, to, words),
    }
}

/// The form with an id or a code, whatever its case.
fn find<'c>(catalog: &'c Catalog, name: &str) -> Result<&'c Form, Failure> {
    let found = catalog
        .forms
        .iter()
        .find(|form| form.id.eq_ignore_ascii_case(name) || form.code.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let mut near: Vec<(f64, &Form)> =
            catalog.forms.iter().map(|form| (strsim::normalized_levenshtein(name, &form.id), form)).collect();
        near.sort_by(|left, right| right.0.total_cmp(&left.0));
        let near = near.into_iter().filter(|(likeness, _)| *likeness > 0.5).take(3);
        Failure::NoForm(name.to_owned(), near.map(|(_, form)| form.id.clone()).collect())
    })
}

/// Writes the empty paper of a form. It bears no time: the same declaration makes the same bytes.
fn blank(catalog: &Catalog, form: &Form, to: &Path, words: &Words) -> Result<Answer, Failure> {
    let made = crate::write::blank::blank(
        catalog,
        form,
        &crate::write::blank::Known::default(),
        DateTime::constant(2000, 1, 1, 0, 0, 0, 0),
    );
    let made = made.map_err(|error| BatchFailure::Workbook(error.to_string()))?;
    let path = to.join(&made.file_name);
    write_whole(&path, &made.bytes)?;
    let path = path.display().to_string();
    Ok(Answer::clean(words.fill("form.written", &[("path", &path)]) + "\n"))
}

fn cycle<'w>(form: &Form, words: &'w Words) -> &'w str {
    words.say(match form.cycle {
        Cycle::Quarter => "form.quarter",
        Cycle::Year => "form.year",
        Cycle::YearAndQuarter => "form.year_and_quarter",
    })
}

fn list(catalog: &Catalog, words: &Words) -> String {
    let columns = ["form.code", "form.id", "form.name", "form.cycle"].map(|key| (words.say(key), Side::Left));
    let mut table = Table::new(columns.into_iter().chain([(words.say("form.rules"), Side::Right)]));
    for form in &catalog.forms {
        let rules = catalog.rules_of(&form.id).count().to_string();
        table.row([form.code.as_str(), &form.id, &form.name, cycle(form, words), &rules]);
    }
    table.lines(0, words.screen)
}

fn show(catalog: &Catalog, form: &Form, words: &Words) -> String {
    let articles: Vec<String> = form.articles.iter().map(u8::to_string).collect();
    let headings: Vec<&str> = form.headings.iter().map(|heading| heading.title.as_str()).collect();
    let indicators: Vec<&str> = form.indicators.iter().map(|indicator| indicator.code.as_str()).collect();
    let facts = [
        ("form.cycle", cycle(form, words).to_owned()),
        ("form.articles", articles.join(", ")),
        ("form.titles", form.recognise.titles.join(", ")),
        ("form.headings", headings.join(", ")),
        ("form.indicators", indicators.join(" ")),
    ];
    let mut about = Table::new([("", Side::Left), ("", Side::Left)]);
    for (key, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        about.row([words.say(key), value]);
    }
    let columns = ["form.key", "form.label", "form.kind", "form.required", "form.list"];
    let mut fields = Table::new(columns.map(|key| (words.say(key), Side::Left)));
    for field in &form.fields {
        fields.row([
            field.key.clone(),
            label(field),
            kind(field.kind, words),
            required(field, words),
            choices(catalog, field),
        ]);
    }
    format!(
        "{} {}  {}\n{}\n{}",
        form.code,
        form.id,
        form.title,
        about.lines(2, words.screen),
        fields.lines(0, words.screen)
    )
}

fn label(field: &Field) -> String {
    field.path().collect::<Vec<_>>().join("/")
}

fn required(field: &Field, words: &Words) -> String {
    words
        .say(match field.required {
            Required::R => "form.R",
            Required::C => "form.C",
            Required::O => "form.O",
            Required::X => "form.X",
        })
        .to_owned()
}

/// The first choices of the list of a field: enough to know it by.
fn choices(catalog: &Catalog, field: &Field) -> String {
    const SHOWN: usize = 4;
    let Some(list) = catalog.list_of(field) else { return String::new() };
    let labels: Vec<&str> = list.choices.iter().map(|choice| choice.label.as_str()).collect();
    let more = if labels.len() > SHOWN { format!(" … ({})", labels.len()) } else { String::new() };
    format!("{}{more}", labels[..labels.len().min(SHOWN)].join(" "))
}

fn kind(kind: Kind, words: &Words) -> String {
    words
        .say(match kind {
            Kind::Count => "kind.count",
            Kind::Decimal => "kind.decimal",
            Kind::Money => "kind.money",
            Kind::Percent => "kind.percent",
            Kind::Measured => "kind.measured",
            Kind::Date => "kind.date",
            Kind::Text => "kind.text",
            Kind::Long => "kind.long",
            Kind::Person => "kind.person",
            Kind::Unit => "kind.unit",
            Kind::Choice => "kind.choice",
            Kind::Choices => "kind.choices",
            Kind::Flag => "kind.flag",
            Kind::Code => "kind.code",
            Kind::DocNo => "kind.doc_no",
            Kind::Deadline => "kind.deadline",
            Kind::Time => "kind.time",
            Kind::Units => "kind.units",
        })
        .to_owned()
}
