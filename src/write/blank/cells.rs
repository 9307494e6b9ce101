//! What may stand in a cell of a blank form: drop-down lists, bounds, and what is said when it is chosen.

use crate::catalog::message::fill;
use crate::catalog::{BlankWords, Catalog, Field, Kind, List};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula, XlsxError,
};

/// A spreadsheet takes titles of 32 and messages of 255 characters.
const TITLE: usize = 32;
const MESSAGE: usize = 255;

/// Where the choices of each list stand on the sheet of choices.
#[derive(Debug, Default)]
pub struct Choices {
    /// Name of the list and the reference to its cells.
    pub ranges: Vec<(String, String)>,
}

impl Choices {
    fn range(&self, field: &Field) -> Option<&str> {
        let name = field.list.as_ref()?;
        self.ranges.iter().find(|(other, _)| other == name).map(|(_, range)| range.as_str())
    }
}

/// The words of a list that a unit may write: codes of one meaning, in their order.
pub fn labels(list: &List) -> impl Iterator<Item = &str> {
    let plain = list.choices.iter().filter(|choice| choice.means.is_empty() && !choice.unclear);
    plain.map(|choice| choice.label.as_str())
}

/// The validation of the cells of a field; none where there is nothing to say.
pub fn validation(
    catalog: &Catalog,
    field: &Field,
    choices: &Choices,
) -> Result<Option<DataValidation>, XlsxError> {
    let words = &catalog.blank;
    let hint = hint(catalog, field);
    let rule = match field.kind {
        Kind::Count => {
            Some(DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)))
        }
        Kind::Money => {
            Some(DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)))
        }
        Kind::Percent => {
            Some(DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, 100.0)))
        }
        Kind::Date => {
            let (from, to) = (ExcelDateTime::from_ymd(1949, 10, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
            Some(DataValidation::new().allow_date(DataValidationRule::Between(from, to)))
        }
        Kind::Flag => Some(DataValidation::new().allow_list_strings(&words.yes_no)?),
        Kind::Choice => {
            choices.range(field).map(|range| DataValidation::new().allow_list_formula(Formula::new(range)))
        }
        _ if !hint.is_empty() => Some(DataValidation::new().allow_any_value()),
        _ => None,
    };
    let Some(mut rule) = rule else { return Ok(None) };
    if !hint.is_empty() {
        rule = rule.set_input_title(cut(&field.leaf(), TITLE))?.set_input_message(cut(&hint, MESSAGE))?;
        let error = words.hints.get("error").map_or("", String::as_str);
        // Warns and lets pass: a clerk who must write 无 shall not be stopped by us but told by the check.
        rule = rule
            .set_error_title(cut(error, TITLE))?
            .set_error_message(cut(&hint, MESSAGE))?
            .set_error_style(DataValidationErrorStyle::Warning);
    }
    Ok(Some(rule))
}

/// What is said at a field.
pub fn hint(catalog: &Catalog, field: &Field) -> String {
    let words: &BlankWords = &catalog.blank;
    let measure = field.measure.as_ref().map_or_else(String::new, |measure| format!("（{measure}）"));
    let list = catalog.list_of(field);
    let choices = list.map_or_else(String::new, |list| labels(list).collect::<Vec<_>>().join(&words.joined));
    fill(words.hint(field.kind), &[("measure", &measure), ("choices", &choices)])
}

/// The beginning of a text, marked where it was cut.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}
