//! A form as declared in `templates/forms/<id>/form.toml`: its identity, how it is recognised, when it is due, its
//! fields and its headings. FORMS.md 4 is the source of what is declared; docs/forms.md explains it to authors.

use super::coverage::Coverage;
use super::due::{Anchor, Cycle, Due, SatisfiedBy, one_or_several};
use super::field::{Field, Footing, Kind};
use super::forbidden::Forbidden;
use crate::expr::Members;
use crate::model::{Period, Record, Registry, Submission};
use jiff::civil::Date as Day;
use serde::Deserialize;
use std::sync::{Arc, OnceLock};

/// One declared form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The id of FORMS.md 1, which exports carry.
    pub id: String,
    /// The short code of FORMS.md 1, which rules and duties carry.
    pub code: String,
    /// The full Chinese title.
    pub title: String,
    /// What officers call it.
    pub name: String,
    /// The articles of the policy that it serves.
    #[serde(default)]
    pub articles: Vec<u8>,
    /// How often it is due.
    pub cycle: Cycle,
    /// The days on which it is due: one, or one for each kind of its periods.
    #[serde(default, deserialize_with = "one_or_several")]
    pub due: Vec<Due>,
    /// The source of the due day where it is none of the articles.
    #[serde(default)]
    pub due_basis: Option<String>,
    /// The form that stands for it, where it may.
    #[serde(default)]
    pub satisfied_by: Option<SatisfiedBy>,
    /// The organs that must receive it (FORMS.md 3.2).
    #[serde(default)]
    pub recipients: Vec<Recipient>,
    /// The code of the form whose header block, signature row and duty it shares when it has none of its own.
    #[serde(default)]
    pub attached_to: Option<String>,
    /// False for a form of which none, one or many may come (a case, say): its absence is no missing return.
    #[serde(default = "yes")]
    pub expected: bool,
    /// How it is recognised.
    pub recognise: Recognise,
    /// How its rows lie on the paper.
    #[serde(default)]
    pub layout: Layout,
    /// The headings of a narrative, in order; empty for a form without one.
    #[serde(default, rename = "heading")]
    pub headings: Vec<Heading>,
    /// Its fields, in the order of FIELDS.csv.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// Accepted shorter layouts.
    #[serde(default, rename = "variant")]
    pub variants: Vec<Variant>,
    /// The fixed rows of an indicator list, in order.
    #[serde(default, rename = "indicator")]
    pub indicators: Vec<Indicator>,
    /// What stands with a label below the rows (应签：12, 谈话人签字), in order.
    #[serde(default, rename = "footing")]
    pub footings: Vec<Footing>,
    /// What it must not hold, besides what no form may: a paper that holds it is set aside unread.
    #[serde(default)]
    pub forbidden: Option<Forbidden>,
    /// Whom its rows must reach.
    #[serde(default)]
    pub coverage: Option<Coverage>,
    /// The members of its rows in expressions, once somebody asked ([`super::rule_names::row_members`]).
    #[serde(skip)]
    pub(super) row_members: OnceLock<Arc<Members>>,
}

fn yes() -> bool {
    true
}

/// An organ that must receive a form, told by its relation to the sender (FORMS.md 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// 上级党委
    SuperiorParty,
    /// 上级纪委
    SuperiorDiscipline,
    /// 同级党委
    Counterpart,
}

/// How a form is recognised by content (FORMS.md 2.4, GN-S002).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Any of these in the title speaks for the form.
    pub titles: Vec<String>,
    /// Any of these in the title speaks against it.
    #[serde(default)]
    pub not: Vec<String>,
    /// The share of its fingerprint (required columns, labels or headings) that must be found.
    #[serde(default = "fingerprint")]
    pub fingerprint: f64,
    /// The kinds of paper on which it comes.
    pub papers: Vec<PaperKind>,
    /// Words that speak of a cumulative table, such as 累计: their presence is kept as a header `cumulative`.
    #[serde(default)]
    pub cumulative: Vec<String>,
}

fn fingerprint() -> f64 {
    0.6
}

/// On what a form comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// A sheet of a workbook.
    Sheet,
    /// A Word file.
    Document,
}

/// How the rows of a form lie on the paper.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layout {
    /// The field that names the unit of a row, in a multi-unit return.
    pub unit_field: Option<String>,
    /// Fields that tell several rows of one unit apart, each of which speaks for it: whom a survey asked, say.
    pub apart_fields: Vec<String>,
    /// The field whose value tells several submissions of one unit and period apart.
    pub event_field: Option<String>,
    /// What stands before that value in the key of the event.
    pub event_prefix: String,
    /// The field whose value may stand as a line of its own above the rows that it holds for, or name their sheet.
    pub banner_field: Option<String>,
    /// The field that names the sender where no header block does, or only by a name that others have, too (镇党委).
    pub sender_field: Option<String>,
    /// The field whose year is the period where nothing else on the paper says it.
    pub period_field: Option<String>,
    /// On sheets the single answers are columns too, repeated or merged over the rows that they belong to.
    pub pairs_are_columns: bool,
    /// Keep the 合计 row as row 0.
    pub keep_total: bool,
    /// The field by which rows belong to one group: group fields are filled down only inside merged cells.
    pub group_field: Option<String>,
    /// The field that holds the code of an indicator, for forms with fixed rows.
    pub indicator_field: Option<String>,
    /// The field that holds the name of an indicator.
    pub indicator_name_field: Option<String>,
    /// The texts by which returns of several units are held against each other; of a narrative without them the whole.
    pub likeness_fields: Vec<String>,
    /// Counts that run through the year (本年累计) and so differ from period to period by themselves.
    pub running_fields: Vec<String>,
    /// The field in which a nil return is stated in words.
    pub nil_field: Option<String>,
    /// What such a statement contains.
    pub nil_words: Vec<String>,
    /// It is an official letter upward (报告): signatory, main recipient, text, signature, date, copies.
    pub letter: bool,
    /// Header fields that the form must carry (GN-V002); `None` is the standard signature row.
    pub signed_by: Option<Vec<String>>,
    /// It must show a seal (GN-V003).
    pub sealed: Option<bool>,
}

/// A heading of a narrative.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Its key.
    pub key: String,
    /// Any of these words in a heading makes it this one.
    pub words: Vec<String>,
    /// What it is called in findings.
    pub title: String,
    /// Whether it must be there.
    #[serde(default = "yes")]
    pub required: bool,
}

/// A shorter layout that is accepted as well.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// What people call it; its name without it.
    #[serde(default)]
    pub title: String,
    /// Its columns: field key and header path.
    pub columns: Vec<(String, String)>,
}

/// A fixed row of an indicator list (FORMS.md 4.5, 4.6).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its unit of measure.
    pub measure: String,
    /// The banner row under which it stands in a blank form.
    #[serde(default)]
    pub banner: Option<String>,
}

impl Form {
    /// The number of a field in the form.
    pub fn field_number(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.key == key)
    }

    /// The field with a key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// What names a row for a reader: its unit, its indicator, its person.
    pub fn row_label(&self, record: &Record) -> String {
        let named = [&self.layout.unit_field, &self.layout.indicator_name_field].into_iter().flatten();
        let people = self.fields.iter().filter(|field| field.kind == Kind::Person).map(|field| &field.key);
        let keys = named.chain(people).chain(&self.layout.group_field);
        let entries =
            keys.filter_map(|key| self.field_number(key)).filter_map(|index| record.entries.get(index));
        entries.map(crate::model::Entry::typed).find(|label| !label.is_empty()).unwrap_or_default()
    }

    /// What people call a variant.
    pub fn variant_title<'f>(&'f self, name: &'f str) -> &'f str {
        let declared = self.variants.iter().find(|variant| variant.name == name);
        declared.map(|variant| variant.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(name)
    }

    /// The fields of the full layout, in order: those that a blank form has.
    pub fn columns(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.variant.is_none())
    }

    /// The due day of a period, before any roll for holidays; `None` if it has none, or if only the return can tell it.
    pub fn due_on(&self, period: Period) -> Option<Day> {
        self.dues(period).find_map(|due| due.day(period))
    }

    /// The due day that a return itself tells (会后七日内), before any roll for holidays.
    pub fn due_of(&self, submission: &Submission, registry: &Registry) -> Option<Day> {
        let record = submission.data().next()?;
        let period = submission.period?;
        self.dues(period).find_map(|due| {
            let Anchor::Stated(fields) = &due.after else { return None };
            let stated = fields.iter().filter_map(|key| self.field_number(key));
            let day = stated.filter_map(|field| record.entries[field].value.date()?.day()).next()?;
            due.day_after(day, registry)
        })
    }

    fn dues(&self, period: Period) -> impl Iterator<Item = &Due> {
        self.due.iter().filter(move |due| due.holds && due.of.is_none_or(|cycle| cycle.admits(period)))
    }

    /// True if returns for a period are collected while it runs: those that are due before its end, or on no fixed day.
    fn opens_at_start(&self, period: Period) -> bool {
        self.due_on(period).is_none_or(|due| due < period.end())
    }

    /// The period that is being collected on a day, of one kind: for returns that look back the last that has ended or
    /// ends on it, for others the one that runs.
    pub fn collected_on(&self, day: Day, quarterly: bool) -> Period {
        let current = if quarterly { Period::quarter_of(day) } else { Period::year(day.year()) };
        if current.end() <= day || self.opens_at_start(current) { current } else { current.previous() }
    }
}
