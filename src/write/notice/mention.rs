//! Which fields and filters the tags of a template mention, loops resolved: in `{% for row in rows %}{{ row.name }}`
//! the field is `rows[].name`.

use super::tag::Tag;

/// What one tag mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Fields by their full path; the elements of a list are written `list[]`.
    pub fields: Vec<String>,
    /// Filters by name.
    pub filters: Vec<String>,
}

/// Follows tags in order and knows the names that loops and `set` give.
#[derive(Debug, Default)]
pub struct Follower {
    /// A given name and the field that it stands for, if one can be told.
    given: Vec<(String, Option<String>)>,
    /// How many names there were when each open loop began.
    loops: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Token<'a> {
    Name(&'a str),
    Text,
    Sign(char),
}

const WORDS: [&str; 15] = [
    "for",
    "in",
    "if",
    "else",
    "elif",
    "and",
    "or",
    "not",
    "is",
    "true",
    "false",
    "none",
    "recursive",
    "True",
    "False",
];

impl Follower {
    /// What the next tag mentions.
    pub fn follow(&mut self, tag: &Tag) -> Mentions {
        let content = super::xml::unescape(tag.content());
        if tag.text.starts_with("{#") {
            return Mentions::default();
        }
        let tokens = tokens(&content);
        match tag.word() {
            Some("for") => self.follow_loop(&tokens),
            Some("endfor") => {
                if let Some(length) = self.loops.pop() {
                    self.given.truncate(length);
                }
                Mentions::default()
            }
            Some("set") => {
                if let Some(Token::Name(name)) = tokens.get(1) {
                    self.given.push(((*name).to_owned(), None));
                }
                self.mentions(tokens.get(2..).unwrap_or_default())
            }
            Some("filter") => {
                let mut mentions = self.mentions(tokens.get(2..).unwrap_or_default());
                if let Some(Token::Name(name)) = tokens.get(1) {
                    mentions.filters.push((*name).to_owned());
                }
                mentions
            }
            Some("if" | "elif") => self.mentions(tokens.get(1..).unwrap_or_default()),
            Some(_) => Mentions::default(),
            None => self.mentions(&tokens),
        }
    }

    fn follow_loop(&mut self, tokens: &[Token]) -> Mentions {
        let start = tokens.iter().position(|token| *token == Token::Name("in")).unwrap_or(tokens.len());
        let list = tokens.get(start + 1..).unwrap_or_default();
        let filtered = list.iter().position(|token| *token == Token::Name("if")).unwrap_or(list.len());
        let mut mentions = self.mentions(&list[..filtered]);
        let element = match list.first() {
            Some(Token::Name(_)) => mentions.fields.first().map(|field| format!("{field}[]")),
            _ => None,
        };
        self.loops.push(self.given.len());
        let names: Vec<&str> = tokens[..start]
            .iter()
            .skip(1)
            .filter_map(|token| if let Token::Name(name) = token { Some(*name) } else { None })
            .collect();
        let element = element.filter(|_| names.len() == 1);
        self.given.extend(names.iter().map(|name| ((*name).to_owned(), element.clone())));
        self.given.push(("loop".to_owned(), None));
        let condition = self.mentions(&list[filtered..]);
        mentions.fields.extend(condition.fields);
        mentions.filters.extend(condition.filters);
        mentions
    }

    fn mentions(&self, tokens: &[Token]) -> Mentions {
        let mut mentions = Mentions::default();
        let mut index = 0;
        while index < tokens.len() {
            let Token::Name(name) = tokens[index] else {
                index += 1;
                continue;
            };
            let before = index.checked_sub(1).map(|before| &tokens[before]);
            let (path, next) = path(tokens, index);
            index = next;
            let after = tokens.get(next);
            let keyword = after == Some(&Token::Sign('=')) && tokens.get(next + 1) != Some(&Token::Sign('='));
            if before == Some(&Token::Sign('|')) {
                mentions.filters.push(name.to_owned());
            } else if before == Some(&Token::Name("is"))
                || WORDS.contains(&name)
                || after == Some(&Token::Sign('('))
                || keyword
            {
                continue;
            } else {
                mentions.fields.extend(self.resolve(name, &path));
            }
        }
        mentions
    }

    /// The field of a path; nothing where a name was given to something that is no field.
    fn resolve(&self, name: &str, path: &str) -> Option<String> {
        match self.given.iter().rev().find(|(given, _)| given == name) {
            None => Some(path.to_owned()),
            Some((_, Some(field))) => Some(format!("{field}{}", &path[name.len()..])),
            Some((_, None)) => None,
        }
    }
}

/// The path that begins at a name, and the index of the token after it.
fn path(tokens: &[Token], start: usize) -> (String, usize) {
    let Token::Name(name) = tokens[start] else { return (String::new(), start + 1) };
    let mut path = name.to_owned();
    let mut index = start + 1;
    loop {
        match tokens.get(index..) {
            Some([Token::Sign('.'), Token::Name(key), ..]) => {
                path.push('.');
                path.push_str(key);
                index += 2;
            }
            Some([Token::Sign('['), Token::Text, Token::Sign(']'), ..]) => {
                path.push_str("[]");
                index += 3;
            }
            _ => return (path, index),
        }
    }
}

fn tokens(content: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = content;
    while let Some(first) = rest.chars().next() {
        let name = |character: char| character.is_alphanumeric() || character == '_';
        let length = if matches!(first, '"' | '\'' | '“' | '”' | '‘' | '’') {
            let closes = |character: char| match first {
                '“' | '”' => matches!(character, '“' | '”'),
                '‘' | '’' => matches!(character, '‘' | '’'),
                other => character == other,
            };
            let inner = &rest[first.len_utf8()..];
            tokens.push(Token::Text);
            match inner.char_indices().find(|(_, character)| closes(*character)) {
                Some((at, character)) => first.len_utf8() + at + character.len_utf8(),
                None => rest.len(),
            }
        } else if name(first) {
            let length = rest.find(|character: char| !name(character)).unwrap_or(rest.len());
            let number = first.is_numeric();
            tokens.push(if number { Token::Text } else { Token::Name(&rest[..length]) });
            length
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::tag;
    use super::*;

    fn fields(text: &str) -> (Vec<String>, Vec<String>) {
        let mut follower = Follower::default();
        let mut all = Mentions::default();
        for tag in tag::find(text) {
            let mentions = follower.follow(&tag);
            all.fields.extend(mentions.fields);
            all.filters.extend(mentions.filters);
        }
        (all.fields, all.filters)
    }

    #[test]
    fn loops_are_resolved_to_the_fields_of_their_lists() {
        let text = "{{ unit.name }}{%tr for row in unit.rows %}{{ loop.index }}{{ row.name or \"空\" }}{% for p in row.people if p.age > 3 %}{{ p.name | names }}{% endfor %}{%tr endfor %}{{ row.name }}";
        let (fields, filters) = fields(text);
        assert_eq!(
            fields,
            [
                "unit.name",
                "unit.rows",
                "unit.rows[].name",
                "unit.rows[].people",
                "unit.rows[].people[].age",
                "unit.rows[].people[].name",
                "row.name",
            ]
        );
        assert_eq!(filters, ["names"]);
    }

    #[test]
    fn words_of_the_language_are_no_fields() {
        let text = "{% if a is defined and not b %}{% elif c == 'x y' %}{% else %}{% endif %}{% set t = d %}{{ t }}{{ n | change(“多{}”, '少') }}{% filter title_lines %}{% endfilter %}{{ rows[0].x }}{# note #}";
        let (fields, filters) = fields(text);
        assert_eq!(fields, ["a", "b", "c", "d", "n", "rows[].x"]);
        assert_eq!(filters, ["change", "title_lines"]);
    }
}
