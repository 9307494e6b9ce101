//! The declarations of workbooks, read and checked: what a summary promises beyond its types is that its forms, fields,
//! columns and lists exist.

use super::load::Templates;
use super::summary::{Column, Data, Rows, Summary, Where};
use super::{BlankWords, BookWords, Form, Issue, Kind, List};
use crate::model::Saying;
use std::collections::{BTreeMap, BTreeSet};

/// The tables in the order of their files, and the words of workbooks and blank forms; what is wrong goes to `issues`.
pub fn load_books(
    templates: &Templates,
    forms: &[Form],
    lists: &BTreeMap<String, List>,
    issues: &mut Vec<Issue>,
) -> Option<(Vec<Summary>, BookWords, BlankWords)> {
    let mut summaries: Vec<Summary> = Vec::new();
    for path in templates.paths("summaries/", ".toml") {
        if let Some(summary) = templates.declaration::<Summary>(path, issues) {
            check_summary(path, &summary, forms, lists, issues);
            if summaries.iter().any(|other| other.id == summary.id || other.sheet == summary.sheet) {
                let what = Saying::new("issue.table_twice").with("id", &summary.id);
                issues.push(Issue::new(path, what.with("sheet", &summary.sheet)));
            }
            summaries.push(summary);
        }
    }
    let words: Option<BookWords> = templates.declaration("workbook.toml", issues);
    let blank: Option<BlankWords> = templates.declaration("blank.toml", issues);
    if let Some(blank) = &blank {
        blank.check(forms, issues);
    }
    Some((summaries, words?, blank?))
}

/// Lists everything that a summary names and that does not exist.
fn check_summary(
    path: &str,
    summary: &Summary,
    forms: &[Form],
    lists: &BTreeMap<String, List>,
    issues: &mut Vec<Issue>,
) {
    let mut complain = |what: Saying| issues.push(Issue::new(path, what));
    if summary.sheet.chars().count() > 31
        || summary.sheet.contains(['[', ']', ':', '*', '?', '/', '\\', '\''])
    {
        complain(Saying::new("issue.sheet_name").with("sheet", &summary.sheet));
    }
    let data = summary.rows.data();
    let form = data.form().and_then(|code| forms.iter().find(|form| form.code == code));
    if matches!(data, Data::Coverage(_)) && form.is_some_and(|form| form.coverage.is_none()) {
        complain(Saying::new("issue.no_coverage"));
    }
    if let (Some(code), None) = (data.form(), form) {
        complain(Saying::new("issue.no_form").with("code", code));
        return;
    }
    let mut known = known_fields(data, form);
    known.extend(summary.computed.iter().map(|computed| computed.key.as_str()));
    for name in summary.computed.iter().filter_map(|computed| computed.list.as_ref()) {
        if !lists.contains_key(name) {
            complain(Saying::new("issue.no_list").with("list", name));
        }
    }
    if let Err((key, problem)) = summary.compile_computed(kinds(data, form), forms) {
        complain(Saying::new("issue.computed").with("key", key).with("why", problem.saying()));
    }
    if let Err(problem) = summary.compile_values(|column| column_ids(column, &known)) {
        complain(Saying::new("issue.column_value").with("why", problem.saying()));
    }
    let mut need = |key: &str| {
        if !known.contains(key) {
            complain(Saying::new("issue.data_field").with("key", key));
        }
    };
    summary.about.as_deref().into_iter().for_each(&mut need);
    for column in summary.columns.iter().flat_map(|column| std::iter::once(column).chain(&column.under)) {
        column_fields(column).into_iter().for_each(&mut need);
    }
    match &summary.rows {
        Rows::Units { only, .. } => only.keys().for_each(|key| need(key)),
        Rows::Measures { measures, .. } => {
            for measure in measures {
                measure.fields.iter().chain(&measure.share_of).for_each(|key| need(key));
            }
        }
        Rows::Periods { .. } => {}
        Rows::Groups { by, only, .. } => by.iter().chain(only.keys()).for_each(|key| need(key)),
        Rows::Keys { by, only, .. } => by.iter().chain(only.keys()).for_each(|key| need(key)),
        Rows::List { sort, together, only, .. } => {
            sort.iter().chain(together).chain(only.keys()).for_each(|key| need(key));
        }
    }
    for note in &summary.footnotes {
        let form = note.of.form().and_then(|code| forms.iter().find(|form| form.code == code));
        let known = known_fields(&note.of, form);
        note.wrong(|key| known.contains(key)).into_iter().for_each(&mut complain);
    }
    for column in summary.columns.iter().filter(|column| asked(column, &summary.rows) != 1) {
        let column = format!("{}{}", column.id, column.label);
        complain(Saying::new("issue.column_says").with("column", column));
    }
    let own = summary.columns.iter().flat_map(|column| column_ids(column, &known)).map(str::to_owned);
    let spread = summary.columns.iter().flat_map(|column| {
        let list =
            column.across.as_ref().zip(form).and_then(|(key, form)| list_of(summary, form, key, lists));
        spread_ids(column, list, &known)
    });
    let ids: BTreeSet<String> = own.chain(spread).collect();
    let series = summary.charts.iter().flat_map(|chart| chart.series.iter().map(|(id, _)| id));
    let ranked = summary.columns.iter().flat_map(|column| column.rank.iter().chain(&column.mean_of));
    let split = summary.charts.iter().filter_map(|chart| chart.split.as_ref());
    for id in series.chain(ranked).chain(split).filter(|id| !ids.contains(*id)) {
        complain(Saying::new("issue.no_column").with("id", id));
    }
    let grouped: Vec<(&str, Option<&List>)> = match (&summary.rows, form) {
        (Rows::Groups { by, .. }, Some(form)) => {
            let across = summary.columns.iter().filter_map(|column| column.across.as_ref());
            by.iter().chain(across).map(|key| (key.as_str(), list_of(summary, form, key, lists))).collect()
        }
        _ => Vec::new(),
    };
    for (key, _) in grouped.iter().filter(|(_, list)| list.is_none()) {
        complain(Saying::new("issue.no_choices").with("key", *key));
    }
}

/// How many things a column says; in tables of measures a bare column shows the measure of the row.
fn asked(column: &Column, rows: &Rows) -> usize {
    let said = [
        column.show.is_some(),
        column.field.is_some(),
        column.each.is_some(),
        column.across.is_some(),
        column.count.is_some() && column.across.is_none(),
        column.mean.is_some(),
        column.value.is_some(),
        column.mean_of.is_some(),
        column.rank.is_some(),
        column.effect.is_some(),
    ];
    let said = said.into_iter().filter(|said| *said).count();
    if said == 0 && matches!(rows, Rows::Measures { .. }) { 1 } else { said }
}

fn known_fields<'a>(data: &'a Data, form: Option<&'a Form>) -> BTreeSet<&'a str> {
    match (data, form) {
        (Data::Indicators(_), Some(form)) => {
            form.indicators.iter().map(|indicator| indicator.code.as_str()).collect()
        }
        (Data::Form(_), Some(form)) => form.fields.iter().map(|field| field.key.as_str()).collect(),
        _ => data.made_fields().into_iter().flatten().map(|(key, _)| *key).collect(),
    }
}

/// The fields of its data with their kinds.
fn kinds<'a>(data: &Data, form: Option<&'a Form>) -> Vec<(&'a str, Kind)> {
    match (data, form) {
        (Data::Form(_), Some(form)) => {
            form.fields.iter().map(|field| (field.key.as_str(), field.kind)).collect()
        }
        _ => data.made_fields().into_iter().flatten().copied().collect(),
    }
}

fn column_fields(column: &Column) -> Vec<&str> {
    let distinct = match &column.count {
        Some(super::summary::Count::Distinct(keys)) => keys.as_slice(),
        _ => &[],
    };
    let effect = column.effect.as_ref().map(|effect| [&effect.from, &effect.by]);
    let named = [&column.field, &column.across, &column.per];
    let means = column.mean.iter().flat_map(|mean| &mean.of);
    let only: &Where = &column.only;
    let named = named.into_iter().flatten().chain(effect.into_iter().flatten());
    named.chain(distinct).chain(means).chain(only.keys()).map(String::as_str).collect()
}

fn column_ids<'a>(column: &'a Column, known: &BTreeSet<&'a str>) -> Vec<&'a str> {
    if column.each.is_some() {
        known.iter().copied().collect()
    } else if column.id.is_empty() {
        column.field.iter().map(String::as_str).collect()
    } else {
        vec![column.id.as_str()]
    }
}

/// The ids of the columns that a column becomes across the choices of a list.
fn spread_ids(column: &Column, list: Option<&List>, known: &BTreeSet<&str>) -> Vec<String> {
    let choices = list.into_iter().flat_map(|list| &list.choices);
    let ids = choices.flat_map(|choice| {
        let id = format!("{}{}", column.id, choice.code);
        let under = column.under.iter().flat_map(|under| column_ids(under, known));
        let under: Vec<String> = under.map(|below| format!("{id}.{below}")).collect();
        if column.under.is_empty() { vec![id] } else { under }
    });
    ids.collect()
}

fn list_of<'a>(
    summary: &Summary,
    form: &Form,
    key: &str,
    lists: &'a BTreeMap<String, List>,
) -> Option<&'a List> {
    let computed = summary.computed.iter().find(|computed| computed.key == key);
    let data = summary.rows.data();
    let own = || match data.made_fields() {
        Some(_) => data.made_list(Some(form), key),
        None => form.field(key).and_then(|field| field.list.as_deref()),
    };
    computed.map_or_else(own, |computed| computed.list.as_deref()).and_then(|name| lists.get(name))
}
