//! Explanations (说明) that come by themselves or in the list that was sent to a unit: whose they are, of which period, and
//! what they say. To which findings they belong is asked where findings are known (FORMS.md 10.4).

use super::Extractor;
use super::grid::text as cell_text;
use super::identity::Origin;
use super::labels::folded;
use super::period::spoken;
use crate::model::answer::parse_key;
use crate::model::{Place, Section, Submission, Unit, text};
use crate::paper::{Block, Content, Document, Paper, Sheet};

/// Longest line that may be a signature, in characters.
const SIGNATURE: usize = 40;

impl Extractor<'_> {
    /// What a paper explains: one part for each finding that it names by key, or its paragraphs. The form is left open.
    /// `None` if it explains nothing.
    pub fn explanation(&self, paper: &Paper, origin: &Origin) -> Option<Submission> {
        match &paper.content {
            Content::Workbook(sheets) => self.listed(sheets),
            Content::Document(document) => self.told(document, origin),
        }
    }

    /// The list of findings, filled in: wherever a row has a key and a text below the two headings.
    fn listed(&self, sheets: &[Sheet]) -> Option<Submission> {
        let rules = &self.catalog.explanations;
        let (key, answer) = (rules.label("key")?, rules.label("answer")?);
        let mut sections = Vec::new();
        let mut whose = None;
        for (number, sheet) in (0u16..).zip(sheets) {
            let mut columns = None;
            for row in sheet.cells.chunk_by(|left, right| left.row == right.row) {
                let at = |label: &str| row.iter().find(|cell| cell_text(cell).trim() == label);
                if let (Some(key), Some(answer)) = (at(key), at(answer)) {
                    columns = Some((key.column, answer.column));
                    continue;
                }
                let Some((key, answer)) = columns else { continue };
                let said = |column: u16| row.iter().find(|cell| cell.column == column);
                let (Some(key), Some(answer)) = (said(key), said(answer)) else { continue };
                let (key, words) = (cell_text(key), cell_text(answer));
                let Some((unit, period)) = parse_key(key.trim()) else { continue };
                let place = Place::Cell { sheet: number, row: answer.row, column: answer.column };
                whose.get_or_insert_with(|| (unit.to_owned(), period));
                sections.push(Section {
                    key: key.trim().to_owned(),
                    heading: String::new(),
                    place,
                    paragraphs: vec![(place, words.trim().to_owned())],
                });
            }
        }
        let (unit, period) = whose?;
        let sheets = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        Some(Submission { unit, period: Some(period), sections, sheets, ..Submission::default() })
    }

    /// A letter that explains: its name or its title says so.
    fn told(&self, document: &Document, origin: &Origin) -> Option<Submission> {
        let rules = &self.catalog.explanations;
        let lines =
            document.blocks.iter().flat_map(lines_of).filter(|(_, line)| !text::trim(line).is_empty());
        let lines: Vec<(Place, String)> = lines.collect();
        let name = origin.path.rsplit('/').next().unwrap_or(origin.path);
        let title = lines.first().map_or("", |(_, line)| line.as_str());
        if ![name, title].iter().any(|said| rules.words.iter().any(|word| said.contains(word.as_str()))) {
            return None;
        }
        let unit = self
            .signer(&lines, origin)
            .or_else(|| self.named(title, origin))
            .or_else(|| self.named(name, origin));
        let said = [title, name].into_iter().chain(lines.iter().map(|(_, line)| line.as_str()));
        let period =
            said.filter_map(spoken).find_map(|spoken| spoken.period(true).or_else(|| spoken.period(false)));
        let (unit, period) = (unit?, period?);
        let paragraphs = lines.into_iter().skip(1).filter(|(_, line)| self.signed(line, origin).is_none());
        let section = Section { paragraphs: paragraphs.collect(), ..Section::default() };
        Some(Submission {
            unit: unit.id.clone(),
            period: Some(period),
            sections: vec![section],
            ..Submission::default()
        })
    }

    /// The unit that signs: the last short line that is the name of one.
    fn signer(&self, lines: &[(Place, String)], origin: &Origin) -> Option<&Unit> {
        lines.iter().skip(1).rev().find_map(|(_, line)| self.signed(line, origin))
    }

    fn signed(&self, line: &str, origin: &Origin) -> Option<&Unit> {
        let name = self.without_seal(line);
        // The organ that is addressed stands before a colon.
        if name.chars().count() > SIGNATURE || folded(line).ends_with(':') {
            return None;
        }
        self.registry.resolve(&name, Some(origin.received_on), None).unit()
    }

    /// The unit that a title or the name of a file begins with.
    fn named(&self, said: &str, origin: &Origin) -> Option<&Unit> {
        let (before, _) = said.split_once(self.catalog.explanations.about.as_str())?;
        self.registry.resolve(before.trim(), Some(origin.received_on), None).unit()
    }
}

/// The lines of a block, each with its place: a paragraph, or the cells of a table.
fn lines_of(block: &Block) -> Vec<(Place, String)> {
    match block {
        Block::Paragraph { number, text } => vec![(Place::Paragraph(*number), text.clone())],
        Block::Table(table) => {
            let cells = table.cells.iter().map(|cell| {
                let place = Place::WordCell { table: table.number, row: cell.row, column: cell.column };
                (place, cell.text.clone())
            });
            cells.collect()
        }
    }
}

/// The part of a text for a finding: the paragraphs that name its rule or its cell; else what names none.
pub fn words_for(section: &Section, rule: &str, cell: &str, all: &[(String, String)]) -> String {
    let tokens = |line: &str| -> Vec<String> {
        let folded = folded(line).to_ascii_uppercase();
        let parts = folded.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'));
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let names = |line: &str, rule: &str, cell: &str| {
        tokens(line).iter().any(|token| token == rule || (!cell.is_empty() && token == cell))
    };
    let own = section.paragraphs.iter().map(|(_, line)| line.as_str()).filter(|line| names(line, rule, cell));
    let own: Vec<&str> = own.collect();
    if !own.is_empty() {
        return own.join("\n");
    }
    let of_none = section.paragraphs.iter().map(|(_, line)| line.as_str());
    let of_none = of_none.filter(|line| !all.iter().any(|(rule, cell)| names(line, rule, cell)));
    of_none.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_that_names_a_rule_or_a_cell_belongs_to_it_and_the_rest_to_all_others() {
        let lines = ["总的情况说明", "关于CQ-Q001：本季并案处理", "N9 一栏系跨年案件"];
        let paragraphs = lines.iter().map(|line| (Place::Whole, (*line).to_owned())).collect();
        let section = Section { paragraphs, ..Section::default() };
        let open = [("CQ-Q001", "D9"), ("CQ-Q002", "N9"), ("CQ-Q003", "")]
            .map(|(rule, cell)| (rule.to_owned(), cell.to_owned()));
        let words = |rule: &str, cell: &str| words_for(&section, rule, cell, &open);
        assert_eq!(words("CQ-Q001", "D9"), lines[1]);
        assert_eq!(words("CQ-Q002", "N9"), lines[2]);
        assert_eq!(words("CQ-Q003", ""), lines[0]);
    }
}
