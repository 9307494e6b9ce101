//! The returns that go back to their units, each with marks on its own file. The bytes are those of the archive; they are
//! opened by whoever opens received bytes.

use super::lines::AskedFile;
use super::marks::marks;
use crate::batch::archive::{Archive, sha256_of};
use crate::batch::closing::Closing;
use crate::batch::failure::BatchFailure;
use crate::batch::outbox::{Outbox, file_name};
use crate::batch::papers::{Papers, Unopened};
use crate::batch::unpack::members_of;
use crate::catalog::message::fill;
use crate::ledger::Ledger;
use crate::paper::marking::{Marks, converted};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The remark on numbers of persons.
const PERSONAL: &str = "personal_data";

/// A file of which something is asked, on its way back.
struct Going<'f, 'a> {
    file: &'f AskedFile<'a>,
    /// The name of the unit, apart from all others.
    name: &'f str,
    /// The path in the outbox.
    path: String,
    /// The archive that held it: source and hash.
    holder: Option<(String, String)>,
}

/// Writes the marked files; tells of each whether its list is in it. `short` names units, apart from each other.
///
/// # Errors
/// What the disk or the ledger reports, or if there is nobody to open files. A file that cannot be marked is none: its
/// findings then stand in the list of its unit.
pub fn write_marked(
    closing: &Closing,
    papers: &dyn Papers,
    ledger: &Ledger,
    outbox: &Outbox,
    files: &[AskedFile],
    names: &BTreeMap<String, String>,
) -> Result<Vec<bool>, BatchFailure> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let archive = Archive::open(closing.office.archive())?;
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut going = Vec::with_capacity(files.len());
    for file in files {
        let first = file.filed[0];
        let unit = names[&file.unit.id].as_str();
        let name = name(closing, file, unit);
        let number = taken.entry(name.clone()).or_default();
        *number += 1;
        let apart = if *number > 1 { format!("-{number}") } else { String::new() };
        let ending = if is_workbook(file) { "xlsx" } else { "docx" };
        let path = format!("returned/{}.{ending}", file_name(&format!("{name}{apart}")));
        let holder = if first.source.contains("!/") { ledger.read().holder(first.id)? } else { None };
        going.push(Going { file, name: unit, path, holder });
    }
    let write = |one: &Going| Ok(write_one(closing, papers, &archive, outbox, one)? && is_workbook(one.file));
    going.par_iter().map(write).collect()
}

/// True for a file with numbers of persons in it: they are masked wherever they are told, so it is not sent round again.
fn is_personal(closing: &Closing, file: &AskedFile) -> bool {
    let Some(remark) = closing.loaded.catalog.messages.remark(PERSONAL) else { return false };
    let same = closing.filed.iter().filter(|filed| filed.sha256 == file.filed[0].sha256);
    same.flat_map(|filed| &filed.submission.findings).any(|finding| finding.rule == remark.rule)
}

fn is_workbook(file: &AskedFile) -> bool {
    !file.filed[0].submission.sheets.is_empty()
}

fn name(closing: &Closing, file: &AskedFile, unit: &str) -> String {
    let catalog = &closing.loaded.catalog;
    let words = &catalog.explanations.marked;
    let forms = file.filed.iter().filter_map(|filed| catalog.form(&filed.submission.form));
    let mut forms: Vec<&str> = forms.map(|form| form.name.as_str()).collect();
    forms.dedup();
    let (first, count) = (forms.first().copied().unwrap_or_default(), forms.len().to_string());
    let form = match forms.len() {
        0 | 1 => first.to_owned(),
        _ => fill(&words.several, &[("form", first), ("count", &count)]),
    };
    fill(&words.file, &[("unit", unit), ("form", &form)])
}

/// True if the marked file is there.
fn write_one(
    closing: &Closing,
    papers: &dyn Papers,
    archive: &Archive,
    outbox: &Outbox,
    one: &Going,
) -> Result<bool, BatchFailure> {
    if is_personal(closing, one.file) {
        return Ok(false);
    }
    let explanations = &closing.loaded.catalog.explanations;
    // Where an explanation is written: in the file itself, or beside it.
    let list: Cow<str> = if is_workbook(one.file) {
        explanations.marked.name.as_str().into()
    } else {
        let path = super::list::path_of(explanations, one.name);
        path.rsplit('/').next().unwrap_or_default().to_owned().into()
    };
    let marks = marks(closing, one.file, &list);
    let first = one.file.filed[0];
    // The day on a comment is that of the first run that made it.
    let said = Marks { date: String::new(), ..marks.clone() };
    let fingerprint = &closing.loaded.catalog.fingerprint;
    let inputs = format!("{fingerprint} {} {}", first.sha256, sha256_of(format!("{said:?}").as_bytes()));
    if outbox.is_fresh(&one.path, &inputs) {
        return Ok(true);
    }
    let limits = closing.office.config.limits.limits();
    let bytes = match &one.holder {
        None => archive.read(&first.sha256)?,
        Some((source, sha256)) => {
            let inner = first.source.strip_prefix(source.as_str()).and_then(|rest| rest.strip_prefix("!/"));
            let wanted = [(first.source.as_str(), inner.unwrap_or_default())];
            let found = members_of(papers, &archive.read(sha256)?, &wanted, &limits, &limits)?;
            match found.into_values().next() {
                Some(bytes) => bytes,
                None => return Ok(false),
            }
        }
    };
    let mut marked = papers.mark(&bytes, &limits, &marks);
    if matches!(marked, Err(Unopened::Refused(_) | Unopened::Broken(_))) && is_workbook(one.file) {
        // Whoever opens it gives us a picture, of which we make a workbook of our own.
        marked = papers.with_fills(&bytes, &limits).and_then(|paper| Ok(converted(&paper, &limits, &marks)?));
    }
    match marked {
        Ok(bytes) => {
            outbox.put(&one.path, &bytes, &inputs)?;
            Ok(true)
        }
        Err(Unopened::Refused(_) | Unopened::Broken(_)) => Ok(false),
        Err(Unopened::Nobody(error)) => Err(BatchFailure::NoWorker(error)),
    }
}
