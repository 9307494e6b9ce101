//! The completeness check: each finished part of a notice is searched for tags that nobody filled (FORMS.md 8.2).

use super::outline::Outline;
use super::tag;
use super::xml::unescape;

/// The paragraphs of a finished part in which tags still stand. A part that cannot be looked through counts as one: it
/// must not leave the house either.
pub fn unfilled(part: &str) -> Vec<String> {
    if !(part.contains("{{") || part.contains("{%")) {
        return Vec::new();
    }
    let Ok(outline) = Outline::read(part) else { return vec![part.to_owned()] };
    let mut found = Vec::new();
    for (_, texts) in outline.paragraphs() {
        let words: String = texts.iter().map(|text| &part[text.range.clone()]).collect();
        if !tag::find(&words).is_empty() {
            found.push(unescape(&words));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_nobody_filled_is_found_even_if_word_has_split_it() {
        let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
        let document =
            |runs: &str| format!("<w:document xmlns:w=\"w\"><w:body><w:p>{runs}</w:p></w:body></w:document>");
        assert_eq!(unfilled(&document(&run("共3件"))), Vec::<String>::new());
        let split = run("共{{ cas") + &run("es }}件");
        assert_eq!(unfilled(&document(&split)), ["共{{ cases }}件"]);
        assert_eq!(unfilled("<w:p>{{ cases }}").len(), 1);
    }
}
