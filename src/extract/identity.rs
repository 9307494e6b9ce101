//! Who sends and for which period: the header block first, then the title, then the folder and the name of the file,
//! which are weaker evidence (FORMS.md 10.1, GN-S003, GN-S004).

use super::Extractor;
use super::coerce::{read_date, shown, time};
use super::draft::{Draft, Placed};
use super::period::{Spoken, spoken};
use crate::catalog::{Cycle, Form};
use crate::model::{Date, Finding, Period, Place, Resolution, Unit, text};
use jiff::ToSpan;
use jiff::civil::Date as Day;

/// Where a file came from and when: what the paper itself does not say.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// The path as dropped, with `/` and `!/`.
    pub path: &'a str,
    /// The day of receipt.
    pub received_on: Day,
    /// The periods that are being collected; empty: those that the day of receipt tells.
    pub collected: &'a [Period],
}

/// Who and when, with what was remarked on the way.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The id of the unit; empty if it did not resolve.
    pub unit: String,
    /// The period.
    pub period: Option<Period>,
    /// The title speaks of the months since January.
    pub cumulative: bool,
    /// Remarks.
    pub findings: Vec<Finding>,
}

/// Finds sender and period of a draft. `beside` is the identity of the form to which this one is attached, if it
/// stands in the same file.
pub fn identify(
    extractor: &Extractor,
    draft: &Draft,
    origin: &Origin,
    beside: Option<&Identity>,
) -> Identity {
    let form = &extractor.catalog.forms[draft.form];
    let mut identity = Identity::default();
    period(extractor, form, draft, origin, beside, &mut identity);
    let day = identity.period.map(Period::end);
    unit(extractor, form, draft, origin, day, beside, &mut identity);
    identity
}

fn unit(
    extractor: &Extractor,
    form: &Form,
    draft: &Draft,
    origin: &Origin,
    day: Option<Day>,
    beside: Option<&Identity>,
    identity: &mut Identity,
) {
    let named = draft.labelled.iter().filter(|(key, _)| key == "unit_name").map(|(_, placed)| placed);
    let mut written = named.filter(|placed| !extractor.without_seal(&placed.text).is_empty());
    let Some(placed) = written.next() else {
        let hint = beside.and_then(|other| extractor.registry.unit(&other.unit)).or_else(|| {
            hinted(extractor, form, &draft.title.text).or_else(|| hinted(extractor, form, origin.path))
        });
        match hint {
            Some(unit) => identity.unit.clone_from(&unit.id),
            None => identity.findings.extend(extractor.remark("unit_missing", draft.home, &[])),
        }
        return;
    };
    let name = extractor.without_seal(&placed.text);
    // A name such as 乡党委 needs no more than the place: either organ there will do to tell it.
    let near = |shown: &str| hinted(extractor, form, shown).or_else(|| either(extractor, form, shown));
    let hint = || {
        let told = near(&draft.title.text).or_else(|| near(origin.path));
        told.or_else(|| stated(extractor, form, draft, day)).or_else(|| headed(extractor, draft, day?))
    };
    let mut found = extractor.registry.resolve(&name, day, None);
    if found.unit().is_none()
        && let Some(sender) = hint()
    {
        let nearer = extractor.registry.resolve(&name, day, Some(sender));
        if nearer.unit().is_some() {
            found = nearer;
        }
    }
    let remark = match &found {
        Resolution::Unit(unit) => {
            identity.unit.clone_from(&unit.id);
            return;
        }
        Resolution::Ambiguous(several) => {
            let owing: Vec<&&Unit> = several.iter().filter(|unit| unit.owes(&form.code)).collect();
            if let [unit] = owing.as_slice() {
                identity.unit.clone_from(&unit.id);
                return;
            }
            let names: Vec<&str> = several.iter().take(5).map(|unit| unit.name.as_str()).collect();
            extractor.remark(
                "unit_ambiguous",
                placed.place,
                &[("value", &name), ("units", &names.join("、"))],
            )
        }
        Resolution::Unknown => {
            let near = extractor
                .registry
                .nearest(&name)
                .map(|unit| extractor.catalog.messages.text("near_unit", &[("unit", &unit.name)]))
                .unwrap_or_default();
            extractor.remark("unit_unknown", placed.place, &[("value", &name), ("near", &near)])
        }
    };
    identity.findings.extend(remark.map(|finding| Finding {
        field: "unit_name".into(),
        value: name,
        ..finding
    }));
}

/// The unit that a path names, for a file that does not say who sent it: that of the lowest place named, and of the two
/// organs there the one whose own name stands in the path.
pub fn unit_of_path<'a>(extractor: &'a Extractor, path: &str) -> Option<&'a Unit> {
    let key = text::key(path);
    let named = extractor.places.iter().filter(|(place, _)| key.contains(place.as_str()));
    let mut found: Vec<&Unit> = named.map(|(_, number)| &extractor.registry.units()[*number]).collect();
    let lowest = found.iter().map(|unit| unit.level).max()?;
    found.retain(|unit| unit.level == lowest);
    found.dedup_by_key(|unit| &unit.id);
    let says =
        |unit: &&&Unit| [&unit.name, &unit.short_name].iter().any(|name| key.contains(&text::key(name)));
    if let [unit] = found.iter().filter(says).collect::<Vec<_>>().as_slice() {
        return Some(unit);
    }
    match found.as_slice() {
        [unit] => Some(unit),
        [unit, beside] if unit.counterpart == beside.id => Some(unit),
        _ => None,
    }
}

/// The unit whose roster alone has the 单位负责人 that signed.
fn headed<'a>(extractor: &'a Extractor, draft: &Draft, day: Day) -> Option<&'a Unit> {
    let (_, head) = draft.labelled.iter().find(|(key, _)| key == "unit_head")?;
    let head = text::squeeze(&head.text);
    let leads = |unit: &&Unit| {
        extractor.registry.team(&unit.id, day).any(|leader| text::squeeze(&leader.name) == head)
    };
    match extractor.registry.units().iter().filter(leads).take(2).collect::<Vec<_>>().as_slice() {
        [unit] => Some(unit),
        _ => None,
    }
}

/// The unit that the form's own field for the sender names.
fn stated<'a>(extractor: &'a Extractor, form: &Form, draft: &Draft, day: Option<Day>) -> Option<&'a Unit> {
    let name = draft.sender_stated(form)?;
    extractor.registry.resolve(&shown(&name.content), day, None).unit()
}

/// The unit that owes the form and whose place is named in a title or a path: the lowest such place.
fn hinted<'a>(extractor: &'a Extractor, form: &Form, shown: &str) -> Option<&'a Unit> {
    match named_by_place(extractor, form, shown).as_slice() {
        [unit] => Some(unit),
        _ => None,
    }
}

/// Either of the two organs of a place that is named, where both owe the form.
fn either<'a>(extractor: &'a Extractor, form: &Form, shown: &str) -> Option<&'a Unit> {
    match named_by_place(extractor, form, shown).as_slice() {
        [unit, beside] if unit.counterpart == beside.id => Some(unit),
        _ => None,
    }
}

/// The units that owe the form at the lowest place that is named.
fn named_by_place<'a>(extractor: &'a Extractor, form: &Form, shown: &str) -> Vec<&'a Unit> {
    let key = text::key(shown);
    let named = extractor.places.iter().filter(|(place, _)| key.contains(place.as_str()));
    let units =
        named.map(|(_, number)| &extractor.registry.units()[*number]).filter(|unit| unit.owes(&form.code));
    let mut found: Vec<&Unit> = units.collect();
    let lowest = found.iter().map(|unit| unit.level).max();
    found.retain(|unit| Some(unit.level) == lowest);
    found.dedup_by_key(|unit| &unit.id);
    found
}

fn period(
    extractor: &Extractor,
    form: &Form,
    draft: &Draft,
    origin: &Origin,
    beside: Option<&Identity>,
    identity: &mut Identity,
) {
    let title = spoken(&draft.title.text);
    let others = draft.head.iter().filter(|placed| placed.text != draft.title.text);
    let header: Option<(Spoken, &Placed)> =
        others.filter_map(|placed| Some((spoken(&placed.text)?, placed))).next();
    identity.cumulative =
        title.is_some_and(|spoken| spoken.cumulative) || header.is_some_and(|(spoken, _)| spoken.cumulative);
    let quarterly = match form.cycle {
        Cycle::Quarter => true,
        Cycle::Year => false,
        Cycle::YearAndQuarter => {
            let names_quarter =
                |spoken: Option<Spoken>| spoken.is_some_and(|spoken| spoken.quarter.is_some());
            names_quarter(title) || names_quarter(header.map(|(spoken, _)| spoken))
        }
    };
    let in_title = title.and_then(|spoken| spoken.period(quarterly));
    let in_header = header.and_then(|(spoken, _)| spoken.period(quarterly));
    let expected = expected(form, origin, quarterly);
    if let (Some(said), Some(wanted)) = (in_title, in_header)
        && said != wanted
    {
        identity.findings.extend(extractor.remark(
            "period_contradicts",
            draft.title.place,
            &[("value", &said.chinese()), ("expected", &wanted.chinese())],
        ));
    }
    let year = title.and_then(|spoken| spoken.year).or(header.and_then(|(spoken, _)| spoken.year));
    let quarter = title.and_then(|spoken| spoken.quarter).or(header.and_then(|(spoken, _)| spoken.quarter));
    let on_sheet = spoken(&draft.sheet_name);
    let by_beside = || beside.and_then(|other| other.period);
    let by_field = || stated_period(form, draft, quarterly);
    let found = in_header.or(in_title).or_else(by_beside).or_else(by_field).or_else(|| {
        let quarter = quarter.or(on_sheet.and_then(|spoken| spoken.quarter));
        let year = year.or(on_sheet.and_then(|spoken| spoken.year));
        match (year, quarter) {
            (Some(year), _) if !quarterly => Some(Period::year(year)),
            (Some(year), Some(quarter)) => Period::quarter(year, quarter),
            _ => spoken(origin.path).and_then(|spoken| spoken.period(quarterly)),
        }
    });
    let place = if draft.title.place == Place::Whole { draft.home } else { draft.title.place };
    match found {
        Some(found) => {
            identity.period = Some(found);
            if !form.layout.letter && !is_open(form, found, expected, origin) {
                identity.findings.extend(extractor.remark(
                    "period_wrong",
                    place,
                    &[("value", &found.chinese()), ("expected", &expected.chinese())],
                ));
            }
        }
        None => {
            let half = quarter.and_then(|quarter| Period::quarter(expected.calendar_year(), quarter));
            identity.period = Some(if quarterly { half.unwrap_or(expected) } else { expected });
            identity.findings.extend(extractor.remark(
                "period_assumed",
                place,
                &[("expected", &expected.chinese())],
            ));
        }
    }
}

/// The period in which the day lies that the form's own field states.
fn stated_period(form: &Form, draft: &Draft, quarterly: bool) -> Option<Period> {
    let field = form.layout.period_field.as_ref().and_then(|key| form.field_number(key))?;
    let found = draft.rows.first()?.cells[field].as_ref()?;
    let typed = shown(&found.content);
    let day = time(&typed, None).value.text().and_then(|time| time.get(..10)?.parse::<Date>().ok());
    let date = day.or_else(|| read_date(&typed, None).value.date())?;
    if quarterly { Some(Period::quarter_of(date.day()?)) } else { Some(Period::year(date.first().year())) }
}

/// The period that is being collected on the day of receipt: the one whose end is past or less than four weeks ahead.
fn expected(form: &Form, origin: &Origin, quarterly: bool) -> Period {
    let of_cycle = |period: &&Period| period.is_year() != quarterly;
    origin
        .collected
        .iter()
        .rfind(of_cycle)
        .copied()
        .unwrap_or_else(|| form.collected_on(origin.received_on.saturating_add(28.days()), quarterly))
}

/// A return is taken for the period collected, and late or corrected for those whose due day lies at most half a year
/// back.
fn is_open(form: &Form, period: Period, expected: Period, origin: &Origin) -> bool {
    if !origin.collected.is_empty() {
        return origin.collected.contains(&period);
    }
    let due = form.due_on(period).unwrap_or_else(|| period.end());
    period <= expected && due.saturating_add(183.days()) >= origin.received_on
}
