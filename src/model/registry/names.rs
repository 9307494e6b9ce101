//! From a name as clerks write it to the unit that is meant (FORMS.md 10.3): full and short names, names valid on a
//! day, spellings of organs that mean the same, and names relative to the sender such as 县纪委.

use super::Registry;
use crate::model::text::key;
use crate::model::unit::Unit;
use jiff::civil::Date as Day;
use serde::Deserialize;
use std::collections::HashMap;

/// How spellings of organ names are folded before they are compared; declared in templates/.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRules {
    /// Left out where the name begins with it.
    pub prefixes: Vec<String>,
    /// Left out where the name ends with it, such as the mark of a seal.
    pub suffixes: Vec<String>,
    /// Pairs: every occurrence of the first is read as the second.
    pub folds: Vec<(String, String)>,
    /// Left out at the end of an organ's folded name to get its place, the longest first.
    #[serde(default)]
    pub organs: Vec<String>,
    /// Left out at the beginning of an organ's folded name to get its place, such as 驻.
    #[serde(default)]
    pub dispatched: Vec<String>,
}

impl NameRules {
    /// The key of the place of an organ: its name without the kind of organ.
    pub fn place_key(&self, name: &str) -> String {
        let key = self.name_key(name);
        let place = self.organs.iter().find_map(|organ| key.strip_suffix(organ.as_str())).unwrap_or(&key);
        let place =
            self.dispatched.iter().find_map(|mark| place.strip_prefix(mark.as_str())).unwrap_or(place);
        place.to_owned()
    }

    /// The key of a name: folded text without prefix, suffix and filler.
    pub fn name_key(&self, name: &str) -> String {
        let mut folded = key(name);
        while let Some(shorter) = self
            .suffixes
            .iter()
            .find_map(|suffix| folded.strip_suffix(suffix.as_str()))
            .filter(|rest| !rest.is_empty())
        {
            folded = shorter.to_owned();
        }
        for (from, to) in &self.folds {
            if folded.contains(from.as_str()) {
                folded = folded.replace(from.as_str(), to);
            }
        }
        if let Some(rest) = self.prefixes.iter().find_map(|prefix| folded.strip_prefix(prefix.as_str()))
            && !rest.is_empty()
        {
            return rest.to_owned();
        }
        folded
    }
}

/// What a name was found to mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution<'a> {
    /// One unit of the registry.
    Unit(&'a Unit),
    /// Several; the sender did not decide between them.
    Ambiguous(Vec<&'a Unit>),
    /// None ([`Registry::nearest`] suggests one).
    Unknown,
}

impl<'a> Resolution<'a> {
    /// The unit, if there is exactly one.
    pub fn unit(&self) -> Option<&'a Unit> {
        match self {
            Resolution::Unit(unit) => Some(unit),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
struct Named {
    unit: usize,
    from: Option<Day>,
    to: Option<Day>,
}

impl Named {
    fn valid(&self, day: Option<Day>) -> bool {
        day.is_none_or(|day| self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| to >= day))
    }
}

/// All names of all units by their key.
#[derive(Clone, Debug, Default)]
pub(super) struct NameIndex {
    rules: NameRules,
    by_key: HashMap<String, Vec<Named>>,
}

impl NameIndex {
    pub(super) fn new(units: &[Unit], rules: &NameRules) -> NameIndex {
        let mut index = NameIndex { rules: rules.clone(), by_key: HashMap::new() };
        for (number, unit) in units.iter().enumerate() {
            index.add(&unit.id, number, None, None);
            index.add(&unit.name, number, None, None);
            index.add(&unit.short_name, number, None, None);
            for alias in &unit.aliases {
                index.add(&alias.name, number, alias.from, alias.to);
            }
        }
        index
    }

    fn add(&mut self, name: &str, unit: usize, from: Option<Day>, to: Option<Day>) {
        let key = self.rules.name_key(name);
        if key.is_empty() {
            return;
        }
        let named = self.by_key.entry(key).or_default();
        match named.iter_mut().find(|other| other.unit == unit) {
            // A name known without limits stays so: a former name may be folded into the present one.
            Some(other) => {
                other.from = other.from.and_then(|earlier| from.map(|from| from.min(earlier)));
                other.to = other.to.and_then(|later| to.map(|to| to.max(later)));
            }
            None => named.push(Named { unit, from, to }),
        }
    }
}

pub(super) fn resolve<'a>(
    registry: &'a Registry,
    name: &str,
    day: Option<Day>,
    sender: Option<&Unit>,
) -> Resolution<'a> {
    let index = &registry.names;
    let key = index.rules.name_key(name);
    if key.is_empty() {
        return Resolution::Unknown;
    }
    if let Some(named) = index.by_key.get(&key) {
        let valid: Vec<&Unit> =
            named.iter().filter(|named| named.valid(day)).map(|named| &registry.units[named.unit]).collect();
        match valid.as_slice() {
            [] => {}
            [unit] => return Resolution::Unit(unit),
            several => {
                let near: Vec<&Unit> = several
                    .iter()
                    .copied()
                    .filter(|unit| sender.is_some_and(|sender| related(registry, unit, sender)))
                    .collect();
                return match near.as_slice() {
                    [unit] => Resolution::Unit(unit),
                    _ => closest(sender, several)
                        .map_or_else(|| Resolution::Ambiguous(several.to_vec()), Resolution::Unit),
                };
            }
        }
    }
    relative(registry, &key, sender).map_or(Resolution::Unknown, Resolution::Unit)
}

/// Among units of one name the sender itself is meant before its neighbours.
fn closest<'a>(sender: Option<&Unit>, several: &[&'a Unit]) -> Option<&'a Unit> {
    let sender = sender?;
    several.iter().copied().find(|unit| unit.id == sender.id)
}

/// True if a unit is the sender, its other line, above it, or directly below it.
fn related(registry: &Registry, unit: &Unit, sender: &Unit) -> bool {
    let line_above = |low: &Unit, high: &Unit| registry.is_within(low, high);
    line_above(sender, unit)
        || unit.parent == sender.id
        || unit.parent == sender.counterpart
        || sender.covers.contains(&unit.id)
}

/// 县纪委, 局党组: the one organ in the sender's own chain, or directly below it, whose short name ends so.
fn relative<'a>(registry: &'a Registry, key: &str, sender: Option<&Unit>) -> Option<&'a Unit> {
    let sender = sender?;
    let mut chain: Vec<&Unit> = Vec::new();
    let mut current = registry.unit(&sender.id);
    while let Some(unit) = current {
        chain.push(unit);
        chain.extend(registry.counterpart(unit));
        current = if chain.len() > 32 { None } else { registry.parent(unit) };
    }
    let ends = |unit: &&&Unit| registry.names.rules.name_key(&unit.short_name).ends_with(key);
    if let Some(unit) = chain.iter().find(ends) {
        return Some(unit);
    }
    let home = registry.unit(&sender.id)?;
    let below = registry.children(home).chain(home.covers.iter().filter_map(|id| registry.unit(id)));
    let found: Vec<&Unit> = below
        .filter(|unit| {
            let short = registry.names.rules.name_key(&unit.short_name);
            short.ends_with(key) || short.starts_with(key)
        })
        .collect();
    match found.as_slice() {
        [unit] => Some(unit),
        _ => None,
    }
}

/// The unit whose name is nearly the one that was written, for the finding's suggestion only.
pub(super) fn nearest<'a>(registry: &'a Registry, name: &str) -> Option<&'a Unit> {
    let key = &registry.names.rules.name_key(name);
    let mut best: Option<(f64, usize)> = None;
    for (other, named) in &registry.names.by_key {
        let likeness = strsim::normalized_levenshtein(key, other);
        let unit = named.iter().map(|named| named.unit).min().unwrap_or(usize::MAX);
        if likeness >= 0.75
            && best.is_none_or(|(score, number)| {
                (likeness, std::cmp::Reverse(unit)) > (score, std::cmp::Reverse(number))
            })
        {
            best = Some((likeness, unit));
        }
    }
    best.and_then(|(_, unit)| registry.units.get(unit))
}
