//! Which unit stands where under the organ for which a workbook is made: places within places, each with its own
//! organs of both lines and its departments (FORMS.md 6: 市州 → 县区 → 部门, in registry order).

use crate::catalog::BookWords;
use crate::model::{Level, Line, Registry, Unit};
use std::collections::BTreeMap;

/// A steeper tree than this is a circle; the registry refuses those, and no walk here may hang on one.
const STEEPEST: usize = 16;

/// The places under one organ, itself the first.
#[derive(Clone, Debug)]
pub struct Territory {
    places: Vec<Place>,
    /// By the unit's place in registry order: the place to which it belongs, if that is under the organ.
    homes: Vec<Option<usize>>,
}

/// A place: a government's territory, told by its party organ.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its organ, by registry order: the party side where there are two.
    pub organ: usize,
    /// Its level.
    pub level: Level,
    /// Its own organs, by registry order.
    pub organs: Vec<usize>,
    /// The departments of its government, by registry order.
    pub departments: Vec<usize>,
    /// The places directly below, in registry order.
    pub below: Vec<usize>,
}

impl Territory {
    /// The territory of an organ of either line.
    pub fn of(registry: &Registry, root: &Unit) -> Territory {
        let root = registry.order(&face(registry, root).id);
        let mut territory = Territory { places: Vec::new(), homes: vec![None; registry.units().len()] };
        let mut known = BTreeMap::new();
        for (number, unit) in registry.units().iter().enumerate() {
            let Some(local) = local_organ(registry, unit) else { continue };
            let organ = registry.order(&face(registry, local).id);
            let Some(place) = territory.place(registry, organ, root, &mut known, 0) else { continue };
            territory.homes[number] = Some(place);
            if local.id == unit.id {
                territory.places[place].organs.push(number);
            } else {
                territory.places[place].departments.push(number);
            }
        }
        let organs: Vec<usize> = territory.places.iter().map(|place| place.organ).collect();
        for place in &mut territory.places {
            place.below.sort_by_key(|below| organs[*below]);
        }
        territory
    }

    fn place(
        &mut self,
        registry: &Registry,
        organ: usize,
        root: usize,
        known: &mut BTreeMap<usize, Option<usize>>,
        depth: usize,
    ) -> Option<usize> {
        if let Some(place) = known.get(&organ) {
            return *place;
        }
        let unit = registry.units().get(organ)?;
        let above = if organ == root || depth > STEEPEST {
            None
        } else {
            let parent = registry.parent(unit).map(|parent| registry.order(&face(registry, parent).id));
            parent.and_then(|parent| self.place(registry, parent, root, known, depth + 1))
        };
        let place = (organ == root || above.is_some()).then(|| {
            let (organs, departments, below) = (Vec::new(), Vec::new(), Vec::new());
            self.places.push(Place { organ, level: unit.level, organs, departments, below });
            let number = self.places.len() - 1;
            if let Some(above) = above {
                self.places[above].below.push(number);
            }
            number
        });
        known.insert(organ, place);
        place
    }

    /// The place of the organ itself; none if the registry has no unit in it.
    pub fn top(&self) -> Option<usize> {
        (!self.places.is_empty()).then_some(0)
    }

    /// A place by its number.
    pub fn get(&self, place: usize) -> &Place {
        &self.places[place]
    }

    /// True if the unit, by registry order, belongs to it.
    pub fn holds(&self, unit: usize) -> bool {
        self.homes.get(unit).is_some_and(Option::is_some)
    }
}

/// The party organ of a place; the unit itself where it has no other line.
fn face<'a>(registry: &'a Registry, unit: &'a Unit) -> &'a Unit {
    match unit.line() {
        Line::Party => unit,
        Line::Discipline => registry.counterpart(unit).unwrap_or(unit),
    }
}

/// The organ of a place to which a unit belongs: itself, or for a department the nearest above it.
fn local_organ<'a>(registry: &'a Registry, unit: &'a Unit) -> Option<&'a Unit> {
    let mut current = Some(unit);
    for _ in 0..STEEPEST {
        match current {
            Some(unit) if unit.sector == "local" => return Some(unit),
            Some(unit) => current = registry.parent(unit),
            None => return None,
        }
    }
    None
}

/// The party organ of the prefecture in which a local unit stands; departments stand in none above their government.
pub fn prefecture<'a>(registry: &'a Registry, unit: &'a Unit) -> Option<&'a Unit> {
    registry.ancestor_at(unit, Level::Prefecture).map(|organ| face(registry, organ))
}

/// The name of the place of an organ: its short name without the words for the organ.
pub fn place_name(words: &BookWords, organ: &Unit) -> String {
    let name = organ.short_name.as_str();
    let endings = words.rows.organ_endings.iter();
    let shorter =
        endings.filter_map(|ending| name.strip_suffix(ending.as_str())).find(|rest| !rest.is_empty());
    shorter.unwrap_or(name).to_owned()
}
