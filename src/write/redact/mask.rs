//! The mask of one name: surname and 某 for persons, level and kind for units and places (FORMS.md 9).

use crate::catalog::redaction::Redaction;

/// 张三 is 张某, 张三丰 张某某, 欧阳修 欧阳某, 阿卜杜拉·买买提 阿某. Names of more than four characters without a
/// compound surname are taken for names of other nationalities.
pub fn mask_person(rules: &Redaction, name: &str) -> String {
    let length = name.chars().count();
    let compound =
        rules.compound_surnames.iter().find(|surname| name.starts_with(surname.as_str()) && length > 2);
    let foreign = name.contains(|character| rules.name_dots.contains(&character))
        || !name
            .chars()
            .all(|character| ('\u{3400}'..='\u{9fff}').contains(&character) || character >= '\u{20000}')
        || (length > 4 && compound.is_none());
    let first = name.chars().next().map(String::from).unwrap_or_default();
    let surname = if foreign { &first } else { compound.unwrap_or(&first) };
    let masks = match rules.fixed_length {
        0 if foreign => 1,
        0 => length - surname.chars().count(),
        fixed => fixed,
    };
    format!("{surname}{}", rules.mask.repeat(masks))
}

/// 示例县 is 某县.
pub fn mask_place(rules: &Redaction, name: &str) -> String {
    let ending = longest_ending(&rules.place_endings, name).unwrap_or_default();
    format!("{}{ending}", rules.mask)
}

/// 中共示例县财政局党组 is 中共某县财政局党组: places are masked, kind and level stay. A unit without a known place
/// keeps only its kind.
pub fn mask_unit(rules: &Redaction, name: &str, places: &[String]) -> String {
    let mut places: Vec<&String> = places.iter().filter(|place| !place.is_empty()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.chars().count()));
    let mut masked = name.to_owned();
    for place in places {
        masked = masked.replace(place.as_str(), &mask_place(rules, place));
    }
    if masked != name {
        return masked;
    }
    let ending = longest_ending(&rules.unit_endings, name).unwrap_or(&rules.unit_fallback);
    format!("{}{ending}", rules.mask)
}

/// The longest of some endings that is not the whole name.
fn longest_ending<'e>(endings: &'e [String], name: &str) -> Option<&'e str> {
    let fits = endings.iter().filter(|ending| name.ends_with(ending.as_str()) && name.len() > ending.len());
    fits.max_by_key(|ending| ending.chars().count()).map(String::as_str)
}
