//! The markup of `body.md`: a line-based dialect that a clerk can read. Tags pass through untouched; docs/notices.md
//! explains it to authors.

use super::tag;
use crate::model::Saying;

/// A piece of a body, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// `#` to `####`: 一、 （一） 1. （1）
    Heading { level: u8, text: String },
    /// A paragraph with an indent of two characters.
    Paragraph(String),
    /// `@flush`: a paragraph without indent.
    Flush(String),
    /// `@small`: a note of the size of table text.
    Small(String),
    /// A line that holds a statement tag and nothing else.
    Statement(String),
    /// `@blank`: an empty line.
    Blank,
    /// `@attachment`: the next attachment without a file begins on a new page.
    Attachment,
    /// A table.
    Table(Table),
}

/// A table: columns, and rows of cells between statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; the first `heads` of them are repeated on each page.
    pub rows: Vec<Row>,
    /// Rows above the line of dashes.
    pub heads: usize,
}

/// A column: its share of the width, counted in dashes, and where its text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Dashes.
    pub weight: u32,
    /// The word of Word.
    pub alignment: &'static str,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Cells of text.
    Cells(Vec<String>),
    /// A statement between rows.
    Statement(String),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Span<'a> {
    /// The id of its character style, empty for none.
    pub style: &'static str,
    /// Its text.
    pub text: &'a str,
}

/// Reads a body. An `Err` has the line, from 1, and what is wrong.
pub fn parse(text: &str) -> Result<Vec<Block>, (usize, Saying)> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut paragraph = String::new();
    let mut table: Option<(usize, Vec<&str>)> = None;
    for (number, line) in (1..).zip(text.lines().chain([""])) {
        let line = line.trim();
        if let Some((first, mut lines)) = table.take() {
            if line.starts_with('|') || (is_statement(line) && !leaves(line, &lines)) {
                lines.push(line);
                table = Some((first, lines));
                continue;
            }
            blocks.push(Block::Table(parse_table(first, &lines)?));
        }
        let block = if line.starts_with('|') {
            table = Some((number, vec![line]));
            None
        } else {
            match block_of(line).map_err(|what| (number, what))? {
                Some(block) => Some(block),
                None if !line.is_empty() => {
                    paragraph.push_str(line);
                    continue;
                }
                None => None,
            }
        };
        if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(std::mem::take(&mut paragraph)));
        }
        blocks.extend(block);
    }
    Ok(blocks)
}

/// True for a line that is one statement tag, such as a loop's head.
fn is_statement(line: &str) -> bool {
    line.starts_with("{%") && line.ends_with("%}") && line.matches("{%").count() == 1
}

/// True for a statement that belongs to a block begun above the table.
fn leaves(line: &str, table: &[&str]) -> bool {
    let ends = |word: &str| word.starts_with("end");
    let statements = table.iter().filter(|line| is_statement(line)).flat_map(|line| tag::find(line));
    let depth: i32 =
        statements.map(|tag| i32::from(tag.opens()) - i32::from(tag.word().is_some_and(ends))).sum();
    let word = tag::find(line).first().and_then(tag::Tag::word);
    depth == 0 && word.is_some_and(|word| ends(word) || matches!(word, "else" | "elif"))
}

/// The block that a line is by itself; `None` for a line of a paragraph or a blank one.
fn block_of(line: &str) -> Result<Option<Block>, Saying> {
    if is_statement(line) {
        return Ok(Some(Block::Statement(line.to_owned())));
    }
    if let Some(command) = line.strip_prefix('@') {
        let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
        return Ok(Some(match (word, rest.trim()) {
            ("blank", "") => Block::Blank,
            ("attachment", "") => Block::Attachment,
            ("flush", text) if !text.is_empty() => Block::Flush(text.to_owned()),
            ("small", text) if !text.is_empty() => Block::Small(text.to_owned()),
            _ => return Err(Saying::new("issue.body_command").with("line", line)),
        }));
    }
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    if level == 0 || !line[level..].starts_with(' ') {
        return Ok(None);
    }
    match u8::try_from(level) {
        Ok(level @ 1..=4) => {
            Ok(Some(Block::Heading { level, text: line[usize::from(level)..].trim().into() }))
        }
        _ => Err(Saying::new("issue.body_heading")),
    }
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut depth = 0usize;
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('{', Some('{' | '%')) => depth += 1,
            ('}' | '%', Some('}')) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if character == '|' && depth == 0 {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(character);
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn column(cell: &str) -> Option<Column> {
    let dashes = cell.trim_matches(':');
    let alignment = match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => "center",
        (false, true) => "right",
        _ => "left",
    };
    let plain = !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-');
    plain.then(|| Column { weight: u32::try_from(dashes.len()).unwrap_or(u32::MAX), alignment })
}

fn parse_table(first: usize, lines: &[&str]) -> Result<Table, (usize, Saying)> {
    let mut table = Table::default();
    for (number, line) in (first..).zip(lines) {
        if is_statement(line) {
            table.rows.push(Row::Statement((*line).to_owned()));
            continue;
        }
        let cells = cells(line);
        let columns: Option<Vec<Column>> = cells.iter().map(|cell| column(cell)).collect();
        match columns {
            Some(columns) if table.columns.is_empty() => {
                table.columns = columns;
                table.heads = table.rows.len();
            }
            _ => table.rows.push(Row::Cells(cells)),
        }
        let wide = table.rows.iter().any(|row| match row {
            Row::Cells(cells) => !table.columns.is_empty() && cells.len() != table.columns.len(),
            Row::Statement(_) => false,
        });
        if wide {
            return Err((number, Saying::new("issue.body_row").with("columns", table.columns.len())));
        }
    }
    if table.columns.is_empty() {
        return Err((first, Saying::new("issue.body_table")));
    }
    Ok(table)
}

/// Splits a line into spans: `**黑体**`, `__楷体__`.
pub fn spans(line: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = line;
    loop {
        let found = [("**", "NoticeHei"), ("__", "NoticeKai")]
            .into_iter()
            .filter_map(|(mark, style)| {
                let start = rest.find(mark)?;
                let length = rest[start + 2..].find(mark).filter(|length| *length > 0)?;
                Some((start, length, style))
            })
            .min();
        let Some((start, length, style)) = found else { break };
        if start > 0 {
            spans.push(Span { style: "", text: &rest[..start] });
        }
        spans.push(Span { style, text: &rest[start + 2..start + 2 + length] });
        rest = &rest[start + length + 4..];
    }
    if !rest.is_empty() {
        spans.push(Span { style: "", text: rest });
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_line_by_line() {
        let text = "# 一、情况\n第一行\n第二行\n{% if x %}\n## （一）小标题\n{% endif %}\n@blank\n\n| 序号 | 名称 |\n|:-:|----|\n{% for r in rows %}\n| {{ loop.index }} | {{ r.a | upper }} |\n{% endfor %}\n@small 注：无\n@attachment";
        let blocks = parse(text).unwrap();
        assert_eq!(blocks[0], Block::Heading { level: 1, text: "一、情况".into() });
        assert_eq!(blocks[1], Block::Paragraph("第一行第二行".into()));
        assert_eq!(blocks[2], Block::Statement("{% if x %}".into()));
        assert_eq!(blocks[5], Block::Blank);
        let Block::Table(table) = &blocks[6] else { panic!("{blocks:?}") };
        assert_eq!((table.heads, table.rows.len(), table.columns[1].weight), (1, 4, 4));
        assert_eq!(table.rows[2], Row::Cells(vec!["{{ loop.index }}".into(), "{{ r.a | upper }}".into()]));
        assert_eq!(&blocks[7..], [Block::Small("注：无".into()), Block::Attachment]);
    }

    #[test]
    fn what_is_wrong_names_its_line() {
        assert_eq!(parse("正文\n@what").unwrap_err().0, 2);
        assert_eq!(parse("|a|b|\n|-|-|\n|1|").unwrap_err().0, 3);
        assert_eq!(parse("正文\n\n|a|b|").unwrap_err().0, 3);
    }

    #[test]
    fn spans_mark_the_fonts_of_run_in_headings() {
        let spans = spans("__（一）加强领导。__各级**务必**落实");
        let spans: Vec<_> = spans.iter().map(|span| (span.style, span.text)).collect();
        let kai = ("NoticeKai", "（一）加强领导。");
        assert_eq!(spans, [kai, ("", "各级"), ("NoticeHei", "务必"), ("", "落实")]);
    }
}
