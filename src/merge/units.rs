//! Tables by unit: the total first, then place by place in registry order, each with its subtotal, its own organs, the
//! places below it and its departments (FORMS.md 6). Totals hold official figures only.

use super::fact::{Fact, Facts, Standing};
use super::known::state_word;
use super::row::{Line, official};
use super::sight::{Sight, facts_at};
use super::territory::place_name;
use crate::catalog::message::fill;
use crate::catalog::summary::At;
use crate::model::table::Role;
use crate::model::{Duty, DutyState};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a table by unit asks for.
pub struct Asked<'s> {
    /// The periods of which figures are needed.
    pub periods: &'s BTreeSet<At>,
    /// The levels of places with a subtotal.
    pub subtotals: &'s [String],
    /// Units that owe these forms stand there even if nothing came.
    pub owed: Vec<&'s str>,
}

/// The lines of a table by unit.
pub fn unit_lines<'f, 'a>(sight: &Sight<'f, 'a>, facts: &'f Facts<'a>, asked: &Asked) -> Vec<Line<'f, 'a>> {
    let mut walk = Walk::new(sight, facts, asked);
    let words = &sight.order.catalog.book.rows;
    walk.lines.push(Line::new(&words.total, Role::Total, 0));
    walk.members.push(Vec::new());
    if let Some(top) = sight.territory.top() {
        let (parts, units) = walk.inside(top, 1);
        walk.close(0, parts, units);
    }
    walk.fill();
    walk.held();
    walk.lines
}

struct Walk<'w, 'f, 'a> {
    sight: &'w Sight<'f, 'a>,
    asked: &'w Asked<'w>,
    /// What is known of each period, by unit.
    known: BTreeMap<At, BTreeMap<usize, Vec<&'f Fact<'a>>>>,
    duties: BTreeMap<usize, &'a Duty>,
    lines: Vec<Line<'f, 'a>>,
    /// For each line the units that it is made of.
    members: Vec<Vec<usize>>,
}

/// The lines that a part of the table adds up to, and the units in it.
type Part = (Vec<Range<u32>>, Vec<usize>);

impl<'w, 'f, 'a> Walk<'w, 'f, 'a> {
    fn new(sight: &'w Sight<'f, 'a>, facts: &'f Facts<'a>, asked: &'w Asked<'w>) -> Self {
        let mut known = BTreeMap::new();
        for at in asked.periods {
            let Some(found) = facts_at(sight, facts, sight.order.period, *at) else { continue };
            let mut by_unit: BTreeMap<usize, Vec<&Fact>> = BTreeMap::new();
            for fact in found {
                by_unit.entry(fact.unit.unwrap_or(usize::MAX)).or_default().push(fact);
            }
            known.insert(*at, by_unit);
        }
        let mut duties = BTreeMap::new();
        for duty in &sight.duties {
            let code = sight.order.catalog.form(&duty.form).map(|form| form.code.as_str());
            if code.is_some_and(|code| asked.owed.contains(&code)) {
                duties.insert(sight.order.registry.order(&duty.unit), *duty);
            }
        }
        Walk { sight, asked, known, duties, lines: Vec::new(), members: Vec::new() }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.lines.len()).expect("a table has fewer rows than 4 thousand millions")
    }

    fn close(&mut self, line: usize, parts: Vec<Range<u32>>, units: Vec<usize>) {
        self.lines[line].parts = parts;
        self.members[line] = units;
    }

    /// A place: its subtotal where it has one, then what is in it.
    fn place(&mut self, place: usize, level: u8) -> Part {
        let sight = self.sight;
        let place_of = sight.territory.get(place);
        let titled = self.asked.subtotals.iter().any(|word| word == place_of.level.word());
        if !titled || self.present(place) < 2 {
            return self.inside(place, level);
        }
        let words = &sight.order.catalog.book;
        let organ = &sight.order.registry.units()[place_of.organ];
        let label = fill(&words.rows.subtotal, &[("place", &place_name(words, organ))]);
        self.group(label, level, |walk| walk.inside(place, level + 1))
    }

    fn group(&mut self, label: String, level: u8, inside: impl FnOnce(&mut Self) -> Part) -> Part {
        let number = self.number();
        self.lines.push(Line::new(label, Role::Subtotal, level));
        self.members.push(Vec::new());
        let (parts, units) = inside(self);
        self.close(number as usize, parts, units.clone());
        (one(number), units)
    }

    /// What is in a place: its own organs, the places below, its departments.
    fn inside(&mut self, place: usize, level: u8) -> Part {
        let sight = self.sight;
        let place_of = sight.territory.get(place);
        let mut parts = Vec::new();
        let mut units = Vec::new();
        let own_before = self.number();
        for organ in &place_of.organs {
            self.unit(*organ, level, &mut parts, &mut units);
        }
        let titled = self.asked.subtotals.iter().any(|word| word == place_of.level.word());
        let deeper = if titled || place == 0 || self.number() == own_before { level } else { level + 1 };
        for below in &place_of.below {
            let (below_parts, below_units) = self.place(*below, deeper);
            join(&mut parts, below_parts);
            units.extend(below_units);
        }
        let departments: Vec<usize> =
            place_of.departments.iter().copied().filter(|unit| self.shows(*unit)).collect();
        if departments.len() < 2 {
            for unit in departments {
                self.unit(unit, deeper, &mut parts, &mut units);
            }
            return (parts, units);
        }
        let words = &sight.order.catalog.book;
        let organ = &sight.order.registry.units()[place_of.organ];
        let label = fill(&words.rows.departments, &[("place", &place_name(words, organ))]);
        let (group_parts, group_units) = self.group(label, deeper, |walk| {
            let (mut parts, mut units) = (Vec::new(), Vec::new());
            for unit in departments {
                walk.unit(unit, deeper + 1, &mut parts, &mut units);
            }
            (parts, units)
        });
        join(&mut parts, group_parts);
        units.extend(group_units);
        (parts, units)
    }

    fn present(&self, place: usize) -> usize {
        let place = self.sight.territory.get(place);
        let own = place.organs.iter().chain(&place.departments).filter(|unit| self.shows(**unit)).count();
        own + place.below.iter().map(|below| self.present(*below)).sum::<usize>()
    }

    /// True if the unit has a line: something is known of it, or it owes and did not send. A shared 纪检组 that sends for
    /// others and has no row of its own has none.
    fn shows(&self, unit: usize) -> bool {
        self.known.values().any(|by_unit| by_unit.contains_key(&unit)) || self.owes_silently(unit)
    }

    fn owes_silently(&self, unit: usize) -> bool {
        let silent =
            |duty: &&Duty| matches!(duty.state, DutyState::Missing | DutyState::Returned | DutyState::Exempt);
        self.duties.get(&unit).is_some_and(silent)
    }

    fn unit(&mut self, unit: usize, level: u8, parts: &mut Vec<Range<u32>>, units: &mut Vec<usize>) {
        if !self.shows(unit) {
            return;
        }
        let order = &self.sight.order;
        let words = &order.catalog.book;
        let registered = &order.registry.units()[unit];
        let now = self
            .known
            .get(&At::Current)
            .and_then(|by_unit| by_unit.get(&unit))
            .map_or(&[][..], Vec::as_slice);
        let standing = now.iter().map(|fact| fact.standing).next();
        let duty = self.duties.get(&unit);
        let state = match standing {
            Some(Standing::Provisional) => Some(DutyState::Held),
            Some(Standing::Returned) => Some(DutyState::Returned),
            _ => duty.map(|duty| duty.state).filter(|state| *state != DutyState::OnTime),
        };
        let mut line = Line::new(&registered.short_name, Role::Data, level);
        line.unit = Some(unit);
        line.group.clone_from(&registered.group);
        line.state = state.map_or_else(String::new, |state| state_word(words, state));
        line.provisional = standing == Some(Standing::Provisional);
        let silent = duty.is_some_and(|duty| matches!(duty.state, DutyState::Missing | DutyState::Returned));
        line.absent = standing == Some(Standing::Returned) || (standing.is_none() && silent);
        let number = self.number();
        if !line.provisional {
            join(parts, one(number));
        }
        self.lines.push(line);
        self.members.push(vec![unit]);
        units.push(unit);
    }

    /// Gives every line its facts: official ones, and to the line of one unit its held ones too.
    fn fill(&mut self) {
        for (line, members) in self.lines.iter_mut().zip(&self.members) {
            for (at, by_unit) in &self.known {
                let found = members.iter().filter_map(|unit| by_unit.get(unit)).flatten().copied();
                let facts = if line.unit.is_some() && *at == At::Current {
                    found.filter(|fact| fact.standing != Standing::Returned).collect()
                } else {
                    official(found)
                };
                line.facts.insert(*at, facts);
            }
        }
    }

    /// The sum of held figures, apart from every total.
    fn held(&mut self) {
        let Some(now) = self.known.get(&At::Current) else { return };
        let facts = now.values().flatten().copied();
        let held: Vec<&Fact> = facts.filter(|fact| fact.standing == Standing::Provisional).collect();
        if held.is_empty() {
            return;
        }
        let words = &self.sight.order.catalog.book.rows;
        let mut line = Line::new(&words.provisional, Role::OfWhich, 0);
        line.provisional = true;
        line.facts.insert(At::Current, held);
        self.lines.push(line);
    }
}

/// One line as a list of ranges.
fn one(number: u32) -> Vec<Range<u32>> {
    std::iter::once(number..number + 1).collect()
}

/// Appends ranges, neighbours joined.
fn join(parts: &mut Vec<Range<u32>>, more: Vec<Range<u32>>) {
    for range in more {
        match parts.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => parts.push(range),
        }
    }
}
