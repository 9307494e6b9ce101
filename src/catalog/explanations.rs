//! What counts as an explanation (说明), and how one is asked for and recognised; `templates/explanations.toml`
//! (FORMS.md 2.3 and 10.4).

use crate::model::text;
use serde::Deserialize;

/// All that is declared of explanations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanations {
    /// The fewest characters, white space left out.
    pub least: usize,
    /// What explains nothing.
    pub stop_list: Vec<String>,
    /// Words that explain nothing beside it.
    pub fillers: Vec<String>,
    /// Words in the title or the name of a document that explains.
    pub words: Vec<String>,
    /// The word before which a title or a name tells the unit.
    pub about: String,
    /// Of more findings of one rule than this, in one return, a list tells in one line.
    pub group_over: usize,
    /// What that line says, with `{count}`, `{first}`, `{last}` and `{message}`.
    pub group: String,
    /// The list that a unit fills in.
    pub sheet: ExplanationSheet,
    /// The return that goes back to its unit with marks on it.
    pub marked: MarkedReturn,
}

/// The return that goes back to its unit: its own file with marks, notes and a list in front.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkedReturn {
    /// The name of the file without its ending, with `{unit}` and `{form}`.
    pub file: String,
    /// The form, of a file with several, with `{form}` and `{count}`.
    pub several: String,
    /// The name of the list's sheet.
    pub name: String,
    /// The title of the list, with `{unit}` and `{period}`.
    pub title: String,
    /// Who signs notes.
    pub author: String,
    /// How each note begins.
    pub opening: String,
    /// The columns of the list, by the keys of those of the list that a unit fills in.
    pub columns: Vec<ListedColumn>,
    /// Their widths, in characters of the narrow kind.
    pub widths: Vec<u16>,
    /// What stands below the title.
    pub notes: Vec<String>,
    /// What stands there where macros were left out.
    pub without_macros: String,
    /// What stands there where the file is a new one with the values of the old.
    pub converted: String,
    /// The lines of a note: with `{severity}`, `{rule}` and `{message}`,
    pub note: String,
    /// with `{expected}`,
    pub note_expected: String,
    /// with `{hint}`,
    pub note_hint: String,
    /// and, for what may be explained, with `{list}`.
    pub note_answer: String,
    /// What stands in place of an explanation where none is asked for.
    pub to_correct: String,
    /// Head and text that are shown beside a cell for an explanation.
    pub prompt: (String, String),
}

/// A column of the list of a marked return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedColumn {
    /// What tells which finding is meant.
    Key,
    /// The form.
    Form,
    /// How heavy it weighs.
    Severity,
    /// Where it is.
    Place,
    /// The row.
    RowLabel,
    /// What was found.
    Value,
    /// What is wrong.
    Message,
    /// What to do.
    Hint,
    /// The explanation.
    Answer,
}

impl ListedColumn {
    /// The key under which it has its label.
    pub fn key(self) -> &'static str {
        match self {
            ListedColumn::Key => "key",
            ListedColumn::Form => "form",
            ListedColumn::Severity => "severity",
            ListedColumn::Place => "place",
            ListedColumn::RowLabel => "row_label",
            ListedColumn::Value => "value",
            ListedColumn::Message => "message",
            ListedColumn::Hint => "hint",
            ListedColumn::Answer => "answer",
        }
    }
}

/// The list of findings that is sent to a unit and comes back with explanations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplanationSheet {
    /// The name of the file, with `{unit}`.
    pub file: String,
    /// The title, with `{unit}` and `{period}`.
    pub title: String,
    /// The name of the sheet.
    pub name: String,
    /// What stands below the table.
    pub notes: Vec<String>,
    /// The columns: `key`, `form`, `severity`, `place`, `row_label`, `value`, `message`, `hint` or `answer`; label; width.
    pub columns: Vec<(String, String, u16)>,
}

impl Explanations {
    /// True for a text that explains something: long enough, and not made of the words of the stop-list alone.
    pub fn accepts(&self, words: &str) -> bool {
        let visible: String = words.chars().filter(|letter| !letter.is_whitespace()).collect();
        let mut rest = text::squeeze(&visible);
        let mut empty: Vec<&String> = self.stop_list.iter().chain(&self.fillers).collect();
        empty.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        for word in empty {
            rest = rest.replace(word.as_str(), "");
        }
        visible.chars().count() >= self.least && rest.chars().any(char::is_alphanumeric)
    }

    /// The label of a column of the list.
    pub fn label(&self, key: &str) -> Option<&str> {
        self.sheet.columns.iter().find(|(other, ..)| other == key).map(|(_, label, _)| label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;

    #[test]
    fn an_explanation_says_something_beside_the_words_that_say_nothing() {
        let rules = Catalog::builtin().unwrap().explanations;
        for said in ["本季度新发生两起塌方式案件", "经核实无误：因并案处理，比上季度增加3件"]
        {
            assert!(rules.accepts(said), "{said}");
        }
        for said in [
            "",
            "核实无误",
            "情况属实。　　　　　　　",
            "经我单位核实，情况属实，数据无误，填报正确",
            "增加3件",
        ] {
            assert!(!rules.accepts(said), "{said}");
        }
    }
}
