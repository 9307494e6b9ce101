//! Which return a scan belongs to: one in the same folder that has its name, but for the words that scans have, or
//! whose name begins alike beyond unit and period (甲市纪委2014年第一季度季报, 甲市纪委2014年第一季度责任追究情况季报表).
//! A scan without one stands alone and is refused (FORMS.md 15: a scan as the only file of a return).

use super::customs::Customs;
use crate::ledger::{LedgerFailure, Reading, Wanted};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Sources by folder and stem.
type Stems = BTreeMap<(String, String), String>;

/// How many characters of two long names must be alike from the begin: fewer are not yet a unit and a period.
const ALIKE: usize = 8;

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
        if let Some(source) = nearest(&self.dropped, &stem) {
            return Ok(Some(source.to_owned()));
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
        Ok(self.taken.get().and_then(|stems| nearest(stems, &stem)).map(str::to_owned))
    }
}

/// The source with the same stem, or the one whose stem begins alike for longest, for four fifths of the scan's at
/// least: names of other periods part earlier.
fn nearest<'a>(stems: &'a Stems, stem: &(String, String)) -> Option<&'a str> {
    if let Some(source) = stems.get(stem) {
        return Some(source);
    }
    let (folder, name) = stem;
    let alike = |other: &str| name.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let least = ALIKE.max((name.chars().count() * 4).div_ceil(5));
    let same_folder =
        stems.range((folder.clone(), String::new())..).take_while(|((other, _), _)| other == folder);
    let (most, source) =
        same_folder.map(|((_, other), source)| (alike(other), source)).max_by_key(|(most, _)| *most)?;
    (most >= least).then_some(source)
}

fn add(stems: &mut Stems, customs: &Customs, source: &str) {
    if !customs.is_scan(source) && !customs.ignores(source) {
        stems.entry(customs.stem(source)).or_insert_with(|| source.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::load::Templates;

    #[test]
    fn a_scan_finds_the_return_that_begins_alike_and_no_other_period() {
        let customs = Customs::load(&Templates::builtin()).unwrap();
        let mut stems = Stems::new();
        for source in [
            "甲市/甲市纪委2014年第一季度责任追究情况季报表.xlsx",
            "甲市/甲市纪委2014年第二季度责任追究情况季报表.xlsx",
            "乙市/甲市纪委2014年第三季度季报.xlsx",
            "甲市/季报.xlsx",
        ] {
            add(&mut stems, &customs, source);
        }
        let of = |scan: &str| nearest(&stems, &customs.stem(scan));
        let first = "甲市/甲市纪委2014年第一季度责任追究情况季报表.xlsx";
        assert_eq!(of("甲市/甲市纪委2014年第一季度季报盖章扫描件.pdf"), Some(first));
        assert_eq!(of("甲市/甲市纪委2014年第三季度季报盖章扫描件.pdf"), None, "of another folder");
        assert_eq!(of("甲市/季报（盖章扫描件）.pdf"), Some("甲市/季报.xlsx"));
        assert_eq!(of("甲市/季报表.pdf"), None, "short names must be the same");
    }
}
