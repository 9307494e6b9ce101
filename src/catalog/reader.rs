//! What the reader of TOML finds wrong, as our own sentences where it is of the usual sorts: a key that there is not, one that
//! is missing, a word that is none of those that may stand there, a value of another kind. It says so in English only.

use crate::model::Saying;

/// What is wrong; what the reader says in other words stands as it comes.
pub fn said(message: &str) -> Saying {
    usual(message).unwrap_or_else(|| Saying::new("issue.toml").with("why", message))
}

fn usual(message: &str) -> Option<Saying> {
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (key, known) = rest.split_once("`, expected ")?;
        return Some(Saying::new("issue.unknown_key").with("key", key).with("known", listed(known)));
    }
    if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (word, known) = rest.split_once("`, expected ")?;
        return Some(Saying::new("issue.unknown_word").with("word", word).with("known", listed(known)));
    }
    if let Some(rest) = message.strip_prefix("missing field `") {
        return Some(Saying::new("issue.missing_key").with("key", rest.strip_suffix('`')?));
    }
    if message == "duplicate key" {
        return Some(Saying::new("issue.key_twice"));
    }
    let (kind, wanted) = message.strip_prefix("invalid type: ")?.split_once(", expected ")?;
    Some(
        Saying::new("issue.other_kind").with("wanted", kind_wanted(wanted)?).with("found", kind_found(kind)?),
    )
}

/// Names in backquotes, with commas between.
fn listed(known: &str) -> String {
    known.trim_start_matches("one of ").replace("` or `", "`, `")
}

fn kind_found(text: &str) -> Option<Saying> {
    let value = || text.split_once(['`', '"']).map(|(_, rest)| rest.trim_end_matches(['`', '"']));
    Some(match text.split(' ').next()? {
        "integer" | "floating" => Saying::new("issue.a_number").with("value", value()?),
        "string" => Saying::new("issue.a_text").with("value", value()?),
        "boolean" => Saying::new("issue.a_flag").with("value", value()?),
        "sequence" => Saying::new("expression.a_list"),
        "map" => Saying::new("issue.a_table"),
        _ => return None,
    })
}

fn kind_wanted(text: &str) -> Option<Saying> {
    Some(match text.split(' ').nth(1) {
        Some("string") => Saying::new("expression.a_text"),
        Some("boolean") => Saying::new("expression.true_or_false"),
        Some("sequence" | "array" | "tuple") => Saying::new("expression.a_list"),
        Some("map") => Saying::new("issue.a_table"),
        Some(_) if text.starts_with("struct ") => Saying::new("issue.a_table"),
        None if text == "f64" => Saying::new("expression.a_number"),
        None if text.starts_with(['i', 'u']) => Saying::new("issue.a_whole_number"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Sentences;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong with one is looked at")]
    struct Declared {
        name: String,
        #[serde(default)]
        most: u8,
        #[serde(default)]
        large: bool,
        #[serde(default)]
        parts: Vec<String>,
        #[serde(default)]
        manner: Option<Manner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Manner {
        Quick,
        Slow,
    }

    #[test]
    fn the_usual_mistakes_are_told_in_either_language() {
        let said = |text: &str, language: &str| {
            let error = toml::from_str::<Declared>(text).unwrap_err();
            Sentences::new(language).say(&said(error.message()))
        };
        for (text, chinese, english) in [
            (
                "nam = 1",
                "没有“nam”这个键，能写的有 `name`, `most`, `large`, `parts`, `manner`",
                "unknown field `nam`",
            ),
            ("most = 1", "缺少“name”", "missing field `name`"),
            ("name = 1", "这里应当是文字，写的却是数“1”", "a text is needed here, not the number `1`"),
            ("name = []", "这里应当是文字，写的却是列表", "a text is needed here, not a list"),
            (
                "most = \"多\"",
                "这里应当是整数，写的却是文字“多”",
                "a whole number is needed here, not the text `多`",
            ),
            (
                "large = 0",
                "这里应当是“是”（`true`）或者“否”（`false`），写的却是数“0”",
                "true or false is needed here",
            ),
            ("parts = { a = 1 }", "这里应当是列表，写的却是一组键和值", "a list is needed here"),
            ("manner = \"fast\"", "没有“fast”这种写法，能写的有 `quick`, `slow`", "unknown word `fast`"),
            ("name = \"a\"\nname = \"b\"", "同一个键写了两次", "the key stands twice"),
        ] {
            assert_eq!(said(text, "zh"), chinese, "{text}");
            assert!(said(text, "en").contains(english), "{text}: {}", said(text, "en"));
        }
    }
}
