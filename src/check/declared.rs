//! The declared rules of one form, evaluated row by row, count by count, or for the form as a whole.

use super::demand::{Alone, asked, broken, shown};
use super::desk::Desk;
use super::scope::{At, Lists};
use super::surroundings::Surroundings;
use super::{Obstacle, names, wanted};
use crate::catalog::directory::Directory;
use crate::catalog::{Catalog, Form, Rows, Rule, RuleNames, Scope, Surrounding};
use crate::expr::{Mention, Trouble};
use crate::model::{Entry, Filed, Finding, FindingState, Place, Record, Registry};
use rust_decimal::prelude::ToPrimitive;
use std::collections::HashSet;

/// At how many rows a finding points at most.
const MOST_ROWS: usize = 20;

/// The rules of a form in the order in which they speak, with the names of each scope.
pub struct Plan<'a> {
    form: &'a Form,
    rules: Vec<&'a Rule>,
    names: [RuleNames; 3],
    wanted: Vec<Surrounding>,
}

/// The order in which classes of rules speak: a figure is first held against its own form, then against others.
fn class(id: &str) -> usize {
    let letter = id.split_once('-').and_then(|(_, rest)| rest.chars().next()).unwrap_or('V');
    "SVXQMC".find(letter).unwrap_or(6)
}

impl<'a> Plan<'a> {
    /// The plan of a form.
    pub fn new(catalog: &'a Catalog, form: &'a Form) -> Plan<'a> {
        let of_returns = catalog.rules_of(&form.id).filter(|rule| rule.scope != Scope::Period);
        let mut rules: Vec<&Rule> = of_returns.collect();
        rules.sort_by_key(|rule| class(&rule.id));
        let wanted = wanted(rules.iter().copied());
        Plan { form, rules, names: names(catalog, form), wanted }
    }

    fn names(&self, scope: Scope) -> &RuleNames {
        match scope {
            Scope::Row => &self.names[0],
            Scope::Count => &self.names[1],
            // The rules over all units of a period are not among those of a plan.
            Scope::Form | Scope::Period => &self.names[2],
        }
    }

    /// The numbers of the forms that its rules look at.
    pub fn looked_at(&self) -> impl Iterator<Item = usize> + '_ {
        self.wanted.iter().filter_map(Surrounding::form)
    }

    /// What its rules look at, each once.
    pub fn wanted(&self) -> impl Iterator<Item = &Surrounding> {
        self.wanted.iter()
    }

    /// Lays out what the rules of the form look at.
    pub fn desk<'d>(
        &'d self,
        catalog: &'d Catalog,
        registry: &'d Registry,
        units: &'d Directory<'d>,
        filed: &'d Filed,
        surroundings: &Surroundings<'d>,
    ) -> Desk<'d> {
        Desk::new(catalog, registry, filed, self.form, units, surroundings, &self.wanted)
    }

    /// Adds what the rules find, or one of them alone.
    pub fn check<'d>(
        &self,
        desk: &Desk<'d>,
        surroundings: &Surroundings<'d>,
        only: Option<&Alone>,
        findings: &mut Vec<Finding>,
        obstacles: &mut Vec<Obstacle>,
    ) {
        let lists = Lists::new(desk);
        // What could not be read has a finding of its own: that it is then missing is not a second one.
        let mut disputed: HashSet<Place> = unreadable(desk.filed);
        let mut last = usize::MAX;
        let mut fresh: Vec<Place> = Vec::new();
        for rule in self.rules.iter().filter(|rule| asked(only, rule)) {
            if class(&rule.id) != last {
                disputed.extend(fresh.drain(..));
                last = class(&rule.id);
            }
            let mut speaker = Speaker { rule, desk, only, found: Vec::new() };
            let at = |record| At::new(self.names(rule.scope), desk, &lists, surroundings, record);
            if let Err(trouble) = speaker.speak(&at) {
                let why = trouble.saying();
                if !obstacles.iter().any(|obstacle| obstacle.rule == rule.id && obstacle.why == why) {
                    obstacles.push(Obstacle { rule: rule.id.clone(), why });
                }
            }
            for finding in speaker.found {
                let told = |other: &Finding| {
                    other.rule == finding.rule
                        && other.place == finding.place
                        && other.message == finding.message
                };
                if (disputed.contains(&finding.place) && finding.place != Place::Whole)
                    || findings.iter().any(told)
                {
                    continue;
                }
                fresh.extend(std::iter::once(finding.place).chain(finding.related.iter().copied()));
                findings.push(finding);
            }
        }
    }
}

/// The places of a submission in which something stands that could not be read.
fn unreadable(filed: &Filed) -> HashSet<Place> {
    let submission = &filed.submission;
    let cells = submission.records.iter().flat_map(|record| &record.entries);
    let beside = submission.headers.values().chain(submission.footing.values());
    cells.chain(beside).filter(|entry| entry.unreadable).map(|entry| entry.place).collect()
}

struct Speaker<'s, 'd, 'a> {
    rule: &'s Rule,
    desk: &'d Desk<'a>,
    only: Option<&'s Alone<'s>>,
    found: Vec<Finding>,
}

impl<'s, 'd, 'a> Speaker<'s, 'd, 'a> {
    fn speak(&mut self, at: &dyn Fn(Option<&'d Record>) -> At<'s, 'd, 'a>) -> Result<(), Trouble> {
        if self.rule.scope == Scope::Form {
            let only = self.desk.filed.submission.data().next();
            let only = only.filter(|_| !self.desk.form.layout.keep_total);
            return self.one(at(only), self.desk.filed.submission.data().next());
        }
        let desk: &'d Desk<'a> = self.desk;
        let total: Option<&'d Record> = desk.total.as_ref().map(|row| row.record.as_ref());
        if self.rule.rows != Rows::Total {
            for row in &desk.rows {
                self.row(at, row.record.as_ref())?;
            }
        }
        let blamed = !self.found.is_empty();
        if (self.rule.rows == Rows::Total || (self.rule.rows == Rows::All && !blamed))
            && let Some(total) = total
        {
            self.row(at, total)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        at: &dyn Fn(Option<&'d Record>) -> At<'s, 'd, 'a>,
        record: &'d Record,
    ) -> Result<(), Trouble> {
        if self.rule.scope == Scope::Row {
            return self.one(at(Some(record)), Some(record));
        }
        let counts =
            self.desk.form.fields.iter().enumerate().filter(|(index, field)| *index > 0 && field.is_count());
        for (field, _) in counts {
            let mut here = at(Some(record));
            here.count = Some(field);
            self.one(here, Some(record))?;
        }
        Ok(())
    }

    fn one(&mut self, mut at: At<'s, 'd, 'a>, record: Option<&Record>) -> Result<(), Trouble> {
        let Some(sides) = broken(self.rule, &at, self.only)? else { return Ok(()) };
        at.sides = sides;
        let message = self.rule.message.render(&at)?;
        let hint = self.rule.hint.render(&at)?;
        let rows = self.rows_at(&at)?;
        self.tell(&at, record, &rows, message, hint);
        Ok(())
    }

    /// The rows of the form at which the rule says that it points, if it does.
    fn rows_at(&self, at: &At<'s, 'd, 'a>) -> Result<Vec<&'d Record>, Trouble> {
        let Some(rows) = &self.rule.at_rows else { return Ok(Vec::new()) };
        let numbers = rows.evaluate(at)?;
        let numbers = numbers.values().unwrap_or(std::slice::from_ref(&numbers));
        let numbers: Vec<u32> = numbers.iter().filter_map(|value| value.number()?.to_u32()).collect();
        let records = self.desk.filed.submission.records.iter();
        Ok(records.filter(|record| numbers.contains(&record.row)).take(MOST_ROWS).collect())
    }

    fn tell(
        &mut self,
        at: &At<'s, 'd, 'a>,
        record: Option<&Record>,
        rows: &[&Record],
        message: String,
        hint: String,
    ) {
        let (mut places, field) = self.places(at, record, rows);
        let place = if places.is_empty() { Place::Whole } else { places.remove(0) };
        let row_label =
            record.filter(|_| self.rule.scope != Scope::Form).map(|record| self.desk.form.row_label(record));
        let mut value = shown(&at.sides.left);
        if value.is_empty() {
            value = field
                .as_deref()
                .and_then(|key| self.entry(record, key))
                .map(Entry::typed)
                .unwrap_or_default();
        }
        self.found.push(Finding {
            rule: self.rule.id.clone(),
            severity: self.rule.severity,
            place,
            related: places,
            field: field.unwrap_or_default(),
            row_label: row_label.unwrap_or_default(),
            value,
            expected: shown(&at.sides.right),
            message,
            hint,
            auto_fixed: false,
            by_rule: true,
            answer: String::new(),
            state: FindingState::Open,
        });
    }

    fn entry<'r>(&'r self, record: Option<&'r Record>, key: &str) -> Option<&'r Entry> {
        let submission = &self.desk.filed.submission;
        let header = submission.headers.get(key).or_else(|| submission.footing.get(key));
        let field = self.desk.form.field_number(key);
        // The rows of a narrative are derived: what is written on the paper is the header field of that name.
        if field.is_none_or(|index| self.desk.form.fields[index].derived.is_some()) {
            return header;
        }
        field.and_then(|index| record?.entries.get(index)).or(header)
    }

    /// Where a finding points: the declared fields, else those that the left side mentions, then the right side's.
    fn places(
        &self,
        at: &At<'s, 'd, 'a>,
        record: Option<&Record>,
        rows: &[&Record],
    ) -> (Vec<Place>, Option<String>) {
        let mut places: Vec<Place> = Vec::new();
        let mut field: Option<String> = None;
        let mut add = |key: &str, entry: &Entry| {
            if entry.place != Place::Whole && !places.contains(&entry.place) {
                field.get_or_insert_with(|| key.to_owned());
                places.push(entry.place);
            }
        };
        if let Some(count) = at.count
            && let Some(entry) = record.and_then(|record| record.entries.get(count))
        {
            add(&self.desk.form.fields[count].key, entry);
        }
        for record in rows {
            for key in &self.rule.at {
                if let Some(entry) = self.entry(Some(record), key) {
                    add(key, entry);
                }
            }
        }
        for key in self.rule.at.iter().filter(|_| self.rule.at_rows.is_none()) {
            if let Some(place) = self.in_narrative(key) {
                return (vec![place], None);
            }
            if let Some(entry) = self.entry(record, key) {
                add(key, entry);
            }
        }
        for mention in self.rule.left_names.iter().chain(&self.rule.right_names) {
            if let Some((key, entry)) = self.mentioned(at, mention, record) {
                add(key, entry);
            }
        }
        if places.is_empty() && !self.rule.at.is_empty() {
            places.push(self.desk.filed.submission.home);
        }
        (places, field)
    }

    /// The place of a heading (`#key`), or of the paragraph that matches a pattern (`~pattern`).
    fn in_narrative(&self, key: &str) -> Option<Place> {
        let sections = &self.desk.filed.submission.sections;
        if let Some(heading) = key.strip_prefix('#') {
            return sections.iter().find(|section| section.key == heading).map(|section| section.place);
        }
        let pattern = regex::Regex::new(key.strip_prefix('~')?).ok()?;
        let mut paragraphs = sections.iter().flat_map(|section| &section.paragraphs);
        paragraphs
            .find(|(_, text)| pattern.is_match(&crate::model::text::squeeze(text)))
            .map(|(place, _)| *place)
    }

    /// The entry that a name of a rule stands for, if it is one of this submission.
    fn mentioned<'r>(
        &'r self,
        at: &At,
        mention: &'r Mention,
        record: Option<&'r Record>,
    ) -> Option<(&'r str, &'r Entry)> {
        let form = self.desk.form;
        let slot = usize::from(mention.slot);
        if let Some(field) = form.fields.get(slot) {
            return record
                .and_then(|record| record.entries.get(slot))
                .map(|entry| (field.key.as_str(), entry));
        }
        let member = mention.path.first().map(AsRef::as_ref)?;
        match at.names.surrounding(mention.slot)? {
            Surrounding::Total => {
                let total = self.desk.total.as_ref()?;
                let field = form.field_number(member)?;
                total.record.entries.get(field).map(|entry| (form.fields[field].key.as_str(), entry))
            }
            Surrounding::Header => {
                let (key, entry) = self.desk.filed.submission.headers.get_key_value(member)?;
                Some((key, entry))
            }
            Surrounding::Footing => {
                let (key, entry) = self.desk.filed.submission.footing.get_key_value(member)?;
                Some((key, entry))
            }
            Surrounding::Indicator(field) => {
                let code = form.layout.indicator_field.as_ref().and_then(|key| form.field_number(key))?;
                let row = self
                    .desk
                    .filed
                    .submission
                    .data()
                    .find(|row| row.entries[code].value.text() == Some(member))?;
                Some((form.fields[field].key.as_str(), &row.entries[field]))
            }
            _ => None,
        }
    }
}
