//! After intake: returns are checked beside each other and beside their past. What was taken and not yet checked tells
//! which families and periods are looked at again, so a run that died is made up for by the next.

use super::alike::{Alike, hold_sketches};
use super::answers::Answers;
use super::beyond::{Neighbours, ROUNDS, hold_spoken_of};
use super::failure::BatchFailure;
use super::family::Families;
use super::progress::{Progress, Stage};
use super::published::published_cases;
use crate::catalog::Catalog;
use crate::check::{Checker, Obstacle, Surroundings, disputes_otherwise};
use crate::ledger::{Ledger, Reading, Standing, Wanted};
use crate::model::{Filed, Finding, Period, Registry, Status};
use jiff::ToSpan;
use jiff::civil::{Date as Day, DateTime};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many families are checked between two transactions.
const FAMILIES_AT_ONCE: usize = 64;

/// What a check came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// How many submissions were looked at.
    pub submissions: usize,
    /// The forms and periods of which something came or was judged otherwise.
    pub touched: BTreeSet<(String, Period)>,
    /// Rules that could not be evaluated.
    pub obstacles: Vec<Obstacle>,
}

/// What came for a family.
struct Touched {
    /// The earliest period.
    from: Period,
    /// The forms.
    forms: BTreeSet<String>,
}

/// New findings of one submission.
struct Verdict {
    id: i64,
    /// The findings and what follows from them, if they changed.
    findings: Option<(Vec<Finding>, Status)>,
    unchecked: bool,
    /// Where it stood, if it now stands otherwise and other families look at it.
    moved: Option<Standing>,
}

/// Notes that something of a form and period came for a family.
fn touch<'a>(families: &mut BTreeMap<&'a str, Touched>, head: &'a str, form: &str, period: Period) {
    let touched = families.entry(head).or_insert_with(|| Touched { from: period, forms: BTreeSet::new() });
    touched.forms.insert(form.to_owned());
    if period.start() < touched.from.start() {
        touched.from = period;
    }
}

/// Checks all submissions that were taken since they were last checked, and those that may depend on them.
///
/// # Errors
/// What the ledger reports.
pub fn check_taken(
    catalog: &Catalog,
    registry: &Registry,
    ledger: &mut Ledger,
    path: &Path,
    today: Day,
    progress: &dyn Progress,
) -> Result<Checked, BatchFailure> {
    let fresh = ledger.read().standings(&Wanted { unchecked: true, ..Wanted::default() })?;
    let mut checked = Checked::default();
    if fresh.is_empty() {
        return Ok(checked);
    }
    codes::hold(catalog, ledger)?;
    let answers = Answers::read(ledger.read(), today)?;
    let families = Families::new(registry);
    hold_spoken_of(catalog, &families, ledger)?;
    let checker = Checker::new(catalog, registry);
    hold_sketches(catalog, &checker, ledger)?;
    let alike = Alike::default();
    let neighbours = Neighbours::new(catalog, registry, &families, &checker);
    let mut affected: BTreeMap<&str, Touched> = BTreeMap::new();
    // What nobody of a family checks, or other families look at, is marked as checked when all is done: a run that died
    // before is made up for by the next.
    let mut last: BTreeSet<i64> = BTreeSet::new();
    for one in &fresh {
        if let Some(head) = families.head_of(&one.unit).filter(|_| one.status == Status::Attachment) {
            // What is sent beside a return names no period: it belongs to this year, or early in a year to the last.
            let of = Period::year(one.received_at.date().saturating_sub(6.months()).year());
            checker.look_at_attachments().for_each(|form| touch(&mut affected, head, &form.id, of));
        }
        let (Some(head), Some(period)) = (families.head_of(&one.unit), one.period) else {
            last.insert(one.id);
            continue;
        };
        touch(&mut affected, head, &one.form, period);
        if checker.compares_texts(&one.form) {
            last.insert(one.id);
            let units = alike.looking_at(ledger.read(), one)?;
            for head in families.heads(units.iter().map(String::as_str)) {
                touch(&mut affected, head, &one.form, period);
            }
        }
        if neighbours.sees(&one.form) {
            last.insert(one.id);
            for head in neighbours.looking_at(ledger.read(), one)? {
                touch(&mut affected, head, &one.form, period);
            }
        }
    }
    let fresh_ids = fresh.iter().map(|one| one.id).collect();
    let published = published_cases(catalog, ledger)?;
    let office = Beside {
        checker: &checker,
        catalog,
        families: &families,
        neighbours: &neighbours,
        alike: &alike,
        answers: &answers,
        fresh: fresh_ids,
        published,
    };
    let mut rounds = 0;
    while !affected.is_empty() && rounds < ROUNDS {
        progress.stage(Stage::Check, affected.len());
        let moved = office.round(ledger, path, affected, &last, &mut checked, progress)?;
        affected = BTreeMap::new();
        for (one, period) in moved.iter().filter_map(|one| Some((one, one.period?))) {
            last.insert(one.id);
            for head in neighbours.looking_at(ledger.read(), one)? {
                touch(&mut affected, head, &one.form, period);
            }
        }
        rounds += 1;
    }
    ledger.write(|writing| -> Result<(), BatchFailure> {
        for id in &last {
            writing.set_checked(*id)?;
        }
        Ok(())
    })?;
    checked.touched.extend(fresh.iter().filter_map(|one| Some((one.form.clone(), one.period?))));
    Ok(checked)
}

/// What the check of each family needs.
struct Beside<'a> {
    catalog: &'a Catalog,
    checker: &'a Checker<'a>,
    families: &'a Families<'a>,
    neighbours: &'a Neighbours<'a>,
    alike: &'a Alike,
    answers: &'a Answers,
    /// The submissions that were never checked.
    fresh: BTreeSet<i64>,
    /// The cases that bulletins have published, and when.
    published: Vec<(String, DateTime)>,
}

impl Beside<'_> {
    /// Checks some families, and tells which submissions that other families look at now stand otherwise. Those in `last`
    /// are not yet marked as checked.
    fn round(
        &self,
        ledger: &mut Ledger,
        path: &Path,
        affected: BTreeMap<&str, Touched>,
        last: &BTreeSet<i64>,
        checked: &mut Checked,
        progress: &dyn Progress,
    ) -> Result<Vec<Standing>, BatchFailure> {
        let heads: Vec<(&str, Touched)> = affected.into_iter().collect();
        let mut moved = Vec::new();
        for some in heads.chunks(FAMILIES_AT_ONCE) {
            // A reader is opened for each part of the work: a connection does not leave its thread.
            let part = some.len().div_ceil(rayon::current_num_threads());
            let results: Vec<(Vec<Verdict>, Checked)> = some
                .par_chunks(part)
                .map(|heads| -> Result<Vec<(Vec<Verdict>, Checked)>, BatchFailure> {
                    // One snapshot for all of a part: else every one of many small questions would lock the file for itself.
                    Ledger::open_for_reading(path)?.snapshot(|reading| {
                        heads.iter().map(|(head, touched)| self.family(reading, head, touched)).collect()
                    })
                })
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .flatten()
                .collect();
            ledger.write(|writing| -> Result<(), BatchFailure> {
                for verdict in results.iter().flat_map(|(verdicts, _)| verdicts) {
                    if let Some((findings, status)) = &verdict.findings {
                        writing.set_findings(verdict.id, findings, *status)?;
                    }
                    if verdict.moved.is_some() {
                        writing.set_unchecked(verdict.id)?;
                    } else if verdict.unchecked && !last.contains(&verdict.id) {
                        writing.set_checked(verdict.id)?;
                    }
                }
                Ok(())
            })?;
            for (verdicts, part) in results {
                moved.extend(verdicts.into_iter().filter_map(|verdict| verdict.moved));
                checked.submissions += part.submissions;
                checked.touched.extend(part.touched);
                for obstacle in part.obstacles {
                    if !checked.obstacles.contains(&obstacle) {
                        checked.obstacles.push(obstacle);
                    }
                }
            }
            progress.advance(some.len());
        }
        Ok(moved)
    }

    /// Checks the submissions of one family from a period on.
    fn family(
        &self,
        ledger: Reading,
        head: &str,
        family: &Touched,
    ) -> Result<(Vec<Verdict>, Checked), BatchFailure> {
        let from = family.from;
        let affected = self.checker.dependents(family.forms.iter().map(String::as_str));
        let needed = self.checker.looked_at(affected.iter().map(String::as_str));
        let mut filed: Vec<Filed> = Vec::new();
        for unit in self.families.members(head) {
            for form in &needed {
                let since = Some(from.calendar_year() - 1);
                let wanted = Wanted { unit: Some(unit), form: Some(form), since, ..Wanted::default() };
                filed.extend(ledger.submissions(&wanted)?);
            }
        }
        filed.sort_by_key(|one| one.id);
        let beyond = self.checker.beyond(affected.iter().map(String::as_str));
        let far = self.neighbours.of_family(ledger, head, &beyond, from.calendar_year())?;
        let mut surroundings = Surroundings::new(&filed).beyond(&far);
        codes::register(self.catalog, ledger, &filed, &mut surroundings)?;
        if self.checker.look_at_attachments().any(|form| affected.contains(&form.id)) {
            surroundings.attached = Some(self.attached(ledger, head)?);
        }
        surroundings.published.clone_from(&self.published);
        let mut verdicts = Vec::new();
        let mut checked = Checked::default();
        let touched = |one: &&Filed| {
            affected.contains(&one.submission.form)
                && one.submission.period.is_some_and(|period| {
                    let same_year = period.calendar_year() == from.calendar_year();
                    period.end() >= from.start()
                        || (same_year && self.checker.spans_year(&one.submission.form))
                })
        };
        // A superseded version keeps what was found in it: beside what came later it would be judged by other figures.
        let is_return = |one: &Filed| match one.status {
            Status::Accepted | Status::Provisional | Status::Returned => true,
            Status::Superseded => self.fresh.contains(&one.id),
            _ => false,
        };
        let (returns, others): (Vec<&Filed>, Vec<&Filed>) =
            filed.iter().filter(touched).partition(|one| is_return(one));
        let fresh_others = others.iter().filter(|one| self.fresh.contains(&one.id));
        verdicts.extend(fresh_others.map(|one| Verdict {
            id: one.id,
            findings: None,
            unchecked: true,
            moved: None,
        }));
        let (like, wanted) = self.alike.earlier(self.checker, ledger, &returns)?;
        for (id, others) in wanted {
            let others = others.iter().filter_map(|other| like.iter().find(|one| one.id == *other));
            surroundings.alike.insert(id, others.collect());
        }
        checked.submissions = returns.len();
        let mut found = self.look(&returns, &surroundings, &mut checked);
        let mut statuses: Vec<Status> = found.iter().map(|(one, _)| self.verdict(one, &found)).collect();
        let standing = |one: &Filed, status: Status| one.status == status || one.status == Status::Superseded;
        let otherwise = |one: &Filed, findings: &[Finding], status: Status| {
            !standing(one, status)
                || (one.status != Status::Superseded
                    && disputes_otherwise(findings, &one.submission.findings))
        };
        if found.iter().zip(&statuses).any(|((one, findings), status)| otherwise(one, findings, *status)) {
            // Figures are compared only with figures that stand: what this pass held or returned no longer does.
            let changed =
                found.into_iter().zip(statuses).filter(|((one, _), _)| one.status != Status::Superseded);
            surroundings.standing =
                changed.map(|((one, findings), status)| (one.id, (status, findings))).collect();
            found = self.look(&returns, &surroundings, &mut checked);
            statuses = found.iter().map(|(one, _)| self.verdict(one, &found)).collect();
        }
        for ((one, findings), status) in found.into_iter().zip(statuses) {
            let unchecked = self.fresh.contains(&one.id);
            let moved = otherwise(one, &findings, status);
            let changed = findings != one.submission.findings || !standing(one, status);
            if changed || unchecked {
                let period = one.submission.period;
                checked.touched.extend(period.map(|period| (one.submission.form.clone(), period)));
                let moves = moved && self.neighbours.sees(&one.submission.form);
                let moved = moves.then(|| Standing::from(one));
                let findings = changed.then_some((findings, status));
                verdicts.push(Verdict { id: one.id, findings, unchecked, moved });
            }
        }
        Ok((verdicts, checked))
    }

    /// The findings of returns: what reading remarked, and what rules find now.
    fn look<'f>(
        &self,
        returns: &[&'f Filed],
        surroundings: &Surroundings,
        checked: &mut Checked,
    ) -> Vec<(&'f Filed, Vec<Finding>)> {
        let mut found = Vec::with_capacity(returns.len());
        for one in returns {
            let (new, obstacles) = self.checker.check(one, surroundings);
            for obstacle in obstacles {
                if !checked.obstacles.contains(&obstacle) {
                    checked.obstacles.push(obstacle);
                }
            }
            let kept = one.submission.findings.iter().filter(|finding| !finding.by_rule).cloned();
            let mut all: Vec<Finding> = kept.chain(new).collect();
            self.answers.settle(one, &mut all);
            found.push((*one, all));
        }
        found
    }

    /// A form and those attached to it are one return: what holds one of them holds the file's others (表1 and 表2).
    fn verdict(&self, one: &Filed, found: &[(&Filed, Vec<Finding>)]) -> Status {
        let host = |filed: &Filed| {
            let form = self.catalog.form(&filed.submission.form);
            form.map(|form| form.attached_to.clone().unwrap_or_else(|| form.code.clone()))
        };
        let together = found.iter().filter(|(other, _)| {
            other.sha256 == one.sha256
                && other.submission.unit == one.submission.unit
                && other.submission.period == one.submission.period
                && host(other) == host(one)
        });
        together.map(|(_, findings)| Status::of_findings(findings)).max().unwrap_or(Status::Accepted)
    }

    /// The files that came beside the returns of a family: name and day of receipt, by unit.
    fn attached(
        &self,
        ledger: Reading,
        head: &str,
    ) -> Result<BTreeMap<String, Vec<(String, Day)>>, BatchFailure> {
        let mut attached: BTreeMap<String, Vec<(String, Day)>> = BTreeMap::new();
        for unit in self.families.members(head) {
            let wanted = Wanted { unit: Some(unit), form: Some(""), ..Wanted::default() };
            for one in ledger.standings(&wanted)? {
                if one.status == Status::Attachment {
                    let name = one.source.rsplit('/').next().unwrap_or_default().to_owned();
                    attached.entry(one.unit).or_default().push((name, one.received_at.date()));
                }
            }
        }
        Ok(attached)
    }
}

mod codes;
#[cfg(test)]
mod tests;
