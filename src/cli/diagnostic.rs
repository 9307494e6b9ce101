//! What was found in a file, as a good compiler says it: how heavy, which rule, one sentence; where, with what stands around
//! it and a mark; what to do, and where more is told.

use super::columns::ColumnLabels;
use super::picture::{Beside, Drawing, INDENT, Picture};
use super::screen::Screen;
use super::words::Words;
use crate::batch::Previewed;
use crate::catalog::Catalog;
use crate::model::{Filed, Finding, Registry, Severity};
use console::Style;
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// Writes diagnostics, one file after the other.
pub struct Diagnostics<'a> {
    catalog: &'a Catalog,
    registry: Option<&'a Registry>,
    words: &'a Words,
    screen: Screen,
    /// The rules that were pointed at already: once is enough.
    referred: BTreeSet<String>,
    text: String,
}

/// What belongs to the findings of one return, or of a file as a whole.
struct Around<'f> {
    file: &'f Previewed,
    filed: Option<&'f Filed>,
    picture: Option<Picture<'f>>,
    labels: ColumnLabels,
}

impl<'a> Diagnostics<'a> {
    /// Diagnostics in the words of a terminal.
    pub fn new(catalog: &'a Catalog, registry: Option<&'a Registry>, words: &'a Words) -> Diagnostics<'a> {
        Diagnostics {
            catalog,
            registry,
            words,
            screen: words.screen,
            referred: BTreeSet::new(),
            text: String::new(),
        }
    }

    /// All that was written.
    pub fn text(self) -> String {
        self.text
    }

    /// A line of its own.
    pub fn paragraph(&mut self, text: &str) {
        self.text += &self.screen.paragraph("", 0, text);
    }

    /// A file with all that was found in it.
    pub fn file(&mut self, file: &Previewed, status: &str) {
        let source = self.screen.styled(Style::new().bold(), &file.source);
        self.text += &format!("{source}  [{status}]\n");
        let all = || file.all_findings().map(|(_, finding)| finding);
        let picture = || file.paper.as_ref().map(|paper| Picture::new(paper, all(), self.screen.columns));
        let whole = Around { file, filed: None, picture: picture(), labels: ColumnLabels::default() };
        let returns = file.returns.iter().map(|filed| {
            let form = self.catalog.form(&filed.submission.form);
            let labels = form.map(|form| ColumnLabels::new(form, &filed.submission)).unwrap_or_default();
            (Around { file, filed: Some(filed), picture: picture(), labels }, filed)
        });
        let returns: Vec<(Around, &Filed)> = returns.collect();
        for finding in &file.findings {
            self.finding(&whole, finding);
        }
        for (around, filed) in &returns {
            self.filed(around, filed);
        }
        self.text.push('\n');
    }

    /// The form, unit and period of a return, then its findings, the heaviest first; repairs only as their number and
    /// places.
    fn filed(&mut self, around: &Around, filed: &Filed) {
        let heading = self.heading(filed);
        self.text += &self.screen.paragraph("", 2, &heading);
        let (repairs, mut findings): (Vec<&Finding>, Vec<&Finding>) =
            filed.submission.findings.iter().partition(|finding| finding.severity == Severity::I);
        findings.sort_by_key(|finding| finding.severity);
        for finding in &findings {
            self.finding(around, finding);
        }
        if findings.is_empty() {
            self.text += &format!("  {}\n", self.words.say("check.clean"));
        }
        let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in repairs {
            by_rule.entry(&finding.rule).or_default().push(finding);
        }
        for (rule, repairs) in by_rule {
            self.repaired(rule, &repairs);
        }
    }

    fn heading(&self, filed: &Filed) -> String {
        let submission = &filed.submission;
        let form = self.catalog.form(&submission.form).map(|form| form.name.as_str());
        let unit = match self.registry {
            Some(registry) => registry.unit(&submission.unit).map(|unit| unit.name.as_str()),
            None => submission.header("unit_name").text(),
        };
        let period = submission.period.map(|period| period.to_string());
        let values = [
            ("form", form.unwrap_or(self.words.say("check.unknown_form"))),
            ("unit", unit.unwrap_or(self.words.say("check.unknown_unit"))),
            ("period", period.as_deref().unwrap_or(self.words.say("check.unknown_period"))),
        ];
        self.words.fill("check.form_line", &values)
    }

    /// Repairs of one rule in one paragraph.
    fn repaired(&mut self, rule: &str, repairs: &[&Finding]) {
        const SHOWN: usize = 8;
        let places =
            repairs.iter().map(|finding| finding.place.to_string()).filter(|place| !place.is_empty());
        let mut places: Vec<String> = places.collect();
        if places.len() > SHOWN {
            places.truncate(SHOWN);
            places.push("…".to_owned());
        }
        let count = repairs.len().to_string();
        let values = [("count", count.as_str()), ("places", &places.join(" "))];
        let said = self.words.fill("check.repaired", &values);
        self.sentence(Severity::I, rule, &said);
    }

    /// `error[CQ-V001]: sentence`.
    fn sentence(&mut self, severity: Severity, rule: &str, said: &str) {
        let name = self.words.say(match severity {
            Severity::F => "severity.F",
            Severity::E => "severity.E",
            Severity::W => "severity.W",
            Severity::C => "severity.C",
            Severity::M => "severity.M",
            Severity::I => "severity.I",
        });
        let head = format!("{name}[{rule}]");
        let shown =
            self.screen.paragraph("  ", INDENT, &format!("{head}{}{said}", self.words.say("failure.colon")));
        // Coloured after it was broken into lines: colours have no width.
        let styled = self.screen.styled(style(severity).bold(), &head);
        self.text += &shown.replacen(&head, &styled, 1);
    }

    fn finding(&mut self, around: &Around, finding: &Finding) {
        self.sentence(finding.severity, &finding.rule, &finding.message);
        let expected = match finding.expected.as_str() {
            "" => String::new(),
            expected => self.words.fill("check.expected", &[("expected", expected)]),
        };
        let place = self.place(around, finding);
        if !place.is_empty() {
            let before = format!("{}--> ", " ".repeat(INDENT));
            let shown = self.screen.paragraph(&before, INDENT + 4, &place);
            let arrow = self.screen.styled(Style::new().blue().bold(), "-->");
            self.text += &shown.replacen("-->", &arrow, 1);
        }
        let beside = Beside { labels: &around.labels, note: &expected };
        let drawing =
            around.picture.as_ref().map(|picture| picture.draw(finding, &beside)).unwrap_or_default();
        self.drawing(&drawing, finding.severity);
        if !drawing.noted && !expected.is_empty() {
            self.note(&expected);
        }
        if !finding.related.is_empty() {
            let places: Vec<String> = finding.related.iter().map(ToString::to_string).collect();
            self.note(&self.words.fill("check.related", &[("places", &places.join(" "))]));
        }
        if !finding.hint.is_empty() {
            let colon = self.words.say("failure.colon");
            self.note(&format!("{}{colon}{}", self.words.say("check.hint"), finding.hint));
        }
        if self.referred.insert(finding.rule.clone()) {
            self.note(&self.words.fill("check.explained", &[("rule", &finding.rule)]));
        }
    }

    /// File, sheet and cell, and what names the row, unless the finding hides a value: that may be the name.
    fn place(&self, around: &Around, finding: &Finding) -> String {
        let cell = finding.place.to_string();
        if cell.is_empty() {
            return cell;
        }
        let sheet = around.filed.map_or("", |filed| filed.submission.sheet_name(finding.place));
        let mut place = format!("{}:", around.file.source);
        if !sheet.is_empty() {
            place += &format!("{sheet}!");
        }
        place += &cell;
        let open = around.file.all_findings().all(|(_, other)| other.value != super::picture::MASK);
        if open && !finding.row_label.is_empty() {
            place += &self.words.fill("check.row", &[("row", &finding.row_label)]);
        }
        place
    }

    fn drawing(&mut self, drawing: &Drawing, severity: Severity) {
        let width = drawing.lines.iter().map(|(gutter, _)| gutter.width()).max().unwrap_or(0);
        let blue = Style::new().blue().bold();
        let last = drawing.lines.len();
        for (number, (gutter, line)) in (1..).zip(&drawing.lines) {
            let blanks = " ".repeat(width - gutter.width());
            let bar = self.screen.styled(blue.clone(), &format!("{blanks}{gutter} |"));
            let line = if number == last && drawing.marked {
                let lead = line.len() - line.trim_start().len();
                format!("{}{}", &line[..lead], self.screen.styled(style(severity).bold(), &line[lead..]))
            } else {
                line.clone()
            };
            self.text += &format!("{}{}\n", " ".repeat(INDENT), format!("{bar} {line}").trim_end());
        }
    }

    fn note(&mut self, text: &str) {
        let before = format!("{}= ", " ".repeat(INDENT));
        let shown = self.screen.paragraph(&before, INDENT + 2, text);
        let sign = self.screen.styled(Style::new().blue().bold(), "=");
        self.text += &shown.replacen('=', &sign, 1);
    }
}

/// The colour of a severity.
fn style(severity: Severity) -> Style {
    match severity {
        Severity::F | Severity::E => Style::new().red(),
        Severity::W => Style::new().yellow(),
        Severity::C | Severity::M => Style::new().magenta(),
        Severity::I => Style::new().green(),
    }
}
