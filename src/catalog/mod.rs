//! Everything declared in templates/, as types, checked when loaded. A catalogue that loads is one that runs; it is
//! immutable, shared by reference, and has a fingerprint that each run records.

pub mod blank;
pub mod book;
mod books;
pub mod computed;
pub mod coverage;
pub mod directory;
mod due;
pub mod explanations;
mod field;
pub mod footnote;
mod forbidden;
pub mod form;
pub mod header;
pub mod issue;
pub mod leaves;
pub mod letterhead;
pub mod list;
pub mod load;
pub mod made;
pub mod message;
pub mod notice;
pub mod notice_facts;
pub mod notice_triggers;
pub mod notices;
pub mod period_names;
pub mod reader;
mod recipient;
pub mod redaction;
mod rehearsal;
pub mod report;
pub mod rule;
pub mod rule_names;
pub mod sentences;
pub mod summary;
pub mod summary_column;
mod surrounding;
pub mod switches;
pub mod trigger;
pub mod words;

pub use blank::{BlankWords, Carried};
pub use book::BookWords;
pub use coverage::Coverage;
pub use due::{Anchor, Cycle, Due, PeriodAnchor, SatisfiedBy};
pub use explanations::{ExplanationSheet, Explanations, ListedColumn, MarkedReturn};
pub use field::{Derived, Field, Footing, Kind, Part, Pattern, Required};
pub use forbidden::Forbidden;
pub use form::{Form, Heading, Indicator, Layout, PaperKind, Recipient, Recognise, Variant};
pub use header::{HeaderField, HeaderLabels};
pub use issue::Issue;
pub use leaves::Leaves;
pub use letterhead::{Contact, HouseStyle, Letterhead, UnitClass};
pub use list::{Choice, List};
pub use message::{Messages, RemarkText};
pub use notices::Notices;
pub use redaction::Redaction;
pub use report::ReportFiles;
pub use rule::{Demand, Relation, Rows, Rule, Scope};
pub use rule_names::RuleNames;
pub use sentences::Sentences;
pub use summary::Summary;
pub use surrounding::Surrounding;
pub use switches::{SETTINGS, Setting, Switches};
pub use trigger::Triggers;
pub use words::{DeadlineWords, ValueWords};

use crate::model::NameRules;
use std::collections::BTreeMap;

/// All of templates/, parsed and cross-checked.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The forms, in the order of their index (FORMS.md 1, by article and file name).
    pub forms: Vec<Form>,
    /// The rules, by form and in the order of their files.
    pub rules: Vec<Rule>,
    /// The lists of choices, by name.
    pub lists: BTreeMap<String, List>,
    /// Header labels and words that mark rows.
    pub header: HeaderLabels,
    /// How names of organs are folded.
    pub names: NameRules,
    /// How typed values are read.
    pub values: ValueWords,
    /// The engine's sentences.
    pub messages: Messages,
    /// The notices.
    pub notices: Notices,
    /// The merged tables, in the order of their files.
    pub summaries: Vec<Summary>,
    /// The conditions of 约谈.
    pub triggers: Triggers,
    /// The switches, as they are set.
    pub switches: Switches,
    /// The words of workbooks.
    pub book: BookWords,
    /// What counts as an explanation.
    pub explanations: Explanations,
    /// The words of blank forms.
    pub blank: BlankWords,
    /// The files of the page of a period.
    pub report: ReportFiles,
    /// SHA-256 over all files of templates/, in hex: what a run records.
    pub fingerprint: String,
}

impl Catalog {
    /// The form with an id.
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// The form with a code.
    pub fn form_by_code(&self, code: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.code == code)
    }

    /// The rules of a form.
    pub fn rules_of<'c>(&'c self, form: &'c str) -> impl Iterator<Item = &'c Rule> {
        self.rules.iter().filter(move |rule| rule.form == form)
    }

    /// The list of a field of choices.
    pub fn list_of(&self, field: &Field) -> Option<&List> {
        field.list.as_ref().and_then(|name| self.lists.get(name))
    }
}
