//! Counted sentences below a table: what was sent late, and what was corrected after a notice had published it
//! (FORMS.md 6).

use super::column::{Figure, Quantity, counted};
use super::condition::Condition;
use super::fact::{Fact, Facts, Standing};
use super::needed::of_summary;
use super::row::{Line, figure_at};
use super::sight::Sight;
use crate::catalog::footnote::{Counted, Footnote, For};
use crate::catalog::summary::{At, Shown, Summary};
use crate::expr::{Scope, Text, Value};
use crate::model::table::Role;
use crate::model::{Date, Period, Value as Said};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The sentences that a declared footnote comes to below a table.
pub fn footnote(sight: &Sight, summary: &Summary, note: &Footnote) -> Vec<String> {
    let (Some(facts), Ok(text)) = (sight.gathered.facts(&note.of), note.compile()) else {
        return Vec::new();
    };
    let counts = Counts { note, facts };
    let now = || official(sight, facts.at(sight.order.period));
    match &note.each {
        None => counts.said(&text, &[], &counts.of(&now())).into_iter().collect(),
        Some(For::PeriodOf(day)) => {
            let field = facts.field(day).unwrap_or(usize::MAX);
            let told: Vec<(Period, &Fact)> =
                now().into_iter().filter_map(|fact| Some((period_of(fact, field)?, fact))).collect();
            let periods: BTreeSet<Period> = told.iter().map(|(period, _)| *period).collect();
            let sentence = |period: Period| {
                let of: Vec<&Fact> =
                    told.iter().filter(|(other, _)| *other == period).map(|(_, fact)| *fact).collect();
                counts.said(&text, &[period.chinese()], &counts.of(&of))
            };
            periods.into_iter().filter_map(sentence).collect()
        }
        Some(For::Correction) => {
            let form = note.of.form().and_then(|code| sight.order.catalog.form_by_code(code));
            let sentence = |period: Period| {
                let publication = sight.gathered.publication(form?, period)?;
                let then = counts.of(&official(sight, facts.of(period)));
                let since = counts.of(&official(sight, facts.since(period)));
                let added: Vec<Decimal> =
                    since.iter().zip(then).map(|(since, then)| since.saturating_sub(then)).collect();
                counts.said(&text, &[period.chinese(), publication.doc_no.clone()], &added)
            };
            of_summary(summary, sight.order.period).into_iter().filter_map(sentence).collect()
        }
    }
}

/// The period, of the kind of the fact's own, in which a day of it falls.
fn period_of(fact: &Fact, field: usize) -> Option<Period> {
    let Said::Date(Date::Day(day)) = fact.value(field) else { return None };
    Some(if fact.period.is_year() { Period::year(day.year()) } else { Period::quarter_of(*day) })
}

fn official<'f, 'a>(sight: &Sight, facts: impl IntoIterator<Item = &'f Fact<'a>>) -> Vec<&'f Fact<'a>>
where
    'a: 'f,
{
    let counts = |fact: &&Fact| fact.standing == Standing::Official && sight.sees(fact);
    facts.into_iter().filter(counts).collect()
}

/// The counts of a footnote over the facts that it is of.
struct Counts<'n, 'a> {
    note: &'n Footnote,
    facts: &'n Facts<'a>,
}

impl Counts<'_, '_> {
    fn of(&self, facts: &[&Fact]) -> Vec<Decimal> {
        self.note.count.values().map(|declared| self.figure(declared, facts)).collect()
    }

    fn figure(&self, declared: &Counted, facts: &[&Fact]) -> Decimal {
        let quantity = match (&declared.count, &declared.field) {
            (Some(count), _) => counted(count, self.facts),
            (None, Some(key)) => Quantity::Sum(self.facts.field(key).unwrap_or(usize::MAX), true),
            (None, None) => return Decimal::ZERO,
        };
        let only = Condition::of(&declared.only, self.facts);
        let mut line = Line::new("", Role::Data, 0);
        line.facts.insert(At::Current, facts.to_vec());
        let figure = Figure { quantity, only, at: At::Current, against: None, shown: Shown::Figure };
        figure_at(&figure, &line, At::Current).unwrap_or_default()
    }

    /// The sentence; none if all counts are 0.
    fn said(&self, text: &Text, names: &[String], counts: &[Decimal]) -> Option<String> {
        if counts.iter().all(Decimal::is_zero) {
            return None;
        }
        text.render(&Holes { names, counts }).ok()
    }
}

struct Holes<'s> {
    /// Those before the counts.
    names: &'s [String],
    counts: &'s [Decimal],
}

impl Scope for Holes<'_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        let slot = usize::from(slot);
        match self.names.get(slot) {
            Some(name) => Value::from(name.as_str()),
            None => slot
                .checked_sub(self.names.len())
                .and_then(|number| self.counts.get(number))
                .map_or(Value::Missing, |count| Value::Number(*count)),
        }
    }
}
