//! Units of the registry, with their leaders, as the objects of expressions (FORMS.md 3.1, 3.3). Rules see them, and so do
//! merged tables that ask who must be reached.

use super::rule_names::{LEADER_MEMBERS, UNIT_MEMBERS};
use crate::expr::{Object, Value};
use crate::model::{Date, Leader, Line, Period, Registry, Unit};
use jiff::civil::{Date as Day, date};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::OnceLock;

/// When a unit is looked at.
#[derive(Clone, Copy)]
pub struct When {
    /// The day on which it is asked who is in office.
    pub day: Day,
    /// The period in which it is asked who was.
    pub period: Period,
}

/// A unit of the registry on a day.
pub struct UnitObject<'a> {
    unit: &'a Unit,
    registry: &'a Registry,
    when: When,
    leaders: Vec<LeaderObject<'a>>,
}

impl<'a> UnitObject<'a> {
    /// A unit as it stands on a day.
    pub fn new(unit: &'a Unit, registry: &'a Registry, when: When) -> UnitObject<'a> {
        let year = Period::year(when.period.calendar_year());
        let roster = registry.roster(&unit.id);
        let serving = roster.filter(|leader| leader.in_office_between(year.start(), year.end()));
        let leaders = serving.map(|leader| LeaderObject { leader, year }).collect();
        UnitObject { unit, registry, when, leaders }
    }

    /// Its leaders in office at any time in the year.
    fn leaders(&self) -> Value<'_> {
        Value::from(self.leaders.iter().map(|leader| Value::Object(leader)).collect::<Vec<_>>())
    }

    /// The names of all that were its heads on any day of the period.
    fn principals(&self) -> Value<'_> {
        let period = self.when.period;
        let heads = self
            .registry
            .roster(&self.unit.id)
            .filter(|leader| leader.is_principal && leader.in_office_between(period.start(), period.end()));
        names(heads.map(|leader| leader.name.as_str()))
    }

    /// The secretary, of a discipline organ its own, on the day.
    fn secretary(&self) -> Value<'_> {
        let wanted = if self.unit.line() == Line::Party { "secretary" } else { "disc_secretary" };
        let mut team = self.registry.team(&self.unit.id, self.when.day);
        team.find(|leader| leader.role == wanted).map_or(Value::Missing, |leader| text(&leader.name))
    }
}

/// A text, missing if it is empty.
pub fn text(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Missing } else { Value::from(text) }
}

fn names<'v>(names: impl Iterator<Item = &'v str>) -> Value<'v> {
    Value::from(names.map(Value::from).collect::<Vec<_>>())
}

fn position<'n>(mut names: impl Iterator<Item = &'n str>, name: &str) -> Option<u16> {
    names.position(|member| member == name).and_then(|position| u16::try_from(position).ok())
}

impl Object for UnitObject<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        let (unit, registry) = (self.unit, self.registry);
        match position {
            0 => text(&unit.id),
            1 => text(&unit.name),
            2 => text(&unit.short_name),
            3 => Value::from(unit.level.word()),
            4 => Value::from(if unit.line() == Line::Party { "party" } else { "discipline" }),
            5 => text(&unit.kind),
            6 => text(&unit.sector),
            7 => text(&unit.parent),
            8 => text(&unit.counterpart),
            9 => names(unit.covers.iter().map(String::as_str)),
            10 => names(unit.duties.iter().map(String::as_str)),
            11 => registry
                .principal(&unit.id, self.when.day)
                .map_or(Value::Missing, |leader| text(&leader.name)),
            12 => names(registry.team(&unit.id, self.when.day).map(|leader| leader.name.as_str())),
            13 => {
                let children = registry.children(unit).filter(|child| child.active_in(self.when.period));
                names(children.map(|child| child.id.as_str()))
            }
            14 => self.secretary(),
            15 => self.principals(),
            16 => self.leaders(),
            17 => text(&unit.group),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(self.at(position(UNIT_MEMBERS.into_iter(), name)?))
    }
}

/// A person of the roster in a year.
struct LeaderObject<'a> {
    leader: &'a Leader,
    year: Period,
}

impl LeaderObject<'_> {
    /// How many months of the year the person was in office, to one place: the share of its days, times twelve.
    fn months(&self) -> Value<'static> {
        let from = self.leader.term_start.map_or(self.year.start(), |day| day.max(self.year.start()));
        let to = self.leader.term_end.map_or(self.year.end(), |day| day.min(self.year.end()));
        let days = |from: Day, to: Day| from.until(to).map_or(0, |span| i64::from(span.get_days()) + 1);
        let (served, all) = (days(from, to), days(self.year.start(), self.year.end()));
        Value::Number((Decimal::from(served * 12) / Decimal::from(all.max(1))).round_dp(1).normalize())
    }
}

impl Object for LeaderObject<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        let leader = self.leader;
        let day = |day: Option<Day>| day.map_or(Value::Missing, |day| Value::from(Date::Day(day)));
        match position {
            0 => text(&leader.name),
            1 => text(&leader.post),
            2 => text(&leader.role),
            3 => text(&leader.rank),
            4 => Value::from(leader.is_principal),
            5 => day(leader.term_start),
            6 => day(leader.term_end),
            7 => names(leader.in_charge_of.iter().map(String::as_str)),
            8 => names(leader.contact_units.iter().map(String::as_str)),
            9 => text(&leader.unit),
            10 => self.months(),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(self.at(position(LEADER_MEMBERS.iter().map(|(member, _)| *member), name)?))
    }
}

/// All units by their id, as they stand at the end of a year.
pub struct Directory<'a> {
    registry: &'a Registry,
    units: HashMap<&'a str, UnitObject<'a>>,
}

impl<'a> Directory<'a> {
    /// All units as they stand at the end of a year.
    pub fn new(registry: &'a Registry, year: i16) -> Directory<'a> {
        let when = When { day: date(year, 12, 31), period: Period::year(year) };
        let units =
            registry.units().iter().map(|unit| (unit.id.as_str(), UnitObject::new(unit, registry, when)));
        Directory { registry, units: units.collect() }
    }

    /// A unit by its id.
    pub fn unit(&self, id: &str) -> Option<&UnitObject<'a>> {
        self.units.get(id)
    }

    /// The names of all leaders, of whatever time.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        let units = self.registry.units().iter();
        let leaders = units.flat_map(|unit| self.registry.roster(&unit.id));
        leaders.map(|leader| leader.name.as_str())
    }
}

impl Object for Directory<'_> {
    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(self.units.get(name).map_or(Value::Missing, |unit| Value::Object(unit)))
    }
}

/// The directories of the years, each made when it is first asked for.
pub struct Directories<'a> {
    registry: &'a Registry,
    of_year: Vec<OnceLock<Directory<'a>>>,
}

/// The years for which there are directories; who asks for another gets the nearest.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2090;

impl<'a> Directories<'a> {
    /// None yet.
    pub fn new(registry: &'a Registry) -> Directories<'a> {
        Directories { registry, of_year: YEARS.map(|_| OnceLock::new()).collect() }
    }

    /// The units as they stand in a year.
    pub fn year(&self, year: i16) -> &Directory<'a> {
        let year = year.clamp(*YEARS.start(), *YEARS.end());
        let index = usize::try_from(year - YEARS.start()).expect("a clamped year is not before the first");
        self.of_year[index].get_or_init(|| Directory::new(self.registry, year))
    }
}

/// The days of a year on which offices rest: weekends and statutory holidays, without 调休 workdays.
pub fn rest_days(registry: &Registry, year: i16) -> Vec<Date> {
    let days = Period::year(year).start().series(jiff::Span::new().days(1));
    let of_year = days.take_while(|day| day.year() == year);
    of_year.filter(|day| !registry.is_workday(*day)).map(Date::Day).collect()
}
