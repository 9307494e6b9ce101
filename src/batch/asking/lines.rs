//! What units are asked: the open findings of their returns, file by file; of a rule that found too much in one return a
//! single line, since one cause stands behind it.

use crate::batch::closing::Closing;
use crate::catalog::ListedColumn;
use crate::catalog::message::fill;
use crate::model::answer::{key, key_of_rule};
use crate::model::{Filed, Finding, FindingState, Place, Severity, Unit};
use std::collections::BTreeMap;

/// The returns of one file of which something is asked.
pub struct AskedFile<'a> {
    /// The unit that it goes back to: that of the first return.
    pub unit: &'a Unit,
    /// The returns, in the order of taking; at least one.
    pub filed: Vec<&'a Filed>,
    /// What is asked of them.
    pub lines: Vec<Line<'a>>,
}

/// A line of a list: a finding, or all of a rule in a return.
pub struct Line<'a> {
    /// The return.
    pub filed: &'a Filed,
    /// The findings; at least one.
    pub findings: Vec<&'a Finding>,
    /// True if they are told as one.
    pub together: bool,
}

/// The files of a period of which something is asked, in the order of taking.
pub fn asked_files<'a>(closing: &Closing<'a>) -> Vec<AskedFile<'a>> {
    let mut files: BTreeMap<(&str, &str), AskedFile> = BTreeMap::new();
    for filed in closing.filed.iter().filter(|filed| filed.status.is_verdict()) {
        let Some(unit) = closing.loaded.registry.unit(&filed.submission.unit) else { continue };
        let lines = lines(filed, closing.loaded.catalog.explanations.group_over);
        if lines.is_empty() {
            continue;
        }
        let file = files.entry((&filed.sha256, &filed.source));
        let file = file.or_insert_with(|| AskedFile { unit, filed: Vec::new(), lines: Vec::new() });
        file.filed.push(filed);
        file.lines.extend(lines);
    }
    let mut files: Vec<AskedFile> = files.into_values().collect();
    files.sort_by_key(|file| file.filed[0].id);
    files
}

fn lines(filed: &Filed, most: usize) -> Vec<Line<'_>> {
    let mut of_rules: BTreeMap<(&str, Severity), Vec<&Finding>> = BTreeMap::new();
    let asked = filed.submission.findings.iter().filter(|finding| is_asked(finding));
    let asked: Vec<&Finding> = asked.collect();
    for finding in &asked {
        of_rules.entry((&finding.rule, finding.severity)).or_default().push(finding);
    }
    let mut lines = Vec::new();
    for finding in asked {
        let Some(of_rule) = of_rules.get(&(finding.rule.as_str(), finding.severity)) else { continue };
        let together = of_rule.len() > most;
        if !together {
            lines.push(Line { filed, findings: vec![finding], together });
        } else if of_rule.first().is_some_and(|first| std::ptr::eq(*first, finding)) {
            lines.push(Line { filed, findings: of_rule.clone(), together });
        }
    }
    lines
}

fn is_asked(finding: &Finding) -> bool {
    finding.severity <= Severity::W && finding.state == FindingState::Open && !finding.auto_fixed
}

impl Line<'_> {
    /// The finding that is told of.
    pub fn first(&self) -> &Finding {
        self.findings[0]
    }

    /// True if it may be explained instead of corrected.
    pub fn is_explained(&self) -> bool {
        self.first().severity == Severity::W
    }

    /// What stands in a column.
    pub fn text(&self, closing: &Closing, column: ListedColumn) -> String {
        let catalog = &closing.loaded.catalog;
        let (first, submission) = (self.first(), &self.filed.submission);
        match column {
            ListedColumn::Key if !self.is_explained() => String::new(),
            ListedColumn::Key if self.together => key_of_rule(self.filed, &first.rule),
            ListedColumn::Key => key(self.filed, first),
            ListedColumn::Form => {
                catalog.form(&submission.form).map_or_else(String::new, |form| form.name.clone())
            }
            ListedColumn::Severity => severity(closing, first),
            ListedColumn::Place => {
                format!("{} {}", submission.sheet_name(first.place), first.place).trim().to_owned()
            }
            ListedColumn::RowLabel | ListedColumn::Value if self.together => String::new(),
            ListedColumn::RowLabel => first.row_label.clone(),
            ListedColumn::Value => first.value.clone(),
            ListedColumn::Message if self.together => self.all_of_them(&catalog.explanations.group),
            ListedColumn::Message => first.message.clone(),
            ListedColumn::Hint => first.hint.clone(),
            ListedColumn::Answer => String::new(),
        }
    }

    fn all_of_them(&self, words: &str) -> String {
        let places = self.findings.iter().map(|finding| finding.place).filter(|place| *place != Place::Whole);
        let (first, last) = (places.clone().min().unwrap_or_default(), places.max().unwrap_or_default());
        let values = [
            ("count", self.findings.len().to_string()),
            ("first", first.to_string()),
            ("last", last.to_string()),
            ("message", self.first().message.clone()),
        ];
        fill(words, &values.each_ref().map(|(key, value)| (*key, value.as_str())))
    }
}

/// The name of how heavy a finding weighs.
pub fn severity(closing: &Closing, finding: &Finding) -> String {
    closing.loaded.catalog.book.severity.get(finding.severity.letter()).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Status, Submission};
    use jiff::civil::DateTime;

    fn filed(rules: &[(&str, Severity, usize)]) -> Filed {
        let one = |rule: &str, severity, row: usize| Finding {
            rule: rule.into(),
            severity,
            place: Place::Cell { sheet: 0, row: u32::try_from(row).unwrap(), column: 1 },
            related: Vec::new(),
            field: String::new(),
            row_label: String::new(),
            value: String::new(),
            expected: String::new(),
            message: "错".into(),
            hint: String::new(),
            auto_fixed: false,
            by_rule: true,
            state: FindingState::Open,
            answer: String::new(),
        };
        let findings =
            rules.iter().flat_map(|(rule, severity, count)| (0..*count).map(|row| one(rule, *severity, row)));
        Filed {
            id: 1,
            source: "a.xlsx".into(),
            sha256: String::new(),
            version: 1,
            status: Status::Accepted,
            received_at: DateTime::default(),
            due_on: None,
            days_late: 0,
            submission: Submission { findings: findings.collect(), ..Submission::default() },
        }
    }

    #[test]
    fn what_one_rule_found_too_often_is_one_line_and_nothing_is_lost() {
        let filed = filed(&[("A", Severity::W, 3), ("B", Severity::E, 2), ("C", Severity::I, 9)]);
        let lines = lines(&filed, 2);
        let told: Vec<(&str, usize, bool)> = lines
            .iter()
            .map(|line| (line.first().rule.as_str(), line.findings.len(), line.together))
            .collect();
        assert_eq!(told, [("A", 3, true), ("B", 1, false), ("B", 1, false)]);
        assert_eq!(lines[0].all_of_them("{count} {first}-{last} {message}"), "3 B1-B3 错");
    }
}
