//! Which return a scan belongs to: one in the same folder that has its name, but for the words that scans have. A scan
//! without one stands alone and is refused (FORMS.md 15: a scan as the only file of a return).

use super::customs::Customs;
use crate::ledger::{LedgerFailure, Reading, Wanted};
use std::cell::OnceCell;
use std::collections::BTreeMap;

type Stems = BTreeMap<(String, String), String>;

/// The files among which a scan finds its return.
pub(super) struct Companions<'run> {
    customs: &'run Customs,
    /// What lies in the inbox at the begin of the run, whatever of it was taken since.
    dropped: Stems,
    /// What earlier runs took; read when first asked.
    taken: OnceCell<Stems>,
}

impl<'run> Companions<'run> {
    /// All files of a run.
    pub fn new<'source>(
        customs: &'run Customs,
        sources: impl Iterator<Item = &'source str>,
    ) -> Companions<'run> {
        let mut dropped = Stems::new();
        sources.for_each(|source| add(&mut dropped, customs, source));
        Companions { customs, dropped, taken: OnceCell::new() }
    }

    /// The source of the return to which a scan belongs.
    pub fn of(&self, scan: &str, ledger: Reading) -> Result<Option<String>, LedgerFailure> {
        let stem = self.customs.stem(scan);
        if let Some(source) = self.dropped.get(&stem) {
            return Ok(Some(source.clone()));
        }
        if self.taken.get().is_none() {
            let mut stems = Stems::new();
            ledger.each_standing(&Wanted::default(), |standing| {
                if !standing.form.is_empty() {
                    add(&mut stems, self.customs, &standing.source);
                }
                Ok::<_, LedgerFailure>(())
            })?;
            let _ = self.taken.set(stems);
        }
        Ok(self.taken.get().and_then(|stems| stems.get(&stem)).cloned())
    }
}

fn add(stems: &mut Stems, customs: &Customs, source: &str) {
    if !customs.is_scan(source) && !customs.ignores(source) {
        stems.entry(customs.stem(source)).or_insert_with(|| source.to_owned());
    }
}
