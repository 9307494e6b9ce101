//! What was found in the returns that stand, and over many of them, by severity, rule and unit. Repairs are only counted,
//! and what was found in versions that others took the place of is in the data.

use crate::batch::asking::path_of;
use crate::batch::closing::Closing;
use crate::batch::export::row::FindingRow;
use crate::batch::outbox::file_name;
use crate::ledger::Remark;
use crate::model::{FindingState, Severity, Unit};
use crate::write::report::{
    Findings, Line, MOST, RuleFindings, SeverityFindings, UnitFindings, Word, address, bar,
};
use std::collections::{BTreeMap, BTreeSet};

/// The severities that ask for something of somebody.
const SHOWN: [Severity; 5] = [Severity::F, Severity::E, Severity::W, Severity::C, Severity::M];
const STATES: [FindingState; 3] = [FindingState::Open, FindingState::Explained, FindingState::Overridden];

/// A finding with its unit by registry order and its form by number.
struct Known<'a> {
    row: FindingRow<'a>,
    unit: Option<usize>,
    form: usize,
}

/// The findings of a period. `over_all` are those over many returns, `paths` the files of the folder.
pub fn findings(closing: &Closing, over_all: &[Remark], paths: &BTreeSet<String>) -> Findings {
    let catalog = &closing.loaded.catalog;
    let stands = closing.filed.iter().filter(|filed| filed.status.is_verdict());
    let rows = stands.flat_map(FindingRow::of).chain(over_all.iter().map(FindingRow::from));
    let mut repaired = 0;
    let mut known: Vec<Known> = Vec::new();
    for row in rows {
        if row.finding.severity == Severity::I {
            repaired += 1;
            continue;
        }
        let unit = Some(closing.loaded.registry.order(row.unit)).filter(|unit| *unit != usize::MAX);
        let form = catalog.forms.iter().position(|form| form.id == row.form).unwrap_or(catalog.forms.len());
        known.push(Known { row, unit, form });
    }
    known.sort_by_key(|one| {
        let finding = one.row.finding;
        let answered = finding.state != FindingState::Open;
        (answered, finding.severity, one.unit, one.form, one.row.submission, one.row.ordinal)
    });
    let rules = by_rule(closing, &known);
    let units = by_unit(closing, &known, paths);
    let lines = lines(closing, &known, &rules, &units);
    let words = &catalog.book.finding;
    let state = |state: FindingState| Word {
        key: state.word().to_owned(),
        text: words.get(state.word()).cloned().unwrap_or_default(),
    };
    let names = catalog.forms.iter().map(|form| form.name.clone());
    Findings {
        total: known.len(),
        repaired,
        left_out: known.len() - lines.len(),
        severities: by_severity(closing, &known),
        states: STATES.map(state).into(),
        rules,
        units,
        forms: names.chain([String::new()]).collect(),
        lines,
    }
}

fn is_open(one: &Known) -> bool {
    one.row.finding.state == FindingState::Open
}

fn by_severity(closing: &Closing, known: &[Known]) -> Vec<SeverityFindings> {
    let count = |severity: Severity, open: bool| {
        known.iter().filter(|one| one.row.finding.severity == severity && is_open(one) == open).count()
    };
    let most = SHOWN.map(|severity| count(severity, true) + count(severity, false)).into_iter().max();
    let names = &closing.loaded.catalog.book.severity;
    let made = |severity: Severity| {
        let (open, answered) = (count(severity, true), count(severity, false));
        SeverityFindings {
            letter: severity.letter().to_owned(),
            name: names.get(severity.letter()).cloned().unwrap_or_default(),
            open,
            answered,
            bar: bar(&[("open", open), ("answered", answered)], most.unwrap_or(0)),
        }
    };
    SHOWN.map(made).into()
}

/// What was found by a rule.
struct OfRule<'a> {
    severity: Severity,
    open: usize,
    answered: usize,
    units: BTreeSet<Option<usize>>,
    first: &'a str,
}

fn by_rule(closing: &Closing, known: &[Known]) -> Vec<RuleFindings> {
    let mut rules: BTreeMap<&str, OfRule> = BTreeMap::new();
    for one in known {
        let finding = one.row.finding;
        let of_rule = rules.entry(&finding.rule).or_insert_with(|| OfRule {
            severity: finding.severity,
            open: 0,
            answered: 0,
            units: BTreeSet::new(),
            first: &finding.message,
        });
        of_rule.severity = finding.severity.min(of_rule.severity);
        *(if is_open(one) { &mut of_rule.open } else { &mut of_rule.answered }) += 1;
        of_rule.units.insert(one.unit);
    }
    // Several equations of one rule have one id; the first of them names it.
    let declared = closing.loaded.catalog.rules.iter().rev();
    let titles: BTreeMap<&str, &str> = declared.map(|rule| (rule.id.as_str(), rule.title.as_str())).collect();
    let most = rules.values().map(|rule| rule.open + rule.answered).max().unwrap_or(0);
    let made = rules.into_iter().map(|(id, of_rule)| RuleFindings {
        id: id.to_owned(),
        title: (*titles.get(id).unwrap_or(&of_rule.first)).to_owned(),
        titled: titles.contains_key(id),
        letter: of_rule.severity.letter().to_owned(),
        open: of_rule.open,
        answered: of_rule.answered,
        units: of_rule.units.len(),
        bar: bar(&[("open", of_rule.open), ("answered", of_rule.answered)], most),
    });
    let mut made: Vec<RuleFindings> = made.collect();
    let weight = |letter: &str| SHOWN.iter().position(|severity| severity.letter() == letter);
    made.sort_by_key(|rule| (weight(&rule.letter), std::cmp::Reverse(rule.open + rule.answered)));
    made
}

fn by_unit(closing: &Closing, known: &[Known], paths: &BTreeSet<String>) -> Vec<UnitFindings> {
    let mut units: BTreeMap<Option<usize>, UnitFindings> = BTreeMap::new();
    for one in known {
        let made = units.entry(one.unit).or_insert_with(|| {
            let unit = one.unit.and_then(|number| closing.loaded.registry.units().get(number));
            UnitFindings {
                number: one.unit,
                name: unit.map_or_else(String::new, |unit| unit.short_name.clone()),
                open: vec![0; SHOWN.len()],
                answered: 0,
                list: unit.map_or_else(String::new, |unit| list(closing, unit, paths)),
            }
        });
        let severity = SHOWN.iter().position(|severity| *severity == one.row.finding.severity);
        match severity {
            Some(severity) if is_open(one) => made.open[severity] += 1,
            _ => made.answered += 1,
        }
    }
    units.into_values().collect()
}

/// The address of what goes back to a unit: its list, else the first of its marked files, whose names begin alike. Units of
/// one name have theirs told apart by their ids.
fn list(closing: &Closing, unit: &Unit, paths: &BTreeSet<String>) -> String {
    let explanations = &closing.loaded.catalog.explanations;
    let pattern = &explanations.sheet.file;
    let (before, after) = pattern.split_once("{unit}").unwrap_or((pattern.as_str(), ""));
    let next: String = after.chars().take(1).collect();
    let found =
        [format!("{}{}", unit.short_name, unit.id), unit.short_name.clone()].into_iter().find_map(|name| {
            let list = path_of(explanations, &name);
            let begin = format!("returned/{}{next}", file_name(&format!("{before}{name}")));
            let marked = || paths.range(begin.clone()..).next().filter(|path| path.starts_with(&begin));
            paths.get(&list).or_else(marked)
        });
    found.map_or_else(String::new, |path| address(path))
}

fn lines(closing: &Closing, known: &[Known], rules: &[RuleFindings], units: &[UnitFindings]) -> Vec<Line> {
    let rules: BTreeMap<&str, usize> =
        rules.iter().enumerate().map(|(number, rule)| (rule.id.as_str(), number)).collect();
    let units: BTreeMap<Option<usize>, usize> =
        units.iter().enumerate().map(|(number, unit)| (unit.number, number)).collect();
    let fields = &closing.loaded.catalog.book.fields;
    let line = |one: &Known| {
        let finding = one.row.finding;
        let field = || {
            let form = closing.loaded.catalog.forms.get(one.form);
            let label = form.and_then(|form| form.field(&finding.field)).map(|field| field.label.as_str());
            let label = label.or_else(|| fields.get(&finding.field).map(String::as_str)).unwrap_or_default();
            label.rsplit('/').next().unwrap_or_default()
        };
        let row = [finding.row_label.as_str(), field()];
        let row: Vec<&str> = row.into_iter().filter(|part| !part.is_empty()).collect();
        Line {
            severity: SHOWN.iter().position(|severity| *severity == finding.severity).unwrap_or(0),
            rule: rules[finding.rule.as_str()],
            unit: units[&one.unit],
            form: one.form,
            state: STATES.iter().position(|state| *state == finding.state).unwrap_or(0),
            place: format!("{} {}", one.row.sheet, finding.place).trim().to_owned(),
            row: row.join("/"),
            value: finding.value.clone(),
            expected: finding.expected.clone(),
            message: finding.message.clone(),
            hint: finding.hint.clone(),
            answer: finding.answer.clone(),
            source: one.row.source.to_owned(),
        }
    };
    known.iter().take(MOST).map(line).collect()
}
