//! Triggers that count periods: in how many, one after the other, a return was missing or late, or said that nothing
//! happened, and what other forms say of the same unit and time (FORMS.md 4.14, T6).

use super::computed::RowObject;
use super::fact::{Fact, Origin, Standing, sum};
use super::needed::standing_for;
use super::trigger::{Around, Hit, Triggering};
use crate::catalog::trigger::{Case, Compiled};
use crate::catalog::{Catalog, Cycle, Form};
use crate::model::{Period, Unit, Value as Said};
use jiff::civil::Date as Day;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The periods that may end a run of a case, and those before them at which it looks.
fn looked_back(case: &Case, form: &Form, period: Period) -> BTreeSet<Period> {
    let ends = standing_for(form, period).into_iter();
    ends.flat_map(|end| std::iter::successors(Some(end), |at| Some(at.previous())).take(case.last)).collect()
}

/// The period of another form that speaks of a period.
fn beside_period(form: &Form, period: Period) -> Period {
    if form.cycle == Cycle::Year { Period::year(period.calendar_year()) } else { period }
}

/// The forms at which a case that counts periods looks, with their periods.
pub fn of_running<'c>(
    catalog: &'c Catalog,
    case: &Case,
    form: &'c Form,
    period: Period,
) -> Vec<(&'c str, Vec<Period>)> {
    let periods = looked_back(case, form, period);
    let mut looked = Vec::new();
    if case.running.is_some() {
        looked.push((form.id.as_str(), periods.iter().copied().collect()));
    }
    for other in case.beside.iter().filter_map(|shown| catalog.form_by_code(&shown.form)) {
        let beside: BTreeSet<Period> = periods.iter().map(|period| beside_period(other, *period)).collect();
        looked.push((other.id.as_str(), beside.into_iter().collect()));
    }
    looked
}

/// The forms of whose duties triggers ask what became, with the periods.
pub fn duties_looked_at(catalog: &Catalog, period: Period) -> BTreeMap<&str, BTreeSet<Period>> {
    let mut looked: BTreeMap<&str, BTreeSet<Period>> = BTreeMap::new();
    for case in catalog.triggers.cases().filter(|case| !case.states.is_empty()) {
        if let Some(form) = catalog.form_by_code(&case.form) {
            looked.entry(&form.id).or_default().extend(looked_back(case, form, period));
        }
    }
    looked
}

/// What is known of a unit and a period.
struct Known<'a> {
    holds: bool,
    on: Option<Day>,
    origins: Vec<Origin<'a>>,
}

type KnownUnits<'a> = BTreeMap<usize, BTreeMap<Period, Known<'a>>>;

impl<'a> Triggering<'_, 'a> {
    /// Where a case that counts periods holds.
    pub(super) fn by_running(
        &self,
        trigger: &'a str,
        case: &'a Case,
        compiled: &Compiled,
        form: &'a Form,
    ) -> Vec<Hit<'a>> {
        let ends = standing_for(form, self.order().period);
        let mut hits = Vec::new();
        for (unit, known) in self.known(case, compiled, form) {
            let holds = |period: Period| known.get(&period).is_some_and(|known| known.holds);
            for end in ends.iter().copied().filter(|end| holds(*end)) {
                // Of a run that goes on only its end is told.
                if ends.contains(&end.next()) && holds(end.next()) {
                    continue;
                }
                let back = std::iter::successors(Some(end), |at| Some(at.previous())).take(case.last);
                let run: Vec<Period> = back.take_while(|period| holds(*period)).collect();
                let beside = self.beside(case, compiled, form, unit, &run);
                let figure = Some(Decimal::from(run.len()));
                let origins = run.iter().flat_map(|period| &known[period].origins).copied().collect();
                let around = Around { figure, beside, ..Around::default() };
                if let Some(mut hit) = self.hit(trigger, compiled, unit, (Some(end), ""), around, origins) {
                    hit.known_on = known[&end].on;
                    hits.push(hit);
                }
            }
        }
        hits
    }

    fn known(&self, case: &Case, compiled: &Compiled, form: &'a Form) -> KnownUnits<'a> {
        let mut all = KnownUnits::new();
        let registry = self.order().registry;
        let duties = if case.states.is_empty() { &[][..] } else { self.gathered.all_duties };
        for duty in duties.iter().filter(|duty| duty.form == form.id) {
            let Some(unit) = registry.unit(&duty.unit).and_then(|unit| self.face(unit)) else { continue };
            let holds = case.states.iter().any(|state| state == duty.state.key());
            let on = duty.received_at.map(|received| received.date()).or(duty.due_on);
            let known = Known { holds, on, origins: Vec::new() };
            all.entry(unit).or_default().insert(duty.period, known);
        }
        let Some(running) = &compiled.running else { return all };
        let rows = self.rows_of(form);
        for period in looked_back(case, form, self.order().period) {
            for fact in official(rows.of(period)) {
                let Some(unit) = self.concerned(fact, None) else { continue };
                let row = RowObject::new(self.gathered, form, fact.clone());
                let holds = running.holds(&row) == Ok(Some(true));
                let of_unit = all.entry(unit).or_default();
                let known =
                    of_unit.entry(period).or_insert(Known { holds: true, on: None, origins: Vec::new() });
                known.holds &= holds;
                known.on = known.on.max(fact.origin.map(|origin| origin.filed.received_at.date()));
                known.origins.extend(fact.origin);
            }
        }
        all
    }

    /// What other forms say of a unit in some periods, added up; `None` if the case asks for nothing of the kind.
    fn beside(
        &self,
        case: &Case,
        compiled: &Compiled,
        form: &Form,
        unit: usize,
        periods: &[Period],
    ) -> Option<Decimal> {
        let mut numbers: Vec<Decimal> = Vec::new();
        for (shown, value) in case.beside.iter().zip(&compiled.beside) {
            let Some(other) = self.order().catalog.form_by_code(&shown.form) else { continue };
            let rows = self.rows_of(other);
            let about = rows.field(&shown.about)?;
            let of: BTreeSet<Period> = periods.iter().map(|period| beside_period(other, *period)).collect();
            for fact in of.iter().flat_map(|period| official(rows.of(*period))) {
                let said = match fact.value(about) {
                    Said::Unit(id) => self.order().registry.unit(id),
                    _ => None,
                };
                if said.and_then(|said| self.answers_for(said, &form.code)) == Some(unit) {
                    let row = RowObject::new(self.gathered, other, fact.clone());
                    numbers.extend(value.evaluate(&row).ok().and_then(|value| value.number()));
                }
            }
        }
        if case.beside.is_empty() { None } else { Some(sum(numbers).unwrap_or_default()) }
    }

    /// The party organ that answers for what is said of a unit: its own, or the nearest above, that owes the form or
    /// stands beside one that does.
    fn answers_for(&self, unit: &Unit, code: &str) -> Option<usize> {
        let registry = self.order().registry;
        let mut above = Some(unit);
        while let Some(unit) = above.filter(|unit| !unit.parent.is_empty()) {
            let beside = registry.counterpart(unit);
            if unit.owes(code) || beside.is_some_and(|beside| beside.owes(code)) {
                return self.face(unit);
            }
            above = registry.parent(unit);
        }
        None
    }
}

fn official<'f, 'a>(facts: &'f [Fact<'a>]) -> impl Iterator<Item = &'f Fact<'a>> {
    facts.iter().filter(|fact| fact.standing == Standing::Official)
}
