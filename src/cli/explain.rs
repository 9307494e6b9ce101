//! `liangze explain`: what a rule demands, why, and what it says, with its examples.

use super::answer::Answer;
use super::arguments::Explain;
use super::failure::Failure;
use super::table::{Side, Table};
use super::words::Words;
use crate::catalog::rule::Example;
use crate::catalog::{Catalog, Demand, Form, RemarkText, Rows, Rule, Scope};
use crate::model::Severity;

/// Explains a rule of the built-in templates.
pub fn explain(given: &Explain, words: &Words) -> Result<Answer, Failure> {
    let catalog = Catalog::builtin()?;
    let id = given.rule.trim().to_uppercase();
    let rules: Vec<&Rule> = catalog.rules.iter().filter(|rule| rule.id == id).collect();
    let remarks: Vec<&RemarkText> =
        catalog.messages.remark.values().filter(|remark| remark.rule == id).collect();
    if rules.is_empty() && remarks.is_empty() {
        return Err(Failure::NoRule(given.rule.clone(), near(&catalog, &id)));
    }
    let mut parts: Vec<String> = rules.iter().map(|rule| of_rule(&catalog, rule, words)).collect();
    if !remarks.is_empty() {
        parts.push(of_remarks(&id, &remarks, words));
    }
    Ok(Answer::clean(parts.join("\n")))
}

/// The three ids that are spelt most alike.
fn near(catalog: &Catalog, id: &str) -> Vec<String> {
    let rules = catalog.rules.iter().map(|rule| rule.id.as_str());
    let remarks = catalog.messages.remark.values().map(|remark| remark.rule.as_str());
    let mut ids: Vec<&str> = rules.chain(remarks).collect();
    ids.sort_unstable();
    ids.dedup();
    let likeness = |other: &str| strsim::normalized_levenshtein(id, other);
    ids.sort_by(|left, right| likeness(right).total_cmp(&likeness(left)).then(left.cmp(right)));
    ids.into_iter().take(3).filter(|other| likeness(other) > 0.5).map(str::to_owned).collect()
}

/// A severity with its name and what it does to a return.
pub fn severity(severity: Severity, words: &Words) -> String {
    let letter = severity.letter();
    let (name, effect) = (format!("severity.{letter}"), format!("severity.{letter}_effect"));
    format!("{letter} {} — {}", words.say(&name), words.say(&effect))
}

fn of_rule(catalog: &Catalog, rule: &Rule, words: &Words) -> String {
    let form = catalog.form(&rule.form);
    let mut facts = vec![("severity", severity(rule.severity, words))];
    if let Some(form) = form {
        facts.push(("form", format!("{} {} {}", form.code, form.id, form.title)));
    }
    facts.push(("scope", scope(rule, words)));
    facts.push(("basis", rule.basis.clone()));
    facts.push(("when", rule.when.as_ref().map(|when| when.text().to_owned()).unwrap_or_default()));
    facts.push(("demand", rule.formula.clone()));
    if let Demand::Sides { tolerance, .. } = &rule.demand
        && !tolerance.is_zero()
    {
        facts.push(("tolerance", tolerance.to_string()));
    }
    let labels = rule.at.iter().map(|key| {
        form.and_then(|form| form.field(key)).map_or(key.clone(), |field| format!("{key} ({})", field.leaf()))
    });
    facts.push(("at", labels.collect::<Vec<_>>().join(", ")));
    facts.push(("message", rule.message.text().to_owned()));
    facts.push(("hint", rule.hint.text().to_owned()));
    let mut text = format!("{}  {}\n{}", rule.id, rule.title, facts_table(&facts, words));
    for example in &rule.examples {
        text += &of_example(rule, example, form, words);
    }
    text
}

fn facts_table(facts: &[(&str, String)], words: &Words) -> String {
    let mut table = Table::new([("", Side::Left), ("", Side::Left)]);
    for (key, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        table.row([words.say(&format!("explain.{key}")), value]);
    }
    table.lines(2)
}

fn scope(rule: &Rule, words: &Words) -> String {
    let scope = words.say(match rule.scope {
        Scope::Row => "explain.row",
        Scope::Count => "explain.count",
        Scope::Form => "explain.whole",
        Scope::Period => "explain.all_units",
    });
    let rows = match rule.rows {
        Rows::All => return scope.to_owned(),
        Rows::Data => "explain.data_rows",
        Rows::Total => "explain.total_row",
    };
    format!("{scope} ({})", words.say(rows))
}

fn of_example(rule: &Rule, example: &Example, form: Option<&Form>, words: &Words) -> String {
    let heading = if example.finds == 0 {
        words.say("explain.right").to_owned()
    } else {
        words.fill("explain.wrong", &[("count", &example.finds.to_string())])
    };
    let mut text = format!("  {heading}{}{}\n", words.say("failure.colon"), example.name);
    let rows = example.rows.iter().chain(&example.total).map(|row| (row, true));
    for (row, narrowed) in rows.chain([(&example.given, false)]) {
        let place = |key: &str| form.and_then(|form| form.field_number(key)).unwrap_or(usize::MAX);
        let mut values: Vec<(&String, &toml::Value)> =
            row.iter().filter(|(key, _)| !narrowed || speaks_of(rule, key)).collect();
        values.sort_by_key(|(key, _)| place(key));
        let values: Vec<String> = values.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
        if !values.is_empty() {
            text += &format!("      {}\n", values.join(", "));
        }
    }
    text
}

/// True for a field that the rule looks at: the rest of a row only makes the example whole.
fn speaks_of(rule: &Rule, key: &str) -> bool {
    let when = rule.when.as_ref().map_or("", |when| when.text());
    let mut words = [&rule.formula, when]
        .into_iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric() && letter != '_'));
    rule.scope == Scope::Count || words.any(|word| word == key) || rule.at.iter().any(|place| place == key)
}

/// A rule of the engine: one sentence for each way to break it.
fn of_remarks(id: &str, remarks: &[&RemarkText], words: &Words) -> String {
    let mut text = format!("{id}  {}\n", words.say("explain.engine"));
    for remark in remarks {
        let facts = [
            ("severity", severity(remark.severity(), words)),
            ("message", remark.message.clone()),
            ("hint", remark.hint.clone()),
        ];
        text += &facts_table(&facts, words);
    }
    text
}
