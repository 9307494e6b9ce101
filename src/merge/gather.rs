//! All that merging needs of a run, read once and shared by the workbooks of all places: the facts behind every declared
//! table.

use super::candidate::candidates;
use super::claim::{Claim, Fate, claims, claims_where};
use super::computed::own_facts;
use super::coverage::coverage;
use super::declared;
use super::difference::differences;
use super::fact::{Fact, FactField, Facts, Origin, Standing, is_figure};
use super::known;
use super::published::Published;
use super::trigger::{Triggering, triggered};
use crate::catalog::summary::{Data, Indicators, Summary};
use crate::catalog::{Catalog, Cycle, Field, Form, Kind, List};
use crate::model::{Answer, Duty, Filed, Finding, Period, Publication, Registry, Value};
use jiff::civil::DateTime;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// For what tables are made.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The declarations.
    pub catalog: &'a Catalog,
    /// The units.
    pub registry: &'a Registry,
    /// The period of the workbooks.
    pub period: Period,
    /// The clock of the run.
    pub as_of: DateTime,
    /// The name of the run, for the cover.
    pub run: &'a str,
    /// All that was answered, in the order in which it was given.
    pub answers: &'a [Answer],
    /// 发文字号 of the notices that made cases public, by the codes of the cases.
    pub published: &'a BTreeMap<String, String>,
    /// The figures that approved notices have made public, in the order of approval.
    pub publications: &'a [Publication],
    /// The thresholds that the office has set otherwise than they are declared.
    pub thresholds: &'a BTreeMap<String, Decimal>,
}

/// The facts behind the declared tables.
#[derive(Debug)]
pub struct Gathered<'a> {
    /// For what they were gathered.
    pub order: Order<'a>,
    /// The duties of the period of the workbooks.
    pub duties: Vec<&'a Duty>,
    /// All duties that are known, those of earlier periods too.
    pub all_duties: &'a [Duty],
    over_units: &'a [(String, String, Finding)],
    facts: Vec<(&'a Data, Facts<'a>)>,
    /// By the id of the table: facts that it places or computes otherwise.
    own: BTreeMap<&'a str, Facts<'a>>,
    claims: BTreeMap<&'a str, Vec<Claim<'a>>>,
    /// Of forms of which anything was published: the rows as they stand now.
    claims_now: BTreeMap<&'a str, Vec<Claim<'a>>>,
}

impl<'a> Gathered<'a> {
    /// Reads submissions and duties. `filed` holds the submissions that stand, of all periods that are compared, and
    /// those that stood when their period was published; other versions among them are used to tell what changed, and for
    /// nothing else.
    /// `over_units` are the findings over many returns of the period: form, unit, and what is remarked.
    pub fn new(
        order: Order<'a>,
        filed: &[&'a Filed],
        duties: &'a [Duty],
        over_units: &'a [(String, String, Finding)],
    ) -> Gathered<'a> {
        let catalog = order.catalog;
        let mut gathered = Gathered {
            order,
            duties: duties.iter().filter(|duty| duty.period == order.period).collect(),
            all_duties: duties,
            over_units,
            facts: Vec::new(),
            own: BTreeMap::new(),
            claims: BTreeMap::new(),
            claims_now: BTreeMap::new(),
        };
        for form in &catalog.forms {
            let now = claims(form, order.registry, filed);
            let published = Published::of(form, order.publications, filed);
            let then = if published.periods().next().is_none() {
                now
            } else {
                gathered.claims_now.insert(&form.id, now);
                claims_where(form, order.registry, filed, |filed| published.standing(filed))
            };
            gathered.claims.insert(&form.id, then);
        }
        let asked: Vec<&Summary> = declared(catalog, order.period).collect();
        let tables = asked.iter().map(|summary| summary.rows.data());
        let footnotes = asked.iter().flat_map(|summary| summary.footnotes.iter().map(|note| &note.of));
        for data in tables.chain(footnotes) {
            if gathered.facts(data).is_none() {
                let facts = gathered.read(data, filed);
                gathered.facts.push((data, facts));
            }
        }
        for summary in asked {
            if let Some(own) = own_facts(&gathered, summary) {
                gathered.own.insert(&summary.id, own);
            }
        }
        gathered
    }

    /// The facts of a table; `None` for one that only a finished workbook has.
    pub fn facts_of(&self, summary: &Summary) -> Option<&Facts<'a>> {
        self.own.get(summary.id.as_str()).or_else(|| self.facts(summary.rows.data()))
    }

    /// The facts of a kind; `None` for those that only a finished workbook has.
    pub fn facts(&self, data: &Data) -> Option<&Facts<'a>> {
        self.facts.iter().find(|(other, _)| *other == data).map(|(_, facts)| facts)
    }

    /// The rows of a form, each with its fate; of published periods as they stood then.
    pub fn claims(&self, form: &Form) -> &[Claim<'a>] {
        self.claims.get(form.id.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The rows of a form as they stand now, each with its fate.
    pub fn claims_now(&self, form: &Form) -> &[Claim<'a>] {
        self.claims_now.get(form.id.as_str()).map_or_else(|| self.claims(form), Vec::as_slice)
    }

    /// The notice that published the figures of a form and period, the last if there are several.
    pub fn publication(&self, form: &Form, period: Period) -> Option<&'a Publication> {
        let of = |one: &&Publication| one.form == form.id && one.period == period;
        self.order.publications.iter().rfind(of)
    }

    fn read(&self, data: &'a Data, filed: &[&'a Filed]) -> Facts<'a> {
        let catalog = self.order.catalog;
        let mut facts = match data {
            Data::Form(code) => match catalog.form_by_code(code) {
                Some(form) => self.told(form, |claims| self.rows(form, claims)),
                None => Facts::default(),
            },
            Data::Indicators(indicators) => match catalog.form_by_code(&indicators.form) {
                Some(form) => self.told(form, |claims| self.indicators(form, indicators, claims)),
                None => Facts::default(),
            },
            Data::Coverage(code) => match catalog.form_by_code(code) {
                Some(form) => coverage(self, form),
                None => Facts::default(),
            },
            Data::Duties => known::duties(&self.order, &self.duties, filed),
            Data::Receipts => known::receipts(&self.order, &self.duties, filed),
            Data::Findings => known::findings(&self.order, filed, self.over_units),
            Data::Answers => known::answers(&self.order),
            Data::Differences => differences(&self.order, filed, |form| self.claims_now(form)),
            Data::Triggered => triggered(&Triggering::new(self)),
            Data::Candidates => candidates(&Triggering::new(self)),
            Data::Sources | Data::Conservation | Data::Unplaced => Facts::default(),
        };
        facts.today = Some(self.order.as_of.date());
        if let Some(made) = data.made_fields() {
            let form = data.form().and_then(|code| catalog.form_by_code(code));
            let list = |key: &str| data.made_list(form, key).and_then(|name| catalog.lists.get(name));
            let field = |(key, kind): &(&'static str, Kind)| made_field(key, *kind, list(key));
            facts.fields = made.iter().map(field).collect();
        }
        facts.sort();
        facts
    }

    /// The facts of a form; of published periods as they were then, and beside them as they are now.
    fn told(&self, form: &Form, facts: impl Fn(&[Claim<'a>]) -> Facts<'a>) -> Facts<'a> {
        let mut told = facts(self.claims(form));
        let published = self.published(form);
        if !published.is_empty() {
            let mut now = facts(self.claims_now(form)).by_period;
            told.since = published
                .into_iter()
                .map(|period| (period, now.remove(&period).unwrap_or_default()))
                .collect();
        }
        told
    }

    fn published(&self, form: &Form) -> BTreeSet<Period> {
        let of_form = self.order.publications.iter().filter(|one| one.form == form.id);
        of_form.map(|one| one.period).collect()
    }

    /// The rows of a form that speak, as facts.
    pub fn rows_of(&self, form: &'a Form) -> Facts<'a> {
        self.rows(form, self.claims(form))
    }

    /// The rows of a form that speak now, as facts, whatever was published.
    pub fn rows_now(&self, form: &'a Form) -> Facts<'a> {
        self.rows(form, self.claims_now(form))
    }

    fn rows(&self, form: &'a Form, claims: &[Claim<'a>]) -> Facts<'a> {
        let catalog = self.order.catalog;
        let fields = form.fields.iter().map(|field| form_field(catalog, field)).collect();
        let mut facts = Facts { fields, quarterly: form.cycle == Cycle::Quarter, ..Facts::default() };
        let speaking = claims.iter().filter(|claim| claim.fate == Fate::Speaks);
        speaking.for_each(|claim| facts.push(claim.fact()));
        facts
    }

    /// One fact for each return, its values by the order of the declared indicators. The figures of the period before,
    /// where the form has them, are facts of the year before: both come from the same units.
    fn indicators(&self, form: &'a Form, indicators: &Indicators, claims: &[Claim<'a>]) -> Facts<'a> {
        let fields = form.indicators.iter().map(|indicator| FactField {
            key: &indicator.code,
            path: indicator_path(form, &indicator.code),
            kind: if indicator.measure == "%" { Kind::Percent } else { Kind::Measured },
            list: None,
            additive: indicator.measure != "%",
            figure: true,
        });
        let mut facts = Facts { fields: fields.collect(), ..Facts::default() };
        let Some(code) = form.layout.indicator_field.as_ref().and_then(|key| form.field_number(key)) else {
            return facts;
        };
        let number = |key: &str| form.field_number(key);
        let columns =
            [(number(&indicators.value), 0), (indicators.before.as_ref().and_then(|key| number(key)), 1)];
        let mut returns: Vec<Vec<&Claim<'a>>> = Vec::new();
        for claim in claims.iter().filter(|claim| claim.fate == Fate::Speaks) {
            match returns.last_mut().filter(|rows| rows[0].filed.id == claim.filed.id) {
                Some(rows) => rows.push(claim),
                None => returns.push(vec![claim]),
            }
        }
        let codes = form.indicators.iter().enumerate();
        let places: HashMap<&str, usize> =
            codes.map(|(place, indicator)| (indicator.code.as_str(), place)).collect();
        for rows in &returns {
            let first = rows[0];
            for (column, years) in columns {
                let Some(column) = column else { continue };
                let mut values = vec![Value::Missing; form.indicators.len()];
                for record in rows.iter().map(|claim| claim.record) {
                    let written = record.entries.get(code).and_then(|entry| entry.value.text());
                    let place = written.and_then(|code| places.get(code));
                    if let (Some(place), Some(entry)) = (place, record.entries.get(column)) {
                        values[*place] = entry.value.clone();
                    }
                }
                let origin = Some(Origin { filed: first.filed, record: None });
                let of = if years == 0 { first.period } else { first.period.year_before() };
                facts.push(Fact::made(first.unit, of, first.standing, origin, values));
            }
        }
        if indicators.before.is_some() {
            let last_year = self.order.period.year_before();
            // What the units say of last year now is compared, not what they sent then.
            if let Some(known) = facts.by_period.get_mut(&last_year) {
                known.retain(|fact| {
                    fact.origin.is_none_or(|origin| origin.filed.submission.period != Some(last_year))
                });
            }
        }
        facts
    }

    /// True if there is any official fact of a period among units for which `within` holds.
    pub fn knows(facts: &Facts, period: Period, within: impl Fn(usize) -> bool) -> bool {
        facts
            .of(period)
            .iter()
            .any(|fact| fact.standing == Standing::Official && fact.unit.is_some_and(&within))
    }
}

/// The place of a unit in registry order.
pub fn unit_number(registry: &Registry, id: &str) -> Option<usize> {
    Some(registry.order(id)).filter(|number| *number != usize::MAX)
}

fn made_field<'a>(key: &'static str, kind: Kind, list: Option<&'a List>) -> FactField<'a> {
    FactField {
        key,
        path: vec![key.to_owned()],
        kind,
        list,
        additive: kind == Kind::Count,
        figure: kind.is_number(),
    }
}

pub(super) fn form_field<'a>(catalog: &'a Catalog, field: &'a Field) -> FactField<'a> {
    FactField {
        key: &field.key,
        path: field.path().collect(),
        kind: field.kind,
        list: catalog.list_of(field),
        additive: matches!(field.kind, Kind::Count | Kind::Decimal | Kind::Money),
        figure: is_figure(field),
    }
}

/// Banner, then name and code: the header of an indicator's column.
fn indicator_path(form: &Form, code: &str) -> Vec<String> {
    let mut banner = String::new();
    for indicator in &form.indicators {
        if let Some(new) = &indicator.banner {
            banner.clone_from(new);
        }
        if indicator.code == code {
            let name = format!("{} {}（{}）", indicator.code, indicator.name, indicator.measure);
            return if banner.is_empty() { vec![name] } else { vec![banner, name] };
        }
    }
    vec![code.to_owned()]
}
