//! Texts of several units that may be like each other: a sketch of each is kept, and only those whose sketches agree are
//! read and compared (照搬照抄, FORMS.md 4.1, 4.9). Of two like returns the one is told whose sender sent its first of the
//! year later, so that whoever was copied is not.

use super::failure::BatchFailure;
use crate::catalog::Catalog;
use crate::check::{Checker, compared_text};
use crate::ledger::{Ledger, LedgerFailure, Reading, Sketched, Standing, Wanted};
use crate::model::{Filed, Shingles};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// How many of 64 hashes agree at least: of texts that are half the same about 21 do.
const AGREEING: usize = 12;
/// How many returns are read and compared with one at most.
const COMPARED: usize = 8;

/// For each return the numbers of the earlier ones that may be like it.
type Candidates = HashMap<i64, Vec<i64>>;

/// The sketches of the forms and years that are looked at, each read when it is first asked for.
#[derive(Default)]
pub(super) struct Alike {
    of: Mutex<BTreeMap<(String, i16), Arc<OfYear>>>,
}

/// The sketches of a form and year.
struct OfYear {
    all: Vec<Sketched>,
    /// For each of them the number of the first return that its sender sent in the year for the same event.
    firsts: Vec<i64>,
}

impl OfYear {
    fn new(all: Vec<Sketched>) -> OfYear {
        let mut first: HashMap<(&str, &str), i64> = HashMap::new();
        let firsts = all.iter().map(|one| *first.entry((&one.unit, &one.event)).or_insert(one.id)).collect();
        OfYear { all, firsts }
    }

    /// What may be like a return, of senders that were earlier (or, else, later), the likest first.
    fn beside(&self, id: i64, earlier: bool) -> Vec<&Sketched> {
        let Ok(own) = self.all.binary_search_by_key(&id, |one| one.id) else { return Vec::new() };
        let own_first = self.firsts[own];
        let others = self.all.iter().zip(&self.firsts);
        let others = others
            .filter(|(one, first)| one.current && **first != own_first && (**first < own_first) == earlier);
        let mut found: Vec<(usize, &Sketched)> =
            others.map(|(one, _)| (one.sketch.agreeing(&self.all[own].sketch), one)).collect();
        found.retain(|(agreeing, _)| *agreeing >= AGREEING);
        found.sort_by_key(|(agreeing, one)| (Reverse(*agreeing), one.id));
        found.into_iter().map(|(_, one)| one).collect()
    }
}

impl Alike {
    fn of_year(&self, ledger: Reading, form: &str, year: i16) -> Result<Arc<OfYear>, LedgerFailure> {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = of.get(&(form.to_owned(), year)) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(OfYear::new(ledger.sketches(form, year)?));
        of.insert((form.to_owned(), year), Arc::clone(&made));
        Ok(made)
    }

    /// The units whose returns may be like a fresh one, or like an earlier version of it, and came after it.
    pub fn looking_at(&self, ledger: Reading, one: &Standing) -> Result<BTreeSet<String>, LedgerFailure> {
        let Some(period) = one.period else { return Ok(BTreeSet::new()) };
        let of_year = self.of_year(ledger, &one.form, period.calendar_year())?;
        let versions = of_year.all.iter().filter(|other| other.unit == one.unit && other.event == one.event);
        let later = versions.flat_map(|version| of_year.beside(version.id, false));
        Ok(later.map(|other| other.unit.clone()).collect())
    }

    /// For each return whose text is compared, the earlier ones that may be like it.
    pub fn earlier(
        &self,
        checker: &Checker,
        ledger: Reading,
        returns: &[&Filed],
    ) -> Result<(Vec<Filed>, Candidates), LedgerFailure> {
        let (mut read, mut wanted) = (BTreeMap::new(), HashMap::new());
        for one in returns.iter().filter(|one| checker.compares_texts(&one.submission.form)) {
            let Some(period) = one.submission.period else { continue };
            let of_year = self.of_year(ledger, &one.submission.form, period.calendar_year())?;
            let ids: Vec<i64> =
                of_year.beside(one.id, true).into_iter().take(COMPARED).map(|other| other.id).collect();
            for id in &ids {
                if !read.contains_key(id) {
                    let found = ledger.submissions(&Wanted { id: Some(*id), ..Wanted::default() })?;
                    read.extend(found.into_iter().map(|filed| (*id, filed)));
                }
            }
            wanted.insert(one.id, ids);
        }
        Ok((read.into_values().collect(), wanted))
    }
}

/// Keeps sketches of the texts of fresh submissions, before any check.
pub(super) fn hold_sketches(
    catalog: &Catalog,
    checker: &Checker,
    ledger: &mut Ledger,
) -> Result<(), BatchFailure> {
    for form in catalog.forms.iter().filter(|form| checker.compares_texts(&form.id)) {
        let wanted = Wanted { form: Some(&form.id), unchecked: true, ..Wanted::default() };
        let mut sketches = Vec::new();
        ledger.read().each_submission(&wanted, |filed| -> Result<(), LedgerFailure> {
            let sketch = Shingles::of(&compared_text(form, &filed.submission)).sketch();
            let year = filed.submission.period.map(|period| period.calendar_year());
            sketches.extend(sketch.zip(year).map(|(sketch, year)| (filed.id, year, sketch)));
            Ok(())
        })?;
        ledger.write(|writing| -> Result<(), BatchFailure> {
            for (id, year, sketch) in &sketches {
                writing.keep_sketch(*id, &form.id, *year, sketch)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
