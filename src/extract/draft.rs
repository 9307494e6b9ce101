//! A draft: what was found of one form on the paper before the sender and the period are known.

use super::coerce::shown;
use crate::catalog::{Form, Kind};
use crate::model::{Finding, Place, Section, text};
use crate::paper::CellContent;
use std::borrow::Cow;

/// A cell of a row, as found: the answer of one field.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// What it shows.
    pub content: Cow<'a, CellContent>,
    /// Where it stands.
    pub place: Place,
}

/// A row of a draft: for each field of the form what stands there, if the paper has a place for it.
#[derive(Clone, Debug)]
pub struct DraftRow<'a> {
    /// True for the 合计 row.
    pub total: bool,
    /// For each field of the form.
    pub cells: Vec<Option<Found<'a>>>,
    /// The fields that the colour of their cell tells, and what that colour is called.
    pub coloured: Vec<(usize, String)>,
}

impl DraftRow<'_> {
    /// The kind of each field: a measured number is what its row's measure says.
    pub fn kinds(&self, form: &Form) -> Vec<Kind> {
        let measure = form.field_number("measure").and_then(|index| self.cells[index].as_ref());
        let measure = measure.map(|found| text::squeeze(&shown(&found.content)));
        form.fields
            .iter()
            .map(|field| match (field.kind, measure.as_deref()) {
                (Kind::Measured, Some("%" | "％" | "百分比")) => Kind::Percent,
                (Kind::Measured, Some("万元")) => Kind::Money,
                (Kind::Measured, Some(_)) => Kind::Count,
                (kind, _) => kind,
            })
            .collect()
    }
}

/// A text with its place.
#[derive(Clone, Debug, Default)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// What was found of one form on the paper.
#[derive(Clone, Debug, Default)]
pub struct Draft<'a> {
    /// The number of the form in the catalogue.
    pub form: usize,
    /// The name of the variant; empty for the full layout.
    pub variant: String,
    /// The title.
    pub title: Placed,
    /// Other texts above the table, such as the period row.
    pub head: Vec<Placed>,
    /// Header fields: key, text and place.
    pub labelled: Vec<(String, Placed)>,
    /// The rows.
    pub rows: Vec<DraftRow<'a>>,
    /// Which fields the paper has a place for.
    pub present: Vec<bool>,
    /// Columns without a field: label and cells.
    pub extra: Vec<(String, Vec<(Place, String)>)>,
    /// The labels of columns without a field, whether or not anything stands below them.
    pub unmatched: Vec<Placed>,
    /// What stands below the rows: key, text and place.
    pub footing: Vec<(String, Placed)>,
    /// The narrative.
    pub sections: Vec<Section>,
    /// Its characters from the first heading to the signature, numbers of headings included, white space not.
    pub characters: usize,
    /// A picture that may be a seal stands on the sheet, or a seal is written.
    pub sealed: bool,
    /// The sheet on which it stands, or the first place of a Word form.
    pub home: Place,
    /// The name of the sheet.
    pub sheet_name: String,
    /// What finding it remarked.
    pub findings: Vec<Finding>,
    /// Required columns that are not there: their labels.
    pub missing: Vec<String>,
}

impl<'a> Draft<'a> {
    /// Where the form itself names its sender, beside the header block.
    pub fn sender_stated(&self, form: &Form) -> Option<&Found<'a>> {
        let field = form.field_number(form.layout.sender_field.as_ref()?)?;
        self.rows.first()?.cells[field].as_ref()
    }
}
