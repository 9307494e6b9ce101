//! Families: units whose returns are held against each other. A party organ and the discipline organ beside it are one;
//! towns belong to their county, departments under a shared 纪检组 to it (FORMS.md 3.2, 5).

use crate::model::{Level, Line, Registry, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// All families of a registry.
#[derive(Debug)]
pub struct Families<'a> {
    of_unit: BTreeMap<&'a str, &'a str>,
    members: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Families<'a> {
    /// The families of a registry.
    pub fn new(registry: &'a Registry) -> Families<'a> {
        let mut families = Families { of_unit: BTreeMap::new(), members: BTreeMap::new() };
        for unit in registry.units() {
            let head = head(registry, unit);
            families.of_unit.insert(&unit.id, head);
            families.members.entry(head).or_default().push(&unit.id);
        }
        families
    }

    /// The heads of the families of some units, each once, in order.
    pub fn heads<'u>(&self, units: impl Iterator<Item = &'u str>) -> BTreeSet<&'a str> {
        units.filter_map(|unit| self.of_unit.get(unit).copied()).collect()
    }

    /// The head of a unit's family; none for a unit that is not in the registry.
    pub fn head_of(&self, unit: &str) -> Option<&'a str> {
        self.of_unit.get(unit).copied()
    }

    /// The units of a family.
    pub fn members(&self, head: &str) -> &[&'a str] {
        self.members.get(head).map_or(&[], Vec::as_slice)
    }
}

/// The unit that stands for a family: of the two organs beside each other the party's.
fn head<'a>(registry: &'a Registry, unit: &'a Unit) -> &'a str {
    let mut current = unit;
    for _ in 0..8 {
        if let Some(covering) = registry.covering(current) {
            current = covering;
        }
        let below_county = matches!(current.level, Level::Township | Level::Village);
        match registry.parent(current).filter(|_| below_county && current.sector == "local") {
            Some(parent) => current = parent,
            None => break,
        }
    }
    if current.line() == Line::Party {
        return &current.id;
    }
    registry.counterpart(current).map_or(&current.id, |party| &party.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NameRules;

    #[test]
    fn towns_belong_to_their_county_and_covered_departments_to_the_shared_organ() {
        let units = "unit_id,name,short_name,kind,level,sector,parent_id,counterpart_id,covers,sort_no\n\
            P-1,省委,省委,party_committee,province,local,,J-1,,1\n\
            J-1,省纪委,省纪委,disc_committee,province,local,,P-1,,2\n\
            P-2,市委,市委,party_committee,prefecture,local,P-1,J-2,,3\n\
            J-2,市纪委,市纪委,disc_committee,prefecture,local,J-1,P-2,,4\n\
            P-3,县委,县委,party_committee,county,local,P-2,J-3,,5\n\
            J-3,县纪委,县纪委,disc_committee,county,local,J-2,P-3,,6\n\
            P-4,镇党委,镇党委,party_committee,township,local,P-3,J-4,,7\n\
            J-4,镇纪委,镇纪委,disc_committee,township,local,J-3,P-4,,8\n\
            P-5,厅党组,厅党组,party_group,prefecture,department,P-1,,,9\n\
            J-6,共用组,共用组,disc_group_shared,prefecture,department,J-1,,P-5,10\n";
        let (registry, issues) = Registry::load(units, "person_id\n", "date\n", &NameRules::default());
        assert_eq!(issues, []);
        let families = Families::new(&registry);
        assert_eq!(families.members("P-3"), ["P-3", "J-3", "P-4", "J-4"]);
        assert_eq!(families.members("J-6"), ["P-5", "J-6"]);
        assert_eq!(families.heads(["J-4", "P-5", "J-2"].into_iter()), BTreeSet::from(["J-6", "P-2", "P-3"]));
    }
}
