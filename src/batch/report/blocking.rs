//! Who keeps whom from being complete: the returns that are missing, returned or held, up the areas to the receiving
//! organ, and the tables that are made of their forms. A held return counts in no total (FORMS.md 6).

use super::areas::Area;
use crate::batch::closing::Closing;
use crate::catalog::{Catalog, Form};
use crate::merge::state_word;
use crate::model::{Duty, DutyState, Period};
use crate::write::report::{BlockedArea, BlockedForm, Blocking, BlockingUnit, WantingReturn};
use std::collections::{BTreeMap, BTreeSet};

/// The duties of each unit, by registry order.
type ByUnit<'a> = BTreeMap<usize, Vec<&'a Duty>>;

/// What keeps a period from being complete.
pub fn blocking(closing: &Closing, area: Option<&Area>) -> Blocking {
    let (catalog, registry) = (&closing.loaded.catalog, &closing.loaded.registry);
    let mut by_unit = ByUnit::new();
    for duty in closing.duties {
        by_unit.entry(registry.order(&duty.unit)).or_default().push(duty);
    }
    let of = |form: &Form| {
        let duties: Vec<&Duty> = closing.duties.iter().filter(|duty| duty.form == form.id).collect();
        let wanting = duties.iter().filter(|duty| is_wanting(duty)).count();
        (wanting > 0).then(|| BlockedForm {
            name: form.name.clone(),
            owed: duties.iter().filter(|duty| duty.state != DutyState::Exempt).count(),
            wanting,
            tables: tables(catalog, form, closing.period),
        })
    };
    Blocking {
        forms: catalog.forms.iter().filter_map(of).collect(),
        area: area.map(|area| blocked(closing, &by_unit, area)).filter(is_blocked),
    }
}

fn is_wanting(duty: &Duty) -> bool {
    matches!(duty.state, DutyState::Missing | DutyState::Returned | DutyState::Held)
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
        let Some(duties) = by_unit.get(&number) else { continue };
        for duty in duties {
            blocked.owed += usize::from(duty.state != DutyState::Exempt);
            match duty.state {
                DutyState::Missing => blocked.missing += 1,
                DutyState::Returned => blocked.returned += 1,
                DutyState::Held => blocked.held += 1,
                _ => {}
            }
        }
        blocked.units.extend(unit(closing, number, duties));
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
fn unit(closing: &Closing, number: usize, duties: &[&Duty]) -> Option<BlockingUnit> {
    let (catalog, registry) = (&closing.loaded.catalog, &closing.loaded.registry);
    let wanting = |duty: &&Duty| WantingReturn {
        form: catalog.form(&duty.form).map_or_else(String::new, |form| form.name.clone()),
        key: duty.state.key().to_owned(),
        text: state_word(&catalog.book, duty.state),
        due: duty.due_on.map(|day| day.to_string()).unwrap_or_default(),
    };
    let returns: Vec<WantingReturn> = duties.iter().filter(|duty| is_wanting(duty)).map(wanting).collect();
    let name = registry.units().get(number)?.short_name.clone();
    (!returns.is_empty()).then_some(BlockingUnit { number, name, returns })
}
