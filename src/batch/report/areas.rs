//! The areas under the receiving organ, each with its units as the page lists them: organs, then departments, then the
//! areas below, each in registry order (FORMS.md 6).

use crate::catalog::BookWords;
use crate::merge::{Territory, place_name, roots};
use crate::model::Registry;

/// An area with its units.
#[derive(Debug)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// How far its organs are indented.
    pub depth: usize,
    /// Its organs, by registry order.
    pub organs: Vec<usize>,
    /// The departments of its government, by registry order.
    pub departments: Vec<usize>,
    /// The areas directly below.
    pub below: Vec<Area>,
}

impl Area {
    /// The area of the receiving organ; `None` without any unit.
    pub fn of(registry: &Registry, words: &BookWords) -> Option<Area> {
        let root = roots(registry).into_iter().next()?;
        let territory = Territory::of(registry, root);
        Some(Area::at(registry, words, &territory, territory.top()?, 0))
    }

    fn at(registry: &Registry, words: &BookWords, territory: &Territory, place: usize, depth: usize) -> Area {
        let place = territory.get(place);
        let organ = registry.units().get(place.organ);
        let below = place.below.iter().map(|below| Area::at(registry, words, territory, *below, depth + 1));
        Area {
            name: organ.map_or_else(String::new, |organ| place_name(words, organ)),
            depth,
            organs: place.organs.clone(),
            departments: place.departments.clone(),
            below: below.collect(),
        }
    }

    /// Its own units, each with how far it is indented.
    pub fn own(&self) -> impl Iterator<Item = (usize, usize)> {
        let organs = self.organs.iter().map(|unit| (*unit, self.depth));
        organs.chain(self.departments.iter().map(|unit| (*unit, self.depth + 1)))
    }

    /// Its units and those of all areas below, each with how far it is indented.
    pub fn all(&self) -> Vec<(usize, usize)> {
        let below = self.below.iter().flat_map(Area::all);
        self.own().chain(below).collect()
    }
}
