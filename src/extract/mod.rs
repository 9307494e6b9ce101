//! A paper to typed submissions, with the place of every value. Pure: no disk, no clock, no ledger.

pub mod coerce;

mod bands;
mod body;
mod colour;
mod columns;
mod document;
mod draft;
mod explanation;
mod finish;
mod forbidden;
mod formulas;
mod grid;
mod identity;
mod label_table;
mod labels;
mod letter;
mod named;
mod numbering;
mod overview;
mod patterns;
mod period;
mod personal;
mod row_keys;
mod secret;
mod sections;
mod several;
mod signature;
mod table;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use explanation::words_for;
pub use identity::Origin;

use crate::catalog::{Catalog, PaperKind};
use crate::model::{Finding, Place, Registry, Submission, Unit, text};
use crate::paper::marking::is_list;
use crate::paper::{Content, Paper, Remark, Sheet};
use columns::KnownBands;
use draft::Draft;
use forbidden::Forbidden;
use identity::{Identity, identify};
use labels::Labels;
use patterns::Patterns;
use row_keys::RowKeys;
use sections::{HeadingWords, heading_words};
use std::collections::HashSet;
use vocabulary::Vocabulary;

/// What was read of a paper.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The forms found, in reading order. One whose form was not recognised has an empty form id.
    pub submissions: Vec<Submission>,
    /// Why the paper is set aside: it carries a mark of a national secret and was not read on, or it holds what its form
    /// must not hold. Of what was recognised no more than form, sender and period is kept.
    pub quarantined: Option<Finding>,
}

/// The catalogue and the registry, prepared for reading papers. Made once for a run, shared between threads.
pub struct Extractor<'a> {
    catalog: &'a Catalog,
    registry: &'a Registry,
    vocabulary: Vocabulary,
    labels: Labels,
    known_bands: KnownBands,
    patterns: Patterns,
    forbidden: Forbidden,
    /// The title words of each form, as keys: for it, and against it.
    titles: Vec<(Vec<String>, Vec<String>)>,
    /// The words of each form's headings, as keys.
    heading_words: Vec<HeadingWords>,
    rows: RowKeys,
    seals: Vec<String>,
    /// The key of each unit's place (its name without the kind of organ) and its number in the registry.
    places: Vec<(String, usize)>,
}

impl<'a> Extractor<'a> {
    /// Prepares a catalogue and a registry.
    pub fn new(catalog: &'a Catalog, registry: &'a Registry) -> Extractor<'a> {
        let mut places = Vec::new();
        let mut known = HashSet::new();
        for (number, unit) in registry.units().iter().enumerate() {
            let names = [&unit.name, &unit.short_name]
                .into_iter()
                .chain(unit.aliases.iter().map(|alias| &alias.name));
            for name in names {
                let place = catalog.names.place_key(name);
                if place.chars().count() >= 2 && known.insert((place.clone(), number)) {
                    places.push((place, number));
                }
            }
        }
        Extractor {
            catalog,
            registry,
            vocabulary: Vocabulary::new(catalog),
            labels: Labels::new(&catalog.header),
            known_bands: KnownBands::default(),
            patterns: Patterns::new(catalog),
            forbidden: Forbidden::new(catalog),
            titles: catalog.forms.iter().map(title_keys).collect(),
            heading_words: catalog.forms.iter().map(heading_words).collect(),
            rows: RowKeys::new(&catalog.header, &catalog.values),
            seals: catalog.header.seal.iter().map(|mark| labels::folded(mark)).collect(),
            places,
        }
    }

    /// The unit that a path names, for a file that is no return and does not say who sent it.
    pub fn unit_of_path(&self, path: &str) -> Option<&Unit> {
        identity::unit_of_path(self, path)
    }

    /// Reads a paper.
    pub fn extract(&self, paper: &Paper, origin: &Origin) -> Reading {
        if secret::is_marked(paper, &self.catalog.header) {
            let quarantined = Some(self.catalog.messages.finding("secret", Place::Whole, &[]));
            return Reading { quarantined, submissions: Vec::new() };
        }
        let named = named::Named::of(self.catalog, paper);
        match &paper.content {
            Content::Workbook(sheets) => {
                let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
                let mut drafts = Vec::new();
                let mut near = None;
                for (number, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| !self.is_list(sheet)) {
                    let number = u16::try_from(number).unwrap_or(u16::MAX);
                    let mut found = table::read(self, PaperKind::Sheet, &named, number, sheet);
                    if sheet.hidden {
                        self.mark_hidden(&mut found.drafts, &sheet.name);
                    }
                    drafts.append(&mut found.drafts);
                    near = near.or(found.near);
                }
                overview::attach(self, sheets, &mut drafts);
                self.finish(paper, drafts, near, &names, origin)
            }
            Content::Document(document) => {
                let sheets = document::sheets(document);
                let found = document::read(self, document, &named, &sheets);
                self.finish(paper, found.drafts, found.near, &[], origin)
            }
        }
    }

    /// True for the list of findings that was put into a workbook when it went back: what it says is no part of a form.
    fn is_list(&self, sheet: &Sheet) -> bool {
        let rules = &self.catalog.explanations;
        let labels = rules.label("key").zip(rules.label("answer"));
        labels.is_some_and(|(key, answer)| is_list(sheet, key, answer))
    }

    /// True if a blank answer of what was read may have been told by the colour of its cell: whoever has the paper's bytes
    /// then adds its fills, and reads it again.
    pub fn asks_for_fills(&self, reading: &Reading) -> bool {
        reading.submissions.iter().any(|submission| {
            let form = self.catalog.form(&submission.form);
            let told = form.into_iter().flat_map(|form| form.fields.iter().enumerate());
            let told: Vec<usize> =
                told.filter(|(_, field)| !field.colours.is_empty()).map(|(index, _)| index).collect();
            let blank = |record: &crate::model::Record, index: usize| {
                let entry = &record.entries[index];
                entry.value.is_missing() && matches!(entry.place, Place::Cell { .. })
            };
            submission.data().any(|record| told.iter().any(|index| blank(record, *index)))
        })
    }

    fn finish(
        &self,
        paper: &Paper,
        drafts: Vec<Draft>,
        near: Option<(usize, f64, Place)>,
        sheets: &[String],
        origin: &Origin,
    ) -> Reading {
        let mut found: Vec<(Draft, Identity)> = Vec::new();
        for draft in drafts {
            let form = &self.catalog.forms[draft.form];
            let beside = form.attached_to.as_ref().and_then(|code| {
                let host = |draft: &Draft| self.catalog.forms[draft.form].code == *code;
                found.iter().rev().find(|(other, _)| host(other)).map(|(_, identity)| identity.clone())
            });
            let identity = identify(self, &draft, origin, beside.as_ref());
            found.push((draft, identity));
        }
        if let Some(reading) = self.forbidding(&found, sheets) {
            return reading;
        }
        leave_blank_copies(&mut found);
        keep_collected(&mut found);
        let mut reading = Reading::default();
        for (draft, identity) in found {
            reading.submissions.push(finish::finish(self, draft, identity, sheets));
        }
        if reading.submissions.is_empty() {
            reading.submissions.push(self.unrecognised(near, sheets));
        }
        // What comes back in the workbook that was sent back to be corrected is a correction.
        let asked = match &paper.content {
            Content::Workbook(sheets) => sheets.iter().any(|sheet| self.is_list(sheet)),
            Content::Document(_) => false,
        };
        let said = self.catalog.header.correction.iter().any(|word| origin.path.contains(word.as_str()));
        for submission in &mut reading.submissions {
            submission.correction |= asked || said;
            self.paper_remarks(paper, submission);
        }
        reading
    }

    /// The reading of a paper that holds what it must not hold: of each form no more than its key, the one that holds it
    /// first.
    fn forbidding(&self, found: &[(Draft, Identity)], sheets: &[String]) -> Option<Reading> {
        let held = |(draft, _): &(Draft, Identity)| self.forbidden.find(draft);
        let (number, (remark, place)) =
            found.iter().enumerate().find_map(|(number, one)| Some((number, held(one)?)))?;
        let key = |(draft, identity): &(Draft, Identity)| Submission {
            form: self.catalog.forms[draft.form].id.clone(),
            unit: identity.unit.clone(),
            period: identity.period,
            sheets: sheets.to_vec(),
            home: draft.home,
            ..Submission::default()
        };
        let others = found.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, one)| one);
        let submissions = std::iter::once(&found[number]).chain(others).map(key).collect();
        Some(Reading { submissions, quarantined: Some(self.catalog.messages.finding(remark, place, &[])) })
    }

    /// A paper on which no form was recognised, with the nearest (GN-S002).
    fn unrecognised(&self, near: Option<(usize, f64, Place)>, sheets: &[String]) -> Submission {
        let mut submission = Submission { sheets: sheets.to_vec(), ..Submission::default() };
        let place = near.map_or(Place::Whole, |(_, _, place)| place);
        let told = near.map(|(form, share, _)| {
            let score = format!("{:.0}%", share * 100.0);
            let values = [("form", self.catalog.forms[form].name.as_str()), ("score", score.as_str())];
            self.catalog.messages.text("near_form", &values)
        });
        submission.findings.extend(self.remark(
            "form_unknown",
            place,
            &[("near", &told.unwrap_or_default())],
        ));
        submission
    }

    fn paper_remarks(&self, paper: &Paper, submission: &mut Submission) {
        for remark in &paper.remarks {
            let key = match remark {
                Remark::TrackedChanges => "tracked_changes",
                Remark::ForeignFormat => "foreign_format",
                Remark::DoubledCells => "doubled_cells",
                Remark::Converted => "converted",
                Remark::Macros
                | Remark::ExternalLinks
                | Remark::DefaultPassword
                | Remark::RepairedStrings => continue,
            };
            submission.findings.extend(self.remark(key, Place::Whole, &[]));
        }
    }

    fn mark_hidden(&self, drafts: &mut [Draft], sheet: &str) {
        let what = self.catalog.messages.text("hidden_sheet", &[("sheet", sheet)]);
        for draft in drafts {
            draft.findings.extend(self.remark("hidden_data", draft.home, &[("what", &what)]));
        }
    }

    /// A finding of the engine, with its declared sentence; `None` if the sentence is not declared.
    fn remark(&self, key: &str, place: Place, values: &[(&str, &str)]) -> Option<Finding> {
        self.catalog.messages.declared(key, place, values)
    }

    fn personal_finding(&self, kind: personal::Personal, place: Place) -> Option<Finding> {
        let word = self.catalog.messages.text(kind.key(), &[]);
        self.remark("personal_data", place, &[("kind", &word)])
            .map(|finding| Finding { value: "***".into(), ..finding })
    }

    /// How well a title speaks of a form: the length of its longest matching word, in characters; 0 if a word speaks
    /// against it.
    fn title_score(&self, form: usize, title_key: &str) -> usize {
        let (words, against) = &self.titles[form];
        if against.iter().any(|word| title_key.contains(word.as_str())) {
            return 0;
        }
        let found = words.iter().filter(|word| title_key.contains(word.as_str()));
        found.map(|word| word.chars().count()).max().unwrap_or(0)
    }

    /// True if a text says that a seal was put.
    fn is_sealed(&self, shown: &str) -> bool {
        let squeezed = labels::folded(shown);
        self.seals.iter().any(|mark| squeezed.contains(mark.as_str()))
    }

    /// A text without the marks of a seal.
    fn without_seal(&self, shown: &str) -> String {
        let mut bare = labels::folded(shown);
        for mark in &self.seals {
            if bare.contains(mark.as_str()) {
                bare = bare.replace(mark.as_str(), "");
            }
        }
        text::trim(&bare).to_owned()
    }
}

fn title_keys(form: &crate::catalog::Form) -> (Vec<String>, Vec<String>) {
    let keys = |words: &[String]| words.iter().map(|word| text::key(word)).collect();
    (keys(&form.recognise.titles), keys(&form.recognise.not))
}

/// A sheet without a row, hidden or left over, beside one of the same form, unit and period with rows says nothing.
fn leave_blank_copies(found: &mut Vec<(Draft, Identity)>) {
    let rows = |draft: &Draft| draft.rows.iter().filter(|row| !row.total).count();
    let blank = |draft: &Draft| draft.sections.is_empty() && rows(draft) == 0 && !draft.sheet_name.is_empty();
    let copy = |(draft, identity): &(Draft, Identity)| {
        blank(draft)
            && found.iter().any(|(other, beside)| {
                (other.form, &beside.unit, beside.period) == (draft.form, &identity.unit, identity.period)
                    && rows(other) > 0
            })
    };
    let copies: Vec<bool> = found.iter().map(copy).collect();
    let mut copies = copies.into_iter();
    found.retain(|_| !copies.next().unwrap_or_default());
}

/// Of several sheets of one form and unit for different periods (一季度…四季度) only the latest open one is meant.
fn keep_collected(found: &mut Vec<(Draft, Identity)>) {
    let wrong = |identity: &Identity| identity.findings.iter().any(|finding| finding.rule.ends_with("S004"));
    let latest: Vec<Option<crate::model::Period>> = found
        .iter()
        .map(|(draft, identity)| {
            let same = found.iter().filter(|(other, beside)| {
                other.form == draft.form
                    && beside.unit == identity.unit
                    && !beside.unit.is_empty()
                    && !wrong(beside)
            });
            same.filter_map(|(_, beside)| beside.period).max()
        })
        .collect();
    let mut index = 0;
    found.retain(|(_, identity)| {
        index += 1;
        latest[index - 1].is_none_or(|latest| identity.period == Some(latest))
    });
}
