//! Tags in a text: `{{ … }}`, `{% … %}`, `{# … #}`.

use std::ops::Range;

/// A tag and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its characters, braces included.
    pub text: &'a str,
    /// Where it stands in the text.
    pub range: Range<usize>,
}

/// The elements for which a tag can stand, the longer names first.
const HOISTS: [&str; 4] = ["tr", "tc", "p", "r"];

impl<'a> Tag<'a> {
    fn inner(&self) -> &'a str {
        self.text[2..self.text.len() - 2].trim_start_matches(['-', '+']).trim_end_matches(['-', '+'])
    }

    /// True for `{% … %}`.
    pub fn is_statement(&self) -> bool {
        self.text.starts_with("{%")
    }

    /// The element that the tag replaces, as in `{%tr for … %}`.
    pub fn hoist(&self) -> Option<&'static str> {
        let inner = self.inner();
        HOISTS.into_iter().filter(|_| self.is_statement()).find(|name| {
            inner.strip_prefix(name).is_some_and(|rest| rest.starts_with(|next: char| next.is_whitespace()))
        })
    }

    /// What stands between the braces, without the prefix.
    pub fn content(&self) -> &'a str {
        let prefix = self.hoist().map_or(0, str::len);
        self.inner()[prefix..].trim()
    }

    /// The first word of a statement.
    pub fn word(&self) -> Option<&'a str> {
        let content = self.content();
        let end = content.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(content.len());
        self.is_statement().then_some(&content[..end])
    }

    /// True for a statement that needs an end.
    pub fn opens(&self) -> bool {
        match self.word() {
            Some("for" | "if" | "filter" | "with" | "macro" | "call" | "autoescape" | "block" | "raw") => {
                true
            }
            Some("set") => !self.content().contains('='),
            _ => false,
        }
    }

    /// The tag without its prefix.
    pub fn plain(&self) -> String {
        format!("{} {} {}", &self.text[..2], self.content(), &self.text[self.text.len() - 2..])
    }
}

/// The tags of a text, in order. A tag that never ends is none.
pub fn find(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('{') {
        let start = from + at;
        let close = match text.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                from = start + 1;
                continue;
            }
        };
        let Some(length) = text[start + 2..].find(close) else {
            from = start + 2;
            continue;
        };
        let range = start..start + 2 + length + 2;
        from = range.end;
        tags.push(Tag { text: &text[range.clone()], range });
    }
    tags
}

/// The text with each tag replaced.
pub fn rewrite(text: &str, replace: impl Fn(&Tag) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for tag in find(text) {
        out.push_str(&text[from..tag.range.start]);
        out.push_str(&replace(&tag));
        from = tag.range.end;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_what_they_say() {
        let tags = find("甲{{ a }}乙{%tr for x in y %}{# note #}{ b }{%- if z -%}{{");
        let said: Vec<_> = tags.iter().map(|tag| (tag.hoist(), tag.word(), tag.content())).collect();
        let expected = [
            (None, None, "a"),
            (Some("tr"), Some("for"), "for x in y"),
            (None, None, "note"),
            (None, Some("if"), "if z"),
        ];
        assert_eq!(said, expected);
        assert_eq!(tags[1].plain(), "{% for x in y %}");
        assert!(find("{%print x%}")[0].hoist().is_none());
    }
}
