//! What is wrong with a Word template, as data: officers who edited it in Word or WPS and authors who declare notices read
//! the same sentence.

use crate::model::Saying;

/// One thing wrong with a Word template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part of the docx; empty for the file as a whole.
    pub part: String,
    /// The words of the paragraph; empty if it concerns no paragraph.
    pub place: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a tag, or with the file. Tags are as their author wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A tag for rows or cells stands outside of a table.
    NotInTable(String),
    /// A tag that stands for its paragraph, row or cell has text beside it.
    TextBeside(String),
    /// The end of a block that was not begun.
    EndsNothing(String),
    /// The end of another block than the one that was begun.
    EndsOther {
        /// The end.
        tag: String,
        /// The word with which the open block begins.
        begun: String,
    },
    /// A tag stands in another paragraph, row or run than the one that begins its block.
    OtherLevel(String),
    /// A block without an end: the word with which it begins.
    NeverEnded(String),
    /// A filter that there is not.
    NoFilter(String),
    /// A field that the notice does not declare.
    NoField {
        /// The field.
        field: String,
        /// The declared one that may have been meant; empty if none is near.
        near: String,
    },
    /// Tags in a part in which nothing is filled.
    NotFilled,
    /// The file has macros or controls.
    Macros,
    /// The file links to something outside of it.
    Outside(String),
    /// The language of tags does not know what is written: why.
    Unknown(Saying),
    /// The file, or a part of it, is no Word document: why.
    Damaged(Saying),
}

impl Fault {
    /// One that concerns the file as a whole.
    pub(super) fn of_file(wrong: Wrong) -> Fault {
        Fault { part: String::new(), place: String::new(), wrong }
    }

    /// The sentence: where it is and what is wrong.
    pub fn saying(&self) -> Saying {
        let what = self.wrong.saying();
        match (self.place.as_str(), self.part.as_str()) {
            ("", "") => what,
            ("", part) => Saying::new("notice_template.in_part").with("part", part).with("what", what),
            (place, _) => Saying::new("notice_template.at").with("place", place).with("what", what),
        }
    }
}

impl Wrong {
    fn saying(&self) -> Saying {
        match self {
            Wrong::NotInTable(tag) => Saying::new("notice_template.not_in_table").with("tag", tag),
            Wrong::TextBeside(tag) => Saying::new("notice_template.text_beside").with("tag", tag),
            Wrong::EndsNothing(tag) => Saying::new("notice_template.ends_nothing").with("tag", tag),
            Wrong::EndsOther { tag, begun } => {
                Saying::new("notice_template.ends_other").with("tag", tag).with("other", begun)
            }
            Wrong::OtherLevel(tag) => Saying::new("notice_template.other_level").with("tag", tag),
            Wrong::NeverEnded(word) => Saying::new("notice_template.never_ended").with("tag", word),
            Wrong::NoFilter(filter) => Saying::new("notice_template.no_filter").with("tag", filter),
            Wrong::NoField { field, near } if near.is_empty() => {
                Saying::new("notice_template.no_field").with("tag", field)
            }
            Wrong::NoField { field, near } => {
                Saying::new("notice_template.no_field_near").with("tag", field).with("other", near)
            }
            Wrong::NotFilled => Saying::new("notice_template.not_filled"),
            Wrong::Macros => Saying::new("notice_template.macros"),
            Wrong::Outside(target) => Saying::new("notice_template.outside").with("tag", target),
            Wrong::Unknown(why) => Saying::new("notice_template.unknown").with("why", why.clone()),
            Wrong::Damaged(why) => Saying::new("notice_template.damaged").with("why", why.clone()),
        }
    }
}
