//! The sums of a blank form: those that its rules demand of a row, and those that `templates/blank.toml` declares.

use crate::catalog::rule::Relation;
use crate::catalog::{Catalog, Demand, Form, Rule, Scope};
use std::collections::BTreeMap;

/// For each field that is computed its sum, with `{field}` for a field of the same row.
pub fn sums(catalog: &Catalog, form: &Form) -> BTreeMap<String, String> {
    let mut sums = BTreeMap::new();
    for rule in catalog.rules_of(&form.id) {
        if let Some((field, sum)) = sum(form, rule) {
            sums.entry(field.to_owned()).or_insert(sum);
        }
    }
    // What is declared counts before what was found: of several sums that must agree one is to be written.
    sums.extend(catalog.blank.formulas.get(&form.code).cloned().unwrap_or_default());
    sums
}

/// The field and the sum of a rule that says: this field of the row is the sum of those. No other rule is a formula.
fn sum<'r>(form: &Form, rule: &'r Rule) -> Option<(&'r str, String)> {
    let Demand::Sides { left, is: Relation::Equal, right, .. } = &rule.demand else { return None };
    if rule.scope != Scope::Row || rule.when.is_some() {
        return None;
    }
    let known = |name: &str| form.columns().any(|field| field.key == name);
    let field = left.text().trim();
    let mut text = String::new();
    let mut parts = 0;
    for word in right.text().split_whitespace() {
        match word {
            "+" | "-" => text.push_str(word),
            name if known(name) && name != field => {
                text.push_str(&format!("{{{name}}}"));
                parts += 1;
            }
            _ => return None,
        }
    }
    (known(field) && parts > 1).then_some((field, text))
}
