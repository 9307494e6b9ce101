//! The rows of `rollups/R01.csv` and `rollups/R02.csv` (CONTRACT.md, “Export”).

use super::claim::{Claim, Fate, claims};
use super::fact::{Standing, is_figure, sum};
use super::known::state_word;
use super::territory::prefecture;
use crate::catalog::summary::Rows;
use crate::catalog::{Catalog, Form, Kind};
use crate::model::{Duty, Filed, Period, Registry, time_text};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The columns of `R01.csv`.
pub const R01_HEADER: [&str; 6] = ["unit_id", "form", "period", "due_on", "received_at", "status"];

/// The rows of `R01.csv`: one for each duty, in the order in which they come.
pub fn r01<'a>(catalog: &'a Catalog, duties: &'a [Duty]) -> impl Iterator<Item = [String; 6]> + 'a {
    duties.iter().map(|duty| {
        [
            duty.unit.clone(),
            duty.form.clone(),
            duty.period.to_string(),
            duty.due_on.map_or_else(String::new, |day| day.to_string()),
            duty.received_at.map(time_text).unwrap_or_default(),
            state_word(&catalog.book, duty.state),
        ]
    })
}

/// The header and the rows of `R02.csv`, by period, then units in registry order, prefectures, the total. The form is
/// that of the first declared table by unit with subtotals by prefecture.
pub fn r02(catalog: &Catalog, registry: &Registry, filed: &[&Filed]) -> (Vec<String>, Vec<Vec<String>>) {
    let Some(form) = regional_form(catalog) else { return (Vec::new(), Vec::new()) };
    let mut header: Vec<String> =
        ["period", "kind", "unit_id", "prefecture_id", "state"].map(str::to_owned).to_vec();
    header.extend(form.fields.iter().map(|field| field.key.clone()));
    let claims = claims(form, registry, filed);
    let mut periods: BTreeMap<Period, Vec<&Claim>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.fate == Fate::Speaks) {
        periods.entry(claim.period).or_default().push(claim);
    }
    let mut rows = Vec::new();
    for (period, mut speaking) in periods {
        speaking.sort_by_key(|claim| claim.unit);
        let mut official: BTreeMap<usize, Vec<&Claim>> = BTreeMap::new();
        for claim in &speaking {
            let Some(unit) = claim.unit.and_then(|unit| registry.units().get(unit)) else { continue };
            let above = prefecture(registry, unit);
            let mut row =
                start(period, "unit", &unit.id, above.map_or("", |above| &above.id), state(claim.standing));
            row.extend(claim.record.entries.iter().map(|entry| entry.value.to_string()));
            row.resize(header.len(), String::new());
            rows.push(row);
            if let (Standing::Official, Some(above)) = (claim.standing, above) {
                official.entry(registry.order(&above.id)).or_default().push(claim);
            }
        }
        for (above, claims) in &official {
            let id = registry.units()[*above].id.as_str();
            rows.push(added(start(period, "prefecture", id, "", "official"), form, claims));
        }
        let all: Vec<&Claim> =
            speaking.into_iter().filter(|claim| claim.standing == Standing::Official).collect();
        if !all.is_empty() {
            rows.push(added(start(period, "total", "total", "", "official"), form, &all));
        }
    }
    (header, rows)
}

fn regional_form(catalog: &Catalog) -> Option<&Form> {
    let regional = catalog.summaries.iter().find_map(|summary| match &summary.rows {
        Rows::Units { of, subtotals, .. } if !subtotals.is_empty() => of.form(),
        _ => None,
    });
    regional.and_then(|code| catalog.form_by_code(code))
}

fn state(standing: Standing) -> &'static str {
    match standing {
        Standing::Official => "official",
        Standing::Provisional => "provisional",
        Standing::Returned => "returned",
    }
}

fn start(period: Period, kind: &str, unit: &str, prefecture: &str, state: &str) -> Vec<String> {
    [period.to_string().as_str(), kind, unit, prefecture, state].map(str::to_owned).to_vec()
}

fn added(mut row: Vec<String>, form: &Form, claims: &[&Claim]) -> Vec<String> {
    for (number, field) in form.fields.iter().enumerate() {
        let additive = is_figure(field) && matches!(field.kind, Kind::Count | Kind::Decimal | Kind::Money);
        let figures = claims.iter().filter_map(|claim| claim.record.entries.get(number)?.value.number());
        let total = if additive { sum(figures) } else { None };
        row.push(total.map_or_else(String::new, |total: Decimal| total.normalize().to_string()));
    }
    row
}
