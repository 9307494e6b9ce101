//! Column headers to fields: by header path, not by position (FORMS.md 10.2).

use super::vocabulary::{Layout, Vocabulary, label_key};
use crate::catalog::{Catalog, Form, Kind, Required};
use crate::model::text;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// One column of a table as its header says it: its number and its path, the last part first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// The column of the sheet, or the grid column of a Word table.
    pub number: u16,
    /// The parts of its header path as keys, the last one first.
    pub keys: Vec<String>,
    /// The path as shown, joined by `/`.
    pub label: String,
}

impl Column {
    /// A column from the parts of its path, the first one first; parts that repeat are one.
    pub fn new(number: u16, parts: &[String]) -> Column {
        let mut keys: Vec<String> = Vec::with_capacity(parts.len());
        let mut shown: Vec<String> = Vec::with_capacity(parts.len());
        for part in parts {
            let key = label_key(part);
            if !key.is_empty() && keys.last() != Some(&key) {
                keys.push(key);
                shown.push(text::squeeze(part));
            }
        }
        keys.reverse();
        Column { number, keys, label: shown.join("/") }
    }
}

/// Which field each column holds, for one layout.
#[derive(Clone, Debug)]
pub struct Match {
    /// The number of the layout in the vocabulary.
    pub layout: usize,
    /// For each column the field number, if it is one of the form's.
    pub fields: Vec<Option<usize>>,
    /// The share of the layout's fingerprint that was found.
    pub share: f64,
}

/// What header bands were found to be. Nearly all papers of a run have one of a few, whoever made them.
#[derive(Debug, Default)]
pub struct KnownBands {
    matches: RwLock<HashMap<Vec<Column>, Arc<[Match]>>>,
}

impl KnownBands {
    /// So many bands are remembered, and none with longer labels: what is beyond is hardly a form.
    const MOST: usize = 1024;
    const LONGEST: usize = 4096;

    /// What [`matches`] gives for the columns.
    pub fn matches(&self, columns: &[Column], vocabulary: &Vocabulary, catalog: &Catalog) -> Arc<[Match]> {
        let known = self.matches.read().expect("nothing panics while it is held").get(columns).cloned();
        known.unwrap_or_else(|| {
            let found: Arc<[Match]> = matches(columns, vocabulary, catalog).into();
            let mut known = self.matches.write().expect("nothing panics while it is held");
            let length: usize = columns.iter().map(|column| column.label.len()).sum();
            if known.len() < KnownBands::MOST && length <= KnownBands::LONGEST {
                known.insert(columns.to_vec(), Arc::clone(&found));
            }
            found
        })
    }
}

/// The layouts that fit the columns, the best first. A layout that finds less than a third of itself is left out.
fn matches(columns: &[Column], vocabulary: &Vocabulary, catalog: &Catalog) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    for (number, layout) in vocabulary.layouts.iter().enumerate() {
        let hits =
            columns.iter().filter(|column| column.keys.iter().any(|key| layout.parts.contains(key))).count();
        if hits * 3 < layout.fingerprint.len() || hits < 2 {
            continue;
        }
        let mut fields = assign(columns, layout, hits, vocabulary);
        adopt(columns, layout, &catalog.forms[layout.form], &mut fields);
        let share = share(&fields, layout);
        if share >= 0.33 {
            found.push(Match { layout: number, fields, share });
        }
    }
    let full = |one: &Match| vocabulary.layouts[one.layout].variant.is_empty();
    let used = |one: &Match| one.fields.iter().flatten().count();
    found.sort_by(|left, right| {
        let by_share = right.share.total_cmp(&left.share);
        by_share.then_with(|| used(right).cmp(&used(left))).then_with(|| full(right).cmp(&full(left)))
    });
    debug_assert!(found.iter().all(|one| vocabulary.layouts[one.layout].form < catalog.forms.len()));
    found
}

fn share(fields: &[Option<usize>], layout: &Layout) -> f64 {
    if layout.fingerprint.is_empty() {
        return 0.0;
    }
    let held = layout.fingerprint.iter().filter(|field| fields.contains(&Some(**field))).count();
    #[expect(clippy::cast_precision_loss, reason = "both are numbers of columns")]
    let share = held as f64 / layout.fingerprint.len() as f64;
    share
}

/// Gives each column the field whose path is most like its own; no field is given twice.
fn assign(columns: &[Column], layout: &Layout, hits: usize, vocabulary: &Vocabulary) -> Vec<Option<usize>> {
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let Some(leaf) = column.keys.first() else { continue };
        if let Some(paths) = layout.leaves.get(leaf) {
            for path in paths {
                let (field, keys) = &layout.paths[*path];
                // The declared label is meant before an alias that another column may bear as well.
                let first = layout.paths[..*path].iter().all(|(other, _)| other != field);
                let own = if first { 1.1 } else { 1.0 };
                scored.push((own + context(&column.keys[1..], &keys[1..], vocabulary), index, *field));
            }
        } else if hits * 2 > columns.len() {
            for (field, keys) in &layout.paths {
                let likeness = alike(leaf, &keys[0], vocabulary);
                if likeness >= 0.8 {
                    scored.push((
                        likeness * 0.9 + context(&column.keys[1..], &keys[1..], vocabulary),
                        index,
                        *field,
                    ));
                }
            }
        }
    }
    // Equal scores go to the pair that stands nearest to the declared order.
    scored.sort_by(|left, right| {
        let drift = |(_, column, field): &(f64, usize, usize)| column.abs_diff(*field);
        right
            .0
            .total_cmp(&left.0)
            .then_with(|| drift(left).cmp(&drift(right)))
            .then_with(|| left.1.cmp(&right.1))
    });
    let mut fields = vec![None; columns.len()];
    let mut taken: Vec<usize> = Vec::new();
    for (_, column, field) in scored {
        if fields[column].is_none() && !taken.contains(&field) {
            fields[column] = Some(field);
            taken.push(field);
        }
    }
    fields
}

/// A column of words with a label of its own, alone among the columns of its group, is the one field of words that the
/// group lacks, of those that every row must fill, or else of those that some rows must. A column of numbers is never
/// guessed.
fn adopt(columns: &[Column], layout: &Layout, form: &Form, fields: &mut [Option<usize>]) {
    let declared = layout.paths.iter().enumerate();
    // The first path of each field is the declared one.
    let first = declared.filter(|(number, (field, keys))| {
        keys.len() > 1 && layout.paths[..*number].iter().all(|(other, _)| other != field)
    });
    let groups: Vec<(usize, &[String])> = first.map(|(_, (field, keys))| (*field, &keys[1..])).collect();
    for index in 0..columns.len() {
        let group = columns[index].keys.get(1..).unwrap_or_default();
        let alone = (0..columns.len())
            .filter(|other| fields[*other].is_none() && columns[*other].keys.get(1..) == Some(group))
            .eq([index]);
        if group.is_empty() || !alone {
            continue;
        }
        let lacking = groups.iter().filter(|(field, keys)| *keys == group && !fields.contains(&Some(*field)));
        let lacking: Vec<usize> = lacking.map(|(field, _)| *field).collect();
        let one = [Required::R, Required::C].into_iter().find_map(|required| {
            let mut asked = lacking.iter().filter(|field| form.fields[**field].required == required);
            asked.next().filter(|_| asked.next().is_none())
        });
        let words = |kind: Kind| matches!(kind, Kind::Text | Kind::Long | Kind::Person | Kind::Unit);
        if let Some(field) = one.filter(|field| words(form.fields[**field].kind)) {
            fields[index] = Some(*field);
        }
    }
}

/// A label that only adds 数, 情况 or a measure to the declared one is all but the same.
fn alike(written: &str, declared: &str, vocabulary: &Vocabulary) -> f64 {
    let (long, short) =
        if written.len() >= declared.len() { (written, declared) } else { (declared, written) };
    let rest = long.strip_prefix(short).filter(|_| short.chars().count() >= 2);
    if rest.is_some_and(|rest| vocabulary.endings.contains(rest)) {
        return 0.97;
    }
    text::likeness(written, declared)
}

/// How well the parents of a column fit those of a path, between 0 and 1. A path without parents fits any.
fn context(written: &[String], declared: &[String], vocabulary: &Vocabulary) -> f64 {
    if declared.is_empty() {
        return if written.is_empty() { 1.0 } else { 0.5 };
    }
    let mut sum = 0.0;
    for parent in declared {
        let best =
            written.iter().map(|other| if other == parent { 1.0 } else { alike(other, parent, vocabulary) });
        sum += best.fold(0.0, f64::max);
    }
    #[expect(clippy::cast_precision_loss, reason = "a header has a handful of rows")]
    let mean = sum / declared.len() as f64;
    mean
}
