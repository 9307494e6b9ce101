//! Choices, sets of choices and flags: labels, codes, synonyms and ticked boxes (FORMS.md 3.4, 3.5, 10.2, 10.3).

use super::{Coerced, Trouble};
use crate::catalog::{Catalog, Field, Kind, List, ValueWords};
use crate::model::{Value, text};

/// One choice or a set of them.
pub fn choices(field: &Field, kind: Kind, typed: &str, catalog: &Catalog) -> Coerced {
    let Some(list) = catalog.list_of(field) else {
        return Coerced::plain(Value::Text(typed.into()));
    };
    let ticked = ticked(typed, &catalog.values);
    let written = ticked.as_deref().unwrap_or(typed);
    let read = match kind {
        Kind::Choice => one(list, written),
        _ => set(list, written, &catalog.values),
    };
    match read {
        Ok(value) => Coerced::plain(value),
        Err(trouble) => Coerced { value: Value::Missing, trouble: Some(trouble), repaired: None },
    }
}

fn one(list: &List, written: &str) -> Result<Value, Trouble> {
    match list.choice(written) {
        Some(choice) if choice.unclear => Err(Trouble::ChoiceUnclear),
        Some(choice) => Ok(Value::Code(choice.code.as_str().into())),
        None => Err(unknown(list, written)),
    }
}

fn unknown(list: &List, written: &str) -> Trouble {
    Trouble::ChoiceUnknown { suggestion: list.nearest(written).map(|choice| choice.label.clone()) }
}

/// Several choices: pieces between separators, but the longest run of pieces that is one choice is taken first,
/// since labels hold separators themselves.
fn set(list: &List, written: &str, words: &ValueWords) -> Result<Value, Trouble> {
    let pieces = pieces(written, words);
    let mut codes: Vec<String> = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let longest = (start + 1..=pieces.len()).rev().find_map(|end| {
            let run = pieces[start..end].concat();
            list.choice(&run).map(|choice| (end, choice))
        });
        let Some((end, choice)) = longest else {
            return Err(unknown(list, &pieces[start]));
        };
        if choice.unclear {
            return Err(Trouble::ChoiceUnclear);
        }
        let meant = if choice.means.is_empty() { std::slice::from_ref(&choice.code) } else { &choice.means };
        codes.extend(meant.iter().filter(|code| !codes.contains(code)).cloned().collect::<Vec<_>>());
        start = end;
    }
    codes.sort_by_key(|code| list.order(code));
    Ok(if codes.is_empty() {
        Value::Missing
    } else {
        Value::Codes(codes.into_iter().map(Into::into).collect())
    })
}

fn pieces(written: &str, words: &ValueWords) -> Vec<String> {
    let mut rest = vec![text::trim(written).to_owned()];
    for separator in words.separators.iter().filter(|separator| separator.chars().count() == 1) {
        // A connecting character such as 和 may stand inside a label, but then the run of pieces finds it again.
        rest = rest.iter().flat_map(|piece| piece.split(separator.as_str()).map(str::to_owned)).collect();
    }
    rest.iter().map(|piece| text::trim(piece).to_owned()).filter(|piece| !piece.is_empty()).collect()
}

/// `☑是　□否` says 是; `None` if there are no boxes.
fn ticked(typed: &str, words: &ValueWords) -> Option<String> {
    let has = |marks: &[String]| marks.iter().any(|mark| typed.contains(mark.as_str()));
    let boxes = has(&words.unchecked) || (has(&words.checked) && typed.chars().count() > 1);
    if !boxes {
        return None;
    }
    let mut chosen: Vec<String> = Vec::new();
    let mut current: Option<String> = None;
    for character in typed.chars() {
        let mark = character.to_string();
        let checked = words.checked.contains(&mark);
        if checked || words.unchecked.contains(&mark) {
            chosen.extend(current.take());
            if checked {
                current = Some(String::new());
            }
        } else if let Some(label) = &mut current {
            label.push(character);
        }
    }
    chosen.extend(current);
    let labels: Vec<&str> =
        chosen.iter().map(|label| text::trim(label)).filter(|label| !label.is_empty()).collect();
    Some(labels.join("、"))
}

/// 是 or 否.
pub fn flag(typed: &str, words: &ValueWords) -> Coerced {
    let ticked = ticked(typed, words);
    let written = text::squeeze(&text::fold_width(ticked.as_deref().unwrap_or(typed))).to_lowercase();
    let listed = |list: &[String]| list.contains(&written);
    if written.is_empty() {
        Coerced::default()
    } else if listed(&words.yes) {
        Coerced::plain(Value::Flag(true))
    } else if listed(&words.no) {
        Coerced::plain(Value::Flag(false))
    } else {
        Coerced::trouble(Trouble::FlagUnknown)
    }
}
