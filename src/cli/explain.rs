//! `liangze explain`: what a rule demands, why, and what it says, with an example that keeps it and one that breaks it.

use super::answer::Answer;
use super::arguments::Explain;
use super::failure::Failure;
use super::formula::{Formula, speaks_of};
use super::words::Words;
use crate::catalog::load::Templates;
use crate::catalog::rule::Example;
use crate::catalog::{Catalog, Demand, Form, RemarkText, Rows, Rule, Scope};
use crate::check::Rehearsal;
use crate::model::Severity;
use unicode_width::UnicodeWidthStr;

/// Explains a rule of the built-in templates.
pub fn explain(given: &Explain, words: &Words) -> Result<Answer, Failure> {
    let catalog = Catalog::builtin()?;
    let id = given.rule.trim().to_uppercase();
    let (registry, _) = catalog.rehearsal(&Templates::builtin());
    let text = text(&catalog, &Rehearsal::new(&catalog, &registry), &id, words);
    text.map(Answer::clean).ok_or_else(|| Failure::NoRule(given.rule.clone(), near(&catalog, &id)))
}

/// All that is known of a rule; nothing if there is none of that id.
fn text(catalog: &Catalog, rehearsal: &Rehearsal, id: &str, words: &Words) -> Option<String> {
    let rules: Vec<&Rule> = catalog.rules.iter().filter(|rule| rule.id == id).collect();
    let remarks: Vec<&RemarkText> =
        catalog.messages.remark.values().filter(|remark| remark.rule == id).collect();
    let mut parts = of_rules(catalog, rehearsal, &rules, words);
    if !remarks.is_empty() {
        parts.push(of_remarks(id, &remarks, words));
    }
    (!parts.is_empty()).then(|| parts.join("\n"))
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

/// The equations of a rule, each with its examples.
fn of_rules(catalog: &Catalog, rehearsal: &Rehearsal, rules: &[&Rule], words: &Words) -> Vec<String> {
    let parts = rules.iter().filter_map(|rule| {
        let form = catalog.form(&rule.form)?;
        let formula = Formula::new(catalog, form, rule, words);
        let mut text = format!("{}  {}\n", rule.id, rule.title);
        text += &facts(&facts_of(rule, form, &formula, words), words);
        for example in &rule.examples {
            text += &of_example(rule, example, form, &formula, rehearsal, words);
        }
        Some(text)
    });
    let mut parts: Vec<String> = parts.collect();
    // The equations of one id share their examples.
    let kinds = [("explain.no_right", true), ("explain.no_wrong", false)];
    for (key, right) in kinds {
        let examples = || rules.iter().flat_map(|rule| &rule.examples);
        if let Some(last) = parts.last_mut()
            && !examples().any(|example| (example.finds == 0) == right)
        {
            last.push_str(&format!("  {}\n", words.say(key)));
        }
    }
    parts
}

fn facts_of(rule: &Rule, form: &Form, formula: &Formula, words: &Words) -> Vec<(&'static str, String)> {
    let when = rule.when.as_ref().map(|when| when.text());
    let tolerance = match &rule.demand {
        Demand::Sides { tolerance, .. } if !tolerance.is_zero() => tolerance.to_string(),
        _ => String::new(),
    };
    let labels: Vec<String> = rule.at.iter().map(|key| place(form, key, formula)).collect();
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![
        ("severity", severity(rule.severity, words)),
        ("form", format!("{} {} {}", form.code, form.id, form.title)),
        ("scope", scope(rule, words)),
        ("basis", basis(rule, form, words)),
        ("when", when.map(|when| formula.say(when)).unwrap_or_default()),
        ("demand", formula.say(&rule.formula)),
        ("tolerance", tolerance),
        ("formula", one_line(&rule.formula)),
        ("formula_when", when.map(one_line).unwrap_or_default()),
        ("at", if labels.is_empty() { String::new() } else { formula.joined(&labels) }),
        ("message", rule.message.text().to_owned()),
        ("hint", rule.hint.text().to_owned()),
    ]
}

/// What a finding points at: a field, a heading (`#key`), or the paragraph that fits a pattern (`~pattern`).
fn place(form: &Form, key: &str, formula: &Formula) -> String {
    if let Some(heading) = key.strip_prefix('#') {
        let found = form.headings.iter().find(|other| other.key == heading);
        return found.map_or(heading, |found| found.title.as_str()).to_owned();
    }
    key.strip_prefix('~').map_or_else(|| formula.label(key), str::to_owned)
}

/// The article that a rule serves; where it names none, those of its form.
fn basis(rule: &Rule, form: &Form, words: &Words) -> String {
    if !rule.basis.is_empty() {
        return rule.basis.clone();
    }
    let articles: Vec<String> = form.articles.iter().map(u8::to_string).collect();
    words.fill("explain.form_basis", &[("articles", &articles.join(words.say("explain.join")))])
}

/// Labels with what they say, one below the other; nothing is said of what is blank.
fn facts(facts: &[(&str, String)], words: &Words) -> String {
    let said = facts.iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<(String, &String)> =
        said.map(|(key, value)| (words.say(&format!("explain.{key}")).to_owned(), value)).collect();
    let width = said.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    let line = |(label, value): &(String, &String)| {
        let before = format!("  {label}{}  ", " ".repeat(width - label.width()));
        words.screen.paragraph(&before, width + 4, value)
    };
    said.iter().map(line).collect()
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
    words.fill("explain.of_rows", &[("scope", scope), ("rows", words.say(rows))])
}

/// An example: its rows as far as the rule looks at them, what lies around, and what the rule then says.
fn of_example(
    rule: &Rule,
    example: &Example,
    form: &Form,
    formula: &Formula,
    rehearsal: &Rehearsal,
    words: &Words,
) -> String {
    let colon = words.say("failure.colon");
    let heading = match example.finds {
        0 => words.say("explain.right").to_owned(),
        finds => words.fill("explain.wrong", &[("count", &finds.to_string())]),
    };
    let mut text = words.screen.paragraph("  ", 4, &format!("{heading}{colon}{}", example.name));
    let rows = example.rows.iter().chain(&example.total).map(|row| (row, true));
    for (row, narrowed) in rows.chain([(&example.given, false)]) {
        let place = |key: &str| form.field_number(key).unwrap_or(usize::MAX);
        let mut values: Vec<(&String, &toml::Value)> =
            row.iter().filter(|(key, _)| !narrowed || speaks_of(rule, key)).collect();
        values.sort_by_key(|(key, _)| place(key));
        let shown = |(key, value): (&String, &toml::Value)| {
            format!("{} {}", formula.label(key), formula.shown("", key, value))
        };
        let values: Vec<String> = values.into_iter().map(shown).collect();
        if !values.is_empty() {
            text += &words.screen.paragraph("      ", 6, &formula.joined(&values));
        }
    }
    for message in rehearsal.messages(rule, form, example) {
        text += &words.screen.paragraph("    → ", 6, &message);
    }
    text
}

/// A rule of the engine: one sentence for each way to break it. It has no formula, and so no examples.
fn of_remarks(id: &str, remarks: &[&RemarkText], words: &Words) -> String {
    let mut text = format!("{id}  {}\n", words.say("explain.engine"));
    text += &facts(&[("basis", words.say("explain.engine_basis").to_owned())], words);
    for remark in remarks {
        text.push('\n');
        text += &facts(
            &[
                ("severity", severity(remark.severity(), words)),
                ("message", remark.message.clone()),
                ("hint", remark.hint.clone()),
            ],
            words,
        );
    }
    text + "\n  " + words.say("explain.no_examples") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::Screen;
    use crate::cli::words::Language;
    use std::collections::BTreeSet;

    fn ids(catalog: &Catalog) -> BTreeSet<String> {
        let rules = catalog.rules.iter().map(|rule| rule.id.clone());
        rules.chain(catalog.messages.remark.values().map(|remark| remark.rule.clone())).collect()
    }

    #[test]
    fn every_rule_is_explained_without_an_empty_section() {
        let catalog = Catalog::builtin().unwrap();
        let (registry, _) = catalog.rehearsal(&Templates::builtin());
        let rehearsal = Rehearsal::new(&catalog, &registry);
        for language in Language::ALL {
            let words = Words::new(language, Screen::default());
            for id in ids(&catalog) {
                let text = text(&catalog, &rehearsal, &id, &words).unwrap();
                let says = |key: &str| {
                    let key = format!("explain.{key}");
                    let label = words.say(&key);
                    text.lines().any(|line| {
                        let rest = line.strip_prefix("  ").and_then(|line| line.strip_prefix(label));
                        rest.is_some_and(|rest| !rest.trim().is_empty())
                    })
                };
                let equation = catalog.rules.iter().any(|rule| rule.id == id);
                for key in ["severity", "basis", "message"] {
                    assert!(says(key), "{id} has no {key}:\n{text}");
                }
                if equation {
                    for key in ["form", "scope", "demand", "formula", "right"] {
                        assert!(says(key), "{id} has no {key}:\n{text}");
                    }
                    assert!(text.contains("    → "), "{id} says nothing in its examples:\n{text}");
                } else {
                    assert!(text.contains(words.say("explain.no_examples")), "{id}");
                }
                assert!(
                    !text.contains("{0}") && !text.contains("said.") && !text.contains("explain."),
                    "{text}"
                );
            }
        }
    }

    /// The words of a text outside of quotation marks that are made of Latin letters.
    fn latin(text: &str) -> Vec<String> {
        let mut bare = String::new();
        let mut depth = 0;
        for letter in text.chars() {
            match letter {
                '“' | '《' => depth += 1,
                '”' | '》' => depth -= 1,
                _ if depth == 0 => bare.push(letter),
                _ => {}
            }
        }
        let words = bare.split(|letter: char| !letter.is_ascii_alphabetic() && letter != '_');
        words.filter(|word| word.len() > 1).map(str::to_owned).collect()
    }

    #[test]
    fn a_formula_in_words_has_a_word_for_every_name() {
        let catalog = Catalog::builtin().unwrap();
        let words = Words::new(Language::Zh, Screen::default());
        let mut unsaid = BTreeSet::new();
        for rule in &catalog.rules {
            let form = catalog.form(&rule.form).unwrap();
            let formula = Formula::new(&catalog, form, rule, &words);
            let when = rule.when.as_ref().map_or("", |when| when.text());
            for text in [when, &rule.formula].into_iter().filter(|text| !text.is_empty()) {
                let said = formula.say(text);
                assert_ne!(said, text, "{}", rule.id);
                unsaid.extend(latin(&said).into_iter().map(|word| format!("{} {word}", rule.id)));
            }
        }
        assert_eq!(unsaid, BTreeSet::new());
    }

    #[test]
    fn a_rule_that_there_is_not_is_told_with_those_that_are_near() {
        let words = Words::new(Language::En, Screen::default());
        let failure = explain(&Explain { rule: "cq-v01".into() }, &words).unwrap_err();
        let text = failure.text(&words);
        assert!(text.contains("cq-v01") && text.contains("CQ-V001"), "{text}");
    }
}
