//! Which typical cases a bulletin holds, in what order, and whether their objects are named (FORMS.md 8.2 and 9).
//! Pure: the same cases give the same bulletin.

use jiff::civil::Date;
use std::cmp::Reverse;

/// A typical case that may be published (FORMS.md 4.19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// 案件编号; no two candidates have the same.
    pub case_no: String,
    /// 决定是否生效
    pub effective: bool,
    /// An appeal or a review (复查) is pending.
    pub appeal_pending: bool,
    /// 是否同意实名
    pub named: bool,
    /// The approval of named publication is on record.
    pub approved: bool,
    /// 涉密涉敏: a secret matter.
    pub secret: bool,
    /// It stood in an earlier bulletin.
    pub published: bool,
    /// 情节严重需及时曝光
    pub urgent: bool,
    /// The objects of accountability.
    pub objects: Vec<Object>,
}

/// An object of accountability: a person, or a team without a rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// 1 for r1 to 6 for r6; `None` for a team.
    pub rank: Option<u8>,
    /// 决定日期
    pub decided_on: Date,
    /// False for a minor.
    pub adult: bool,
}

/// How many cases a bulletin holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Below this many none is issued; FORMS.md: 3.
    pub fewest: usize,
    /// The rest waits for the next; FORMS.md: 8.
    pub most: usize,
}

/// A bulletin: its cases in order, and what stays out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulletin<'c> {
    /// The cases, by the rank of the highest object, then by the day of the first decision.
    pub cases: Vec<Chosen<'c>>,
    /// What stays out, in the order of the candidates.
    pub left_out: Vec<(&'c str, Reason)>,
}

/// A case of a bulletin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen<'c> {
    /// The case.
    pub case: &'c Candidate,
    /// Its objects may be named; otherwise they are masked (L3).
    pub named: bool,
}

/// Why a case stays out of a bulletin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The decision has no effect yet.
    NotEffective,
    /// It is a secret matter.
    Secret,
    /// It was published before.
    Published,
    /// It has no object.
    NoObject,
    /// It is urgent and goes out alone, at once.
    Urgent,
    /// The bulletin is full; it waits for the next.
    Full,
    /// There are too few cases for a bulletin.
    TooFew,
}

impl Candidate {
    /// True if all conditions of named publication hold (FORMS.md 9).
    pub fn may_be_named(&self) -> bool {
        self.effective
            && !self.appeal_pending
            && self.named
            && self.approved
            && !self.secret
            && self.objects.iter().all(|object| object.adult)
    }

    fn barred(&self) -> Option<Reason> {
        match self {
            case if !case.effective => Some(Reason::NotEffective),
            case if case.secret => Some(Reason::Secret),
            case if case.published => Some(Reason::Published),
            case if case.objects.is_empty() => Some(Reason::NoObject),
            _ => None,
        }
    }

    /// The highest rank first, teams without persons last; then the day of the first decision, then the number.
    fn order(&self) -> (u8, Option<Date>, &str) {
        let rank = self.objects.iter().filter_map(|object| object.rank).min().unwrap_or(u8::MAX);
        let day = self.objects.iter().map(|object| object.decided_on).min();
        (rank, day, &self.case_no)
    }
}

/// The regular bulletin (双月通报). Urgent cases stay out of it: they have gone out alone.
pub fn regular(candidates: &[Candidate], bounds: Bounds) -> Bulletin<'_> {
    let mut reasons: Vec<(usize, Reason)> = Vec::new();
    let mut fit: Vec<(usize, &Candidate)> = Vec::new();
    for (index, case) in candidates.iter().enumerate() {
        match case.barred().or(case.urgent.then_some(Reason::Urgent)) {
            Some(reason) => reasons.push((index, reason)),
            None => fit.push((index, case)),
        }
    }
    fit.sort_by_key(|(_, case)| case.order());
    let keep = if fit.len() < bounds.fewest { 0 } else { bounds.most.min(fit.len()) };
    let reason = if keep == 0 { Reason::TooFew } else { Reason::Full };
    reasons.extend(fit.split_off(keep).into_iter().map(|(index, _)| (index, reason)));
    reasons.sort_by_key(|(index, _)| *index);
    Bulletin {
        cases: fit.into_iter().map(|(_, case)| Chosen { case, named: case.may_be_named() }).collect(),
        left_out: reasons
            .into_iter()
            .map(|(index, reason)| (candidates[index].case_no.as_str(), reason))
            .collect(),
    }
}

/// Urgent cases, each of which makes a bulletin of its own, the latest decision first.
pub fn urgent(candidates: &[Candidate]) -> Vec<Chosen<'_>> {
    let mut cases: Vec<&Candidate> =
        candidates.iter().filter(|case| case.urgent && case.barred().is_none()).collect();
    cases.sort_by_key(|case| {
        (Reverse(case.objects.iter().map(|object| object.decided_on).max()), case.case_no.as_str())
    });
    cases.into_iter().map(|case| Chosen { case, named: case.may_be_named() }).collect()
}

#[cfg(test)]
mod tests;
