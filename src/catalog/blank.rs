//! The words of blank forms: what units are sent to fill in; `templates/blank.toml`.

use super::field::Kind;
use super::{Form, Issue};
use crate::model::Saying;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All declared words of blank forms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlankWords {
    /// The name of the sheet of single answers beside the table.
    pub overview_sheet: String,
    /// The label of the groups that are asked one by one there.
    pub group: String,
    /// What forms take over, by form code.
    #[serde(default)]
    pub carried: BTreeMap<String, Carried>,
    /// The name of the sheet of choices.
    pub lists_sheet: String,
    /// The line of the period.
    pub period: PeriodLine,
    /// The label of the unit.
    pub unit: String,
    /// The label of the day.
    pub date: String,
    /// The units of measure, with `{measures}`.
    pub measure: String,
    /// Between words of a list.
    pub joined: String,
    /// The label of the total row.
    pub total: String,
    /// The label of the notes.
    pub notes: String,
    /// The note on who signs, with `{labels}`.
    pub signed_note: String,
    /// The same of a form that bears a seal.
    pub sealed_note: String,
    /// The name of the file without its ending, with `{name}`.
    pub file: String,
    /// The name of the file of a form that is filled in as far as it is known, with `{name}`, `{unit}` and `{period}`.
    pub file_known: String,
    /// The line of a known period, with `{period}`.
    pub period_known: String,
    /// The name of a sheet, with `{name}`.
    pub sheet: String,
    /// 是 and 否.
    pub yes_no: [String; 2],
    /// The rows that are left open.
    pub rows: u32,
    /// The font of all but titles.
    pub font: String,
    /// The font of titles.
    pub title_font: String,
    /// The foot of printed pages, in the notation of spreadsheets.
    pub footer: String,
    /// What is said at a cell, by the kind of its field, with `{measure}` and `{choices}`; `error` where it is refused.
    pub hints: BTreeMap<String, String>,
    /// Fields that are computed, by form code: field and formula, with `{field}` for the number of a field of the same row and
    /// `{=field}` for its cell.
    #[serde(default)]
    pub formulas: BTreeMap<String, BTreeMap<String, String>>,
    /// Notes by form code; `common` for all.
    pub form_notes: BTreeMap<String, Vec<String>>,
    /// The words of Word forms.
    pub word: WordTexts,
}

/// The key under which a blank form carries its form ids in its document properties.
pub const FORM_PROPERTY: &str = "liangze.form";
/// The key under which it carries the fingerprint of the templates that it was made from.
pub const VERSION_PROPERTY: &str = "liangze.version";

/// What a form takes over from what is known of its unit, for `form blank --prefill`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Carried {
    /// The fields that are taken over, row by row, from the newest earlier return of the unit.
    pub fields: Vec<String>,
    /// True if only an earlier return of the same year counts: a plan that is filled on through the year.
    pub within_year: bool,
    /// Fields that take over another one from the return of the year before: field and the one that it takes over.
    pub year_before: BTreeMap<String, String>,
    /// Rows for the unit and those that it reports for: field and what of the unit.
    pub units: BTreeMap<String, OfUnit>,
    /// Rows for the leaders in office: field and what of the leader.
    pub leaders: BTreeMap<String, OfLeader>,
}

impl Carried {
    /// All fields that are named.
    fn keys(&self) -> Vec<&str> {
        let before = self.year_before.iter().flat_map(|(key, from)| [key, from]);
        let named = self.fields.iter().chain(before).chain(self.units.keys()).chain(self.leaders.keys());
        named.map(String::as_str).collect()
    }
}

/// The fields that a formula names: `{field}` and `{=field}`.
fn holes(formula: &str) -> Vec<&str> {
    let holes = formula.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    holes.map(|hole| hole.trim_start_matches('=')).collect()
}

/// What the registry knows of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfUnit {
    /// Its name.
    Name,
    /// Its id.
    Id,
}

/// What the registry knows of a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfLeader {
    /// The name.
    Name,
    /// The post.
    Post,
    /// The name of the unit.
    Unit,
}

/// The line of the period, by the cycle of the form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodLine {
    /// Of quarterly forms.
    pub quarter: String,
    /// Of yearly forms.
    pub year: String,
    /// Of forms that are sent for the year and again with each quarter.
    pub year_and_quarter: String,
}

/// The words of Word forms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordTexts {
    /// The numbers of headings.
    pub number: Vec<String>,
    /// A heading, with `{number}` and `{title}`.
    pub heading: String,
    /// Rows for objects that are left open.
    pub objects: u32,
    /// The label of the day, before its control.
    pub date: String,
    /// What stands behind the year in the title of a letter.
    pub year: String,
    /// The line of the sender of a letter.
    pub signature: String,
    /// The line of its day.
    pub signed_on: String,
    /// The line of its recipients.
    pub recipients: String,
    /// The line of those that get a copy.
    pub copies: String,
}

impl BlankWords {
    /// Checks that the forms and fields that are named are there; what is wrong goes to `issues`.
    pub fn check(&self, forms: &[Form], issues: &mut Vec<Issue>) {
        const FILE: &str = "blank.toml";
        let mut complain = |what: Saying| issues.push(Issue::new(FILE, what));
        let carried = self.carried.iter().map(|(code, carried)| (code, carried.keys()));
        let computed = self.formulas.iter().map(|(code, sums)| {
            let holes = sums.values().flat_map(|sum| holes(sum));
            (code, sums.keys().map(String::as_str).chain(holes).collect())
        });
        for (code, keys) in carried.chain(computed) {
            let Some(form) = forms.iter().find(|form| form.code == *code) else {
                complain(Saying::new("issue.no_form").with("code", code));
                continue;
            };
            let unknown = keys.into_iter().filter(|key| !form.columns().any(|field| field.key == **key));
            unknown
                .for_each(|key| complain(Saying::new("issue.no_field").with("code", code).with("key", key)));
        }
    }

    /// What is said at a cell of a kind; empty if nothing is.
    pub fn hint(&self, kind: Kind) -> &str {
        let key = match kind {
            Kind::Count => "count",
            Kind::Decimal => "decimal",
            Kind::Money => "money",
            Kind::Percent => "percent",
            Kind::Measured => "measured",
            Kind::Date => "date",
            Kind::Text => "text",
            Kind::Long => "long",
            Kind::Person => "person",
            Kind::Unit => "unit",
            Kind::Choice => "choice",
            Kind::Choices => "choices",
            Kind::Flag => "flag",
            Kind::Code => "code",
            Kind::DocNo => "doc_no",
            Kind::Deadline => "deadline",
            Kind::Time => "time",
            Kind::Units => "units",
        };
        self.hints.get(key).map_or("", String::as_str)
    }

    /// The notes of a form: the common ones, then its own.
    pub fn notes_of(&self, code: &str) -> impl Iterator<Item = &str> {
        let of = |key: &str| self.form_notes.get(key).into_iter().flatten().map(String::as_str);
        of("common").chain(of(code))
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::load::Templates;
    use crate::catalog::{Catalog, Sentences};

    #[test]
    fn a_form_or_field_that_there_is_not_is_told() {
        let source = Templates::builtin().text("blank.toml").unwrap().to_owned();
        let wrong = source.replacen("[carried.TL]", "[carried.XX]", 1).replacen("{cur}-", "{curr}-", 1);
        let templates = Templates::builtin().with([("blank.toml".to_owned(), wrong.into_bytes())]);
        let issues = Catalog::load(&templates).unwrap_err();
        let told: Vec<String> = issues.iter().map(|issue| Sentences::english().say(&issue.what)).collect();
        assert_eq!(told, ["there is no form with the code `XX`", "the form AI has no field `curr`"]);
    }
}
