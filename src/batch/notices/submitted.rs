//! Notices that answer a return by itself: one for each official return of a form, or one for each of its rows.

use super::draft::{Desk, Draft};
use super::issuer::{About, Facts};
use super::said::{answer, labels, said};
use super::units::{common, deadlines};
use crate::catalog::notice::Notice;
use crate::catalog::notice_triggers::{Beside, Per, Submitted};
use crate::catalog::{Form, Part};
use crate::model::text::squeeze;
use crate::model::{Filed, Record, Status, Unit, Value as Answer};
use serde_json::{Value, json};

/// The drafts that the official returns of the declared form ask for.
pub fn submitted<'a>(desk: &Desk<'a>, notice: &'a Notice) -> Vec<Draft<'a>> {
    let catalog = &desk.closing.loaded.catalog;
    let Some(declared) = &notice.declaration.submitted else { return Vec::new() };
    let Some(form) = catalog.form_by_code(&declared.form) else { return Vec::new() };
    let reader = Reader { desk, notice, declared, form };
    let mut drafts: Vec<Draft> = Vec::new();
    for filed in official(desk, form) {
        let rows: Vec<&Record> = filed.submission.data().collect();
        match declared.per {
            Per::Unit => drafts.extend(reader.whole(filed, &rows)),
            Per::Row => drafts.extend(rows.iter().filter_map(|row| reader.single(filed, row))),
        }
    }
    keep_apart(&mut drafts);
    drafts
}

fn official<'a>(desk: &Desk<'a>, form: &Form) -> impl Iterator<Item = &'a Filed> {
    let closing = desk.closing;
    closing.filed.iter().filter(|filed| filed.submission.form == form.id && filed.status == Status::Accepted)
}

/// Drafts about the same unit and person are numbered from the second on.
fn keep_apart(drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let (earlier, rest) = drafts.split_at_mut(index);
        let same = earlier.iter().filter(|other| other.key.starts_with(&rest[0].key)).count();
        if same > 0 {
            rest[0].key = format!("{}-{}", rest[0].key, same + 1);
        }
    }
}

struct Reader<'r, 'a> {
    desk: &'r Desk<'a>,
    notice: &'a Notice,
    declared: &'a Submitted,
    form: &'a Form,
}

impl<'a> Reader<'_, 'a> {
    /// The draft of a whole return.
    fn whole(&self, filed: &Filed, rows: &[&Record]) -> Option<Draft<'a>> {
        let first = rows.first()?;
        let unit = self.unit(filed, first)?;
        let mut draft = self.draft(filed, unit, None, unit.id.clone());
        let listed = rows.iter().map(|row| Value::Object(self.facts(row, |part| part == Part::Rows)));
        draft.facts.insert("rows".into(), Value::Array(listed.collect()));
        draft.facts.insert("answers".into(), Value::Object(self.facts(first, |_| true)));
        Some(draft)
    }

    /// The draft of a row.
    fn single(&self, filed: &Filed, row: &Record) -> Option<Draft<'a>> {
        let unit = self.unit(filed, row)?;
        let name = self.declared.person.as_ref().map(|key| self.said(self.form, row, key));
        let key = match &name {
            Some(name) => format!("{}-{}", unit.id, squeeze(name)),
            None => unit.id.clone(),
        };
        let mut draft = self.draft(filed, unit, name.as_deref(), key);
        draft.facts.insert("row".into(), Value::Object(self.facts(row, |_| true)));
        for beside in &self.declared.beside {
            let texts = name.as_deref().map_or_else(Vec::new, |name| self.beside(beside, name));
            draft.facts.insert(beside.field.clone(), json!(texts));
        }
        Some(draft)
    }

    /// The unit that a draft is about, if all is stated that a draft needs.
    fn unit(&self, filed: &Filed, row: &Record) -> Option<&'a Unit> {
        let stated = |key: &String| !answer(self.form, row, key).is_missing();
        if !self.declared.stated.iter().all(stated) {
            return None;
        }
        let id = match &self.declared.unit {
            None => filed.submission.unit.as_str(),
            Some(key) => match answer(self.form, row, key) {
                Answer::Unit(id) => id,
                _ => return None,
            },
        };
        self.desk.closing.loaded.registry.unit(id)
    }

    fn draft(&self, filed: &Filed, unit: &'a Unit, person: Option<&str>, key: String) -> Draft<'a> {
        let about = About { unit: Some(unit), person, ..About::default() };
        let mut facts = common(self.desk, self.notice, about);
        super::rows::about_unit(self.desk, unit, &mut facts);
        facts.insert("received_on".into(), filed.received_at.date().to_string().into());
        let mut draft = Draft::new(self.notice, key, facts);
        draft.unit.clone_from(&unit.id);
        draft.dated = deadlines(self.desk, self.notice);
        draft
    }

    /// The texts of another form about a person.
    fn beside(&self, beside: &Beside, name: &str) -> Vec<String> {
        let catalog = &self.desk.closing.loaded.catalog;
        let Some(form) = catalog.form_by_code(&beside.form) else { return Vec::new() };
        let mut texts: Vec<String> = Vec::new();
        for row in official(self.desk, form).flat_map(|filed| filed.submission.data()) {
            if squeeze(&self.said(form, row, &beside.person)) != squeeze(name) {
                continue;
            }
            for text in beside.texts.iter().map(|key| self.said(form, row, key)) {
                let text = text.trim().trim_end_matches('。').to_owned();
                if !text.is_empty() && !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        texts.truncate(beside.most);
        texts
    }

    fn said(&self, form: &Form, row: &Record, key: &str) -> String {
        let loaded = self.desk.closing.loaded;
        said(&loaded.catalog, &loaded.registry, form, row, key)
    }

    fn facts(&self, record: &Record, wanted: impl Fn(Part) -> bool) -> Facts {
        let fields = self.form.fields.iter().filter(|field| wanted(field.part));
        fields.map(|field| (field.key.clone(), self.fact(record, &field.key))).collect()
    }

    /// What a field says: numbers as numbers, sets as lists, all else in words; nothing where nothing was said.
    fn fact(&self, record: &Record, key: &str) -> Value {
        let loaded = self.desk.closing.loaded;
        let words = self.said(self.form, record, key);
        match answer(self.form, record, key) {
            Answer::Codes(_) => json!(labels(&loaded.catalog, &loaded.registry, self.form, record, key)),
            Answer::Flag(flag) => Value::from(*flag),
            Answer::Number(number) => super::figures::number_fact(*number),
            _ if words.trim().is_empty() => Value::Null,
            _ => Value::from(words),
        }
    }
}
