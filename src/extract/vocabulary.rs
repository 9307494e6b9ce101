//! The labels of all forms, compiled once: which words may stand in a column header, and for which fields.

use super::labels::{undecorated, unhinted};
use crate::catalog::{Catalog, Field, Form, Part, Required};
use crate::model::text;
use std::collections::{HashMap, HashSet};

/// The labels of one form or of one of its variants.
#[derive(Debug)]
pub struct Layout {
    /// The number of the form in the catalogue.
    pub form: usize,
    /// The name of the variant; empty for the full layout.
    pub variant: String,
    /// The header paths of each column: field number and the keys of its parts, the last one first.
    pub paths: Vec<(usize, Vec<String>)>,
    /// The paths by the key of their last part.
    pub leaves: HashMap<String, Vec<usize>>,
    /// The keys of all parts.
    pub parts: HashSet<String>,
    /// The fields that make up its fingerprint.
    pub fingerprint: Vec<usize>,
}

/// All layouts of the catalogue, and the labels of its Word forms.
#[derive(Debug)]
pub struct Vocabulary {
    /// Layouts of tables.
    pub layouts: Vec<Layout>,
    /// Every key that is a part of some header path: the layouts in which it stands.
    pub parts: HashMap<String, Vec<usize>>,
    /// What a label may end with and mean the same.
    pub endings: HashSet<String>,
    /// The keys of columns that name rows.
    pub naming: HashSet<String>,
    /// The keys of words that mark totals and parts of them.
    pub totals: HashSet<String>,
    /// Labels of single answers, by form number: key to field number.
    pub pairs: Vec<HashMap<String, usize>>,
    /// Labels of what stands below the rows, by form number: key of the label to key.
    pub footings: Vec<Vec<(String, String)>>,
}

/// The key of a column label: its number and marks, a measure or a hint in brackets at its end and a leading 其中 say
/// nothing.
pub fn label_key(label: &str) -> String {
    let folded = text::fold_width(undecorated(label));
    let key = text::key(unhinted(text::trim(&folded)));
    key.strip_prefix("其中").filter(|rest| !rest.is_empty()).map_or(key.clone(), str::to_owned)
}

impl Vocabulary {
    /// Compiles the labels of a catalogue.
    pub fn new(catalog: &Catalog) -> Vocabulary {
        let mut layouts = Vec::new();
        for (number, form) in catalog.forms.iter().enumerate() {
            if form.fields.iter().any(|field| field.part == Part::Rows && field.derived.is_none()) {
                layouts.push(Layout::full(number, form));
            }
            for variant in &form.variants {
                layouts.push(Layout::variant(number, form, variant));
            }
        }
        let mut parts: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, layout) in layouts.iter().enumerate() {
            for part in &layout.parts {
                parts.entry(part.clone()).or_default().push(number);
            }
        }
        for layouts in parts.values_mut() {
            layouts.sort_unstable();
        }
        let keys = |words: &[String]| words.iter().map(|word| label_key(word)).collect();
        let (columns, rows) = (&catalog.header.columns, &catalog.header.rows);
        Vocabulary {
            layouts,
            parts,
            endings: keys(&columns.endings),
            naming: keys(&columns.naming),
            totals: keys(&[rows.total.as_slice(), &rows.subtotal].concat()),
            pairs: catalog.forms.iter().map(pairs).collect(),
            footings: catalog.forms.iter().map(footings).collect(),
        }
    }
}

fn pairs(form: &Form) -> HashMap<String, usize> {
    let mut labels = HashMap::new();
    for (number, field) in form.fields.iter().enumerate().filter(|(_, field)| field.part == Part::Pairs) {
        for label in std::iter::once(&field.leaf()).chain(&field.aliases) {
            labels.entry(text::key(label)).or_insert(number);
            labels.entry(label_key(label)).or_insert(number);
        }
    }
    labels
}

fn footings(form: &Form) -> Vec<(String, String)> {
    let below = form.footings.iter().filter(|footing| footing.numbered_by.is_none());
    let all = below.flat_map(|footing| {
        let labels = std::iter::once(&footing.label).chain(&footing.aliases);
        labels.map(|label| (text::key(label), footing.key.clone()))
    });
    all.collect()
}

fn path_keys(label: &str) -> Vec<String> {
    let mut keys: Vec<String> = label.split('/').map(|part| label_key(&part.replace('／', "/"))).collect();
    keys.reverse();
    keys
}

impl Layout {
    fn full(number: usize, form: &Form) -> Layout {
        let mut paths = Vec::new();
        let mut fingerprint = Vec::new();
        let is_column = |field: &Field| {
            field.derived.is_none()
                && field.variant.is_none()
                && (field.part == Part::Rows || form.layout.pairs_are_columns)
        };
        for (index, field) in form.fields.iter().enumerate().filter(|(_, field)| is_column(field)) {
            for keys in field_paths(field) {
                paths.push((index, keys));
            }
            if field.required == Required::R {
                fingerprint.push(index);
            }
        }
        Layout::indexed(number, String::new(), paths, fingerprint)
    }

    fn variant(number: usize, form: &Form, variant: &crate::catalog::Variant) -> Layout {
        let mut paths = Vec::new();
        let mut fingerprint = Vec::new();
        for (key, label) in &variant.columns {
            if let Some(index) = form.field_number(key) {
                paths.push((index, path_keys(label)));
                if !fingerprint.contains(&index) && form.fields[index].required == Required::R {
                    fingerprint.push(index);
                }
            }
        }
        Layout::indexed(number, variant.name.clone(), paths, fingerprint)
    }

    fn indexed(
        form: usize,
        variant: String,
        paths: Vec<(usize, Vec<String>)>,
        fingerprint: Vec<usize>,
    ) -> Layout {
        let mut leaves: HashMap<String, Vec<usize>> = HashMap::new();
        let mut parts = HashSet::new();
        for (index, (_, keys)) in paths.iter().enumerate() {
            if let Some(leaf) = keys.first() {
                leaves.entry(leaf.clone()).or_default().push(index);
            }
            parts.extend(keys.iter().cloned());
        }
        Layout { form, variant, paths, leaves, parts, fingerprint }
    }
}

/// The declared path, the path with each alias as its last part, and whole alias paths.
fn field_paths(field: &Field) -> Vec<Vec<String>> {
    let declared = path_keys(&field.label);
    let mut paths = vec![declared.clone()];
    for alias in &field.aliases {
        let mut keys = path_keys(alias);
        if keys.len() == 1 {
            keys.extend_from_slice(&declared[1..]);
        }
        if !paths.contains(&keys) {
            paths.push(keys);
        }
    }
    paths
}
