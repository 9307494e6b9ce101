//! Who keeps whom from being complete: the returns that are missing, returned or held, up the areas to the receiving
//! organ, and the tables that are made of their forms. A held return counts in no total (FORMS.md 6).

use super::areas::Area;
use super::wanting::Wanting;
use crate::batch::closing::Closing;
use crate::catalog::{Catalog, Form};
use crate::merge::state_word;
use crate::model::{DutyState, Period};
use crate::write::report::{BlockedArea, BlockedForm, Blocking, BlockingUnit, WantingReturn};
use std::collections::{BTreeMap, BTreeSet};

/// What each unit, by registry order, owes and is wanting.
type ByUnit<'w> = BTreeMap<usize, (usize, Vec<&'w Wanting<'w>>)>;

/// What keeps a period from being complete.
pub fn blocking(closing: &Closing, area: Option<&Area>, wanting: &[Wanting]) -> Blocking {
    let (catalog, registry) = (&closing.loaded.catalog, &closing.loaded.registry);
    let mut by_unit = ByUnit::new();
    for duty in closing.duties.iter().filter(|duty| duty.state != DutyState::Exempt) {
        by_unit.entry(registry.order(&duty.unit)).or_default().0 += 1;
    }
    for one in wanting {
        by_unit.entry(one.unit).or_default().1.push(one);
    }
    let of = |form: &Form| {
        let owed = closing.duties.iter().filter(|duty| duty.form == form.id);
        let wanting = wanting.iter().filter(|one| one.form == form.id).count();
        (wanting > 0).then(|| BlockedForm {
            name: form.name.clone(),
            owed: owed.filter(|duty| duty.state != DutyState::Exempt).count(),
            wanting,
            tables: tables(catalog, form, closing.period),
        })
    };
    Blocking {
        forms: catalog.forms.iter().filter_map(of).collect(),
        area: area.map(|area| blocked(closing, &by_unit, area)).filter(is_blocked),
    }
}

fn is_blocked(area: &BlockedArea) -> bool {
    area.missing + area.returned + area.held > 0
}

/// The sheets of the period's workbooks that are made of a form.
fn tables(catalog: &Catalog, form: &Form, period: Period) -> Vec<String> {
    let of_form = catalog.summaries.iter().filter(|summary| {
        summary.cycle.is_none_or(|cycle| cycle.admits(period))
            && summary.rows.data().form() == Some(form.code.as_str())
    });
    let sheets: BTreeSet<&String> = of_form.map(|summary| &summary.sheet).collect();
    sheets.into_iter().cloned().collect()
}

fn blocked(closing: &Closing, by_unit: &ByUnit, area: &Area) -> BlockedArea {
    let mut blocked = BlockedArea { name: area.name.clone(), ..BlockedArea::default() };
    for (number, _) in area.own() {
        let Some((owed, wanting)) = by_unit.get(&number) else { continue };
        let having = |state: DutyState| wanting.iter().filter(|one| one.state == state).count();
        blocked.owed += owed;
        blocked.missing += having(DutyState::Missing);
        blocked.returned += having(DutyState::Returned);
        blocked.held += having(DutyState::Held);
        blocked.units.extend(unit(closing, number, wanting));
    }
    for below in &area.below {
        let below = self::blocked(closing, by_unit, below);
        blocked.owed += below.owed;
        blocked.missing += below.missing;
        blocked.returned += below.returned;
        blocked.held += below.held;
        if is_blocked(&below) {
            blocked.below.push(below);
        } else if below.owed > 0 {
            blocked.complete.push(below.name);
        }
    }
    blocked
}

/// A unit, if something of it is wanting.
fn unit(closing: &Closing, number: usize, wanting: &[&Wanting]) -> Option<BlockingUnit> {
    let (catalog, registry) = (&closing.loaded.catalog, &closing.loaded.registry);
    let said = |one: &&Wanting| WantingReturn {
        form: catalog.form(one.form).map_or_else(String::new, |form| form.name.clone()),
        key: one.state.key().to_owned(),
        text: state_word(&catalog.book, one.state),
        due: one.due_on.map(|day| day.to_string()).unwrap_or_default(),
    };
    let returns: Vec<WantingReturn> = wanting.iter().map(said).collect();
    let name = registry.units().get(number)?.short_name.clone();
    (!returns.is_empty()).then_some(BlockingUnit { number, name, returns })
}
