//! The forms that a paper names in its hidden properties, as our blank forms do. It speaks for a form as a short title
//! does: what a clerk deleted above the table is made good, but nothing is read as what it does not look like.

use crate::catalog::Catalog;
use crate::catalog::blank::FORM_PROPERTY;
use crate::paper::Paper;

/// The characters of a title that such a name is worth.
const WORTH: usize = 4;

/// The numbers of the forms that a paper names.
#[derive(Debug, Default)]
pub struct Named(Vec<usize>);

impl Named {
    /// What a paper names. Names that there are not, of older or newer forms, say nothing.
    pub fn of(catalog: &Catalog, paper: &Paper) -> Named {
        let ids = paper.properties.iter().filter(|(key, _)| key == FORM_PROPERTY);
        let ids = ids.flat_map(|(_, ids)| ids.split(';')).take(catalog.forms.len());
        Named(ids.filter_map(|id| catalog.forms.iter().position(|form| form.id == id.trim())).collect())
    }

    /// What the title of a form is worth, with its name.
    pub fn or_title(&self, form: usize, title: usize) -> usize {
        if self.0.contains(&form) { title.max(WORTH) } else { title }
    }
}
