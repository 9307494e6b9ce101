//! Examples of the rules over all units of a period: their rows are official, each of the unit that it names.

use super::super::Obstacle;
use super::super::demand::Alone;
use super::super::macro_rules::{Collected, Stated, check_by};
use super::given::{Stage, beside_all};
use super::returns::{Return, by_return};
use crate::catalog::Form;
use crate::model::{Filed, Finding, Period, Saying, Unit};
use std::collections::BTreeSet;

/// What the rules over all units find in an example: those of its form, or one of them alone.
pub fn play(stage: &mut Stage, only: Option<&Alone>) -> Result<(Vec<Finding>, Vec<Obstacle>), Saying> {
    let (form, example) = (stage.form, stage.example);
    let rows = [(form, example.rows.clone(), stage.sender.clone(), stage.period)];
    for (form, rows, unit, period) in rows.into_iter().chain(beside_all(stage)?) {
        for ((period, unit), rows) in by_return(&rows, &unit, period)? {
            let id = i64::try_from(stage.filed.len()).unwrap_or(i64::MAX) + 1;
            let one =
                Return { id, form, unit: &unit, period, received: stage.received, rows: &rows, total: None };
            stage.filed.push(one.filed()?);
        }
    }
    let unit =
        |id: &str| stage.registry.unit(id).ok_or_else(|| Saying::new("rehearsal.no_unit").with("id", id));
    let mut stated = Stated::new();
    for filed in &stage.filed {
        let form: &Form = stage.catalog.form(&filed.submission.form).unwrap_or(form);
        let period: Period = filed.submission.period.unwrap_or(stage.period);
        for record in filed.submission.data() {
            let of = if record.unit.is_empty() { &filed.submission.unit } else { &record.unit };
            stated.entry((&form.id, period)).or_default().push((unit(of)?, record));
        }
    }
    let missing = example.given.get("missing_units").and_then(toml::Value::as_array);
    let missing: Vec<&Unit> = (missing.into_iter().flatten())
        .filter_map(toml::Value::as_str)
        .map(unit)
        .collect::<Result<_, Saying>>()?;
    let now = stated.get(&(form.id.as_str(), stage.period)).map_or(&[][..], Vec::as_slice);
    let sent: BTreeSet<&str> = now.iter().map(|(unit, _)| unit.id.as_str()).collect();
    let due = example.given.get("units_due").and_then(toml::Value::as_integer);
    let due = due.and_then(|due| usize::try_from(due).ok()).unwrap_or(sent.len() + missing.len());
    let all: Vec<&Filed> = stage.filed.iter().collect();
    let collected = Collected {
        form,
        period: stage.period,
        units_due: due,
        missing: &missing,
        filed: &all,
        registry: stage.registry,
        stated: &stated,
    };
    Ok(check_by(stage.catalog, &collected, only))
}
