//! 典型案例通报: which cases of a quarter go into which bulletin, and what is said of them. Names are masked before
//! anything is set, and the written file is searched for them again (FORMS.md 7, 8.2 and 9).

use super::cases::{Case, cases};
use super::draft::{Desk, Draft, id};
use super::issuer::About;
use super::units::{common, deadlines};
use crate::catalog::message::fill;
use crate::catalog::notice::Notice;
use crate::catalog::notice_facts::Cases;
use crate::catalog::{Form, Redaction};
use crate::ledger::Making;
use crate::model::Period;
use crate::write::bulletin::{Bounds, Chosen, regular, urgent};
use crate::write::redact::{Cast, Redactor};
use jiff::ToSpan;
use jiff::civil::Date as Day;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The drafts of a quarter: one for each of its bulletins whose time has come, and one for each urgent case.
pub fn bulletins<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Vec<Draft<'a>> {
    let catalog = &desk.closing.loaded.catalog;
    let Some(declared) = &notice.declaration.cases else { return Vec::new() };
    let Some(form) = catalog.form_by_code(&declared.form).filter(|_| !desk.closing.period.is_year()) else {
        return Vec::new();
    };
    let all = cases(desk, form, declared);
    let mut drafts = Vec::new();
    for chosen in urgent(&all.iter().map(|case| case.candidate.clone()).collect::<Vec<_>>()) {
        let name = say(notice, "urgent", &[("case_no", &chosen.case.case_no)]);
        let key = chosen.case.case_no.clone();
        drafts.extend(draft(desk, notice, declared, (&key, &name), &all, &[chosen]));
    }
    let bounds = Bounds { fewest: declared.fewest, most: declared.most };
    let mut opens = form.due_on(desk.closing.period);
    let mut told: BTreeSet<String> = BTreeSet::new();
    for day in days(notice, form, desk.closing.period) {
        if opens.is_none_or(|opens| desk.today <= opens) {
            break;
        }
        opens = Some(day);
        let key = format!("{:04}-{:02}", day.year(), day.month());
        // A bulletin that has left is not added to: what came later waits for the next.
        if desk.memory.is_issued(&id(&notice.declaration.id, desk.closing.period, &key)) {
            continue;
        }
        let open =
            all.iter().filter(|case| case.received_on <= day && !told.contains(&case.candidate.case_no));
        let open: Vec<_> = open.map(|case| case.candidate.clone()).collect();
        let bulletin = regular(&open, bounds);
        told.extend(bulletin.cases.iter().map(|chosen| chosen.case.case_no.clone()));
        if !bulletin.cases.is_empty() {
            let (year, month) = (day.year().to_string(), day.month().to_string());
            let name = say(notice, "regular", &[("year", &year), ("month", &month)]);
            drafts.extend(draft(desk, notice, declared, (&key, &name), &all, &bulletin.cases));
        }
    }
    drafts
}

fn say(notice: &Notice, key: &str, values: &[(&str, &str)]) -> String {
    notice.declaration.words.get(key).map_or_else(String::new, |text| fill(text, values))
}

/// The days of the bulletins that draw on a period: the ends of the declared months of which it is the last period that
/// was due before (FORMS.md 7: February uses the fourth quarter, June what the first has left, …).
pub fn days(notice: &Notice, form: &Form, period: Period) -> Vec<Day> {
    let (Some(due), Some(next), Some(leaves)) =
        (form.due_on(period), form.due_on(period.next()), &notice.declaration.leaves)
    else {
        return Vec::new();
    };
    let month_ends = std::iter::successors(Some(due.last_of_month()), |day| {
        Some(day.first_of_month().saturating_add(1.month()).last_of_month())
    });
    month_ends
        .skip_while(|day| *day <= due)
        .take_while(|day| *day <= next)
        .filter(|day| leaves.names_month(*day))
        .collect()
}

/// `None` if the declared level of publication does not exist.
fn draft<'a>(
    desk: &Desk<'a>,
    notice: &'a Notice,
    declared: &Cases,
    (key, name): (&str, &str),
    all: &[Case],
    chosen: &[Chosen],
) -> Option<Draft<'a>> {
    let rules: &Redaction = &desk.closing.loaded.catalog.notices.redaction;
    let level = rules.level(&declared.level)?;
    let mut cast = Cast::default();
    let mut told = Vec::new();
    for chosen in chosen {
        let Some(case) = all.iter().find(|case| case.candidate.case_no == chosen.case.case_no) else {
            continue;
        };
        if !chosen.named {
            cast.persons.extend(case.persons.iter().cloned());
        }
        cast.others.extend(case.others.iter().cloned());
        cast.units.extend(case.units.iter().cloned());
        told.push(case.facts.clone());
    }
    let redactor = Redactor::new(rules, level, &cast);
    let mut facts = common(desk, notice, About::default());
    facts.insert("bulletin".into(), json!(name));
    facts.insert("cases".into(), redactor.facts(&Value::Array(told)));
    let mut draft = Draft::new(notice, key, facts);
    let form = desk.closing.loaded.catalog.form_by_code(&declared.form)?;
    let published = |chosen: &Chosen| Making { form: form.id.clone(), code: chosen.case.case_no.clone() };
    draft.cases = chosen.iter().map(published).collect();
    draft.dated = deadlines(desk, notice);
    draft.hidden = redactor.originals();
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn bulletins_leave_at_the_ends_of_even_months_and_use_the_last_quarter_that_was_due_before() {
        let catalog = Catalog::builtin().unwrap();
        let notice = catalog.notices.all.iter().find(|notice| notice.declaration.cases.is_some()).unwrap();
        let form = catalog.form_by_code(&notice.declaration.cases.as_ref().unwrap().form).unwrap();
        let of = |period: &str| -> Vec<String> {
            days(notice, form, period.parse().unwrap()).iter().map(Day::to_string).collect()
        };
        assert_eq!(of("2013Q4"), ["2014-02-28"]);
        assert_eq!(of("2014Q1"), ["2014-04-30", "2014-06-30"]);
        assert_eq!(of("2014Q2"), ["2014-08-31"]);
        assert_eq!(of("2014Q3"), ["2014-10-31", "2014-12-31"]);
    }
}
