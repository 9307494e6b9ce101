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
    /// The list that a unit fills in.
    pub sheet: ExplanationSheet,
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
