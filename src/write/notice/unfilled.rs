//! The completeness check: a finished notice is opened again and searched for tags that nobody filled (FORMS.md 8.2).

use super::outline::Outline;
use super::tag;
use super::xml::unescape;
use crate::write::package;

/// The tags that still stand in a filled document, with the words around them.
///
/// # Errors
/// Why the document cannot be looked through; then it must not leave the house either.
pub fn unfilled(bytes: &[u8]) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for (name, content) in package::read(bytes)? {
        let Ok(source) = String::from_utf8(content) else { continue };
        if !name.ends_with(".xml") || !(source.contains("{{") || source.contains("{%")) {
            continue;
        }
        let outline = Outline::read(&source).map_err(|_| format!("{name} cannot be read again"))?;
        for (_, texts) in outline.paragraphs() {
            let words: String = texts.iter().map(|text| &source[text.range.clone()]).collect();
            if !tag::find(&words).is_empty() {
                found.push(unescape(&words));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::package::Packed;

    #[test]
    fn a_tag_that_nobody_filled_is_found_even_if_word_has_split_it() {
        let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
        let document = |runs: &str| {
            let part = format!("<w:document xmlns:w=\"w\"><w:body><w:p>{runs}</w:p></w:body></w:document>");
            package::write(&[&Packed::new("word/document.xml", part.as_bytes())])
        };
        assert_eq!(unfilled(&document(&run("共3件"))).unwrap(), Vec::<String>::new());
        let split = run("共{{ cas") + &run("es }}件");
        assert_eq!(unfilled(&document(&split)).unwrap(), ["共{{ cases }}件"]);
        assert!(unfilled(b"no package").is_err());
    }
}
