//! Columns and words that no form, or one form, may hold (FORMS.md 4.20, 11; docs/forms.md, `forbidden`): where one
//! stands, for a paper that is then set aside. What it says is not looked at further.

use super::coerce::shown;
use super::draft::Draft;
use crate::catalog::{Catalog, Forbidden as Declared};
use crate::model::{Place, text};
use regex::RegexSet;

/// What the forms must not hold, compiled once.
#[derive(Debug)]
pub struct Forbidden {
    everywhere: Option<Expressions>,
    of_forms: Vec<Option<Expressions>>,
}

#[derive(Debug)]
struct Expressions {
    remark: String,
    columns: RegexSet,
    cells: RegexSet,
}

impl Forbidden {
    /// Compiles what a catalogue declares. What does not compile was refused when the catalogue was loaded.
    pub fn new(catalog: &Catalog) -> Forbidden {
        let of_forms = catalog.forms.iter().map(|form| compiled(form.forbidden.as_ref()));
        Forbidden { everywhere: compiled(catalog.header.forbidden.as_ref()), of_forms: of_forms.collect() }
    }

    /// The remark on what a draft must not hold, and where it stands.
    pub fn find(&self, draft: &Draft) -> Option<(&str, Place)> {
        let all = self.everywhere.iter().chain(&self.of_forms[draft.form]);
        let mut found = all.filter_map(|one| Some((one.remark.as_str(), one.place(draft)?)));
        found.next()
    }
}

impl Expressions {
    fn place(&self, draft: &Draft) -> Option<Place> {
        let column = draft.unmatched.iter().find(|label| self.columns.is_match(&text::squeeze(&label.text)));
        column.map(|label| label.place).or_else(|| self.in_cells(draft))
    }

    fn in_cells(&self, draft: &Draft) -> Option<Place> {
        if self.cells.is_empty() {
            return None;
        }
        let says = |typed: &str| self.cells.is_match(&text::squeeze(typed));
        let answers = draft.rows.iter().flat_map(|row| row.cells.iter().flatten());
        let mut answers = answers.map(|found| (shown(&found.content), found.place));
        let mut more = draft.extra.iter().flat_map(|(_, cells)| cells);
        let answer = answers.find(|(typed, _)| says(typed)).map(|(_, place)| place);
        answer.or_else(|| more.find(|(_, typed)| says(typed)).map(|(place, _)| *place))
    }
}

fn compiled(declared: Option<&Declared>) -> Option<Expressions> {
    let declared = declared?;
    let columns = RegexSet::new(&declared.columns).ok()?;
    let cells = RegexSet::new(&declared.cells).ok()?;
    Some(Expressions { remark: declared.remark.clone(), columns, cells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::draft::Placed;

    fn found(label: &str) -> bool {
        let catalog = Catalog::builtin().unwrap();
        let place = Place::Cell { sheet: 0, row: 2, column: 18 };
        let draft = Draft { unmatched: vec![Placed { text: label.into(), place }], ..Draft::default() };
        Forbidden::new(&catalog).find(&draft).is_some_and(|(_, at)| at == place)
    }

    #[test]
    fn a_column_for_complainants_is_found_and_one_for_their_objects_or_numbers_is_not() {
        let complainants = ["举报人", "举报人姓名", "信访人（联系电话）", "证人"];
        assert!(complainants.into_iter().all(found));
        let others =
            ["被举报人", "被反映人姓名", "信访人次", "来访人数", "反映人员", "反映人大代表", "上年同期"];
        assert!(!others.into_iter().any(found));
    }
}
