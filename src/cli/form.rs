//! `liangze form`: the declared forms.

use super::answer::Answer;
use super::arguments::{Blank, Form as Asked};
use super::failure::Failure;
use super::table::{Side, Table};
use super::words::Words;
use crate::batch::{self, BatchFailure, Office, write_whole};
use crate::catalog::{Catalog, Cycle, Field, Form, Kind, Required};
use crate::ledger::Ledger;
use crate::write::blank::Known;
use jiff::civil::DateTime;

/// Lists the forms, shows one, or writes an empty one.
pub fn form(asked: &Asked, words: &Words) -> Result<Answer, Failure> {
    let catalog = Catalog::builtin()?;
    match asked {
        Asked::List => Ok(Answer::clean(list(&catalog, words))),
        Asked::Show { form } => Ok(Answer::clean(show(&catalog, find(&catalog, form)?, words))),
        Asked::Blank(given) => blank(&catalog, given, words),
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

/// What `form blank` takes for all forms at once.
const ALL: &str = "all";

/// Writes the paper of a form, or of all, with what an office knows of it if one is named.
fn blank(catalog: &Catalog, given: &Blank, words: &Words) -> Result<Answer, Failure> {
    let (Some(office), Some(unit), Some(period)) = (&given.prefill, &given.unit, given.period) else {
        return write(catalog, given, words, |_| Ok(Known::default()));
    };
    let office = Office::open(office)?;
    let loaded = batch::load(&office)?;
    let unit = super::calendar::find(&loaded, unit)?;
    let path = office.ledger_path();
    let ledger = if path.exists() { Some(Ledger::open_for_reading(&path)?) } else { None };
    write(&loaded.catalog, given, words, |form| {
        batch::known(&loaded, ledger.as_ref().map(Ledger::read), form, unit, period)
    })
}

/// Writes the papers that were asked for. They bear no time: what is the same makes the same bytes.
fn write(
    catalog: &Catalog,
    given: &Blank,
    words: &Words,
    known: impl Fn(&Form) -> Result<Known, BatchFailure>,
) -> Result<Answer, Failure> {
    // Those that are attached to another form come with it.
    let forms: Vec<&Form> = match given.form.as_str() {
        ALL => catalog.forms.iter().filter(|form| form.attached_to.is_none()).collect(),
        name => vec![find(catalog, name)?],
    };
    let mut text = String::new();
    for form in forms {
        let made =
            crate::write::blank(catalog, form, &known(form)?, DateTime::constant(2000, 1, 1, 0, 0, 0, 0));
        let made = made.map_err(|error| BatchFailure::workbook(&error))?;
        let path = given.to.join(&made.file_name);
        write_whole(&path, &made.bytes)?;
        text += &(words.fill("form.written", &[("path", &path.display().to_string())]) + "\n");
    }
    Ok(Answer::clean(text))
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
