//! Whom returns of a form had to reach and whom they reached: one fact for each such person, as the form's `[coverage]`
//! declares (FORMS.md 4.12, 谈话覆盖率, 未谈名单).

use super::claim::{Claim, Fate};
use super::computed::RowObject;
use super::fact::{Fact, Facts, Origin};
use super::gather::Gathered;
use crate::catalog::coverage::DuePerson;
use crate::catalog::directory::Directory;
use crate::catalog::{Cycle, Form};
use crate::expr::Value;
use crate::model::Value as Said;
use std::collections::BTreeMap;

/// The persons of all returns that stand; values in the order of `Data::Coverage`. A return that leaves open whom it must
/// reach has none.
pub fn coverage<'a>(gathered: &Gathered<'a>, form: &'a Form) -> Facts<'a> {
    let mut facts = Facts { quarterly: form.cycle == Cycle::Quarter, ..Facts::default() };
    let Some(Ok(reach)) = form.coverage.as_ref().map(|coverage| coverage.compile(form)) else { return facts };
    let registry = gathered.order.registry;
    let mut directories: BTreeMap<i16, Directory> = BTreeMap::new();
    let speaking: Vec<&Claim> =
        gathered.claims(form).iter().filter(|claim| claim.fate == Fate::Speaks).collect();
    for claims in speaking.chunk_by(|left, right| left.filed.id == right.filed.id) {
        let (first, year) = (claims[0], claims[0].period.calendar_year());
        let units = directories.entry(year).or_insert_with(|| Directory::new(registry, year));
        let rows: Vec<RowObject> =
            claims.iter().map(|claim| RowObject::new(gathered, form, claim.fact())).collect();
        let rows: Vec<Value> = rows.iter().map(|row| Value::Object(row)).collect();
        let Ok(Some(persons)) = reach.persons(&first.filed.submission.unit, units, &rows) else { continue };
        let origin = Some(Origin { filed: first.filed, record: None });
        for person in &persons {
            facts.push(Fact::made(first.unit, first.period, first.standing, origin, values(first, person)));
        }
    }
    facts
}

fn values(claim: &Claim, person: &DuePerson) -> Vec<Said> {
    let flag = |holds: bool| Said::from(i64::from(holds));
    vec![
        Said::Unit(claim.filed.submission.unit.as_str().into()),
        Said::Code(person.target.as_str().into()),
        Said::Text(person.name.as_str().into()),
        Said::Text(person.post.as_str().into()),
        Said::Unit(person.unit.as_str().into()),
        flag(true),
        flag(person.reached),
        flag(!person.reached),
    ]
}
