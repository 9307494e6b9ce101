//! Looks over a template before it is used: tags that name fields which the notice does not have, tags where nothing
//! fills them, and all that loading would refuse.

use super::fault::{Fault, Wrong};
use super::mention::Follower;
use super::outline::Outline;
use super::tag;
use super::template::{Template, is_fillable};
use crate::catalog::HouseStyle;
use crate::write::package;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is wrong with a Word template. `known` are the fields that its notice declares, the common ones included.
pub fn lint_template(bytes: &[u8], style: &Arc<HouseStyle>, known: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Template::load(bytes, style).err().unwrap_or_default();
    for (name, content) in package::read(bytes).unwrap_or_default() {
        let Ok(source) = String::from_utf8(content) else { continue };
        let Ok(outline) = Outline::read(&source) else { continue };
        let mut follower = Follower::default();
        for (_, texts) in outline.paragraphs() {
            let words: String = texts.iter().map(|text| &source[text.range.clone()]).collect();
            let place = super::xml::unescape(&words);
            let mut found = |wrong| faults.push(Fault { part: name.clone(), place: place.clone(), wrong });
            for tag in tag::find(&words) {
                if !is_fillable(&name) {
                    found(Wrong::NotFilled);
                    break;
                }
                for field in follower.follow(&tag).fields {
                    if !is_known(&field, known) {
                        let near = near(&field, known).unwrap_or_default().to_owned();
                        found(Wrong::NoField { field, near });
                    }
                }
            }
        }
    }
    faults
}

/// True for a declared field, an element of a declared list, and an object of which something is declared.
pub fn is_known(field: &str, known: &BTreeSet<String>) -> bool {
    let within = |next: &String| next.strip_prefix(field).is_some_and(|rest| rest.starts_with(['.', '[']));
    known.contains(field)
        || known.contains(field.trim_end_matches("[]"))
        || known.range(field.to_owned()..).next().is_some_and(within)
}

/// The declared field that the author may have meant.
pub fn near<'k>(field: &str, known: &'k BTreeSet<String>) -> Option<&'k str> {
    known
        .iter()
        .map(|other| (strsim::normalized_levenshtein(field, other), other))
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, other)| other.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Sentences;
    use crate::write::package::Packed;

    #[test]
    fn unknown_fields_and_lost_tags_are_named_with_their_words() {
        let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let document =
            |body: String| format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        let body = [
            "致{{ unit.nmae }}",
            "{%p for r in rows %}",
            "{{ r.a }}{{ r.b }}",
            "{%p endfor %}",
            "{{ x | sfe }}",
        ];
        let body = document(body.map(paragraph).concat());
        let note = document(paragraph("{{ unit.name }}"));
        let parts = [
            Packed::new("word/comments.xml", note.as_bytes()),
            Packed::new("word/document.xml", body.as_bytes()),
        ];
        let bytes = package::write(&parts.iter().collect::<Vec<_>>());
        let house = include_str!("../../../templates/notices/layout/house.toml");
        let style = Arc::new(toml::from_str(house).unwrap());
        let known = ["rows", "rows[].a", "unit.name", "x"].map(str::to_owned).into();
        let issues: Vec<_> = lint_template(&bytes, &style, &known)
            .into_iter()
            .map(|fault| (fault.part.clone(), Sentences::english().say(&fault.saying())))
            .collect();
        let expected = [
            ("word/document.xml", "“{{ x | sfe }}”: there is no filter “sfe”. docs/notices.md lists them."),
            (
                "word/comments.xml",
                "“{{ unit.name }}”: tags in comments and the like are not filled. Move it into the body, a header or a footer.",
            ),
            ("word/document.xml", "“致{{ unit.nmae }}”: there is no field “unit.nmae”; is it “unit.name”?"),
            ("word/document.xml", "“{{ r.a }}{{ r.b }}”: there is no field “rows[].b”; is it “rows[].a”?"),
        ];
        assert_eq!(issues, expected.map(|(part, what)| (part.to_owned(), what.to_owned())));
    }
}
