//! The reasons why a file is not read: a closed list, each with one plain sentence and what to do.

use crate::support::program::repository;
use liangze::paper::Refusal;
use std::collections::BTreeSet;
use std::fs;

/// Words of Latin letters that clerks know: names of formats and programs.
const KNOWN: [&str; 21] = [
    "rar", "z", "zip", "Word", "WPS", "Excel", "doc", "wps", "docx", "ofd", "odt", "uof", "txt", "csv",
    "eml", "msg", "mht", "xlsx", "xls", "ods", "pdf",
];

#[test]
fn every_reason_has_one_plain_sentence_and_says_what_to_do() {
    let text = fs::read_to_string(repository("templates/messages.toml")).unwrap();
    let messages: toml::Table = toml::from_str(&text).unwrap();
    let keys: BTreeSet<&str> = Refusal::ALL.iter().map(|refusal| refusal.key()).collect();
    assert_eq!(keys.len(), Refusal::ALL.len(), "each reason has a key of its own");
    assert!(keys.len() <= 30, "{} reasons", keys.len());
    let mut said = BTreeSet::new();
    for key in keys {
        let remark = messages["remark"].get(key).unwrap_or_else(|| panic!("no sentence for {key}"));
        let field = |name: &str| remark[name].as_str().unwrap();
        assert_eq!((field("rule"), field("severity")), ("GN-S001", "F"), "{key}");
        for name in ["message", "hint"] {
            let sentence = field(name);
            assert!(sentence.ends_with('。') && sentence.matches('。').count() == 1, "{key}: {sentence}");
            // Nothing is filled in, so no words of a library can reach a clerk.
            assert!(!sentence.contains(['{', '}']), "{key}: {sentence}");
            let foreign: Vec<&str> = sentence
                .split(|letter: char| !letter.is_ascii_alphabetic())
                .filter(|word| !word.is_empty() && !KNOWN.contains(word))
                .collect();
            assert!(foreign.is_empty(), "{key}: {foreign:?}");
        }
        assert!(said.insert(field("message").to_owned()), "two reasons say the same: {key}");
    }
}

#[test]
fn a_reason_keeps_its_name_wherever_it_is_written() {
    for refusal in Refusal::ALL {
        assert_eq!(serde_json::to_value(refusal).unwrap(), refusal.key());
    }
}
