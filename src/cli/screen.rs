//! What the screen that an answer goes to can show: how wide it is, and whether it has colours.

use console::{Style, Term};
use textwrap::{Options, WordSplitter, wrap};

/// The narrowest screen that is still reckoned with, in columns.
const NARROWEST: usize = 40;

/// A screen, or a file that somebody else will show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Screen {
    /// Its columns; `None` for a file, whose lines are not broken.
    pub columns: Option<usize>,
    /// True if colours may be used: on a terminal, unless `NO_COLOR` is set.
    pub colour: bool,
}

impl Screen {
    /// The screen of standard output. `columns` is what the environment says of its width, which counts before what the
    /// terminal says.
    pub fn of_output(columns: &str) -> Screen {
        let told = columns.trim().parse().ok().filter(|columns| *columns > 0);
        let seen = || Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
        let columns = told.or_else(seen).map(|columns: usize| columns.max(NARROWEST));
        Screen { columns, colour: console::colors_enabled() }
    }

    /// A text in a style, if there are colours.
    pub fn styled(self, style: Style, text: &str) -> String {
        style.force_styling(self.colour).apply_to(text).to_string()
    }

    /// A text behind what stands before its first line; further lines are indented by as many columns as `indent`. Broken
    /// only where the screen has an end, and never before a sign that closes.
    pub fn paragraph(self, before: &str, indent: usize, text: &str) -> String {
        let blanks = " ".repeat(indent);
        let mut out = String::new();
        for (number, line) in text.lines().enumerate() {
            let first = if number == 0 { before } else { blanks.as_str() };
            let Some(columns) = self.columns else {
                out += &format!("{}\n", format!("{first}{line}").trim_end());
                continue;
            };
            let options = Options::new(columns)
                .initial_indent(first)
                .subsequent_indent(&blanks)
                .word_splitter(WordSplitter::NoHyphenation);
            for line in wrap(line, options) {
                out += &format!("{}\n", line.trim_end());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn a_paragraph_ends_where_the_screen_ends() {
        let text =
            "“责任追究案件合计”填3，“仅追究主体责任”、“仅追究监督责任”、“同时追究两个责任”之和为4，相差-1。";
        for columns in [40, 41, 60, 80] {
            let screen = Screen { columns: Some(columns), colour: false };
            let shown = screen.paragraph("  * ", 4, text);
            assert!(shown.lines().count() > 1);
            for line in shown.lines() {
                assert!(line.width() <= columns, "{} {line}", line.width());
                assert!(!line.trim_start().starts_with(['，', '、', '。', '”']), "{line}");
            }
            let joined: String = shown.lines().map(|line| line.trim_start_matches(['*', ' '])).collect();
            assert_eq!(joined, text);
        }
        assert_eq!(Screen::default().paragraph("* ", 2, "a b\nc"), "* a b\n  c\n");
    }
}
