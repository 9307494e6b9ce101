//! The manifest of the hostile set, and what this project holds against it: `values.tsv` beside this file gives for each
//! file that may be read what it shows, taken from what the file says and never from what a reader saw.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// One file with what it must come to.
pub struct Entry {
    pub path: String,
    pub hazard: String,
    pub verdict: String,
    pub allowed: Allowed,
    pub values: Option<Vec<Value>>,
}

/// What a file came to.
pub enum Outcome {
    /// It was read and shows this.
    Read(Vec<String>),
    /// It was refused for this reason.
    Refused(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Read(shown) => write!(f, "reading: {}", shortened(&shown.join(" "))),
            Outcome::Refused(reason) => write!(f, "refusal: {reason}"),
        }
    }
}

/// The outcomes that a verdict allows.
#[derive(Default)]
pub struct Allowed {
    read: bool,
    reasons: Vec<&'static str>,
    any_reason: bool,
}

impl Allowed {
    pub fn allows(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Read(_) => self.read,
            Outcome::Refused(reason) => self.any_reason || self.reasons.contains(&reason.as_str()),
        }
    }
}

/// Verdicts by what they say, the more special first: the reasons that they allow.
const REASONS: [(&str, &[&str]); 17] = [
    ("(DTD)", &["suspicious"]),
    ("(duplicate entry)", &["suspicious"]),
    ("(overlapping entries)", &["suspicious", "too_large"]),
    ("password-protected", &["encrypted"]),
    ("encrypted", &["encrypted"]),
    ("truncated XML", &["damaged", "truncated"]),
    ("REJECT: truncated", &["truncated", "empty", "damaged"]),
    ("corrupt", &["damaged"]),
    ("unsupported", &["foreign_archive"]),
    ("empty file", &["empty"]),
    ("REJECT: PDF", &["picture"]),
    ("text, not a workbook", &["plain_text"]),
    ("HTML, not a workbook", &["unknown_format"]),
    ("names the format", &["old_word", "web_archive"]),
    ("not a workbook", &["no_form", "too_large"]),
    ("LIMIT: size", &["too_large"]),
    ("no allocation by declared", &["damaged", "too_large"]),
];

/// Where this project comes to something else than the manifest, and why.
const DEPARTURES: [(&str, &str, &str); 5] = [
    (
        "xls/hdr_08.xls",
        "OK",
        "the table of short streams starts nowhere, and there is no short stream: nothing that is read needs it",
    ),
    (
        "ident/html_as.",
        "OK",
        "an HTML table saved under a workbook's name is read: many offices' systems export it (FORMS.md 10.1)",
    ),
    ("ident/spreadsheetml2003.xls", "OK", "a workbook of 2003 in XML is read (FORMS.md 10.1)"),
    (
        "ident/gbk.csv",
        "REJECT",
        "no return is a bare text: it has no title, no header block, no place for a seal (FORMS.md 10.1)",
    ),
    ("ident/utf16.csv", "REJECT", "no return is a bare text"),
];

fn allowed(path: &str, verdict: &str) -> Allowed {
    let departs = DEPARTURES.iter().find(|(start, _, _)| path.starts_with(start));
    let verdict = departs.map_or(verdict, |(_, instead, _)| instead);
    let verdict = match threshold(path, verdict) {
        Some(reached) => reached,
        None => verdict,
    };
    let says = |words: &[&str]| words.iter().any(|word| verdict.contains(word));
    let read =
        says(&["OK", "cell error", "or read", "literal", "kept", "flagged", "a number, text", "last one"]);
    if let Some((_, reasons)) = REASONS.iter().find(|(words, _)| verdict.contains(words)) {
        return Allowed { read, reasons: reasons.to_vec(), any_reason: false };
    }
    if verdict.contains("REJECT") || verdict.contains("clear error") {
        return Allowed { read, any_reason: true, ..Allowed::default() };
    }
    let reasons = if verdict.contains("LIMIT") { vec!["too_large"] } else { vec![] };
    Allowed { read, reasons, any_reason: false }
}

/// `OK <= 100, else LIMIT`: which of both holds for the number in the name of the file.
fn threshold(path: &str, verdict: &str) -> Option<&'static str> {
    let (most, _) = verdict.strip_prefix("OK <= ")?.split_once(',')?;
    let digits: String = path.chars().filter(char::is_ascii_digit).collect();
    let within = digits.parse::<u64>().ok()? <= most.parse().ok()?;
    Some(if within { "OK" } else { "LIMIT" })
}

/// What a file may show.
pub struct Value(Vec<String>);

impl Value {
    /// `#20001` counts; `A1=!*` is any error, `*` whatever follows; `WORDS` are the texts wherever they stand, `NONE` is
    /// nothing at all.
    pub fn is(&self, shown: &[String]) -> bool {
        if let Some(words) = self.0.iter().position(|token| token == "WORDS") {
            let texts = shown.iter().filter_map(|token| token.find('"').map(|at| &token[at..]));
            let remarks = shown.iter().filter(|token| token.starts_with('[')).map(String::as_str);
            let seen: Vec<&str> = remarks.chain(texts.filter(|text| *text != "\"\"")).collect();
            let expected = self.0[..words].iter().chain(&self.0[words + 1..]).map(String::as_str);
            return expected.eq(seen);
        }
        if let [count] = &self.0[..]
            && let Some(count) = count.strip_prefix('#').and_then(|count| count.parse::<usize>().ok())
        {
            return shown.len() == count;
        }
        let same = |(expected, shown): (&String, &String)| match expected.strip_suffix('*') {
            Some(start) => shown.starts_with(start),
            None => expected == shown,
        };
        self.0.len() == shown.len() && self.0.iter().zip(shown).all(same)
    }
}

/// The entries of a folder's manifest.
pub fn entries(folder: &Path) -> Vec<Entry> {
    let text = fs::read_to_string(folder.join("manifest.tsv")).expect("the folder has a manifest");
    let mut values = values();
    let mut entries = Vec::new();
    for line in text.lines() {
        let mut fields = line.splitn(3, '\t').map(str::to_owned);
        let mut field = || fields.next().expect("a line of the manifest has three fields");
        let (path, hazard, verdict) = (field(), field(), field());
        let allowed = allowed(&path, &verdict);
        let values = values.remove(&path);
        entries.push(Entry { path, hazard, verdict, allowed, values });
    }
    let unknown: Vec<_> = values.keys().collect();
    assert!(unknown.is_empty(), "values of files that the manifest does not name: {unknown:?}");
    entries
}

/// `path`, tab, what it shows, with alternatives after ` | `; a path of several files has their numbers as `{0-9}`.
fn values() -> BTreeMap<String, Vec<Value>> {
    let mut values = BTreeMap::new();
    let lines = include_str!("values.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    for line in lines {
        let (paths, shown) = line.split_once('\t').expect("a path and what it shows");
        for path in spread(paths) {
            let one = |shown: &str| {
                let shown = shown.replace("BASE", BASE).replace("NONE", "");
                Value(shown.split_whitespace().map(str::to_owned).collect())
            };
            values.insert(path, shown.split(" | ").map(one).collect());
        }
    }
    values
}

/// What the workbook shows that most files are made from.
const BASE: &str = "A1=\"hello\" B1=42 A2=\"world\" B2=43.5";

fn spread(paths: &str) -> Vec<String> {
    let Some((before, rest)) = paths.split_once('{') else { return vec![paths.to_owned()] };
    let (inside, after) = rest.split_once('}').expect("a brace is closed");
    let mut heads = Vec::new();
    for one in inside.split(',') {
        match one
            .split_once('-')
            .and_then(|(from, to)| Some((from, from.parse::<u32>().ok()?, to.parse::<u32>().ok()?)))
        {
            Some((width, from, to)) => {
                heads.extend(
                    (from..=to).map(|number| format!("{before}{number:0width$}", width = width.len())),
                );
            }
            None => heads.push(format!("{before}{one}")),
        }
    }
    let tails = spread(after);
    heads.iter().flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}"))).collect()
}

/// The beginning of a long text.
pub fn shortened(text: &str) -> String {
    if text.chars().count() <= 300 {
        text.to_owned()
    } else {
        text.chars().take(300).chain(['…']).collect()
    }
}
