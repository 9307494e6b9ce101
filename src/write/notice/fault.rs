//! What is wrong with a Word template, as data: an issue for whoever declares notices, a sentence in their own language
//! for officers who edited it in Word or WPS.

use crate::catalog::Issue;

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
    /// The language of tags does not know what is written.
    Unknown(String),
    /// The file, or a part of it, is no Word document: why.
    Damaged(String),
}

impl Fault {
    /// One that concerns the file as a whole.
    pub(super) fn of_file(wrong: Wrong) -> Fault {
        Fault { part: String::new(), place: String::new(), wrong }
    }

    /// As whoever declares notices reads it. `file` is how issues name the template.
    pub(super) fn issue(&self, file: &str) -> Issue {
        let place = match (self.place.as_str(), self.part.as_str()) {
            ("", "") => String::new(),
            ("", part) => format!("{part}: "),
            (place, _) => format!("“{place}”: "),
        };
        let what = match &self.wrong {
            Wrong::NotInTable(tag) => format!("`{tag}` does not stand in a table"),
            Wrong::TextBeside(tag) => format!("the text beside `{tag}` would be lost"),
            Wrong::EndsNothing(tag) => format!("`{tag}` ends nothing"),
            Wrong::EndsOther { tag, begun } => format!("`{tag}` ends a block that begins with `{begun}`"),
            Wrong::OtherLevel(tag) => format!("`{tag}` stands at another level than the begin of its block"),
            Wrong::NeverEnded(word) => format!("`{word}` is never ended"),
            Wrong::NoFilter(filter) => format!("there is no filter `{filter}`"),
            Wrong::NoField { field, .. } => format!("there is no field `{field}`"),
            Wrong::NotFilled => format!("nothing fills tags in {}", self.part),
            Wrong::Macros => "it has macros or controls".to_owned(),
            Wrong::Outside(target) => format!("it links to `{target}`"),
            Wrong::Unknown(why) | Wrong::Damaged(why) => why.clone(),
        };
        let hint = match &self.wrong {
            Wrong::NoField { near, .. } if near.is_empty() => String::new(),
            Wrong::NoField { near, .. } => format!("did you mean `{near}`?"),
            Wrong::NotFilled => "move the text into the body, a header or a footer".to_owned(),
            Wrong::Macros | Wrong::Outside(_) => {
                "take it out: a notice must not fetch or run anything".to_owned()
            }
            Wrong::Damaged(_) => "save the template as a Word document (docx)".to_owned(),
            _ => "see docs/notices.md, “Tags”".to_owned(),
        };
        Issue::new(file, place + &what, hint)
    }
}
