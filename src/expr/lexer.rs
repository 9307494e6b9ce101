//! Text to tokens. The words and signs are those of CEL; what CEL has beyond them (maps, bytes, exponents) is refused.

use super::problem::{Flaw, Problem};
use super::tree::Span;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The smallest parts of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Token<'t> {
    Name(&'t str),
    Number(Decimal),
    Text(Cow<'t, str>),
    /// An operator, a bracket, a comma or the like, as it is written.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Longest first, so that `<=` is not taken for `<`. `|` and `}` end a hole of a text.
const SIGNS: [&str; 25] = [
    "&&", "||", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "<", ">", "!", "?", ":", ",", ".", "(", ")",
    "[", "]", "|", "{", "}",
];

/// Walks over a text, one token at a time.
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    /// Starts at a byte of the text.
    pub fn new(text: &'t str, at: usize) -> Lexer<'t> {
        Lexer { text, at }
    }

    /// The text that is walked over.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The next token and where it stands.
    pub fn next(&mut self) -> Result<(Token<'t>, Span), Problem> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let start = self.at;
        let token = match bytes.get(start) {
            None => Token::End,
            Some(b'r' | b'R') if matches!(bytes.get(start + 1), Some(b'\'' | b'"')) => self.raw_text()?,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => Token::Name(self.run(is_word)),
            Some(b'0'..=b'9') => self.number()?,
            Some(b'\'' | b'"') => self.quoted_text()?,
            Some(_) => self.sign()?,
        };
        Ok((token, self.span(start)))
    }

    fn span(&self, start: usize) -> Span {
        let offset = |byte: usize| u32::try_from(byte).expect("the parser bounds the length of a text");
        Span { start: offset(start), end: offset(self.at) }
    }

    fn problem(&self, start: usize, flaw: Flaw) -> Problem {
        Problem::new(self.text, self.span(start), flaw)
    }

    fn run(&mut self, belongs: fn(u8) -> bool) -> &'t str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| !belongs(byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn number(&mut self) -> Result<Token<'t>, Problem> {
        let start = self.at;
        self.run(|byte| byte.is_ascii_digit());
        let rest = &self.text.as_bytes()[self.at..];
        if rest.first() == Some(&b'.') && rest.get(1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            self.run(|byte| byte.is_ascii_digit());
        }
        let digits = &self.text[start..self.at];
        let letters = self.run(is_word);
        // `from_str_exact` refuses what it would have to round.
        match Decimal::from_str_exact(digits) {
            Ok(number) if letters.is_empty() => Ok(Token::Number(number)),
            _ => Err(self.problem(start, Flaw::Number)),
        }
    }

    fn raw_text(&mut self) -> Result<Token<'t>, Problem> {
        let start = self.at;
        let quote = self.text.as_bytes()[start + 1];
        let inside = start + 2;
        match self.text.as_bytes()[inside..].iter().position(|byte| *byte == quote || *byte == b'\n') {
            Some(length) if self.text.as_bytes()[inside + length] == quote => {
                self.at = inside + length + 1;
                Ok(Token::Text(Cow::Borrowed(&self.text[inside..inside + length])))
            }
            _ => {
                self.at = self.text.len();
                Err(self.problem(start, Flaw::OpenText))
            }
        }
    }

    fn quoted_text(&mut self) -> Result<Token<'t>, Problem> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let quote = bytes[start];
        self.at += 1;
        let mut made = String::new();
        let mut taken = self.at;
        loop {
            match bytes.get(self.at) {
                Some(byte) if *byte == quote => break,
                Some(b'\\') => {
                    made.push_str(&self.text[taken..self.at]);
                    made.push(self.escape()?);
                    taken = self.at;
                }
                None | Some(b'\n') => return Err(self.problem(start, Flaw::OpenText)),
                Some(_) => self.at += 1,
            }
        }
        let last = &self.text[taken..self.at];
        self.at += 1;
        if made.is_empty() {
            return Ok(Token::Text(Cow::Borrowed(last)));
        }
        made.push_str(last);
        Ok(Token::Text(Cow::Owned(made)))
    }

    /// Reads the escape that starts at the backslash here.
    fn escape(&mut self) -> Result<char, Problem> {
        let start = self.at;
        let letter = self.text[start + 1..].chars().next();
        self.at = start + 1 + letter.map_or(0, char::len_utf8);
        let digits = match letter {
            Some('n') => return Ok('\n'),
            Some('r') => return Ok('\r'),
            Some('t') => return Ok('\t'),
            Some(same @ ('\\' | '\'' | '"' | '`' | '?')) => return Ok(same),
            Some('x' | 'X') => 2,
            Some('u') => 4,
            Some('U') => 8,
            _ => return Err(self.problem(start, Flaw::Escape)),
        };
        let code = self
            .text
            .get(self.at..self.at + digits)
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        self.at += code.map_or(0, str::len);
        character.ok_or_else(|| self.problem(start, Flaw::Escape))
    }

    fn sign(&mut self) -> Result<Token<'t>, Problem> {
        let rest = &self.text[self.at..];
        if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            self.at += sign.len();
            return Ok(Token::Sign(sign));
        }
        let start = self.at;
        let found = rest.chars().next().expect("a sign is looked for where a character is");
        self.at += found.len_utf8();
        Err(self.problem(start, Flaw::Character(found, meant(found))))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The ASCII character that a Chinese keyboard puts another in place of.
fn meant(found: char) -> Option<char> {
    match found {
        '“' | '”' | '‘' | '’' => Some('\''),
        '＝' => Some('='),
        '≤' | '≦' => Some('<'),
        '≥' | '≧' => Some('>'),
        '×' => Some('*'),
        '÷' => Some('/'),
        '、' => Some(','),
        '。' => Some('.'),
        '【' => Some('['),
        '】' => Some(']'),
        '－' | '–' | '—' | '−' => Some('-'),
        '\u{3000}' | '\u{a0}' => Some(' '),
        '！'..='～' => char::from_u32(u32::from(found) - 0xFEE0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Vec<Token<'_>>, Problem> {
        let mut lexer = Lexer::new(text, 0);
        let mut all = Vec::new();
        loop {
            match lexer.next()?.0 {
                Token::End => return Ok(all),
                token => all.push(token),
            }
        }
    }

    fn flaw(text: &str) -> Flaw {
        tokens(text).unwrap_err().flaw
    }

    #[test]
    fn words_numbers_texts_and_signs_are_told_apart() {
        assert_eq!(
            tokens("a_1>=0.30&&r'\\d'!= \"甲\\n'\"").unwrap(),
            [
                Token::Name("a_1"),
                Token::Sign(">="),
                Token::Number("0.30".parse().unwrap()),
                Token::Sign("&&"),
                Token::Text("\\d".into()),
                Token::Sign("!="),
                Token::Text("甲\n'".into()),
            ]
        );
        assert_eq!(tokens(r"'\u4e00\x41\\'").unwrap(), [Token::Text("一A\\".into())]);
    }

    #[test]
    fn what_is_no_token_says_what_is_wrong() {
        assert_eq!(flaw("a ＝ b"), Flaw::Character('＝', Some('=')));
        assert_eq!(flaw("（a"), Flaw::Character('（', Some('(')));
        assert_eq!(flaw("合计"), Flaw::Character('合', None));
        assert_eq!(flaw("'abc"), Flaw::OpenText);
        assert_eq!(flaw("r'abc"), Flaw::OpenText);
        assert_eq!(flaw("'a\nb'"), Flaw::OpenText);
        assert_eq!(flaw("'\\d'"), Flaw::Escape);
        assert_eq!(flaw("'\\u12"), Flaw::Escape);
        assert_eq!(flaw("1e3"), Flaw::Number);
        assert_eq!(flaw("99999999999999999999999999999999"), Flaw::Number);
    }
}
