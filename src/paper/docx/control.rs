//! Form controls in a Word file: content controls with a check box, and the older form fields.

use super::symbol::check_box;
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};

/// The box that a content control shows, if its properties (`sdtPr`, which began last) say it has one.
///
/// # Errors
/// As [`Scanner::token`].
pub fn content_control(scanner: &mut Scanner<'_>) -> Result<Option<char>, Refusal> {
    let outside = scanner.level() - 1;
    let mut shown = None;
    while scanner.level() > outside {
        match scanner.token()? {
            Some(Token::Start(tag)) if tag.name == "checkbox" => shown = Some(check_box(false)),
            Some(Token::Start(tag)) if tag.name == "checked" && shown.is_some() => {
                shown = Some(check_box(tag.is_on()?));
            }
            _ => {}
        }
    }
    Ok(shown)
}

/// What an older form field (`ffData`, which began last) shows: the box of a check box, the chosen entry of a list.
/// The text of a text field stands in the runs after it.
///
/// # Errors
/// As [`Scanner::token`].
pub fn form_field(scanner: &mut Scanner<'_>) -> Result<String, Refusal> {
    let outside = scanner.level() - 1;
    let (mut default, mut checked, mut entries) = (None, None, Vec::new());
    let mut chosen = 0;
    let (mut is_box, mut is_list) = (false, false);
    while scanner.level() > outside {
        let Some(Token::Start(tag)) = scanner.token()? else { continue };
        match tag.name {
            "checkBox" => is_box = true,
            "ddList" => is_list = true,
            "default" if is_box => default = Some(tag.is_on()?),
            "checked" if is_box => checked = Some(tag.is_on()?),
            "result" if is_list => chosen = tag.raw("val")?.and_then(|index| index.parse().ok()).unwrap_or(0),
            "listEntry" if is_list => entries.push(tag.text("val")?.unwrap_or_default()),
            _ => {}
        }
    }
    if is_box {
        return Ok(check_box(checked.or(default).unwrap_or(false)).into());
    }
    Ok(entries.into_iter().nth(chosen).unwrap_or_default().into_owned())
}
