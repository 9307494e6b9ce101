//! The registry: all units, their leaders and the calendar of one office, and the questions that are asked of them.
//! It belongs to the office, not to the code. Units stand in registry order (`sort_no`) everywhere.

mod flaw;
mod load;
mod names;

pub use flaw::RegistryFlaw;
pub use load::RegistryIssue;
pub use names::{NameRules, Resolution};

use super::unit::{Leader, Level, Line, Unit};
use jiff::civil::{Date as Day, Weekday};
use names::NameIndex;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All units, leaders and special days, immutable for a run.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    units: Vec<Unit>,
    by_id: HashMap<String, usize>,
    children: Vec<Vec<usize>>,
    covered_by: HashMap<String, usize>,
    leaders: BTreeMap<String, Vec<Leader>>,
    holidays: BTreeSet<Day>,
    workdays: BTreeSet<Day>,
    names: NameIndex,
}

impl Registry {
    /// All units, in registry order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The unit with this id.
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.by_id.get(id).map(|index| &self.units[*index])
    }

    /// The place of a unit in registry order; units that are not in the registry come last.
    pub fn order(&self, id: &str) -> usize {
        self.by_id.get(id).copied().unwrap_or(usize::MAX)
    }

    /// The next higher unit of the same line.
    pub fn parent(&self, unit: &Unit) -> Option<&Unit> {
        self.unit(&unit.parent)
    }

    /// The organ of the other line at the same level.
    pub fn counterpart(&self, unit: &Unit) -> Option<&Unit> {
        self.unit(&unit.counterpart)
    }

    /// The shared 纪检组 that files for a unit (`covers`), if any.
    pub fn covering(&self, unit: &Unit) -> Option<&Unit> {
        self.covered_by.get(&unit.id).map(|index| &self.units[*index])
    }

    /// The units directly below, of the same line, in registry order.
    pub fn children(&self, unit: &Unit) -> impl Iterator<Item = &Unit> {
        let index = self.order(&unit.id);
        self.children.get(index).into_iter().flatten().map(|child| &self.units[*child])
    }

    /// The unit and all below it in the same line, in registry order.
    pub fn subtree(&self, unit: &Unit) -> Vec<&Unit> {
        let mut found = vec![self.order(&unit.id)];
        let mut next = 0;
        while next < found.len() {
            if let Some(children) = self.children.get(found[next]) {
                found.extend(children);
            }
            next += 1;
        }
        found.sort_unstable();
        found.into_iter().filter_map(|index| self.units.get(index)).collect()
    }

    /// True if `below` is `above` or stands below it, its counterpart or what it covers (FORMS.md 3.2).
    pub fn is_within(&self, below: &Unit, above: &Unit) -> bool {
        let mut current = Some(below);
        let mut steps = 0;
        while let Some(unit) = current {
            if unit.id == above.id || unit.counterpart == above.id || above.covers.contains(&unit.id) {
                return true;
            }
            steps += 1;
            current = if steps > 16 { None } else { self.parent(unit) };
        }
        false
    }

    /// The top unit of a line.
    pub fn top(&self, line: Line) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.line() == line && unit.parent.is_empty())
    }

    /// The local unit at a level under which a unit stands, itself included; none for organs of a higher level and
    /// for departments, which belong to no place below their government.
    pub fn ancestor_at(&self, unit: &Unit, level: Level) -> Option<&Unit> {
        let mut current = self.unit(&unit.id);
        let mut steps = 0;
        while let Some(candidate) = current {
            if candidate.level == level {
                return (candidate.sector == "local").then_some(candidate);
            }
            steps += 1;
            current = if steps > 16 { None } else { self.parent(candidate) };
        }
        None
    }

    /// 上级党委 of a unit (FORMS.md 3.2): the parent of a party unit; for a discipline unit the party side of its parent.
    pub fn superior_party(&self, unit: &Unit) -> Option<&Unit> {
        let parent = self.parent(unit)?;
        match unit.line() {
            Line::Party => Some(parent),
            Line::Discipline => self.counterpart(parent),
        }
    }

    /// The organs of both lines directly above a unit.
    pub fn organs_above(&self, unit: &Unit) -> impl Iterator<Item = &Unit> {
        let parent = self.parent(unit);
        parent.into_iter().chain(parent.and_then(|parent| self.counterpart(parent)))
    }

    /// 上级纪委 of a unit (FORMS.md 3.2).
    pub fn superior_discipline(&self, unit: &Unit) -> Option<&Unit> {
        let parent = self.parent(unit)?;
        match unit.line() {
            Line::Party => self.counterpart(parent),
            Line::Discipline => Some(parent),
        }
    }

    /// The leaders of a unit in office on a day, in roster order.
    pub fn team(&self, unit: &str, day: Day) -> impl Iterator<Item = &Leader> {
        self.leaders.get(unit).into_iter().flatten().filter(move |leader| leader.in_office(day))
    }

    /// The roster of a unit, in its order, whenever its people were in office.
    pub fn roster(&self, unit: &str) -> impl Iterator<Item = &Leader> {
        self.leaders.get(unit).into_iter().flatten()
    }

    /// 主要负责人 of a unit on a day: the secretary before the head of government; none while the post is vacant.
    pub fn principal(&self, unit: &str, day: Day) -> Option<&Leader> {
        let principals = || self.team(unit, day).filter(|leader| leader.is_principal);
        principals().find(|leader| leader.role != "gov_head").or_else(|| principals().next())
    }

    /// All leaders, by unit id and then roster order.
    pub fn leaders(&self) -> impl Iterator<Item = &Leader> {
        self.leaders.values().flatten()
    }

    /// True on a day on which offices work: weekdays that are no holidays, and 调休 workdays.
    pub fn is_workday(&self, day: Day) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.workdays.contains(&day) || (!weekend && !self.holidays.contains(&day))
    }

    /// True on a statutory holiday.
    pub fn is_holiday(&self, day: Day) -> bool {
        self.holidays.contains(&day)
    }

    /// The day that lies `count` working days after a day; before it, if `count` is negative.
    pub fn add_workdays(&self, day: Day, count: i32) -> Day {
        let step = jiff::Span::new().days(if count < 0 { -1 } else { 1 });
        let mut left = count.unsigned_abs();
        let mut current = day;
        while left > 0 {
            let next = current.saturating_add(step);
            if next == current {
                return current;
            }
            current = next;
            if self.is_workday(current) {
                left -= 1;
            }
        }
        current
    }

    /// The unit that a name means on a day; `sender` helps with names such as 县纪委 (FORMS.md 10.3).
    pub fn resolve(&self, name: &str, day: Option<Day>, sender: Option<&Unit>) -> Resolution<'_> {
        names::resolve(self, name, day, sender)
    }

    /// The unit whose name comes nearest to one that means none, if any is near: for a suggestion only.
    pub fn nearest(&self, name: &str) -> Option<&Unit> {
        names::nearest(self, name)
    }
}
