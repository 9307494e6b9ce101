//! The registry from its three CSV files (CONTRACT.md, “Registry files”), with every rule of FORMS.md 3.2 that it must
//! keep. What is wrong is listed with file and line; a registry with a fatal issue is not used.

use super::flaw::RegistryFlaw;
use super::names::{NameIndex, NameRules};
use super::{Level, Registry};
use crate::model::unit::{Alias, Leader, Unit};
use jiff::civil::Date as Day;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::rc::Rc;

/// What is wrong in a registry file, for whoever keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct RegistryIssue {
    /// `units.csv`, `leaders.csv` or `holidays.csv`.
    pub file: &'static str,
    /// The line, from 1 (the header row).
    pub line: u64,
    /// What is wrong, with the value.
    pub what: RegistryFlaw,
    /// True if the registry cannot be used so.
    pub fatal: bool,
}

impl fmt::Display for RegistryIssue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// One row of a CSV file: its line and its cells by column name.
struct Row {
    file: &'static str,
    line: u64,
    /// The place of each column, by its name.
    columns: Rc<HashMap<String, usize>>,
    cells: csv::StringRecord,
}

impl Row {
    fn text(&self, column: &str) -> String {
        let cell = self.columns.get(column).and_then(|place| self.cells.get(*place));
        cell.map(|cell| cell.trim().to_owned()).unwrap_or_default()
    }

    fn list(&self, column: &str) -> Vec<String> {
        let text = self.text(column);
        text.split([';', '；']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    fn day(&self, column: &str, issues: &mut Vec<RegistryIssue>) -> Option<Day> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let day = text.parse().ok();
        if day.is_none() {
            issues.push(self.issue(RegistryFlaw::NoDay(column.to_owned(), text), false));
        }
        day
    }

    fn issue(&self, what: RegistryFlaw, fatal: bool) -> RegistryIssue {
        RegistryIssue { file: self.file, line: self.line, what, fatal }
    }
}

fn rows(file: &'static str, text: &str, issues: &mut Vec<RegistryIssue>) -> Vec<Row> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns: HashMap<String, usize> = match reader.headers() {
        Ok(header) => {
            header.iter().zip(0..).map(|(column, place)| (column.trim().to_owned(), place)).collect()
        }
        Err(error) => {
            issues.push(RegistryIssue {
                file,
                line: 1,
                what: RegistryFlaw::Unreadable(error.to_string()),
                fatal: true,
            });
            return Vec::new();
        }
    };
    let columns = Rc::new(columns);
    let mut found = Vec::new();
    for record in reader.records() {
        match record {
            Ok(cells) => {
                let line = cells.position().map_or(0, csv::Position::line);
                found.push(Row { file, line, columns: Rc::clone(&columns), cells });
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                issues.push(RegistryIssue {
                    file,
                    line,
                    what: RegistryFlaw::Unreadable(error.to_string()),
                    fatal: true,
                });
            }
        }
    }
    found
}

/// `旧名@2010-01-01..2014-06-30`: a name with the days between which it was valid.
fn alias(text: &str) -> Option<Alias> {
    let Some((name, span)) = text.split_once('@') else {
        return Some(Alias { name: text.to_owned(), from: None, to: None });
    };
    let (from, to) = span.split_once("..")?;
    let day = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    Some(Alias { name: name.to_owned(), from: day(from)?, to: day(to)? })
}

fn unit(row: &Row, issues: &mut Vec<RegistryIssue>) -> Option<Unit> {
    let id = row.text("unit_id");
    if id.is_empty() {
        issues.push(row.issue(RegistryFlaw::NoId, true));
        return None;
    }
    let level_word = row.text("level");
    let Some(level) = Level::of_word(&level_word) else {
        issues.push(row.issue(RegistryFlaw::UnknownLevel(id, level_word), true));
        return None;
    };
    let aliases = row.list("aliases");
    let mut known = Vec::with_capacity(aliases.len());
    for text in &aliases {
        match alias(text) {
            Some(alias) => known.push(alias),
            None => issues.push(row.issue(RegistryFlaw::AliasWithoutDays(text.clone()), false)),
        }
    }
    Some(Unit {
        name: row.text("name"),
        short_name: row.text("short_name"),
        aliases: known,
        kind: row.text("kind"),
        level,
        grade: row.text("grade"),
        sector: row.text("sector"),
        division_code: row.text("division_code"),
        parent: row.text("parent_id"),
        counterpart: row.text("counterpart_id"),
        dispatcher: row.text("dispatcher_id"),
        covers: row.list("covers"),
        group: row.text("group"),
        sort_no: row.text("sort_no").parse().unwrap_or(u32::MAX),
        duties: row.list("duties"),
        doc_prefix: row.text("doc_prefix"),
        active_from: row.day("active_from", issues),
        active_to: row.day("active_to", issues),
        id,
    })
}

fn leader(row: &Row, issues: &mut Vec<RegistryIssue>) -> Leader {
    Leader {
        id: row.text("person_id"),
        name: row.text("name"),
        unit: row.text("unit_id"),
        post: row.text("post"),
        role: row.text("role"),
        rank: row.text("rank"),
        is_principal: matches!(row.text("is_principal").as_str(), "true" | "1" | "是"),
        term_start: row.day("term_start", issues),
        term_end: row.day("term_end", issues),
        in_charge_of: row.list("in_charge_of"),
        contact_units: row.list("contact_units"),
    }
}

impl Registry {
    /// Reads the three files (UTF-8, with or without BOM). The registry comes with everything that is wrong in it; it
    /// must not be used if an issue is fatal.
    pub fn load(
        units: &str,
        leaders: &str,
        holidays: &str,
        rules: &NameRules,
    ) -> (Registry, Vec<RegistryIssue>) {
        let mut issues = Vec::new();
        let mut lined: Vec<(u64, Unit)> = Vec::new();
        for row in rows("units.csv", units, &mut issues) {
            if let Some(unit) = unit(&row, &mut issues) {
                lined.push((row.line, unit));
            }
        }
        lined.sort_by(|left, right| (left.1.sort_no, &left.1.id).cmp(&(right.1.sort_no, &right.1.id)));
        let mut registry = Registry::default();
        let lines: Vec<u64> = lined.iter().map(|(line, _)| *line).collect();
        registry.units = lined.into_iter().map(|(_, unit)| unit).collect();
        registry.link(&lines, &mut issues);
        let mut roster: BTreeMap<String, Vec<Leader>> = BTreeMap::new();
        for row in rows("leaders.csv", leaders, &mut issues) {
            let leader = leader(&row, &mut issues);
            if registry.unit(&leader.unit).is_none() {
                issues.push(row.issue(RegistryFlaw::NoUnit(leader.unit.clone()), false));
            }
            roster.entry(leader.unit.clone()).or_default().push(leader);
        }
        registry.leaders = roster;
        for row in rows("holidays.csv", holidays, &mut issues) {
            if let Some(day) = row.day("date", &mut issues) {
                match row.text("kind").as_str() {
                    "holiday" => registry.holidays.insert(day),
                    "workday" => registry.workdays.insert(day),
                    other => {
                        issues.push(row.issue(RegistryFlaw::UnknownKind(other.to_owned()), false));
                        false
                    }
                };
            }
        }
        registry.names = NameIndex::new(&registry.units, rules);
        (registry, issues)
    }

    fn link(&mut self, lines: &[u64], issues: &mut Vec<RegistryIssue>) {
        let mut complain = |index: usize, what: RegistryFlaw, fatal: bool| {
            issues.push(RegistryIssue { file: "units.csv", line: lines[index], what, fatal });
        };
        for (index, unit) in self.units.iter().enumerate() {
            if self.by_id.insert(unit.id.clone(), index).is_some() {
                complain(index, RegistryFlaw::Twice(unit.id.clone()), true);
            }
        }
        self.children = vec![Vec::new(); self.units.len()];
        for (index, unit) in self.units.iter().enumerate() {
            match self.by_id.get(&unit.parent) {
                Some(parent) => {
                    self.children[*parent].push(index);
                    if self.units[*parent].level >= unit.level {
                        complain(index, RegistryFlaw::LowParent(unit.id.clone()), false);
                    }
                }
                None if unit.parent.is_empty() && unit.level == Level::Province => {}
                None => {
                    complain(index, RegistryFlaw::UnknownParent(unit.id.clone(), unit.parent.clone()), true)
                }
            }
            if !unit.counterpart.is_empty() {
                let other = self.by_id.get(&unit.counterpart).map(|other| &self.units[*other]);
                if other.is_none_or(|other| other.counterpart != unit.id) {
                    complain(index, RegistryFlaw::OneSided(unit.id.clone()), false);
                }
            }
            for covered in &unit.covers {
                if self.covered_by.insert(covered.clone(), index).is_some() {
                    complain(index, RegistryFlaw::CoveredTwice(covered.clone()), false);
                }
            }
        }
        for index in 0..self.units.len() {
            let mut current = index;
            for _ in 0..=self.units.len() {
                match self.by_id.get(&self.units[current].parent) {
                    Some(parent) if *parent == index => {
                        complain(index, RegistryFlaw::AboveItself(self.units[index].id.clone()), true);
                        break;
                    }
                    Some(parent) => current = *parent,
                    None => break,
                }
                if current == index {
                    break;
                }
            }
        }
    }
}
