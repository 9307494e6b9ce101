//! From a draft to a submission: every cell read as its field asks, the header block normalised, what is wrong or
//! repaired remarked with its place.

use super::coerce::{Coerced, Setting, Trouble, coerce, exact, read_date, running, shown};
use super::draft::{Draft, Found};
use super::identity::Identity;
use super::sections::points;
use super::{Extractor, formulas, personal};
use crate::catalog::{Derived, Field, Form};
use crate::model::{Entry, ExtraColumn, Finding, Line, Place, Record, Submission, Value, text};
use crate::paper::CellContent;
use rust_decimal::Decimal;

/// Makes the submission of a draft.
pub fn finish(extractor: &Extractor, draft: Draft, identity: Identity, sheets: &[String]) -> Submission {
    let form = &extractor.catalog.forms[draft.form];
    let mut submission = Submission {
        form: form.id.clone(),
        unit: identity.unit,
        period: identity.period,
        variant: draft.variant.clone(),
        present: draft.present.clone(),
        sheets: sheets.to_vec(),
        home: draft.home,
        sections: draft.sections.clone(),
        findings: identity.findings,
        ..Submission::default()
    };
    submission.findings.extend(draft.findings.iter().cloned());
    headers(extractor, form, &draft, identity.cumulative, &mut submission);
    structure(extractor, &draft, &mut submission);
    rows(extractor, form, &draft, &mut submission);
    footing(extractor, form, &draft, &mut submission);
    sections_as_rows(form, &mut submission);
    derived(form, draft.characters, &mut submission);
    extra(extractor, draft.extra, &mut submission);
    narrative(extractor, &mut submission);
    event(form, &mut submission);
    submission
}

fn headers(extractor: &Extractor, form: &Form, draft: &Draft, cumulative: bool, submission: &mut Submission) {
    let year = submission.period.map(crate::model::Period::calendar_year);
    for (key, placed) in &draft.labelled {
        if submission.headers.get(key).is_some_and(|entry| !entry.value.is_missing()) {
            continue;
        }
        let declared = extractor.catalog.header.fields.iter().find(|field| field.key == *key);
        let text = placed.text.trim_matches(['_', '、', ',', '，']);
        let (value, unreadable) = if declared.is_some_and(|field| field.date) || key == "filled_on" {
            let digits = text
                .chars()
                .any(|character| character.is_ascii_digit() || super::coerce::digit(character).is_some());
            if digits {
                let read = read_date(text, year);
                (read.value.clone(), read.value.is_missing())
            } else {
                (Value::Missing, false)
            }
        } else {
            let bare = if key == "measure" { text.to_owned() } else { extractor.without_seal(text) };
            (if bare.is_empty() { Value::Missing } else { Value::Text(bare.into()) }, false)
        };
        let entry = Entry { value, original: text.into(), place: placed.place, unreadable };
        submission.headers.insert(key.clone(), entry);
    }
    let flag = |value: bool, place: Place| Entry { value: Value::Flag(value), place, ..Entry::default() };
    let unit_place = submission.headers.get("unit_name").map_or(draft.home, |entry| entry.place);
    submission.headers.insert("sealed".into(), flag(draft.sealed, unit_place));
    if !draft.title.text.is_empty() {
        let value = Value::Text(text::trim(&draft.title.text).replace('\n', "").into());
        submission
            .headers
            .insert("title".into(), Entry { value, place: draft.title.place, ..Entry::default() });
    }
    let title = text::squeeze(&draft.title.text);
    if cumulative || form.recognise.cumulative.iter().any(|word| title.contains(word.as_str())) {
        submission.headers.insert("cumulative".into(), flag(true, draft.title.place));
    }
    submission.correction =
        extractor.catalog.header.correction.iter().any(|word| title.contains(word.as_str()));
}

/// Columns that are missing or too many, and the variant (GN-S005).
fn structure(extractor: &Extractor, draft: &Draft, submission: &mut Submission) {
    if !draft.missing.is_empty() {
        let label = draft.missing.join("”“");
        submission.findings.extend(extractor.remark("column_missing", draft.home, &[("label", &label)]));
    }
    if !draft.variant.is_empty() {
        let title = extractor.catalog.forms[draft.form].variant_title(&draft.variant);
        submission.findings.extend(extractor.remark("variant", draft.home, &[("variant", title)]));
    }
}

fn rows(extractor: &Extractor, form: &Form, draft: &Draft, submission: &mut Submission) {
    let sender = extractor.registry.unit(&submission.unit);
    let setting = Setting {
        catalog: extractor.catalog,
        registry: extractor.registry,
        sender,
        day: submission.period.map(crate::model::Period::end),
        year: submission.period.map(crate::model::Period::calendar_year),
    };
    let mut number = 0;
    for row in &draft.rows {
        let row_number = if row.total {
            0
        } else {
            number += 1;
            number
        };
        let mut record = Record { row: row_number, ..Record::default() };
        let kinds = row.kinds(form);
        for (index, field) in form.fields.iter().enumerate() {
            let entry = match &row.cells[index] {
                Some(found) => {
                    let bare = if index == 0 { running(kinds[0], &found.content) } else { None };
                    let content = bare.as_ref().unwrap_or(&found.content);
                    let read = coerce(field, kinds[index], content, &setting);
                    entry(extractor, field, found, read, submission, row_number)
                }
                None => Entry::default(),
            };
            record.entries.push(entry);
        }
        submission.findings.extend(super::colour::remarks(extractor, form, row, &record));
        indicator_code(extractor, form, &mut record, submission);
        record.unit = row_unit(extractor, form, &record, submission);
        let label = form.row_label(&record);
        for finding in
            submission.findings.iter_mut().filter(|finding| finding.row_label == format!("#{row_number}"))
        {
            finding.row_label.clone_from(&label);
        }
        submission.records.push(record);
    }
    formulas::of_columns(extractor, form, &mut submission.findings);
}

fn entry(
    extractor: &Extractor,
    field: &Field,
    found: &Found,
    read: Coerced,
    submission: &mut Submission,
    row: u32,
) -> Entry {
    let mut entry = Entry { value: read.value, place: found.place, ..Entry::default() };
    // Most cells of a table are numbers about which there is nothing to say.
    if let (CellContent::Number(number), Value::Number(value), None, None) =
        (&*found.content, &entry.value, &read.trouble, &read.repaired)
        && exact(*number) == Some(*value)
    {
        return entry;
    }
    let typed = shown(&found.content);
    let words = matches!(&entry.value, Value::Text(text) if **text == *typed);
    if !words && !typed.is_empty() && entry.value.to_string() != typed {
        entry.original = (*typed).into();
    }
    let label = field.leaf();
    let mut findings: Vec<Finding> = Vec::new();
    if let Some(trouble) = &read.trouble {
        entry.unreadable = !trouble.is_doubt() && entry.value.is_missing();
        findings.extend(trouble_finding(extractor, field, trouble, found.place, &label, &typed));
    }
    if let Some(expected) = &read.repaired {
        let values = [("label", label.as_str()), ("value", &typed), ("expected", expected)];
        let finding = extractor.remark("repaired", found.place, &values);
        findings.extend(finding.map(|finding| Finding {
            expected: expected.clone(),
            auto_fixed: true,
            ..finding
        }));
    }
    if let Value::Text(text) = &entry.value
        && let Some((kind, _)) = personal::find(text)
    {
        findings.extend(extractor.personal_finding(kind, found.place));
        entry.value = Value::Text(personal::mask(text).into());
        entry.original = Box::default();
    }
    submission.findings.extend(findings.into_iter().map(|finding| Finding {
        field: field.key.clone(),
        row_label: format!("#{row}"),
        value: if finding.rule.is_empty() || !finding.value.is_empty() {
            finding.value.clone()
        } else {
            personal::mask(&typed)
        },
        ..finding
    }));
    entry
}

fn trouble_finding(
    extractor: &Extractor,
    field: &Field,
    trouble: &Trouble,
    place: Place,
    label: &str,
    typed: &str,
) -> Option<Finding> {
    let text = |key: &str, name: &str, value: &str| extractor.catalog.messages.text(key, &[(name, value)]);
    let suggestion = match trouble {
        Trouble::CountUnreadable { suggestion: Some(number) } => text("suggest_number", "number", number),
        Trouble::DateUnreadable { suggestion: Some(date) } => text("suggest_date", "date", date),
        Trouble::ChoiceUnknown { suggestion: Some(choice) } => text("near_choice", "choice", choice),
        _ => String::new(),
    };
    let expected = match trouble {
        Trouble::DateYearAssumed { expected } => expected.clone(),
        Trouble::CountUnreadable { suggestion: Some(number) } => number.clone(),
        _ => String::new(),
    };
    let key = match trouble {
        Trouble::FormulaError => formulas::key(field, typed),
        other => other.key(),
    };
    let values = [("label", label), ("value", typed), ("suggestion", &suggestion), ("expected", &expected)];
    extractor.remark(key, place, &values).map(|finding| Finding { expected, ..finding })
}

/// An indicator without its code is told by its name (FORMS.md 4.5: similarity of at least 0.9).
fn indicator_code(extractor: &Extractor, form: &Form, record: &mut Record, submission: &mut Submission) {
    let (Some(code), Some(name)) = (&form.layout.indicator_field, &form.layout.indicator_name_field) else {
        return;
    };
    let (Some(code), Some(name)) = (form.field_number(code), form.field_number(name)) else { return };
    if let Value::Text(written) = &record.entries[code].value {
        let upper = written.to_uppercase();
        record.entries[code].value = Value::Text(upper.into());
        return;
    }
    let Some(written) = record.entries[name].value.text().map(text::key) else { return };
    let scored = form.indicators.iter().map(|indicator| {
        let names = std::iter::once(&indicator.name).chain(&indicator.aliases);
        let likeness = names.map(|other| text::likeness(&written, &text::key(other))).fold(0.0, f64::max);
        (likeness, indicator)
    });
    let Some((_, indicator)) =
        scored.filter(|(likeness, _)| *likeness >= 0.9).max_by(|left, right| left.0.total_cmp(&right.0))
    else {
        return;
    };
    record.entries[code].value = Value::Text(indicator.code.as_str().into());
    let values =
        [("label", form.fields[code].label.as_str()), ("value", ""), ("expected", indicator.code.as_str())];
    let finding = extractor.remark("repaired", record.entries[name].place, &values);
    submission.findings.extend(finding.map(|finding| Finding { auto_fixed: true, ..finding }));
}

/// The registry unit of a row: the discipline organ of what is named, for forms that organs of that line send.
fn row_unit(extractor: &Extractor, form: &Form, record: &Record, submission: &Submission) -> String {
    let Some(index) = form.layout.unit_field.as_ref().and_then(|key| form.field_number(key)) else {
        return String::new();
    };
    if record.row == 0 {
        return String::new();
    }
    let by_name = match &record.entries[index].value {
        Value::Unit(id) => extractor.registry.unit(id),
        _ => None,
    };
    let by_code = || {
        let code = record.entries.get(index + 1).and_then(|entry| entry.value.text())?;
        extractor.registry.unit(code)
    };
    let Some(unit) = by_name.or_else(by_code) else { return String::new() };
    let sender = extractor.registry.unit(&submission.unit);
    let other_line =
        sender.is_some_and(|sender| sender.line() == Line::Discipline) && unit.line() == Line::Party;
    let named = if other_line { extractor.registry.counterpart(unit).unwrap_or(unit) } else { unit };
    named.id.clone()
}

/// What stands below the rows, read as its kind asks. What cannot be read is left to the rules that compare it.
fn footing(extractor: &Extractor, form: &Form, draft: &Draft, submission: &mut Submission) {
    let setting = Setting {
        catalog: extractor.catalog,
        registry: extractor.registry,
        sender: extractor.registry.unit(&submission.unit),
        day: submission.period.map(crate::model::Period::end),
        year: submission.period.map(crate::model::Period::calendar_year),
    };
    for (key, placed) in &draft.footing {
        let Some(declared) = form.footings.iter().find(|footing| footing.answers_to(key)) else { continue };
        let content = crate::paper::CellContent::Text(placed.text.as_str().into());
        let read = coerce(&declared.as_field(), declared.kind, &content, &setting);
        let entry = Entry {
            unreadable: read.value.is_missing() && !placed.text.is_empty(),
            value: read.value,
            original: placed.text.as_str().into(),
            place: placed.place,
        };
        submission.footing.entry(key.clone()).or_insert(entry);
    }
}

/// Answers that follow from the narrative as a whole or from other answers.
fn derived(form: &Form, characters: usize, submission: &mut Submission) {
    let whole = |count: usize| Value::Number(Decimal::from(count));
    for (index, field) in form.fields.iter().enumerate() {
        let Some(derived) = &field.derived else { continue };
        let (value, place) = match derived {
            Derived::AllCharacters => (whole(characters), submission.home),
            Derived::AllSections => (whole(submission.sections.len()), submission.home),
            Derived::ItemsOf(heading) => {
                let Some(section) = submission.sections.iter().find(|section| section.key == *heading) else {
                    continue;
                };
                (whole(points(section)), section.place)
            }
            Derived::PeriodYear => {
                let year = submission.period.map(crate::model::Period::calendar_year);
                (year.map_or(Value::Missing, |year| Value::from(i64::from(year))), submission.home)
            }
            Derived::Filled(other) => {
                let Some(other) = form.field_number(other) else { continue };
                for record in &mut submission.records {
                    let place = record.entries[other].place;
                    let value = Value::Flag(!record.entries[other].value.is_missing());
                    record.entries[index] = Entry { value, place, ..Entry::default() };
                }
                submission.present[index] = true;
                continue;
            }
            Derived::Number | Derived::Heading | Derived::Characters | Derived::Items => continue,
        };
        for record in &mut submission.records {
            record.entries[index] = Entry { value: value.clone(), place, ..Entry::default() };
        }
        submission.present[index] = true;
    }
}

/// The rows of a narrative: one for each section.
fn sections_as_rows(form: &Form, submission: &mut Submission) {
    let of_section = |derived: &Derived| {
        matches!(derived, Derived::Number | Derived::Heading | Derived::Characters | Derived::Items)
    };
    if !form.fields.iter().any(|field| field.derived.as_ref().is_some_and(of_section)) {
        return;
    }
    for (index, section) in submission.sections.iter().enumerate() {
        let whole = |count: usize| Value::Number(Decimal::from(count));
        let entries = form.fields.iter().map(|field| {
            let value = match &field.derived {
                Some(Derived::Number) => Value::Text((index + 1).to_string().into()),
                Some(Derived::Heading) => Value::Text(section.heading.as_str().into()),
                Some(Derived::Characters) => whole(section.characters()),
                Some(Derived::Items) => whole(points(section)),
                _ => Value::Missing,
            };
            Entry { value, place: section.place, ..Entry::default() }
        });
        let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
        submission.records.push(Record { row, unit: String::new(), entries: entries.collect() });
    }
    submission.present = vec![true; form.fields.len()];
}

fn extra(extractor: &Extractor, columns: Vec<(String, Vec<(Place, String)>)>, submission: &mut Submission) {
    for (label, mut cells) in columns {
        let place = cells.first().map_or(Place::Whole, |(place, _)| *place);
        let related: Vec<Place> = cells.iter().skip(1).map(|(place, _)| *place).collect();
        if let Some(kind) = cells.iter().find_map(|(_, text)| personal::find(text)).map(|(kind, _)| kind) {
            let finding = extractor.personal_finding(kind, place);
            submission.findings.extend(finding.map(|finding| Finding { related, ..finding }));
            for (_, text) in &mut cells {
                *text = personal::mask(text);
            }
        }
        submission.findings.extend(extractor.remark("column_extra", place, &[("label", &label)]));
        submission.extra_columns.push(ExtraColumn { label, cells });
    }
}

fn narrative(extractor: &Extractor, submission: &mut Submission) {
    for section in &mut submission.sections {
        for (place, text) in &mut section.paragraphs {
            if let Some((kind, _)) = personal::find(text) {
                submission.findings.extend(extractor.personal_finding(kind, *place));
                *text = personal::mask(text);
            }
        }
    }
}

fn event(form: &Form, submission: &mut Submission) {
    let index = form.layout.event_field.as_ref().and_then(|key| form.field_number(key));
    let value = index
        .and_then(|index| submission.records.first().map(|record| record.entries[index].value.to_string()));
    let prefixed = value.filter(|value| !value.is_empty());
    submission.event = prefixed.map_or_else(String::new, |value| form.layout.event_prefix.clone() + &value);
}
