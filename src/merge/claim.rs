//! Which row speaks for a unit. A unit's own return beats a row that its county or shared 纪检组 forwarded for it, a
//! later return an earlier one (FORMS.md 4.17, CQ-X005). Every row keeps its fate, so that none is lost unseen.

use super::fact::{Fact, Origin, Standing};
use crate::catalog::Form;
use crate::model::{Filed, Period, Record, Registry, Status, Unit};
use std::collections::HashMap;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It speaks for its unit.
    Speaks,
    /// The unit's own return, the number of which among the claims is given, speaks instead.
    Overruled(usize),
    /// Another row of the same kind speaks.
    Repeated(usize),
    /// Its unit is not in the registry.
    Unknown,
}

/// A row of a return that claims to speak for a unit and a period.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The submission.
    pub filed: &'a Filed,
    /// The row.
    pub record: &'a Record,
    /// The unit, by registry order.
    pub unit: Option<usize>,
    /// The period.
    pub period: Period,
    /// Whether its figures are official.
    pub standing: Standing,
    /// What became of it.
    pub fate: Fate,
}

impl<'a> Claim<'a> {
    /// The claim as a fact.
    pub fn fact(&self) -> Fact<'a> {
        let origin = Origin { filed: self.filed, record: Some(self.record) };
        Fact::read(self.unit, self.period, self.standing, origin)
    }

    /// True if the unit itself sent it.
    pub fn direct(&self) -> bool {
        self.record.unit.is_empty() || self.record.unit == self.filed.submission.unit
    }
}

/// The standing of a submission; `None` for those that never count.
pub fn standing(filed: &Filed) -> Option<Standing> {
    match filed.status {
        Status::Accepted => Some(Standing::Official),
        Status::Provisional => Some(Standing::Provisional),
        Status::Returned => Some(Standing::Returned),
        Status::Superseded
        | Status::Duplicate
        | Status::Quarantined
        | Status::Rejected
        | Status::Attachment
        | Status::Ignored => None,
    }
}

/// Which claim speaks for a period, a unit, and what tells its rows apart.
type Speaking = HashMap<(Period, usize, Vec<String>), usize>;

fn told_apart(record: &Record, fields: &[usize]) -> Vec<String> {
    let value = |field: &usize| record.entries.get(*field).map(|entry| entry.value.to_string());
    fields.iter().filter_map(value).collect()
}

/// All data rows of a form, in the order of taking, each with its fate. In a form with fixed rows all rows of a unit's
/// last return speak, and no others; in any other form whose rows name no unit every row speaks.
pub fn claims<'a>(form: &Form, registry: &Registry, filed: &[&'a Filed]) -> Vec<Claim<'a>> {
    claims_where(form, registry, filed, standing)
}

/// The same where submissions stand as is said.
pub fn claims_where<'a>(
    form: &Form,
    registry: &Registry,
    filed: &[&'a Filed],
    standing: impl Fn(&Filed) -> Option<Standing>,
) -> Vec<Claim<'a>> {
    let named = form.layout.unit_field.is_some();
    let mut claims: Vec<Claim<'a>> = Vec::new();
    let mut speaking: Speaking = HashMap::new();
    let apart: Vec<usize> =
        form.layout.apart_fields.iter().filter_map(|key| form.field_number(key)).collect();
    for filed in filed.iter().filter(|filed| filed.submission.form == form.id) {
        let (Some(standing), Some(period)) = (standing(filed), filed.submission.period) else { continue };
        for record in filed.submission.data() {
            let id = match record.unit.as_str() {
                "" if !named || filed.submission.data().nth(1).is_none() => filed.submission.unit.as_str(),
                id => id,
            };
            let unit = Some(registry.order(id)).filter(|unit| *unit != usize::MAX);
            let fate = if unit.is_some() { Fate::Speaks } else { Fate::Unknown };
            let mut claim = Claim { filed, record, unit, period, standing, fate };
            if let (true, Some(unit)) = (named, unit) {
                let number = claims.len();
                let key = (period, unit, told_apart(record, &apart));
                match speaking.get(&key).copied() {
                    Some(other) if beats(&claim, &claims[other]) => {
                        claims[other].fate = fate_below(&claim, &claims[other], number);
                        speaking.insert(key, number);
                    }
                    Some(other) => claim.fate = fate_below(&claims[other], &claim, other),
                    None => {
                        speaking.insert(key, number);
                    }
                }
            }
            claims.push(claim);
        }
    }
    settle(&mut claims, &speaking, &apart);
    if form.layout.indicator_field.is_some() {
        last_return_speaks(&mut claims);
    }
    claims
}

fn last_return_speaks(claims: &mut [Claim]) {
    let mut last: HashMap<(Period, usize), usize> = HashMap::new();
    for (number, claim) in claims.iter().enumerate() {
        let Some(unit) = claim.unit else { continue };
        let speaking = last.entry((claim.period, unit)).or_insert(number);
        let key = |claim: &Claim| (claim.filed.received_at, claim.filed.id);
        if key(claim) > key(&claims[*speaking]) {
            *speaking = number;
        }
    }
    for number in 0..claims.len() {
        let speaking = claims[number].unit.and_then(|unit| last.get(&(claims[number].period, unit)));
        if let Some(winner) = speaking.filter(|winner| claims[**winner].filed.id != claims[number].filed.id) {
            claims[number].fate = Fate::Repeated(*winner);
        }
    }
}

/// The rows that speak in official totals, with the period and the unit of which each speaks, in the order of taking.
pub fn official<'a>(
    form: &Form,
    registry: &'a Registry,
    filed: &[&'a Filed],
) -> impl Iterator<Item = (Period, &'a Unit, &'a Record)> {
    let claims = claims(form, registry, filed).into_iter();
    claims.filter(|claim| claim.fate == Fate::Speaks && claim.standing == Standing::Official).filter_map(
        |claim| {
            let unit = registry.units().get(claim.unit?)?;
            Some((claim.period, unit, claim.record))
        },
    )
}

/// Direct before forwarded, then late before early, then as taken.
fn beats(new: &Claim, old: &Claim) -> bool {
    let key = |claim: &Claim| (claim.direct(), claim.filed.received_at, claim.filed.id);
    key(new) >= key(old)
}

fn fate_below(winner: &Claim, loser: &Claim, winner_number: usize) -> Fate {
    if winner.direct() && !loser.direct() {
        Fate::Overruled(winner_number)
    } else {
        Fate::Repeated(winner_number)
    }
}

/// A row that lost to one that lost later is told of the last winner.
fn settle(claims: &mut [Claim], speaking: &Speaking, apart: &[usize]) {
    for number in 0..claims.len() {
        let lost = matches!(claims[number].fate, Fate::Overruled(_) | Fate::Repeated(_));
        if let (true, Some(unit)) = (lost, claims[number].unit)
            && let Some(winner) =
                speaking.get(&(claims[number].period, unit, told_apart(claims[number].record, apart)))
        {
            claims[number].fate = fate_below(&claims[*winner], &claims[number], *winner);
        }
    }
}
