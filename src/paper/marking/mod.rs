//! A paper marked up for its sender: the file itself, with the cells that are wrong coloured, a note at each, and the list
//! of all of them in front. Bytes and words in, bytes out; nothing but what says so is changed.
//!
//! Cells are coloured by conditional formats and not by their own fills: no cell, style or formula of the sender is
//! touched, a colour that tells an answer stays what it was, and the marks can be taken off again when the file comes back.

mod document;
mod edits;
mod list;
mod notes;
mod parts;
mod passive;
mod plain;
mod styles;
#[cfg(test)]
mod tests;
mod workbook;
mod worksheet;

use super::sheet::{Container, Content, Limits, Paper, Refusal, Sheet};
use super::{decrypted, read};
use crate::model::Place;
use serde::{Deserialize, Serialize};

pub use list::is_list;

/// What a mark asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Shade {
    /// The value is to be corrected.
    Correct,
    /// The value is to be corrected or explained.
    Explain,
}

/// A marked place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// Where; the whole has no mark.
    pub place: Place,
    /// How it is coloured.
    pub shade: Shade,
    /// What the note says, each line on its own; empty for a place that is only coloured.
    pub note: String,
}

/// A column of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListColumn {
    /// The heading.
    pub label: String,
    /// Its width in characters of the narrow kind.
    pub width: u16,
    /// What is special about it.
    pub role: ListRole,
}

/// What a column of the list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListRole {
    /// To be read.
    Text,
    /// Shaded as its row is.
    Severity,
    /// Leads to the place.
    Place,
    /// Filled in by the sender.
    Answer,
    /// Tells the program what is answered.
    Key,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListRow {
    /// One text for each column.
    pub texts: Vec<String>,
    /// How its severity is shaded.
    pub shade: Shade,
    /// Where it leads.
    pub place: Place,
    /// True if it can be answered.
    pub asks: bool,
}

/// The list of all that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MarkedList {
    /// The name of its sheet.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub notes: Vec<String>,
    /// What stands there, too, where macros were left out.
    pub without_macros: String,
    /// What stands there, too, where the file itself could not be used and its values stand in a new one.
    pub converted: String,
    /// The font.
    pub font: String,
    /// The columns.
    pub columns: Vec<ListColumn>,
    /// The rows.
    pub rows: Vec<ListRow>,
    /// Shown beside a cell that is to be filled in: head and text.
    pub prompt: (String, String),
}

impl MarkedList {
    /// True for a sheet that is such a list.
    fn is(&self, sheet: &Sheet) -> bool {
        let label = |role| self.columns.iter().find(|one| one.role == role).map(|one| one.label.as_str());
        let labels = label(ListRole::Key).zip(label(ListRole::Answer));
        labels.is_some_and(|(key, answer)| is_list(sheet, key, answer))
    }
}

/// All that is put on a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Marks {
    /// Whose notes they are.
    pub author: String,
    /// When, as `2014-10-08T09:00:00`.
    pub date: String,
    /// How each note begins, so that it is known when it comes back.
    pub opening: String,
    /// The marks, one for each place, by place.
    pub marks: Vec<Mark>,
    /// The list; for a workbook only.
    pub list: MarkedList,
}

/// More cells than this are not put into a new workbook.
const CONVERTED_CELLS: usize = 200_000;

/// Marks a workbook (xlsx) or a document (docx) itself.
///
/// # Errors
/// Why it cannot be marked: it is of another kind, or holds something that acts when it is opened, or would not say the
/// same afterwards.
pub fn mark(bytes: &[u8], limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Refusal> {
    let bytes = decrypted(bytes, limits)?;
    let paper = read(&bytes, limits)?;
    let marked = match paper.container {
        Container::Docx => document::marked(&bytes, limits, marks)?,
        Container::Xlsx => workbook::marked(&bytes, &paper, limits, marks, false)?,
        _ => return Err(Refusal::UnknownFormat),
    };
    if says_the_same(&paper, &marked, limits, marks) { Ok(marked) } else { Err(Refusal::UnknownFormat) }
}

/// A new workbook with the values of a paper, marked: for one that cannot be marked itself.
///
/// # Errors
/// `UnknownFormat` for a document, `TooLarge` for more cells than are put into a new workbook.
pub fn converted(paper: &Paper, limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Refusal> {
    let plain = plain::workbook(paper, CONVERTED_CELLS)?;
    let again = read(&plain, limits)?;
    workbook::marked(&plain, &again, limits, marks, true)
}

/// True if a marked file is read again and says what it said, but for the list.
fn says_the_same(paper: &Paper, marked: &[u8], limits: &Limits, marks: &Marks) -> bool {
    let Ok(again) = read(marked, limits) else { return false };
    let said = |paper: &Paper| match &paper.content {
        Content::Workbook(sheets) => {
            let sheets = sheets.iter().filter(|sheet| !marks.list.is(sheet));
            let said = sheets.map(|sheet| (&sheet.name, &sheet.cells, &sheet.merges, sheet.hidden));
            postcard::to_stdvec(&said.collect::<Vec<_>>())
        }
        Content::Document(document) => postcard::to_stdvec(document),
    };
    said(paper).is_ok_and(|before| said(&again).is_ok_and(|after| before == after))
}
