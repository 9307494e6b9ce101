//! Returns with nearly the same text (照搬照抄): which earlier ones of other units, or of other events, a return is like.

use crate::catalog::Form;
use crate::catalog::directory::text;
use crate::catalog::rule_names::LIKE_MEMBERS;
use crate::expr::{Object, Value};
use crate::model::text::squeeze;
use crate::model::{Filed, Registry, Shingles, Submission};
use rust_decimal::Decimal;

/// How many like returns a rule sees.
const MOST: usize = 5;

/// The text by which a return is held against others: the declared fields of its rows, or its whole narrative.
pub fn compared_text(form: &Form, submission: &Submission) -> String {
    let keys = &form.layout.likeness_fields;
    if keys.is_empty() {
        return narrative(submission);
    }
    let fields: Vec<usize> = keys.iter().filter_map(|key| form.field_number(key)).collect();
    let entries = submission.data().flat_map(|record| fields.iter().filter_map(|at| record.entries.get(*at)));
    entries.map(|entry| entry.value.to_string()).collect::<Vec<_>>().concat()
}

/// The whole narrative, without white space.
pub fn narrative(submission: &Submission) -> String {
    let sections = submission.sections.iter();
    let texts: Vec<String> =
        sections.map(|section| format!("{}{}", section.heading, section.text())).collect();
    squeeze(&texts.concat())
}

/// A like return as an object.
pub struct Like<'a> {
    filed: &'a Filed,
    name: &'a str,
    likeness: Decimal,
}

/// Those of some earlier returns that are at least half the same, the likest first.
pub fn like_others<'a>(
    form: &Form,
    filed: &Filed,
    earlier: &[&'a Filed],
    registry: &'a Registry,
) -> Vec<Like<'a>> {
    let own = Shingles::of(&compared_text(form, &filed.submission));
    let mut found: Vec<Like<'a>> = earlier
        .iter()
        .filter_map(|other| {
            let (shared, all) = own.shared(&Shingles::of(&compared_text(form, &other.submission)));
            let alike = all > 0 && 2 * shared >= all;
            let likeness = || (Decimal::from(shared) / Decimal::from(all)).round_dp(4).normalize();
            let unit = other.submission.unit.as_str();
            let name = registry.unit(unit).map_or(unit, |unit| &unit.short_name);
            alike.then(|| Like { filed: other, name, likeness: likeness() })
        })
        .collect();
    found.sort_by(|left, right| (right.likeness, left.filed.id).cmp(&(left.likeness, right.filed.id)));
    found.truncate(MOST);
    found
}

impl Object for Like<'_> {
    fn at(&self, position: u16) -> Value<'_> {
        let submission = &self.filed.submission;
        match position {
            0 => text(&submission.unit),
            1 => text(self.name),
            2 => submission.period.map_or(Value::Missing, |period| Value::from(period.to_string())),
            3 => text(&submission.event),
            4 => Value::Number(self.likeness),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let position = LIKE_MEMBERS.iter().position(|(member, _)| *member == name)?;
        Some(self.at(u16::try_from(position).unwrap_or(u16::MAX)))
    }
}
