//! Breaks a title into balanced lines: a trapezoid or a diamond, no word split (GB/T 9704-2012 7.3.1).

use crate::catalog::HouseStyle;

/// A piece that is never split, and what it costs to break the line after it.
struct Atom {
    text: String,
    /// In half characters.
    width: usize,
    cost: usize,
}

/// Punctuation that begins no line.
const CLOSING: &str = "》〉）)”’】〕、，。：；！？·";
/// Punctuation that ends no line.
const OPENING: &str = "《〈（(“‘【〔";
/// Breaking between two characters of which nothing is known may split a word.
const UNKNOWN: usize = 40;
/// Breaking where the language forbids it.
const FORBIDDEN: usize = 100_000;

/// The lines of a title; each holds `widest` characters at most where words allow it.
pub fn break_title(title: &str, style: &HouseStyle, widest: usize) -> Vec<String> {
    let atoms = atoms(title, style);
    let total: usize = atoms.iter().map(|atom| atom.width).sum();
    let widest = widest * 2;
    let fewest = total.div_ceil(widest).max(1);
    (fewest..=fewest + 1)
        .filter_map(|count| best(&atoms, count, widest))
        .min_by_key(|(cost, lines)| (cost + 60 * lines.len() * lines.len(), lines.len()))
        .map_or_else(|| vec![title.to_owned()], |(_, lines)| lines)
}

fn half_width(character: char) -> usize {
    if character.is_ascii() { 1 } else { 2 }
}

/// Cuts a title into atoms: known words, numbers with their units, runs of letters, single characters.
fn atoms(title: &str, style: &HouseStyle) -> Vec<Atom> {
    let mut words: Vec<&str> = style.unbreakable.iter().chain(&style.not_last).map(String::as_str).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    let mut rest = title;
    while let Some(first) = rest.chars().next() {
        let date = date_length(rest);
        let word = words.iter().find(|word| rest.starts_with(**word)).map_or(0, |word| word.len());
        let letters: usize = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let length = date.max(word).max(letters);
        let (length, known) = if length > 0 { (length, true) } else { (first.len_utf8(), false) };
        pieces.push((&rest[..length], known));
        rest = &rest[length..];
    }
    let mut atoms = Vec::with_capacity(pieces.len());
    for (index, (text, known)) in pieces.iter().enumerate() {
        let next = pieces.get(index + 1);
        let begins = next.and_then(|(text, _)| text.chars().next()).unwrap_or('。');
        let ends = text.chars().last().unwrap_or('。');
        let cost = if CLOSING.contains(begins) || OPENING.contains(ends) || begins == '的' {
            FORBIDDEN
        } else if style.not_last.iter().any(|word| word == text) {
            FORBIDDEN / 2
        } else if CLOSING.contains(ends) || OPENING.contains(begins) || ends == '的' {
            0
        } else if *known || next.is_some_and(|(_, known)| *known) {
            4
        } else {
            UNKNOWN
        };
        atoms.push(Atom { text: (*text).to_owned(), width: text.chars().map(half_width).sum(), cost });
    }
    atoms
}

/// The length in bytes of a year, quarter, date or number with its unit at the start of a text.
fn date_length(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        let quarter = ["第一季度", "第二季度", "第三季度", "第四季度"];
        return quarter.iter().find(|word| text.starts_with(**word)).map_or(0, |word| word.len());
    }
    let Some(unit) = text[digits..].chars().next().filter(|unit| "年月日起件项人个次季度届".contains(*unit))
    else {
        return digits;
    };
    let length = digits + unit.len_utf8();
    let rest = &text[length..];
    if unit == '年' && rest.starts_with('度') {
        return length + '度'.len_utf8();
    }
    if matches!(unit, '年' | '月') { length + date_length(rest) } else { length }
}

/// The cheapest way to set the atoms in so many lines, and its cost.
fn best(atoms: &[Atom], count: usize, widest: usize) -> Option<(usize, Vec<String>)> {
    let mut sums = vec![0usize];
    for atom in atoms {
        sums.push(sums[sums.len() - 1] + atom.width);
    }
    let ideal = sums[atoms.len()] / count;
    // cheapest[line][end]: cost of setting atoms before `end` in `line` lines, and where the last one begins.
    let mut cheapest: Vec<Vec<Option<(usize, usize)>>> = vec![vec![None; atoms.len() + 1]; count + 1];
    cheapest[0][0] = Some((0, 0));
    for line in 1..=count {
        for end in line..=atoms.len() {
            let breaking = if end == atoms.len() { 0 } else { atoms[end - 1].cost };
            cheapest[line][end] = (line - 1..end)
                .filter_map(|start| {
                    let (before, _) = cheapest[line - 1][start]?;
                    let width = sums[end] - sums[start];
                    let over = width.saturating_sub(widest) * 2_000;
                    Some((before + over + breaking + width.abs_diff(ideal).pow(2), start))
                })
                .min();
        }
    }
    let mut end = atoms.len();
    let cost = cheapest[count][end]?.0;
    let mut lines = Vec::with_capacity(count);
    for line in (1..=count).rev() {
        let (_, start) = cheapest[line][end]?;
        lines.push(atoms[start..end].iter().map(|atom| atom.text.as_str()).collect::<String>());
        end = start;
    }
    lines.reverse();
    Some((cost + shape(&lines), lines))
}

/// Rectangles and hourglasses are no shapes for a title.
fn shape(lines: &[String]) -> usize {
    let widths: Vec<usize> = lines.iter().map(|line| line.chars().map(half_width).sum()).collect();
    match widths.as_slice() {
        [first, second] if first == second => 12,
        [first, second, third] if second < first && second < third => 60,
        [first, second, third] if first == second && second == third => 12,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
